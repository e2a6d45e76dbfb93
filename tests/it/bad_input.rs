//! What cannot be worked with: each has its exit code, says what to do, and writes nothing.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo, run};

#[test]
fn not_a_repository() {
    let repo = Repo::bare_world("nowhere");
    std::fs::create_dir(repo.root()).unwrap();
    for line in ["status", "diff staging production", "create staging production", "init", "list -o json"] {
        assert_eq!(repo.run(line).code, 5, "{line}");
    }
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: . is not inside a git repository: not a git repository (or any of the parent directories): .git
    hint: run it inside a clone of your configuration repository, or name one with -C DIR
    --- exit 5
    ");
    assert_snapshot!(repo.promote_line("-C missing status"), @"
    $ promote -C missing status
    --- stderr
    error: missing is not inside a git repository: there is no such folder
    hint: run it inside a clone of your configuration repository, or name one with -C DIR
    --- exit 5
    ");
    repo.assert_unchanged(&repo.everything());
}

#[test]
fn a_repository_without_a_commit() {
    let repo = Repo::new();
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: the policy branch main has no commit
    hint: commit something first, or: git config promote.policyBranch BRANCH
    --- exit 2
    ");
    repo.policy(POLICY);
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    --- stderr
    error: the policy branch main has no commit
    hint: commit something first, or: git config promote.policyBranch BRANCH
    --- exit 2
    ");
}

#[test]
fn no_policy() {
    let repo = Repo::new();
    repo.write("a.yaml", "a: 1\n").commit("No policy");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: there is no promote.yaml on main
    hint: find the environments of this repository and write one: promote init
    hint: if it lives on another branch than main: git config promote.policyBranch BRANCH
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    --- stderr
    error: there is no promote.yaml on main
    hint: find the environments of this repository and write one: promote init
    hint: if it lives on another branch than main: git config promote.policyBranch BRANCH
    --- exit 2
    ");
    repo.assert_unchanged(&before);
    repo.policy(POLICY);
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: there is no promote.yaml on main
    hint: the one in your working tree rules once it is committed: git add promote.yaml && git commit
    --- exit 2
    ");
}

#[test]
fn a_policy_with_mistakes() {
    let repo = Repo::pipeline();
    repo.policy("version: 1\nfiels: [\"envs/{env}/**\"]\nenvironments:\n  dev: {}\n  staging:\n    form: [dev]\n    windows: [\"Mon-Fri 09:00-16:00 Europe/Berlin\"]\n  production: { from: [stagign] }\n");
    repo.commit("Typing errors");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 5 mistakes
    caused by: promote.yaml:1:1: 'files' is missing; it lists the path templates of the configuration
    caused by: promote.yaml:2:1: unknown field 'fiels'; did you mean 'files'?
    caused by: promote.yaml:6:5: unknown field 'form'; did you mean 'from'?
    caused by: promote.yaml:7:5: 'windows' is known but not enforced by this version of promote; a rule is never accepted and then ignored
    caused by: promote.yaml:8:24: unknown environment 'stagign'; did you mean 'staging'?
    --- exit 2
    ");
    for line in ["create staging production", "list", "show @", "configs dev", "log production", "execute @"] {
        assert_eq!(repo.run(line).code, 2, "{line}");
    }
    repo.assert_unchanged(&before);
    repo.policy("version: 1\nfiles: [\n").commit("No YAML");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 1 mistake
    caused by: promote.yaml:2:8: the file cannot be read: unclosed bracket '['
    --- exit 2
    ");
    repo.policy("").commit("Nothing");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 1 mistake
    caused by: promote.yaml:1:1: the file is empty; 'promote init' proposes one
    --- exit 2
    ");
}

#[test]
fn the_policy_of_the_working_tree_does_not_rule() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.policy(&POLICY.replace("    approvals: { required: 2 }\n", ""));
    repo.fails(3, "execute @");
    repo.git(&["add", "promote.yaml"]);
    repo.fails(3, "execute @");
}

#[test]
fn templates_that_match_nothing() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("envs/{env}/**", "environments/{env}/**")).commit("A wrong path");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    --- stderr
    error: no file of staging or production matches 'environments/{env}/**'
    hint: correct 'files' in promote.yaml; the paths are: git ls-tree -r --name-only main
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("configs staging"), @"
    $ promote configs staging
    --- stderr
    error: no file of staging matches 'environments/{env}/**'
    hint: correct 'files' in promote.yaml; the paths are: git ls-tree -r --name-only main
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         no file of dev or staging matches 'environments/{env}/**'
    staging -> production  no file of staging or production matches 'environments/{env}/**'

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    --- stderr
    error: no file of staging or production matches 'environments/{env}/**'
    hint: correct 'files' in promote.yaml; the paths are: git ls-tree -r --name-only main
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout"), @"
    $ promote create staging production --key query.timeout
    --- stderr
    error: no file of staging or production matches 'environments/{env}/**'
    hint: correct 'files' in promote.yaml; the paths are: git ls-tree -r --name-only main
    --- exit 2
    ");
}

#[test]
fn one_file_under_two_names() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"{env}/{app}/a.yaml\", \"{env}/web/*.yaml\"]\nenvironments:\n  dev: { with: { app: web } }\n  prod: { with: { app: web }, from: [dev] }\n");
    repo.write("dev/web/a.yaml", "v: 2\n").write("prod/web/a.yaml", "v: 1\n").commit("Both claim it");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    --- stderr
    error: two path templates claim dev/web/a.yaml: as {env}/web/a.yaml and as {env}/{app}/a.yaml
    hint: make one of the templates in promote.yaml narrower, or leave the file out with '!'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create dev prod"), @"
    $ promote create dev prod
    --- stderr
    error: two path templates claim dev/web/a.yaml: as {env}/web/a.yaml and as {env}/{app}/a.yaml
    hint: make one of the templates in promote.yaml narrower, or leave the file out with '!'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: two path templates claim dev/web/a.yaml: as {env}/web/a.yaml and as {env}/{app}/a.yaml
    hint: make one of the templates in promote.yaml narrower, or leave the file out with '!'
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn two_files_under_one_name() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"{env}/*.yaml\", { path: \"{env}/a.yaml\", env: { dev: develop, prod: production } }]\nenvironments: { dev: {}, prod: { from: [dev] } }\n");
    repo.write("dev/a.yaml", "v: 2\n").write("develop/a.yaml", "v: 3\n").write("prod/a.yaml", "v: 1\n").commit("x");
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    --- stderr
    error: two files are the same configuration {env}/a.yaml: dev/a.yaml and develop/a.yaml
    hint: each file needs a logical name of its own: name what differs in a capture
    --- exit 2
    ");
}

#[test]
fn kinds_of_repositories() {
    let reftable = Repo::bare_world("repo");
    reftable.git_in_world("init -q -b main --ref-format=reftable repo");
    reftable.policy(POLICY);
    for (env, value) in [("staging", 2), ("production", 1)] {
        reftable.write(&format!("envs/{env}/a.yaml"), format!("v: {value}\n"));
    }
    reftable.commit("Reftable");
    reftable.policy(&POLICY.replace("    approvals: { required: 2 }\n", "")).commit("No approvals");
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
fn a_shallow_clone_lacks_what_a_plan_needs() {
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
    error: 'HEAD~3' names no commit (in 'staging@HEAD~3')
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line(&format!("-C {at} log production -q")), @"
    $ promote -C /world/shallow log production -q
    <P1>
    ");
}

#[test]
fn an_object_that_is_missing() {
    let repo = Repo::pipeline();
    let blob = repo.git_line("rev-parse HEAD:envs/staging/application.yaml");
    std::fs::remove_file(repo.root().join(".git/objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    assert_snapshot!(repo.promote_line("diff staging production").replace(&blob, "<blob>"), @"
    $ promote diff staging production
    --- stderr
    error: the object <blob> is not in this clone
    --- exit 5
    ");
}

#[test]
fn a_broken_pipe_ends_quietly() {
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
fn a_repository_that_cannot_be_written_to() {
    let repo = Repo::open_pipeline();
    repo.validated("--key query.timeout");
    let before = repo.refs();
    let Some(said) = repo.without_permissions(&[
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
    error: could not make the lock file /world/repo/.git/promote/checkout.lock
    caused by: Permission denied (os error 13)
    --- exit 5
    $ promote create staging production --key server.log
    --- stderr
    error: could not make /world/repo/.git/objects/e8
    caused by: Permission denied (os error 13)
    --- exit 5
    $ promote diff staging production --stat
    envs/{env}/application.yaml     4  +1 ~2 -1
    staging -> production: 1 added, 2 modified, 1 removed
    1 own key of production left out; --keep shows them
    $ promote list
    <P1>  VALIDATED  staging -> production  1 config  Ann, 2026-03-02 09:00:08 UTC  ready to execute
    ");
    assert_eq!(repo.refs(), before);
    repo.fsck();
}
