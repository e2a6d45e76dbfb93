//! `promote execute`: one commit, one event, updated files, and what blocks it.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn writes_one_commit_and_one_event() {
    let repo = Repo::open_pipeline();
    let production = repo.read("envs/production/application.yaml");
    let id = repo.validated("--key query.timeout --key query.cache --notes 'Verified in staging'");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("execute @ --dry-run"), @"
    $ promote execute @ --dry-run
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    Would execute promotion 1 on main
      Promote query.timeout, query.cache to production
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.as_user("bob").promote_line("execute @"), @"
    $ promote execute @
    Executed promotion 1 as <c1> on main
      Promote query.timeout, query.cache to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%an%x20%ae%x20%ci%n%B main"), @"
    Bob bob@acme.com 2026-03-02 09:00:10 +0000
    Promote query.timeout, query.cache to production

    Verified in staging

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%an%n%B promotions"), @"
    Bob
    Execute staging to production: query.timeout, query.cache

    Promotion-Id: <P1>
    Promotion-Event: executed
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c2>
    Executed-commit: <c1>
    ");
    let expected =
        production.replace("timeout: 30", "timeout: 60").replace("retries: 3\n", "retries: 3\n  cache: true\n");
    assert_eq!(repo.read("envs/production/application.yaml"), expected, "every other byte stays");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    Promotion 1 was already executed as <c1> on main
      Promote query.timeout, query.cache to production
    ");
}

#[test]
fn quiet_prints_only_the_commit() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    assert_snapshot!(repo.promote_line(&format!("execute {id} -q --dry-run")), @"$ promote execute <P1> -q --dry-run");
    let run = repo.run("execute @ -q");
    assert_eq!((run.stdout.trim(), run.stderr.as_str()), (repo.git_line("rev-parse main").as_str(), ""));
    assert_eq!(repo.run(&format!("execute {id} -q")).stdout, run.stdout);
}

#[test]
fn a_blocked_execution_writes_nothing() {
    let repo = Repo::pipeline();
    let id = repo.ok("create staging production --key query.timeout -q");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: not validated yet
    also: needs 2 approvals (0 so far)
    hint: promote validate 1
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("execute @ --dry-run"), @"
    $ promote execute @ --dry-run
    --- stderr
    error: promotion 1 cannot be executed: not validated yet
    also: needs 2 approvals (0 so far)
    hint: promote validate 1
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("execute 0123456789ab"), @"
    $ promote execute 0123456789ab
    --- stderr
    error: there is no promotion '0123456789ab'
    hint: list all promotions: promote list --all
    --- exit 2
    ");
    repo.assert_unchanged(&before);
    repo.ok(&format!("cancel {id} --reason no"));
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: promotion 1 is CANCELLED and cannot be executed
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
}

#[test]
fn a_stale_plan_names_each_changed_key() {
    let repo = Repo::open_pipeline();
    repo.validated("");
    let production = repo.read("envs/production/application.yaml");
    repo.as_user("eve").write("envs/production/application.yaml", production.replace("30", "31")).commit("Shorter");
    repo.write("envs/production/application.yaml", production.replace("30", "31").replace("info", "warn"));
    repo.commit("Quieter");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: the plan of promotion 1 is stale: 2 keys changed in production since the plan was made
    caused by: envs/production/application.yaml: query.timeout was 30 and is 31, changed by <c1> 'Shorter' (Eve)
    caused by: envs/production/application.yaml: server.log was info and is warn, changed by <c2> 'Quieter' (Eve)
    hint: re-plan against the current target: promote refresh 1
    --- exit 4
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.promote_line("refresh @"), @"
    $ promote refresh @
    envs/{env}/application.yaml
      ~ query.timeout  31 -> 60
      + query.cache    true
      ~ server.log     warn -> debug

    1 key owned by production (keep) left out
    1 key is only in production and stays; --prune removes it
    Refreshed promotion 1 staging -> production: 1 added, 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    ");
}

#[test]
fn ignores_unrelated_commits_on_the_target() {
    let repo = Repo::open_pipeline();
    repo.validated("--key query.timeout");
    let production = repo.read("envs/production/application.yaml");
    repo.write(
        "envs/production/application.yaml",
        production.replace("info", "warn").replace("# only here\n", "# here\n"),
    );
    repo.write("envs/production/other.yaml", "a: 1\n").commit("Other things");
    repo.ok("execute @");
    let expected = production.replace("info", "warn").replace("# only here\n", "# here\n").replace("30", "60");
    assert_eq!(repo.read("envs/production/application.yaml"), expected);
}

#[test]
fn ignores_later_changes_of_the_source() {
    let repo = Repo::open_pipeline();
    repo.validated("--key query.timeout");
    repo.write("envs/staging/application.yaml", "query: { timeout: 61 }\n").commit("Later");
    repo.ok("execute @");
    assert!(repo.read("envs/production/application.yaml").contains("timeout: 60   # seconds"));
}

#[test]
fn applies_a_policy_that_became_stricter() {
    let repo = Repo::open_pipeline();
    repo.validated("--key query.timeout");
    repo.policy(crate::support::POLICY).commit("Approvals");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: needs 2 approvals (0 so far)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
}

#[test]
fn refuses_a_second_promotion_of_the_same_key() {
    let repo = Repo::open_pipeline();
    let first = repo.validated("--key query.timeout");
    let second = repo.validated("--key query");
    repo.ok(&format!("execute {first}"));
    assert_snapshot!(repo.promote_line(&format!("execute {second}")), @"
    $ promote execute <P1>
    --- stderr
    error: the plan of promotion 2 is stale: 1 key changed in production since the plan was made
    caused by: envs/production/application.yaml: query.timeout was 30 and is 60, changed by <c1> 'Promote query.timeout to production' (Ann)
    hint: re-plan against the current target: promote refresh 2
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line(&format!("refresh {second}")), @"
    $ promote refresh <P1>
    envs/{env}/application.yaml
      + query.cache  true

    Refreshed promotion 2 staging -> production: 1 added
    plan sha256:<digest>
    --- stderr
    hint: promote validate 2
    ");
}
