//! The commit of the source's branch whose files a plan takes its values from.

use super::OpError;
use crate::store::Store;
use promote_core::promotion::Plan;
use promote_git::{EntryMode, GitError, IncompleteClone};
use promote_model::ObjectId;

/// The commit of the source's branch whose files a plan takes its values from: the one that it names; after a rebase of the
/// branch, the newest that holds exactly these files. The outer error is git's; the inner one says why there is none.
///
/// # Errors
/// Where git cannot be read, as in a shallow clone.
pub(crate) fn source_commit(store: &Store, source: &str, plan: &Plan) -> Result<Result<ObjectId, String>, OpError> {
    let (commit, short) = (plan.source_commit, plan.source_commit.short());
    let exists = store.repo.exists(commit)?;
    if !exists && store.repo.is_shallow() {
        return Err(GitError::MissingObject { id: commit, lacking: Some(IncompleteClone::Shallow) }.into());
    }
    let branch = store.branch_of(store.environment(source)?);
    if exists && is_on(store, branch, commit)? {
        return Ok(match other_file(store, plan, commit)? {
            None => Ok(commit),
            Some(path) => Err(format!("the plan has another {path} than commit {short}")),
        });
    }
    if let Some(tip) = store.branches.tips.get(branch) {
        for held in store.repo.first_parents(*tip) {
            let held = held?.id;
            if other_file(store, plan, held)?.is_none() {
                return Ok(Ok(held));
            }
        }
    }
    let not_there = match exists {
        true => format!("is not on {branch}, the branch of {source}"),
        false => "is not in this repository".to_owned(),
    };
    Ok(Err(format!("the plan takes its values from commit {short}, which {not_there}")))
}

/// The first file of a plan that a commit of the source holds in another state.
fn other_file<'a>(store: &Store, plan: &'a Plan, commit: ObjectId) -> Result<Option<&'a str>, OpError> {
    let tree = store.repo.read_commit(commit)?.tree;
    for source in plan.files.iter().filter_map(|file| file.source.as_ref()) {
        let entry = store.repo.find_path(tree, source.path.as_bytes())?;
        if entry.map(|entry| (entry.mode, entry.oid)) != Some((EntryMode::File(source.mode), source.blob)) {
            return Ok(Some(&source.path));
        }
    }
    Ok(None)
}

/// Whether a branch holds a commit; of a branch that is gone, whether any other branch but the ledger does: environments
/// are renamed and moved.
fn is_on(store: &Store, branch: &str, commit: ObjectId) -> Result<bool, OpError> {
    let tips = &store.branches.tips;
    if let Some(tip) = tips.get(branch) {
        return Ok(store.is_in(commit, *tip)?);
    }
    for (_, tip) in tips.iter().filter(|(name, _)| **name != store.policy.ledger) {
        if store.is_in(commit, *tip)? {
            return Ok(true);
        }
    }
    Ok(false)
}
