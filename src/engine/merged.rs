//! Promotions that were merged into their target with a merge request, but are not in the ledger yet.
//!
//! Reading commands show them as recorded and write nothing. The next command that writes to the ledger records them
//! first, with author and committer as the commit in the target has them.

use jiff::Timestamp;

use super::OpError;
use super::claims;
use super::context::Context;
use super::error::blocker_message;
use super::holds::since_landing;
use super::landing;
use super::recover;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{Clearance, GateInput, clear};
use promote_core::promotion::state::fold;
use promote_core::promotion::{Event, EventKind, Person};
use promote_git::{Commit, Signature};
use promote_model::ObjectId;

/// The commit that brought a promotion into its target, where the ledger does not record it yet.
#[derive(Debug, Clone)]
pub(crate) struct Merged {
    /// The commit in the target's branch.
    pub(crate) commit: ObjectId,
    /// Its author.
    pub(crate) author: Person,
    /// Its committer: the host's, where a host merged it.
    pub(crate) committer: Person,
}

/// A merge that the ledger may record.
pub(crate) struct Unrecorded {
    /// The commit in the target's branch.
    pub(crate) commit: Commit,
    /// The event to record.
    pub(crate) event: EventKind,
}

/// Finds the merge of a proposed promotion. Where the policy does not allow recording it, a remark says why.
pub(crate) fn find(context: &Context, store: &Store, entry: &LedgerEntry) -> Option<Unrecorded> {
    entry.state.proposed.as_ref().filter(|_| entry.state.executed.is_none())?;
    let target = store.side(&entry.promotion.target, &[]).ok()?;
    let (id, branch) = (entry.promotion.called(), &target.branch);
    let remark = |what: String, error: &OpError| {
        let text = error.hints().into_iter().fold(error.to_string(), |text, hint| format!("{text}; {hint}"));
        context.remarks.add(format!("{what}: {text}"));
    };
    let commit = match recover::find_execution(store, entry, &target) {
        Ok(commit) => commit?,
        Err(error) => {
            remark(format!("cannot check whether promotion {id} was merged into {branch}"), &error);
            return None;
        }
    };
    let author = person(&commit.author);
    let named = |signature: &Signature| !(signature.name.trim().is_empty() || signature.email.trim().is_empty());
    if !(named(&commit.author) && named(&commit.committer)) {
        let commit = commit.id.short();
        context
            .remarks
            .add(format!("cannot record the merge of promotion {id}: commit {commit} has no author or committer"));
        return None;
    }
    match allowed(store, entry, &commit, &author) {
        Ok(event) => Some(Unrecorded { event, commit }),
        Err(OpError::Blocked { blockers, .. }) => {
            let reason = blockers.first().map(blocker_message).unwrap_or_default();
            let hints = OpError::Blocked { id: Some(id), blockers }.hints();
            let text = hints.into_iter().fold(reason, |text, hint| format!("{text}; {hint}"));
            context.remarks.add(format!("promotion {id} was merged into {branch} and cannot be recorded: {text}"));
            None
        }
        Err(error) => {
            remark(format!("promotion {id} was merged into {branch}, and is not recorded yet"), &error);
            None
        }
    }
}

/// The event that records a merge, if the policy allows it: today's, or, where the target has moved since, the one by which
/// the merge came.
fn allowed(store: &Store, entry: &LedgerEntry, commit: &Commit, merger: &Person) -> Result<EventKind, OpError> {
    let entry = &since_landing(store, entry, commit.id)?;
    let clearance = match cleared(store, entry, merger) {
        Err(refused @ OpError::Blocked { .. }) => match landing::before_move(store, entry, commit)? {
            Some((then, entry)) => cleared(&then, &entry, merger)?,
            None => return Err(refused),
        },
        cleared => cleared?,
    };
    Ok(recover::executed_event(&clearance, commit.id))
}

fn cleared(store: &Store, entry: &LedgerEntry, merger: &Person) -> Result<Clearance, OpError> {
    let mut entry = entry.clone();
    claims::recompute(store, &mut entry)?;
    let input = GateInput { by: Some(merger), ..entry.question(&store.policy, store.now) };
    clear(&input).map_err(|blockers| OpError::Blocked { id: Some(entry.promotion.called()), blockers })
}

/// The branch that a proposed promotion was merged into, although the ledger does not record it.
pub(crate) fn unrecorded_in(store: &Store, entry: &LedgerEntry) -> Option<String> {
    entry.state.proposed.as_ref().filter(|_| entry.state.executed.is_none())?;
    let target = store.side(&entry.promotion.target, &[]).ok()?;
    let commit = recover::find_execution(store, entry, &target).ok()?;
    commit.map(|_| target.branch)
}

/// An entry with its merge as if it were recorded, and that merge; the entry is unchanged without a merge.
///
/// # Errors
/// Where the event is not legal after the others.
pub(crate) fn as_recorded(
    context: &Context,
    store: &Store,
    mut entry: LedgerEntry,
) -> Result<(LedgerEntry, Option<Merged>), OpError> {
    let Some(found) = find(context, store, &entry) else { return Ok((entry, None)) };
    let Commit { id, author, committer, .. } = found.commit;
    let merged = Merged { commit: id, author: person(&author), committer: person(&committer) };
    let last = entry.events.last().map_or(entry.promotion.created_at, |event| event.at);
    let at = Timestamp::from_second(committer.seconds).unwrap_or(store.now).clamp(last, store.now.max(last));
    let event = Event {
        what: found.event,
        by: merged.author.clone(),
        at,
        policy: store.policy_commit,
        rules: None,
        clock: None,
        request: None,
    };
    entry.events.push(event);
    entry.state = fold(&entry.events)?;
    Ok((entry, Some(merged)))
}

/// The open promotions of an edge that were merged and are not recorded yet, the newest merge last.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn on_edge(
    context: &Context,
    store: &Store,
    source: &str,
    target: &str,
) -> Result<Vec<(LedgerEntry, Merged)>, OpError> {
    let open = store.ledger()?.proposed()?.into_iter();
    let ours = open.filter(|entry| entry.promotion.source == source && entry.promotion.target == target);
    let mut merged = Vec::new();
    for entry in ours {
        if let (entry, Some(commit)) = as_recorded(context, store, entry)? {
            merged.push((entry, commit));
        }
    }
    merged.sort_by_key(|(entry, _)| entry.state.executed.as_ref().map(|done| done.at));
    Ok(merged)
}

/// The person that a signature names.
pub(crate) fn person(signature: &Signature) -> Person {
    Person { name: signature.name.clone(), email: signature.email.clone() }
}
