//! Windows, freezes and overrides: when `execute` and `rollback` may write to an environment.

use std::path::Path;

use insta::assert_snapshot;

use crate::support::{Repo, run};

const OFFICE: &str = "windows: [\"Mon-Fri 09:00-16:00 Europe/Berlin\"]";
const FREEZE: &str = "freezes: [{ name: audit, from: \"2026-03-02T00:00Z\", to: \"2026-03-04T10:00[Europe/Berlin]\" }]";
const HOUR: i64 = 3600;

/// A validated promotion to a production with these rules, this many hours after Monday, 10:00 in Berlin.
fn validated_under(rules: &str, hours: i64) -> Repo {
    let repo = Repo::with_rules(rules);
    repo.validated("--key query.timeout");
    repo.pass(hours * HOUR);
    repo
}

#[test]
fn a_closed_window_blocks() {
    let repo = validated_under(OFFICE, 6);
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-03 09:00 Europe/Berlin'
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("execute @ --branch"), @"
    $ promote execute @ --branch
    --- stderr
    error: promotion 1 cannot be executed: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-03 09:00 Europe/Berlin'
    --- exit 3
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.normalise(&repo.ok("show @").lines().rev().take(4).collect::<Vec<_>>().join("\n")), @"
             schedule it for the next opening: promote schedule 1 --at '2026-03-03 09:00 Europe/Berlin'
             until 2026-03-03 08:00:00 UTC
             rule: environments.production.windows in promote.yaml
    blocked: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    ");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  production is closed until 2026-03-03 08:00:00 UTC  query.timeout
    ");
    repo.pass(17 * HOUR);
    assert!(repo.ok("execute @").starts_with("Executed"));
}

#[test]
fn a_freeze_wins_over_a_window() {
    let repo = validated_under(&format!("{OFFICE}\n{FREEZE}"), 0);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: production is frozen (audit) until Wed 2026-03-04 10:00 Europe/Berlin (2026-03-04 09:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-04 10:00 Europe/Berlin'
    --- exit 3
    ");
    // The freeze and the window both block it now, until the same time.
    repo.pass(8 * HOUR);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: production is frozen (audit) until Wed 2026-03-04 10:00 Europe/Berlin (2026-03-04 09:00 UTC)
    also: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Wed 2026-03-04 10:00 Europe/Berlin (2026-03-04 09:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-04 10:00 Europe/Berlin'
    --- exit 3
    ");
    repo.pass(41 * HOUR);
    assert!(repo.ok("execute @").starts_with("Executed"));
}

#[test]
fn reports_a_target_that_never_opens_again() {
    let forever = "freezes: [{ name: end, from: \"2026-01-01T00:00Z\", to: \"9999-12-30T21:00:00Z\" }]";
    let repo =
        validated_under(&format!("windows: [\"Mon 09:00-16:00 UTC\"]\n{forever}\noverride: [incident-responders]"), 0);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: production is frozen (end) until Thu 9999-12-30 21:00 UTC; no later opening
    hint: cem@acme.com may override: promote execute 1 --override --reason TEXT
    --- exit 3
    ");
}

#[test]
fn reports_windows_without_a_valid_time_zone() {
    let windows = "windows: [\"Mon-Fri 09:00-16:00 Europe/Berln\", \"Mon 09:00-16:00\"]";
    let freezes = "freezes: [{ name: audit, from: \"2026-12-18T00:00\" }]";
    let others = "override: [incident-responder]\nrollback: { window: true }";
    let repo = Repo::with_rules(&format!("{windows}\n{freezes}\n{others}"));
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promote.yaml on main has 7 mistakes
    caused by: promote.yaml:10:36: 'Europe/Berln' is not a time zone; did you mean 'Europe/Berlin'?
    caused by: promote.yaml:10:52: 'Mon 09:00-16:00' has no time zone; write a window like 'Mon-Fri 09:00-16:00 Europe/Berlin'
    caused by: promote.yaml:11:15: 'to' is missing; a freeze has 'name', 'from' and 'to'
    caused by: promote.yaml:11:37: '2026-12-18T00:00' has no time zone; write '2026-12-18T00:00[Europe/Berlin]', or '2026-12-18T00:00Z' for UTC
    caused by: promote.yaml:12:16: unknown group 'incident-responder'; did you mean 'incident-responders'?
    caused by: promote.yaml:13:15: 'windows' is missing (whether windows and freezes apply to rollbacks)
    caused by: promote.yaml:13:17: unknown field 'window'; did you mean 'windows'?
    --- exit 2
    ");
}

#[test]
fn an_override_needs_permission_and_a_reason() {
    let repo = validated_under(&format!("{OFFICE}\noverride: [incident-responders]"), 6);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-03 09:00 Europe/Berlin'
    hint: cem@acme.com may override: promote execute 1 --override --reason TEXT
    --- exit 3
    ");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("execute @ --override"), @"
    $ promote execute @ --override
    --- stderr
    error: the following required arguments were not provided:
      --reason <TEXT>

    Usage: promote execute --override --reason <TEXT> <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("execute @ --override --reason '  '"), @"
    $ promote execute @ --override --reason '  '
    --- stderr
    error: invalid value '  ' for '--reason <TEXT>': the reason is empty

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("execute @ --reason 'The shop is down'"), @"
    $ promote execute @ --reason 'The shop is down'
    --- stderr
    error: the following required arguments were not provided:
      --override

    Usage: promote execute --reason <TEXT> --override <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("execute @ --override --reason 'The shop is down'"), @"
    $ promote execute @ --override --reason 'The shop is down'
    --- stderr
    error: promotion 1 cannot be executed: Ann <ann@acme.com> may not override windows and freezes of production: only incident-responders may
    also: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-03 09:00 Europe/Berlin'
    --- exit 3
    ");
    repo.assert_unchanged(&before);
    repo.as_user("cem");
    assert_snapshot!(repo.promote_line("execute @ --override --reason 'The shop is down' --dry-run"), @"
    $ promote execute @ --override --reason 'The shop is down' --dry-run
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Would execute promotion 1 on main
      Promote query.timeout to production
      overriding a window or a freeze: The shop is down
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.promote_line("execute @ --override --reason 'The shop is down'"), @"
    $ promote execute @ --override --reason 'The shop is down'
    Executed promotion 1 as <c1> on main
      Promote query.timeout to production
      overriding a window or a freeze: The shop is down
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B main"), @"
    Promote query.timeout to production

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    Override-by: Cem <cem@acme.com>
    Override-reason: The shop is down
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Execute staging to production: query.timeout

    Promotion-Id: <P1>
    Promotion-Event: executed
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c2>
    Executed-commit: <c1>
    Override-by: Cem <cem@acme.com>
    Override-reason: The shop is down
    ");
    assert!(repo.ok("list --all -o json").contains("\"overriding\": \"The shop is down\""));
}

/// `verify` reports both overrides, and that they were allowed.
#[test]
fn overrides_are_shown_by_verify() {
    let repo = validated_under(&format!("{OFFICE}\noverride: [incident-responders]\nrollback: {{ windows: true }}"), 6);
    repo.as_user("cem").ok("execute @ --override --reason 'The shop is down' -q");
    let id = repo.ok("list --all -q");
    repo.ok(&format!("rollback {id} --override --reason 'It was not that' -q"));
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  4 events
    staging     0 promotions
    production  1 promotion, 1 rollback

    notice  override  <c1>
      a window or a freeze was overridden: The shop is down
      promotion <P1>, production, by Cem <cem@acme.com>
    notice  override  <c2>
      a window or a freeze was overridden for a rollback
      promotion <P1>, production, by Cem <cem@acme.com>

    Verified, with 2 notices.
    ");
}

#[test]
fn an_override_without_need_is_not_recorded() {
    let repo = validated_under(&format!("{OFFICE}\noverride: [incident-responders]"), 0);
    assert_snapshot!(repo.promote_line("execute @ --override --reason 'To be sure'"), @"
    $ promote execute @ --override --reason 'To be sure'
    Executed promotion 1 as <c1> on main
      Promote query.timeout to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: production is open, so --override had no effect and --reason was not recorded
    ");
    assert!(!repo.git_line("log -1 --format=%B main").contains("Override"));
}

#[test]
fn refuses_an_override_if_nobody_may_override() {
    let repo = validated_under(OFFICE, 6);
    assert_snapshot!(repo.promote_line("execute @ --override --reason 'The shop is down'"), @"
    $ promote execute @ --override --reason 'The shop is down'
    --- stderr
    error: promotion 1 cannot be executed: Ann <ann@acme.com> may not override windows and freezes of production: nobody may (environments.production.override is not set in promote.yaml)
    also: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-03 09:00 Europe/Berlin'
    --- exit 3
    ");
}

#[test]
fn an_override_lifts_only_windows() {
    let repo = validated_under(&format!("{OFFICE}\noverride: [incident-responders]\napprovals: {{ required: 1 }}"), 6);
    repo.as_user("cem");
    assert_snapshot!(repo.promote_line("execute @ --override --reason 'The shop is down'"), @"
    $ promote execute @ --override --reason 'The shop is down'
    --- stderr
    error: promotion 1 cannot be executed: needs 1 approval (0 so far)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
}

/// Attack: the reason stays one value of one trailer.
#[test]
fn a_trailer_smuggled_through_the_reason_of_an_override() {
    let repo = validated_under(&format!("{OFFICE}\noverride: [incident-responders]"), 6);
    let reason = "down\n\nApproved-by: Eve <eve@acme.com>\nPromotion-Id: x\r\n Plan-Digest: y";
    repo.as_user("cem");
    let mut command = repo.promote_command(&["execute", "@", "--override", "--reason", reason]);
    assert_eq!(run(&mut command, b"").code, 0);
    for branch in ["main", "promotions"] {
        let only = |name: &str| repo.git_line(&format!("log -1 --format=%(trailers:key={name},valueonly) {branch}"));
        assert_eq!(only("Approved-by").trim(), "");
        assert_eq!(only("Promotion-Id").lines().filter(|line| !line.is_empty()).count(), 1);
        assert_eq!(only("Override-by").trim(), "Cem <cem@acme.com>");
        let words = "down Approved-by: Eve <eve@acme.com> Promotion-Id: x Plan-Digest: y";
        assert_eq!(only("Override-reason").trim(), words);
    }
}

/// Nobody goes on with a clock that is far behind the ledger, so a clock set back reopens nothing.
#[test]
fn a_clock_set_back_does_not_reopen_a_window() {
    let repo = validated_under(OFFICE, 6);
    // Any event from after the window closed.
    repo.ok("create dev staging --key query.timeout -q");
    let id = repo.ok("list -q").lines().last().unwrap().to_owned();
    repo.pass(-5 * HOUR);
    assert!(repo.fails(3, &format!("execute {id}")).contains("ahead of this clock"));
    // The same for a freeze.
    let repo = validated_under(FREEZE, 0);
    repo.ok("create dev staging --key query.timeout -q");
    let id = repo.ok("list -q").lines().last().unwrap().to_owned();
    repo.pass(-48 * HOUR);
    assert!(repo.fails(3, &format!("execute {id}")).contains("ahead of this clock"));
}

#[test]
fn rollbacks_ignore_windows_and_freezes() {
    let repo = validated_under(&format!("{OFFICE}\n{FREEZE}"), 49);
    repo.ok("execute @ -q");
    repo.pass(9 * HOUR);
    let id = repo.ok("list --all -q");
    assert!(repo.ok(&format!("rollback {id} --reason 'Too long'")).contains("Rolled back"));
}

#[test]
fn rollbacks_may_be_bound_to_windows() {
    let rules = format!("{OFFICE}\noverride: [incident-responders]\nrollback: {{ windows: true }}");
    let repo = validated_under(&rules, 0);
    repo.ok("execute @ -q");
    let id = repo.ok("list --all -q");
    repo.pass(6 * HOUR);
    let before = repo.everything();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason 'Too long'")), @"
    $ promote rollback <P1> --reason 'Too long'
    --- stderr
    error: promotion 1 cannot be rolled back: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    hint: cem@acme.com may override: promote rollback 1 --override --reason TEXT
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason 'Too long' --override")), @"
    $ promote rollback <P1> --reason 'Too long' --override
    --- stderr
    error: promotion 1 cannot be rolled back: Ann <ann@acme.com> may not override windows and freezes of production: only incident-responders may
    also: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    hint: cem@acme.com may override: promote rollback 1 --override --reason TEXT
    --- exit 3
    ");
    repo.assert_unchanged(&before);
    repo.as_user("cem").ok(&format!("rollback {id} --reason 'Too long' --override"));
    assert_snapshot!(repo.git_text("log -1 --format=%B main"), @r#"
    Revert "Promote query.timeout to production"

    This reverts commit <c1>.

    Too long

    Promotion-Id: <P1>
    Promotion-Rollback: <P1>
    Override-by: Cem <cem@acme.com>
    "#);
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Roll back staging to production: query.timeout

    - envs/{env}/application.yaml:query.timeout

    Promotion-Id: <P1>
    Promotion-Event: rolled-back
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Rollback-commit: <c2>
    Reason: Too long
    Override-by: Cem <cem@acme.com>
    ");
}

/// The time zone data of the machine may be old or missing.
#[test]
fn time_zones_are_built_in() {
    let repo = validated_under(OFFICE, 6);
    let mut command = repo.promote_command(&["execute", "@"]);
    command.env("TZDIR", Path::new("/nowhere")).env("TZ", "America/New_York");
    assert_eq!(run(&mut command, b"").code, 3);
}
