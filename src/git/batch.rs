//! Objects to be written together: kept in memory, readable at once, on disk and flushed when told so.

use std::collections::BTreeMap;

use super::commit::CommitDraft;
use super::tree::TreeEntry;
use super::{Repo, Result};
use crate::model::{FileMode, ObjectId};

/// A file to set at a path, or `None` to remove what is there.
pub type Change = Option<(FileMode, ObjectId)>;

/// New objects. The `Repo` reads them like any other from the moment they are added; they reach the disk with
/// `flush`, and never if that is not called (a dry run).
#[derive(Debug)]
pub struct Batch<'r> {
    repo: &'r Repo,
}

impl Repo {
    /// A new, empty batch.
    pub fn batch(&self) -> Batch<'_> {
        Batch { repo: self }
    }
}

impl Batch<'_> {
    /// Adds a blob.
    pub fn blob(&mut self, bytes: &[u8]) -> Result<ObjectId> {
        let _ = (bytes, self.repo);
        todo!()
    }
    /// Adds a tree; the entries may come in any order, names are checked.
    pub fn tree(&mut self, entries: Vec<TreeEntry>) -> Result<ObjectId> {
        let _ = entries;
        todo!()
    }
    /// Adds a commit.
    pub fn commit(&mut self, draft: &CommitDraft) -> Result<ObjectId> {
        let _ = draft;
        todo!()
    }
    /// A new root tree: `root` with the files of `changes` set or removed. Only trees on the way are touched,
    /// emptied ones vanish; removing what is not there changes nothing.
    pub fn splice(&mut self, root: Option<ObjectId>, changes: &BTreeMap<Vec<u8>, Change>) -> Result<ObjectId> {
        let _ = (root, changes);
        todo!()
    }
    /// Writes what is not in the object database yet, flushed to the disk.
    pub fn flush(&mut self) -> Result<()> {
        todo!()
    }
}
