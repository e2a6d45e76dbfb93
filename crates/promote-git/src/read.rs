//! Reading objects of a repository: those in memory first, then those on disk; a partial clone fetches missing ones.

use std::path::Path;
use std::sync::PoisonError;

use git2::{ErrorCode, OdbObject};

use super::error::{GitError, IncompleteClone};
use super::objects::{Bytes, MemoryObject, ObjectDb, ObjectKind, failed};
use super::{Repo, Result};
use promote_model::ObjectId;

impl Repo {
    /// The object database, opened on first use.
    pub(super) fn object_db(&self) -> Result<&ObjectDb> {
        if let Some(db) = self.object_db.get() {
            return Ok(db);
        }
        let db = ObjectDb::open(self.objects_dir())?;
        Ok(self.object_db.get_or_init(|| db))
    }

    /// The object, if it is in memory only.
    pub(super) fn in_memory(&self, id: ObjectId) -> Option<MemoryObject> {
        // An insert is atomic, so a poisoned lock still guards a valid map.
        let objects = self.memory.read().unwrap_or_else(PoisonError::into_inner);
        if objects.is_empty() { None } else { objects.get(&id).cloned() }
    }

    /// The bytes of an object, which must be of the given kind.
    pub(super) fn read(&self, id: ObjectId, kind: ObjectKind) -> Result<Bytes<'_>> {
        // Every walk reads objects, so every walk ends at the deadline.
        self.check_deadline()?;
        let wrong = |found| GitError::WrongKind { id, expected: kind.name(), found };
        if let Some(object) = self.in_memory(id) {
            return if object.kind == kind { Ok(Bytes::Memory(object.bytes)) } else { Err(wrong(object.kind.name())) };
        }
        let object = self.read_stored(id)?;
        if object.kind() == kind.to_git2() { Ok(Bytes::Stored(object)) } else { Err(wrong(object.kind().str())) }
    }

    /// An object on disk; a partial clone fetches it first if it is missing.
    fn read_stored(&self, id: ObjectId) -> Result<OdbObject<'_>> {
        let db = self.object_db()?;
        let read = match db.read(id) {
            Err(error) if error.code() == ErrorCode::NotFound => {
                self.fetch_missing([id])?;
                db.read(id)
            }
            outcome => outcome,
        };
        read.map_err(|error| match error.code() {
            ErrorCode::NotFound => GitError::MissingObject { id, lacking: self.incomplete_clone() },
            _ => failed(format!("read {id}"), &error),
        })
    }

    /// The bytes of a blob.
    pub fn read_blob(&self, id: ObjectId) -> Result<Vec<u8>> {
        Ok(self.read(id, ObjectKind::Blob)?.to_vec())
    }

    /// Whether the object is in memory or on disk.
    pub fn exists(&self, id: ObjectId) -> Result<bool> {
        Ok(self.in_memory(id).is_some() || self.object_db()?.exists(id))
    }

    /// The kind of incomplete clone this is, from the marker files that git keeps.
    fn incomplete_clone(&self) -> Option<IncompleteClone> {
        if self.is_shallow() {
            return Some(IncompleteClone::Shallow);
        }
        has_promisor_packs(self.objects_dir()).then_some(IncompleteClone::Partial)
    }

    /// Whether this is a shallow clone.
    pub fn is_shallow(&self) -> bool {
        self.common_dir().join("shallow").exists()
    }
}

/// Whether a pack came from a promisor remote: git marks such a pack with a `.promisor` file.
pub(super) fn has_promisor_packs(objects_dir: &Path) -> bool {
    let Ok(packs) = std::fs::read_dir(objects_dir.join("pack")) else { return false };
    packs.flatten().any(|entry| entry.path().extension().is_some_and(|e| e == "promisor"))
}
