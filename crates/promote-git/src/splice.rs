//! Setting and removing files in a root tree. Only the trees on the paths of the changed files are read and written,
//! without an index or a checkout, so one file among 100,000 costs as much as one among ten.

use std::collections::BTreeMap;

use super::batch::{Batch, push_entry};
use super::error::GitError;
use super::objects::ObjectKind;
use super::tree::{self, EntryMode, TreeObject};
use super::{Result, name};
use promote_model::{FileMode, ObjectId};

/// A file to set at a path, or `None` to remove the file.
pub type TreeEdit = Option<(FileMode, ObjectId)>;

/// The edits at one name in a directory: of the file with that name, and below the directory with that name.
#[derive(Default)]
struct Node<'c> {
    path: &'c [u8],
    file: Option<TreeEdit>,
    below: BTreeMap<&'c [u8], Node<'c>>,
}

type Entry = (EntryMode, ObjectId);

impl Node<'_> {
    /// Whether the edits set a file here or below.
    fn sets_any(&self) -> bool {
        matches!(self.file, Some(Some(_))) || self.below.values().any(Node::sets_any)
    }

    fn conflict(&self, reason: &'static str) -> GitError {
        GitError::PathConflict { path: name::printable(self.path), reason }
    }
}

/// The edits as a tree of names.
fn nest(changes: &BTreeMap<Vec<u8>, TreeEdit>) -> Result<Node<'_>> {
    let mut root = Node::default();
    for (path, change) in changes {
        if let Some(reason) = name::path_objection(path) {
            return Err(GitError::BadPath { path: name::printable(path), reason });
        }
        let mut node = &mut root;
        let mut end = 0;
        for component in path.split(|b| *b == b'/') {
            end += component.len() + 1;
            node = node.below.entry(component).or_default();
            node.path = &path[..end - 1];
        }
        node.file = Some(*change);
    }
    Ok(root)
}

impl Batch<'_> {
    /// Adds the root tree that results from applying `changes` to `root`. Empty directories are removed, and removing a
    /// missing file has no effect. A file can replace a directory, or the other way round, only if the changes remove
    /// everything that was there.
    pub fn splice(&mut self, root: Option<ObjectId>, changes: &BTreeMap<Vec<u8>, TreeEdit>) -> Result<ObjectId> {
        match self.splice_tree(root, &nest(changes)?)? {
            Some(id) => Ok(id),
            None => self.add(ObjectKind::Tree, Vec::new()),
        }
    }

    /// The directory with the edits of `node` applied; `None` if it is empty.
    fn splice_tree(&mut self, id: Option<ObjectId>, node: &Node<'_>) -> Result<Option<ObjectId>> {
        let repo = self.repo;
        let old = id.map(|id| repo.tree(id)).transpose()?;
        let mut existing: BTreeMap<&[u8], Entry> = BTreeMap::new();
        for entry in old.iter().flat_map(TreeObject::iter).filter(|entry| node.below.contains_key(entry.name)) {
            if existing.insert(entry.name, (entry.mode, entry.oid)).is_some() {
                return Err(node.conflict("one of its names occurs twice"));
            }
        }
        let mut changed: BTreeMap<&[u8], Option<Entry>> = BTreeMap::new();
        for (name, child) in &node.below {
            let now = existing.get(name).copied();
            let new = self.splice_entry(now, child)?;
            if new != now {
                changed.insert(name, new);
            }
        }
        if changed.is_empty() {
            return Ok(id.filter(|_| old.is_some_and(|tree| tree.len_in_bytes() > 0)));
        }
        let bytes = merge(old.as_ref(), &changed);
        if bytes.is_empty() { Ok(None) } else { self.add(ObjectKind::Tree, bytes).map(Some) }
    }

    /// The entry at one name after the edits.
    fn splice_entry(&mut self, now: Option<Entry>, node: &Node<'_>) -> Result<Option<Entry>> {
        let directory = match now {
            Some((EntryMode::Tree, id)) => Some(id),
            _ => None,
        };
        if directory.is_some() && node.file == Some(None) {
            return Err(node.conflict("it is a directory, not a file"));
        }
        if matches!(now, Some((EntryMode::Submodule, _))) && (node.file.is_some() || node.sets_any()) {
            return Err(node.conflict("it is a submodule"));
        }
        let removed = node.file == Some(None);
        if directory.is_none() && now.is_some() && !removed && node.below.values().any(Node::sets_any) {
            return Err(node.conflict("a file exists where a directory is needed"));
        }
        let left = self.splice_tree(directory, node)?.map(|id| (EntryMode::Tree, id));
        match node.file {
            Some(Some(_)) if left.is_some() => Err(node.conflict("a directory exists where the file is to be written")),
            Some(Some((mode, id))) => Ok(Some((EntryMode::File(mode), id))),
            Some(None) => Ok(left),
            None if directory.is_some() || left.is_some() => Ok(left),
            None => Ok(now),
        }
    }
}

/// The bytes of the tree with the entries in `changed` replaced.
fn merge(old: Option<&TreeObject<'_>>, changed: &BTreeMap<&[u8], Option<Entry>>) -> Vec<u8> {
    let mut added: Vec<_> =
        changed.iter().filter_map(|(name, entry)| entry.map(|(mode, id)| (*name, mode, id))).collect();
    added.sort_by(|a, b| tree::compare((a.0, a.1), (b.0, b.1)));
    let mut added = added.into_iter().peekable();
    let mut bytes = Vec::with_capacity(old.map_or(0, TreeObject::len_in_bytes) + 64 * changed.len());
    for entry in old.iter().flat_map(|tree| tree.iter()) {
        let before =
            |new: &(&[u8], EntryMode, ObjectId)| tree::compare((new.0, new.1), (entry.name, entry.mode)).is_le();
        while let Some((name, mode, id)) = added.next_if(before) {
            push_entry(&mut bytes, name, mode, id);
        }
        if !changed.contains_key(entry.name) {
            bytes.extend_from_slice(entry.raw);
        }
    }
    for (name, mode, id) in added {
        push_entry(&mut bytes, name, mode, id);
    }
    bytes
}
