//! The files that differ between two trees. Equal subtrees are never read.

use std::cmp::Ordering;
use std::iter::Peekable;

use super::error::GitError;
use super::tree::{self, EntryMode, EntryRef, TreeObject};
use super::{Repo, Result, name};
use promote_model::ObjectId;

/// A file, symlink or submodule that differs between two trees. If it replaces a directory, the files of the directory
/// are listed, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathChange {
    /// The path from the root.
    pub path: Vec<u8>,
    /// The old entry; `None` if there was none.
    pub old: Option<(EntryMode, ObjectId)>,
    /// The new entry; `None` if there is none.
    pub new: Option<(EntryMode, ObjectId)>,
}

impl Repo {
    /// The files that differ between two trees; `None` is an empty tree.
    pub fn diff_trees(&self, old: Option<ObjectId>, new: Option<ObjectId>) -> Result<Vec<PathChange>> {
        let mut walk = Walk { repo: self, path: Vec::new(), depth: 0, found: Vec::new() };
        if old != new {
            walk.trees(old, new)?;
        }
        Ok(walk.found)
    }
}

struct Walk<'r> {
    repo: &'r Repo,
    path: Vec<u8>,
    depth: usize,
    found: Vec<PathChange>,
}

impl Walk<'_> {
    fn trees(&mut self, old: Option<ObjectId>, new: Option<ObjectId>) -> Result<()> {
        if self.depth > name::MAX_DEPTH {
            let reason = "it is nested deeper than 512 directories";
            return Err(GitError::BadPath { path: name::printable(&self.path), reason });
        }
        let repo = self.repo;
        let old = old.map(|id| repo.tree(id)).transpose()?;
        let new = new.map(|id| repo.tree(id)).transpose()?;
        for (a, b) in side_by_side(old.as_ref(), new.as_ref()) {
            match (a, b) {
                (Some(a), Some(b)) if a.mode == b.mode && a.oid == b.oid => {}
                (a, b) => self.entry(a, b)?,
            }
        }
        Ok(())
    }

    /// Compares the entries of one name. Both are directories or neither is, because directories sort apart.
    fn entry(&mut self, old: Option<EntryRef<'_>>, new: Option<EntryRef<'_>>) -> Result<()> {
        let Some(entry) = old.or(new) else { return Ok(()) };
        let before = self.path.len();
        if before > 0 {
            self.path.push(b'/');
        }
        self.path.extend_from_slice(entry.name);
        if entry.mode == EntryMode::Tree {
            self.depth += 1;
            self.trees(old.map(|e| e.oid), new.map(|e| e.oid))?;
            self.depth -= 1;
        } else {
            let side = |entry: Option<EntryRef<'_>>| entry.map(|e| (e.mode, e.oid));
            self.found.push(PathChange { path: self.path.clone(), old: side(old), new: side(new) });
        }
        self.path.truncate(before);
        Ok(())
    }
}

/// The entries of two trees (`None` is an empty tree) in git's order, paired by name if both or neither are
/// directories.
pub fn side_by_side<'t>(
    old: Option<&'t TreeObject<'_>>,
    new: Option<&'t TreeObject<'_>>,
) -> impl Iterator<Item = (Option<EntryRef<'t>>, Option<EntryRef<'t>>)> {
    let mut old = old.into_iter().flat_map(TreeObject::iter).peekable();
    let mut new = new.into_iter().flat_map(TreeObject::iter).peekable();
    std::iter::from_fn(move || match next_pair(&mut old, &mut new) {
        (None, None) => None,
        pair => Some(pair),
    })
}

/// The next entry of both if they sort equal, else of the one that sorts first.
fn next_pair<'a, 'b>(
    old: &mut Peekable<impl Iterator<Item = EntryRef<'a>>>,
    new: &mut Peekable<impl Iterator<Item = EntryRef<'b>>>,
) -> (Option<EntryRef<'a>>, Option<EntryRef<'b>>) {
    let order = match (old.peek(), new.peek()) {
        (Some(a), Some(b)) => tree::compare((a.name, a.mode), (b.name, b.mode)),
        (Some(_), None) => Ordering::Less,
        _ => Ordering::Greater,
    };
    (if order.is_le() { old.next() } else { None }, if order.is_ge() { new.next() } else { None })
}
