//! Laws of holds: what is legal, when a hold is on, and what it blocks.

use jiff::Timestamp;

use super::{Hold, HoldEvent, HoldKind, IllegalHold, fold_hold};
use crate::env::change::UnitKind;
use crate::promotion::Promotion;
use crate::promotion::tests::{commit, person, promotion};
use promote_model::Value;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_772_442_000 + 60 * minute).unwrap()
}

fn event(minute: i64, what: HoldKind) -> HoldEvent {
    HoldEvent { what, by: person("Ann"), at: at(minute), policy: commit(2), rules: None, clock: None, request: None }
}

fn set(patterns: &[&str], until: Option<i64>) -> HoldKind {
    let patterns = patterns.iter().map(|text| (*text).to_owned()).collect();
    let (environment, reason) = ("production".to_owned(), "Incident".to_owned());
    HoldKind::HoldSet { environment, patterns, reason, until: until.map(at), tip: None }
}

fn lifted() -> HoldKind {
    HoldKind::HoldLifted { reason: None, tip: None }
}

fn hold(patterns: &[&str]) -> Hold {
    fold_hold(1, &[event(0, set(patterns, None))]).unwrap()
}

#[test]
fn events_of_a_hold_are_legal_once() {
    let fold = |events: &[(i64, HoldKind)]| {
        let events: Vec<HoldEvent> = events.iter().map(|(minute, what)| event(*minute, what.clone())).collect();
        fold_hold(1, &events).map(|hold| hold.lifted.is_some())
    };
    assert_eq!(fold(&[(0, set(&[], None))]), Ok(false));
    assert_eq!(fold(&[(0, set(&[], None)), (1, lifted())]), Ok(true));
    assert_eq!(fold(&[]), Err(IllegalHold::OutOfPlace("none")));
    assert_eq!(fold(&[(0, lifted())]), Err(IllegalHold::OutOfPlace("hold-lifted")));
    assert_eq!(fold(&[(0, set(&[], None)), (1, set(&[], None))]), Err(IllegalHold::OutOfPlace("hold-set")));
    let again = fold(&[(0, set(&[], None)), (1, lifted()), (2, lifted())]);
    assert_eq!(again, Err(IllegalHold::Lifted { number: 1, by: person("Ann"), at: at(1) }));
    let late = fold(&[(0, set(&[], Some(5))), (5, lifted())]);
    assert_eq!(late, Err(IllegalHold::Ended { number: 1, until: at(5) }));
    assert_eq!(fold(&[(5, set(&[], Some(5)))]), Err(IllegalHold::EndsBefore { until: at(5), at: at(5) }));
    assert!(matches!(fold(&[(0, set(&["{"], None))]), Err(IllegalHold::Pattern(_))));
    let HoldKind::HoldSet { environment, patterns, .. } = set(&[], None) else { unreachable!() };
    let silent = HoldKind::HoldSet { environment, patterns, reason: " ".to_owned(), until: None, tip: None };
    assert_eq!(fold(&[(0, silent)]), Err(IllegalHold::NoReason));
}

#[test]
fn a_hold_ends_when_both_clocks_say_so() {
    let hold = fold_hold(1, &[event(0, set(&[], Some(5)))]).unwrap();
    assert!(hold.is_on(at(4), None) && hold.is_on(at(4), Some(at(9))) && hold.is_on(at(9), Some(at(4))));
    assert!(!hold.is_on(at(5), None) && !hold.is_on(at(5), Some(at(5))));
}

#[test]
fn a_hold_covers_what_its_patterns_take() {
    let mut promotion: Promotion = promotion();
    promotion.target = "production".to_owned();
    let key = promotion.plan.changes[0].key.to_string();
    let all = promotion.plan.changes.len();
    let covered = |patterns: &[&str], promotion: &Promotion| hold(patterns).covers(promotion).len();
    assert_eq!(covered(&[], &promotion), all);
    assert_eq!(covered(&["*"], &promotion), all);
    assert!(covered(&[&key], &promotion) >= 1);
    assert_eq!(covered(&["nothing.like.it"], &promotion), 0);
    promotion.target = "staging".to_owned();
    assert_eq!(covered(&[], &promotion), 0);
}

#[test]
fn a_hold_on_a_part_of_a_unit_covers_the_unit() {
    let mut promotion: Promotion = promotion();
    promotion.target = "production".to_owned();
    promotion.plan.changes.truncate(1);
    let change = &mut promotion.plan.changes[0];
    let key = change.key.to_string();
    let text = |text: &str| Value::String(text.to_owned());
    let element = Value::Map(vec![("name".to_owned(), text("web")), ("port".to_owned(), text("80"))]);
    let map = Value::Map(vec![
        ("rollout".to_owned(), text("5")),
        ("hosts".to_owned(), Value::List(vec![element, text("b")])),
    ]);
    change.kind = UnitKind::Flag;
    change.source.as_mut().unwrap().value = map;
    let covered = |pattern: &str, promotion: &Promotion| !hold(&[pattern]).covers(promotion).is_empty();
    for below in ["rollout", "hosts[0].port", "hosts[name=web].port", "hosts[=b]", "hosts"] {
        assert!(covered(&format!("{key}.{below}"), &promotion), "{below}");
    }
    for other in ["more", "hosts[2]", "hosts[name=db].port"] {
        assert!(!covered(&format!("{key}.{other}"), &promotion), "{other}");
    }
}
