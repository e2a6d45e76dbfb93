//! `soak:` since when what a plan takes has stood in its source, and whether it stands there still.
//!
//! ```text
//! the source as it was planned on -> its first parents -> for each config, the commit that made it what it is
//! ```
//!
//! A commit came when its committer says, but not before any that it stands on; one that carries a promotion out came when
//! the ledger says. The same plan has stood there since the same time wherever it is asked, so whoever proves history can
//! ask again.

use jiff::{SignedDuration, Timestamp};

use super::OpError;
use super::authors::path_in_source;
use super::history::{values_in, who_changed};
use crate::store::environment::EnvSnapshot;
use crate::store::{Store, StoreError};
use promote_core::env::change::Change;
use promote_core::env::keys::Side;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::plan::PlanFile;
use promote_core::promotion::{Plan, Promotion};
use promote_git::{Commit, EntryMode, trailers};
use promote_model::ObjectId;

/// So many commits are looked at.
const FARTHEST: usize = 20_000;

/// How long a plan must soak, where it must.
pub(crate) fn asked(store: &Store, source: &str, target: &str) -> Option<SignedDuration> {
    store.policy.environment(target)?.soak_from(source)
}

/// Since when all that a plan takes has stood in the source, as it was `planned` at that time; what has stood there for
/// as long as it must, at the least since then. `None` where nothing must soak.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn since(
    store: &Store,
    source: &EnvSnapshot,
    target: &str,
    plan: &Plan,
    planned: Timestamp,
) -> Result<Option<Timestamp>, OpError> {
    let Some(soak) = asked(store, &source.name, target) else { return Ok(None) };
    let edge = planned.checked_sub(soak).unwrap_or(Timestamp::MIN);
    let young = young(store, plan.source_commit, edge, planned)?;
    let commits = young.iter().map(|(id, _)| store.repo.read_commit(*id)).collect::<Result<Vec<_>, _>>()?;
    let came = |id: ObjectId| young.iter().find(|(commit, _)| *commit == id).map(|(_, came)| *came);
    let mut since = young.last().map(|(_, came)| *came);
    for (file, changes) in by_file(plan) {
        let Some(path) = path_in_source(store, source, file) else { continue };
        let made = who_changed(&store.repo, &store.rules, file, &changes, &commits, (Side::Source, &path))?;
        for commit in made.iter().flatten() {
            since = since.max(promoted(store, commit)?.or(came(commit.id)));
        }
    }
    // It stood there when it was planned, whatever clocks said.
    Ok(since.map(|since| whole_second(since.min(planned))))
}

/// The first parents of a commit, itself first, each with the time that it came, back to the first that came by `edge`.
/// Nobody can have committed before what they committed on, however many have dated themselves back since; a time that
/// was not yet at `planned` is a clock that was wrong, and says nothing of what stands on it.
fn young(
    store: &Store,
    from: ObjectId,
    edge: Timestamp,
    planned: Timestamp,
) -> Result<Vec<(ObjectId, Timestamp)>, OpError> {
    let mut chain = Vec::new();
    let mut next = Some(from);
    while let Some(id) = next.filter(|_| chain.len() < FARTHEST) {
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
    let end = chain.iter().position(|(_, came)| *came <= edge).map_or(chain.len(), |at| at + 1);
    chain.truncate(end);
    Ok(chain)
}

/// Times are shown and typed to the second.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// When a commit came by the ledger, where it carries a promotion out.
fn promoted(store: &Store, commit: &Commit) -> Result<Option<Timestamp>, OpError> {
    let found = trailers::parse(&commit.message);
    let Some(id) = trailers::single(&found, "Promotion-Id") else { return Ok(None) };
    match store.ledger()?.find(id) {
        Ok(entry) => Ok(entry.state.executed.filter(|done| done.commit == commit.id).map(|done| done.at)),
        // What anybody can type proves nothing.
        Err(StoreError::UnknownPromotion(_) | StoreError::BadId(_)) => Ok(None),
        Err(StoreError::AmbiguousPromotion { .. } | StoreError::NotTheOnlyOne { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn by_file(plan: &Plan) -> impl Iterator<Item = (&PlanFile, Vec<&Change>)> {
    plan.files.iter().map(|file| (file, plan.changes.iter().filter(|change| change.file == file.file).collect()))
}

/// What of a plan that must soak does not stand in the source any more; a source that is gone holds nothing.
///
/// # Errors
/// Where the source cannot be read.
pub(crate) fn broken(store: &Store, promotion: &Promotion) -> Result<Option<Blocker>, OpError> {
    if asked(store, &promotion.source, &promotion.target).is_none() {
        return Ok(None);
    }
    let source = match store.side(&promotion.source, &[]) {
        Ok(source) => source,
        Err(StoreError::NoBranch { .. } | StoreError::UnknownEnvironment { .. }) => {
            return Ok(promotion.plan.changes.first().map(|change| gone(promotion, change)));
        }
        Err(error) => return Err(error.into()),
    };
    let key = first_gone(store, &source, &promotion.plan)?;
    Ok(key.map(|change| gone(promotion, change)))
}

fn gone(promotion: &Promotion, change: &Change) -> Blocker {
    Blocker::SoakBroken { source: promotion.source.clone(), target: promotion.target.clone(), key: change.address() }
}

fn first_gone<'a>(store: &Store, source: &EnvSnapshot, plan: &'a Plan) -> Result<Option<&'a Change>, OpError> {
    for (file, changes) in by_file(plan) {
        let Some(path) = path_in_source(store, source, file) else { continue };
        let entry = store.repo.find_path(source.tree, path.as_bytes())?;
        let now = entry.and_then(|e| if let EntryMode::File(mode) = e.mode { Some((mode, e.oid)) } else { None });
        let then = file.source.as_ref().map(|source| (source.mode, source.blob));
        if now == then {
            continue;
        }
        let values = |blob| values_in(&store.repo, &store.rules, file, &changes, blob, (Side::Source, &path));
        let gone = values(then)?.into_iter().zip(values(now)?).position(|(then, now)| then != now);
        if let Some(at) = gone {
            return Ok(Some(changes[at]));
        }
    }
    Ok(None)
}
