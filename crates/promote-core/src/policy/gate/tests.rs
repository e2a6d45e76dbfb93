//! Laws of the gate over random policies, events and times, and examples.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::policy::Policy;
use crate::promotion::state::fold;
use crate::promotion::{
    Digest, Event, EventKind, Number, Person, Plan, Promotion, PromotionId, PromotionState, PromotionType, Request,
};
use promote_model::ObjectId;

const CREATOR: usize = 0;
const PLANNER: usize = 1;
const AUTHOR: usize = 2;
const PEOPLE: usize = 7;

fn person(number: usize) -> Person {
    Person { name: format!("P{number}"), email: format!("p{number}@acme.com") }
}

/// The same person with another spelling of the email address.
fn otherwise(number: usize, spelling: usize) -> Person {
    let email = match spelling % 4 {
        0 => format!("p{number}@acme.com"),
        1 => format!("P{number}@Acme.COM"),
        2 => format!(" p{number}@acme.com. "),
        _ => format!("p{number}@ac\u{200b}me.com"),
    };
    Person { name: format!("Another {number}"), email }
}

fn digest() -> Digest {
    serde_json::from_str("\"sha256:00\"").unwrap()
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_772_442_000 + 60 * minute).unwrap()
}

fn promotion() -> Promotion {
    let (commit, none) = (ObjectId::from_bytes([0; 20]), Vec::new);
    Promotion {
        id: PromotionId(uuid::Uuid::nil()),
        number: Some(Number::Given(1)),
        source: "dev".to_owned(),
        target: "prod".to_owned(),
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
        created_by: person(CREATOR),
        created_at: at(0),
        plan: Plan {
            source_commit: commit,
            target_commit: commit,
            rules: None,
            files: Vec::new(),
            changes: Vec::new(),
        },
    }
}

/// One approval: the person, the spelling, the minute, and the minutes until it expires.
type Given = (usize, usize, i64, Option<i64>);

/// A promotion created, refreshed and validated by different people, with these approvals.
fn state(approvals: &[Given]) -> PromotionState {
    let event = |what, by, minute| Event {
        what,
        by,
        at: at(minute),
        policy: ObjectId::from_bytes([0; 20]),
        rules: None,
        clock: None,
        request: None,
    };
    let authors = vec![otherwise(AUTHOR, 1)];
    let mut events = vec![
        event(EventKind::Created { digest: digest(), authors: Vec::new(), since: None }, person(CREATOR), 0),
        event(EventKind::Refreshed { digest: digest(), authors, since: None }, person(PLANNER), 0),
        event(
            EventKind::Validated {
                digest: digest(),
                ok: true,
                findings: Vec::new(),
                checks: Vec::new(),
                checks_digest: None,
                files_digest: None,
            },
            person(PLANNER),
            0,
        ),
    ];
    events.extend(approvals.iter().map(|(who, spelling, minute, lapses)| {
        let expires = lapses.map(|lapses| at(minute + lapses));
        event(EventKind::Approved { digest: digest(), expires }, otherwise(*who, *spelling), *minute)
    }));
    fold(&events).unwrap()
}

/// The random policy of `prod`.
#[derive(Debug, Clone)]
struct Rules {
    required: u32,
    groups: Vec<(u32, Vec<usize>)>,
    by_creator: bool,
    by_authors: bool,
    valid: Option<i64>,
}

fn rules() -> impl Strategy<Value = Rules> {
    let group = prop::collection::btree_set(0..PEOPLE, 1..4).prop_flat_map(|members| {
        let members: Vec<usize> = members.into_iter().collect();
        (1..=u32::try_from(members.len()).unwrap(), Just(members))
    });
    let groups = prop::collection::vec(group, 0..3);
    (0..4u32, groups, any::<bool>(), any::<bool>(), prop::option::of(1..60i64)).prop_map(
        |(required, groups, by_creator, by_authors, valid)| {
            let most = groups.iter().map(|(least, _)| *least).max().unwrap_or_default();
            Rules { required: required.max(most), groups, by_creator, by_authors, valid }
        },
    )
}

fn policy(rules: &Rules) -> Policy {
    let mails = |members: &[usize]| members.iter().map(|m| person(*m).email).collect::<Vec<_>>().join(", ");
    let groups: String =
        rules.groups.iter().enumerate().map(|(at, (_, members))| format!("  g{at}: [{}]\n", mails(members))).collect();
    let least: Vec<String> =
        rules.groups.iter().enumerate().map(|(at, (least, _))| format!("g{at}: {least}")).collect();
    let valid = rules.valid.map(|minutes| format!(", valid: {minutes}m")).unwrap_or_default();
    let text = format!(
        "version: 1\nfiles: [\"{{env}}/**\"]\nenvironments:\n  dev: {{}}\n  prod:\n    from: [dev]\n    approvals: {{ required: {}, groups: {{ {} }}, self: {}, authors: {}{valid} }}\ngroups:{}\n",
        rules.required,
        least.join(", "),
        rules.by_creator,
        rules.by_authors,
        if groups.is_empty() { " {}".to_owned() } else { format!("\n{groups}") },
    );
    crate::policy::read(text.as_bytes()).unwrap_or_else(|mistakes| panic!("{text}\n{mistakes:?}"))
}

fn approvals() -> impl Strategy<Value = Vec<Given>> {
    prop::collection::vec((0..PEOPLE, 0..4usize, 0..60i64, prop::option::of(1..60i64)), 0..7).prop_map(|mut given| {
        given.sort_by_key(|(_, _, minute, _)| *minute);
        given
    })
}

/// Evaluates at a minute.
fn ask<T>(rules: &Rules, state: &PromotionState, minute: i64, answer: impl FnOnce(&GateInput<'_>) -> T) -> T {
    let (policy, promotion, evidence) = (policy(rules), promotion(), Evidence::default());
    answer(&GateInput {
        policy: &policy,
        promotion: &promotion,
        state,
        authors: &state.authors,
        since: state.since,
        evidence: &evidence,
        holds: &[],
        now: at(minute),
        clock: None,
        by: None,
        overriding: None,
    })
}

fn clears(rules: &Rules, state: &PromotionState, minute: i64) -> bool {
    ask(rules, state, minute, |input| clear(input).is_ok())
}

/// An evaluation independent of the order of approvals.
fn sorted(mut evaluation: Evaluation) -> (usize, Vec<MissingGroup>, Vec<String>) {
    for need in &mut evaluation.groups {
        need.by.sort_by(|a, b| a.email.cmp(&b.email));
    }
    let codes =
        evaluation.blockers.iter().map(|b| format!("{b:?}").split([' ', '(']).next().unwrap_or_default().to_owned());
    (evaluation.given, evaluation.groups, codes.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_order_of_approvals_changes_nothing(rules in rules(), given in approvals(), minute in 0..120i64, turn in any::<prop::sample::Index>()) {
        let mut state = state(&given);
        let before = ask(&rules, &state, minute, evaluate);
        if !state.approvals.is_empty() {
            let turn = turn.index(state.approvals.len());
            state.approvals.rotate_left(turn);
            state.approvals.reverse();
        }
        let after = ask(&rules, &state, minute, evaluate);
        prop_assert_eq!(sorted(before), sorted(after));
    }

    #[test]
    fn an_additional_approval_never_blocks(rules in rules(), given in approvals(), another in 0..PEOPLE, minute in 60..120i64) {
        let more: Vec<Given> = given.iter().copied().chain([(another, 0, minute, None)]).collect();
        prop_assert!(!clears(&rules, &state(&given), minute) || clears(&rules, &state(&more), minute));
    }

    #[test]
    fn creators_cannot_approve_unless_allowed(rules in rules(), given in approvals(), minute in 0..120i64) {
        let state = state(&given);
        let evaluation = ask(&rules, &state, minute, evaluate);
        for counted in evaluation.approvals.iter().filter(|a| a.counts()) {
            let is = |number| counted.approval.by.is(&person(number));
            prop_assert!(rules.by_creator || !(is(CREATOR) || is(PLANNER)));
            prop_assert!(rules.by_authors || !is(AUTHOR));
        }
        // Approvals that do not count could be omitted.
        let mut without = state.clone();
        without.approvals = evaluation.approvals.iter().filter(|a| a.counts()).map(|a| a.approval.clone()).collect();
        prop_assert_eq!(clears(&rules, &state, minute), clears(&rules, &without, minute));
    }

    #[test]
    fn an_expired_approval_stays_expired(rules in rules(), given in approvals(), early in 60..120i64, later in 0..60i64) {
        let state = state(&given);
        prop_assert!(!clears(&rules, &state, early + later) || clears(&rules, &state, early));
        let counts = |minute| ask(&rules, &state, minute, |q| evaluate(q).approvals.iter().map(CountedApproval::counts).collect::<Vec<_>>());
        prop_assert!(counts(early).iter().zip(counts(early + later)).all(|(now, then)| *now || !then));
    }

    #[test]
    fn spellings_of_one_mail_address_are_one_person(rules in rules(), given in approvals(), minute in 0..120i64) {
        let plain: Vec<Given> = given.iter().map(|(who, _, minute, lapses)| (*who, 0, *minute, *lapses)).collect();
        prop_assert_eq!(clears(&rules, &state(&given), minute), clears(&rules, &state(&plain), minute));
    }

    #[test]
    fn approval_needs_the_total_and_every_group(rules in rules(), given in approvals(), minute in 60..120i64) {
        // The same condition, written in the simplest way.
        let lapses = |minute: i64, lapses: Option<i64>| lapses.into_iter().chain(rules.valid).min().map(|most| minute + most);
        let mut last: std::collections::BTreeMap<usize, (i64, Option<i64>)> = Default::default();
        for (who, _, minute, lapses) in &given {
            last.insert(*who, (*minute, *lapses));
        }
        let own = |who: usize| !rules.by_creator && (who == CREATOR || who == PLANNER) || !rules.by_authors && who == AUTHOR;
        last.retain(|who, (given, most)| !own(*who) && lapses(*given, *most).is_none_or(|end| end > minute));
        let enough = last.len() >= rules.required as usize
            && rules.groups.iter().all(|(least, members)| members.iter().filter(|m| last.contains_key(m)).count() >= *least as usize);
        prop_assert_eq!(clears(&rules, &state(&given), minute), enough);
    }

    #[test]
    fn an_approval_without_weight_changes_nothing(rules in rules(), given in approvals(), another in 0..PEOPLE, minute in 60..120i64) {
        let before = state(&given);
        let more: Vec<Given> = given.iter().copied().chain([(another, 0, minute, None)]).collect();
        let (before_judged, after) = (ask(&rules, &before, minute, evaluate), ask(&rules, &state(&more), minute, evaluate));
        match ask(&rules, &before, minute, |input| approval_weight(input, &person(another))) {
            ApprovalWeight::Nothing(_) => prop_assert_eq!(sorted(before_judged).1, sorted(after).1),
            ApprovalWeight::Number { missing } => {
                prop_assert!(!missing.is_empty());
                prop_assert_eq!(
                    before_judged.groups.iter().filter(|n| n.missing() > 0).map(|n| n.by.len()).collect::<Vec<_>>(),
                    after.groups.iter().filter(|n| n.missing() > 0).map(|n| n.by.len()).collect::<Vec<_>>()
                );
            }
            ApprovalWeight::Full => prop_assert!(after.given >= before_judged.given),
        }
    }
}

#[test]
fn a_refresh_makes_its_author_a_creator() {
    let rules = Rules { required: 1, groups: Vec::new(), by_creator: false, by_authors: false, valid: None };
    let clears = |who| clears(&rules, &state(&[(who, 0, 1, None)]), 2);
    assert_eq!([CREATOR, PLANNER, AUTHOR, 3].map(clears), [false, false, false, true]);
}

#[test]
fn a_member_of_two_groups_counts_toward_both() {
    let groups = vec![(1, vec![3, 4]), (1, vec![4, 5])];
    let rules =
        |required| Rules { required, groups: groups.clone(), by_creator: false, by_authors: false, valid: None };
    let of = |who: &[usize]| state(&who.iter().map(|who| (*who, 0, 1, None)).collect::<Vec<_>>());
    assert!(clears(&rules(1), &of(&[4]), 2));
    assert!(!clears(&rules(2), &of(&[4]), 2));
    // A person outside of the groups completes the total if the groups alone cannot.
    assert!(clears(&rules(2), &of(&[4, 6]), 2));
    assert!(!clears(&rules(2), &of(&[3, 6]), 2));
    let outsider = |required| ask(&rules(required), &of(&[]), 2, |input| approval_weight(input, &person(6)));
    assert!(matches!(outsider(1), ApprovalWeight::Nothing(RejectedApproval::Outsider { .. })));
    assert_eq!(outsider(2), ApprovalWeight::Number { missing: vec!["g0".to_owned(), "g1".to_owned()] });
}
