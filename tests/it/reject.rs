//! `promote reject` blocks a promotion until it is refreshed; `promote cancel` ends it.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn a_rejection_blocks_until_a_refresh() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.as_user("bob");
    assert_snapshot!(repo.promote_line("reject @ --reason 'Not before the release' --dry-run"), @"
    $ promote reject @ --reason 'Not before the release' --dry-run
    Would reject promotion 1
    ");
    assert_snapshot!(repo.promote_line("reject @ --reason 'Not before the release'"), @"
    $ promote reject @ --reason 'Not before the release'
    Rejected promotion 1
    --- stderr
    hint: promote refresh 1
    ");
    assert_snapshot!(repo.promote_line("reject @ --reason again"), @"
    $ promote reject @ --reason again
    --- stderr
    error: promotion 1 is already rejected
    hint: promote refresh 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: Bob <bob@acme.com> rejected the promotion: Not before the release
    also: needs 2 approvals (0 so far)
    hint: promote refresh 1
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     REJECTED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:05 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  0 of 2
    missing    2 from anyone but Ann (created the promotion)

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:05 UTC  created    Ann
    2026-03-02 09:00:05 UTC  validated  Ann  ok
    2026-03-02 09:00:07 UTC  rejected   Bob  Not before the release

    blocked: Bob <bob@acme.com> rejected the promotion: Not before the release
             rule: a rejected promotion must be refreshed first
             promote refresh 1
    blocked: needs 2 approvals (0 so far)
             rule: environments.production.approvals in promote.yaml
             ask someone other than ann@acme.com to run: promote approve 1
    ");
    assert_snapshot!(repo.promote_line("refresh @"), @"
    $ promote refresh @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Refreshed promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    ");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    Promotion 1 is valid: needs 2 approvals (0 so far)
    ");
}

#[test]
fn refuses_an_empty_reason() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("reject @"), @"
    $ promote reject @
    --- stderr
    error: the following required arguments were not provided:
      --reason <TEXT>

    Usage: promote reject --reason <TEXT> <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("reject @ --reason ' '"), @"
    $ promote reject @ --reason ' '
    --- stderr
    error: invalid value ' ' for '--reason <TEXT>': the reason is empty

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("cancel @ --reason ''"), @"
    $ promote cancel @ --reason ''
    --- stderr
    error: invalid value '' for '--reason <TEXT>': the reason is empty

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("rollback @ --reason ''"), @"
    $ promote rollback @ --reason ''
    --- stderr
    error: invalid value '' for '--reason <TEXT>': the reason is empty

    For more information, try '--help'.
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn a_cancelled_promotion_has_ended() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    assert_snapshot!(repo.promote_line("cancel @ --reason 'Superseded' --dry-run"), @"
    $ promote cancel @ --reason 'Superseded' --dry-run
    Would cancel promotion 1
    ");
    assert_snapshot!(repo.promote_line("cancel @ --reason 'Superseded'"), @"
    $ promote cancel @ --reason 'Superseded'
    Cancelled promotion 1
    ");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    No promotion is open.
    ");
    for verb in ["validate", "approve", "execute", "refresh", "show"] {
        let run = repo.run(&format!("{verb} {id}"));
        assert_eq!(run.code, if verb == "show" { 0 } else { 3 }, "{}", run.stderr);
    }
    assert_snapshot!(repo.promote_line(&format!("cancel {id} --reason again")), @"
    $ promote cancel <P1> --reason again
    --- stderr
    error: promotion 1 is already cancelled
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line(&format!("reject {id} --reason again")), @"
    $ promote reject <P1> --reason again
    --- stderr
    error: promotion 1 is CANCELLED and cannot be rejected
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason again")), @"
    $ promote rollback <P1> --reason again
    --- stderr
    error: promotion 1 is CANCELLED and cannot be rolled back
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line(&format!("show {id}")), @"
    $ promote show <P1>
    promotion  1  <P1>
    status     CANCELLED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:05 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  0 of 2

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:05 UTC  created    Ann
    2026-03-02 09:00:05 UTC  validated  Ann  ok
    2026-03-02 09:00:07 UTC  cancelled  Ann  Superseded
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Cancel staging to production: query.timeout

    Promotion-Id: <P1>
    Promotion-Event: cancelled
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Reason: Superseded
    ");
}

#[test]
fn quiet_prints_nothing() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    assert_snapshot!(repo.promote_line("reject @ --reason no -q"), @"$ promote reject @ --reason no -q");
    assert_snapshot!(repo.promote_line("cancel @ --reason no -q"), @"$ promote cancel @ --reason no -q");
}
