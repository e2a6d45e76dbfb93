//! Remotes: a bare repository with hooks, and one that does not exist.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use super::super::{Expected, HostPush, PushError, RefUpdate, RemoteError, Timeouts};
use super::{TestRepo, git};
use promote_model::ObjectId;

/// A repository with two commits, and a bare remote that has the first one.
fn pair() -> (TestRepo, ObjectId, ObjectId) {
    let repo = TestRepo::new();
    let first = repo.commit("first");
    let second = repo.commit("second");
    git(repo.dir.path(), &["init", "-q", "--bare", "-b", "main", "remote.git"]);
    repo.git(&["remote", "add", "origin", "../remote.git"]);
    repo.git(&["push", "-q", "origin", "HEAD~1:refs/heads/main"]);
    (repo, first, second)
}

fn update(name: &str, old: Option<ObjectId>, new: ObjectId) -> RefUpdate {
    RefUpdate { name: format!("refs/heads/{name}"), old: old.map_or(Expected::Absent, Expected::Is), new: Some(new) }
}

fn hook(repo: &TestRepo, name: &str, script: &str) {
    let path = repo.dir.path().join("remote.git/hooks").join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn remote_refs(repo: &TestRepo) -> String {
    git(&repo.dir.path().join("remote.git"), &["for-each-ref", "--format=%(refname)"])
}

#[test]
fn advertised_returns_the_requested_branches() {
    let (repo, first, second) = pair();
    repo.git(&["push", "-q", "origin", "HEAD:refs/heads/x/refs/heads/main", "HEAD:refs/heads/a-b"]);
    let repository = repo.open();
    let remote = repository.remote("origin", Timeouts::default()).unwrap();
    let found = remote.advertised(&["a-b", "gone"]).unwrap();
    assert_eq!(found.head.as_deref(), Some("main"));
    assert_eq!(found.tips.into_iter().collect::<Vec<_>>(), [("a-b".to_owned(), second), ("main".to_owned(), first)]);
}

#[test]
fn a_single_branch_clone_fetches_other_branches() {
    let (repo, _, second) = pair();
    repo.git(&["push", "-q", "origin", "HEAD:refs/heads/promotions"]);
    git(repo.dir.path(), &["clone", "-q", "--single-branch", "remote.git", "clone"]);
    let clone = super::super::Repo::open(&repo.dir.path().join("clone")).unwrap();
    let remote = clone.remote("origin", Timeouts::default()).unwrap();
    remote.fetch(&["main", "promotions"]).unwrap();
    let name = remote.tracking("promotions");
    assert_eq!(clone.refs(&[&name]).unwrap()[&name], second);
    assert!(
        matches!(remote.fetch(&["gone"]), Err(RemoteError::Unreachable { message, .. }) if message.contains("gone"))
    );
}

#[test]
fn a_push_is_atomic() {
    let (repo, first, second) = pair();
    let repository = repo.open();
    let remote = repository.remote("origin", Timeouts::default()).unwrap();
    let stale = [update("ledger", None, second), update("main", Some(second), second)];
    let lost = remote.push(&[update("ledger", None, second), update("main", None, second)]).unwrap_err();
    assert!(matches!(&lost, PushError::LostRace { name, .. } if name == "refs/heads/main"), "{lost}");
    assert_eq!(remote_refs(&repo), "refs/heads/main");
    // An unchanged ref is only checked.
    remote.push(&[update("ledger", None, second), update("main", Some(first), first)]).unwrap();
    assert_eq!(remote_refs(&repo), "refs/heads/ledger\nrefs/heads/main");
    assert_eq!(repository.refs(&["refs/remotes/origin/ledger"]).unwrap().len(), 1);
    // The check fails if the ref has another value.
    let lost = remote.push(&[update("other", None, second), stale[1].clone()]).unwrap_err();
    assert!(matches!(&lost, PushError::LostRace { name, .. } if name == "refs/heads/main"), "{lost}");
    assert_eq!(remote_refs(&repo), "refs/heads/ledger\nrefs/heads/main");
}

#[test]
fn refusals_are_reported_with_their_source() {
    let (repo, first, second) = pair();
    let repository = repo.open();
    let remote = repository.remote("origin", Timeouts::default()).unwrap();
    let updates = [update("ledger", None, second), update("main", Some(first), second)];
    hook(&repo, "update", "echo \"$1 is protected\" >&2; [ $1 != refs/heads/main ]");
    let refused = remote.push(&updates).unwrap_err();
    insta::assert_snapshot!(refused, @"a hook of the remote 'origin' rejected the push to main (hook declined)");
    assert_eq!(remote_refs(&repo), "refs/heads/main");
    hook(&repo, "update", "exit 0");
    git(&repo.dir.path().join("remote.git"), &["config", "receive.advertiseAtomic", "false"]);
    let refused = remote.push(&updates).unwrap_err();
    insta::assert_snapshot!(refused, @"the remote 'origin' does not support atomic pushes");
}

#[test]
fn unreachable_unknown_and_slow_remotes() {
    let (repo, ..) = pair();
    repo.git(&["remote", "set-url", "origin", "../nowhere.git"]);
    let failure = repo.open().remote("origin", Timeouts::default()).unwrap().advertised(&["main"]).unwrap_err();
    insta::assert_snapshot!(failure, @"the remote 'origin' could not be reached: '../nowhere.git' does not appear to be a git repository; Could not read from remote repository.");
    let failure = repo.open().remote("upstream", Timeouts::default()).unwrap_err();
    insta::assert_snapshot!(failure, @"this repository has no remote 'upstream'");
    repo.git(&["remote", "set-url", "origin", "ext::sleep 60"]);
    repo.git(&["config", "protocol.ext.allow", "always"]);
    let started = Instant::now();
    let timeouts = Timeouts { limit: Some(Duration::from_secs(1)), terminal: false };
    let failure = repo.open().remote("origin", timeouts).unwrap().advertised(&["main"]).unwrap_err();
    insta::assert_snapshot!(failure, @"the remote 'origin' did not answer within 1 second");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn push_options_reach_the_remote_one_a_line_and_its_words_come_back() {
    let (repo, first, second) = pair();
    let report =
        "i=0; while [ $i -lt $GIT_PUSH_OPTION_COUNT ]; do echo \"<$(printenv GIT_PUSH_OPTION_$i)>\"; i=$((i+1)); done";
    hook(&repo, "pre-receive", report);
    let repository = repo.open();
    let remote = repository.remote("origin", Timeouts::default()).unwrap();
    let push = HostPush {
        commit: second,
        name: "refs/heads/promote/1".to_owned(),
        old: Some(Expected::Absent),
        options: vec!["merge_request.create".to_owned(), "title=$(id) `id` \"a\"\nb".to_owned()],
    };
    assert!(matches!(remote.push_with_options(&push), Err(PushError::NoPushOptions { .. })));
    git(&repo.dir.path().join("remote.git"), &["config", "receive.advertisePushOptions", "true"]);
    let said = remote.push_with_options(&push).unwrap();
    assert_eq!(said, "<merge_request.create>\n<title=$(id) `id` \"a\" b>");
    assert_eq!(remote_refs(&repo), "refs/heads/main\nrefs/heads/promote/1");
    assert_eq!(repository.refs(&["refs/remotes/origin/promote/1"]).unwrap().len(), 1);
    let stale = HostPush { commit: first, ..push.clone() };
    assert!(matches!(remote.push_with_options(&stale), Err(PushError::LostRace { .. })));
    let change = HostPush { name: "refs/for/main".to_owned(), old: None, ..push };
    remote.push_with_options(&change).unwrap();
    assert!(repository.refs(&["refs/remotes/origin/for/main"]).unwrap().is_empty());
}

#[test]
fn the_url_of_a_remote_is_told_as_configured_and_as_used() {
    let (repo, ..) = pair();
    repo.git(&["config", "url.https://github.com/.insteadOf", "gh:"]);
    repo.git(&["remote", "set-url", "origin", "gh:acme/config"]);
    let repository = repo.open();
    let urls = repository.remote("origin", Timeouts::default()).unwrap().urls().unwrap();
    assert_eq!(urls, ["gh:acme/config", "https://github.com/acme/config"]);
}
