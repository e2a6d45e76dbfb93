//! The pull or merge request of a proposal: opened after `execute --branch`, printed and updated by `request`.
//!
//! This is a second step: it may fail without undoing the proposal, which is pushed and recorded already. The host is asked
//! for a request of the branch first, so that the step can be tried again.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::host::call::HostError;
use crate::engine::host::submit::{REVIEW, SubmitWay, change_id};
use crate::engine::host::target::HostTarget;
use crate::engine::host::tool::{Found, HostTool, RequestState};
use crate::engine::host::tool_args::RequestDraft;
use crate::engine::merged::as_recorded;
use crate::engine::typed::find_typed;
use crate::engine::view::view_with_merge;
use crate::ops::propose::Proposed;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::promotion::message::promoted;
use promote_core::promotion::state::Proposal;

/// The request of a proposal at its host, and what was done to it.
#[derive(Debug, Clone)]
pub(crate) struct HostRequest {
    /// Its page; where it was not opened, the page that opens it by hand.
    pub(crate) url: Option<String>,
    /// Its state, if the host told it.
    pub(crate) state: Option<RequestState>,
    /// What was done.
    pub(crate) outcome: RequestOutcome,
    /// Remarks about it.
    pub(crate) notes: Vec<String>,
}

/// What was done to a request.
#[derive(Debug, Clone)]
pub(crate) enum RequestOutcome {
    /// It was opened.
    Opened,
    /// It has the new text.
    Updated,
    /// Nothing: it is merged or closed, or its text is the commit's message.
    Kept,
    /// A dry run: this program would open it.
    WouldOpen(&'static str),
    /// A dry run: it would get the new text.
    WouldUpdate,
    /// The push of the proposal opened it.
    Pushed,
    /// A dry run: the push of the proposal would open it.
    WouldPush,
    /// It was not opened.
    NotOpened(HostError),
    /// It is open, and has not got the new text.
    NotUpdated(HostError),
    /// The promotion has ended, and the host does not tell what became of its request.
    Unknown(HostError),
}

impl HostRequest {
    fn new(url: Option<String>, state: Option<RequestState>, outcome: RequestOutcome) -> Self {
        Self { url, state, outcome, notes: Vec::new() }
    }

    /// Why it was not opened or updated.
    pub(crate) fn problem(&self) -> Option<&HostError> {
        match &self.outcome {
            RequestOutcome::NotOpened(error) | RequestOutcome::NotUpdated(error) | RequestOutcome::Unknown(error) => {
                Some(error)
            }
            _ => None,
        }
    }
}

/// The proposal of a promotion, for its request.
///
/// # Errors
/// Where there is no such promotion, it was not proposed, or no remote decides.
pub(crate) fn proposal_of(context: &Context, id: &str) -> Result<Proposed, OpError> {
    let store = context.store()?;
    let (entry, merged) = as_recorded(context, &store, find_typed(context, &store, id)?)?;
    let Some(proposal) = entry.state.proposed.clone() else {
        let called = entry.promotion.called();
        return Err(OpError::Usage {
            message: format!("promotion {called} has no request, because it was not proposed on a branch"),
            hints: vec![format!("promote execute {called} --branch --open")],
        });
    };
    let message = message_of(context, &store, &entry, &proposal)?;
    let (title, body) = message.split_once('\n').unwrap_or((&message, ""));
    let (title, body) = (title.to_owned(), body.trim().to_owned());
    let into = store.branch_of(store.environment(&entry.promotion.target)?).to_owned();
    let way = if proposal.branch.starts_with(REVIEW) {
        SubmitWay::Gerrit
    } else {
        SubmitWay::of(&store, &entry.promotion.target)
    };
    let view = view_with_merge(&store, entry, merged).with_lines(&store)?;
    let host = HostTarget::of(context, &store, &view)?;
    let (commit, branch) = (proposal.commit, proposal.branch);
    Ok(Proposed { view, commit, branch, into, title, body, before: true, way, host, pushed: None })
}

/// The message of the proposed commit; where this clone cannot get the commit, as it is written.
fn message_of(context: &Context, store: &Store, entry: &LedgerEntry, proposal: &Proposal) -> Result<String, OpError> {
    if !store.repo.exists(proposal.commit)? && !context.reach.offline {
        // This fetches the branch; it may be gone after a merge.
        store.tip_of(&proposal.branch, &context.reach)?;
    }
    if store.repo.exists(proposal.commit)? {
        return Ok(store.repo.read_commit(proposal.commit)?.message);
    }
    Ok(commits::text(&promoted(&entry.promotion, &entry.state.digest, &[], None)))
}

/// The request after `execute --branch`; `None` where none is opened. `text` is its text.
pub(crate) fn open(context: &Context, proposed: &Proposed, text: &str) -> Option<HostRequest> {
    let host = proposed.host.as_ref()?;
    let by_push = proposed.way == SubmitWay::Gerrit || (proposed.way == SubmitWay::PushOptions && !proposed.before);
    if !by_push {
        return Some(with_program(context, proposed, host, text));
    }
    let outcome = match (context.dry_run, proposed.before) {
        (true, false) => RequestOutcome::WouldPush,
        (false, false) => RequestOutcome::Pushed,
        (true | false, true) => RequestOutcome::Kept,
    };
    let page = proposed.pushed.clone().or_else(|| change_page(proposed, host));
    Some(HostRequest::new(page, None, outcome))
}

/// The request of a proposal, with a new text if it is open. Opens one if the branch has none.
///
/// # Errors
/// Where no remote decides.
pub(crate) fn update(context: &Context, proposed: &Proposed, text: &str) -> Result<HostRequest, OpError> {
    let Some(host) = proposed.host.as_ref() else {
        return Err(OpError::Usage {
            message: "a request is at the host of a remote, and promote.yaml names no remote".to_owned(),
            hints: vec!["write 'remote: origin' into promote.yaml".to_owned()],
        });
    };
    if proposed.way == SubmitWay::Gerrit {
        return Ok(HostRequest::new(change_page(proposed, host), None, RequestOutcome::Kept));
    }
    Ok(with_program(context, proposed, host, text))
}

/// The page of a change in Gerrit.
fn change_page(proposed: &Proposed, host: &HostTarget) -> Option<String> {
    let repository = host.repository.as_ref().filter(|_| proposed.way == SubmitWay::Gerrit)?;
    Some(repository.change(&change_id(proposed.view.promotion.id)))
}

/// Finds the request of the branch with the program of its host, and opens or updates it.
fn with_program(context: &Context, proposed: &Proposed, host: &HostTarget, text: &str) -> HostRequest {
    let ended = !proposed.view.status.is_open();
    let page = host.repository.as_ref().and_then(|one| one.new_request(&proposed.branch, &proposed.into));
    let not_opened = |error| match ended {
        true => HostRequest::new(None, None, RequestOutcome::Unknown(error)),
        false => HostRequest::new(page.clone(), None, RequestOutcome::NotOpened(error)),
    };
    if context.reach.offline {
        return not_opened(HostError::Offline);
    }
    let Some(repository) = &host.repository else {
        return not_opened(HostError::NoServer { remote: host.remote.clone() });
    };
    let found = HostTool::of(repository, &host.remote, &host.caller)
        .and_then(|tool| tool.find(&proposed.branch).map(|found| (tool, found)));
    match found {
        Err(error) => not_opened(error),
        Ok((tool, Some(found))) => updated(context, proposed, &tool, found, text),
        // What has ended needs no request any more.
        Ok(_) if ended => HostRequest::new(None, None, RequestOutcome::Kept),
        Ok((tool, None)) if context.dry_run => HostRequest::new(page, None, RequestOutcome::WouldOpen(tool.program())),
        Ok((tool, None)) => opened(proposed, host, &tool, text).unwrap_or_else(not_opened),
    }
}

fn updated(context: &Context, proposed: &Proposed, tool: &HostTool<'_>, found: Found, text: &str) -> HostRequest {
    let ended = found.state != RequestState::Open || !proposed.view.status.is_open();
    let outcome = if ended {
        RequestOutcome::Kept
    } else if context.dry_run {
        RequestOutcome::WouldUpdate
    } else {
        tool.update(&found, &proposed.title, text).map_or_else(RequestOutcome::NotUpdated, |()| RequestOutcome::Updated)
    };
    HostRequest::new(Some(found.url), Some(found.state), outcome)
}

fn opened(proposed: &Proposed, host: &HostTarget, tool: &HostTool<'_>, text: &str) -> Result<HostRequest, HostError> {
    let draft = RequestDraft {
        title: &proposed.title,
        text,
        branch: &proposed.branch,
        into: &proposed.into,
        labels: &host.rules.labels,
        reviewers: &host.reviewers,
        draft: host.rules.draft,
    };
    let (url, problem) = tool.create(&draft)?;
    // Some versions of the programs print no address.
    let url = match url {
        Some(url) => Some(url),
        None => tool.find(&proposed.branch).ok().flatten().map(|found| found.url),
    };
    let unknown = host.no_account.iter().map(|email| {
        format!("{email} is not asked for a review, because the account is unknown; name it in 'accounts' of 'request'")
    });
    let notes = problem.map(|error| format!("no review was asked for: {error}")).into_iter().chain(unknown).collect();
    Ok(HostRequest { notes, ..HostRequest::new(url, Some(RequestState::Open), RequestOutcome::Opened) })
}
