//! Tree diffs, compared with `git diff-tree`.

use std::collections::BTreeMap;

use super::TestRepo;
use crate::{EntryMode, GitError, TreeEdit, TreeEntry};
use promote_model::{FileMode, ObjectId};

#[test]
fn diff_trees_equals_git_diff_tree() {
    let test = TestRepo::new();
    for (path, text) in [("a/x", "1"), ("a/y", "1"), ("a.b", "1"), ("b", "1"), ("c/d/e", "1"), ("same/z", "1")] {
        test.write(path, text);
    }
    let one = test.commit("one");
    std::fs::remove_dir_all(test.path().join("a")).unwrap();
    std::fs::remove_file(test.path().join("b")).unwrap();
    for (path, text) in [("a", "2"), ("b/x", "2"), ("b/y/z", "1"), ("c/d/e", "2"), ("c/f", "1")] {
        test.write(path, text);
    }
    let two = test.commit("two");
    let repo = test.open();
    let tree = |id| Some(repo.read_commit(id).unwrap().tree);
    for (old, new) in [(tree(one), tree(two)), (tree(two), tree(one)), (tree(one), tree(one))] {
        let paths: Vec<String> =
            repo.diff_trees(old, new).unwrap().into_iter().map(|c| String::from_utf8(c.path).unwrap()).collect();
        let theirs =
            test.git(&["diff-tree", "-r", "--name-only", &old.unwrap().to_string(), &new.unwrap().to_string()]);
        let mut theirs: Vec<&str> = theirs.lines().collect();
        let mut ours: Vec<&str> = paths.iter().map(String::as_str).collect();
        theirs.sort_unstable();
        ours.sort_unstable();
        assert_eq!(ours, theirs);
    }
    assert_eq!(repo.diff_trees(None, tree(one)).unwrap().len(), 6);
    assert_eq!(repo.diff_trees(tree(one), None).unwrap().len(), 6);
}

#[test]
fn too_deep_nesting_is_an_error() {
    let test = TestRepo::new();
    let repo = test.open();
    let mut batch = repo.batch();
    let id = batch.blob(b"").unwrap();
    let change = |depth: usize| -> BTreeMap<Vec<u8>, TreeEdit> {
        [("d/".repeat(depth - 1).into_bytes().into_iter().chain(*b"f").collect(), Some((FileMode::Regular, id)))].into()
    };
    let deepest = batch.splice(None, &change(512)).unwrap();
    assert_eq!(repo.diff_trees(None, Some(deepest)).unwrap().len(), 1);
    assert!(matches!(batch.splice(None, &change(513)), Err(GitError::BadPath { .. })));
    let mut tree: ObjectId = batch.tree(vec![]).unwrap();
    for _ in 0..5000 {
        tree = batch.tree(vec![TreeEntry { name: b"d".to_vec(), mode: EntryMode::Tree, oid: tree }]).unwrap();
    }
    assert!(matches!(repo.diff_trees(None, Some(tree)), Err(GitError::BadPath { .. })));
}
