//! The commits of one or two branches that touched the files of a judgement, newest first.

use std::collections::VecDeque;
use std::sync::Arc;

use super::branch_log::BranchLog;
use crate::store::StoreError;
use promote_core::env::judge::End;
use promote_git::{PathCommit, PathScopes, Repo};
use promote_model::ObjectId;

/// The logs that were read so far.
#[derive(Debug, Default)]
pub(super) struct Logs(Vec<BranchLog>);

/// The history of files on the first parents of one branch.
struct Stream {
    paths: Vec<String>,
    log: usize,
    at: usize,
    read: VecDeque<Arc<PathCommit>>,
}

/// The commits of the source's and the target's branch in one order: that of the committer's time, and on each branch
/// that of the branch.
pub(super) struct Streams<'l> {
    repo: &'l Repo,
    logs: &'l mut Logs,
    streams: Vec<Stream>,
}

impl Logs {
    pub(super) fn add(&mut self, log: BranchLog) {
        self.0.push(log);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The log that has the history of files at a commit, and where it begins there.
    pub(super) fn at(&mut self, from: ObjectId, paths: &[String]) -> (usize, usize) {
        let known = self.0.iter().enumerate().find_map(|(log, known)| Some((log, known.position(from, paths)?)));
        known.unwrap_or_else(|| {
            self.0.push(BranchLog::new(from, PathScopes::of(paths.iter().map(String::as_str))));
            (self.0.len() - 1, 0)
        })
    }
}

impl Logs {
    pub(super) fn log(&mut self, at: usize) -> &mut BranchLog {
        &mut self.0[at]
    }
}

impl Stream {
    /// Whether more is left than what was taken out of its log.
    fn has_more(&self, logs: &[BranchLog]) -> bool {
        logs[self.log].has_more_from(self.at)
    }
}

impl<'l> Streams<'l> {
    /// The histories of files, each from a commit on.
    pub(super) fn new(repo: &'l Repo, logs: &'l mut Logs, sides: Vec<(ObjectId, Vec<String>)>) -> Self {
        let stream = |(from, paths): (ObjectId, Vec<String>)| {
            let (log, at) = logs.at(from, &paths);
            Stream { paths, log, at, read: VecDeque::new() }
        };
        let streams = sides.into_iter().map(stream).collect();
        Self { repo, logs, streams }
    }

    /// Reads on where nothing is left of what was read.
    fn fill(&mut self) -> Result<(), StoreError> {
        for stream in &mut self.streams {
            let log = &mut self.logs.0[stream.log];
            while stream.read.is_empty() {
                let (read, after) = log.read_from(self.repo, stream.at, &stream.paths)?;
                stream.at = stream.at.max(after);
                stream.read.extend(read);
                if !stream.read.is_empty() || !log.has_more_from(stream.at) {
                    break;
                }
                log.more(self.repo)?;
            }
        }
        Ok(())
    }

    /// The next commits with the number of their stream; empty at the end.
    pub(super) fn page(&mut self) -> Result<Vec<(usize, Arc<PathCommit>)>, StoreError> {
        self.fill()?;
        let mut page = Vec::new();
        let logs = &self.logs.0;
        // Where a branch has more, what is older on the other one has to wait for it.
        while self.streams.iter().all(|stream| !stream.read.is_empty() || !stream.has_more(logs)) {
            let newest = |(_, stream): &(usize, &mut Stream)| stream.read.front().map(|first| first.seconds);
            let waiting = self.streams.iter_mut().enumerate().filter(|(_, stream)| !stream.read.is_empty());
            let Some((at, stream)) = waiting.max_by_key(newest) else { break };
            page.extend(stream.read.pop_front().map(|commit| (at, commit)));
        }
        Ok(page)
    }

    /// Whether nothing is left to read.
    pub(super) fn has_ended(&self) -> bool {
        self.streams.iter().all(|stream| stream.read.is_empty() && !stream.has_more(&self.logs.0))
    }

    /// How the history ends.
    pub(super) fn end(&self) -> End {
        let is_cut = |stream: &Stream| self.logs.0[stream.log].is_cut();
        if self.streams.iter().any(is_cut) { End::Shallow } else { End::Complete }
    }
}
