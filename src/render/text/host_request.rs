//! What was done to the pull or merge request of a proposal, in a sentence.

use crate::engine::host::call::HostError;
use crate::engine::host::submit::SubmitWay;
use crate::engine::host::tool::RequestState;
use crate::ops::host_request::{HostRequest, RequestOutcome};
use crate::ops::propose::Proposed;
use promote_core::policy::HostKind;
use promote_model::text::visible;

/// What the host calls a request.
fn noun(proposed: &Proposed) -> &'static str {
    let kind = proposed.host.as_ref().and_then(|host| host.repository.as_ref()?.kind);
    match (proposed.way, kind) {
        (SubmitWay::Gerrit, _) => "change",
        (SubmitWay::PushOptions, _) | (_, Some(HostKind::GitLab)) => "merge request",
        (SubmitWay::WithLedger, _) => "pull request",
    }
}

/// The word of a state.
pub(crate) fn state_word(state: RequestState) -> &'static str {
    match state {
        RequestState::Open => "open",
        RequestState::Merged => "merged",
        RequestState::Closed => "closed",
    }
}

/// What was done, in one sentence without a period; `None` where nothing was.
pub(crate) fn sentence(proposed: &Proposed, request: &HostRequest) -> Option<String> {
    let noun = noun(proposed);
    let url = request.url.as_ref().map(|url| format!(" {}", visible(url))).unwrap_or_default();
    Some(match (&request.outcome, request.state) {
        (RequestOutcome::Opened, _) => format!("Opened the {noun}{url}"),
        (RequestOutcome::Updated, _) => format!("Updated the {noun}{url}"),
        (RequestOutcome::Kept, Some(state)) => format!("The {noun}{url} is {}", state_word(state)),
        (RequestOutcome::Kept, None) if url.is_empty() => format!("There is no {noun}"),
        (RequestOutcome::Kept, None) => format!("The {noun} is at{url}"),
        (RequestOutcome::WouldOpen(program), _) => format!("Would open a {noun} with {program}"),
        (RequestOutcome::WouldUpdate, _) => format!("Would update the {noun}{url}"),
        (RequestOutcome::Pushed, _) => format!("The push made the {noun}{url}"),
        (RequestOutcome::WouldPush, _) => format!("The push would make a {noun}"),
        (RequestOutcome::NotOpened(_) | RequestOutcome::NotUpdated(_) | RequestOutcome::Unknown(_), _) => return None,
    })
}

/// Why it was not done, as a remark.
pub(crate) fn remark(proposed: &Proposed, request: &HostRequest) -> Option<String> {
    let noun = noun(proposed);
    match &request.outcome {
        RequestOutcome::NotOpened(error) => Some(format!("the {noun} was not opened: {error}")),
        RequestOutcome::NotUpdated(error) => {
            let url = request.url.as_deref().unwrap_or_default();
            Some(format!("the {noun} {url} was not updated: {error}"))
        }
        RequestOutcome::Unknown(error) => Some(format!("the state of the {noun} is unknown: {error}")),
        _ => None,
    }
}

/// What the person can do about it, one step a line.
pub(crate) fn next_steps(proposed: &Proposed, request: &HostRequest) -> Vec<String> {
    let Some(error) = request.problem() else { return Vec::new() };
    let opens = matches!(request.outcome, RequestOutcome::NotOpened(_));
    let by_hand = request.url.as_ref().filter(|_| opens).map(|url| format!("open the {} here: {url}", noun(proposed)));
    let sign_in = match error {
        HostError::SignedOut { command, .. } => Some(format!("sign in: {command}")),
        _ => None,
    };
    let able = !matches!(error, HostError::NoProgram { .. });
    let again = able.then(|| format!("try again: promote request {}", proposed.view.promotion.name()));
    by_hand.into_iter().chain(sign_in).chain(again).collect()
}
