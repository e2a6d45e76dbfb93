//! The table of errors: code, exit code, message and hint.

use promote_core::env::rulebook::UnknownRules;
use promote_core::env::translate::Ambiguity;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::state::{Action, Status};
use promote_core::promotion::{PromotionId, PromotionName};
use promote_model::RulesNumber;

use super::*;
use crate::engine::ambiguous::AmbiguousKey;
use crate::engine::error::op_error::{Guesses, LostRace};

const ID: PromotionName = PromotionName { id: PromotionId(uuid::Uuid::nil()), number: None };
const ID_TEXT: &str = "00000000-0000-0000-0000-000000000000";

const OLDER: UnknownRules = UnknownRules::Older { planned: None, oldest: RulesNumber::FIRST };

fn newer() -> UnknownRules {
    UnknownRules::Newer { planned: RulesNumber::FIRST.later(6), newest: RulesNumber::FIRST }
}

fn usage() -> OpError {
    OpError::Usage { message: "wrong".to_owned(), hints: vec!["right".to_owned()] }
}

fn blocked(blocker: Blocker) -> OpError {
    OpError::Blocked { id: Some(ID), blockers: vec![blocker] }
}

fn illegal(status: Status, step: Action, steps: Vec<Action>) -> OpError {
    OpError::IllegalStep { id: ID, status, step, steps }
}

/// Error, exit code, code for scripts, message, first hint.
fn table() -> Vec<(OpError, Exit, &'static str, &'static str, &'static str)> {
    let (from, target) = ("staging".to_owned(), "production".to_owned());
    let kept = |displaced_by: Option<&str>| OpError::KeptKey {
        address: "a.yaml:host".to_owned(),
        target: "production".to_owned(),
        displaced_by: displaced_by.map(str::to_owned),
    };
    vec![
        (usage(), Exit::Usage, "usage", "wrong", "right"),
        (
            OpError::NoMatch {
                selectors: vec!["x".to_owned()],
                from: from.clone(),
                target: target.clone(),
                whole: vec![],
                guesses: Box::new(Guesses { keys: vec!["y".to_owned()], files: vec![], colons: vec![] }),
            },
            Exit::Usage,
            "no-match",
            "'x' matches no key in staging or production",
            "did you mean y?",
        ),
        (
            OpError::Ambiguous {
                target: target.clone(),
                keys: vec![AmbiguousKey {
                    address: "a.yaml:host".to_owned(),
                    ambiguity: Ambiguity {
                        word: from.clone(),
                        forms: vec!["prod".to_owned(), "production".to_owned()],
                    },
                }],
            },
            Exit::Refused,
            "ambiguous",
            "a.yaml:host is ambiguous: 'staging' could become 'prod' or 'production'",
            "add one pair to environments.production.translate in promote.yaml: [staging, prod] or [staging, production]",
        ),
        (
            kept(None),
            Exit::Refused,
            "own-key",
            "a.yaml:host is owned by production (keep)",
            "change environments.production.keep in promote.yaml so that it does not match this key, or do not select it",
        ),
        (
            kept(Some("a.yaml:*")),
            Exit::Refused,
            "own-key",
            "promoting a.yaml:* would overwrite a.yaml:host, which is owned by production (keep)",
            "change environments.production.keep in promote.yaml so that it does not match this key, or do not select it",
        ),
        (
            blocked(Blocker::NotValidated { findings: 0 }),
            Exit::Refused,
            "not-validated",
            "promotion ID cannot be executed: not validated yet",
            "promote validate ID",
        ),
        (
            blocked(Blocker::NoEdge { source: from.clone(), target: target.clone(), from: vec!["dev".to_owned()] }),
            Exit::Refused,
            "no-edge",
            "promotion ID cannot be executed: the pipeline has no edge from staging to production: production takes \
             promotions from dev",
            "promote create dev production [--key PATTERN]",
        ),
        (
            illegal(Status::Created, Action::Approve, vec![Action::Validate]),
            Exit::Refused,
            "illegal-step",
            "promotion ID is CREATED and cannot be approved",
            "promote validate ID",
        ),
        (
            illegal(Status::Executed, Action::Withdraw, vec![Action::Rollback]),
            Exit::Refused,
            "illegal-step",
            "promotion ID is EXECUTED and its approvals can no longer be withdrawn",
            "roll it back: promote rollback ID --reason TEXT",
        ),
        (
            illegal(Status::Cancelled, Action::Execute, vec![]),
            Exit::Refused,
            "illegal-step",
            "promotion ID is CANCELLED and cannot be executed",
            "create a new promotion: promote create SOURCE TARGET",
        ),
        (
            OpError::Stale { id: ID, target: target.clone(), touched: vec![] },
            Exit::Conflict,
            "stale-plan",
            "the plan of promotion ID is stale: 0 keys changed in production since the plan was made",
            "re-plan against the current target: promote refresh ID",
        ),
        (
            OpError::UnknownRules { id: Some(ID), why: OLDER },
            Exit::Conflict,
            "older-rules",
            "promotion ID cannot be carried out: the plan was made before rules had a number",
            "plan again by the rules of today: promote refresh ID",
        ),
        (
            OpError::UnknownRules { id: Some(ID), why: newer() },
            Exit::Failure,
            "newer-rules",
            "promotion ID cannot be carried out: the plan was made by rules 7, and this promote knows rules up to 1",
            "use a newer promote",
        ),
        (
            OpError::RollbackConflict { id: ID, target, touched: vec![] },
            Exit::Conflict,
            "rollback-conflict",
            "promotion ID cannot be rolled back: 0 keys changed in production since the promotion",
            "roll back only the keys that have not changed since: promote rollback ID --key PATTERN --reason TEXT",
        ),
        (
            OpError::RollbackUnfit {
                id: ID,
                why: UnfitRollback::OwnKeys { keys: vec!["a.yaml:host".to_owned()], target: "production".to_owned() },
            },
            Exit::Refused,
            "own-key",
            "promotion ID cannot be rolled back: a.yaml:host is now owned by production (keep)",
            "roll back only the other keys: promote rollback ID --key PATTERN --reason TEXT",
        ),
        (
            OpError::LostRace(LostRace { name: "refs/heads/main".to_owned(), losses: 10, winner: None }),
            Exit::Conflict,
            "lost-race",
            "other processes moved refs/heads/main 10 times in a row",
            "run the same command again",
        ),
        (
            OpError::Git(GitError::Late),
            Exit::Failure,
            "timeout",
            "the operation took too long and was ended; nothing was written",
            "",
        ),
        (OpError::Interrupted, Exit::Interrupted, "interrupted", "interrupted; the validation was not recorded", ""),
    ]
}

#[test]
fn every_error_has_an_exit_code_a_code_and_a_hint() {
    for (error, exit, code, message, hint) in table() {
        let expected = (exit, code, message.replace("ID", ID_TEXT), hint.replace("ID", ID_TEXT));
        let hint = error.hints().into_iter().next().unwrap_or_default();
        assert_eq!((error.exit(), error.code(), error.to_string(), hint), expected);
    }
}

#[test]
fn errors_of_this_machine_are_not_about_the_promotion() {
    assert!(blocked(Blocker::NotValidated { findings: 0 }).is_about_promotion());
    assert!(!OpError::Interrupted.is_about_promotion());
    assert!(!usage().is_about_promotion());
    assert!(OpError::UnknownRules { id: None, why: OLDER }.is_about_promotion());
    assert!(!OpError::UnknownRules { id: None, why: newer() }.is_about_promotion());
}
