//! Finding the working trees of a branch.

use super::worktree::{MAIN, execute, only, promoted, sample, status};
use super::{TestRepo, git};
use crate::Repo;

#[test]
fn linked_working_trees_are_found_and_updated() {
    let test = sample();
    test.git(&["branch", "prod"]);
    test.git(&["worktree", "add", "-q", "../linked", "prod"]);
    test.git(&["worktree", "add", "-q", "--force", "../second one", "prod"]);
    test.git(&["worktree", "add", "-q", "--detach", "../detached"]);
    test.git(&["worktree", "add", "-q", "--force", "../gone", "prod"]);
    std::fs::remove_dir_all(test.dir.path().join("gone")).unwrap();
    let root = test.dir.path().canonicalize().unwrap();
    for from in ["repo", "linked", "repo/.git", "detached"] {
        let repo = Repo::open(&root.join(from)).unwrap();
        let mut paths: Vec<_> = repo.checkouts("refs/heads/prod").unwrap().into_iter().map(|at| at.path).collect();
        paths.sort();
        assert_eq!(paths, [root.join("linked"), root.join("second one")], "{from}");
        assert_eq!(only(&repo).path, root.join("repo"), "{from}");
        assert!(repo.checkouts("refs/heads/pro").unwrap().is_empty());
    }
    let repo = test.open();
    let new = promoted(&repo, &[("prod/a.yaml", Some("a: 1\n"))]);
    test.git(&["update-ref", "refs/heads/prod", &new.to_string()]);
    for at in repo.checkouts("refs/heads/prod").unwrap() {
        repo.follow(&at, repo.head().commit, new).unwrap();
        assert_eq!(git(&at.path, &["status", "--porcelain"]), "");
        assert_eq!(std::fs::read_to_string(at.path.join("prod/a.yaml")).unwrap(), "a: 1\n");
    }
    assert_eq!((status(&test).as_str(), test.read("prod/a.yaml").as_str()), ("", "a: 0\n"));
    // A bare repository with a linked working tree.
    git(&root, &["clone", "-q", "--bare", "repo", "bare"]);
    let bare = Repo::open(&root.join("bare")).unwrap();
    assert!(bare.checkouts(MAIN).unwrap().is_empty());
    git(&root.join("bare"), &["worktree", "add", "-q", "../of-bare", "main"]);
    assert_eq!(bare.checkouts(MAIN).unwrap()[0].path, root.join("of-bare"));
}

#[test]
fn a_working_tree_that_was_switched_meanwhile_is_left_alone() {
    let test = sample();
    let repo = test.open();
    let (at, old) = (only(&repo), repo.head().commit);
    let new = promoted(&repo, &[("prod/a.yaml", Some("a: 1\n"))]);
    test.git(&["switch", "-q", "-c", "topic"]);
    let refused = repo.hold(&at, old, new).unwrap_err();
    assert!(matches!(refused, crate::FollowRefusal::Switched { .. }), "{refused}");
    assert!(refused.to_string().ends_with("was switched from main to another branch meanwhile"), "{refused}");
    assert!(!at.git_dir.join("index.lock").exists());
    assert_eq!((status(&test).as_str(), test.read("prod/a.yaml").as_str()), ("", "a: 0\n"));
    // The repository that was opened before sees where it is now.
    assert!(repo.checkouts(MAIN).unwrap().is_empty());
    assert_eq!(repo.checkouts("refs/heads/topic").unwrap().len(), 1);
    test.git(&["checkout", "-q", "--detach"]);
    assert!(repo.checkouts("refs/heads/topic").unwrap().is_empty());
    test.git(&["switch", "-q", "main"]);
    assert!(repo.hold(&at, old, new).is_ok());
}

#[test]
fn a_separate_git_directory_is_supported() {
    let test = TestRepo::with(&["--separate-git-dir=elsewhere"]);
    test.write("f", "1\n");
    test.commit("one");
    let repo = test.open();
    assert_eq!(only(&repo).git_dir, test.dir.path().join("elsewhere").canonicalize().unwrap());
    execute(&test, &repo, promoted(&repo, &[("f", Some("2\n"))]));
    assert_eq!((status(&test).as_str(), test.read("f").as_str()), ("", "2\n"));
    test.git(&["worktree", "add", "-q", "-b", "side", "../side"]);
    assert_eq!(only(&test.open()).path, test.path().canonicalize().unwrap());
}
