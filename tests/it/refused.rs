//! Rejected pushes, in the words of different hosts: each reason is recognized and gets its own hint.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::Repo;

/// Makes the remote reject pushes to a branch (or to all that match a shell pattern) with these words.
fn reject_pushes(repo: &Repo, branch: &str, words: &str) {
    let says: String = words.lines().map(|line| format!("echo '{}' >&2\n", line.replace('\'', "'\\''"))).collect();
    let script = format!(
        "#!/bin/sh\nwhile read old new name; do case $name in refs/heads/{branch}) {says}exit 1;; esac; done\n"
    );
    let path = repo.beside("origin.git/hooks/pre-receive");
    fs::write(&path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs a command that must be refused; returns the error and its hints.
fn told(repo: &Repo, line: &str) -> String {
    let before = repo.git_line("-C ../origin.git for-each-ref");
    let said = repo.fails(5, line);
    assert_eq!(repo.git_line("-C ../origin.git for-each-ref"), before);
    let lines = said.lines().filter(|line| line.starts_with("error:") || line.starts_with("hint:"));
    repo.normalise(&lines.map(|line| format!("{line}\n")).collect::<String>())
}

#[test]
fn recognizes_a_protected_target() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    let hosts = [
        "error: GH006: Protected branch update failed for refs/heads/main.\nerror: Changes must be made through a pull request.",
        "error: GH013: Repository rule violations found for refs/heads/main.\n- Changes must be made through a pull request.",
        "GitLab: You are not allowed to push code to protected branches on this project.",
        "Gitea: Not allowed to push to protected branch main",
        "Forgejo: Not allowed to push to protected branch main",
        "Permission denied to update branch main.",
        "Branch refs/heads/main can only be modified through pull requests.",
        "TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.",
        "error: branch refs/heads/main: prohibited by Gerrit: not permitted: update",
    ];
    let mut all: Vec<String> = Vec::new();
    for words in hosts {
        reject_pushes(&repo, "main", words);
        all.push(told(&repo, &format!("execute {id}")));
    }
    all.dedup();
    assert_snapshot!(all.join("\n"), @"
    error: the remote 'origin' protects the branch main (pre-receive hook declined)
    hint: propose it for a merge request: promote execute 1 --branch
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: the remote 'origin' protects the branch main (pre-receive hook declined)
    caused by: remote: error: branch refs/heads/main: prohibited by Gerrit: not permitted: update
    hint: propose it for a merge request: promote execute 1 --branch
    --- exit 5
    ");
    let run = repo.run(&format!("execute {id} -o json"));
    let error: Value = serde_json::from_str(&run.stderr).unwrap();
    let details = &error["error"]["details"];
    assert_eq!(
        (&error["error"]["code"], &details["kind"], &details["branch"]),
        (&"push-refused".into(), &"protected".into(), &"target".into())
    );
    // The command in the hint works.
    repo.ok(&format!("execute {id} --branch"));
}

#[test]
fn offers_a_merge_request_for_a_rollback_at_a_protected_target() {
    let repo = Repo::open_shared();
    let id = repo.executed("--key query.timeout");
    reject_pushes(&repo, "main", "GitLab: You are not allowed to push code to protected branches on this project.");
    let said = repo.fails(5, &format!("rollback {id} --reason slow"));
    assert_snapshot!(repo.normalise(&said), @"
    error: the remote 'origin' protects the branch main (pre-receive hook declined)
    caused by: remote: GitLab: You are not allowed to push code to protected branches on this project.
    hint: push the rollback for a merge request: git push origin ca8732f9ea530f94f166a5e0751222a9a44a38a7:refs/heads/rollback/019cadc6-c960
    hint: once it is merged as one commit: promote rollback 1 --reason TEXT
    ");
    let push =
        said.lines().find_map(|line| line.strip_prefix("hint: push the rollback for a merge request: git ")).unwrap();
    repo.git_line(push);
    // Bob merges the branch.
    fs::remove_file(repo.beside("origin.git/hooks/pre-receive")).unwrap();
    repo.git_line("-C ../bob fetch -q");
    let branch = push.rsplit_once("refs/heads/").unwrap().1;
    repo.git_line("-C ../bob merge -q --ff-only origin/main");
    repo.git_line(&format!("-C ../bob merge -q --ff-only origin/{branch}"));
    repo.git_line("-C ../bob push -q origin main");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason slow")), @r#"
    $ promote rollback <P1> --reason slow
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30

    Promotion 1 was already rolled back as <c1> on main; its record was missing and has been added
      Revert "Promote query.timeout to production"
      files updated in /world/repo
    "#);
}

#[test]
fn recognizes_a_protected_ledger() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    reject_pushes(&repo, "promotions", "error: GH006: Protected branch update failed for refs/heads/promotions.");
    assert_snapshot!(told(&repo, &format!("execute {id}")), @"
    error: the remote 'origin' protects the branch promotions (pre-receive hook declined)
    hint: allow all users of promote to push to the ledger branch promotions; protect that branch against force pushes and deletion only
    ");
    assert_snapshot!(told(&repo, &format!("cancel {id} --reason no")), @"
    error: the remote 'origin' protects the branch promotions (pre-receive hook declined)
    hint: allow all users of promote to push to the ledger branch promotions; protect that branch against force pushes and deletion only
    ");
    // This message does not name the branch, but only one is pushed.
    reject_pushes(
        &repo,
        "promotions",
        "GitLab: You are not allowed to push code to protected branches on this project.",
    );
    assert_snapshot!(told(&repo, &format!("cancel {id} --reason no")), @"
    error: the remote 'origin' protects the branch promotions (pre-receive hook declined)
    hint: allow all users of promote to push to the ledger branch promotions; protect that branch against force pushes and deletion only
    ");
}

#[test]
fn reports_a_proposal_branch_that_may_not_be_pushed() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    reject_pushes(&repo, "promote/*", "Gitea: Not allowed to push to protected branch promote/*");
    assert_snapshot!(told(&repo, &format!("execute {id} --branch")), @"
    error: the remote 'origin' protects the branch promote/019cadc6-c960 (pre-receive hook declined)
    hint: use a branch name that may be pushed: promote execute 1 --branch=NAME
    ");
    repo.ok(&format!("execute {id} --branch=mine/1"));
}

#[test]
fn recognizes_missing_permission_large_files_and_hooks() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    let hosts = [
        "GitLab: You are not allowed to push code to this project.",
        "Forgejo: User permission denied for writing.",
        "TF401027: You need the Git GenericContribute permission to perform this action.",
    ];
    let mut all: Vec<String> = Vec::new();
    for words in hosts {
        reject_pushes(&repo, "main", words);
        all.push(told(&repo, &format!("execute {id}")));
    }
    all.dedup();
    assert_snapshot!(all.join("\n"), @"
    error: the remote 'origin' does not let you push to main (pre-receive hook declined)
    hint: ask for write access to main, or ask a person with write access to run the command
    ");
    reject_pushes(&repo, "main", "error: GH001: Large files detected. You may want to try Git Large File Storage.");
    assert_snapshot!(told(&repo, &format!("execute {id}")), @"
    error: the push to main is too large for the remote 'origin' (pre-receive hook declined)
    hint: promote fewer or smaller files at a time: promote create SOURCE TARGET --key PATTERN
    ");
    reject_pushes(&repo, "main", "GitLab: Commit message does not follow the pattern JIRA-[0-9]+");
    assert_snapshot!(told(&repo, &format!("execute {id}")), @"
    error: a hook of the remote 'origin' rejected the push to main (pre-receive hook declined)
    hint: if the branch accepts merge requests only, propose it for a merge request: promote execute 1 --branch
    ");
}

#[test]
fn reports_a_branch_that_is_checked_out_at_the_remote() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    repo.git_line("-C ../origin.git config core.bare false");
    assert_snapshot!(told(&repo, &format!("execute {id}")), @"
    error: the branch main is checked out at the remote 'origin' (branch is currently checked out)
    hint: make the remote a bare repository; run there: git config core.bare true
    ");
    repo.git_line("-C ../origin.git config core.bare true");
    repo.ok(&format!("execute {id}"));
}
