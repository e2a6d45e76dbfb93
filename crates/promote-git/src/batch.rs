//! A batch of new objects: readable from memory at once, written and flushed to disk together.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use super::commit::CommitDraft;
use super::objects::{self, MemoryObject, ObjectKind};
use super::sign::{self, Signer};
use super::tree::EntryMode;
use super::{Repo, Result, write};
use promote_model::ObjectId;

/// New objects. The `Repo` can read them as soon as they are added. They are written by `flush`; without it (a dry run)
/// they never reach the disk.
#[derive(Debug)]
pub struct Batch<'r> {
    pub(super) repo: &'r Repo,
    /// The ids in the order of addition, so that an object refers only to earlier ones.
    own: Vec<ObjectId>,
    known: HashSet<ObjectId>,
    /// The signer of new commits.
    signer: Option<Signer>,
}

impl Repo {
    /// A new, empty batch.
    pub fn batch(&self) -> Batch<'_> {
        Batch { repo: self, own: Vec::new(), known: HashSet::new(), signer: None }
    }
}

impl Batch<'_> {
    /// Signs all commits added later.
    #[must_use]
    pub fn signed_by(self, signer: Signer) -> Self {
        Self { signer: Some(signer), ..self }
    }

    /// Adds a blob.
    pub fn blob(&mut self, bytes: &[u8]) -> Result<ObjectId> {
        self.add(ObjectKind::Blob, bytes.to_vec())
    }

    /// Adds a commit.
    pub fn commit(&mut self, draft: &CommitDraft) -> Result<ObjectId> {
        let bytes = draft.to_bytes()?;
        match &self.signer {
            None => self.add(ObjectKind::Commit, bytes),
            Some(signer) => {
                let signature = signer.sign(&bytes, sign::COMMITS).map_err(Box::new)?;
                self.add(ObjectKind::Commit, sign::signed(&bytes, &signature))
            }
        }
    }

    /// Adds an object with these bytes.
    pub(super) fn add(&mut self, kind: ObjectKind, bytes: Vec<u8>) -> Result<ObjectId> {
        let id = objects::hash(kind, &bytes)?;
        if self.known.insert(id) {
            self.own.push(id);
            let mut memory = self.repo.memory.write().unwrap_or_else(PoisonError::into_inner);
            memory.entry(id).or_insert_with(|| MemoryObject { kind, bytes: Arc::from(bytes) });
        }
        Ok(id)
    }

    /// Writes and flushes the objects that are not on disk yet. Then refs may point to them.
    pub fn flush(&mut self) -> Result<()> {
        self.adopt()?;
        let db = self.repo.object_db()?;
        let mut missing = Vec::new();
        for id in &self.own {
            // Another batch has written the object already.
            let Some(object) = self.repo.in_memory(*id) else { continue };
            if !db.freshen(*id, &object) {
                missing.push((*id, object));
            }
        }
        write::write(self.repo.objects_dir(), &missing)?;
        let mut memory = self.repo.memory.write().unwrap_or_else(PoisonError::into_inner);
        for id in self.own.drain(..) {
            memory.remove(&id);
        }
        self.known.clear();
        Ok(())
    }

    /// Adds objects of other batches that ours refer to and that are in memory only, so that no object on disk refers
    /// to a missing one.
    fn adopt(&mut self) -> Result<()> {
        let left = {
            let memory = self.repo.memory.read().unwrap_or_else(PoisonError::into_inner);
            memory.len() > self.own.len()
        };
        let mut at = 0;
        while left && at < self.own.len() {
            for id in self.references(self.own[at])? {
                if self.repo.in_memory(id).is_some() && self.known.insert(id) {
                    self.own.push(id);
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// The objects that an object in memory refers to.
    fn references(&self, id: ObjectId) -> Result<Vec<ObjectId>> {
        match self.repo.in_memory(id).map(|object| object.kind) {
            Some(ObjectKind::Tree) => {
                let tree = self.repo.tree(id)?;
                Ok(tree.iter().filter(|entry| entry.mode != EntryMode::Submodule).map(|entry| entry.oid).collect())
            }
            Some(ObjectKind::Commit) => {
                let commit = self.repo.read_commit(id)?;
                Ok(commit.parents.into_iter().chain([commit.tree]).collect())
            }
            Some(ObjectKind::Blob) | None => Ok(Vec::new()),
        }
    }
}

/// Appends an entry to the bytes of a tree.
pub(super) fn push_entry(bytes: &mut Vec<u8>, name: &[u8], mode: EntryMode, id: ObjectId) {
    bytes.extend_from_slice(format!("{:o} ", mode.bits()).as_bytes());
    bytes.extend_from_slice(name);
    bytes.push(0);
    bytes.extend_from_slice(id.as_bytes());
}

/// Building trees from lists of entries, for tests.
#[cfg(test)]
mod entries {
    use std::collections::HashSet;

    use super::Batch;
    use crate::batch::push_entry;
    use crate::error::GitError;
    use crate::objects::ObjectKind;
    use crate::tree::{self, TreeEntry};
    use crate::{Result, name};
    use promote_model::ObjectId;

    impl Batch<'_> {
        /// Adds a tree. The entries may be in any order; their names are checked.
        pub(crate) fn tree(&mut self, mut entries: Vec<TreeEntry>) -> Result<ObjectId> {
            let mut names = HashSet::new();
            for entry in &entries {
                if let Some(reason) = name::objection(&entry.name) {
                    return Err(GitError::BadPath { path: name::printable(&entry.name), reason });
                }
                if !names.insert(entry.name.as_slice()) {
                    let reason = "the name occurs twice";
                    return Err(GitError::PathConflict { path: name::printable(&entry.name), reason });
                }
            }
            entries.sort_by(|a, b| tree::compare((&a.name, a.mode), (&b.name, b.mode)));
            let mut bytes = Vec::new();
            for entry in &entries {
                push_entry(&mut bytes, &entry.name, entry.mode, entry.oid);
            }
            self.add(ObjectKind::Tree, bytes)
        }
    }
}
