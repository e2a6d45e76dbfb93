//! What a proof can find, each kind with the word that scripts see and the rule that it breaks.

use crate::promotion::{Person, PromotionId};
use promote_model::ObjectId;

/// Kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// The ledger does not begin as a ledger does.
    LedgerRoot,
    /// A commit of the ledger has not exactly one parent.
    LedgerMerge,
    /// A commit of the ledger does not add exactly one event that can be read.
    LedgerCommit,
    /// A commit of the ledger touches what its event does not.
    LedgerFiles,
    /// Events that were written before are other than they were.
    EventChanged,
    /// The event is not legal after the earlier ones.
    IllegalStep,
    /// The commit says other things than its event.
    Trailers,
    /// The commit is not by whoever the event says acted, or not of that time.
    Author,
    /// The plan is not what its digest says, or not that of this promotion.
    Plan,
    /// An approval has no statement that says the same.
    Evidence,
    /// The rules that the event names are not those that were in force.
    PolicyCommit,
    /// The ledger was rewritten.
    LedgerRewritten,
    /// The rules did not let it be executed; with the gate's word for why.
    Refused(&'static str),
    /// A commit names a promotion that the ledger does not have.
    UnknownPromotion,
    /// The ledger does not say that the promotion was executed by this commit.
    NotRecorded,
    /// The promotion was executed by another commit.
    SecondCommit,
    /// The promotion is for another environment or branch.
    WrongTarget,
    /// What the commit changes is not what the plan says.
    NotThePlan,
    /// The values are the plan's, the bytes are not what carrying it out gives.
    OtherBytes,
    /// The branch does not hold the commit any more.
    MissingCommit,
    /// A rollback takes back something else than it says.
    NotTheRollback,
    /// A change that no promotion made.
    DirectEdit,
    /// A change of the rules without the consent that they ask for.
    PolicyUnapproved,
    /// The rules could not be read any more.
    BadPolicy,
    /// A rule was overridden.
    Override,
    /// The commit is a promotion's, and only its record is missing.
    Unrecorded,
}

impl FindingCode {
    /// A stable word, for scripts.
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
            Self::Evidence => "evidence",
            Self::PolicyCommit => "policy-commit",
            Self::LedgerRewritten => "ledger-rewritten",
            Self::Refused(word) => word,
            Self::UnknownPromotion => "unknown-promotion",
            Self::NotRecorded => "not-recorded",
            Self::SecondCommit => "second-commit",
            Self::WrongTarget => "wrong-target",
            Self::NotThePlan => "not-the-plan",
            Self::OtherBytes => "other-bytes",
            Self::MissingCommit => "missing-commit",
            Self::NotTheRollback => "not-the-rollback",
            Self::DirectEdit => "direct-edit",
            Self::PolicyUnapproved => "policy-unapproved",
            Self::BadPolicy => "bad-policy",
            Self::Override => "override",
            Self::Unrecorded => "unrecorded",
        }
    }

    /// The rule that it is about.
    pub fn rule(self) -> &'static str {
        match self {
            Self::LedgerRoot | Self::LedgerMerge | Self::LedgerCommit | Self::LedgerFiles | Self::EventChanged => {
                "ledger"
            }
            Self::IllegalStep | Self::Trailers | Self::Author | Self::LedgerRewritten => "ledger",
            Self::Plan | Self::NotThePlan | Self::OtherBytes => "plan",
            Self::Evidence => "approvals",
            Self::PolicyCommit | Self::PolicyUnapproved | Self::BadPolicy => "policy",
            Self::Refused(_) | Self::Override => "gate",
            Self::UnknownPromotion | Self::NotRecorded | Self::SecondCommit | Self::Unrecorded => "promotion",
            Self::WrongTarget | Self::MissingCommit => "promotion",
            Self::NotTheRollback => "rollback",
            Self::DirectEdit => "direct-edits",
        }
    }
}

/// Something that does not prove; or, as a notice, something that whoever reads the proof should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyFinding {
    /// What kind.
    pub code: FindingCode,
    /// Whether it is only to be known.
    pub notice: bool,
    /// The commit that it is about.
    pub commit: Option<ObjectId>,
    /// Whose doing it is.
    pub who: Option<Person>,
    /// The promotion.
    pub promotion: Option<PromotionId>,
    /// The environment.
    pub environment: Option<String>,
    /// What is wrong, in one sentence without a period.
    pub message: String,
    /// What to do about it.
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

    /// The same with whose doing it is.
    pub fn by(self, who: &Person) -> Self {
        Self { who: Some(who.clone()), ..self }
    }

    /// The same about a promotion.
    pub fn of(self, id: PromotionId) -> Self {
        Self { promotion: Some(id), ..self }
    }

    /// The same about an environment.
    pub fn in_environment(self, name: &str) -> Self {
        Self { environment: Some(name.to_owned()), ..self }
    }

    /// The same with what to do.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
