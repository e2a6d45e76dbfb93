//! Splicing trees equals building the whole tree with git, for generated files and changes.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

use proptest::prelude::*;

use super::{TestRepo, command};
use crate::{Batch, GitError, TreeEdit};
use promote_model::{FileMode, ObjectId};

type Files = BTreeMap<Vec<u8>, (FileMode, ObjectId)>;

/// The tree that git builds from these files.
fn by_git(test: &TestRepo, files: &Files) -> ObjectId {
    let index = test.dir.path().join("index");
    let _ = std::fs::remove_file(&index);
    let run = |args: &[&str], input: &[u8]| {
        let mut git = command(&test.path());
        git.args(args).env("GIT_INDEX_FILE", &index).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = git.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let mut lines = Vec::new();
    for (path, (mode, id)) in files {
        lines.extend(format!("{:o} {id}\t", mode.bits()).into_bytes());
        lines.extend(path);
        lines.push(0);
    }
    run(&["update-index", "-z", "--index-info"], &lines);
    run(&["write-tree", "--missing-ok"], b"").parse().unwrap()
}

fn path() -> impl Strategy<Value = Vec<u8>> {
    // Names that are adjacent in git's order, which sorts directories with a trailing slash.
    let name = prop::sample::select(vec!["a", "a.b", "a-", "a0", "b", "ab", "a b", "ä", "\u{1}", "Z"]);
    prop::collection::vec(name, 1..4).prop_map(|names| names.join("/").into_bytes())
}

fn mode() -> impl Strategy<Value = FileMode> {
    prop::sample::select(vec![FileMode::Regular, FileMode::Executable, FileMode::Symlink])
}

fn file() -> impl Strategy<Value = (FileMode, ObjectId)> {
    (mode(), 0_u8..5).prop_map(|(mode, n)| (mode, ObjectId::from_bytes([n + 1; 20])))
}

/// Whether a file can be added without conflicting with a file or directory.
fn fits(files: &Files, path: &[u8]) -> bool {
    let below = |a: &[u8], b: &[u8]| a.len() > b.len() && a.starts_with(b) && a[b.len()] == b'/';
    !files.keys().any(|other| below(other, path) || below(path, other))
}

fn files() -> impl Strategy<Value = Files> {
    prop::collection::vec((path(), file()), 0..20).prop_map(|list| {
        let mut files = Files::new();
        for (path, file) in list {
            if fits(&files, &path) {
                files.insert(path, file);
            }
        }
        files
    })
}

fn as_changes(files: &Files) -> BTreeMap<Vec<u8>, TreeEdit> {
    files.iter().map(|(path, file)| (path.clone(), Some(*file))).collect()
}

proptest! {
    // Every case runs git a few times.
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_splice_equals_the_tree_that_git_builds(before in files(), after in files(), keep in any::<u64>()) {
        let test = TestRepo::new();
        let repo = test.open();
        let mut batch = repo.batch();
        let old = batch.splice(None, &as_changes(&before)).unwrap();
        prop_assert_eq!(old, by_git(&test, &before));
        // Keep some of the old files, remove the others, add the new ones.
        let mut wanted: Files = before.clone();
        let mut changes: BTreeMap<Vec<u8>, TreeEdit> = BTreeMap::new();
        for (i, path) in before.keys().enumerate().filter(|(i, _)| keep >> (i % 64) & 1 == 0) {
            let _ = i;
            wanted.remove(path);
            changes.insert(path.clone(), None);
        }
        for (path, file) in after {
            if fits(&wanted, &path) {
                wanted.insert(path.clone(), file);
                changes.insert(path, Some(file));
            }
        }
        let new = batch.splice(Some(old), &changes).unwrap();
        prop_assert_eq!(new, by_git(&test, &wanted));
        // Reverse the changes.
        let mut back = as_changes(&before);
        back.extend(wanted.keys().filter(|path| !before.contains_key(*path)).map(|path| (path.clone(), None)));
        prop_assert_eq!(batch.splice(Some(new), &back).unwrap(), old);
    }

    #[test]
    fn arbitrary_paths_do_not_panic(paths in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..12), 1..4)) {
        let test = TestRepo::new();
        let repo = test.open();
        let id = ObjectId::from_bytes([1; 20]);
        let changes = paths.into_iter().map(|path| (path, Some((FileMode::Regular, id)))).collect();
        let _ = repo.batch().splice(None, &changes);
    }
}

fn change(path: &str, n: u8) -> (Vec<u8>, TreeEdit) {
    (path.into(), Some((FileMode::Regular, ObjectId::from_bytes([n; 20]))))
}

fn gone(path: &str) -> (Vec<u8>, TreeEdit) {
    (path.into(), None)
}

fn refused(batch: &mut Batch<'_>, root: ObjectId, changes: impl IntoIterator<Item = (Vec<u8>, TreeEdit)>) -> String {
    match batch.splice(Some(root), &changes.into_iter().collect()) {
        Err(error @ (GitError::PathConflict { .. } | GitError::BadPath { .. })) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn conflicts_between_files_and_directories_are_refused() {
    let test = TestRepo::new();
    test.write("dir/a", "a");
    test.write("dir/b", "b");
    test.write("file", "f");
    test.commit("one");
    test.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},sub", test.id("HEAD"))]);
    let root: ObjectId = test.git(&["write-tree"]).parse().unwrap();
    let repo = test.open();
    let mut batch = repo.batch();
    for (changes, expected) in [
        (vec![change("dir", 1)], "'dir' cannot be written: a directory exists"),
        (vec![change("dir", 1), gone("dir/a")], "a directory exists"),
        (vec![change("file/x", 1)], "'file' cannot be written: a file exists"),
        (vec![change("new", 1), change("new/x", 1)], "a directory exists"),
        (vec![gone("dir")], "it is a directory"),
        (vec![change("sub", 1)], "it is a submodule"),
        (vec![gone("sub")], "it is a submodule"),
        (vec![change("sub/x", 1)], "it is a submodule"),
        (vec![change("../x", 1)], "'.' and '..'"),
        (vec![change("dir/.GIT/config", 1)], "'.git' is reserved"),
        (vec![change("/x", 1)], "empty"),
        (vec![change(&"x/".repeat(3000), 1)], "longer"),
    ] {
        let message = refused(&mut batch, root, changes);
        assert!(message.contains(expected), "{message}");
    }
    // Removing a missing file has no effect.
    let nothing = [gone("none"), gone("dir/none"), gone("file/x"), gone("none/x"), gone("sub/x")];
    assert_eq!(batch.splice(Some(root), &nothing.into_iter().collect()).unwrap(), root);
    // A file replaces a directory, and the other way round, if the changes remove the old files.
    let swap = [gone("dir/a"), gone("dir/b"), change("dir", 1), gone("file"), change("file/x", 2)];
    let swapped = batch.splice(Some(root), &swap.into_iter().collect()).unwrap();
    assert!(
        repo.find_path(swapped, b"file/x").unwrap().is_some() && repo.find_path(swapped, b"dir/a").unwrap().is_none()
    );
}

#[test]
fn empty_directories_are_removed() {
    let test = TestRepo::new();
    let repo = test.open();
    let mut batch = repo.batch();
    let root = batch.splice(None, &[change("a/b/c", 1)].into_iter().collect()).unwrap();
    let empty: ObjectId = "4b825dc642cb6eb9a060e54bf8d69288fbee4904".parse().unwrap();
    assert_eq!(batch.splice(Some(root), &[gone("a/b/c")].into_iter().collect()).unwrap(), empty);
    assert_eq!(batch.splice(None, &BTreeMap::new()).unwrap(), empty);
    assert_eq!(batch.splice(Some(empty), &[change("a/b/c", 1)].into_iter().collect()).unwrap(), root);
}

#[test]
fn unchanged_entries_keep_unusual_modes() {
    let test = TestRepo::new();
    let blob = test.git(&["hash-object", "-w", "/dev/null"]);
    let bytes: Vec<u8> =
        blob.as_bytes().chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap()).collect();
    let raw = [b"100664 old\0".as_slice(), &bytes].concat();
    let repo = test.open();
    let mut batch = repo.batch();
    let root = batch.add(crate::objects::ObjectKind::Tree, raw).unwrap();
    let new = batch.splice(Some(root), &[change("x", 1)].into_iter().collect()).unwrap();
    batch.flush().unwrap();
    assert_eq!(&repo.read(new, crate::objects::ObjectKind::Tree).unwrap()[..11], b"100664 old\0");
}
