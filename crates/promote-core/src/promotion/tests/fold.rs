//! The fold: which event is legal in which state, and what the state is after it.

use super::{at, digest, event, kinds, person, promotion};
use crate::promotion::state::{IllegalStep, PromotionState, Status, fold};
use crate::promotion::{Digest, Event, EventKind};

/// The names of the events that lead to a state.
const STATES: [(&str, &[&str]); 10] = [
    ("created", &[]),
    ("created, findings", &["findings"]),
    ("validated", &["validated"]),
    ("approved", &["validated", "approved"]),
    ("scheduled", &["validated", "approved", "scheduled"]),
    ("rejected", &["validated", "approved", "rejected"]),
    ("executed", &["validated", "approved", "executed"]),
    ("rolled back in part", &["validated", "approved", "executed", "rolled-back-part"]),
    ("rolled back", &["validated", "approved", "executed", "rolled-back"]),
    ("cancelled", &["cancelled"]),
];

/// A short name of each event of [`kinds`].
fn name(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Validated { ok: false, .. } => "findings",
        EventKind::Unscheduled { expired: true, .. } => "expired",
        EventKind::RolledBack { complete: false, .. } => "rolled-back-part",
        other => other.word(),
    }
}

fn named(wanted: &str) -> EventKind {
    kinds().into_iter().find(|kind| name(kind) == wanted).unwrap()
}

fn after(names: &[&str]) -> PromotionState {
    let names = ["created"].iter().chain(names);
    let events: Vec<Event> = names.enumerate().map(|(i, n)| event("Bob", i as i64, named(n))).collect();
    fold(&events).unwrap()
}

fn result(state: &PromotionState, kind: EventKind) -> String {
    let mut next = state.clone();
    match next.apply(&event("Bob", 50, kind)) {
        Ok(()) => next.status(1).to_string(),
        Err(error) => {
            assert_eq!(next, *state, "a refused event changes nothing");
            match error {
                IllegalStep::Action { .. } | IllegalStep::OutOfPlace(_) => "-".to_owned(),
                IllegalStep::NotScheduled(_) => "not scheduled".to_owned(),
                IllegalStep::NotApproved { .. } => "not approved".to_owned(),
                IllegalStep::Quorum { .. } => "quorum".to_owned(),
                IllegalStep::OtherPlan { .. } => "other plan".to_owned(),
            }
        }
    }
}

/// Rows: the state before; columns: each event with the status after it, or why it is illegal (`-`: not a step of it).
#[test]
fn every_event_in_every_state() {
    let mut table = String::new();
    for (state, names) in STATES {
        let before = after(names);
        table.push_str(&format!("{state} ({})\n", before.status(1)));
        for kind in kinds() {
            let after = result(&before, kind.clone());
            if after != "-" {
                table.push_str(&format!("  {:<17} {after}\n", name(&kind)));
            }
        }
    }
    insta::assert_snapshot!(table, @"
    created (CREATED)
      validated         VALIDATED
      findings          CREATED
      attested          CREATED
      rejected          REJECTED
      refreshed         CREATED
      cancelled         CANCELLED
    created, findings (CREATED)
      validated         VALIDATED
      findings          CREATED
      attested          CREATED
      rejected          REJECTED
      refreshed         CREATED
      cancelled         CANCELLED
    validated (VALIDATED)
      validated         VALIDATED
      findings          CREATED
      approved          APPROVED
      attested          VALIDATED
      rejected          REJECTED
      refreshed         CREATED
      scheduled         SCHEDULED
      proposed          VALIDATED
      executed          quorum
      cancelled         CANCELLED
    approved (APPROVED)
      validated         APPROVED
      findings          CREATED
      approved          APPROVED
      attested          APPROVED
      withdrawn         VALIDATED
      rejected          REJECTED
      refreshed         CREATED
      scheduled         SCHEDULED
      proposed          APPROVED
      executed          EXECUTED
      cancelled         CANCELLED
    scheduled (SCHEDULED)
      validated         SCHEDULED
      findings          CREATED
      approved          SCHEDULED
      attested          SCHEDULED
      withdrawn         SCHEDULED
      rejected          REJECTED
      refreshed         CREATED
      scheduled         SCHEDULED
      unscheduled       APPROVED
      expired           APPROVED
      held              SCHEDULED
      proposed          SCHEDULED
      executed          EXECUTED
      cancelled         CANCELLED
    rejected (REJECTED)
      withdrawn         REJECTED
      refreshed         CREATED
      cancelled         CANCELLED
    executed (EXECUTED)
      rolled-back-part  EXECUTED
      rolled-back       ROLLED_BACK
    rolled back in part (EXECUTED)
      rolled-back-part  EXECUTED
      rolled-back       ROLLED_BACK
    rolled back (ROLLED_BACK)
    cancelled (CANCELLED)
    ");
}

#[test]
fn the_first_event_is_created_and_no_other() {
    let none: [Event; 0] = [];
    assert_eq!(fold(&none), Err(IllegalStep::OutOfPlace("none")));
    for kind in kinds().into_iter().skip(1) {
        let word = kind.word();
        assert_eq!(fold(&[event("Bob", 0, kind)]), Err(IllegalStep::OutOfPlace(word)));
    }
    let twice = [event("Bob", 0, named("created")), event("Bob", 1, named("created"))];
    assert_eq!(fold(&twice), Err(IllegalStep::OutOfPlace("created")));
}

#[test]
fn an_event_about_another_plan_is_refused_except_a_refresh() {
    let mut other = promotion();
    other.source = "qa".to_owned();
    let other: Digest = other.plan.digest(other.id, &other.source, &other.target);
    let state = after(&["validated"]);
    assert_eq!(result(&state, EventKind::Approved { digest: other.clone(), expires: None }), "other plan");
    let refresh = EventKind::Refreshed { digest: other.clone(), authors: Vec::new(), since: None };
    let mut refreshed = state;
    refreshed.apply(&event("Cem", 9, refresh)).unwrap();
    assert_eq!((&refreshed.digest, &refreshed.planned_by), (&other, &person("Cem")));
    assert_eq!(result(&refreshed, EventKind::Approved { digest: digest(), expires: None }), "-");
}

#[test]
fn a_refresh_clears_what_concerns_the_old_plan() {
    let mut state = after(&["validated", "approved", "attested", "scheduled", "proposed"]);
    state.apply(&event("Cem", 9, named("refreshed"))).unwrap();
    assert!(state.validation.is_none() && state.approvals.is_empty() && state.attestations.is_empty());
    assert!(state.scheduled.is_none() && state.proposed.is_none() && state.rejection.is_none());
    assert_eq!(state.status(1), Status::Created);
}

#[test]
fn a_second_approval_of_a_person_renews_the_first() {
    let mut state = after(&["validated", "approved"]);
    let mut again = event("BOB", 9, named("approved"));
    again.by.name = "Robert".to_owned();
    state.apply(&again).unwrap();
    let approvals: Vec<_> = state.approvals.iter().map(|a| (a.by.name.as_str(), a.at, a.number)).collect();
    assert_eq!(approvals, [("Robert", at(9), 4)]);
}

#[test]
fn a_clock_cannot_set_an_approval_back() {
    let mut state = after(&["validated"]);
    state.apply(&event("Cem", -500, named("approved"))).unwrap();
    assert_eq!(state.approvals[0].at, at(1));
}

#[test]
fn only_an_approver_can_withdraw() {
    let mut state = after(&["validated", "approved"]);
    assert_eq!(
        state.apply(&event("Cem", 9, named("withdrawn"))),
        Err(IllegalStep::NotApproved { by: person("Cem"), approved: vec![person("Bob")] })
    );
    state.apply(&event("Bob", 9, named("withdrawn"))).unwrap();
    assert!(state.approvals.is_empty());
}

#[test]
fn an_execution_cannot_claim_more_approvals_than_there_are() {
    let state = after(&["validated"]);
    let executed =
        |required| EventKind::Executed { digest: digest(), commit: super::commit(0xcd), required, overriding: None };
    assert_eq!(result(&state, executed(0)), "EXECUTED");
    assert_eq!(result(&state, executed(1)), "quorum");
}

#[test]
fn messages_name_the_event_and_the_status() {
    let state = after(&["cancelled"]);
    let message = |state: &PromotionState, kind| state.clone().apply(&event("Bob", 9, kind)).unwrap_err().to_string();
    assert_eq!(message(&state, named("approved")), "a promotion that is CANCELLED cannot be approved");
    let scheduled = after(&["validated"]);
    assert_eq!(message(&scheduled, named("held")), "a promotion that is VALIDATED cannot be held");
}
