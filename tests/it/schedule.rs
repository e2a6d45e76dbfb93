//! `promote schedule` and `promote unschedule`: set, change and remove the time of an execution.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

const OFFICE: &str = "windows: [\"Mon-Fri 09:00-16:00 Europe/Berlin\"]";
const AUDIT: &str =
    "freezes: [{ name: audit, from: \"2026-03-04T00:00[Europe/Berlin]\", to: \"2026-03-05T00:00[Europe/Berlin]\" }]";

fn planned(rules: &str) -> Repo {
    let repo = Repo::with_rules(rules);
    repo.validated("--key query.timeout");
    repo
}

#[test]
fn schedules_reschedules_and_unschedules() {
    let repo = planned(OFFICE);
    assert_snapshot!(repo.promote_line("schedule @ --at 'tomorrow 09:00 Europe/Berlin' --expires 2h"), @"
    $ promote schedule @ --at 'tomorrow 09:00 Europe/Berlin' --expires 2h
    Scheduled promotion 1 for Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC), until Tue 2026-03-03 11:00 Europe/Berlin (2026-03-03 10:00 UTC)
    --- stderr
    hint: 'promote run-due' executes it then; to remove the schedule: promote unschedule 1
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     SCHEDULED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    scheduled  2026-03-03 08:00:00 UTC, until 2026-03-03 10:00:00 UTC, by Ann <ann@acme.com>

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok
    2026-03-02 09:00:09 UTC  scheduled  Ann  for 2026-03-03 08:00:00 UTC, until 2026-03-03 10:00:00 UTC

    due 2026-03-03 08:00:00 UTC: 'promote run-due' executes it
    ");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  SCHEDULED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  due 2026-03-03 08:00:00 UTC  query.timeout
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    1 promotion open
      1  SCHEDULED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  due 2026-03-03 08:00:00 UTC  query.timeout
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Schedule staging to production: query.timeout

    Promotion-Id: <P1>
    Promotion-Event: scheduled
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Scheduled-at: 2026-03-03T08:00:00Z
    Scheduled-until: 2026-03-03T10:00:00Z
    ");
    assert_snapshot!(repo.promote_line("schedule @ --at 2026-03-03T08:00:00Z --expires '2026-03-03 11:00 Europe/Berlin'"), @"
    $ promote schedule @ --at 2026-03-03T08:00:00Z --expires '2026-03-03 11:00 Europe/Berlin'
    Promotion 1 is already scheduled for Tue 2026-03-03 08:00 UTC, until Tue 2026-03-03 11:00 Europe/Berlin (2026-03-03 10:00 UTC)
    --- stderr
    hint: 'promote run-due' executes it then; to remove the schedule: promote unschedule 1
    ");
    assert_snapshot!(repo.promote_line("schedule @ --in 26h --dry-run"), @"
    $ promote schedule @ --in 26h --dry-run
    Would schedule promotion 1 for Tue 2026-03-03 11:00:15 UTC
    ");
    assert_snapshot!(repo.promote_line("schedule @ --in 26h"), @"
    $ promote schedule @ --in 26h
    Rescheduled promotion 1 from 2026-03-03 08:00:00 UTC to Tue 2026-03-03 11:00:16 UTC
    --- stderr
    hint: 'promote run-due' executes it then; to remove the schedule: promote unschedule 1
    ");
    assert_snapshot!(repo.promote_line("unschedule @ --dry-run"), @"
    $ promote unschedule @ --dry-run
    Would unschedule promotion 1
    ");
    assert_snapshot!(repo.promote_line("unschedule @"), @"
    $ promote unschedule @
    Unscheduled promotion 1
    ");
    assert_snapshot!(repo.promote_line("unschedule @"), @"
    $ promote unschedule @
    Unscheduled promotion 1
    --- stderr
    note: this step was recorded before; nothing was written
    ");
    assert!(repo.ok("list").contains("VALIDATED"));
}

#[test]
fn refuses_closed_past_and_malformed_times() {
    let repo = planned(&format!("{OFFICE}\n{AUDIT}"));
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("schedule @ --at 'tomorrow 20:00 Europe/Berlin'"), @"
    $ promote schedule @ --at 'tomorrow 20:00 Europe/Berlin'
    --- stderr
    error: promotion 1 cannot be scheduled for Tue 2026-03-03 20:00 Europe/Berlin (2026-03-03 19:00 UTC): production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Thu 2026-03-05 09:00 Europe/Berlin (2026-03-05 08:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-05 09:00 Europe/Berlin'
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("schedule @ --at 'wednesday 10:00 Europe/Berlin'"), @"
    $ promote schedule @ --at 'wednesday 10:00 Europe/Berlin'
    --- stderr
    error: promotion 1 cannot be scheduled for Wed 2026-03-04 10:00 Europe/Berlin (2026-03-04 09:00 UTC): production is frozen (audit) until Thu 2026-03-05 00:00 Europe/Berlin (2026-03-04 23:00 UTC); next opening: Thu 2026-03-05 09:00 Europe/Berlin (2026-03-05 08:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-05 09:00 Europe/Berlin'
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("schedule @ --at '2026-03-02 08:00 UTC'"), @"
    $ promote schedule @ --at '2026-03-02 08:00 UTC'
    --- stderr
    error: Mon 2026-03-02 08:00 UTC has passed; the time is Mon 2026-03-02 09:00:11 UTC
    hint: execute it now: promote execute 1
    --- exit 2
    ");
    repo.pass(6 * 3600);
    assert_snapshot!(repo.promote_line("schedule @ --at '2026-03-02 08:00 UTC'"), @"
    $ promote schedule @ --at '2026-03-02 08:00 UTC'
    --- stderr
    error: Mon 2026-03-02 08:00 UTC has passed; the time is Mon 2026-03-02 15:00:12 UTC
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-03 09:00 Europe/Berlin'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("schedule @ --at 'tomorow 10:00'"), @"
    $ promote schedule @ --at 'tomorow 10:00'
    --- stderr
    error: --at: 'tomorow' is not a day; did you mean 'tomorrow'?
    hint: for example: promote schedule 1 --at 'tomorrow 09:00'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("schedule @ --at '2026-03-29 02:30 Europe/Berlin'"), @"
    $ promote schedule @ --at '2026-03-29 02:30 Europe/Berlin'
    --- stderr
    error: --at: 2026-03-29 02:30 does not exist in Europe/Berlin: clocks skip that time
    hint: for example: promote schedule 1 --at 'tomorrow 09:00'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("schedule @ --in 'a while'"), @"
    $ promote schedule @ --in 'a while'
    --- stderr
    error: --in: 'a while' is not a duration; write it like '2h', '90m' or '1d 12h'
    hint: for example: promote schedule 1 --in 2h
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("schedule @ --in 20h --expires '2026-03-03 01:00 UTC'"), @"
    $ promote schedule @ --in 20h --expires '2026-03-03 01:00 UTC'
    --- stderr
    error: --expires Tue 2026-03-03 01:00 UTC is not after the due time Tue 2026-03-03 11:00:16 UTC
    hint: give a duration after the due time: promote schedule 1 --at '2026-03-03T11:00:16+00:00' --expires 2h
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("schedule @"), @"
    $ promote schedule @
    --- stderr
    error: the following required arguments were not provided:
      <--at <TIME>|--in <DURATION>>

    Usage: promote schedule <--at <TIME>|--in <DURATION>> <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("schedule @ --in 1h --at 'tomorrow 10:00'"), @"
    $ promote schedule @ --in 1h --at 'tomorrow 10:00'
    --- stderr
    error: the argument '--in <DURATION>' cannot be used with '--at <TIME>'

    Usage: promote schedule <--at <TIME>|--in <DURATION>> <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn refuses_promotions_that_are_not_ready() {
    let repo = Repo::with_rules("approvals: { required: 1 }");
    repo.ok("create staging production --key query.timeout -q");
    assert_snapshot!(repo.promote_line("schedule @ --in 1h"), @"
    $ promote schedule @ --in 1h
    --- stderr
    error: promotion 1 is CREATED and cannot be scheduled
    hint: promote validate 1
    --- exit 3
    ");
    repo.ok("validate @ -q");
    assert_snapshot!(repo.promote_line("schedule @ --in 1h"), @"
    $ promote schedule @ --in 1h
    --- stderr
    error: promotion 1 cannot be scheduled for Mon 2026-03-02 10:00:11 UTC: needs 1 approval (0 so far)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    repo.as_user("bob").ok("approve @ -q");
    repo.ok("schedule @ --in 1h -q");
    repo.as_user("cem").ok("reject @ --reason 'Not now' -q");
    assert_snapshot!(repo.promote_line("schedule @ --in 1h"), @"
    $ promote schedule @ --in 1h
    --- stderr
    error: promotion 1 is REJECTED and cannot be scheduled
    hint: promote refresh 1
    --- exit 3
    ");
    // A refreshed promotion has no schedule.
    repo.ok("refresh @ -q");
    repo.ok("validate @ -q");
    assert_snapshot!(repo.promote_line("unschedule @"), @"
    $ promote unschedule @
    --- stderr
    error: promotion 1 is VALIDATED and cannot be unscheduled
    hint: nothing was written yet; see what it waits for: promote show 1, or drop it: promote cancel 1 --reason TEXT
    --- exit 3
    ");
    let id = repo.ok("list -q");
    repo.ok("cancel @ --reason 'Enough' -q");
    assert_snapshot!(repo.promote_line(&format!("schedule {id} --in 1h")), @"
    $ promote schedule <P1> --in 1h
    --- stderr
    error: promotion 1 is CANCELLED and cannot be scheduled
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
}

#[test]
fn a_scheduled_promotion_may_be_executed_early() {
    let repo = planned(OFFICE);
    repo.ok("schedule @ --at 'tomorrow 10:00 Europe/Berlin' -q");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    Executed promotion 1 as <c1> on main
      Promote query.timeout to production
      it was scheduled for 2026-03-03 09:00:00 UTC
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    repo.pass(86_400);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Nothing is due.
    ");
}

/// Approvals must still be valid at the scheduled time.
#[test]
fn refuses_a_time_after_the_approvals_expire() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("{ required: 2 }", "{ required: 1, valid: 1d }")).commit("They lapse");
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @ -q");
    assert_snapshot!(repo.promote_line("schedule @ --in 25h"), @"
    $ promote schedule @ --in 25h
    --- stderr
    error: promotion 1 cannot be scheduled for Tue 2026-03-03 10:00:10 UTC: needs 1 approval (0 so far); not counted: Bob (gave an approval that expired at 2026-03-03 09:00:09 UTC)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    repo.ok("schedule @ --in 23h -q");
}

#[test]
fn schedules_at_a_remote() {
    let repo = Repo::open_shared();
    repo.validated("--key query.timeout");
    repo.ok("schedule @ --in 1h -q");
    assert!(repo.ok("-C ../bob list").contains("SCHEDULED"));
    repo.pass(3600);
    assert!(repo.ok("-C ../bob run-due").starts_with("Executed"));
    assert_eq!(repo.ok("run-due"), "Nothing is due.");
}
