//! What stands between a promotion and its execution: in words, in a code, and who can lift it.

use crate::model::text::{count, enumerate};
use crate::policy::gate::Blocker;
use crate::promotion::PromotionId;

/// A blocker in one sentence.
pub fn blocker_words(blocker: &Blocker) -> String {
    match blocker {
        Blocker::NoEdge { source, target, from } if from.is_empty() => {
            format!("the pipeline has no way from {source} to {target}: nothing is promoted into {target}")
        }
        Blocker::NoEdge { source, target, from } => format!(
            "the pipeline has no way from {source} to {target}: {target} is promoted from {}",
            enumerate(from, "or")
        ),
        Blocker::NotValidated { findings: 0 } => "it is not validated".to_owned(),
        Blocker::NotValidated { findings } => format!("its last validation had {}", count(*findings, "finding")),
        Blocker::ApprovalsMissing { given, required, .. } => {
            format!("it has {given} of {}", count(*required as usize, "approval"))
        }
        Blocker::Rejected { by, reason } => format!("{by} rejected it: {reason}"),
        Blocker::Ended(status) => format!("it is {status}"),
    }
}

/// A stable word for a blocker, for scripts.
pub fn blocker_code(blocker: &Blocker) -> &'static str {
    match blocker {
        Blocker::NoEdge { .. } => "no-edge",
        Blocker::NotValidated { .. } => "not-validated",
        Blocker::ApprovalsMissing { .. } => "approvals-missing",
        Blocker::Rejected { .. } => "rejected",
        Blocker::Ended(_) => "ended",
    }
}

/// What unblocks it.
pub fn blocker_hint(blocker: &Blocker, id: Option<PromotionId>) -> Option<String> {
    let id = id.map_or_else(|| "ID".to_owned(), |id| id.to_string());
    match blocker {
        Blocker::NoEdge { target, from, .. } if !from.is_empty() => {
            Some(format!("promote create {} {target}", from.first().map(String::as_str).unwrap_or_default()))
        }
        Blocker::NoEdge { .. } => Some("add the environment's 'from' to promote.yaml".to_owned()),
        Blocker::NotValidated { .. } => Some(format!("promote validate {id}")),
        Blocker::ApprovalsMissing { by_creator: true, .. } => Some(format!("promote approve {id}")),
        Blocker::ApprovalsMissing { .. } => Some(format!("somebody else must run: promote approve {id}")),
        Blocker::Rejected { .. } => Some(format!("promote refresh {id}")),
        Blocker::Ended(_) => None,
    }
}
