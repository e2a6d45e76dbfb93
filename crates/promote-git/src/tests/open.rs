//! Opening repositories.

use super::{TestRepo, git};
use crate::{GitError, Repo};

#[test]
fn a_plain_repository_from_a_subdirectory() {
    let test = TestRepo::new();
    test.write("a/b/file", "x");
    let commit = test.commit("one");
    let root = test.path().canonicalize().unwrap();
    for dir in [root.clone(), root.join("a/b")] {
        let repo = Repo::open(&dir).unwrap();
        assert_eq!(repo.work_tree(), Some(root.as_path()));
        assert_eq!((repo.git_dir(), repo.common_dir()), (root.join(".git").as_path(), root.join(".git").as_path()));
        assert_eq!((repo.head().branch.as_deref(), repo.head().commit), (Some("refs/heads/main"), Some(commit)));
    }
}

#[test]
fn unborn_and_detached_heads() {
    let test = TestRepo::new();
    let head = test.open().head().clone();
    assert_eq!((head.branch.as_deref(), head.commit), (Some("refs/heads/main"), None));
    let commit = test.commit("one");
    test.git(&["checkout", "-q", "--detach"]);
    let head = test.open().head().clone();
    assert_eq!((head.branch, head.commit), (None, Some(commit)));
    // A branch named HEAD makes `HEAD` ambiguous for some git commands.
    test.git(&["checkout", "-q", "main"]);
    test.git(&["update-ref", "refs/heads/HEAD", "main"]);
    assert_eq!(test.open().head().branch.as_deref(), Some("refs/heads/main"));
}

#[test]
fn bare_repositories_git_directories_and_linked_worktrees() {
    let test = TestRepo::new();
    test.commit("one");
    git(test.dir.path(), &["clone", "-q", "--bare", "repo", "bare"]);
    let bare = Repo::open(&test.dir.path().join("bare")).unwrap();
    assert!(bare.is_bare() && bare.work_tree().is_none() && bare.head().commit.is_some());
    let inside = Repo::open(&test.path().join(".git")).unwrap();
    assert!(!inside.is_bare() && inside.work_tree().is_none());
    test.git(&["worktree", "add", "-q", "-b", "side", "../side"]);
    let side = Repo::open(&test.dir.path().join("side")).unwrap();
    assert_eq!(side.head().branch.as_deref(), Some("refs/heads/side"));
    assert_eq!(side.common_dir(), test.open().common_dir());
    assert_ne!(side.git_dir(), side.common_dir());
    assert_eq!(side.work_tree(), Some(test.dir.path().join("side").canonicalize().unwrap().as_path()));
    // Linked worktrees share the object database.
    side.read_commit(side.head().commit.unwrap()).unwrap();
}

#[test]
fn errors_of_open_give_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    match Repo::open(dir.path()) {
        Err(GitError::NotARepository { message, .. }) => assert!(message.contains("not a git repository"), "{message}"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(Repo::open(&dir.path().join("nowhere")), Err(GitError::NotARepository { .. })));
    let sha256 = TestRepo::with(&["--object-format=sha256"]);
    let error = Repo::open(&sha256.path()).unwrap_err();
    assert!(matches!(error, GitError::Sha256 { .. }) && error.to_string().contains("needs a SHA-1 repository"));
    let broken = TestRepo::new();
    broken.write(".git/config", "[core\n");
    match Repo::open(&broken.path()) {
        Err(GitError::Failed { message, .. }) => assert!(message.contains("bad config"), "{message}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn paths_with_special_characters() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["a b", "ü", "true", "-x", "HEAD"] {
        git(dir.path(), &["init", "-q", "--", name]);
        let repo = Repo::open(&dir.path().join(name)).unwrap();
        assert_eq!(repo.work_tree(), Some(dir.path().join(name).canonicalize().unwrap().as_path()));
    }
    git(dir.path(), &["init", "-q", "a\nb"]);
    assert!(matches!(Repo::open(&dir.path().join("a\nb")), Err(GitError::Failed { .. })));
}

#[test]
fn reftable_repositories_are_supported() {
    let test = TestRepo::with(&["--ref-format=reftable"]);
    test.write("file", "x");
    let commit = test.commit("one");
    let repo = test.open();
    assert_eq!((repo.head().branch.as_deref(), repo.head().commit), (Some("refs/heads/main"), Some(commit)));
    assert_eq!(repo.refs(&["refs/heads/main"]).unwrap()["refs/heads/main"], commit);
    assert_eq!(repo.checkouts("refs/heads/main").unwrap().len(), 1);
    test.git(&["switch", "-q", "-c", "topic"]);
    assert!(repo.checkouts("refs/heads/main").unwrap().is_empty(), "where it is now");
    test.git(&["switch", "-q", "main"]);
    let tree = repo.read_commit(commit).unwrap().tree;
    let file = repo.find_path(tree, b"file").unwrap().unwrap();
    assert_eq!(repo.read_blob(file.oid).unwrap(), b"x");
}
