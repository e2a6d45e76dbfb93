//! Looks up history: the commits that changed keys.

use std::collections::{HashMap, HashSet};

use super::OpError;
use promote_core::env::change::{Change, UnitKind};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::Side;
use promote_core::env::lists::ListView;
use promote_core::promotion::plan::PlanFile;
use promote_git::{Commit, EntryMode, Repo};
use promote_model::{FileMode, ObjectId, Value};

/// Commits that are searched; the result only improves messages.
const FARTHEST: usize = 2000;

/// The commits from `tip` back to `since`, inclusive, newest first; a long history is cut off.
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

/// The newest commit that changed each key, on one side of a file.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn changed_by(
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
            // Unchanged files are not read again.
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

/// The entry of a file in a tree.
pub(crate) type Blob = Option<(FileMode, ObjectId)>;

/// The values of keys in one state of their file, of the source or the target.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn values_in(
    repo: &Repo,
    rules: &KeyRules,
    file: &PlanFile,
    changes: &[&Change],
    blob: Blob,
    (end, path): (Side, &str),
) -> Result<Vec<Option<Value>>, OpError> {
    let Some((mode, blob)) = blob else { return Ok(vec![None; changes.len()]) };
    let read = File::read(rules.number, path, (mode, blob), Some(file.format), repo.read_blob(blob)?);
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
