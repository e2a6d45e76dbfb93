//! Trees: read as raw bytes, so that walks over 100,000 files stay cheap.

use super::{Repo, Result};
use crate::model::{FileMode, ObjectId};

/// What an entry of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryMode {
    /// A directory.
    Tree,
    /// A file or a symlink.
    File(FileMode),
    /// A commit of another repository.
    Submodule,
}

/// An entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// Its name; any bytes but `/` and NUL.
    pub name: Vec<u8>,
    /// What it is.
    pub mode: EntryMode,
    /// The object.
    pub oid: ObjectId,
}

/// An entry, borrowed from its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRef<'t> {
    /// Its name.
    pub name: &'t [u8],
    /// What it is.
    pub mode: EntryMode,
    /// The object.
    pub oid: ObjectId,
}

/// A tree whose entries are read without copying names: for walks.
#[derive(Debug)]
pub struct Tree<'r> {
    bytes: &'r [u8],
}

impl Tree<'_> {
    /// The entries, in git's order.
    pub fn iter(&self) -> impl Iterator<Item = EntryRef<'_>> {
        let _ = self.bytes;
        std::iter::empty()
    }
}

impl Repo {
    /// A tree, for walking.
    pub fn tree(&self, id: ObjectId) -> Result<Tree<'_>> {
        let _ = id;
        todo!()
    }
    /// The entries of a tree, in git's order.
    pub fn read_tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>> {
        let _ = id;
        todo!()
    }
    /// The bytes of a blob.
    pub fn read_blob(&self, id: ObjectId) -> Result<Vec<u8>> {
        let _ = id;
        todo!()
    }
    /// The size of a blob in bytes, without reading it.
    pub fn blob_size(&self, id: ObjectId) -> Result<u64> {
        let _ = id;
        todo!()
    }
    /// Whether the object is there.
    pub fn exists(&self, id: ObjectId) -> Result<bool> {
        let _ = id;
        todo!()
    }
    /// What stands at `path` (`a/b/c`) below the tree `root`; `None` if nothing does.
    pub fn find_path(&self, root: ObjectId, path: &[u8]) -> Result<Option<TreeEntry>> {
        let _ = (root, path);
        todo!()
    }
}
