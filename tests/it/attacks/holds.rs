//! Forged holds: dropped, dated back, in another name, with another end; and executions in spite of one.

use std::fs;

use super::forge::{Ledger, mallory};
use super::{codes, codes_in_new_clone};
use crate::receive::{guarded, push, strict};
use crate::support::{POLICY, Repo, open_policy, run};
use promote::store::commits;
use promote_core::promotion::hold::{HoldEvent, HoldKind, fold_hold};
use promote_core::promotion::{Event, EventKind, Person, message};

/// The events of a hold.
fn events(ledger: &Ledger<'_>, number: u32) -> Vec<HoldEvent> {
    let lines = ledger.read(&format!("holds/{number}/events.jsonl"));
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Commits in the name and at the time of an event.
fn commit(ledger: &Ledger<'_>, like: &HoldEvent, message: &str, more: &[&str]) {
    ledger.git("add -A");
    let mut command = ledger.repo.command("git");
    command.current_dir(ledger.path("")).args(["commit", "-q", "--cleanup=verbatim", "-F", "-"]).args(more);
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), &like.by.name).env(format!("GIT_{role}_EMAIL"), &like.by.email);
        command.env(format!("GIT_{role}_DATE"), format!("{} +0000", like.at.as_second()));
    }
    let run = run(&mut command, message.as_bytes());
    assert_eq!(run.code, 0, "{}", run.stderr);
}

/// What amends the last commit, with another author.
const AMEND: [&str; 2] = ["--amend", "--reset-author"];

/// Writes the events of a hold, and commits the last one as the program does.
fn write(ledger: &Ledger<'_>, number: u32, events: &[HoldEvent], more: &[&str]) {
    let lines: String = events.iter().map(|event| serde_json::to_string(event).unwrap() + "\n").collect();
    ledger.write(&format!("holds/{number}/events.jsonl"), &lines);
    let last = events.last().unwrap();
    let text = commits::text(&message::hold(&fold_hold(number, events).unwrap(), last));
    commit(ledger, last, &text, more);
}

/// A hold on production as the last event of the ledger, with its end.
fn held(policy: &str) -> Repo {
    let repo = Repo::pipeline();
    repo.policy(policy).commit("Rules");
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("hold production query.timeout --reason 'Incident 42' --until 2h");
    repo
}

/// The findings after an edit of the last event, which is amended with its commit.
fn forged(policy: &str, edit: impl FnOnce(&mut HoldEvent)) -> Vec<String> {
    let repo = held(policy);
    let ledger = Ledger::open(&repo);
    let mut all = events(&ledger, 2);
    edit(all.last_mut().unwrap());
    write(&ledger, 2, &all, &AMEND);
    codes_in_new_clone(&repo)
}

#[test]
fn the_tools_of_these_tests_change_nothing_by_themselves() {
    assert_eq!(forged(&open_policy(), |_| {}), [] as [&str; 0]);
}

#[test]
fn a_hold_is_dated_back() {
    let back = |event: &mut HoldEvent| event.at -= jiff::SignedDuration::from_hours(1);
    assert_eq!(forged(&open_policy(), back), ["clock"]);
}

#[test]
fn a_hold_names_another_commit_of_the_branch() {
    let elsewhere = |event: &mut HoldEvent| event.what = event.what.clone().at(None);
    assert_eq!(forged(&open_policy(), elsewhere), ["evidence"]);
}

#[test]
fn a_hold_is_set_by_somebody_who_may_not() {
    let rules = open_policy().replace("    keep:", "    hold: [ops]\n    keep:") + "groups: { ops: [bob@acme.com] }\n";
    assert_eq!(forged(&rules, |event| event.by = mallory()), ["may-not-hold"]);
}

#[test]
fn a_hold_is_by_another_person_than_its_commit() {
    let repo = held(&open_policy());
    let ledger = Ledger::open(&repo);
    let path = "holds/2/events.jsonl";
    ledger.write(path, &ledger.read(path).replace("\"Bob\"", "\"Mallory\"").replace("bob@acme.com", "m@acme.com"));
    ledger.git("commit -q -a --amend --no-edit");
    assert_eq!(codes_in_new_clone(&repo), ["author"]);
}

/// The file says another end than the commit that set the hold; or a later commit changes it.
#[test]
fn the_end_of_a_hold_is_changed() {
    let repo = held(&open_policy());
    let ledger = Ledger::open(&repo);
    let honest = events(&ledger, 2);
    let mut forged = honest.clone();
    let sooner = forged[0].at + jiff::SignedDuration::from_secs(60);
    let HoldKind::HoldSet { until, .. } = &mut forged[0].what else { unreachable!() };
    *until = Some(sooner);
    let text = commits::text(&message::hold(&fold_hold(2, &honest).unwrap(), &honest[0]));
    let line = |event: &HoldEvent| serde_json::to_string(event).unwrap() + "\n";
    ledger.write("holds/2/events.jsonl", &line(&forged[0]));
    commit(&ledger, &honest[0], &text, &AMEND);
    assert_eq!(codes_in_new_clone(&repo), ["trailers"]);
    write(&ledger, 2, &honest, &AMEND);
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
    ledger.write("holds/2/events.jsonl", &line(&forged[0]));
    commit(&ledger, &honest[0], &text, &[]);
    assert_eq!(codes_in_new_clone(&repo), ["event-changed"]);
}

#[test]
fn a_hold_is_removed() {
    let repo = held(&open_policy());
    let ledger = Ledger::open(&repo);
    ledger.git("rm -q -r holds");
    ledger.git("commit -q -m Forged");
    assert_eq!(codes_in_new_clone(&repo), ["event-changed"]);
    assert!(codes(&repo, ".").contains(&"event-changed".to_owned()));
}

/// The ledger is rewritten without the hold: the next number is missing, and clones that have seen it say so.
#[test]
fn a_hold_is_dropped() {
    let repo = held(&open_policy());
    repo.as_user("ann").ok("create dev staging --key query.timeout");
    let ledger = Ledger::open(&repo);
    let hold = events(&ledger, 2).remove(0);
    let last = repo.git_line("rev-parse promotions");
    let message = repo.git_line(&format!("log -1 --format=%B {last}"));
    ledger.git("reset -q --hard promotions~2");
    ledger.git(&format!("checkout -q {last} -- open numbers"));
    ledger.git("rm -q --cached numbers/0/02");
    std::fs::remove_file(ledger.path("numbers/0/02")).unwrap();
    let at = repo.git_line(&format!("log -1 --format=%ct {last}")).parse().unwrap();
    let at = jiff::Timestamp::from_second(at).unwrap();
    commit(&ledger, &HoldEvent { by: ann(), at, ..hold }, &message, &[]);
    assert_eq!(codes_in_new_clone(&repo), ["ledger-files"]);
    assert!(codes(&repo, ".").contains(&"ledger-rewritten".to_owned()));
}

fn ann() -> Person {
    Person { name: "Ann".to_owned(), email: "ann@acme.com".to_owned() }
}

/// Bob lifts his hold; the event is made one of Mallory's, who gives no reason.
#[test]
fn a_hold_is_lifted_by_somebody_without_a_reason() {
    let repo = held(&open_policy());
    repo.ok("unhold production");
    let ledger = Ledger::open(&repo);
    let mut all = events(&ledger, 2);
    all.last_mut().unwrap().by = mallory();
    write(&ledger, 2, &all, &AMEND);
    assert_eq!(codes_in_new_clone(&repo), ["may-not-hold"]);
    let HoldKind::HoldLifted { reason, .. } = &mut all.last_mut().unwrap().what else { unreachable!() };
    *reason = Some("It is over".to_owned());
    write(&ledger, 2, &all, &AMEND);
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn a_hold_is_lifted_after_its_end() {
    let repo = held(&open_policy());
    repo.pass(3 * 3600).as_user("ann").ok("create dev staging --key query.timeout");
    let ledger = Ledger::open(&repo);
    let mut all = events(&ledger, 2);
    let at = all[0].at + jiff::SignedDuration::from_hours(4);
    let what = HoldKind::HoldLifted { reason: None, tip: all[0].what.tip() };
    all.push(HoldEvent { what, at, clock: Some(at), ..all[0].clone() });
    assert!(fold_hold(2, &all).is_err());
    ledger.write(
        "holds/2/events.jsonl",
        &all.iter().map(|e| serde_json::to_string(e).unwrap() + "\n").collect::<String>(),
    );
    ledger.git("commit -q -a -m 'Lift hold 2'");
    repo.pass(2 * 3600);
    assert_eq!(codes_in_new_clone(&repo), ["illegal-step"]);
}

/// A changed program executes during a hold: the record is in order, except for the hold.
fn executed_on_hold(repo: &Repo) {
    let before = repo.git_line("rev-parse promotions");
    let hold = repo.git_line("rev-parse promotions");
    repo.git_line(&format!("update-ref refs/heads/promotions {before}~1"));
    repo.as_user("ann").ok("execute @ -q");
    let id = repo.ok("list --all -q").lines().next().unwrap().to_owned();
    let executed = repo.git_line("rev-parse promotions");
    repo.git_line(&format!("update-ref refs/heads/promotions {hold}"));
    // The same event behind the hold.
    let ledger = Ledger::open(repo);
    let show = |path: &str| repo.git(&["cat-file", "blob", &format!("{executed}:{path}")]);
    let files = repo.git_line(&format!("ls-tree -r --name-only {executed}"));
    let path = files.lines().find(|path| path.contains(&id) && path.ends_with("events.jsonl")).unwrap();
    let line = show(path).lines().last().unwrap().to_owned();
    let mut event: Event = serde_json::from_str(&line).unwrap();
    event.at += jiff::SignedDuration::from_secs(60);
    event.clock = Some(event.at);
    assert!(matches!(event.what, EventKind::Executed { .. }));
    let promotion = ledger.promotion(&id);
    ledger.write("tips.json", &(show("tips.json") + "\n"));
    ledger.append(&promotion, &event);
    repo.pass(120);
}

#[test]
fn a_promotion_is_executed_during_a_hold() {
    let repo = held(&open_policy());
    executed_on_hold(&repo);
    assert_eq!(codes_in_new_clone(&repo), ["on-hold"]);
    let said = repo.run("verify").stdout;
    assert!(said.contains("was on hold (hold 2 by Bob <bob@acme.com>"), "{said}");
}

/// The hook refuses the push of such an execution.
#[test]
fn the_hook_refuses_an_execution_during_a_hold() {
    let repo = guarded(&strict());
    fs::remove_file(repo.beside("origin.git/hooks/pre-receive")).unwrap();
    repo.policy(&POLICY.replace("    approvals: { required: 2 }\n", "")).commit("Decided here");
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("hold production query.timeout --reason 'Incident 42'");
    repo.git_line("push -q origin main promotions");
    executed_on_hold(&repo);
    let hook = format!("#!/bin/sh\nexec '{}' verify --pre-receive\n", env!("CARGO_BIN_EXE_promote"));
    fs::write(repo.beside("origin.git/hooks/pre-receive"), hook).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(repo.beside("origin.git/hooks/pre-receive"), mode).unwrap();
    let said = push(&repo, "origin main promotions");
    assert!(said.starts_with("refused") && said.contains("(on-hold)"), "{said}");
}
