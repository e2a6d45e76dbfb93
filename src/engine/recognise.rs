//! Which promotions a commit of a target names. Hosts rewrite messages when they merge, and merge commits have messages of
//! their own, so the names are looked for in all paragraphs and in all commits that a merge brings. A name proves nothing:
//! the commit must also change exactly what the promotion, or its rollback, changes.

use super::OpError;
use crate::store::Store;
use promote_core::policy::verify::{CommitKind, TrailerClaim};
use promote_git::{Commit, trailers};

/// The promotions that a commit names in its message; for a merge, also those that the merged commits name.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn named_promotions(store: &Store, commit: &Commit) -> Result<Vec<TrailerClaim>, OpError> {
    let mut found = in_message(&commit.message);
    for commit in merged_commits(store, commit)? {
        for claim in in_message(&commit.message) {
            if !found.contains(&claim) {
                found.push(claim);
            }
        }
    }
    Ok(found)
}

/// The commits that a merge brings to its first parent; none for other commits.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn merged_commits(store: &Store, merge: &Commit) -> Result<Vec<Commit>, OpError> {
    match merge.parents.split_first() {
        Some((first, others)) if !others.is_empty() => Ok(store.commits_not_in(others, *first)?),
        _ => Ok(Vec::new()),
    }
}

fn in_message(message: &str) -> Vec<TrailerClaim> {
    // Most commits have no such line.
    if !message.contains("Promotion-") && !message.to_ascii_lowercase().contains("promotion-") {
        return Vec::new();
    }
    let rollbacks = trailers::mentioned(message, "Promotion-Rollback");
    let digests: Vec<String> = trailers::mentioned(message, "Plan-Digest").into_iter().map(str::to_owned).collect();
    let claim = |id: &str| TrailerClaim {
        id: id.to_owned(),
        digests: digests.clone(),
        kind: if rollbacks.contains(&id) { CommitKind::Rollback } else { CommitKind::Promotion },
    };
    trailers::mentioned(message, "Promotion-Id").into_iter().map(claim).collect()
}
