//! The user's own clone, after a decision was made at a remote: a local branch that is simply behind is brought up, its
//! files with it. Anything else is the user's, and is left alone with a word.
//!
//! Files go first, then the branch: whatever a kill leaves in between, the same can be done again from wherever the
//! branch was, because files may hold the old state or the new one already.

use super::OpError;
use super::context::Context;
use crate::store::{Authority, Store};
use promote_git::{Checkout, Expected, FollowRefusal, RefUpdate, Repo, TransactionError};
use promote_model::ObjectId;

/// What became of a local branch.
enum Local {
    /// It is where the remote's is; the roots of the working trees whose files followed.
    Up(Vec<String>),
    /// It is left as it is, and why.
    Left(String),
}

/// Brings the local branch up to where the remote's is; the roots of the working trees whose files followed. Whatever
/// keeps it from that is only remarked upon: the decision stands.
pub(crate) fn catch_up(context: &Context, store: &Store, branch: &str, new: ObjectId) -> Vec<String> {
    let Authority::Remote { name: remote, .. } = &store.authority else { return Vec::new() };
    let why = match bring_up(&store.repo, remote, branch, new) {
        Ok(Local::Up(followed)) => return followed,
        Ok(Local::Left(why)) => why,
        Err(error) => error.hints().into_iter().fold(error.to_string(), |text, hint| format!("{text}; {hint}")),
    };
    context.remarks.add(format!("your branch {branch} is left as it is: {why}"));
    Vec::new()
}

fn bring_up(repo: &Repo, remote: &str, branch: &str, new: ObjectId) -> Result<Local, OpError> {
    let name = format!("refs/heads/{branch}");
    let Some(old) = repo.refs(&[&name])?.get(&name).copied().filter(|old| *old != new) else {
        return Ok(Local::Up(Vec::new()));
    };
    let left = |why: String| Ok(Local::Left(why));
    if !repo.is_ancestor(old, new)? {
        return left(match repo.is_ancestor(new, old)? {
            true => format!("it has commits that {remote}/{branch} does not have"),
            false => format!("it and {remote}/{branch} have diverged"),
        });
    }
    let checkouts = repo.checkouts(&name)?;
    for checkout in &checkouts {
        match repo.check_follow(checkout, Some(old), new) {
            Ok(()) => {}
            Err(error @ (FollowRefusal::Git(_) | FollowRefusal::Locked(_))) => return Err(error.into()),
            Err(refusal) => return left(refusal.to_string()),
        }
    }
    let mut followed: Vec<&Checkout> = Vec::new();
    for checkout in &checkouts {
        if repo.follow(checkout, Some(old), new)? {
            followed.push(checkout);
        }
    }
    let update = RefUpdate { name, old: Expected::Is(old), new: Some(new) };
    let Err(error) = repo.transaction(&[update], &format!("promote: catch up with {remote}/{branch}")) else {
        return Ok(Local::Up(followed.into_iter().map(|checkout| checkout.path.display().to_string()).collect()));
    };
    // The branch stays where it is, so do its files.
    for checkout in followed {
        repo.follow(checkout, Some(new), old)?;
    }
    match error {
        TransactionError::LostRace { .. } => left("it was moved by somebody else at this moment".to_owned()),
        error => Err(error.into()),
    }
}
