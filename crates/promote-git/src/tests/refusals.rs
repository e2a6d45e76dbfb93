//! Working trees that are not updated: the reason is reported and nothing changes.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::TestRepo;
use super::worktree::{execute, only, promoted, sample, status};
use crate::{FollowRefusal, OngoingOperation, Repo};
use promote_model::ObjectId;

fn refused(repo: &Repo, new: ObjectId) -> Vec<String> {
    let at = only(repo);
    let before = snapshot(&at.path);
    let error = repo.check_follow(&at, repo.head().commit, new).unwrap_err();
    let FollowRefusal::Files { files, .. } = &error else { panic!("{error:?}") };
    assert!(error.hint().is_some());
    assert!(repo.follow(&at, repo.head().commit, new).is_err());
    assert_eq!(snapshot(&at.path), before, "a file was changed");
    files.iter().map(|file| format!("{} {}", file.path, file.reason)).collect()
}

fn snapshot(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut dirs = vec![root.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                if !path.ends_with(".git/objects") {
                    dirs.push(path);
                }
            } else {
                files.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn local_changes_are_refused_by_path() {
    type TreeEdit<'a> = (&'a str, Option<&'a str>);
    type Case<'a> = (&'a dyn Fn(&TestRepo), &'a [TreeEdit<'a>], &'a str);
    let edit: &[TreeEdit<'_>] = &[("prod/a.yaml", Some("a: 1\n"))];
    let cases: [Case<'_>; 14] = [
        (&|t| t.write("prod/a.yaml", "mine\n"), edit, "prod/a.yaml has local changes"),
        (&|t| t.write("prod/a.yaml", ""), edit, "prod/a.yaml has local changes"),
        (&|t| t.write("prod/b.yaml", "mine\n"), &[("prod/b.yaml", None)], "prod/b.yaml has local changes"),
        (
            &|t| {
                t.write("prod/a.yaml", "x\n");
                t.git(&["add", "."]);
            },
            edit,
            "prod/a.yaml has staged changes",
        ),
        (
            &|t| {
                t.write("prod/a.yaml", "x\n");
                t.git(&["add", "."]);
                t.write("prod/a.yaml", "a: 0\n");
            },
            edit,
            "prod/a.yaml has staged changes",
        ),
        (
            &|t| {
                t.git(&["rm", "-q", "--cached", "prod/a.yaml"]);
            },
            edit,
            "prod/a.yaml has staged changes",
        ),
        (&|t| t.write("new", "mine\n"), &[("new", Some("x"))], "new is untracked and would be overwritten"),
        (
            &|t| t.write("new.local", "mine\n"),
            &[("new.local", Some("x"))],
            "new.local is untracked and would be overwritten",
        ),
        (
            &|t| t.write("dir", "mine\n"),
            &[("dir/x", Some("x"))],
            "dir is not a directory, but a directory is needed there",
        ),
        (
            &|t| symlink("/tmp", t.path().join("dir")).unwrap(),
            &[("dir/x", Some("x"))],
            "dir is not a directory, but a directory is needed there",
        ),
        (
            &|t| t.write("dir/x.local", "mine\n"),
            &[("dir", Some("x"))],
            "dir/x.local is in a directory that would be replaced by a file",
        ),
        (
            &|t| t.write("prod/x.local", "mine\n"),
            &[("prod/a.yaml", None), ("prod/b.yaml", None), ("prod", Some("x"))],
            "prod/x.local is in a directory that would be replaced by a file",
        ),
        (
            &|t| std::fs::set_permissions(t.path().join("prod/a.yaml"), PermissionsExt::from_mode(0o755)).unwrap(),
            edit,
            "prod/a.yaml has local changes",
        ),
        (
            &|t| {
                std::fs::remove_file(t.path().join("prod/a.yaml")).unwrap();
                t.write("prod/a.yaml/x", "mine\n");
            },
            edit,
            "prod/a.yaml/x is in a directory that would be replaced by a file",
        ),
    ];
    for (prepare, changes, expected) in cases {
        let test = sample();
        prepare(&test);
        let repo = test.open();
        let new = promoted(&repo, changes);
        let reasons = refused(&repo, new);
        assert_eq!(reasons.first().map(String::as_str), Some(expected), "{reasons:?}");
    }
}

#[test]
fn line_ends_and_filters_are_not_local_changes() {
    let test = sample();
    test.git(&["config", "core.autocrlf", "true"]);
    test.git(&["rm", "-q", "--cached", "-r", "."]);
    test.git(&["reset", "-q", "--hard"]);
    assert_eq!(test.read("prod/a.yaml"), "a: 0\r\n");
    let repo = test.open();
    let new = promoted(&repo, &[("prod/a.yaml", Some("a: 1\n"))]);
    execute(&test, &repo, new);
    assert_eq!((status(&test).as_str(), test.read("prod/a.yaml").as_str()), ("", "a: 1\r\n"));
    let repo = test.open();
    test.write("prod/a.yaml", "a: 2\r\n");
    let next = promoted(&repo, &[("prod/a.yaml", Some("a: 3\n"))]);
    assert_eq!(refused(&repo, next), ["prod/a.yaml has local changes"]);
}

#[test]
fn sparse_checkouts_stay_sparse() {
    for options in [vec!["set", "dev"], vec!["set", "--sparse-index", "dev"]] {
        let test = sample();
        test.git(&[vec!["sparse-checkout"], options].concat());
        assert!(!test.path().join("prod").exists());
        let repo = test.open();
        let new =
            promoted(&repo, &[("prod/a.yaml", Some("a: 1\n")), ("dev/a.yaml", Some("a: 2\n")), ("prod/n", Some("n"))]);
        execute(&test, &repo, new);
        assert_eq!((status(&test).as_str(), test.read("dev/a.yaml").as_str()), ("", "a: 2\n"));
        assert!(!test.path().join("prod").exists());
        // A file that the user created outside the sparse cone is a local change.
        test.write("prod/a.yaml", "mine\n");
        let repo = test.open();
        let next = promoted(&repo, &[("prod/a.yaml", Some("a: 3\n"))]);
        assert_eq!(refused(&repo, next), ["prod/a.yaml has local changes"]);
    }
}

#[test]
fn locks_conflicts_and_rebases_are_reported() {
    let test = sample();
    let repo = test.open();
    let new = promoted(&repo, &[("prod/a.yaml", Some("a: 1\n"))]);
    test.write(".git/index.lock", "");
    let error = repo.check_follow(&only(&repo), repo.head().commit, new).unwrap_err();
    assert!(
        matches!(&error, FollowRefusal::Locked(lock) if lock.path.ends_with("index.lock") && lock.age.is_some()),
        "{error:?}"
    );
    std::fs::remove_file(test.path().join(".git/index.lock")).unwrap();

    test.git(&["checkout", "-q", "-b", "side"]);
    test.write("other", "side\n");
    test.commit("side");
    test.git(&["checkout", "-q", "main"]);
    test.write("other", "main\n");
    test.commit("main");
    let conflict = |args: &[&str]| assert!(!super::command(&test.path()).args(args).output().unwrap().status.success());
    conflict(&["merge", "-q", "side"]);
    let repo = test.open();
    assert_eq!(refused(&repo, promoted(&repo, &[("prod/a.yaml", Some("a: 1\n"))])), ["other has unresolved conflicts"]);
    test.git(&["merge", "--abort"]);
    conflict(&["rebase", "-q", "side"]);
    let repo = test.open();
    assert_eq!(repo.head().branch, None);
    let at = only(&repo);
    assert_eq!(at.operation, Some(OngoingOperation::Rebase));
    let error = repo.check_follow(&at, repo.head().commit, new).unwrap_err();
    assert!(error.to_string().contains("a rebase is in progress") && error.hint().is_some(), "{error}");
    test.git(&["rebase", "--abort"]);
    test.git(&["bisect", "start"]);
    test.git(&["checkout", "-q", "--detach"]);
    assert_eq!(only(&test.open()).operation, Some(OngoingOperation::Bisect));
}
