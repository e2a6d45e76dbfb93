//! Constructors of findings.

use promote_core::policy::verify::{FindingCode, LinkStep, VerifyFinding};
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

/// A finding about an event of the ledger.
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
