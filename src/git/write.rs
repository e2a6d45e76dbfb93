//! Objects, written: collected first, flushed to disk at once, before any ref names them.
//!
//! Trees are spliced: a change of one file among 100,000 writes the trees on its way and no other,
//! with no index and no checkout.

use std::collections::BTreeMap;

use super::error::GitError;
use super::objects::{EntryKind, TreeEntry, from_git, parse_tree, to_git};
use super::repo::Repo;
use crate::model::{FileMode, ObjectId};

/// More objects than this are written as one pack: with fsync, many loose files are slow; few stay
/// loose, so that packs do not pile up.
const MOST_LOOSE: usize = 48;

/// Objects that are not written yet.
pub struct Batch<'r> {
    repo: &'r Repo,
    pending: BTreeMap<ObjectId, (git2::ObjectType, Vec<u8>)>,
}

/// Who writes a commit, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// Seconds since 1970.
    pub seconds: i64,
    /// The offset from UTC, in minutes.
    pub offset: i32,
}

/// A commit to be written; author and committer are the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitDraft {
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents.
    pub parents: Vec<ObjectId>,
    /// Who writes it.
    pub by: Signature,
    /// The whole message.
    pub message: String,
}

/// What becomes of a path: a file, a whole tree, or nothing.
pub type NewEntry = Option<(EntryKind, ObjectId)>;

#[derive(Default)]
struct Changes {
    here: BTreeMap<Vec<u8>, NewEntry>,
    below: BTreeMap<Vec<u8>, Changes>,
}

impl<'r> Batch<'r> {
    /// An empty batch.
    pub fn new(repo: &'r Repo) -> Self {
        Self { repo, pending: BTreeMap::new() }
    }

    fn add(&mut self, kind: git2::ObjectType, bytes: Vec<u8>) -> Result<ObjectId, GitError> {
        let hashed = git2::Oid::hash_object(kind, &bytes);
        let id = hashed.map(from_git).map_err(|e| failed("an object", &e))?;
        self.pending.entry(id).or_insert((kind, bytes));
        Ok(id)
    }

    /// Adds a blob.
    pub fn blob(&mut self, bytes: Vec<u8>) -> Result<ObjectId, GitError> {
        self.add(git2::ObjectType::Blob, bytes)
    }

    /// Adds a commit.
    pub fn commit(&mut self, draft: &CommitDraft) -> Result<ObjectId, GitError> {
        let by = &draft.by;
        // The characters that `git commit` drops from an identity would end its field early.
        let clean =
            |text: &str| text.chars().filter(|c| !matches!(c, '<' | '>') && !c.is_control()).collect::<String>();
        let sign = if by.offset < 0 { '-' } else { '+' };
        let zone = format!("{sign}{:02}{:02}", by.offset.abs() / 60, by.offset.abs() % 60);
        let who = format!("{} <{}> {} {zone}", clean(&by.name).trim(), clean(&by.email).trim(), by.seconds);
        let parents: String = draft.parents.iter().map(|p| format!("parent {p}\n")).collect();
        let message = draft.message.replace('\0', "");
        let text = format!("tree {}\n{parents}author {who}\ncommitter {who}\n\n{message}", draft.tree);
        self.add(git2::ObjectType::Commit, text.into_bytes())
    }

    /// Adds the tree that `root` becomes where the paths are set or removed, with all trees on the
    /// way. Trees that this empties vanish; an emptied root is the empty tree.
    ///
    /// # Errors
    /// Where a path is not one that a tree may hold, or a file stands where a folder is needed.
    pub fn splice(&mut self, root: Option<ObjectId>, paths: &BTreeMap<String, NewEntry>) -> Result<ObjectId, GitError> {
        let mut changes = Changes::default();
        for (path, entry) in paths {
            let bad = || GitError::BadPath(path.clone());
            let mut at = &mut changes;
            let mut names = path.split('/').peekable();
            while let Some(name) = names.next() {
                if !is_safe(name) {
                    return Err(bad());
                }
                let name = name.as_bytes().to_vec();
                if names.peek().is_none() {
                    at.here.insert(name, *entry);
                    break;
                }
                at = at.below.entry(name).or_default();
            }
        }
        match self.splice_tree(root, changes)? {
            Some(tree) => Ok(tree),
            None => self.add(git2::ObjectType::Tree, Vec::new()),
        }
    }

    fn splice_tree(&mut self, tree: Option<ObjectId>, changes: Changes) -> Result<Option<ObjectId>, GitError> {
        let old = match tree {
            Some(id) => self.read_tree(id)?,
            None => Vec::new(),
        };
        let mut entries: BTreeMap<Vec<u8>, TreeEntry> = old.into_iter().map(|e| (e.name.clone(), e)).collect();
        for (name, below) in changes.below {
            let found = entries.get(&name);
            let adds = below.adds();
            let subtree = match found.map(|e| e.kind) {
                Some(EntryKind::Tree) => found.map(|e| e.id),
                // Something else stands here. Removing below it is done already; adding needs its place.
                Some(_) if !adds || changes.here.get(&name).is_some_and(Option::is_none) => None,
                Some(_) => return Err(GitError::BadPath(String::from_utf8_lossy(&name).into_owned())),
                None => None,
            };
            if subtree.is_none() && !adds {
                continue;
            }
            match self.splice_tree(subtree, below)? {
                Some(id) => entries.insert(name.clone(), TreeEntry { name, kind: EntryKind::Tree, id }),
                None => entries.remove(&name),
            };
        }
        for (name, entry) in changes.here {
            match entry {
                Some((kind, id)) => {
                    entries.insert(name.clone(), TreeEntry { name, kind, id });
                }
                // A file that gave way to a folder in the same splice stays given way.
                None if entries
                    .get(&name)
                    .is_some_and(|e| e.kind == EntryKind::Tree && self.pending.contains_key(&e.id)) => {}
                None => {
                    entries.remove(&name);
                }
            }
        }
        if entries.is_empty() { Ok(None) } else { self.tree(entries.into_values().collect()).map(Some) }
    }

    fn read_tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>, GitError> {
        match self.pending.get(&id) {
            Some((_, bytes)) => {
                let malformed = || GitError::Object { what: "tree", id, words: "it is malformed".to_owned() };
                parse_tree(bytes).ok_or_else(malformed)
            }
            None => self.repo.read_tree(id),
        }
    }

    fn tree(&mut self, mut entries: Vec<TreeEntry>) -> Result<ObjectId, GitError> {
        // Git sorts a tree's name as if it ended with a slash.
        entries.sort_by_cached_key(|e| {
            let slash = (e.kind == EntryKind::Tree).then_some(b'/');
            e.name.iter().copied().chain(slash).collect::<Vec<u8>>()
        });
        let mut bytes = Vec::new();
        for entry in entries {
            let mode = match entry.kind {
                EntryKind::Tree => 0o40_000,
                EntryKind::Submodule => 0o160_000,
                EntryKind::File(mode) => mode.bits(),
            };
            bytes.extend_from_slice(format!("{mode:o} ").as_bytes());
            bytes.extend_from_slice(&entry.name);
            bytes.push(0);
            bytes.extend_from_slice(entry.id.as_bytes());
        }
        self.add(git2::ObjectType::Tree, bytes)
    }

    /// The file at a path below a tree of this batch or of the repository.
    pub fn mode_at(&self, tree: ObjectId, path: &str) -> Result<Option<FileMode>, GitError> {
        let found = self.repo.find_path(tree, path)?;
        Ok(found.and_then(|e| if let EntryKind::File(mode) = e.kind { Some(mode) } else { None }))
    }

    /// Writes everything, and flushes it to the disk.
    pub fn flush(self) -> Result<(), GitError> {
        let packed = self.pending.len() > MOST_LOOSE;
        let pending = &self.pending;
        let write = |repository: &git2::Repository| {
            let odb = repository.odb()?;
            if !packed {
                return pending.values().try_for_each(|(kind, bytes)| odb.write(*kind, bytes).map(drop));
            }
            let memory = odb.add_new_mempack_backend(1000)?;
            pending.values().try_for_each(|(kind, bytes)| odb.write(*kind, bytes).map(drop))?;
            let mut builder = repository.packbuilder()?;
            for id in pending.keys() {
                builder.insert_object(to_git(*id), None)?;
            }
            let written = builder.write(&repository.path().join("objects/pack"), 0o444);
            memory.reset()?;
            written
        };
        // No ref may outlive its objects in a power cut: the view flushes them to the disk.
        self.repo.pool().open_view().and_then(|view| write(&view)).map_err(|e| failed("objects", &e))
    }
}

impl Changes {
    fn adds(&self) -> bool {
        self.here.values().any(Option::is_some) || self.below.values().any(Changes::adds)
    }
}

fn failed(what: &'static str, error: &git2::Error) -> GitError {
    GitError::Write { what, words: error.message().to_owned() }
}

/// Whether a name may stand in a tree: what `git fsck` and `git checkout` refuse, on any system
/// (`git-config(1)`, core.protectHFS and core.protectNTFS), we do not write.
fn is_safe(name: &str) -> bool {
    let visible: String = name.chars().filter(|c| !is_ignorable(*c)).collect();
    let lower = visible.to_lowercase();
    let ntfs = lower.trim_end_matches(['.', ' ']).split(':').next().unwrap_or_default().to_owned();
    !name.is_empty()
        && !matches!(name, "." | "..")
        && !name.contains(['\0', '/', '\\'])
        && !matches!(lower.as_str(), ".git")
        && !matches!(ntfs.as_str(), ".git" | "git~1")
}

/// The code points that HFS+ leaves out of a name (git's `utf8.c`, `next_hfs_char`).
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}
