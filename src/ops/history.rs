//! What happened before: the last promotion on an edge, and which commit changed a key.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::OpError;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::{Ended, Ledger, LedgerEntry};
use promote_core::env::change::{Change, UnitKind};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::Side;
use promote_core::env::lists::ListView;
use promote_core::promotion::plan::PlanFile;
use promote_git::{Commit, EntryMode, GitError, Lacking, Repo};
use promote_model::{FileMode, ObjectId, Value};

/// A commit is looked for no further back than this: it only helps a message.
const FARTHEST: usize = 2000;

/// The source commit of the promotion that was executed last on an edge and still stands.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn last_on_edge(store: &Store, source: &str, target: &str) -> Result<Option<ObjectId>, OpError> {
    let ledger = store.ledger()?;
    Ok(last_of(&ledger, &ledger.closed()?, source, target)?.map(|last| last.head.source_commit))
}

/// The promotion that was executed last on an edge and still stands, among these.
///
/// # Errors
/// Where the ledger cannot be read.
pub(crate) fn last_of<'a>(
    ledger: &Ledger<'_>,
    ended: &'a [Ended],
    source: &str,
    target: &str,
) -> Result<Option<&'a Ended>, OpError> {
    let stands = |ended: &&Ended| ended.state.executed.is_some() && !ended.state.rolled_back;
    let on_edge = ended.iter().filter(|e| e.head.source == source && e.head.target == target).filter(stands);
    let second = |ended: &&Ended| ended.state.executed.as_ref().map(|done| done.at.as_second());
    let mut latest: Vec<&Ended> = Vec::new();
    for ended in on_edge {
        match second(&ended).cmp(&latest.first().and_then(second)) {
            Ordering::Less => continue,
            Ordering::Equal => {}
            Ordering::Greater => latest.clear(),
        }
        latest.push(ended);
    }
    ledger.newest_first(&mut latest)?;
    Ok(latest.first().copied())
}

/// The promotion commit and its parent, where the target still holds it.
///
/// # Errors
/// Where it does not: somebody moved the branch back, or promoted elsewhere.
pub(crate) fn promotion_commit(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
) -> Result<(Commit, Commit), OpError> {
    let missing = |commit: String| OpError::Missing { id: entry.promotion.id, commit, branch: target.branch.clone() };
    let id = entry.state.executed.as_ref().map(|done| done.commit).ok_or_else(|| missing("nothing".to_owned()))?;
    if !store.repo.is_ancestor(id, target.commit)? {
        // Where history is cut off, nothing can be said about what lies behind.
        if store.repo.is_shallow() {
            return Err(GitError::MissingObject { id, lacking: Some(Lacking::History) }.into());
        }
        return Err(missing(id.to_string()));
    }
    let commit = store.repo.read_commit(id)?;
    let parent = commit.parents.first().copied().ok_or_else(|| missing(id.to_string()))?;
    let parent = store.repo.read_commit(parent)?;
    Ok((commit, parent))
}

/// The commits from `tip` back to `since`, both with them, newest first; not all of a long history.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn commits_since(repo: &Repo, tip: ObjectId, since: ObjectId) -> Result<Vec<Commit>, OpError> {
    let mut commits = Vec::new();
    for commit in repo.first_parents(tip).take(FARTHEST) {
        let commit = commit?;
        let last = commit.id == since;
        commits.push(commit);
        if last {
            break;
        }
    }
    Ok(commits)
}

/// For each change of a file, on one side of it: the newest of these commits that changed its config.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn who_changed(
    repo: &Repo,
    rules: &KeyRules,
    file: &PlanFile,
    changes: &[&Change],
    commits: &[Commit],
    (end, path): (Side, &str),
) -> Result<Vec<Option<Commit>>, OpError> {
    let mut who: Vec<Option<Commit>> = vec![None; changes.len()];
    let entry = |commit: &Commit| {
        let entry = repo.find_path(commit.tree, path.as_bytes())?;
        Ok::<_, OpError>(
            entry.and_then(|e| if let EntryMode::File(mode) = e.mode { Some((mode, e.oid)) } else { None }),
        )
    };
    let mut newer: Option<(&Commit, Blob, Vec<Option<Value>>)> = None;
    for commit in commits {
        let entry = entry(commit)?;
        let values = match newer {
            // A file is read only where it changed.
            Some((_, blob, values)) if blob == entry => values,
            Some((newer, _, then)) => {
                let values = values_in(repo, rules, file, changes, entry, (end, path))?;
                for (who, (then, now)) in who.iter_mut().zip(then.iter().zip(&values)) {
                    if who.is_none() && then != now {
                        *who = Some(newer.clone());
                    }
                }
                values
            }
            None => values_in(repo, rules, file, changes, entry, (end, path))?,
        };
        if who.iter().all(Option::is_some) {
            break;
        }
        newer = Some((commit, entry, values));
    }
    Ok(who)
}

/// A file as a tree has it.
pub(super) type Blob = Option<(FileMode, ObjectId)>;

/// The values of configs in one state of their file, which is the source's or the target's.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn values_in(
    repo: &Repo,
    rules: &KeyRules,
    file: &PlanFile,
    changes: &[&Change],
    blob: Blob,
    (end, path): (Side, &str),
) -> Result<Vec<Option<Value>>, OpError> {
    let Some((mode, blob)) = blob else { return Ok(vec![None; changes.len()]) };
    let read = File::read(path, mode, blob, Some(file.format), repo.read_blob(blob)?);
    let whole = Value::File(read.value.clone());
    let read = Some(std::sync::Arc::new(read));
    let (source, target) = if end == Side::Source { (read, None) } else { (None, read) };
    let mut pair = FilePair::new(&file.file, source, target).with_keys(file.keys());
    pair.elsewhere = file.path(if end == Side::Source { Side::Target } else { Side::Source }).map(str::to_owned);
    pair.naming.admit(changes.iter().filter_map(|change| change.document.as_deref()));
    pair.seen = ListView::of(changes.iter().copied());
    let asked: HashSet<_> = changes.iter().map(|change| change.place()).collect();
    let configs = pair.configs_where(end, rules, |found| asked.contains(&found.place()));
    let by_place: HashMap<_, _> = configs.iter().map(|c| ((c.document.as_deref(), &c.key), c)).collect();
    let value = |change: &&Change| match change.kind {
        UnitKind::File => Some(whole.clone()),
        kind => by_place.get(&change.place()).filter(|c| c.kind == kind).map(|c| c.value.clone()),
    };
    Ok(changes.iter().map(value).collect())
}
