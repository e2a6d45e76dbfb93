//! Checked-out files of a target: checked and locked before anything is written, updated afterwards.
//!
//! A command that is killed in between leaves files behind their branch, with their index locked; the next command
//! finishes them (`left_behind`). Files without that lock are updated by the next move of the branch if the newest
//! commits of the branch are promotion commits, and index and files are exactly those of an older commit. All other
//! differences are the user's changes.

use super::OpError;
use super::context::Context;
use super::held::HeldFiles;
use super::landed::Landed;
use super::left_behind::finish_updates;
use super::sync_local_branch::fast_forward;
use crate::store::Store;
use promote_git::{Checkout, FollowRefusal, Repo, trailers};
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

/// Locks the index of the checkouts of a branch before it moves, and refuses a move that would overwrite local changes.
/// The new commit need not be on disk yet. Files that a killed command left behind are updated first. A dry run only
/// checks.
///
/// # Errors
/// The files with local changes.
pub(crate) fn hold_checkouts(context: &Context, store: &Store, moved: &BranchMove) -> Result<HeldFiles, OpError> {
    let repo = &store.repo;
    let mut held = HeldFiles::new(&context.interrupt, moved.new);
    // Local files do not matter where the branch is at a remote.
    if store.authority.remote().is_some() {
        return Ok(held);
    }
    if !context.dry_run {
        finish_updates(context, repo, Some(&moved.branch))?;
    }
    for checkout in moved.checkouts(repo)? {
        let Err(error) = hold(context, repo, &checkout, (moved.old, moved.new), &mut held) else { continue };
        let behind = match error {
            FollowRefusal::Files { .. } => left_behind_at(repo, &checkout, moved.old)?,
            _ => None,
        };
        match behind {
            None => return Err(error.into()),
            Some(at) if context.dry_run => repo.check_follow(&checkout, Some(at), moved.new)?,
            Some(at) => {
                repo.follow(&checkout, Some(at), moved.old)?;
                hold(context, repo, &checkout, (moved.old, moved.new), &mut held)?;
            }
        }
    }
    Ok(held)
}

/// Locks one checkout; in a dry run, checks it.
fn hold(
    context: &Context,
    repo: &Repo,
    checkout: &Checkout,
    (old, new): (ObjectId, ObjectId),
    held: &mut HeldFiles,
) -> Result<(), FollowRefusal> {
    if context.dry_run {
        return repo.check_follow(checkout, Some(old), new);
    }
    held.push(repo.hold(checkout, Some(old), new)?);
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

/// Updates the checkouts of a branch that moved before this command, or the local branch where the branch is at a
/// remote; the roots of updated working trees. After a move that was `done` and recorded before, files with local changes
/// are left alone.
///
/// # Errors
/// Where a checkout cannot be updated.
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
    let repo = &store.repo;
    finish_updates(context, repo, Some(&moved.branch))?;
    let mut followed = Vec::new();
    for checkout in moved.checkouts(repo)? {
        match repo.follow(&checkout, Some(moved.old), moved.new) {
            Ok(true) => followed.push(checkout.path.display().to_string()),
            Ok(false) => {}
            // Changes since then are the user's.
            Err(FollowRefusal::Files { .. }) if done => {}
            Err(error) => {
                let landed = Box::new(Landed::named(store, &moved.branch, moved.new));
                return Err(OpError::FilesBehind { landed, checkout: checkout.path, error: Box::new(error) });
            }
        }
    }
    Ok(followed)
}
