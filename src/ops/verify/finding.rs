//! Constructors of findings.

use jiff::Timestamp;

use promote_core::policy::verify::{FindingCode, HoldStep, LinkStep, VerifyFinding};
use promote_core::promotion::{Event, Person, PromotionId};
use promote_model::ObjectId;

/// A finding that is not about a commit.
pub(super) fn without_commit(code: FindingCode, message: String) -> VerifyFinding {
    VerifyFinding {
        code,
        notice: false,
        commit: None,
        who: None,
        promotion: None,
        environment: None,
        message,
        hint: None,
    }
}

/// What an event of the ledger says about itself, whether it is of a promotion or of a hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claims<'a> {
    /// The ledger commit.
    pub(super) link: ObjectId,
    /// The person who acted.
    pub(super) by: &'a Person,
    /// The time.
    pub(super) at: Timestamp,
    /// The writer's clock.
    pub(super) clock: Option<Timestamp>,
    /// The commit whose policy was in force.
    pub(super) policy: ObjectId,
    /// The blob of that policy.
    pub(super) rules: Option<ObjectId>,
    /// The environment.
    environment: &'a str,
    /// The promotion; `None` for the event of a hold.
    pub(super) promotion: Option<PromotionId>,
}

impl<'a> Claims<'a> {
    /// The claims of an event of a promotion.
    pub(super) fn of(link: ObjectId, step: &'a LinkStep) -> Self {
        Self { promotion: Some(step.id), ..Self::of_event(link, &step.event, &step.promotion.target) }
    }

    /// The claims of an event of a hold.
    pub(super) fn of_hold(link: ObjectId, step: &'a HoldStep) -> Self {
        Self::of_event(link, &step.event, &step.hold.environment)
    }

    fn of_event<W>(link: ObjectId, event: &'a Event<W>, environment: &'a str) -> Self {
        let Event { by, at, clock, policy, rules, .. } = event;
        let (at, clock, policy, rules) = (*at, *clock, *policy, *rules);
        Self { link, by, at, clock, policy, rules, environment, promotion: None }
    }

    /// A finding about the event.
    pub(super) fn about(&self, code: FindingCode, message: impl Into<String>) -> VerifyFinding {
        let finding = VerifyFinding::new(code, self.link, message).by(self.by).in_environment(self.environment);
        VerifyFinding { promotion: self.promotion, ..finding }
    }
}

/// A finding about an event of a promotion.
pub(super) fn about_event(
    code: FindingCode,
    commit: ObjectId,
    step: &LinkStep,
    message: impl Into<String>,
) -> VerifyFinding {
    let finding = VerifyFinding::new(code, commit, message).by(&step.event.by).of(step.id);
    finding.in_environment(&step.promotion.target)
}

/// The finding with a hint: how to look at it, and the ways out.
pub(super) fn with_hint(finding: VerifyFinding) -> VerifyFinding {
    if finding.hint.is_some() || finding.notice {
        return finding;
    }
    let show = match finding.commit {
        Some(commit) => format!("look at it: git show {commit}"),
        None => "look at it: promote verify -v".to_owned(),
    };
    let ways = match finding.code {
        FindingCode::LedgerRoot
        | FindingCode::LedgerMerge
        | FindingCode::LedgerCommit
        | FindingCode::LedgerFiles
        | FindingCode::EventChanged
        | FindingCode::IllegalStep
        | FindingCode::Trailers
        | FindingCode::Author
        | FindingCode::Clock
        | FindingCode::Plan
        | FindingCode::Evidence => "the ledger was written by hand: ask the person, and protect the branch from pushes",
        FindingCode::LedgerRewritten => "put the old history back, and forbid force-pushes to the branch",
        FindingCode::PolicyCommit => "the event was decided by other rules: decide again, by those in force",
        FindingCode::PolicyUnapproved | FindingCode::BadPolicy => "approve the change, or revert it",
        FindingCode::MissingCommit => "put the commit back on its branch, and forbid force-pushes to it",
        FindingCode::NewerRules => "use a newer promote",
        FindingCode::OlderRules => {
            "the program no longer has these rules: compare the commit with the plan (promote show); then accept what was \
             looked at, with 'accepted' in promote.yaml, or revert it and promote the change"
        }
        FindingCode::Source
        | FindingCode::Refused(_)
        | FindingCode::UnknownPromotion
        | FindingCode::NotRecorded
        | FindingCode::SecondCommit
        | FindingCode::WrongTarget
        | FindingCode::NotThePlan
        | FindingCode::OtherBytes
        | FindingCode::NotTheRollback
        | FindingCode::DirectEdit
        | FindingCode::Undated => {
            "revert it and promote the change; or accept what was looked at, with 'accepted' in promote.yaml"
        }
        FindingCode::Undoes | FindingCode::Override | FindingCode::Unrecorded => return finding,
    };
    finding.hint(format!("{show}; {ways}"))
}
