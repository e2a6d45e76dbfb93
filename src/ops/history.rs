//! What happened before: the last promotion on an edge, and which commit changed a key.

use jiff::Timestamp;

use super::OpError;
use crate::env::change::Change;
use crate::env::content::File;
use crate::env::diff::Pair;
use crate::env::flatten::Rules;
use crate::git::{Commit, EntryMode, Repo};
use crate::model::{ObjectId, Value};
use crate::promotion::plan::PlanFile;
use crate::store::Store;
use crate::store::environment::Side;
use crate::store::ledger::Entry;

/// A commit is looked for no further back than this: it only helps a message.
const FARTHEST: usize = 2000;

/// The source commit of the promotion that was executed last on an edge and still stands.
///
/// # Errors
/// Where the ledger cannot be read.
pub fn last_on_edge(store: &Store, source: &str, target: &str) -> Result<Option<ObjectId>, OpError> {
    Ok(last_of(&store.ledger()?.closed()?, source, target).map(|entry| entry.promotion.plan.source_commit))
}

/// The promotion that was executed last on an edge and still stands, among these.
pub fn last_of<'a>(entries: &'a [Entry], source: &str, target: &str) -> Option<&'a Entry> {
    let on_edge = entries.iter().filter(|e| e.promotion.source == source && e.promotion.target == target);
    let when = |entry: &&Entry| -> Option<Timestamp> { entry.state.executed.as_ref().map(|done| done.at) };
    on_edge.filter(|e| e.state.executed.is_some() && !e.state.rolled_back).max_by_key(when)
}

/// The promotion commit and its parent, where the target still holds it.
///
/// # Errors
/// Where it does not: somebody moved the branch back, or promoted elsewhere.
pub fn promotion_commit(store: &Store, entry: &Entry, target: &Side) -> Result<(Commit, Commit), OpError> {
    let missing = |commit: String| OpError::Missing { id: entry.promotion.id, commit, branch: target.branch.clone() };
    let id = entry.state.executed.as_ref().map(|done| done.commit).ok_or_else(|| missing("nothing".to_owned()))?;
    if !store.repo.is_ancestor(id, target.commit)? {
        return Err(missing(id.to_string()));
    }
    let commit = store.repo.read_commit(id)?;
    let parent = commit.parents.first().copied().ok_or_else(|| missing(id.to_string()))?;
    let parent = store.repo.read_commit(parent)?;
    Ok((commit, parent))
}

/// The newest commit between `since` (exclusive) and `tip` that changed a config.
///
/// # Errors
/// Where history cannot be read.
pub fn who_changed(
    repo: &Repo,
    rules: &Rules,
    file: &PlanFile,
    change: &Change,
    tip: ObjectId,
    since: ObjectId,
) -> Result<Option<Commit>, OpError> {
    let mut newer: Option<(Commit, Option<Value>)> = None;
    for commit in repo.first_parents(tip).take(FARTHEST) {
        let commit = commit?;
        let value = value_at(repo, rules, file, change, commit.tree)?;
        if let Some((newer, then)) = newer
            && then != value
        {
            return Ok(Some(newer));
        }
        if commit.id == since {
            return Ok(None);
        }
        newer = Some((commit, value));
    }
    Ok(None)
}

/// The value of a config in a tree.
fn value_at(
    repo: &Repo,
    rules: &Rules,
    file: &PlanFile,
    change: &Change,
    tree: ObjectId,
) -> Result<Option<Value>, OpError> {
    let Some(entry) = repo.find_path(tree, file.target_path.as_bytes())? else { return Ok(None) };
    let EntryMode::File(mode) = entry.mode else { return Ok(None) };
    let read = File::read(&file.target_path, mode, entry.oid, Some(file.format), repo.read_blob(entry.oid)?);
    let mut pair = Pair::new(&file.file, None, Some(std::sync::Arc::new(read)));
    pair.named |= change.document.is_some();
    let Some(target) = &pair.target else { return Ok(None) };
    let configs = pair.configs(target, rules);
    let found =
        configs.into_iter().find(|c| (c.document.as_deref(), &c.key) == change.place() && c.kind == change.kind);
    Ok(found.map(|c| c.value))
}
