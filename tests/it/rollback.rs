//! `promote rollback`: whole, in part, and with conflicts.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn rolls_back_a_whole_promotion() {
    let repo = Repo::open_pipeline();
    let production = repo.read("envs/production/application.yaml");
    let id = repo.executed("");
    assert_ne!(repo.read("envs/production/application.yaml"), production);
    let before = repo.everything();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason 'Timeouts in checkout' --dry-run")), @r#"
    $ promote rollback <P1> --reason 'Timeouts in checkout' --dry-run
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30
      - query.cache    true
      ~ server.log     debug -> info

    Would roll back promotion 1 on main
      Revert "Promote query.timeout, query.cache, server.log to production"
    "#);
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.as_user("bob").promote_line(&format!("rollback {id} --reason 'Timeouts in checkout'")), @r#"
    $ promote rollback <P1> --reason 'Timeouts in checkout'
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30
      - query.cache    true
      ~ server.log     debug -> info

    Rolled back promotion 1 as <c1> on main
      Revert "Promote query.timeout, query.cache, server.log to production"
      files updated in /world/repo
    "#);
    assert_eq!(repo.read("envs/production/application.yaml"), production);
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert_snapshot!(repo.git_text("log -1 --format=%an%n%B main"), @r#"
    Bob
    Revert "Promote query.timeout, query.cache, server.log to production"

    This reverts commit <c2>.

    Timeouts in checkout

    Promotion-Id: <P1>
    Promotion-Rollback: <P1>
    "#);
    assert_snapshot!(repo.git_text("log -1 --format=%an%n%B promotions"), @"
    Bob
    Roll back staging to production: query.timeout, query.cache, server.log

    - envs/{env}/application.yaml:query.timeout
    - envs/{env}/application.yaml:query.cache
    - envs/{env}/application.yaml:server.log

    Promotion-Id: <P1>
    Promotion-Event: rolled-back
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c2>
    Rollback-commit: <c1>
    Reason: Timeouts in checkout
    ");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason again")), @r#"
    $ promote rollback <P1> --reason again
    Promotion 1 was already rolled back as <c1> on main
      Revert "Promote query.timeout, query.cache, server.log to production"
    "#);
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: promotion 1 is ROLLED_BACK and cannot be executed
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line(&format!("show {id}")), @"
    $ promote show <P1>
    promotion  1  <P1>
    status     ROLLED_BACK
    promotes   staging -> production
    type       FULL
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c3>
    plan       sha256:<digest>
    commit     <c2>
    rollback   <c1> (3 keys)

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug

    2026-03-02 09:00:08 UTC  created      Ann
    2026-03-02 09:00:08 UTC  validated    Ann  ok
    2026-03-02 09:00:08 UTC  executed     Ann  <c2>
    2026-03-02 09:00:10 UTC  rolled-back  Bob  <c1>: Timeouts in checkout
    ");
}

#[test]
fn rolls_back_a_part_and_then_the_rest() {
    let repo = Repo::open_pipeline();
    let production = repo.read("envs/production/application.yaml");
    let id = repo.executed("");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key query.cache --reason 'Too warm'")), @r#"
    $ promote rollback <P1> --key query.cache --reason 'Too warm'
    envs/{env}/application.yaml
      - query.cache  true

    Rolled back part of promotion 1 as <c1> on main
      Revert "Promote query.timeout, query.cache, server.log to production"
      files updated in /world/repo
    "#);
    assert_eq!(repo.read("envs/production/application.yaml"), production.replace("30", "60").replace("info", "debug"));
    assert_snapshot!(repo.git_text("log -1 --format=%B main"), @r#"
    Revert "Promote query.timeout, query.cache, server.log to production"

    This reverts part of commit <c2>:

    - envs/{env}/application.yaml:query.cache

    Too warm

    Promotion-Id: <P1>
    Promotion-Rollback: <P1>
    Reverted-key: envs/{env}/application.yaml:query.cache
    "#);
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key query.cache --reason 'Again'")), @r#"
    $ promote rollback <P1> --key query.cache --reason 'Again'
    Part of promotion 1 was already rolled back as <c1> on main
      Revert "Promote query.timeout, query.cache, server.log to production"
    "#);
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:00:08 UTC  1  <c2>  from staging  Ann  1 key rolled back  query.timeout, query.cache, server.log
    ");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason 'All of it' -q")), @"
    $ promote rollback <P1> --reason 'All of it' -q
    <c3>
    ");
    assert_eq!(repo.read("envs/production/application.yaml"), production);
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:00:08 UTC  1  <c2>  from staging  Ann  rolled back  query.timeout, query.cache, server.log
    ");
}

#[test]
fn refuses_keys_that_the_promotion_did_not_change() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key server.log --key 'query.*' --reason no")), @"
    $ promote rollback <P1> --key server.log --key 'query.*' --reason no
    --- stderr
    error: promotion 1 changed no key that matches 'server.log'
    hint: show its changes: promote show 1
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key '' --reason no")), @"
    $ promote rollback <P1> --key '' --reason no
    --- stderr
    error: '' is not a valid pattern: it is empty; '*' matches everything
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line(&format!("rollback {id}")), @"
    $ promote rollback <P1>
    --- stderr
    error: a rollback needs a reason, which is recorded
    hint: promote rollback <P1> --reason TEXT
    hint: promote rollback <P1> --edit
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn a_conflict_names_the_commit() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query");
    let promoted = repo.read("envs/production/application.yaml");
    repo.as_user("eve").write("envs/production/application.yaml", promoted.replace("60", "61")).commit("A bit more");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason no")), @"
    $ promote rollback <P1> --reason no
    --- stderr
    error: promotion 1 cannot be rolled back: 1 key changed in production since the promotion
    caused by: envs/production/application.yaml: query.timeout was 60 and is 61, changed by <c1> 'A bit more' (Eve)
    hint: roll back only the keys that have not changed since: promote rollback 1 --key PATTERN --reason TEXT
    --- exit 4
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key query.cache --reason 'Only this'")), @r#"
    $ promote rollback <P1> --key query.cache --reason 'Only this'
    envs/{env}/application.yaml
      - query.cache  true

    Rolled back part of promotion 1 as <c2> on main
      Revert "Promote query.timeout, query.cache to production"
      files updated in /world/repo
    "#);
    assert_eq!(
        repo.read("envs/production/application.yaml"),
        promoted.replace("60", "61").replace("  cache: true\n", "")
    );
    repo.write("envs/production/application.yaml", promoted.replace("  cache: true\n", "")).commit("Back again");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason 'The rest'")), @r#"
    $ promote rollback <P1> --reason 'The rest'
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30

    Rolled back promotion 1 as <c3> on main
      Revert "Promote query.timeout, query.cache to production"
      files updated in /world/repo
    "#);
}

/// A key that became the target's own after it was promoted is edited there, not rolled back.
#[test]
fn a_key_that_the_target_owns_now_is_not_rolled_back() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("");
    repo.policy(&crate::support::open_policy().replace("\"*.replicas\"", "\"*.replicas\", \"server.log\""));
    repo.commit("production owns server.log");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason x")), @"
    $ promote rollback <P1> --reason x
    --- stderr
    error: promotion 1 cannot be rolled back: envs/{env}/application.yaml:server.log is now owned by production (keep)
    hint: roll back only the other keys: promote rollback 1 --key PATTERN --reason TEXT
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key server --reason x")), @"
    $ promote rollback <P1> --key server --reason x
    --- stderr
    error: promotion 1 cannot be rolled back: envs/{env}/application.yaml:server.log is now owned by production (keep)
    hint: roll back only the other keys: promote rollback 1 --key PATTERN --reason TEXT
    --- exit 3
    ");
    repo.assert_unchanged(&before);
    repo.ok(&format!("rollback {id} --key query --reason 'Timeouts'"));
    repo.ok("verify");
}
