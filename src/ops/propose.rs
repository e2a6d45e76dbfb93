//! `execute --branch`: writes the promotion commit to a separate branch for a merge request, where the target branch accepts
//! nothing else.
//!
//! ```text
//! plan + target as it is -> promotion commit -> promote/ID and the ledger (proposed)
//! ... the request is opened by a second step that may fail (`host_request`), or by a push of its own before (`submit`)
//! ... merged, squashed or rebased on the host ...
//! readers show the merge; the next command that writes to the ledger records it (executed)
//! ```

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::execution::{clearance_for, compose, require_open};
use crate::engine::host::submit::SubmitWay;
use crate::engine::host::target::HostTarget;
use crate::engine::proposal_place::{Place, taken};
use crate::engine::recover;
use crate::engine::transact::{Attempt, Decision, decide};
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::policy::OpenRule;
use promote_core::policy::gate::Clearance;
use promote_core::promotion::{EventKind, Promotion};
use promote_model::ObjectId;

/// The report of `execute --branch`.
#[derive(Debug)]
pub(crate) struct Proposed {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// The promotion commit.
    pub(crate) commit: ObjectId,
    /// The branch that holds it.
    pub(crate) branch: String,
    /// The target's branch, into which it is merged.
    pub(crate) into: String,
    /// The title for the merge request.
    pub(crate) title: String,
    /// The text for the merge request, with the trailers that prove the commit.
    pub(crate) body: String,
    /// Whether this plan was proposed before.
    pub(crate) before: bool,
    /// How the proposal reached its host.
    pub(crate) way: SubmitWay,
    /// The host of the request; `None` where none is opened.
    pub(crate) host: Option<HostTarget>,
    /// The page that the host named when the proposal was pushed.
    pub(crate) pushed: Option<String>,
}

/// What `execute --branch` is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ProposeRequest<'a> {
    /// The name of the branch; `None` for the usual one.
    pub(crate) name: Option<&'a str>,
    /// The reason to override a window or a freeze.
    pub(crate) overriding: Option<&'a str>,
    /// Whether a request is opened even if `promote.yaml` does not say so.
    pub(crate) open: bool,
}

/// Writes the promotion commit to a branch: `name`, or `promote/` and the beginning of the id. Where `promote.yaml` says so, the
/// push itself opens the request.
///
/// # Errors
/// As for `execute`; where a branch of that name holds something else, or there is no remote to open a request at.
pub(crate) fn propose(context: &Context, id: &str, request: &ProposeRequest<'_>) -> Result<Proposed, OpError> {
    // What an attempt pushed that lost the race for the ledger, with the page that the host named.
    let mut sent: Option<(ObjectId, Option<String>)> = None;
    decide(context, "execute --branch", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let entry = attempt.find(id)?;
        let target = store.side(&entry.promotion.target, &[])?;
        recover::refuse_if_executed(store, &entry)?;
        require_open(store, &entry)?;
        let promotion = &entry.promotion;
        let opens = opens(store, promotion, request)?;
        let clearance = clearance_for(store, actor, &entry, request.overriding)?;
        let place = Place::of(context, store, promotion, &target, request.name)?;
        let done = |view, commit, message: &str, before, pushed| {
            let (branch, into) = (place.branch.clone(), target.branch.clone());
            report(context, store, (view, commit, message), (branch, into), (before, opens, pushed))
        };
        if let Some(proposal) = &entry.state.proposed
            && proposal.branch == place.branch
            && (place.way == SubmitWay::Gerrit || place.tip == Some(proposal.commit))
        {
            let commit = proposal.commit;
            let message = match store.repo.exists(commit)? {
                true => store.repo.read_commit(commit)?.message,
                false => String::new(),
            };
            return Ok(Decision::Nothing(done(view(store, entry), commit, &message, true, None)?));
        }
        let (commit, message) = proposal(attempt, &entry, &target, &clearance, &place)?;
        let what = EventKind::Proposed { digest: clearance.digest().clone(), branch: place.branch.clone(), commit };
        let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
        let pushed = match sent.take().filter(|(known, _)| *known == commit) {
            Some((_, page)) => page,
            None => place.push(attempt, promotion, commit, &message, &target.branch)?,
        };
        sent = Some((commit, pushed.clone()));
        let updates = place.updates(context, commit);
        let view = view_after(store, entry.promotion, after)?;
        let report = done(view, commit, &message, false, pushed)?;
        Ok(Decision::Write { ledger, updates, report })
    })
}

/// Whether a request is opened, which needs a remote.
fn opens(store: &Store, promotion: &Promotion, request: &ProposeRequest<'_>) -> Result<bool, OpError> {
    if store.authority.remote().is_none() {
        return match request.open {
            false => Ok(false),
            true => Err(OpError::Usage {
                message: "a request is opened at the host of a remote, and promote.yaml names no remote".to_owned(),
                hints: vec![
                    "write 'remote: origin' into promote.yaml".to_owned(),
                    format!("propose it without a request: promote execute {} --branch", promotion.called()),
                ],
            }),
        };
    }
    let rule = store.policy.environment(&promotion.target).map(|environment| environment.request.open);
    Ok(request.open || rule.is_some_and(|rule| rule != OpenRule::No))
}

/// The commit of the proposal and its message; a commit that a killed command left on the branch is reused.
fn proposal(
    attempt: &mut Attempt<'_>,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
    place: &Place,
) -> Result<(ObjectId, String), OpError> {
    let store = attempt.store;
    // A commit of this plan, or of an earlier plan of the promotion, is overwritten.
    let known = |tip: &ObjectId| {
        entry.events.iter().any(|e| matches!(&e.what, EventKind::Proposed { commit, .. } if commit == tip))
    };
    match place.tip.filter(|tip| !known(tip)) {
        None => {
            let (commit, message) = compose(attempt, entry, target, clearance, &place.trailers(&entry.promotion))?;
            Ok((commit, commits::text(&message)))
        }
        Some(tip) if recover::is_proposal(store, entry, tip)? => Ok((tip, store.repo.read_commit(tip)?.message)),
        Some(tip) => Err(taken(&place.branch, tip, &entry.promotion)),
    }
}

/// The report; with the host of the request, where one is opened.
fn report(
    context: &Context,
    store: &Store,
    (view, commit, message): (PromotionView, ObjectId, &str),
    (branch, into): (String, String),
    (before, opens, pushed): (bool, bool, Option<String>),
) -> Result<Proposed, OpError> {
    let (title, body) = message.split_once('\n').unwrap_or((message, ""));
    let (title, body) = (title.to_owned(), body.trim().to_owned());
    let way = SubmitWay::of(store, &view.promotion.target);
    let (view, host) = match opens {
        true => {
            let view = view.with_lines(store)?;
            let host = HostTarget::of(context, store, &view)?;
            (view, host)
        }
        false => (view, None),
    };
    Ok(Proposed { view, commit, branch, into, title, body, before, way, host, pushed })
}
