//! Writing objects: ids equal git's, and nothing is on disk before the flush.

use std::os::unix::fs::PermissionsExt;

use super::{TestRepo, ann};
use crate::{CommitDraft, EntryMode, GitError, TreeEntry};
use promote_model::{FileMode, ObjectId};

fn file(name: &str, oid: ObjectId) -> TreeEntry {
    TreeEntry { name: name.into(), mode: EntryMode::File(FileMode::Regular), oid }
}

fn draft(tree: ObjectId, parents: Vec<ObjectId>, message: &str) -> CommitDraft {
    CommitDraft { tree, parents, author: ann(), committer: ann(), message: message.to_owned() }
}

#[test]
fn ids_equal_git_and_nothing_is_written_before_the_flush() {
    let test = TestRepo::new();
    test.write("b/c", "text");
    test.write("b.x", "text");
    test.write("a", "");
    let theirs = test.commit("one");
    let other = TestRepo::new();
    let repo = other.open();
    let mut batch = repo.batch();
    let (text, empty) = (batch.blob(b"text").unwrap(), batch.blob(b"").unwrap());
    let below = batch.tree(vec![file("c", text)]).unwrap();
    let dir = TreeEntry { name: b"b".to_vec(), mode: EntryMode::Tree, oid: below };
    let root = batch.tree(vec![dir, file("b.x", text), file("a", empty)]).unwrap();
    let ours = batch.commit(&draft(root, vec![], "one")).unwrap();
    assert_eq!(ours, theirs);
    assert_eq!(repo.read_blob(text).unwrap().as_slice(), b"text");
    assert_eq!(repo.read_commit(ours).unwrap().tree, root);
    assert_eq!(other.git(&["count-objects"]), "0 objects, 0 kilobytes");
    batch.flush().unwrap();
    other.git(&["update-ref", "refs/heads/main", &ours.to_string()]);
    other.fsck();
    assert_eq!(other.git(&["show", "main:b/c"]), "text");
    assert_eq!(repo.read_blob(text).unwrap(), b"text");
    batch.flush().unwrap();
}

#[test]
fn many_objects_become_one_pack() {
    let test = TestRepo::new();
    let repo = test.open();
    let mut batch = repo.batch();
    let blobs: Vec<_> = (0..300).map(|i| (format!("f{i:03}"), batch.blob(&vec![b'x'; i * 50]).unwrap())).collect();
    let root = batch.tree(blobs.iter().map(|(name, id)| file(name, *id)).collect()).unwrap();
    let commit = batch.commit(&draft(root, vec![], "many")).unwrap();
    batch.flush().unwrap();
    let counts = test.git(&["count-objects", "-v"]);
    assert!(
        counts.contains("count: 0\n") && counts.contains("in-pack: 302\n") && counts.contains("packs: 1\n"),
        "{counts}"
    );
    test.git(&["update-ref", "refs/heads/main", &commit.to_string()]);
    test.fsck();
    assert_eq!(repo.read_blob(blobs[299].1).unwrap().len(), 299 * 50);
    let names: Vec<_> =
        std::fs::read_dir(test.path().join(".git/objects")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().starts_with("tmp_")), "{names:?}");
}

#[test]
fn large_uncompressed_objects_are_readable() {
    let test = TestRepo::new();
    let repo = test.open();
    let mut batch = repo.batch();
    for size in [0, 1, 65_520, 65_535, 65_536, 200_000] {
        let bytes: Vec<u8> = (0..size).map(|i| (i * 7 % 251) as u8).collect();
        let id = batch.blob(&bytes).unwrap();
        batch.flush().unwrap();
        assert_eq!(test.git(&["cat-file", "-s", &id.to_string()]), size.to_string());
        assert!(test.open().read_blob(id).unwrap() == bytes);
    }
    test.fsck();
}

#[test]
fn existing_objects_are_freshened_instead_of_written() {
    let test = TestRepo::new();
    test.write("f", "text");
    test.commit("one");
    let id = test.id("HEAD:f");
    let hex = id.to_string();
    let path = test.path().join(".git/objects").join(&hex[..2]).join(&hex[2..]);
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let mode = std::fs::metadata(&path).unwrap().permissions();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
    std::fs::set_permissions(&path, mode).unwrap();
    let repo = test.open();
    let mut batch = repo.batch();
    assert_eq!(batch.blob(b"text").unwrap(), id);
    batch.flush().unwrap();
    assert!(std::fs::metadata(&path).unwrap().modified().unwrap() > old);
    // A packed object stays in its pack.
    test.git(&["repack", "-adq"]);
    let repo = test.open();
    let mut batch = repo.batch();
    batch.blob(b"text").unwrap();
    batch.flush().unwrap();
    assert!(!path.exists());
}

#[test]
fn permissions_of_shared_repositories_are_kept() {
    let test = TestRepo::with(&["--shared=0660"]);
    let repo = test.open();
    let mut batch = repo.batch();
    let hex = batch.blob(b"text").unwrap().to_string();
    batch.flush().unwrap();
    let dir = test.path().join(".git/objects").join(&hex[..2]);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&dir), mode(&test.path().join(".git/objects")));
    assert_eq!(mode(&dir.join(&hex[2..])), 0o440);
}

#[test]
fn a_batch_includes_referenced_objects_of_another_batch() {
    let test = TestRepo::new();
    let repo = test.open();
    let tree = {
        let mut dry = repo.batch();
        let blob = dry.blob(b"left behind").unwrap();
        dry.tree(vec![file("f", blob)]).unwrap()
    };
    let mut batch = repo.batch();
    let commit = batch.commit(&draft(tree, vec![], "one")).unwrap();
    batch.flush().unwrap();
    test.git(&["update-ref", "refs/heads/main", &commit.to_string()]);
    test.fsck();
}

#[test]
fn invalid_names_and_commits_are_refused() {
    let test = TestRepo::new();
    let repo = test.open();
    let mut batch = repo.batch();
    let blob = batch.blob(b"").unwrap();
    for name in ["", ".", "..", ".git", ".GIT", "a/b", "git~1", ".git ", ".g\u{200c}it"] {
        let error = batch.tree(vec![file(name, blob)]).unwrap_err();
        assert!(matches!(error, GitError::BadPath { .. }), "{error:?}");
    }
    assert!(matches!(batch.tree(vec![file("a", blob), file("a", blob)]), Err(GitError::PathConflict { .. })));
    let tree = batch.tree(vec![]).unwrap();
    assert!(batch.commit(&draft(tree, vec![], "a\0b")).is_err());
    let mut nobody = draft(tree, vec![], "m");
    nobody.author.name = " <> ".into();
    assert!(matches!(batch.commit(&nobody), Err(GitError::NoIdentity { .. })));
    // Characters that would break the header line are removed.
    let mut crook = draft(tree, vec![], "m");
    crook.author.name = "Eve\ncommitter <root@acme.com> 1 +0000".into();
    crook.committer.offset = -330;
    let id = batch.commit(&crook).unwrap();
    batch.flush().unwrap();
    test.git(&["update-ref", "refs/heads/main", &id.to_string()]);
    test.fsck();
    assert_eq!(test.git(&["log", "-1", "--format=%cn %ci"]), "Ann Lee 2023-11-14 16:43:20 -0530");
    assert_eq!(repo.read_commit(id).unwrap().author.name, "Evecommitter root@acme.com 1 +0000");
}
