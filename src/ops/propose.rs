//! `execute --branch`: the promotion commit on a branch of its own, for a merge request, where the target takes nothing
//! else.
//!
//! ```text
//! plan + target as it is -> promotion commit -> promote/ID and the ledger (proposed)
//! ... merged, squashed or rebased by whoever may ...
//! the next command that looks finds the commit in the target -> the ledger (executed)
//! ```

use super::OpError;
use super::context::{Actor, Context};
use super::decide::{Decision, append, decide};
use super::execute::{cleared, compose, execute, legal_or_blocked};
use super::landed;
use super::show::{PromotionView, view, view_after};
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::policy::gate::Clearance;
use promote_core::promotion::{EventKind, Promotion};
use promote_git::{Batch, Expected, RefUpdate};
use promote_model::ObjectId;

/// What came of it.
#[derive(Debug)]
pub(crate) struct Proposed {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// The promotion commit.
    pub(crate) commit: ObjectId,
    /// The branch that holds it.
    pub(crate) branch: String,
    /// The target's branch, which it is to be merged into.
    pub(crate) into: String,
    /// For the merge request: its title.
    pub(crate) title: String,
    /// For the merge request: its text, with the trailers that prove the commit.
    pub(crate) body: String,
    /// Whether it was proposed before.
    pub(crate) before: bool,
}

/// Proposes a promotion on a branch: `promote/` and the beginning of its id, or `name`.
///
/// # Errors
/// As for `execute`; and where a branch of that name holds something else.
pub(crate) fn propose(
    context: &Context,
    id: &str,
    name: Option<&str>,
    overriding: Option<&str>,
) -> Result<Proposed, OpError> {
    decide(context, "execute --branch", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        let target = store.side(&entry.promotion.target, &[])?;
        landed::refuse(store, &entry)?;
        legal_or_blocked(store, &entry)?;
        let promotion = &entry.promotion;
        let clearance = cleared(store, actor, &entry, overriding)?;
        let branch = name.map_or_else(|| branch_of(promotion), str::to_owned);
        let tip = store.tip_of(&branch, context.reach)?;
        if let Some(proposal) = &entry.state.proposed
            && proposal.branch == branch
            && tip == Some(proposal.commit)
        {
            let (commit, into) = (proposal.commit, target.branch.clone());
            let message = store.repo.read_commit(commit)?.message;
            return Ok(Decision::Nothing(report(view(store, entry), commit, branch, into, &message, true)));
        }
        // Of this plan or of one before it: it is written over.
        let known = |tip: &ObjectId| {
            entry.events.iter().any(|e| matches!(&e.what, EventKind::Proposed { commit, .. } if commit == tip))
        };
        let (commit, words) = match tip {
            None => composed(store, actor, batch, &entry, &target, &clearance)?,
            Some(tip) if known(&tip) => composed(store, actor, batch, &entry, &target, &clearance)?,
            // Whoever left it there was killed before the ledger said so.
            Some(tip) if landed::is_proposal(store, &entry, tip)? => (tip, store.repo.read_commit(tip)?.message),
            Some(tip) => return Err(taken(&branch, tip, promotion)),
        };
        let what = EventKind::Proposed { digest: clearance.digest().clone(), branch: branch.clone(), commit };
        let (ledger, after) = append(store, batch, actor, promotion, &entry.events, what)?;
        let update = RefUpdate {
            name: format!("refs/heads/{branch}"),
            old: tip.map_or(Expected::Absent, Expected::Is),
            new: Some(commit),
        };
        let view = view_after(store, entry.promotion, after)?;
        let report = report(view, commit, branch, target.branch, &words, false);
        Ok(Decision::Write { ledger, updates: vec![update], report })
    })
}

/// The promotion commit, and its message.
fn composed(
    store: &Store,
    actor: &Actor,
    batch: &mut Batch<'_>,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
) -> Result<(ObjectId, String), OpError> {
    let (commit, words) = compose(store, actor, batch, entry, target, clearance)?;
    Ok((commit, commits::text(&words)))
}

fn taken(branch: &str, tip: ObjectId, promotion: &Promotion) -> OpError {
    OpError::Usage {
        message: format!("there is a branch {branch} already, at {}, which is not this promotion's", tip.short()),
        hints: vec![format!("give it another name: promote execute {} --branch=NAME", promotion.id)],
    }
}

/// Twelve digits: the time of creation, to the millisecond.
fn branch_of(promotion: &Promotion) -> String {
    format!("promote/{}", promotion.id.to_string().chars().take(13).collect::<String>())
}

fn report(
    view: PromotionView,
    commit: ObjectId,
    branch: String,
    into: String,
    message: &str,
    before: bool,
) -> Proposed {
    let (title, body) = message.split_once('\n').unwrap_or((message, ""));
    let (title, body) = (title.to_owned(), body.trim().to_owned());
    Proposed { view, commit, branch, into, title, body, before }
}

/// Records the proposals that were merged since; whoever looks does so, and nothing is lost where they may not.
pub(super) fn record(context: &Context, store: Store) -> Result<Store, OpError> {
    let waiting: Vec<LedgerEntry> =
        store.ledger()?.open()?.into_iter().filter(|e| e.state.proposed.is_some()).collect();
    if waiting.is_empty() || context.dry_run || context.reach.offline {
        return Ok(store);
    }
    let mut recorded = false;
    for entry in waiting {
        let Ok(target) = store.side(&entry.promotion.target, &[]) else { continue };
        let (id, branch) = (entry.promotion.id, &target.branch);
        let outcome = match landed::executed(&store, &entry, &target) {
            Ok(None) => continue,
            Ok(Some(_)) => execute(context, &id.to_string(), None)
                .map_err(|error| (format!("promotion {id} was merged into {branch}, and is not recorded yet"), error)),
            Err(error) => Err((format!("it cannot be told whether promotion {id} was merged into {branch}"), error)),
        };
        match outcome {
            Ok(_) => recorded = true,
            Err((what, error)) => {
                let said = error.hints().into_iter().fold(error.to_string(), |text, hint| format!("{text}; {hint}"));
                context.remarks.add(format!("{what}: {said}"));
            }
        }
    }
    if recorded { context.store() } else { Ok(store) }
}
