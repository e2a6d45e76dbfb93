//! `execute --branch`: writes the promotion commit to a separate branch for a merge request, where the target branch accepts
//! nothing else.
//!
//! ```text
//! plan + target as it is -> promotion commit -> promote/ID and the ledger (proposed)
//! ... merged, squashed or rebased on the host ...
//! readers show the merge; the next command that writes to the ledger records it (executed)
//! ```

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::execution::{clearance_for, compose, require_open};
use crate::engine::recover;
use crate::engine::transact::{Attempt, Decision, decide};
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, commits};
use promote_core::policy::gate::Clearance;
use promote_core::promotion::{EventKind, Promotion};
use promote_git::{Expected, RefUpdate, branch_objection};
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
}

/// Writes the promotion commit to a branch: `name`, or `promote/` and the beginning of the id.
///
/// # Errors
/// As for `execute`; and where a branch of that name holds something else.
pub(crate) fn propose(
    context: &Context,
    id: &str,
    name: Option<&str>,
    overriding: Option<&str>,
) -> Result<Proposed, OpError> {
    decide(context, "execute --branch", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let entry = attempt.find(id)?;
        let target = store.side(&entry.promotion.target, &[])?;
        recover::refuse_if_executed(store, &entry)?;
        require_open(store, &entry)?;
        let promotion = &entry.promotion;
        let clearance = clearance_for(store, actor, &entry, overriding)?;
        let branch = name.map_or_else(|| branch_of(promotion), str::to_owned);
        check_name(store, &branch, promotion)?;
        let tip = store.tip_of(&branch, &context.reach)?;
        if let Some(proposal) = &entry.state.proposed
            && proposal.branch == branch
            && tip == Some(proposal.commit)
        {
            let (commit, into) = (proposal.commit, target.branch.clone());
            let message = store.repo.read_commit(commit)?.message;
            return Ok(Decision::Nothing(report(view(store, entry), commit, branch, into, &message, true)));
        }
        let (commit, message) = proposal(attempt, &entry, &target, &clearance, (&branch, tip))?;
        let what = EventKind::Proposed { digest: clearance.digest().clone(), branch: branch.clone(), commit };
        let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
        let update = RefUpdate {
            name: format!("refs/heads/{branch}"),
            old: tip.map_or(Expected::Absent, Expected::Is),
            new: Some(commit),
        };
        let view = view_after(store, entry.promotion, after)?;
        let report = report(view, commit, branch, target.branch, &message, false);
        Ok(Decision::Write { ledger, updates: vec![update], report })
    })
}

/// The commit of the proposal and its message; a commit that a killed command left on the branch is reused.
fn proposal(
    attempt: &mut Attempt<'_>,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
    (branch, tip): (&str, Option<ObjectId>),
) -> Result<(ObjectId, String), OpError> {
    let store = attempt.store;
    // A commit of this plan, or of an earlier plan of the promotion, is overwritten.
    let known = |tip: &ObjectId| {
        entry.events.iter().any(|e| matches!(&e.what, EventKind::Proposed { commit, .. } if commit == tip))
    };
    match tip.filter(|tip| !known(tip)) {
        None => composed(attempt, entry, target, clearance),
        Some(tip) if recover::is_proposal(store, entry, tip)? => Ok((tip, store.repo.read_commit(tip)?.message)),
        Some(tip) => Err(taken(branch, tip, &entry.promotion)),
    }
}

/// A new promotion commit, and its message.
fn composed(
    attempt: &mut Attempt<'_>,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    clearance: &Clearance,
) -> Result<(ObjectId, String), OpError> {
    let (commit, message) = compose(attempt, entry, target, clearance)?;
    Ok((commit, commits::text(&message)))
}

/// Refuses a name that git would refuse, or that another branch makes impossible: `a/b` and `a` cannot both be branches.
fn check_name(store: &Store, branch: &str, promotion: &Promotion) -> Result<(), OpError> {
    let hints = || vec![format!("use another branch name: promote execute {} --branch=NAME", promotion.called())];
    if let Some(why) = branch_objection(branch) {
        let message = format!("'{branch}' is not the name of a branch: {why}");
        return Err(OpError::Usage { message, hints: hints() });
    }
    if let Some(purpose) = reserved_for(store, branch) {
        let message = format!("branch '{branch}' is reserved: {purpose}");
        return Err(OpError::Usage { message, hints: hints() });
    }
    let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    match store.branches.tips.keys().find(|other| within(branch, other) || within(other, branch)) {
        None => Ok(()),
        Some(other) => {
            let message = format!(
                "branch '{branch}' cannot be created beside branch '{other}': one name is a folder of the other"
            );
            Err(OpError::Usage { message, hints: hints() })
        }
    }
}

/// What else the rules use this branch for, even if it does not exist yet.
fn reserved_for(store: &Store, branch: &str) -> Option<String> {
    if store.branches.tips.contains_key(branch) {
        return None;
    }
    let mut environments = store.policy.environments.iter();
    match environments.find(|environment| environment.branch.as_deref() == Some(branch)) {
        Some(environment) => Some(format!("it is the branch of {}", environment.name)),
        None => (store.policy.ledger == branch).then(|| "it is the ledger".to_owned()),
    }
}

fn taken(branch: &str, tip: ObjectId, promotion: &Promotion) -> OpError {
    OpError::Usage {
        message: format!("branch {branch} already exists at {} and does not belong to this promotion", tip.short()),
        hints: vec![format!("use another branch name: promote execute {} --branch=NAME", promotion.called())],
    }
}

/// `promote/` and the first twelve digits of the id, which are the time of creation in milliseconds.
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
