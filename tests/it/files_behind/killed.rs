//! Killed right after, or right before, the transaction.

use insta::assert_snapshot;

use super::{FILE, assert_promoted, commit_all, killed_when};
use crate::support::Repo;

/// Prepares a repository; returns the promotion.
type Prepare = fn(&Repo) -> String;

/// The commands that move a target, and how each is prepared.
fn verbs() -> [(&'static str, Prepare); 4] {
    [
        ("execute ID", |repo| repo.validated("--key query.timeout")),
        ("create staging production --key query.timeout --execute", |_| String::new()),
        ("run-due", |repo| {
            let id = repo.validated("--key query.timeout");
            repo.ok(&format!("schedule {id} --in 1s"));
            repo.pass(60);
            id
        }),
        ("rollback ID --reason no", |repo| repo.executed("--key query.timeout")),
    ]
}

/// Asserts what the killed command left: a clone in which git refuses to commit.
fn assert_blocked(repo: &Repo) {
    assert_ne!(repo.git_line("status --porcelain"), "");
    let before = repo.everything();
    let status = repo.ok("status");
    assert!(status.contains("The files of main in") && status.contains(" the update"), "{status}");
    assert!(repo.ok("status -o json").contains("\"behind\": true"));
    repo.assert_unchanged(&before);
    let commit = commit_all(repo);
    assert!(commit.stderr.contains("index.lock': File exists"), "{}", commit.stderr);
}

#[test]
fn the_next_command_finishes_the_files() {
    for (line, prepare) in verbs() {
        for next in [
            "run-due",
            "create staging production --key query.timeout --overwrite",
            "create staging production -q --overwrite",
        ] {
            let repo = Repo::open_pipeline();
            let id = prepare(&repo);
            killed_when(&repo, "committed", &line.replace("ID", &id));
            assert_blocked(&repo);
            let run = repo.run(next);
            assert_eq!(run.code, 0, "{}", repo.describe(next, &run));
            assert!(run.stderr.contains("note: the files in"), "{line}, {next}: {}", run.stderr);
            let value = if line.starts_with("rollback") { "timeout: 30" } else { "timeout: 60" };
            assert_eq!(repo.git_line("status --porcelain"), "", "{line}, {next}");
            assert!(repo.read(FILE).contains(value), "{line}, {next}");
            assert!(!repo.ok("status").contains(" the update"));
            assert_eq!(commit_all(&repo).code, 1, "there is nothing to commit");
            repo.ok("verify");
            repo.fsck();
        }
    }
}

#[test]
fn the_same_command_finishes_the_files() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    killed_when(&repo, "committed", &format!("execute {id}"));
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 1 modified  last 2026-03-02 09:00:09 UTC
        1 only in production, 1 key owned by production (keep)

    The files of main in /world/repo are behind <c1>; finish the update: promote execute <P1>

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id} --dry-run")), @"
    $ promote execute <P1> --dry-run
    Promotion 1 was already executed as <c1> on main
      Promote query.timeout to production
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    Promotion 1 was already executed as <c1> on main
      Promote query.timeout to production
    --- stderr
    note: the files in /world/repo were updated to <c1> of main: an interrupted command had left them behind
    ");
    assert_promoted(&repo);
}

#[test]
fn a_linked_working_tree_is_finished_from_the_main_one() {
    let repo = Repo::open_pipeline();
    repo.git_line("config promote.policyBranch main");
    repo.git_line("checkout -q -b elsewhere");
    repo.git_line("worktree add -q ../linked main");
    let id = repo.validated("--key query.timeout");
    killed_when(&repo, "committed", &format!("execute {id}"));
    assert_ne!(repo.git_line("-C ../linked status --porcelain"), "");
    assert!(repo.ok("status").contains("/linked are behind"));
    assert!(repo.run("run-due").stderr.contains("/linked were updated"));
    assert_eq!(repo.git_line("-C ../linked status --porcelain"), "");
    assert!(repo.read("../linked/envs/production/application.yaml").contains("timeout: 60"));
    repo.git_line("-C ../linked commit -q --allow-empty -m Mine");
}

#[test]
fn a_lock_without_a_move_is_removed() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let before = repo.refs();
    killed_when(&repo, "prepared", &format!("execute {id}"));
    assert_eq!((repo.refs(), repo.git_line("status --porcelain")), (before, String::new()));
    assert!(repo.ok("status").contains("An interrupted command left /"));
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Nothing is due.
    --- stderr
    note: removed /world/repo/.git/index.lock, which an interrupted command had left
    ");
    assert!(!repo.root().join(".git/index.lock").exists());
    repo.ok(&format!("execute {id}"));
    assert_promoted(&repo);
}

#[test]
fn a_user_who_removed_the_lock_is_not_overruled() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    killed_when(&repo, "committed", &format!("execute {id}"));
    std::fs::remove_file(repo.root().join(".git/index.lock")).unwrap();
    repo.commit("I want the old value");
    repo.ok("run-due");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert!(repo.read(FILE).contains("timeout: 30"));
    // Without a commit of theirs, the files follow.
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    killed_when(&repo, "committed", &format!("execute {id}"));
    std::fs::remove_file(repo.root().join(".git/index.lock")).unwrap();
    repo.ok("run-due");
    assert_promoted(&repo);
}
