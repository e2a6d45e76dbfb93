//! Examples of what the gate says.

use jiff::Timestamp;

use super::*;
use crate::model::ObjectId;
use crate::promotion::state::fold;
use crate::promotion::{Event, Plan, PromotionId, PromotionType, Request, What};

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), email: format!("{name}@acme.com") }
}

fn state(events: &[(&str, What)]) -> State {
    let event = |(by, what): &(&str, What)| Event {
        what: what.clone(),
        by: person(by),
        at: Timestamp::UNIX_EPOCH,
        policy: ObjectId::from_bytes([0; 20]),
    };
    fold(&events.iter().map(event).collect::<Vec<_>>()).unwrap()
}

fn promotion(by: &str) -> Promotion {
    let (commit, none) = (ObjectId::from_bytes([0; 20]), Vec::new);
    Promotion {
        id: PromotionId(uuid::Uuid::nil()),
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
        },
        created_by: person(by),
        created_at: Timestamp::UNIX_EPOCH,
        plan: Plan { source_commit: commit, target_commit: commit, files: Vec::new(), changes: Vec::new() },
    }
}

fn policy() -> Policy {
    let text = "version: 1\nfiles: [\"{env}/**\"]\nenvironments:\n  dev: {}\n  prod: { from: [dev], approvals: { required: 1 } }\n";
    crate::policy::read(text.as_bytes()).unwrap()
}

#[test]
fn who_planned_it_anew_is_its_creator_too() {
    let digest: Digest = serde_json::from_str("\"sha256:00\"").unwrap();
    let validated = || What::Validated { digest: digest.clone(), ok: true, findings: Vec::new() };
    let history = |approver: &'static str| {
        state(&[
            ("ann", What::Created { digest: digest.clone() }),
            ("ben", What::Refreshed { digest: digest.clone() }),
            ("ben", validated()),
            (approver, What::Approved { digest: digest.clone() }),
        ])
    };
    for (approver, counts) in [("ann", false), ("ben", false), ("cy", true)] {
        let (policy, promotion, state) = (policy(), promotion("ann"), history(approver));
        let question = Question {
            policy: &policy,
            promotion: &promotion,
            state: &state,
            authors: &[],
            evidence: &Evidence::default(),
            now: Timestamp::UNIX_EPOCH,
            by: None,
            overriding: None,
        };
        assert_eq!(clear(&question).is_ok(), counts, "{approver}");
    }
}
