//! Fast-forwards the local branch and its checked-out files after a push to a remote. A branch that cannot be
//! fast-forwarded is left alone, with a remark.
//!
//! Files are updated first, then the branch: after a kill in between, the same steps can be repeated, because files may
//! hold the old or the new state.

use super::OpError;
use super::context::Context;
use crate::store::{Authority, Store};
use promote_git::{Checkout, Expected, FollowRefusal, RefUpdate, Repo, TransactionError};
use promote_model::ObjectId;

/// The result for a local branch.
enum LocalBranch {
    /// The branch is at the remote's commit. Holds the roots of the working trees whose files were updated.
    Updated(Vec<String>),
    /// The branch was not changed, with the reason.
    Unchanged(String),
}

/// Fast-forwards the local branch to the remote's commit; the roots of the working trees whose files were updated. A
/// failure is only a remark, because the push has succeeded.
pub(crate) fn fast_forward(context: &Context, store: &Store, branch: &str, new: ObjectId) -> Vec<String> {
    let Authority::Remote { name: remote, .. } = &store.authority else { return Vec::new() };
    let why = match try_fast_forward(&store.repo, remote, branch, new) {
        Ok(LocalBranch::Updated(followed)) => return followed,
        Ok(LocalBranch::Unchanged(why)) => why,
        Err(error) => error.hints().into_iter().fold(error.to_string(), |text, hint| format!("{text}; {hint}")),
    };
    context.remarks.add(format!("your branch {branch} was not updated: {why}"));
    Vec::new()
}

fn try_fast_forward(repo: &Repo, remote: &str, branch: &str, new: ObjectId) -> Result<LocalBranch, OpError> {
    let name = format!("refs/heads/{branch}");
    let Some(old) = repo.refs(&[&name])?.get(&name).copied().filter(|old| *old != new) else {
        return Ok(LocalBranch::Updated(Vec::new()));
    };
    let unchanged = |why: String| Ok(LocalBranch::Unchanged(why));
    if !repo.is_ancestor(old, new)? {
        return unchanged(match repo.is_ancestor(new, old)? {
            true => format!("the branch has commits that {remote}/{branch} does not have"),
            false => format!("the branch and {remote}/{branch} have diverged"),
        });
    }
    let checkouts = repo.checkouts(&name)?;
    for checkout in &checkouts {
        match repo.check_follow(checkout, Some(old), new) {
            Ok(()) => {}
            Err(error @ (FollowRefusal::Git(_) | FollowRefusal::Locked(_))) => return Err(error.into()),
            Err(refusal) => return unchanged(refusal.to_string()),
        }
    }
    let message = format!("promote: fast-forward to {remote}/{branch}");
    move_with_files(repo, &checkouts, name, (old, new), &message)
}

/// Updates the checkouts, then the branch; restores the checkouts if the branch cannot be moved.
fn move_with_files(
    repo: &Repo,
    checkouts: &[Checkout],
    name: String,
    (old, new): (ObjectId, ObjectId),
    message: &str,
) -> Result<LocalBranch, OpError> {
    let mut updated: Vec<&Checkout> = Vec::new();
    for checkout in checkouts {
        if repo.follow(checkout, Some(old), new)? {
            updated.push(checkout);
        }
    }
    let update = RefUpdate { name, old: Expected::Is(old), new: Some(new) };
    let Err(error) = repo.transaction(&[update], message) else {
        let paths = updated.into_iter().map(|checkout| checkout.path.display().to_string());
        return Ok(LocalBranch::Updated(paths.collect()));
    };
    for checkout in updated {
        repo.follow(checkout, Some(new), old)?;
    }
    match error {
        TransactionError::LostRace { .. } => Ok(LocalBranch::Unchanged("another process moved the branch".to_owned())),
        error => Err(error.into()),
    }
}
