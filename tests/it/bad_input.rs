//! Unusable repositories: each has its exit code and a hint, and nothing is written.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo, open_policy, run};

#[test]
fn refuses_a_folder_that_is_not_a_repository() {
    let repo = Repo::bare_world("nowhere");
    std::fs::create_dir(repo.root()).unwrap();
    for line in ["status", "diff staging production", "create staging production", "init", "list -o json"] {
        assert_eq!(repo.run(line).code, 5, "{line}");
    }
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: /world/nowhere is not inside a git repository
    hint: run the command inside a clone of your configuration repository, or name one with -C DIR
    --- exit 5
    ");
    assert_snapshot!(repo.promote_line("-C missing status"), @"
    $ promote -C missing status
    --- stderr
    error: the directory 'missing' does not exist
    --- exit 2
    ");
    repo.assert_unchanged(&repo.everything());
}

#[test]
fn refuses_a_repository_without_commits() {
    let repo = Repo::new();
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: the policy branch main has no commit
    hint: make a first commit, or name another branch: git config promote.policyBranch BRANCH
    --- exit 2
    ");
    repo.policy(POLICY);
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    --- stderr
    error: the policy branch main has no commit
    hint: make a first commit, or name another branch: git config promote.policyBranch BRANCH
    --- exit 2
    ");
}

#[test]
fn supports_reftable_and_refuses_sha256() {
    let reftable = Repo::bare_world("repo");
    reftable.git_in_world("init -q -b main --ref-format=reftable repo");
    reftable.policy(POLICY);
    for (env, value) in [("staging", 2), ("production", 1)] {
        reftable.write(&format!("envs/{env}/a.yaml"), format!("v: {value}\n"));
    }
    reftable.commit("Reftable");
    reftable.policy(&open_policy()).commit("No approvals");
    let id = reftable.executed("");
    reftable.ok(&format!("rollback {id} --reason no"));
    reftable.fsck();
    assert_eq!(reftable.git_line("status --porcelain"), "");

    let sha256 = Repo::bare_world("repo");
    sha256.git_in_world("init -q -b main --object-format=sha256 repo");
    sha256.policy(POLICY).commit("Longer ids");
    assert_snapshot!(sha256.promote_line("status"), @"
    $ promote status
    --- stderr
    error: /world/repo/.git uses SHA-256 object ids, which this version of promote cannot read; it needs a SHA-1 repository
    --- exit 5
    ");
}

#[test]
fn names_the_history_that_a_shallow_clone_lacks() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/application.yaml", "query: { timeout: 61 }\n").commit("Later");
    repo.executed("--key query.timeout");
    let url = format!("file://{}", repo.root().display());
    repo.git(&["clone", "-q", "--depth", "1", "--no-single-branch", &url, "../shallow"]);
    let at = repo.beside("shallow").display().to_string();
    repo.git(&["-C", &at, "branch", "-q", "promotions", "origin/promotions"]);
    let line = format!("-C {at} diff staging@HEAD~3 staging");
    assert_snapshot!(repo.promote_line(&line), @"
    $ promote -C /world/shallow diff staging@HEAD~3 staging
    --- stderr
    error: 'HEAD~3' in 'staging@HEAD~3' is not a commit
    hint: if the commit is missing because this clone is shallow: git fetch --unshallow
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line(&format!("-C {at} log production -q")), @"
    $ promote -C /world/shallow log production -q
    <P1>
    ");
}

#[test]
fn reports_a_missing_object() {
    let repo = Repo::pipeline();
    let blob = repo.git_line("rev-parse HEAD:envs/staging/application.yaml");
    std::fs::remove_file(repo.root().join(".git/objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    assert_snapshot!(repo.promote_line("diff staging production").replace(&blob, "<blob>"), @"
    $ promote diff staging production
    --- stderr
    error: the object <blob> is not in this repository
    hint: check the repository: git fsck
    --- exit 5
    ");
}

#[test]
fn ends_quietly_on_a_broken_pipe() {
    let repo = Repo::pipeline();
    let many: String = (0..20_000).map(|n| format!("key{n}: {n}\n")).collect();
    repo.write("envs/dev/many.yaml", many).commit("Much to print");
    let program = env!("CARGO_BIN_EXE_promote");
    for line in ["configs dev", "configs dev -o json", "diff dev staging", "diff dev staging -o patch"] {
        let script = format!("{program} {line} | head -n 1; echo ${{PIPESTATUS[0]}}");
        let run = run(repo.command("bash").args(["-c", &script]), b"");
        assert_eq!(run.stderr, "", "{line}");
        assert!(run.stdout.ends_with("\n0\n"), "{line}: {}", run.stdout);
    }
}

#[test]
fn reports_a_read_only_repository() {
    let repo = Repo::open_pipeline();
    repo.validated("--key query.timeout");
    let before = repo.refs();
    let Some(said) = repo.with_read_only_git(&[
        "execute @",
        "create staging production --key server.log",
        "diff staging production --stat",
        "list",
    ]) else {
        return;
    };
    assert_snapshot!(said, @"
    $ promote execute @
    --- stderr
    error: could not create the lock file /world/repo/.git/promote/checkout.lock
    caused by: Permission denied (os error 13)
    hint: nothing was written; when the cause is fixed, run the same command again
    --- exit 5
    $ promote create staging production --key server.log
    --- stderr
    error: could not create the lock file /world/repo/.git/promote/checkout.lock
    caused by: Permission denied (os error 13)
    hint: nothing was written; when the cause is fixed, run the same command again
    --- exit 5
    $ promote diff staging production --stat
    envs/{env}/application.yaml     4  +1 ~2 -1
    staging -> production: 1 added, 2 modified, 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    $ promote list
    1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  ready to execute  query.timeout
    ");
    assert_eq!(repo.refs(), before);
    repo.fsck();
}
