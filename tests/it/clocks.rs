//! Clocks that are wrong: an event that is far ahead stops everybody until it is disputed, and opens no window.

use insta::assert_snapshot;

use crate::attacks::{codes, codes_in_new_clone};
use crate::support::{POLICY, Repo};

/// Ten years, in seconds.
const DECADE: i64 = 315_360_000;

/// Mallory creates and cancels a promotion ten years ahead.
fn ahead(repo: &Repo) {
    repo.as_user("mallory").pass(DECADE);
    let id = repo.ok("create dev staging --key query.timeout -q");
    repo.ok(&format!("cancel {id} --reason 'Never mind'"));
    repo.pass(-DECADE).as_user("ann");
}

#[test]
fn nobody_goes_on_from_an_event_that_is_far_ahead() {
    let repo = Repo::open_pipeline();
    ahead(&repo);
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout"), @"
    $ promote create staging production --key query.timeout
    --- stderr
    error: event <c1> of the ledger has the time 2036-02-28 09:00:09 UTC, more than ten minutes ahead of this clock (2026-03-02 09:00:10 UTC)
    hint: check the clock of this machine: date -u
    hint: if this clock is right, dispute the time: promote ledger dispute <c1> --reason TEXT
    --- exit 3
    ");
    assert_eq!(codes(&repo, "."), ["clock"]);
    let [created, cancelled] = ["promotions~1", "promotions"].map(|rev| repo.git_line(&format!("rev-parse {rev}")));
    repo.as_user("mallory").fails(2, &format!("ledger dispute {created} --reason 'Not mine'"));
    repo.as_user("ann");
    assert_snapshot!(repo.promote_line(&format!("ledger dispute {cancelled} --reason 'A wrong clock'")), @"
    $ promote ledger dispute <c1> --reason 'A wrong clock'
    Decided that the time of event <c1> is wrong: 1 of 1 approval; its time counts no more
    ");
    // The other event still holds the time.
    repo.fails(3, "create staging production --key query.timeout");
    repo.ok(&format!("ledger dispute {created} --reason 'A wrong clock'"));
    repo.ok("create staging production --key query.timeout --validate --execute");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:00:18 UTC  2  <c2>  from staging  Ann  query.timeout
    ");
}

#[test]
fn disputes_need_the_consents_that_the_rules_ask_for() {
    let repo = Repo::open_pipeline();
    repo.policy(&(repo.read("promote.yaml") + "policy: { approvals: { required: 2 } }\n"));
    repo.commit("Rules for the rules");
    ahead(&repo);
    let events: Vec<String> = repo.git_line("rev-list -2 promotions").lines().map(str::to_owned).collect();
    for event in &events {
        let said = repo.as_user("ann").ok(&format!("ledger dispute {event} --reason 'A wrong clock'"));
        assert!(said.contains("1 of 2 approvals") && said.contains("its time still counts"), "{said}");
        let said = repo.ok(&format!("ledger dispute {event} --reason 'Again'"));
        assert!(said.starts_with("You decided before"), "{said}");
    }
    repo.fails(3, "create staging production --key query.timeout");
    for event in &events {
        let said = repo.as_user("bob").ok(&format!("ledger dispute {event} --reason 'A wrong clock'"));
        assert!(said.contains("its time counts no more"), "{said}");
    }
    repo.as_user("ann").ok("create staging production --key query.timeout");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn an_event_in_time_cannot_be_disputed() {
    let repo = Repo::open_pipeline();
    repo.as_user("bob").ok("create staging production --key query.timeout");
    repo.as_user("ann");
    assert_snapshot!(repo.promote_line("ledger dispute promotions --reason 'I do not like it'"), @"
    $ promote ledger dispute promotions --reason 'I do not like it'
    --- stderr
    error: the time of event <c1> is not more than ten minutes ahead of this clock (2026-03-02 09:00:09 UTC)
    hint: show the events: git log --format=fuller promotions
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("ledger dispute main --reason 'Not an event'"), @"
    $ promote ledger dispute main --reason 'Not an event'
    --- stderr
    error: 'main' is not an event of the ledger
    hint: show the events: git log --format=fuller promotions
    --- exit 2
    ");
}

/// An event a few minutes ahead moves the ledger's time into the window; the clock of the person who acts does not agree.
#[test]
fn a_window_is_open_by_both_clocks() {
    let repo = Repo::pipeline();
    let windows = "    windows: [\"Mon 09:10-17:00 UTC\"]\n";
    repo.policy(&POLICY.replace("    approvals: { required: 2 }\n", windows));
    repo.commit("A window");
    let id = repo.validated("--key query.timeout");
    repo.pass(570);
    let other = repo.as_user("mallory").ok("create dev staging --key query.timeout -q");
    repo.ok(&format!("cancel {other} --reason 'Never mind'"));
    repo.pass(-570).as_user("ann");
    assert!(repo.fails(3, &format!("execute {id}")).contains("is closed"));
    repo.pass(600);
    repo.ok(&format!("execute {id}"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}
