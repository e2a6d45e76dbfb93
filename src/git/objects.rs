//! Objects, read through git2: trees, blobs and commits in forms of our own.
//!
//! A handle per thread: libgit2's object database is not ours to share, and opening one is cheap.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use super::error::GitError;
use super::repo::Repo;
use crate::model::{FileMode, ObjectId};

/// Handles that wait for a thread to use them.
pub(super) struct Pool {
    git_dir: PathBuf,
    view: OnceLock<tempfile::TempDir>,
    idle: Mutex<Vec<git2::Repository>>,
}

/// One entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// The name, as git stores it.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: EntryKind,
    /// The object.
    pub id: ObjectId,
}

/// What a tree's entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A tree.
    Tree,
    /// A blob, with its mode.
    File(FileMode),
    /// A submodule's commit.
    Submodule,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents.
    pub parents: Vec<ObjectId>,
    /// The author's name.
    pub author_name: String,
    /// The author's mail address.
    pub author_email: String,
    /// The author's date, in seconds since 1970.
    pub author_time: i64,
    /// The whole message.
    pub message: String,
}

impl Commit {
    /// The first line of the message.
    pub fn title(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

pub(super) fn to_git(id: ObjectId) -> git2::Oid {
    // Twenty bytes are an id; the other branch cannot be.
    git2::Oid::from_bytes(id.as_bytes()).unwrap_or(git2::Oid::ZERO_SHA1)
}

pub(super) fn from_git(id: git2::Oid) -> ObjectId {
    let mut bytes = [0; 20];
    bytes.copy_from_slice(&id.as_bytes()[..20]);
    ObjectId::from_bytes(bytes)
}

impl Pool {
    fn new(git_dir: PathBuf) -> Self {
        // Names are checked by `git fsck`; checking them at each read costs half of the time.
        git2::opts::strict_hash_verification(false);
        Self { git_dir, view: OnceLock::new(), idle: Mutex::new(Vec::new()) }
    }

    /// Lends a handle to `work`.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&git2::Repository) -> Result<T, git2::Error>,
    ) -> Result<T, git2::Error> {
        let idle = self.idle.lock().map(|mut idle| idle.pop()).unwrap_or_default();
        let handle = match idle {
            Some(handle) => handle,
            None => self.open()?,
        };
        let result = work(&handle);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(handle);
        }
        result
    }

    /// Opens the repository; where libgit2 refuses it for how its refs are kept (reftable) or for an
    /// extension that objects do not depend on, the view.
    fn open(&self) -> Result<git2::Repository, git2::Error> {
        if self.view.get().is_none()
            && let Ok(repository) = git2::Repository::open_bare(&self.git_dir)
        {
            return Ok(repository);
        }
        self.open_view()
    }

    /// Opens a view for writing: what is written through it is flushed to the disk, whatever the
    /// repository's own configuration says. The handle is not shared.
    pub(super) fn open_view(&self) -> Result<git2::Repository, git2::Error> {
        let failed = |e: std::io::Error| git2::Error::from_str(&format!("no view of the objects: {e}"));
        let view = match self.view.get() {
            Some(view) => view,
            None => {
                let view = make_view(&self.git_dir).map_err(failed)?;
                self.view.get_or_init(|| view)
            }
        };
        git2::Repository::open_bare(view.path())
    }
}

/// A bare repository that has this one's objects, no refs, and a configuration of its own.
fn make_view(git_dir: &Path) -> std::io::Result<tempfile::TempDir> {
    let view = tempfile::Builder::new().prefix("promote-objects-").tempdir()?;
    let config = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tfsyncObjectFiles = true\n";
    std::fs::write(view.path().join("HEAD"), "ref: refs/heads/none\n")?;
    std::fs::write(view.path().join("config"), config)?;
    std::fs::create_dir(view.path().join("refs"))?;
    std::os::unix::fs::symlink(git_dir.join("objects"), view.path().join("objects"))?;
    Ok(view)
}

impl Repo {
    pub(super) fn pool(&self) -> &Pool {
        self.objects.get_or_init(|| Pool::new(self.common_dir().to_owned()))
    }

    fn object<T>(
        &self,
        what: &'static str,
        id: ObjectId,
        read: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<T, GitError> {
        let unreadable = |words: String| GitError::Object { what, id, words };
        let found = self.pool().with(|repository| {
            let odb = repository.odb()?;
            let object = odb.read(to_git(id))?;
            if object.kind().str() != what {
                return Err(git2::Error::from_str(&format!("it is a {}", object.kind().str())));
            }
            Ok(read(object.data()))
        });
        match found {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(unreadable("it is malformed; 'git fsck' tells more".to_owned())),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Err(unreadable(
                "it is not in this repository; a shallow or partial clone must fetch it first (git fetch --unshallow)"
                    .to_owned(),
            )),
            Err(error) => Err(unreadable(error.message().to_owned())),
        }
    }

    /// The entries of a tree, in git's order.
    pub fn read_tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>, GitError> {
        self.object("tree", id, parse_tree)
    }

    /// The bytes of a blob.
    pub fn read_blob(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        self.object("blob", id, |bytes| Some(bytes.to_vec()))
    }

    /// A commit.
    pub fn read_commit(&self, id: ObjectId) -> Result<Commit, GitError> {
        self.object("commit", id, |bytes| parse_commit(id, bytes))
    }

    /// Whether an object is there.
    pub fn has_object(&self, id: ObjectId) -> bool {
        self.pool().with(|repository| Ok(repository.odb()?.exists(to_git(id)))).unwrap_or(false)
    }

    /// The entry at a path below a tree.
    pub fn find_path(&self, tree: ObjectId, path: &str) -> Result<Option<TreeEntry>, GitError> {
        let (mut tree, mut found) = (Some(tree), None);
        for name in path.split('/') {
            let Some(id) = tree else { return Ok(None) };
            found = self.read_tree(id)?.into_iter().find(|entry| entry.name == name.as_bytes());
            tree = found.as_ref().filter(|entry| entry.kind == EntryKind::Tree).map(|entry| entry.id);
        }
        Ok(found)
    }

    /// The paths of the files in which two trees differ; equal trees are not opened.
    pub fn differing_paths(&self, old: ObjectId, new: ObjectId) -> Result<Vec<String>, GitError> {
        let mut paths = Vec::new();
        let mut rest = vec![(String::new(), Some(old), Some(new))];
        while let Some((folder, old, new)) = rest.pop() {
            let read = |id: Option<ObjectId>| id.filter(|_| old != new).map_or(Ok(Vec::new()), |id| self.read_tree(id));
            let (old, new) = (read(old)?, read(new)?);
            let names: BTreeSet<&[u8]> = old.iter().chain(&new).map(|e| e.name.as_slice()).collect();
            for name in names {
                let of = |entries: &[TreeEntry]| entries.iter().find(|e| e.name == name).map(|e| (e.kind, e.id));
                let (a, b) = (of(&old), of(&new));
                if a == b {
                    continue;
                }
                let path = format!("{folder}{}", String::from_utf8_lossy(name));
                let tree = |side: Option<(EntryKind, ObjectId)>| side.filter(|s| s.0 == EntryKind::Tree).map(|s| s.1);
                if tree(a).is_some() || tree(b).is_some() {
                    rest.push((format!("{path}/"), tree(a), tree(b)));
                }
                if [a, b].into_iter().flatten().any(|(kind, _)| matches!(kind, EntryKind::File(_))) {
                    paths.push(path);
                }
            }
        }
        Ok(paths)
    }

    /// The commits from `tip` along first parents, newest first.
    pub fn first_parents(&self, tip: ObjectId) -> impl Iterator<Item = Result<Commit, GitError>> + '_ {
        let mut next = Some(tip);
        std::iter::from_fn(move || {
            let commit = self.read_commit(next.take()?);
            if let Ok(commit) = &commit {
                next = commit.parents.first().copied();
            }
            Some(commit)
        })
    }
}

/// `MODE SP NAME NUL ID`, again and again (`git-mktree(1)`, the binary form).
pub(super) fn parse_tree(mut bytes: &[u8]) -> Option<Vec<TreeEntry>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let blank = bytes.iter().position(|b| *b == b' ')?;
        let mode = u32::from_str_radix(std::str::from_utf8(&bytes[..blank]).ok()?, 8).ok()?;
        let nul = bytes.iter().position(|b| *b == 0)?;
        let name = bytes.get(blank + 1..nul)?.to_vec();
        let id: [u8; 20] = bytes.get(nul + 1..nul + 21)?.try_into().ok()?;
        let kind = match mode {
            0o40_000 => EntryKind::Tree,
            0o160_000 => EntryKind::Submodule,
            mode => EntryKind::File(FileMode::from_bits(mode)?),
        };
        entries.push(TreeEntry { name, kind, id: ObjectId::from_bytes(id) });
        bytes = &bytes[nul + 21..];
    }
    Some(entries)
}

fn parse_commit(id: ObjectId, bytes: &[u8]) -> Option<Commit> {
    let text = String::from_utf8_lossy(bytes);
    let (header, message) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut lines = header.lines();
    let tree = lines.next()?.strip_prefix("tree ")?.parse().ok()?;
    let mut parents = Vec::new();
    let mut author = None;
    for line in lines {
        if let Some(parent) = line.strip_prefix("parent ") {
            parents.push(parent.parse().ok()?);
        } else if let Some(line) = line.strip_prefix("author ")
            && author.is_none()
        {
            author = Some(line);
        }
    }
    let (name, rest) = author?.rsplit_once(" <")?;
    let (email, date) = rest.rsplit_once("> ")?;
    Some(Commit {
        id,
        tree,
        parents,
        author_name: name.to_owned(),
        author_email: email.to_owned(),
        author_time: date.split(' ').next()?.parse().ok()?,
        message: message.to_owned(),
    })
}
