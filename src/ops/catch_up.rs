//! The user's own clone, after a decision was made at a remote: a local branch that is simply behind is brought up, its
//! files with it. Anything else is the user's, and is left alone with a word.
//!
//! Files go first, then the branch: whatever a kill leaves in between, the same can be done again from wherever the
//! branch was, because files may hold the old state or the new one already.

use super::OpError;
use super::context::Context;
use crate::git::{Expected, FollowRefusal, RefUpdate, TransactionError};
use crate::model::ObjectId;
use crate::store::{Judge, Store};

/// Brings the local branch up to where the remote's is; the roots of the working trees whose files followed.
///
/// # Errors
/// Where git fails. What is the user's is only remarked upon: the decision stands.
pub(super) fn catch_up(context: &Context, store: &Store, branch: &str, new: ObjectId) -> Result<Vec<String>, OpError> {
    let (repo, name) = (&store.repo, format!("refs/heads/{branch}"));
    let Judge::Remote { name: remote, .. } = &store.judge else { return Ok(Vec::new()) };
    let Some(old) = repo.refs(&[&name])?.get(&name).copied().filter(|old| *old != new) else { return Ok(Vec::new()) };
    let left = |why: &str| {
        context.remarks.add(format!("your branch {branch} is left as it is: {why}"));
        Ok(Vec::new())
    };
    if !repo.is_ancestor(old, new)? {
        return left(&match repo.is_ancestor(new, old)? {
            true => format!("it has commits that {remote}/{branch} does not have"),
            false => format!("it and {remote}/{branch} have diverged"),
        });
    }
    let checkouts = repo.checkouts(&name)?;
    for checkout in &checkouts {
        match repo.check_follow(checkout, Some(old), new) {
            Ok(()) => {}
            Err(FollowRefusal::Git(error)) => return Err(error.into()),
            Err(refusal) => return left(&refusal.to_string()),
        }
    }
    let mut followed = Vec::new();
    for checkout in &checkouts {
        if repo.follow(checkout, Some(old), new)? {
            followed.push(checkout.path.display().to_string());
        }
    }
    let update = RefUpdate { name, old: Expected::Is(old), new: Some(new) };
    match repo.transaction(&[update], &format!("promote: catch up with {remote}/{branch}")) {
        Ok(()) => Ok(followed),
        Err(TransactionError::LostRace { .. }) => left("it was moved by somebody else at this moment"),
        Err(error) => Err(error.into()),
    }
}
