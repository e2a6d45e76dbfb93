//! `promote verify`: its output for valid histories, whole and in part.

use insta::assert_snapshot;

use crate::support::Repo;

/// A repository with two promotions, one of them rolled back in two steps.
fn whole_life() -> Repo {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query");
    repo.as_user("bob").ok("approve @");
    repo.as_user("cem").ok("approve @");
    repo.as_user("dan").ok("execute @");
    repo.ok(&format!("rollback {id} --key query.cache --reason 'Too warm'"));
    repo.ok(&format!("rollback {id} --reason 'All of it'"));
    repo.as_user("ann").ok("create dev staging --key query.timeout --execute");
    repo
}

#[test]
fn verifies_a_valid_history() {
    assert_snapshot!(whole_life().promote_line("verify"), @"
    $ promote verify
    ledger      2 promotions  10 events
    staging     1 promotion
    production  1 promotion, 2 rollbacks

    Verified: no findings.
    ");
    assert_snapshot!(whole_life().promote_line("verify production"), @"
    $ promote verify production
    ledger      2 promotions  10 events
    production  1 promotion, 2 rollbacks

    Verified: no findings.
    ");
    assert_eq!(whole_life().promote_line("verify -q"), "$ promote verify -q\n");
}

#[test]
fn verifies_an_empty_history() {
    assert_snapshot!(Repo::pipeline().promote_line("verify"), @"
    $ promote verify
    ledger      0 promotions  0 events
    staging     0 promotions
    production  0 promotions

    Verified: no findings.
    ");
}

#[test]
fn a_direct_edit_is_named() {
    let repo = whole_life();
    repo.write("envs/production/application.yaml", "query:\n  timeout: 5\n");
    repo.as_user("mallory").commit("Quick fix");
    repo.write("envs/dev/application.yaml", "query:\n  timeout: 5\n");
    repo.commit("Work in dev");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      2 promotions  10 events
    staging     1 promotion
    production  1 promotion, 2 rollbacks, 1 direct edit

    notice  direct-edit  <c1>
      the commit changes envs/production/application.yaml of production without a promotion
      production, by Mallory <mallory@acme.com>

    Verified, with 1 notice.
    ");
}

#[test]
fn since_limits_the_range() {
    let repo = whole_life();
    repo.write("envs/production/application.yaml", "query:\n  timeout: 5\n");
    repo.as_user("mallory").commit("Quick fix");
    let old = repo.git_line("rev-parse HEAD");
    let dev = "envs/dev/application.yaml";
    repo.write(dev, repo.read(dev).replace("log: debug", "log: trace"));
    repo.as_user("ann").commit("Work in dev");
    repo.ok("create dev staging --key server.log --execute");
    repo.write("envs/staging/more.yaml", "a: 1\n");
    repo.as_user("mallory").commit("More");
    assert_snapshot!(repo.promote_line(&format!("verify --since {old}")), @"
    $ promote verify --since <c1>
    ledger      3 promotions  13 events
    staging     1 promotion, 1 direct edit
    production  0 promotions

    notice  direct-edit  <c2>
      the commit changes envs/staging/more.yaml of staging without a promotion
      staging, by Mallory <mallory@acme.com>

    Verified, with 1 notice.
    ");
    assert_snapshot!(repo.promote_line("verify --since nowhere"), @"
    $ promote verify --since nowhere
    --- stderr
    error: 'nowhere' is not a commit in this repository
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("verify nowhere"), @"
    $ promote verify nowhere
    --- stderr
    error: there is no environment 'nowhere'
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
}

#[test]
fn verifies_environments_on_branches() {
    let repo = Repo::layout(
        "[\"config/**\"]",
        "{ dev: { branch: dev }, eu: { branch: eu, from: [dev] }, us: { branch: us, from: [dev], direct-edits: deny } }",
        &[("config/a.yaml", "x: 1\ny: 1\n")],
    );
    for branch in ["dev", "eu", "us"] {
        repo.git_line(&format!("branch {branch}"));
    }
    repo.git_line("checkout -q dev");
    repo.write("config/a.yaml", "x: 2\ny: 2\n");
    repo.commit("Two");
    repo.git_line("checkout -q main");
    for (key, target) in [("x", "eu"), ("x", "us"), ("y", "us")] {
        repo.ok(&format!("create dev {target} --key {key} --execute"));
    }
    let id = repo.ok("list --all --limit 1 -q");
    repo.ok(&format!("rollback {id} --reason 'Too much'"));
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger  3 promotions  10 events
    eu      1 promotion
    us      2 promotions, 1 rollback

    Verified: no findings.
    ");
    for branch in ["eu", "us"] {
        repo.git_line(&format!("checkout -q {branch}"));
        repo.write("config/a.yaml", "x: 3\ny: 3\n");
        repo.as_user("mallory").commit("Quick fix");
    }
    repo.git_line("checkout -q main");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger  3 promotions  10 events
    eu      1 promotion, 1 direct edit
    us      2 promotions, 1 rollback, 1 direct edit

    notice  direct-edit  <c1>
      the commit changes config/a.yaml of eu without a promotion
      eu, by Mallory <mallory@acme.com>
    finding  direct-edit  <c2>
      the commit changes config/a.yaml of us without a promotion
      us, by Mallory <mallory@acme.com>
      hint: look at it: git show <c2>; revert it and promote the change; or accept what was looked at, with 'accepted' in promote.yaml

    Not verified: 1 finding and 1 notice.
    --- exit 1
    ");
}
