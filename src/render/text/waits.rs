//! What an open promotion waits for, in a few words.

use super::time::time;
use crate::engine::error::{self, brief_message, explain};
use crate::engine::view::PromotionView;
use promote_core::policy::gate::Blocker;
use promote_model::text::{count, visible};

/// What an open promotion waits for, in a few words.
pub(crate) fn waits(view: &PromotionView) -> String {
    if !view.status.is_open() {
        return String::new();
    }
    if let Some(schedule) = view.state.scheduled.as_ref() {
        let will = view.when_due.first().map(|blocker| format!(", but {}", brief_message(blocker)));
        let was = || schedule.held.first().map(|reason| format!(", held: {reason}"));
        return format!("due {}{}", time(schedule.at), visible(&will.or_else(was).unwrap_or_default()));
    }
    match view.blockers().first() {
        None => match &view.state.proposed {
            Some(proposal) => format!("proposed on {}", visible(&proposal.branch)),
            None => "ready to execute".to_owned(),
        },
        Some(first) => {
            let words = std::iter::once(brief_message(first)).chain(whose(view, first));
            // Before validation succeeds, nobody else can do anything.
            let first_of_all = matches!(first, Blocker::NotValidated { .. } | Blocker::Rejected { .. });
            let others = view.blockers().iter().skip(1).filter(|_| !first_of_all);
            let others = others.filter_map(|other| {
                let missing = matches!(other, Blocker::ApprovalsMissing { .. }).then(|| brief_message(other));
                whose(view, other).or(missing)
            });
            visible(&words.chain(others).collect::<Vec<_>>().join("; ")).into_owned()
        }
    }
}

/// Who can unblock the promotion.
fn whose(view: &PromotionView, blocker: &Blocker) -> Option<String> {
    explain(blocker, Some(view.promotion.called())).who_must
}

/// `1 of 2 approvals`, and what else the promotion waits for.
pub(crate) fn approvals_so_far(view: &PromotionView) -> String {
    let missing = view.blockers().first().and_then(error::approvals_so_far);
    match (view.judgement.required, missing) {
        (0, _) => waits(view),
        (_, Some(missing)) => missing,
        (required, None) => {
            format!("{} of {}, {}", view.judgement.given, count(required as usize, "approval"), waits(view))
        }
    }
}
