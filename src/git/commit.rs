//! Commits as plain values: read from git's own text, written as such.

use super::{Repo, Result};
use crate::model::ObjectId;

/// Who and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// Seconds since 1970, UTC.
    pub seconds: i64,
    /// The offset of the clock that was read, in minutes east of UTC.
    pub offset: i32,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents, the first one first.
    pub parents: Vec<ObjectId>,
    /// Who wrote it.
    pub author: Signature,
    /// Who committed it.
    pub committer: Signature,
    /// The whole message.
    pub message: String,
}

/// A commit to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitDraft {
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents, the first one first.
    pub parents: Vec<ObjectId>,
    /// Who wrote it.
    pub author: Signature,
    /// Who commits it.
    pub committer: Signature,
    /// The whole message.
    pub message: String,
}

/// A commit, its first parent, that one's first parent, and so on.
#[derive(Debug)]
pub struct FirstParents<'r> {
    repo: &'r Repo,
    next: Option<ObjectId>,
}

impl Repo {
    /// Reads a commit.
    pub fn read_commit(&self, id: ObjectId) -> Result<Commit> {
        let _ = id;
        todo!()
    }
    /// The commits from `from` along first parents to the root.
    pub fn first_parents(&self, from: ObjectId) -> FirstParents<'_> {
        FirstParents { repo: self, next: Some(from) }
    }
}

impl Iterator for FirstParents<'_> {
    type Item = Result<Commit>;

    fn next(&mut self) -> Option<Self::Item> {
        let _ = (self.repo, self.next);
        todo!()
    }
}
