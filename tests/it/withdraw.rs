//! `promote withdraw`: takes back one's own approval.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn withdraws_only_ones_own_approval() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @");
    repo.as_user("cem").ok("approve @");
    assert_snapshot!(repo.as_user("eve").promote_line("withdraw @"), @"
    $ promote withdraw @
    --- stderr
    error: Eve <eve@acme.com> has not approved this plan; approvals so far: Bob <bob@acme.com>, Cem <cem@acme.com>
    hint: each person takes back their own approval alone
    --- exit 3
    ");
    let before = repo.everything();
    assert_snapshot!(repo.as_user("bob").promote_line("withdraw @ --dry-run"), @"
    $ promote withdraw @ --dry-run
    Would withdraw your approval of promotion 1: 1 of 2 approvals
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.promote_line("withdraw @"), @"
    $ promote withdraw @
    Withdrew your approval of promotion 1: 1 of 2 approvals
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%an%n%B promotions"), @"
    Bob
    Withdraw approval of staging to production: query.timeout

    Promotion-Id: <P1>
    Promotion-Event: withdrawn
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Withdrawn-by: Bob <bob@acme.com>
    ");
    // Again, as after a kill: it is done.
    assert_eq!(repo.run("withdraw @").stderr, "note: this step was recorded before; nothing was written\n");
    assert!(repo.fails(3, "execute @").contains("needs 2 approvals (1 so far)"));
    // The statement stays as evidence; approving again adds another.
    assert!(repo.ok("approve @").contains("2 of 2"));
    let statements = repo.git_text(&format!("ls-tree --name-only promotions open/{id}/approvals/"));
    assert_eq!(statements.lines().count(), 3, "{statements}");
    repo.ok("execute @");
    assert_snapshot!(repo.promote_line(&format!("withdraw {id}")), @"
    $ promote withdraw <P1>
    --- stderr
    error: promotion 1 is EXECUTED and its approvals can no longer be withdrawn
    hint: roll it back: promote rollback 1 --reason TEXT
    --- exit 3
    ");
}

#[test]
fn withdraws_from_a_rejected_promotion() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @");
    repo.as_user("cem").ok("reject @ --reason No");
    assert_snapshot!(repo.as_user("bob").promote_line("withdraw @"), @"
    $ promote withdraw @
    Withdrew your approval of promotion 1: 0 of 2 approvals, Cem <cem@acme.com> rejected the promotion: No
    ");
}

#[test]
fn an_approval_of_an_earlier_plan_has_nothing_to_withdraw() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @");
    repo.as_user("ann").ok("refresh @");
    assert_snapshot!(repo.as_user("bob").promote_line("withdraw @"), @"
    $ promote withdraw @
    Withdrew your approval of promotion 1: 0 of 2 approvals
    ");
}
