//! Events of holds, appended to the ledger.

use std::sync::Arc;

use super::OpError;
use super::context::Context;
use super::error::HoldRefusal;
use super::transact::Attempt;
use crate::store::Store;
use crate::store::ledger::{AppendHold, TIPS_SINCE};
use promote_core::policy::gate::may_hold;
use promote_core::promotion::hold::{IllegalHold, fold_hold};
use promote_core::promotion::{Hold, HoldEvent, HoldKind};
use promote_git::Signature;
use promote_model::ObjectId;

/// The holds that are on, in the order of their numbers: by the ledger's time and by this clock.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn holds_on(store: &Store) -> Result<Vec<Arc<Hold>>, OpError> {
    let holds = store.ledger()?.holds()?;
    Ok(holds.iter().filter(|hold| hold.is_on(store.now, Some(store.clock))).cloned().collect())
}

/// The holds that are on and that the client of a service may see: a tenant sees those on whole environments, since patterns and
/// reasons may speak of others.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn seen_holds(context: &Context, store: &Store) -> Result<Vec<Arc<Hold>>, OpError> {
    let mut holds = holds_on(store)?;
    holds.retain(|hold| context.sees_all() || hold.patterns.is_empty());
    Ok(holds)
}

/// Makes the ledger commit that sets a hold, on top of `after` where the same decision has made that; and the hold.
///
/// # Errors
/// Where the ledger has no holds yet, or the rules let only others set holds.
pub(crate) fn set_hold(
    attempt: &mut Attempt<'_>,
    after: Option<ObjectId>,
    (environment, what): (&str, HoldKind),
) -> Result<(ObjectId, Hold), OpError> {
    let (store, by) = (attempt.store, &attempt.actor.person);
    if store.policy_line.version < TIPS_SINCE {
        return Err(OpError::Usage {
            message: "a ledger of version 1 has no holds".to_owned(),
            hints: vec!["go on in the newer version first: promote ledger upgrade --reason TEXT".to_owned()],
        });
    }
    let rules = store.environment(environment)?;
    if !may_hold(&store.policy, rules, by) {
        let (by, environment, groups) = (by.clone(), environment.to_owned(), rules.holders.clone());
        return Err(HoldRefusal::Set { by, environment, groups }.into());
    }
    let number = store.ledger()?.last_number()? + 1;
    let (ledger, event) = append(attempt, after, (number, environment), what)?;
    Ok((ledger, fold_hold(number, &[event]).map_err(illegal)?))
}

/// Makes the ledger commit that lifts a hold; and the hold after it.
///
/// # Errors
/// Where it was over.
pub(crate) fn lift_hold(
    attempt: &mut Attempt<'_>,
    hold: &Hold,
    reason: Option<&str>,
) -> Result<(ObjectId, Hold), OpError> {
    let what = HoldKind::HoldLifted { reason: reason.map(str::to_owned), tip: None };
    let (ledger, event) = append(attempt, None, (hold.number, &hold.environment), what)?;
    let mut hold = hold.clone();
    hold.apply(&event).map_err(illegal)?;
    Ok((ledger, hold))
}

fn append(
    attempt: &mut Attempt<'_>,
    after: Option<ObjectId>,
    (number, environment): (u32, &str),
    what: HoldKind,
) -> Result<(ObjectId, HoldEvent), OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    let environment = store.policy.environment(environment);
    let tip = environment.and_then(|environment| store.branches.tips.get(store.branch_of(environment)).copied());
    if !attempt.context.sees_all() {
        return Err(OpError::Usage {
            message: "a client of one tenant sets and lifts no holds: they count for all tenants".to_owned(),
            hints: Vec::new(),
        });
    }
    let request = attempt.context.caller.as_ref().and_then(|caller| caller.request.as_ref());
    let request = request.map(|request| request.recorded(store, &actor.person)).transpose()?;
    let event = HoldEvent {
        what: what.at(tip),
        by: actor.person.clone(),
        at: store.now,
        policy: store.policy_commit,
        rules: store.policy_blob(store.policy_commit)?,
        clock: Some(store.clock),
        request,
    };
    let seconds = event.at.as_second();
    let (by, committer) =
        (Signature { seconds, ..actor.signature.clone() }, Signature { seconds, ..actor.committer.clone() });
    let ledger = match after {
        Some(commit) => store.ledger_at(commit)?,
        None => store.ledger()?,
    };
    let append = AppendHold { number, event: &event, by: &by, committer: &committer };
    Ok((ledger.append_hold(&mut attempt.batch, &append)?, event))
}

fn illegal(error: IllegalHold) -> OpError {
    OpError::Usage { message: error.to_string(), hints: Vec::new() }
}
