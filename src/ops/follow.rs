//! Checked-out files of a target: asked before anything is written, brought up afterwards.
//!
//! A command that was killed between the two leaves files that are behind their branch. The next one
//! finds them: where the newest commits of the branch are the product's own, and index and files are
//! exactly what an older one of them had, they are simply brought up. Anything else is the user's.

use super::OpError;
use super::carry::Paths;
use super::context::Context;
use crate::git::{Checkout, CheckoutLock, EntryKind, FollowError, Repo, trailers};
use crate::model::ObjectId;
use crate::store::Store;
use crate::store::environment::Side;

/// How many commits files may be behind after kills.
const FARTHEST: usize = 32;

/// A move of a branch whose checkouts are to follow.
pub(super) struct Move {
    /// The branch.
    pub branch: String,
    /// The commit that the files are at.
    pub old: ObjectId,
    /// The commit that they come to.
    pub new: ObjectId,
    /// The paths that may differ.
    pub paths: Vec<String>,
}

/// Waits until no other command writes checked-out files; a dry run does not write any.
pub(super) fn lock(context: &Context) -> Result<Option<CheckoutLock>, OpError> {
    if context.dry_run {
        return Ok(None);
    }
    Ok(Some(Repo::open(&context.dir)?.lock_checkouts()?))
}

/// Refuses where writing `paths` to the target would overwrite something local in a checkout. The new
/// objects need not be in git yet.
///
/// # Errors
/// The files that are in the way.
pub(super) fn precheck(store: &Store, target: &Side, paths: &Paths) -> Result<(), OpError> {
    let names: Vec<String> = paths.keys().cloned().collect();
    for checkout in store.repo.checkouts(&target.branch)? {
        let mut changed = store.repo.changed(target.tree, target.tree, &names)?;
        for (path, (_, new)) in &mut changed {
            *new = match paths.get(path).copied().flatten() {
                Some((EntryKind::File(mode), id)) => Some((mode, id)),
                _ => None,
            };
        }
        match checkout.check(&changed) {
            Ok(_) => {}
            Err(FollowError::Dirty { .. }) if catch_up(&store.repo, &checkout, target.commit)? => {
                checkout.check(&changed)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Brings a checkout up that a killed command left behind; whether it was one.
fn catch_up(repo: &Repo, checkout: &Checkout, tip: ObjectId) -> Result<bool, OpError> {
    let tip_tree = repo.read_commit(tip)?.tree;
    let mut paths: Vec<String> = Vec::new();
    for commit in repo.first_parents(tip).take(FARTHEST) {
        let commit = commit?;
        let ours = trailers::single(&trailers::parse(&commit.message), "Promotion-Id").is_some();
        let Some(parent) = commit.parents.first().filter(|_| ours) else { return Ok(false) };
        let parent = repo.read_commit(*parent)?;
        paths.extend(repo.differing_paths(parent.tree, commit.tree)?);
        let changed = repo.changed(parent.tree, tip_tree, &paths)?;
        if checkout.check(&changed).is_ok() {
            checkout.follow(parent.id, tip, &changed)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Brings the checkouts of a branch up; the roots of those that were behind.
///
/// # Errors
/// Where a checkout changed in the meantime.
pub(super) fn follow(context: &Context, moved: &Move) -> Result<Vec<String>, OpError> {
    let repo = Repo::open(&context.dir)?;
    let checkouts = repo.checkouts(&moved.branch)?;
    if checkouts.is_empty() {
        return Ok(Vec::new());
    }
    let (old, new) = (repo.read_commit(moved.old)?.tree, repo.read_commit(moved.new)?.tree);
    let changed = repo.changed(old, new, &moved.paths)?;
    let mut followed = Vec::new();
    for checkout in checkouts {
        if checkout.check(&changed)? {
            checkout.follow(moved.old, moved.new, &changed)?;
            followed.push(checkout.root.display().to_string());
        }
    }
    Ok(followed)
}
