//! Git objects: their kinds, libgit2's object database, and objects that are in memory only.
//!
//! The database is opened by its directory rather than through a `Repository`, because libgit2 refuses repositories
//! with extensions that it does not know (reftable, partial clones), although none of them changes how objects are
//! stored. SHA-256 does change it; such a repository is refused when it is opened.

use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Once};

use git2::{ObjectType, Odb, OdbLookupFlags, OdbObject, Oid};

use super::Result;
use super::error::GitError;
use promote_model::ObjectId;
use promote_model::work::OBJECTS;

/// The kinds of objects that promote reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Blob,
    Tree,
    Commit,
}

impl ObjectKind {
    /// The name in an object's header.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Tree => "tree",
            Self::Commit => "commit",
        }
    }

    /// The same kind as libgit2 names it.
    pub(super) fn to_git2(self) -> ObjectType {
        match self {
            Self::Blob => ObjectType::Blob,
            Self::Tree => ObjectType::Tree,
            Self::Commit => ObjectType::Commit,
        }
    }
}

/// An object that is in memory and not written yet.
#[derive(Debug, Clone)]
pub(super) struct MemoryObject {
    pub(super) kind: ObjectKind,
    pub(super) bytes: Arc<[u8]>,
}

/// The object database of a repository, with its alternates.
pub(super) struct ObjectDb(Odb<'static>);

/// The bytes of an object.
pub(super) enum Bytes<'r> {
    Stored(OdbObject<'r>),
    Memory(Arc<[u8]>),
}

impl Deref for Bytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Stored(object) => object.data(),
            Self::Memory(bytes) => bytes,
        }
    }
}

impl std::fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

/// The id as libgit2 holds it.
pub(super) fn oid(id: ObjectId) -> Oid {
    Oid::from_bytes(id.as_bytes()).unwrap_or(Oid::ZERO_SHA1)
}

/// The id of an object with this kind and these bytes.
pub(super) fn hash(kind: ObjectKind, bytes: &[u8]) -> Result<ObjectId> {
    let id = Oid::hash_object(kind.to_git2(), bytes).map_err(|e| failed("hash an object", &e))?;
    from_oid(id)
}

fn from_oid(id: Oid) -> Result<ObjectId> {
    let bytes = id.as_bytes().try_into().map_err(|_| GitError::Objects {
        operation: "hash an object".to_owned(),
        message: "the id is not 20 bytes long".to_owned(),
    })?;
    Ok(ObjectId::from_bytes(bytes))
}

/// The error for a failed call of libgit2.
pub(super) fn failed(operation: impl Into<String>, error: &git2::Error) -> GitError {
    GitError::Objects { operation: operation.into(), message: error.message().to_owned() }
}

impl ObjectDb {
    /// Opens the object directory and the directories in `GIT_ALTERNATE_OBJECT_DIRECTORIES`.
    pub(super) fn open(objects_dir: &Path) -> Result<Self> {
        static OPTIONS: Once = Once::new();
        // Verifying hashes takes most of the time of a tree walk, and `git fsck` does it. Caching would keep every tree
        // of a walk in memory although hardly any object is read twice.
        OPTIONS.call_once(|| {
            git2::opts::strict_hash_verification(false);
            git2::opts::enable_caching(false);
        });
        let odb = Odb::new().map_err(|e| failed("open", &e))?;
        let alternates = std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES").unwrap_or_default();
        let dirs = std::iter::once(objects_dir.to_owned()).chain(std::env::split_paths(&alternates));
        for dir in dirs.filter(|dir| !dir.as_os_str().is_empty()) {
            let text = dir.to_str().ok_or_else(|| GitError::Objects {
                operation: format!("open {}", dir.display()),
                message: "the path is not UTF-8".to_owned(),
            })?;
            odb.add_disk_alternate(text).map_err(|e| failed(format!("open {text}"), &e))?;
        }
        Ok(Self(odb))
    }

    /// Reads an object.
    pub(super) fn read(&self, id: ObjectId) -> Result<OdbObject<'_>, git2::Error> {
        OBJECTS.add_one();
        self.0.read(oid(id))
    }

    /// Whether the database has the object.
    pub(super) fn exists(&self, id: ObjectId) -> bool {
        self.0.exists(oid(id))
    }

    /// Whether the object is on disk, without looking for new packs. If so its modification time is updated, so that
    /// `git gc` does not prune it now.
    pub(super) fn freshen(&self, id: ObjectId, object: &MemoryObject) -> bool {
        // Every directory was added as a read-only alternate, so `write` only looks for the object and freshens it; if
        // the object is missing, the call fails without effect.
        self.0.exists_ext(oid(id), OdbLookupFlags::NO_REFRESH)
            && self.0.write(object.kind.to_git2(), &object.bytes).is_ok()
    }
}
