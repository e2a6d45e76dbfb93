//! The pull or merge request of a proposal.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use super::promotion::Promotion;
use crate::engine::host::call::HostError;
use crate::engine::host::tool::RequestState;
use crate::ops::host_request::{HostRequest, RequestOutcome};
use crate::ops::propose::Proposed;

/// A promotion whose commit is on a branch of its own, with the request to merge it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Requested {
    #[serde(flatten)]
    promotion: Promotion,
    /// The request.
    request: MergeRequest,
}

/// A merge request: its words, and what was done to it at its host.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MergeRequest {
    /// The title.
    title: String,
    /// The text, with the trailers that identify the promotion.
    body: String,
    /// The branch to merge.
    branch: String,
    /// The branch to merge into.
    into: String,
    /// The page of the request; where it was not opened, the page that opens it by hand. Null where it is unknown.
    url: Option<String>,
    /// The state at the host. Null where it is unknown.
    state: Option<State>,
    /// What was done to it. Null where no request was asked for.
    outcome: Option<Outcome>,
    /// Why it was not opened or updated, or is not known.
    problem: Option<Problem>,
}

/// The state of a request at its host.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// It waits to be merged.
    Open,
    /// It was merged.
    Merged,
    /// It was closed without a merge.
    Closed,
}

/// What was done to a request.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    /// It was opened.
    Opened,
    /// It has the new text.
    Updated,
    /// Nothing.
    Kept,
    /// A dry run: it would be opened.
    WouldOpen,
    /// A dry run: it would get the new text.
    WouldUpdate,
    /// It was not opened.
    NotOpened,
    /// It has not got the new text.
    NotUpdated,
}

/// Why a request was not opened or updated.
#[derive(Debug, Serialize, JsonSchema)]
struct Problem {
    /// The code: offline, unknown-host, no-program, not-installed, signed-out, failed or interrupted.
    code: &'static str,
    /// The sentence.
    message: String,
}

impl From<&HostError> for Problem {
    fn from(error: &HostError) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

impl From<&RequestOutcome> for Outcome {
    fn from(outcome: &RequestOutcome) -> Self {
        match outcome {
            RequestOutcome::Opened | RequestOutcome::Pushed => Self::Opened,
            RequestOutcome::Updated => Self::Updated,
            RequestOutcome::Kept | RequestOutcome::Unknown(_) => Self::Kept,
            RequestOutcome::WouldOpen(_) | RequestOutcome::WouldPush => Self::WouldOpen,
            RequestOutcome::WouldUpdate => Self::WouldUpdate,
            RequestOutcome::NotOpened(_) => Self::NotOpened,
            RequestOutcome::NotUpdated(_) => Self::NotUpdated,
        }
    }
}

impl From<RequestState> for State {
    fn from(state: RequestState) -> Self {
        match state {
            RequestState::Open => Self::Open,
            RequestState::Merged => Self::Merged,
            RequestState::Closed => Self::Closed,
        }
    }
}

impl MergeRequest {
    /// The request of a proposal; with what was done to it, and its text.
    pub(crate) fn new(proposed: &Proposed, done: Option<(&HostRequest, &str)>) -> Self {
        let request = done.map(|(request, _)| request);
        Self {
            title: proposed.title.clone(),
            body: done.map_or_else(|| proposed.body.clone(), |(_, text)| text.to_owned()),
            branch: proposed.branch.clone(),
            into: proposed.into.clone(),
            url: request.and_then(|request| request.url.clone()),
            state: request.and_then(|request| request.state).map(State::from),
            outcome: request.map(|request| Outcome::from(&request.outcome)),
            problem: request.and_then(HostRequest::problem).map(Problem::from),
        }
    }
}

impl Requested {
    /// The shape of `request`.
    pub(crate) fn new(proposed: &Proposed, request: &HostRequest, text: &str) -> Versioned<Self> {
        let merge_request = MergeRequest::new(proposed, Some((request, text)));
        Versioned::new(Self { promotion: (&proposed.view).into(), request: merge_request })
    }
}
