//! Laws of folding events: no history of events executes a promotion without a passing validation and enough approvals.

use jiff::Timestamp;
use promote_core::policy::gate::{Evidence, GateInput, clear, evaluate};
use promote_core::policy::{self, Policy};
use promote_core::promotion::state::{Status, fold};
use promote_core::promotion::{
    CheckFinding, Digest, Event, EventKind, Person, Plan, Promotion, PromotionId, PromotionState, PromotionType,
    Request,
};
use promote_model::ObjectId;
use proptest::prelude::*;

fn digest(number: usize) -> Digest {
    serde_json::from_value(format!("sha256:{number:064x}").into()).unwrap()
}

fn person(number: usize) -> Person {
    Person { name: format!("P{number}"), email: format!("p{number}@acme.com") }
}

fn event_kinds() -> impl Strategy<Value = EventKind> {
    let (commit, at) = (ObjectId::from_bytes([3; 20]), Timestamp::UNIX_EPOCH);
    let finding = CheckFinding { code: "stale".into(), message: "x".into(), ..CheckFinding::default() };
    let plans = || (0..2usize).prop_map(digest);
    prop_oneof![
        1 => plans().prop_map(|digest| EventKind::Created { digest, authors: Vec::new(), since: None }),
        4 => plans().prop_map(|digest| EventKind::Validated { digest, ok: true, findings: Vec::new(), checks: Vec::new(), checks_digest: None, files_digest: None }),
        1 => plans().prop_map(move |digest| EventKind::Validated { digest, ok: false, findings: vec![finding.clone()], checks: Vec::new(), checks_digest: None, files_digest: None }),
        6 => plans().prop_map(|digest| EventKind::Approved { digest, expires: None }),
        2 => plans().prop_map(|digest| EventKind::Withdrawn { digest }),
        1 => plans().prop_map(|digest| EventKind::Rejected { digest, reason: "no".into() }),
        2 => plans().prop_map(|digest| EventKind::Refreshed { digest, authors: Vec::new(), since: None }),
        2 => plans().prop_map(move |digest| EventKind::Scheduled { digest, at, expires: None }),
        1 => (plans(), any::<bool>()).prop_map(|(digest, expired)| EventKind::Unscheduled { digest, expired }),
        1 => plans().prop_map(|digest| EventKind::Held { digest, reasons: vec!["no".into()] }),
        4 => (plans(), 0..4u32)
            .prop_map(move |(digest, required)| EventKind::Executed { digest, commit, required, overriding: None }),
        1 => any::<bool>().prop_map(move |complete| EventKind::RolledBack {
            commit,
            reason: "no".into(),
            keys: Vec::new(),
            complete,
            overriding: false,
        }),
        1 => Just(EventKind::Cancelled { reason: "no".into() }),
    ]
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let at = Timestamp::from_second(1_772_442_000).unwrap();
    let event = (event_kinds(), 0..5usize).prop_map(move |(what, who)| Event {
        what,
        by: person(who),
        at,
        policy: ObjectId::from_bytes([4; 20]),
        rules: None,
        clock: None,
        request: None,
    });
    // Most sequences begin correctly; otherwise nearly all would end at the first event.
    (prop::collection::vec(event, 0..14), any::<u8>()).prop_map(move |(mut events, dice)| {
        if dice > 20 {
            let what = EventKind::Created { digest: digest(0), authors: Vec::new(), since: None };
            events.insert(
                0,
                Event {
                    what,
                    by: person(0),
                    at,
                    policy: ObjectId::from_bytes([4; 20]),
                    rules: None,
                    clock: None,
                    request: None,
                },
            );
        }
        events
    })
}

/// The longest prefix that folds, with its state.
fn longest(events: &[Event]) -> Option<(usize, PromotionState)> {
    (1..=events.len()).rev().find_map(|end| Some((end, fold(&events[..end]).ok()?)))
}

/// The events of the current plan: those since the last refresh.
fn of_the_plan(events: &[Event]) -> &[Event] {
    let last = events.iter().rposition(|e| matches!(e.what, EventKind::Refreshed { .. } | EventKind::Created { .. }));
    &events[last.unwrap_or_default()..]
}

fn policy(required: u32, by_creator: bool) -> Policy {
    let text = format!(
        "version: 1\nfiles: [\"{{env}}/**\"]\nenvironments:\n  staging: {{}}\n  production:\n    from: [staging]\n    approvals: {{ required: {required}, self: {by_creator} }}\n"
    );
    policy::read(text.as_bytes()).unwrap()
}

fn promotion(source: &str) -> Promotion {
    let (commit, none) = (ObjectId::from_bytes([2; 20]), Vec::new);
    Promotion {
        id: PromotionId(uuid::Uuid::nil()),
        number: None,
        source: source.to_owned(),
        target: "production".to_owned(),
        request: Request {
            promotion_type: PromotionType::Full,
            config_ids: none(),
            flag_ids: none(),
            key_patterns: none(),
            only: none(),
            changed: false,
            since: None,
            prune: false,
            notes: None,
            translate: false,
            undo: None,
            passed_over: false,
            with_comments: false,
            keep_aliases: false,
            undo_reason: None,
        },
        created_by: person(0),
        created_at: Timestamp::UNIX_EPOCH,
        plan: Plan {
            source_commit: commit,
            target_commit: commit,
            rules: None,
            files: Vec::new(),
            changes: Vec::new(),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_execution_without_validation_and_approvals(events in events()) {
        let Some((end, state)) = longest(&events) else { return Ok(()) };
        let events = &events[..end];
        let Some(executed) = events.iter().position(|e| matches!(e.what, EventKind::Executed { .. })) else {
            prop_assert!(state.executed.is_none());
            prop_assert!(!matches!(state.status(0), Status::Executed | Status::RolledBack));
            return Ok(());
        };
        let EventKind::Executed { digest, required, .. } = &events[executed].what else { unreachable!() };
        let before = of_the_plan(&events[..executed]);
        let last = before.iter().rev().find_map(|e| match &e.what {
            EventKind::Validated { ok, .. } => Some(*ok),
            _ => None,
        });
        prop_assert_eq!(last, Some(true), "the last validation of the plan was without findings");
        let mut approvers: Vec<&str> = Vec::new();
        for event in before {
            prop_assert!(event.what.digest().is_none_or(|d| d == digest), "all speak of the plan that was executed");
            let ends = matches!(event.what, EventKind::Rejected { .. } | EventKind::Cancelled { .. });
            prop_assert!(!ends);
            match event.what {
                EventKind::Approved { .. } if !approvers.contains(&event.by.email.as_str()) => approvers.push(&event.by.email),
                EventKind::Withdrawn { .. } => {
                    prop_assert!(approvers.contains(&event.by.email.as_str()), "only what was given is taken back");
                    approvers.retain(|by| *by != event.by.email);
                }
                _ => {}
            }
        }
        prop_assert!(approvers.len() >= *required as usize, "nobody counts twice");
        let later_are_rollbacks = events[executed + 1..].iter().all(|e| matches!(e.what, EventKind::RolledBack { .. }));
        prop_assert!(later_are_rollbacks);
        prop_assert_eq!(events.iter().filter(|e| matches!(e.what, EventKind::Executed { .. })).count(), 1);
    }

    #[test]
    fn only_a_scheduled_promotion_is_held_or_unscheduled(events in events()) {
        let Some((end, state)) = longest(&events) else { return Ok(()) };
        let mut scheduled = false;
        for event in &events[..end] {
            match event.what {
                EventKind::Scheduled { .. } => scheduled = true,
                EventKind::Held { .. } => prop_assert!(scheduled),
                EventKind::Unscheduled { .. } => {
                    prop_assert!(scheduled);
                    scheduled = false;
                }
                // A refreshed or rejected promotion loses its schedule.
                EventKind::Refreshed { .. } | EventKind::Rejected { .. } => scheduled = false,
                _ => {}
            }
        }
        prop_assert_eq!(state.scheduled.is_some(), scheduled);
    }

    #[test]
    fn a_refused_event_leaves_the_state_unchanged(events in events()) {
        let Some((end, state)) = longest(&events[..1.min(events.len())]) else { return Ok(()) };
        let mut state = state;
        for event in &events[end..] {
            let before = state.clone();
            match state.apply(event) {
                Ok(()) => prop_assert!(before.cancelled.is_none() && !before.rolled_back, "an end is an end"),
                Err(_) => prop_assert_eq!(&state, &before),
            }
        }
    }

    #[test]
    fn the_gate_opens_only_for_a_complete_promotion(events in events(), required in 0..4u32, by_creator in any::<bool>()) {
        let Some((_, state)) = longest(&events) else { return Ok(()) };
        let policy = policy(required, by_creator);
        let (creator, promotion, elsewhere) = (person(0), promotion("staging"), promotion("dev"));
        let question = GateInput {
            since: None,
            policy: &policy,
            promotion: &promotion,
            state: &state,
            authors: &[],
            evidence: &Evidence::default(),
            holds: &[],
            now: Timestamp::UNIX_EPOCH,
            clock: None,
            by: None,
            overriding: None,
        };
        let given = evaluate(&question).given;
        let complete = state.validation.as_ref().is_some_and(|v| v.ok)
            && state.rejection.is_none()
            && state.executed.is_none()
            && state.cancelled.is_none()
            && given >= required as usize;
        match clear(&question) {
            Ok(clearance) => {
                prop_assert!(complete);
                prop_assert_eq!((clearance.digest(), clearance.required()), (&state.digest, required));
                // The fold accepts every execution that the gate permits.
                let what = EventKind::Executed { digest: state.digest.clone(), commit: ObjectId::from_bytes([5; 20]), required, overriding: None };
                let event = Event { what, by: person(9), at: events[0].at, policy: events[0].policy , rules: None, clock: None, request: None };
                prop_assert!(state.clone().apply(&event).is_ok());
            }
            Err(blockers) => prop_assert!(!complete && !blockers.is_empty()),
        }
        let question = GateInput { promotion: &elsewhere, ..question };
        prop_assert!(clear(&question).is_err());
        if !by_creator {
            prop_assert!(!state.approvals.iter().any(|a| a.by.is(&creator)) || given < state.approvals.len());
        }
    }
}
