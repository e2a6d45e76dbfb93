//! Checked-out files of a target: asked before anything is written, brought up afterwards.
//!
//! A command that was killed between the two leaves files that are behind their branch. The next one
//! finds them: where the newest commits of the branch are the product's own, and index and files are
//! exactly what an older one of them had, they are simply brought up. Anything else is the user's.

use super::OpError;
use super::context::Context;
use super::sync_local_branch::fast_forward;
use crate::store::Store;
use promote_git::{Checkout, CheckoutLock, FollowRefusal, Repo, trailers};
use promote_model::ObjectId;

/// How many commits files may be behind after kills.
const FARTHEST: usize = 32;

/// A move of a branch whose checkouts are to follow.
pub(crate) struct Move {
    /// The branch, without `refs/heads/`.
    pub(crate) branch: String,
    /// The commit that the files are at.
    pub(crate) old: ObjectId,
    /// The commit that they come to.
    pub(crate) new: ObjectId,
}

impl Move {
    fn checkouts(&self, repo: &Repo) -> Result<Vec<Checkout>, OpError> {
        Ok(repo.checkouts(&format!("refs/heads/{}", self.branch))?)
    }
}

/// Waits until no other command writes checked-out files; a dry run does not write any.
pub(crate) fn lock(context: &Context) -> Result<Option<CheckoutLock>, OpError> {
    if context.dry_run {
        return Ok(None);
    }
    Ok(Some(Repo::open(&context.dir)?.lock_checkouts()?))
}

/// Refuses where the move would overwrite something local in a checkout. The new commit need not be
/// on the disk yet. Files that a killed command left behind are brought up first, but not in a dry run.
///
/// # Errors
/// The files that are in the way.
pub(crate) fn precheck(context: &Context, store: &Store, moved: &Move) -> Result<(), OpError> {
    let repo = &store.repo;
    // What a remote decides does not hang on anybody's files.
    if store.judge.remote().is_some() {
        return Ok(());
    }
    for checkout in moved.checkouts(repo)? {
        let Err(error) = repo.check_follow(&checkout, Some(moved.old), moved.new) else { continue };
        let behind = match error {
            FollowRefusal::Files { .. } => behind(repo, &checkout, moved.old)?,
            _ => None,
        };
        match behind {
            None => return Err(error.into()),
            Some(at) if context.dry_run => repo.check_follow(&checkout, Some(at), moved.new)?,
            Some(at) => {
                repo.follow(&checkout, Some(at), moved.old)?;
                repo.check_follow(&checkout, Some(moved.old), moved.new)?;
            }
        }
    }
    Ok(())
}

/// The commit below `tip` that a killed command left the files of a checkout at; `None` where the
/// files are not ours.
fn behind(repo: &Repo, checkout: &Checkout, tip: ObjectId) -> Result<Option<ObjectId>, OpError> {
    for commit in repo.first_parents(tip).take(FARTHEST) {
        let commit = commit?;
        let ours = trailers::single(&trailers::parse(&commit.message), "Promotion-Id").is_some();
        let Some(parent) = commit.parents.first().filter(|_| ours) else { return Ok(None) };
        if repo.check_follow(checkout, Some(*parent), tip).is_ok() {
            return Ok(Some(*parent));
        }
    }
    Ok(None)
}

/// Brings the checkouts of a branch up; the roots of those that were behind. What was `done` before is only made up for
/// where that touches nothing of the user's.
///
/// # Errors
/// As [`follow`].
pub(crate) fn settle(context: &Context, store: &Store, moved: &Move, done: bool) -> Result<Vec<String>, OpError> {
    if context.dry_run {
        return Ok(Vec::new());
    }
    if store.judge.remote().is_some() {
        return Ok(fast_forward(context, store, &moved.branch, moved.new));
    }
    match follow(&store.repo, moved) {
        // Whatever was changed since is the user's.
        Err(OpError::Follow(FollowRefusal::Files { .. })) if done => Ok(Vec::new()),
        followed => followed,
    }
}

/// Brings the checkouts of a branch of this repository up; the roots of those that were behind.
///
/// # Errors
/// Where a checkout changed in the meantime.
pub(crate) fn follow(repo: &Repo, moved: &Move) -> Result<Vec<String>, OpError> {
    let mut followed = Vec::new();
    for checkout in moved.checkouts(repo)? {
        if repo.follow(&checkout, Some(moved.old), moved.new)? {
            followed.push(checkout.path.display().to_string());
        }
    }
    Ok(followed)
}
