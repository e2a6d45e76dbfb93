//! Environments on branches, also mixed with folders; bare repositories and linked working trees.

use std::path::Path;

use insta::assert_snapshot;

use crate::support::{Repo, run};

/// The policy is on main; dev and prod have their own branches; main is checked out.
fn branches() -> Repo {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"**\"]\nenvironments:\n  dev: { branch: env/dev }\n  prod: { branch: env/prod, from: [dev], keep: [\"*.host\"] }\n");
    repo.commit("The policy");
    for (env, timeout) in [("dev", 60), ("prod", 30)] {
        repo.git(&["checkout", "-q", "--orphan", &format!("env/{env}")]);
        repo.git(&["rm", "-rqf", "."]);
        repo.write("app/config.yaml", format!("# {env}\nquery:\n  timeout: {timeout}\n  host: {env}.acme.com\n"));
        repo.commit(&format!("Begin {env}"));
    }
    repo.git_line("checkout -q main");
    repo
}

fn shown(repo: &Repo, revision: &str) -> String {
    repo.git(&["show", revision])
}

#[test]
fn promotes_between_branches() {
    let repo = branches();
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    app/config.yaml
      ~ query.timeout  30 -> 60

    dev -> prod: 1 modified
    1 key owned by prod (keep) left out; --keep shows it
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> prod  1 modified  never promoted
        1 key owned by prod (keep)

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("create dev prod --execute"), @"
    $ promote create dev prod --execute
    app/config.yaml
      ~ query.timeout  30 -> 60

    1 key owned by prod (keep) left out
    Created promotion 1 dev -> prod: 1 modified
    plan sha256:<digest>
    Executed promotion 1 as <c1> on env/prod
      Promote query.timeout to prod
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_eq!(shown(&repo, "env/prod:app/config.yaml"), "# prod\nquery:\n  timeout: 60\n  host: prod.acme.com");
    assert_eq!(repo.git_line("rev-list --count main"), "1", "the policy's branch does not move");
    assert_eq!(repo.git_line("log -1 --format=%P env/prod"), repo.git_line("rev-parse env/prod~1"));
    assert_snapshot!(repo.promote_line("configs prod@env/prod~1"), @"
    $ promote configs prod@env/prod~1
    app/config.yaml
      4a32eb1d  query.timeout  30
      3aace14d  query.host     prod.acme.com

    prod@env/prod~1: 2 keys in 1 file
    ");
}

#[test]
fn finds_the_policy_from_any_branch() {
    let repo = branches();
    repo.git_line("checkout -q env/dev");
    assert_snapshot!(repo.promote_line("diff dev prod -q"), @"$ promote diff dev prod -q");
    repo.git_line("config promote.policyBranch main");
    assert_snapshot!(repo.promote_line("diff dev prod --stat"), @"
    $ promote diff dev prod --stat
    app/config.yaml     1  ~1
    dev -> prod: 1 modified
    1 key owned by prod (keep) left out; --keep shows it
    ");
    repo.git_line("config --unset promote.policyBranch");
    repo.git_line("checkout -q main");
    repo.ok("create dev prod");
    repo.git_line("checkout -q env/prod");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  CREATED  dev -> prod  Ann, 2026-03-02 09:00:22 UTC  not validated yet  query.timeout
    ");
    repo.git_line("checkout -q --detach");
    assert_snapshot!(repo.promote_line("list -q"), @"
    $ promote list -q
    <P1>
    ");
    repo.git_line("branch -qD promotions");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    No promotion is open.
    ");
}

#[test]
fn updates_the_checked_out_target_branch() {
    let repo = branches();
    repo.ok("create dev prod --key query.timeout --validate");
    repo.git_line("checkout -q env/prod");
    repo.ok("execute @");
    assert!(repo.read("app/config.yaml").contains("timeout: 60"));
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn ignores_promote_yaml_on_an_environment_branch() {
    let repo = branches();
    repo.git_line("checkout -q env/dev");
    repo.policy("version: 1\nfiles: [\"**\"]\nenvironments: { dev: {}, prod: { from: [dev] } }\n").commit("Mine");
    repo.git_line("checkout -q main");
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    app/config.yaml
      ~ query.timeout  30 -> 60

    dev -> prod: 1 modified
    1 key owned by prod (keep) left out; --keep shows it
    ");
}

#[test]
fn reports_missing_branches() {
    let repo = branches();
    repo.git_line("branch -qD env/prod");
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    --- stderr
    error: the branch env/prod of environment prod does not exist
    hint: fetch the branch if a remote has it: git fetch origin env/prod:env/prod
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create dev prod"), @"
    $ promote create dev prod
    --- stderr
    error: the branch env/prod of environment prod does not exist
    hint: fetch the branch if a remote has it: git fetch origin env/prod:env/prod
    --- exit 2
    ");
}

#[test]
fn promotes_from_a_folder_to_a_branch() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments:\n  dev: {}\n  staging: { from: [dev] }\n  prod: { branch: production, from: [staging] }\n");
    for env in ["dev", "staging", "prod"] {
        repo.write(&format!("envs/{env}/a.yaml"), format!("v: {}\n", env.len()));
    }
    repo.commit("Folders");
    repo.git_line("branch production");
    repo.ok("create dev staging --execute");
    repo.ok("create staging prod --execute");
    assert_eq!(shown(&repo, "production:envs/prod/a.yaml"), "v: 3");
    assert_eq!(shown(&repo, "main:envs/prod/a.yaml"), "v: 4");
    assert_eq!(repo.git_line("status --porcelain"), "");
}

fn at(repo: &Repo, dir: &Path, line: &str) -> String {
    let line = format!("-C {} {line}", dir.display());
    repo.promote_line(&line)
}

#[test]
fn works_in_a_bare_repository() {
    let repo = Repo::open_pipeline();
    repo.git_line("clone -q --bare . ../bare.git");
    let bare = repo.beside("bare.git");
    assert_snapshot!(at(&repo, &bare, "create staging production --key query.timeout -q --execute"), @"
    $ promote -C /world/bare.git create staging production --key query.timeout -q --execute
    <P1>
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(at(&repo, &bare, "diff staging production --stat"), @"
    $ promote -C /world/bare.git diff staging production --stat
    envs/{env}/application.yaml     3  +1 ~1 -1
    staging -> production: 1 added, 1 modified, 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    ");
    assert_snapshot!(at(&repo, &bare, "log production -q"), @"
    $ promote -C /world/bare.git log production -q
    <P1>
    ");
    let git = |args: &[&str]| run(repo.command("git").arg("-C").arg(&bare).args(args), b"");
    assert_eq!(git(&["fsck", "--strict"]).code, 0);
    assert!(git(&["show", "main:envs/production/application.yaml"]).stdout.contains("timeout: 60"));
    assert_eq!(repo.git_line("branch --list promotions"), "");
}

#[test]
fn updates_every_linked_working_tree_of_the_target() {
    let repo = branches();
    repo.git_line("worktree add -q ../prod env/prod");
    repo.git_line("worktree add -q ../dev env/dev");
    let (prod, dev) = (repo.beside("prod"), repo.beside("dev"));
    repo.ok("create dev prod --key query.timeout --validate");
    assert_snapshot!(at(&repo, &dev, "execute @"), @"
    $ promote -C /world/dev execute @
    Executed promotion 1 as <c1> on env/prod
      Promote query.timeout to prod
      files updated in /world/prod
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    assert!(std::fs::read_to_string(prod.join("app/config.yaml")).unwrap().contains("timeout: 60"));
    let status = run(repo.command("git").arg("-C").arg(&prod).args(["status", "--porcelain"]), b"");
    assert_eq!(status.stdout, "");
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn runs_in_a_subfolder_and_in_the_git_directory() {
    let repo = Repo::open_pipeline();
    repo.ok("-C envs/dev create staging production --key query.timeout --execute");
    assert_eq!(repo.git_line("status --porcelain"), "");
    repo.ok("-C .git create staging production --key query.cache --execute");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert!(repo.read("envs/production/application.yaml").contains("cache: true"));
}
