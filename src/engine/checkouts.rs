//! Checked-out files of a target: checked before anything is written, updated afterwards.
//!
//! A command that is killed in between leaves files behind their branch. The next command updates them if the newest
//! commits of the branch are promotion commits, and index and files are exactly those of an older commit. All other
//! differences are the user's changes.

use super::OpError;
use super::context::Context;
use super::sync_local_branch::fast_forward;
use crate::store::Store;
use promote_git::{Checkout, CheckoutLock, FollowRefusal, Repo, trailers};
use promote_model::ObjectId;

/// How many commits files may be behind after killed commands.
const FARTHEST: usize = 32;

/// A move of a branch whose checkouts must be updated.
pub(crate) struct BranchMove {
    /// The branch, without `refs/heads/`.
    pub(crate) branch: String,
    /// The commit of the files before.
    pub(crate) old: ObjectId,
    /// The commit of the files after.
    pub(crate) new: ObjectId,
}

impl BranchMove {
    fn checkouts(&self, repo: &Repo) -> Result<Vec<Checkout>, OpError> {
        Ok(repo.checkouts(&format!("refs/heads/{}", self.branch))?)
    }
}

/// Waits until no other command writes checked-out files; a dry run writes none.
pub(crate) fn lock_checkouts(context: &Context) -> Result<Option<CheckoutLock>, OpError> {
    if context.dry_run {
        return Ok(None);
    }
    Ok(Some(Repo::open(&context.dir)?.lock_checkouts()?))
}

/// Refuses a move that would overwrite local changes in a checkout. The new commit need not be on disk yet. Files that a
/// killed command left behind are updated first, except in a dry run.
///
/// # Errors
/// The files with local changes.
pub(crate) fn check_checkouts(context: &Context, store: &Store, moved: &BranchMove) -> Result<(), OpError> {
    let repo = &store.repo;
    // Local files do not matter where the branch is at a remote.
    if store.authority.remote().is_some() {
        return Ok(());
    }
    for checkout in moved.checkouts(repo)? {
        let Err(error) = repo.check_follow(&checkout, Some(moved.old), moved.new) else { continue };
        let behind = match error {
            FollowRefusal::Files { .. } => left_behind_at(repo, &checkout, moved.old)?,
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

/// The commit below `tip` at which a killed command left the files; `None` where the files have local changes.
fn left_behind_at(repo: &Repo, checkout: &Checkout, tip: ObjectId) -> Result<Option<ObjectId>, OpError> {
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

/// Updates the checkouts of a branch, or the local branch where the branch is at a remote; the roots of updated working
/// trees. After a move that was `done` before, files with local changes are left alone.
///
/// # Errors
/// As [`update_checkouts`].
pub(crate) fn sync_checkouts(
    context: &Context,
    store: &Store,
    moved: &BranchMove,
    done: bool,
) -> Result<Vec<String>, OpError> {
    if context.dry_run {
        return Ok(Vec::new());
    }
    if store.authority.remote().is_some() {
        return Ok(fast_forward(context, store, &moved.branch, moved.new));
    }
    match update_checkouts(&store.repo, moved) {
        // Changes since then are the user's.
        Err(OpError::Follow(FollowRefusal::Files { .. })) if done => Ok(Vec::new()),
        followed => followed,
    }
}

/// Updates the checkouts of a local branch; the roots of updated working trees.
///
/// # Errors
/// Where a checkout changed in the meantime.
pub(crate) fn update_checkouts(repo: &Repo, moved: &BranchMove) -> Result<Vec<String>, OpError> {
    let mut followed = Vec::new();
    for checkout in moved.checkouts(repo)? {
        if repo.follow(&checkout, Some(moved.old), moved.new)? {
            followed.push(checkout.path.display().to_string());
        }
    }
    Ok(followed)
}
