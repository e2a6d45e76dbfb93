//! The life of keys in one environment: each value, and the commit that gave it. The history of the file is read by its path;
//! no tree is opened as a whole.

use super::OpError;
use super::key_reader::{Entry, KeyReader, Was};
use crate::store::Store;
use crate::store::joint::FileLogs;
use promote_model::ObjectId;

/// A value that a key had.
#[derive(Debug, Clone)]
pub(crate) struct LifeState {
    /// What the file had of the key.
    pub(crate) was: Was,
    /// The commit that made it so, the newest on the first parents of the branch; `None` where the history of this clone does
    /// not tell.
    pub(crate) since: Option<ObjectId>,
    /// The path of the file then.
    pub(crate) path: String,
}

/// The life of one key, newest first; empty if the file never had it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Life {
    /// What it was, newest first.
    pub(crate) states: Vec<LifeState>,
    /// Whether older states are left out, because no more were asked for.
    pub(crate) has_more: bool,
}

/// Where a life is read from.
#[derive(Debug, Clone)]
pub(crate) struct LifeStart {
    /// The commit.
    pub(crate) commit: ObjectId,
    /// The path of the file there, or the one that it would have.
    pub(crate) path: String,
    /// The file there.
    pub(crate) entry: Entry,
}

/// How much of a life is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The newest state of each key, and no more of the history than that takes.
    Newest,
    /// At most this number of states of each key, and whether there are more.
    Most(usize),
}

/// Reads the lives of the keys of a file.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn lives(
    store: &Store,
    logs: &mut FileLogs,
    reader: &mut KeyReader<'_>,
    start: &LifeStart,
    reach: Reach,
) -> Result<Vec<Life>, OpError> {
    let most = if let Reach::Most(most) = reach { most } else { 1 };
    let mut lives = vec![Life::default(); reader.places.len()];
    let mut current = reader.read(&start.path, start.entry)?;
    let mut path = start.path.clone();
    let mut cursor = logs.begin(start.commit, &start.path, start.entry);
    while let Some(step) = logs.next(&store.repo, &mut cursor)? {
        let before = reader.read(&step.path_before, step.before)?;
        for (life, (now, then)) in lives.iter_mut().zip(current.iter().zip(before.iter())) {
            if now.is(then) {
                continue;
            }
            match life.states.len() < most {
                true => life.states.push(LifeState { was: now.clone(), since: Some(step.commit), path: path.clone() }),
                false => life.has_more = true,
            }
        }
        (current, path) = (before, step.path_before);
        if lives.iter().all(|life| life.has_more || reach == Reach::Newest && !life.states.is_empty()) {
            return Ok(lives);
        }
    }
    for (life, oldest) in lives.iter_mut().zip(current.iter()) {
        // What is there before the first commit that this clone has is older.
        if cursor.is_cut() && !oldest.is(&Was::Absent) {
            match life.states.len() < most {
                true => life.states.push(LifeState { was: oldest.clone(), since: None, path: path.clone() }),
                false => life.has_more = true,
            }
        }
    }
    Ok(lives)
}
