//! `soak:` finds the time since which the planned values are in the source, and checks that they still are.
//!
//! ```text
//! the planned source commit -> its first parents -> for each key, the commit that set its current value
//! ```
//!
//! A commit has the time of its committer, but never a time before its parents; a promotion commit has at least the time in
//! the ledger. The result depends only on the plan and on history, so `verify` can compute it again.

use jiff::{SignedDuration, Timestamp};

use super::OpError;
use super::authors::path_in_source;
use super::history::{changed_by, values_in};
use crate::store::environment::EnvSnapshot;
use crate::store::{Store, StoreError};
use promote_core::env::change::Change;
use promote_core::env::keys::Side;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::plan::PlanFile;
use promote_core::promotion::{Plan, Promotion, PromotionId};
use promote_git::{Commit, EntryMode, trailers};
use promote_model::ObjectId;

/// The soak time that the target requires for this source.
pub(crate) fn required_soak(store: &Store, source: &str, target: &str) -> Option<SignedDuration> {
    store.policy.environment(target)?.soak_from(source)
}

/// The time since which all values of a plan, made at `planned`, are in the source; at most one soak time before `planned`.
/// `None` where the target requires no soak.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn in_source_since(
    store: &Store,
    source: &EnvSnapshot,
    target: &str,
    plan: &Plan,
    planned: Timestamp,
) -> Result<Option<Timestamp>, OpError> {
    let Some(soak) = required_soak(store, &source.name, target) else { return Ok(None) };
    let cutoff = planned.checked_sub(soak).unwrap_or(Timestamp::MIN);
    let recent = recent_commits(store, plan.source_commit, cutoff, planned)?;
    let commits = recent.iter().map(|(id, _)| store.repo.read_commit(*id)).collect::<Result<Vec<_>, _>>()?;
    let came = |id: ObjectId| recent.iter().find(|(commit, _)| *commit == id).map(|(_, came)| *came);
    let rules = store.rules_of(plan)?;
    let mut since = recent.last().map(|(_, came)| *came);
    for (file, changes) in by_file(plan) {
        let Some(path) = path_in_source(store, source, file) else { continue };
        let made = changed_by(&store.repo, &rules, file, &changes, &commits, (Side::Source, &path))?;
        for commit in made.iter().flatten() {
            // The later of the two: each of them is a claim.
            since = since.max(promoted(store, commit)?).max(came(commit.id));
        }
    }
    // The values were in the source when the plan was made, whatever the clocks say.
    Ok(since.map(|since| whole_second(since.min(planned))))
}

/// A commit and its first parents with their times, newest first, back to the first one at or before `cutoff`. A commit is
/// never older than its parents, even if it is backdated. A time after `planned` comes from a wrong clock and does not
/// count for later commits.
fn recent_commits(
    store: &Store,
    from: ObjectId,
    cutoff: Timestamp,
    planned: Timestamp,
) -> Result<Vec<(ObjectId, Timestamp)>, OpError> {
    let mut chain = Vec::new();
    let mut next = Some(from);
    while let Some(id) = next {
        let (time, parent) = store.dated(id)?;
        chain.push((id, time));
        next = parent;
    }
    let mut latest = Timestamp::MIN;
    for (_, time) in chain.iter_mut().rev() {
        if *time <= planned {
            latest = latest.max(*time);
        }
        *time = latest.max(*time);
    }
    let end = chain.iter().position(|(_, came)| *came <= cutoff).map_or(chain.len(), |at| at + 1);
    chain.truncate(end);
    Ok(chain)
}

/// Times are displayed and typed in whole seconds.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The execution time in the ledger, for a promotion commit.
fn promoted(store: &Store, commit: &Commit) -> Result<Option<Timestamp>, OpError> {
    let mut latest = None;
    let mentioned = trailers::mentioned(&commit.message, "Promotion-Id");
    for id in mentioned.into_iter().filter_map(PromotionId::read) {
        // A trailer alone proves nothing: anyone can write one.
        let Some(entry) = store.ledger()?.promotion(id)? else { continue };
        latest = latest.max(entry.state.executed.filter(|done| done.commit == commit.id).map(|done| done.at));
    }
    Ok(latest)
}

fn by_file(plan: &Plan) -> impl Iterator<Item = (&PlanFile, Vec<&Change>)> {
    plan.files.iter().map(|file| (file, plan.changes.iter().filter(|change| change.file == file.file).collect()))
}

/// The blocker where a planned value is no longer in the source, or the source no longer exists; `None` where the target
/// requires no soak.
///
/// # Errors
/// Where the source cannot be read.
pub(crate) fn changed_in_source(store: &Store, promotion: &Promotion) -> Result<Option<Blocker>, OpError> {
    if required_soak(store, &promotion.source, &promotion.target).is_none() {
        return Ok(None);
    }
    let source = match store.side(&promotion.source, &[]) {
        Ok(source) => source,
        Err(StoreError::NoBranch { .. } | StoreError::UnknownEnvironment { .. }) => {
            return Ok(promotion.plan.changes.first().map(|change| soak_broken(promotion, change)));
        }
        Err(error) => return Err(error.into()),
    };
    let key = first_changed(store, &source, &promotion.plan)?;
    Ok(key.map(|change| soak_broken(promotion, change)))
}

fn soak_broken(promotion: &Promotion, change: &Change) -> Blocker {
    Blocker::SoakBroken { source: promotion.source.clone(), target: promotion.target.clone(), key: change.address() }
}

fn first_changed<'a>(store: &Store, source: &EnvSnapshot, plan: &'a Plan) -> Result<Option<&'a Change>, OpError> {
    let rules = store.rules_of(plan)?;
    for (file, changes) in by_file(plan) {
        let Some(path) = path_in_source(store, source, file) else { continue };
        let entry = store.repo.find_path(source.tree, path.as_bytes())?;
        let now = entry.and_then(|e| if let EntryMode::File(mode) = e.mode { Some((mode, e.oid)) } else { None });
        let then = file.source.as_ref().map(|source| (source.mode, source.blob));
        if now == then {
            continue;
        }
        let values = |blob| values_in(&store.repo, &rules, file, &changes, blob, (Side::Source, &path));
        let gone = values(then)?.into_iter().zip(values(now)?).position(|(then, now)| then != now);
        if let Some(at) = gone {
            return Ok(Some(changes[at]));
        }
    }
    Ok(None)
}
