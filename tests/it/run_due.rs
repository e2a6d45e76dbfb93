//! `promote run-due`: executes each due promotion once, and records once why one was not executed.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::support::{POLICY, Repo, Run};

const HOUR: i64 = 3600;

fn scheduled(rules: &str, selectors: &str, when: &str) -> Repo {
    let repo = Repo::with_rules(rules);
    repo.validated(selectors);
    repo.ok(&format!("schedule @ -q {when}"));
    repo
}

fn events(repo: &Repo) -> usize {
    repo.git_line("rev-list --count promotions").parse().unwrap()
}

#[test]
fn executes_a_due_promotion_once() {
    let repo = scheduled("", "--key query.timeout", "--in 1h");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Nothing is due; the next is due 2026-03-02 10:00:09 UTC.
    ");
    repo.assert_unchanged(&before);
    repo.pass(HOUR);
    assert_snapshot!(repo.promote_line("run-due --dry-run"), @"
    $ promote run-due --dry-run
    Would execute promotion 1 on main (staging -> production, due 2026-03-02 10:00:09 UTC)
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Executed promotion 1 as <c1> on main (staging -> production, due 2026-03-02 10:00:09 UTC)
      files updated in /world/repo
    ");
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Nothing is due.
    ");
    assert!(repo.read("envs/production/application.yaml").contains("timeout: 60"));
}

#[test]
fn executes_in_the_order_of_due_times() {
    let repo = Repo::with_rules("");
    for (key, when) in [("query.timeout", "2h"), ("server.log", "1h"), ("query.cache", "3h")] {
        let id = repo.validated(&format!("--key {key}"));
        repo.ok(&format!("schedule {id} -q --in {when}"));
    }
    repo.pass(2 * HOUR + 60);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Executed promotion 2 as <c1> on main (staging -> production, due 2026-03-02 10:00:11 UTC)
      files updated in /world/repo
    Executed promotion 1 as <c2> on main (staging -> production, due 2026-03-02 11:00:09 UTC)
      files updated in /world/repo
    ");
    assert_snapshot!(repo.promote_line("run-due -q"), @"$ promote run-due -q");
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Nothing is due; the next is due 2026-03-02 12:00:13 UTC.
    ");
}

#[test]
fn records_an_expired_schedule() {
    let repo = scheduled("", "--key query.timeout", "--in 1h --expires 30m");
    repo.pass(2 * HOUR);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Expired: the schedule of promotion 1 (staging -> production) expired at 2026-03-02 10:30:09 UTC
    --- stderr
    hint: promote schedule 1 --at TIME
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Nothing is due.
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Unschedule staging to production (expired): query.timeout

    Promotion-Id: <P1>
    Promotion-Event: unscheduled
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    ");
    assert!(repo.ok("list").contains("VALIDATED"));
}

/// The window was added after the promotion was scheduled.
#[test]
fn a_closed_window_holds_a_schedule_and_is_recorded_once() {
    let repo = scheduled("", "--key query.timeout", "--in 6h");
    let policy = repo.read("promote.yaml");
    let closed = "    from: [staging]\n    windows: [\"Mon-Fri 09:00-16:00 Europe/Berlin\"]\n    keep";
    repo.policy(&policy.replace("    from: [staging]\n    keep", closed)).commit("Office hours");
    repo.pass(6 * HOUR);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Held: promotion 1 cannot be executed: production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin; next opening: Tue 2026-03-03 09:00 Europe/Berlin (2026-03-03 08:00 UTC)
    --- stderr
    hint: schedule it for the next opening: promote schedule 1 --at '2026-03-03 09:00 Europe/Berlin'
    --- exit 3
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Hold staging to production: query.timeout

    - production is closed: its windows are Mon-Fri 09:00-16:00 Europe/Berlin

    Promotion-Id: <P1>
    Promotion-Event: held
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    ");
    let before = events(&repo);
    assert_eq!(repo.run("run-due").code, 3);
    repo.pass(HOUR);
    assert_eq!(repo.run("run-due").code, 3);
    assert_eq!(events(&repo), before);
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  SCHEDULED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  due 2026-03-02 15:00:09 UTC, but production is closed until 2026-03-03 08:00:00 UTC  query.timeout
    ");
    repo.pass(16 * HOUR);
    assert!(repo.ok("run-due").starts_with("Executed"));
}

#[test]
fn a_schedule_whose_approvals_lapsed() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("{ required: 2 }", "{ required: 1, valid: 2d }")).commit("They lapse");
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @ -q");
    repo.ok("schedule @ -q --in 1d");
    repo.pass(49 * HOUR);
    let main = repo.git_line("rev-parse main");
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Held: promotion 1 cannot be executed: needs 1 approval (0 so far); not counted: Bob (gave an approval that expired at 2026-03-04 09:00:09 UTC)
    --- stderr
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    assert_eq!(repo.git_line("rev-parse main"), main);
    // With an approval that counts, it is executed.
    repo.as_user("cem").ok("approve @ -q");
    assert!(repo.ok("run-due").starts_with("Executed"));
}

#[test]
fn a_schedule_whose_plan_went_stale() {
    let repo = scheduled("", "--key query.timeout", "--in 1h");
    let production = repo.read("envs/production/application.yaml");
    repo.write("envs/production/application.yaml", production.replace("timeout: 30", "timeout: 45")).commit("By hand");
    repo.pass(HOUR);
    let main = repo.git_line("rev-parse main");
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Held: the plan of promotion 1 is stale: 1 key changed in production since the plan was made
      envs/production/application.yaml: query.timeout was 30 and is 45, changed by <c1> 'By hand' (Ann)
    --- stderr
    hint: re-plan against the current target: promote refresh 1
    --- exit 4
    ");
    assert_eq!(repo.run("run-due").code, 4);
    assert_eq!(repo.git_line("rev-parse main"), main);
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     SCHEDULED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c2>
    plan       sha256:<digest>
    scheduled  2026-03-02 10:00:09 UTC, by Ann <ann@acme.com>
    held       the plan of promotion 1 is stale: 1 key changed in production since the plan was made
               envs/production/application.yaml: query.timeout was 30 and is 45, changed by <c1> 'By hand' (Ann)

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok
    2026-03-02 09:00:09 UTC  scheduled  Ann  for 2026-03-02 10:00:09 UTC
    2026-03-02 10:00:14 UTC  held       Ann  the plan of promotion 1 is stale: 1 key changed in production since the plan was made; envs/production/application.yaml: query.timeout was 30 and is 45, changed by <c1> 'By hand' (Ann)

    due 2026-03-02 10:00:09 UTC: 'promote run-due' tries again
    ");
    // A refreshed promotion is no longer scheduled.
    repo.ok("refresh @ -q");
    repo.ok("validate @ -q");
    assert_eq!(repo.ok("run-due"), "Nothing is due.");
}

/// A clock set back neither executes a schedule early nor revives an expired one.
#[test]
fn a_clock_set_back_does_not_revive_a_schedule() {
    let repo = scheduled("", "--key query.timeout", "--in 2h --expires 30m");
    repo.ok("create dev staging --key query.timeout -q");
    repo.pass(3 * HOUR);
    repo.ok("create dev staging --key query.retries --prune -q");
    repo.ok("create dev staging -q");
    repo.pass(-2 * HOUR);
    assert_eq!(repo.ok("run-due").lines().count(), 1);
    repo.pass(HOUR + 60);
    let refused = repo.run("run-due");
    assert_eq!(refused.code, 3);
    assert!((refused.stdout + &refused.stderr).contains("more than ten minutes ahead of this clock"));
    repo.pass(HOUR);
    assert!(repo.run("run-due").stdout.starts_with("Expired"));
}

#[test]
fn the_exit_code_is_that_of_the_worst_outcome() {
    let repo = Repo::with_rules("");
    for key in ["query.timeout", "server.log"] {
        let id = repo.validated(&format!("--key {key}"));
        repo.ok(&format!("schedule {id} -q --in 1h"));
    }
    let production = repo.read("envs/production/application.yaml");
    repo.write("envs/production/application.yaml", production.replace("timeout: 30", "timeout: 45")).commit("By hand");
    repo.pass(HOUR);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Held: the plan of promotion 1 is stale: 1 key changed in production since the plan was made
      envs/production/application.yaml: query.timeout was 30 and is 45, changed by <c1> 'By hand' (Ann)
    Executed promotion 2 as <c2> on main (staging -> production, due 2026-03-02 10:00:11 UTC)
      files updated in /world/repo
    --- stderr
    hint: re-plan against the current target: promote refresh 1
    --- exit 4
    ");
}

/// Problems with the files of one machine do not belong in the ledger.
#[test]
fn does_not_record_local_files_in_the_way() {
    let repo = scheduled("", "--key query.timeout", "--in 1h");
    repo.write("envs/production/application.yaml", "local: true\n");
    repo.pass(HOUR);
    let before = events(&repo);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Failed: promotion 1 (staging -> production): the working tree /world/repo cannot be updated: 'envs/production/application.yaml' has local changes
    --- stderr
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
    assert_eq!(events(&repo), before);
}

/// Schedules by the real clock; no event in the ledger may be ahead of it.
fn by_the_real_clock(when: &[&str]) -> Repo {
    let repo = Repo::with_rules("");
    let create = ["create", "staging", "production", "--key", "query.timeout", "--validate"];
    for line in [&create[..], &[&["schedule", "@"], when].concat()] {
        let mut command = repo.promote_command(line);
        command.env_remove("GIT_COMMITTER_DATE").env_remove("GIT_AUTHOR_DATE");
        assert_eq!(crate::support::run(&mut command, b"").code, 0);
    }
    repo
}

/// Runs `--watch` by the real clock until it has printed `lines` lines, then sends the signal `name`; returns the
/// output and the result.
fn watched(repo: &Repo, name: &str, lines: usize, args: &[&str]) -> (String, Run) {
    let mut command = repo.promote_command(&[&["run-due", "--watch"], args].concat());
    command.env_remove("GIT_COMMITTER_DATE").env_remove("GIT_AUTHOR_DATE");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    (0..lines).for_each(|_| assert!(out.read_line(&mut said).unwrap() > 0));
    if lines == 0 {
        // The signal handlers are installed before the first wait.
        std::thread::sleep(Duration::from_millis(700));
    }
    let status = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    let started = Instant::now();
    let run = Run::of(&child.wait_with_output().unwrap());
    assert!(started.elapsed() < Duration::from_secs(5), "it ends at once");
    (said, run)
}

#[test]
fn watch_ends_cleanly_on_a_signal() {
    let repo = by_the_real_clock(&["--at", "2999-01-01T00:00:00Z"]);
    let (_, run) = watched(&repo, "TERM", 0, &[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let (_, run) = watched(&repo, "INT", 0, &[]);
    assert_eq!((run.code, run.stderr.as_str()), (130, ""));
}

/// Scheduled by the real clock for two seconds from now: `--watch` wakes for it, long before its minute is over.
#[test]
fn watch_wakes_for_the_next_schedule() {
    for args in [&[][..], &["-o", "json"]] {
        let repo = by_the_real_clock(&["--in", "2s"]);
        let started = Instant::now();
        let (said, run) = watched(&repo, "TERM", 1, args);
        assert!(started.elapsed() < Duration::from_secs(30));
        assert_eq!(run.code, 0, "{}", run.stderr);
        match args {
            [] => assert!(said.starts_with("Executed promotion"), "{said}"),
            _ => assert!(said.contains("\"outcome\":\"applied\"") && said.ends_with("}\n"), "{said}"),
        }
        assert!(repo.read("envs/production/application.yaml").contains("timeout: 60"));
        repo.fsck();
    }
}

#[test]
fn watch_fails_at_once_on_a_broken_policy() {
    let repo = Repo::with_rules("");
    repo.policy("version: 2\n").commit("Too new");
    assert_eq!(repo.run("run-due --watch").code, 2);
    assert_eq!(repo.run("run-due --watch --dry-run").code, 2);
}
