//! Reading objects: libgit2's object database over the repository's object directory, and what is in memory only.
//!
//! The database is opened by its directory rather than through a `Repository`, because libgit2 refuses repositories
//! with extensions that it does not know (reftable, partial clones) although none of them changes how objects are
//! stored. One that does, SHA-256, is refused when the repository is opened.

use std::ops::Deref;
use std::sync::{Arc, Once};

use git2::{ErrorCode, ObjectType, Odb, OdbLookupFlags, OdbObject, Oid};

use super::error::{GitError, Lacking};
use super::{Repo, Result};
use promote_model::ObjectId;

/// The kinds of objects that are read and written here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Blob,
    Tree,
    Commit,
}

impl ObjectKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Tree => "tree",
            Self::Commit => "commit",
        }
    }

    pub(super) fn of_git2(self) -> ObjectType {
        match self {
            Self::Blob => ObjectType::Blob,
            Self::Tree => ObjectType::Tree,
            Self::Commit => ObjectType::Commit,
        }
    }
}

/// An object that is in memory only, so far.
#[derive(Debug, Clone)]
pub(super) struct Scratch {
    pub(super) kind: ObjectKind,
    pub(super) bytes: Arc<[u8]>,
}

/// The object database.
pub(super) struct Store(Odb<'static>);

/// The bytes of an object.
pub(super) enum Bytes<'r> {
    Stored(OdbObject<'r>),
    Scratch(Arc<[u8]>),
}

impl Deref for Bytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Stored(object) => object.data(),
            Self::Scratch(bytes) => bytes,
        }
    }
}

impl std::fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

pub(super) fn oid(id: ObjectId) -> Oid {
    Oid::from_bytes(id.as_bytes()).unwrap_or(Oid::ZERO_SHA1)
}

/// The id that an object with these bytes has.
pub(super) fn hash(kind: ObjectKind, bytes: &[u8]) -> Result<ObjectId> {
    let id = Oid::hash_object(kind.of_git2(), bytes).map_err(|e| failed("hash an object", &e))?;
    from_oid(id)
}

fn from_oid(id: Oid) -> Result<ObjectId> {
    let bytes = id.as_bytes().try_into().map_err(|_| GitError::Objects {
        operation: "hash an object".to_owned(),
        words: "the id is not 20 bytes long".to_owned(),
    })?;
    Ok(ObjectId::from_bytes(bytes))
}

pub(super) fn failed(operation: impl Into<String>, error: &git2::Error) -> GitError {
    GitError::Objects { operation: operation.into(), words: error.message().to_owned() }
}

impl Store {
    fn open(repo: &Repo) -> Result<Self> {
        static FAST: Once = Once::new();
        // Hashing again what was hashed when it was written takes most of the time of a walk; `git fsck` is there for it.
        // And no object is read twice often enough to be kept: that would hold every tree of a walk in memory.
        FAST.call_once(|| {
            git2::opts::strict_hash_verification(false);
            git2::opts::enable_caching(false);
        });
        let odb = Odb::new().map_err(|e| failed("open", &e))?;
        let others = std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES").unwrap_or_default();
        let dirs = std::iter::once(repo.objects_dir().to_owned()).chain(std::env::split_paths(&others));
        for dir in dirs.filter(|dir| !dir.as_os_str().is_empty()) {
            let text = dir.to_str().ok_or_else(|| GitError::Objects {
                operation: format!("open {}", dir.display()),
                words: "the path is not UTF-8".to_owned(),
            })?;
            odb.add_disk_alternate(text).map_err(|e| failed(format!("open {text}"), &e))?;
        }
        Ok(Self(odb))
    }

    /// Whether the object is on disk, as far as is known without looking for new packs. If so it is marked as just
    /// used, so that a `git gc` at this moment does not take it away.
    pub(super) fn freshen(&self, id: ObjectId, object: &Scratch) -> bool {
        // Every directory was added as one that is not written to: what `write` does is to look for the object and
        // to freshen it; where there is none it fails, and nothing has happened.
        self.0.exists_ext(oid(id), OdbLookupFlags::NO_REFRESH)
            && self.0.write(object.kind.of_git2(), &object.bytes).is_ok()
    }
}

impl Repo {
    pub(super) fn store(&self) -> Result<&Store> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let store = Store::open(self)?;
        Ok(self.store.get_or_init(|| store))
    }

    pub(super) fn in_scratch(&self, id: ObjectId) -> Option<Scratch> {
        // A thread that panicked while it added an object has not made the others wrong.
        let scratch = self.scratch.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        if scratch.is_empty() { None } else { scratch.get(&id).cloned() }
    }

    /// The bytes of the object, which must be of that kind.
    pub(super) fn read(&self, id: ObjectId, kind: ObjectKind) -> Result<Bytes<'_>> {
        let wrong = |found| GitError::WrongKind { id, expected: kind.name(), found };
        if let Some(scratch) = self.in_scratch(id) {
            return if scratch.kind == kind {
                Ok(Bytes::Scratch(scratch.bytes))
            } else {
                Err(wrong(scratch.kind.name()))
            };
        }
        let object = self.or_brought(id, |odb| odb.read(oid(id)))?;
        if object.kind() == kind.of_git2() { Ok(Bytes::Stored(object)) } else { Err(wrong(object.kind().str())) }
    }

    /// Reads, and once more where a partial clone had to fetch it first.
    fn or_brought<'r, T>(
        &'r self,
        id: ObjectId,
        read: impl Fn(&'r Odb<'static>) -> std::result::Result<T, git2::Error>,
    ) -> Result<T> {
        let odb = &self.store()?.0;
        match read(odb) {
            Err(error) if error.code() == ErrorCode::NotFound => {
                self.bring([id])?;
                read(odb).map_err(|error| self.unread(id, &error))
            }
            outcome => outcome.map_err(|error| self.unread(id, &error)),
        }
    }

    /// The bytes of a blob.
    pub fn read_blob(&self, id: ObjectId) -> Result<Vec<u8>> {
        Ok(self.read(id, ObjectKind::Blob)?.to_vec())
    }

    /// Whether the object is there.
    pub fn exists(&self, id: ObjectId) -> Result<bool> {
        Ok(self.in_scratch(id).is_some() || self.store()?.0.exists(oid(id)))
    }

    fn unread(&self, id: ObjectId, error: &git2::Error) -> GitError {
        if error.code() == ErrorCode::NotFound {
            GitError::MissingObject { id, lacking: self.lacking() }
        } else {
            failed(format!("read {id}"), error)
        }
    }

    /// The kinds of clones that lack objects on purpose, told apart by the files that git keeps for them.
    fn lacking(&self) -> Option<Lacking> {
        if self.is_shallow() {
            return Some(Lacking::History);
        }
        let packs = std::fs::read_dir(self.objects_dir().join("pack")).ok()?;
        let promised = packs.flatten().any(|entry| entry.path().extension().is_some_and(|e| e == "promisor"));
        promised.then_some(Lacking::Files)
    }

    /// Whether older history was left out of this clone.
    pub fn is_shallow(&self) -> bool {
        self.common_dir().join("shallow").exists()
    }
}
