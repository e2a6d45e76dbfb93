//! Target and ledger move together or not at all.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime};

use insta::assert_snapshot;

use crate::support::Repo;

/// Creates a lock file that is an hour old.
fn old_lock(repo: &Repo, name: &str) -> std::path::PathBuf {
    let path = repo.root().join(".git").join(format!("{name}.lock"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = File::create(&path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
    path
}

#[test]
fn a_lock_on_either_ref_stops_both() {
    for name in ["refs/heads/main", "refs/heads/promotions"] {
        let repo = Repo::open_pipeline();
        let id = repo.validated("--key query.timeout");
        let before = (repo.refs(), repo.read("envs/production/application.yaml"));
        let path = old_lock(&repo, name);
        let text = repo.promote_line("execute @");
        let expected = format!("/world/repo/.git/{name}.lock");
        assert!(
            text.contains(&expected)
                && text.contains("60 minutes old")
                && text.contains("rm '")
                && text.contains("--- exit 5"),
            "{text}"
        );
        assert_eq!((repo.refs(), repo.read("envs/production/application.yaml")), before);
        fs::remove_file(path).unwrap();
        repo.ok(&format!("execute {id}"));
        repo.fsck();
    }
}

#[test]
fn a_locked_index_stops_before_anything_is_written() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let path = old_lock(&repo, "index");
    let before = repo.refs();
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: the lock file /world/repo/.git/index.lock exists and is 60 minutes old
    hint: if no git process is running, remove the file (rm '/world/repo/.git/index.lock') and run the same command again
    --- exit 5
    ");
    assert_eq!(repo.refs(), before);
    fs::remove_file(path).unwrap();
    repo.ok(&format!("execute {id}"));
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn a_rejecting_hook_stops_both() {
    let repo = Repo::open_pipeline();
    repo.validated("--key query.timeout");
    let hook = repo.root().join(".git/hooks/reference-transaction");
    fs::write(&hook, "#!/bin/sh\necho 'the branch is frozen' >&2\n[ \"$1\" != prepared ]\n").unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let before = repo.refs();
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: the repository's reference-transaction hook declined the update: the branch is frozen
    hint: nothing was written; when the cause is fixed, run the same command again
    --- exit 5
    ");
    assert_snapshot!(repo.promote_line("reject @ --reason no"), @"
    $ promote reject @ --reason no
    --- stderr
    error: the repository's reference-transaction hook declined the update: the branch is frozen
    hint: nothing was written; when the cause is fixed, run the same command again
    --- exit 5
    ");
    assert_eq!(repo.refs(), before);
}

#[test]
fn reports_a_deleted_target() {
    let repo = Repo::open_pipeline();
    let policy = repo.read("promote.yaml").replace("  production:\n", "  production:\n    branch: prod\n");
    repo.policy(&policy).commit("Production has a branch");
    repo.git_line("branch prod");
    repo.validated("--key query.timeout");
    repo.git_line("branch -qD prod");
    let before = repo.refs();
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: the branch prod of environment production does not exist
    hint: fetch the branch if a remote has it: git fetch origin prod:prod
    --- exit 2
    ");
    assert_eq!(repo.refs(), before);
}

#[test]
fn executing_with_the_ledger_checked_out_loses_nothing() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    repo.git_line("worktree add -q ../ledger promotions");
    repo.ok(&format!("execute {id}"));
    repo.fsck();
    assert_eq!(repo.ok("list -q"), "");
}

#[test]
fn reflogs_name_the_operation() {
    let repo = Repo::open_pipeline();
    repo.executed("--key query.timeout");
    assert_snapshot!(repo.git_line("reflog -1 --format=%gs main"), @"promote execute");
}
