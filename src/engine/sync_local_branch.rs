//! Fast-forwards the local branch and its checked-out files after a push to a remote. A branch that cannot be
//! fast-forwarded is left alone, with a remark.
//!
//! The index of the checked-out files is locked before the branch moves, as for a local target; what a kill leaves is
//! finished by the next command.

use super::OpError;
use super::context::Context;
use super::held::HeldFiles;
use super::left_behind::finish_updates;
use crate::store::{Authority, Store};
use promote_git::{Expected, FollowRefusal, RefUpdate, Repo, TransactionError};
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
    let words = |error: OpError| {
        let words = std::iter::once(error.to_string()).chain(error.causes()).collect::<Vec<_>>().join(": ");
        error.hints().into_iter().fold(words, |text, hint| format!("{text}; {hint}"))
    };
    let why = match try_fast_forward(context, &store.repo, remote, branch, new) {
        Ok(LocalBranch::Updated(followed)) => return followed,
        Ok(LocalBranch::Unchanged(why)) => why,
        Err(error @ OpError::FilesBehind { .. }) => {
            context.remarks.add(words(error));
            return Vec::new();
        }
        Err(error) => words(error),
    };
    context.remarks.add(format!("your branch {branch} was not updated: {why}"));
    Vec::new()
}

fn try_fast_forward(
    context: &Context,
    repo: &Repo,
    remote: &str,
    branch: &str,
    new: ObjectId,
) -> Result<LocalBranch, OpError> {
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
    finish_updates(context, repo, Some(branch))?;
    let mut held = HeldFiles::new(&context.interrupt, new);
    for checkout in repo.checkouts(&name)? {
        match repo.hold(&checkout, Some(old), new) {
            Ok(tree) => held.push(tree),
            Err(error @ (FollowRefusal::Git(_) | FollowRefusal::Locked(_))) => return Err(error.into()),
            Err(refusal) => return unchanged(refusal.to_string()),
        }
    }
    let message = format!("promote: fast-forward to {remote}/{branch}");
    match repo.transaction(&[RefUpdate { name, old: Expected::Is(old), new: Some(new) }], &message) {
        Ok(()) => Ok(LocalBranch::Updated(held.follow(repo, None)?)),
        Err(TransactionError::LostRace { .. }) => unchanged("another process moved the branch".to_owned()),
        Err(error @ TransactionError::Unknown { .. }) => {
            held.leave();
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}
