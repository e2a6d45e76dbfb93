//! The findings of `verify`, each with a code for scripts and the rule that it breaks.

use crate::promotion::{Person, PromotionId};
use promote_model::ObjectId;

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// The first commit of the ledger is not a valid one.
    LedgerRoot,
    /// A commit of the ledger does not have exactly one parent.
    LedgerMerge,
    /// A commit of the ledger does not add exactly one readable event.
    LedgerCommit,
    /// A commit of the ledger changes files that do not belong to its event.
    LedgerFiles,
    /// Earlier events were changed.
    EventChanged,
    /// The event is not legal after the earlier ones.
    IllegalStep,
    /// The commit's trailers differ from its event.
    Trailers,
    /// The commit's author or time differs from its event.
    Author,
    /// The plan does not match its digest, or belongs to another promotion.
    Plan,
    /// The plan's values are not those of its source, or history cannot tell.
    Source,
    /// An approval has no matching statement.
    Evidence,
    /// The policy named by the event was not in force.
    PolicyCommit,
    /// The time of the event is wrong.
    Clock,
    /// Nothing places a change before or after the rules.
    Undated,
    /// The ledger was rewritten.
    LedgerRewritten,
    /// The policy did not allow the execution; with the gate's code.
    Refused(&'static str),
    /// A commit names a promotion that is not in the ledger.
    UnknownPromotion,
    /// The ledger does not record this commit as an execution.
    NotRecorded,
    /// The promotion was executed by another commit.
    SecondCommit,
    /// The promotion belongs to another environment or branch.
    WrongTarget,
    /// The commit's changes differ from the plan.
    NotThePlan,
    /// The values are those of the plan, but the bytes differ.
    OtherBytes,
    /// The branch does not contain the commit any more.
    MissingCommit,
    /// The plan was made by older rules than the program holds, and the rules of the program do not prove its commit.
    OlderRules,
    /// The plan was made by newer rules than the program holds.
    NewerRules,
    /// A rollback reverts something else than it claims.
    NotTheRollback,
    /// A change without a promotion.
    DirectEdit,
    /// A policy change without the required approvals.
    PolicyUnapproved,
    /// The policy became invalid.
    BadPolicy,
    /// A promotion took back a newer value of its target, and its plan does not say so.
    Undoes,
    /// A rule was overridden.
    Override,
    /// The commit is that of a promotion, but is not recorded yet.
    Unrecorded,
}

impl FindingCode {
    /// A stable code, for scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::LedgerRoot => "ledger-root",
            Self::LedgerMerge => "ledger-merge",
            Self::LedgerCommit => "ledger-commit",
            Self::LedgerFiles => "ledger-files",
            Self::EventChanged => "event-changed",
            Self::IllegalStep => "illegal-step",
            Self::Trailers => "trailers",
            Self::Author => "author",
            Self::Plan => "plan",
            Self::Source => "not-from-source",
            Self::Evidence => "evidence",
            Self::PolicyCommit => "policy-commit",
            Self::Clock => "clock",
            Self::Undated => "undated",
            Self::LedgerRewritten => "ledger-rewritten",
            Self::Refused(word) => word,
            Self::UnknownPromotion => "unknown-promotion",
            Self::NotRecorded => "not-recorded",
            Self::SecondCommit => "second-commit",
            Self::WrongTarget => "wrong-target",
            Self::NotThePlan => "not-the-plan",
            Self::OtherBytes => "other-bytes",
            Self::MissingCommit => "missing-commit",
            Self::OlderRules => "older-rules",
            Self::NewerRules => "newer-rules",
            Self::NotTheRollback => "not-the-rollback",
            Self::DirectEdit => "direct-edit",
            Self::PolicyUnapproved => "policy-unapproved",
            Self::BadPolicy => "bad-policy",
            Self::Undoes => "undoes",
            Self::Override => "override",
            Self::Unrecorded => "unrecorded",
        }
    }

    /// The rule that the finding is about.
    pub fn rule(self) -> &'static str {
        match self {
            Self::LedgerRoot | Self::LedgerMerge | Self::LedgerCommit | Self::LedgerFiles | Self::EventChanged => {
                "ledger"
            }
            Self::IllegalStep | Self::Trailers | Self::Author | Self::Clock | Self::LedgerRewritten => "ledger",
            Self::Plan | Self::Source | Self::NotThePlan | Self::OtherBytes => "plan",
            Self::OlderRules | Self::NewerRules | Self::Undoes => "plan",
            Self::Evidence => "approvals",
            Self::PolicyCommit | Self::PolicyUnapproved | Self::BadPolicy => "policy",
            Self::Refused(_) | Self::Override => "gate",
            Self::UnknownPromotion | Self::NotRecorded | Self::SecondCommit | Self::Unrecorded => "promotion",
            Self::WrongTarget | Self::MissingCommit => "promotion",
            Self::NotTheRollback => "rollback",
            Self::DirectEdit | Self::Undated => "direct-edits",
        }
    }
}

/// A finding, or, as a notice, information for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyFinding {
    /// The kind.
    pub code: FindingCode,
    /// Whether it is a notice.
    pub notice: bool,
    /// The commit.
    pub commit: Option<ObjectId>,
    /// The person responsible.
    pub who: Option<Person>,
    /// The promotion.
    pub promotion: Option<PromotionId>,
    /// The environment.
    pub environment: Option<String>,
    /// The problem, in one sentence without a period.
    pub message: String,
    /// The action to take.
    pub hint: Option<String>,
}

impl VerifyFinding {
    /// A finding about a commit.
    pub fn new(code: FindingCode, commit: ObjectId, message: impl Into<String>) -> Self {
        Self {
            code,
            notice: false,
            commit: Some(commit),
            who: None,
            promotion: None,
            environment: None,
            message: message.into(),
            hint: None,
        }
    }

    /// The same as a notice.
    pub fn notice(self) -> Self {
        Self { notice: true, ..self }
    }

    /// The same with a person.
    pub fn by(self, who: &Person) -> Self {
        Self { who: Some(who.clone()), ..self }
    }

    /// The same with a promotion.
    pub fn of(self, id: PromotionId) -> Self {
        Self { promotion: Some(id), ..self }
    }

    /// The same with an environment.
    pub fn in_environment(self, name: &str) -> Self {
        Self { environment: Some(name.to_owned()), ..self }
    }

    /// The same with a hint.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
