//! Illegal steps: each error names the state and the steps that are possible.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn findings_block_approval_and_execution() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @");
    repo.write("envs/production/application.yaml", "query: { timeout: 31 }\n").commit("Touched");
    repo.fails(1, "validate @");
    assert_snapshot!(repo.as_user("cem").promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: promotion 1 is CREATED and cannot be approved
    hint: promote validate 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: the last validation found 1 error
    also: needs 2 approvals (1 so far)
    hint: promote validate 1
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
}

#[test]
fn refuses_approval_in_other_states() {
    let repo = Repo::pipeline();
    let id = repo.ok("create staging production --key query -q");
    repo.as_user("bob");
    assert_snapshot!(repo.promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: promotion 1 is CREATED and cannot be approved
    hint: promote validate 1
    --- exit 3
    ");
    repo.ok("validate @");
    repo.ok("reject @ --reason 'Not now'");
    assert_snapshot!(repo.promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: promotion 1 is REJECTED and cannot be approved
    hint: promote refresh 1
    --- exit 3
    ");
    repo.ok("cancel @ --reason 'Not ever'");
    assert_snapshot!(repo.promote_line(&format!("approve {id}")), @"
    $ promote approve <P1>
    --- stderr
    error: promotion 1 is CANCELLED and cannot be approved
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
}

#[test]
fn refuses_to_validate_an_ended_promotion() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    assert_snapshot!(repo.promote_line(&format!("validate {id}")), @"
    $ promote validate <P1>
    --- stderr
    error: promotion 1 is EXECUTED and cannot be validated
    hint: roll it back: promote rollback 1 --reason TEXT
    --- exit 3
    ");
    let id = repo.ok("create staging production --key server.log -q");
    repo.ok(&format!("reject {id} --reason no"));
    assert_snapshot!(repo.promote_line(&format!("validate {id}")), @"
    $ promote validate <P2>
    --- stderr
    error: promotion 2 is REJECTED and cannot be validated
    hint: promote refresh 2
    --- exit 3
    ");
    repo.ok(&format!("cancel {id} --reason no"));
    assert_snapshot!(repo.promote_line(&format!("validate {id}")), @"
    $ promote validate <P2>
    --- stderr
    error: promotion 2 is CANCELLED and cannot be validated
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
}

#[test]
fn refuses_to_reject_or_cancel_an_executed_promotion() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    assert_snapshot!(repo.promote_line(&format!("cancel {id} --reason 'Too late'")), @"
    $ promote cancel <P1> --reason 'Too late'
    --- stderr
    error: promotion 1 is EXECUTED and cannot be cancelled
    hint: roll it back: promote rollback 1 --reason TEXT
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line(&format!("reject {id} --reason 'Too late'")), @"
    $ promote reject <P1> --reason 'Too late'
    --- stderr
    error: promotion 1 is EXECUTED and cannot be rejected
    hint: roll it back: promote rollback 1 --reason TEXT
    --- exit 3
    ");
}

#[test]
fn refuses_to_roll_back_what_was_not_executed() {
    let repo = Repo::pipeline();
    let id = repo.ok("create staging production --key query.timeout -q");
    assert_snapshot!(repo.promote_line(&format!("rollback {} --reason no", id.trim())), @"
    $ promote rollback <P1> --reason no
    --- stderr
    error: promotion 1 is CREATED and cannot be rolled back
    hint: nothing was written yet; drop it: promote cancel 1 --reason TEXT
    --- exit 3
    ");
    repo.ok("validate 1");
    assert_snapshot!(repo.promote_line(&format!("rollback {} --reason no", id.trim())), @"
    $ promote rollback <P1> --reason no
    --- stderr
    error: promotion 1 is VALIDATED and cannot be rolled back
    hint: nothing was written yet; see what it waits for: promote show 1, or drop it: promote cancel 1 --reason TEXT
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("rollback ffffff --reason no"), @"
    $ promote rollback ffffff --reason no
    --- stderr
    error: there is no promotion 'ffffff'
    hint: list all promotions: promote list --all
    --- exit 2
    ");
}

#[test]
fn reports_a_commit_that_is_no_longer_in_the_target() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query");
    repo.git_line("reset -q --hard HEAD~1");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason no")), @"
    $ promote rollback <P1> --reason no
    --- stderr
    error: promotion 1 was executed as <c1>, but main does not contain that commit
    hint: show the promotion: promote show 1
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: promotion 1 was executed as <c1>, but main does not contain that commit
    hint: show the promotion: promote show 1
    --- exit 4
    ");
}
