//! What the plan of a promotion undoes, and whether the plan names it: judged again wherever somebody acts on the plan.

use super::OpError;
use super::apply::FileEdit;
use super::judged_plan::JudgedPlan;
use super::judgement::Origins;
use super::undone::UndoneKey;
use crate::store::environment::EnvSnapshot;
use crate::store::joint::Shared;
use crate::store::{Store, StoreError};
use promote_core::env::change::Op;
use promote_core::promotion::{Plan, Promotion};

/// The keys that a plan undoes, with the commits that it names.
///
/// # Errors
/// Where the ledger or a commit cannot be read.
pub(crate) fn named(store: &Store, plan: &Plan) -> Result<Vec<UndoneKey>, OpError> {
    let mut origins = Origins::new(store);
    let undone = plan.changes.iter().filter_map(|change| Some((change, change.undoes.as_ref()?)));
    undone
        .map(|(change, undone)| {
            // A forged plan may name a commit that does not exist.
            let exists = store.repo.exists(undone.commit)?;
            let origin = origins.of(exists.then_some(undone.commit))?;
            Ok(UndoneKey { address: change.address(), origin })
        })
        .collect()
}

/// The sides that an open plan is judged by: its source as it was planned, or as it is now where that commit is gone, and its
/// target as it is now.
///
/// # Errors
/// Where an environment or its branch is gone.
pub(crate) fn sides(store: &Store, promotion: &Promotion) -> Result<(EnvSnapshot, EnvSnapshot), OpError> {
    Ok((source_of(store, promotion)?, store.side(&promotion.target, &[])?))
}

fn source_of(store: &Store, promotion: &Promotion) -> Result<EnvSnapshot, StoreError> {
    let commit = promotion.plan.source_commit;
    match store.repo.exists(commit)? {
        true => store.side_at(store.environment(&promotion.source)?, commit, &[]),
        false => store.side(&promotion.source, &[]),
    }
}

/// Judges an open plan; `None` in a ledger of version 1, which has no place for what a plan undoes.
///
/// # Errors
/// Where an environment or its branch is gone, or history cannot be read.
pub(crate) fn judge(store: &Store, promotion: &Promotion) -> Result<Option<JudgedPlan>, OpError> {
    if store.rules_of_new_plans().is_none() {
        return Ok(None);
    }
    let (source, target) = sides(store, promotion)?;
    JudgedPlan::of(store, promotion, (&source, &target), &Shared::default()).map(Some)
}

/// The same with the files that were read already; without a judgement where the source is gone from `promote.yaml`.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn judge_edits(
    store: &Store,
    promotion: &Promotion,
    edits: &[FileEdit<'_>],
    target: &EnvSnapshot,
) -> Result<JudgedPlan, OpError> {
    match source_of(store, promotion) {
        Ok(source) if store.rules_of_new_plans().is_some() => {
            JudgedPlan::of_edits(store, promotion, edits, (&source, target), &Shared::default())
        }
        Ok(_) | Err(StoreError::UnknownEnvironment { .. } | StoreError::NoBranch { .. }) => Ok(JudgedPlan::default()),
        Err(error) => Err(error.into()),
    }
}

/// Refuses an open plan that would undo something that it does not name.
///
/// # Errors
/// Where that is so, or history cannot be read.
pub(crate) fn refuse(store: &Store, promotion: &Promotion, judged: &JudgedPlan) -> Result<(), OpError> {
    let keys = unnamed_in(store, &promotion.plan, judged)?;
    if keys.is_empty() {
        return Ok(());
    }
    Err(OpError::Undoes { id: promotion.called(), target: promotion.target.clone(), keys })
}

/// The keys of a judged plan that undo something that the plan does not name.
///
/// # Errors
/// Where a commit or the ledger cannot be read.
pub(crate) fn unnamed_in(store: &Store, plan: &Plan, judged: &JudgedPlan) -> Result<Vec<UndoneKey>, OpError> {
    let mut origins = Origins::new(store);
    let mut found = Vec::new();
    for change in plan.changes.iter().filter(|change| change.op != Op::Removed) {
        let undone =
            judged.get(change).filter(|judged| judged.direction.undoes()).and_then(|judged| judged.target_since);
        if let Some(commit) = undone
            && change.undoes.as_ref().is_none_or(|named| named.commit != commit)
        {
            found.push(UndoneKey { address: change.address(), origin: origins.of(Some(commit))? });
        }
    }
    Ok(found)
}
