//! The joint history of the files of two environments, and what it says about each key that differs.
//!
//! ```text
//! the commits that touched the files    one `git log` of each branch, in pages, newest first
//! the states of each file pair          the files after each of these commits
//! the judgement of each key             promote_core::env::judge
//! ```
//!
//! Directories and keys in one file have one branch. Two branches are read along their own first parents and interleaved by
//! the committers' times; their merge base says nothing, because squashes and cherry-picks make it wrong.

mod branch_log;
mod deepen;
mod file;
mod memo;
mod one_file;
mod remembered;
mod rename;
mod shared;
mod stream;
mod touch;

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::environment::EnvSnapshot;
use super::progress::Progress;
use super::{Store, StoreError};
use file::{FileHistory, is_one_branch};
pub(crate) use one_file::FileLogs;
use promote_core::env::judge::{End, Judgement};
use promote_git::PathCommit;
use promote_model::ObjectId;
pub(crate) use shared::{ChangedFile, DEPTH, JudgeRequest, Shared};
use stream::{Logs, Streams};
use touch::{Touch, entry};

/// With fewer files than this, they are read in one thread.
const MIN_PARALLEL: usize = 4;

impl Store {
    /// Judges the differing keys of files by the history that this clone has.
    fn judge_once(
        &self,
        sides: (&EnvSnapshot, &EnvSnapshot),
        files: &[ChangedFile<'_>],
        request: JudgeRequest,
        shared: &Shared,
    ) -> Result<Vec<Vec<Judgement>>, StoreError> {
        let mut histories: Vec<FileHistory<'_>> =
            files.iter().map(|file| FileHistory::new(self, sides, file, (request, shared))).collect();
        let mut ends = vec![End::Complete; histories.len()];
        let logs = &mut *shared.logs();
        let _told = self.watcher.until_over();
        let mut round: Vec<usize> = (0..histories.len()).collect();
        while !round.is_empty() {
            let mut by_start: BTreeMap<[ObjectId; 2], Vec<usize>> = BTreeMap::new();
            for at in round.drain(..) {
                histories[at].is_renamed = false;
                by_start.entry(histories[at].resume).or_default().push(at);
            }
            for (from, group) in by_start {
                let end = self.follow((sides, from), logs, &mut histories, &group)?;
                for at in group {
                    ends[at] = end;
                    if histories[at].is_open() && histories[at].is_renamed {
                        round.push(at);
                    }
                }
            }
        }
        let finish = |(history, end): (FileHistory<'_>, End)| history.finish(end);
        if histories.len() < MIN_PARALLEL {
            return histories.into_iter().zip(ends).map(finish).collect();
        }
        histories.into_par_iter().zip(ends).map(finish).collect()
    }

    /// Reads the history of a group of files from a commit of each side, until each is decided or was renamed.
    fn follow(
        &self,
        (sides, from): ((&EnvSnapshot, &EnvSnapshot), [ObjectId; 2]),
        logs: &mut Logs,
        histories: &mut [FileHistory<'_>],
        group: &[usize],
    ) -> Result<End, StoreError> {
        let one = is_one_branch(sides, from);
        let mut places: HashMap<(usize, String), Vec<(usize, usize)>> = HashMap::new();
        for at in group {
            for (side, path) in histories[*at].paths.iter().enumerate() {
                let stream = if one { 0 } else { side };
                if let Some(path) = path {
                    places.entry((stream, path.clone())).or_default().push((*at, side));
                }
            }
        }
        let paths = |stream: usize| {
            let mut paths: Vec<String> =
                places.keys().filter(|(of, _)| *of == stream).map(|(_, path)| path.clone()).collect();
            paths.sort();
            paths
        };
        let sides = (0..if one { 1 } else { 2 }).map(|at| (from[at], paths(at))).collect();
        let mut streams = Streams::new(&self.repo, logs, sides);
        let open = |history: &FileHistory<'_>| history.is_open() && !history.is_renamed;
        while group.iter().any(|at| open(&histories[*at])) && !streams.has_ended() {
            let done = histories.iter().filter(|history| !history.is_open()).count();
            self.watcher.tell(Progress::Judged(done, histories.len()));
            for (stream, commit) in streams.page()? {
                for (at, touch) in touches(&places, stream, &commit) {
                    histories[at].waiting.push_back(touch);
                }
            }
            let mut waiting: Vec<&mut FileHistory<'_>> =
                histories.iter_mut().filter(|history| !history.waiting.is_empty()).collect();
            if waiting.len() < MIN_PARALLEL {
                waiting.iter_mut().try_for_each(|history| history.read())?;
            } else {
                waiting.par_iter_mut().try_for_each(|history| history.read())?;
            }
        }
        Ok(streams.end())
    }
}

/// What a commit was to each file: the entries before it.
fn touches(
    places: &HashMap<(usize, String), Vec<(usize, usize)>>,
    stream: usize,
    commit: &PathCommit,
) -> BTreeMap<usize, Touch> {
    let mut found: BTreeMap<usize, Touch> = BTreeMap::new();
    for change in &commit.changes {
        let Ok(path) = std::str::from_utf8(&change.path) else { continue };
        for (at, side) in places.get(&(stream, path.to_owned())).into_iter().flatten() {
            let touch = Touch { commit: commit.commit, parent: commit.parent, before: [None, None] };
            found.entry(*at).or_insert(touch).before[*side] = Some(entry(change.old));
        }
    }
    found
}
