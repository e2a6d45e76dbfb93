//! The commits of one or two branches that touched the files of a judgement, newest first.

use std::collections::VecDeque;

use super::boundary::is_cut;
use super::branch_log::BranchLog;
use crate::store::StoreError;
use promote_core::env::judge::End;
use promote_git::{PathCommit, Repo};
use promote_model::ObjectId;

/// The commits of the first page; each further page has four times as many.
const PAGE: usize = 64;

/// The history of paths on the first parents of one branch.
pub(super) struct Stream<'r> {
    repo: &'r Repo,
    paths: Vec<String>,
    /// Where the next page begins; `None` after the last one.
    next: Option<Next<'r>>,
    page: usize,
    read: VecDeque<PathCommit>,
    is_cut: bool,
}

/// Where a page begins.
enum Next<'r> {
    /// At a commit; git reads it.
    Commit(ObjectId),
    /// At a position of a log that was read before.
    Position(&'r BranchLog, usize),
}

impl<'r> Stream<'r> {
    pub(super) fn new(repo: &'r Repo, from: ObjectId, paths: Vec<String>) -> Self {
        Self { repo, paths, next: Some(Next::Commit(from)), page: PAGE, read: VecDeque::new(), is_cut: false }
    }

    /// The same out of one of these logs, if one of them has the commit and the paths.
    pub(super) fn out_of(mut self, logs: &'r [BranchLog]) -> Self {
        if let Some(Next::Commit(from)) = self.next {
            let found = logs.iter().find_map(|log| Some((log, log.position(from, &self.paths)?)));
            self.next = found.map_or(self.next, |(log, at)| Some(Next::Position(log, at)));
        }
        self
    }

    /// Reads the next page, if there is one.
    fn fill(&mut self) -> Result<(), StoreError> {
        match self.next.take() {
            None => {}
            Some(Next::Commit(from)) => {
                let paths: Vec<&str> = self.paths.iter().map(String::as_str).collect();
                let mut page = self.repo.path_log(from, &paths, self.page)?;
                let is_last = page.len() < self.page;
                self.is_cut = is_cut(self.repo, &mut page, is_last)?;
                self.next =
                    page.last().filter(|_| !is_last && !self.is_cut).and_then(|last| last.parent).map(Next::Commit);
                self.read.extend(page);
            }
            Some(Next::Position(log, at)) => {
                let page = log.page(at, &self.paths, self.page);
                self.is_cut = page.next.is_none() && log.is_cut();
                self.next = page.next.map(|at| Next::Position(log, at));
                self.read.extend(page.commits);
            }
        }
        self.page *= 4;
        Ok(())
    }
}

/// The commits of the source's and the target's branch in one order: that of the committer's time, and on each branch
/// that of the branch.
pub(super) struct Streams<'r> {
    streams: Vec<Stream<'r>>,
}

impl<'r> Streams<'r> {
    pub(super) fn new(streams: Vec<Stream<'r>>) -> Self {
        Self { streams }
    }

    /// The next commits with the number of their stream; empty at the end.
    pub(super) fn page(&mut self) -> Result<Vec<(usize, PathCommit)>, StoreError> {
        for stream in &mut self.streams {
            if stream.read.is_empty() {
                stream.fill()?;
            }
        }
        let mut page = Vec::new();
        // Where a branch has more, what is older on the other one has to wait for it.
        while self.streams.iter().all(|stream| !stream.read.is_empty() || stream.next.is_none()) {
            let newest = |(_, stream): &(usize, &mut Stream<'r>)| stream.read.front().map(|first| first.seconds);
            let waiting = self.streams.iter_mut().enumerate().filter(|(_, stream)| !stream.read.is_empty());
            let Some((at, stream)) = waiting.max_by_key(newest) else { break };
            page.extend(stream.read.pop_front().map(|commit| (at, commit)));
        }
        Ok(page)
    }

    /// Whether nothing is left to read.
    pub(super) fn has_ended(&self) -> bool {
        self.streams.iter().all(|stream| stream.read.is_empty() && stream.next.is_none())
    }

    /// How the history ends.
    pub(super) fn end(&self) -> End {
        if self.streams.iter().any(|stream| stream.is_cut) { End::Shallow } else { End::Complete }
    }
}
