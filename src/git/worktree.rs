//! Checked-out files follow their branch, or the command refuses before it writes.
//!
//! After a transaction the branch is new while index and files are old. `git read-tree -m -u` brings
//! them up; it overwrites untracked and ignored files without a word, so what could be lost is
//! looked for first, path by path. A file that holds exactly the old or the new bytes is ours: that
//! is what a killed command leaves, and the next one finishes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::GitError;
use super::objects::EntryKind;
use super::repo::Repo;
use crate::exec::Command;
use crate::model::{FileMode, ObjectId};

/// A working tree in which a branch is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Its root.
    pub root: PathBuf,
}

/// Why files cannot follow.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// Something local would be overwritten. Nothing was touched.
    #[error("{} has local changes in files that would be written: {}", root.display(), paths.join(", "))]
    Dirty {
        /// The working tree.
        root: PathBuf,
        /// The files.
        paths: Vec<String>,
    },
    /// Git could not do it.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// What a path is before and after: mode and blob.
type Entry = Option<(FileMode, ObjectId)>;

/// The paths that differ between two commits, with what they are in each.
pub type Changed = BTreeMap<String, (Entry, Entry)>;

impl Repo {
    /// The working trees in which `branch` is checked out.
    pub fn checkouts(&self, branch: &str) -> Result<Vec<Checkout>, GitError> {
        let command = self.git().args(["worktree", "list", "--porcelain", "-z"]);
        let output = self.run("list the working trees", &command)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let wanted = format!("branch refs/heads/{branch}");
        let mut found = Vec::new();
        for record in text.split("\0\0") {
            let mut lines = record.split('\0');
            let root = lines.next().and_then(|line| line.strip_prefix("worktree "));
            if let Some(root) = root
                && lines.any(|line| line == wanted)
            {
                found.push(Checkout { root: root.into() });
            }
        }
        Ok(found)
    }

    /// What `paths` are in two trees.
    pub fn changed(&self, old: ObjectId, new: ObjectId, paths: &[String]) -> Result<Changed, GitError> {
        let entry = |tree: ObjectId, path: &str| -> Result<Entry, GitError> {
            let found = self.find_path(tree, path)?;
            Ok(found.and_then(|e| if let EntryKind::File(mode) = e.kind { Some((mode, e.id)) } else { None }))
        };
        paths.iter().map(|path| Ok((path.clone(), (entry(old, path)?, entry(new, path)?)))).collect()
    }
}

impl Checkout {
    fn git(&self) -> Command {
        Command::new("git")
            .arg("-C")
            .arg(&self.root)
            .env("LC_ALL", "C")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            // The command may run inside a hook or another working tree.
            .without_env("GIT_DIR")
            .without_env("GIT_WORK_TREE")
            .without_env("GIT_INDEX_FILE")
    }

    fn run(&self, operation: &str, command: &Command) -> Result<Vec<u8>, FollowError> {
        let output = command.run().map_err(GitError::from)?;
        if output.ok() {
            return Ok(output.stdout);
        }
        let operation = format!("{operation} in {}", self.root.display());
        Err(GitError::Command { operation, words: output.words() }.into())
    }

    /// Refuses where following would overwrite something local; says whether anything is to be done.
    ///
    /// # Errors
    /// The files that are in the way, all of them.
    pub fn check(&self, changed: &Changed) -> Result<bool, FollowError> {
        let index = self.index(changed)?;
        let files = self.files(changed)?;
        let mut dirty = Vec::new();
        let mut work = false;
        for (path, (old, new)) in changed {
            let staged = index.get(path).copied();
            let file = files.get(path).copied().unwrap_or(OnDisk::Absent);
            let staged_ours = staged == *old || staged == *new;
            let file_ours = [old, new].into_iter().any(|entry| match (entry, file) {
                (None, OnDisk::Absent) => true,
                (Some((_, id)), OnDisk::Blob(found)) => *id == found,
                _ => false,
            });
            if !staged_ours || !file_ours {
                dirty.push(path.clone());
            }
            let done = match (new, file) {
                (None, OnDisk::Absent) => true,
                (Some((_, id)), OnDisk::Blob(found)) => *id == found,
                _ => false,
            };
            work |= staged != *new || !done;
        }
        if dirty.is_empty() { Ok(work) } else { Err(FollowError::Dirty { root: self.root.clone(), paths: dirty }) }
    }

    /// Brings index and files from `old` to `new`, after [`Self::check`].
    ///
    /// # Errors
    /// Where something changed since the check, or git cannot write. The same call can be made again.
    pub fn follow(&self, old: ObjectId, new: ObjectId, changed: &Changed) -> Result<(), FollowError> {
        if !self.check(changed)? {
            return Ok(());
        }
        // Files that were touched but not changed would look changed to read-tree.
        let _ = self.git().args(["update-index", "-q", "--refresh"]).run().map_err(GitError::from)?;
        let read_tree = self.git().args(["read-tree", "-m", "-u", &old.to_string(), &new.to_string()]);
        if read_tree.run().map_err(GitError::from)?.ok() {
            return Ok(());
        }
        // A killed command left some of the paths new: set exactly ours, one by one.
        self.set(changed)
    }

    fn set(&self, changed: &Changed) -> Result<(), FollowError> {
        let (mut info, mut write) = (Vec::new(), Vec::new());
        for (path, (_, new)) in changed {
            let (mode, id) = new.map_or((0, ObjectId::from_bytes([0; 20])), |(mode, id)| (mode.bits(), id));
            info.extend_from_slice(format!("{mode:o} {id}\t{path}\0").as_bytes());
            match new {
                Some(_) => write.extend_from_slice(format!("{path}\0").as_bytes()),
                // Its bytes are the old commit's: the check has seen to that.
                None => drop(std::fs::remove_file(self.root.join(path))),
            }
        }
        self.run("set the index", &self.git().args(["update-index", "-z", "--index-info"]).input(info))?;
        self.run("write files", &self.git().args(["checkout-index", "-f", "-u", "-z", "--stdin"]).input(write))?;
        Ok(())
    }

    /// The index entries of the paths.
    fn index(&self, changed: &Changed) -> Result<BTreeMap<String, (FileMode, ObjectId)>, FollowError> {
        let mut entries = BTreeMap::new();
        for paths in batches(changed) {
            let command = self.git().args(["--literal-pathspecs", "ls-files", "-s", "-z", "--"]).args(paths);
            let output = self.run("read the index", &command)?;
            for record in String::from_utf8_lossy(&output).split('\0') {
                let Some((facts, path)) = record.split_once('\t') else { continue };
                let mut facts = facts.split(' ');
                let mode = facts.next().and_then(|m| u32::from_str_radix(m, 8).ok()).and_then(FileMode::from_bits);
                let id = facts.next().and_then(|id| id.parse().ok());
                if let (Some(mode), Some(id)) = (mode, id) {
                    entries.insert(path.to_owned(), (mode, id));
                }
            }
        }
        Ok(entries)
    }

    /// What stands on the disk, as git would store it.
    fn files(&self, changed: &Changed) -> Result<BTreeMap<String, OnDisk>, FollowError> {
        let mut found = BTreeMap::new();
        let mut regular = Vec::new();
        for path in changed.keys() {
            let full = self.root.join(path);
            let what = match full.symlink_metadata() {
                _ if leaves(&self.root, path) => OnDisk::Other,
                Err(_) => OnDisk::Absent,
                Ok(meta) if meta.is_symlink() => link_blob(&full),
                Ok(meta) if meta.is_file() => {
                    regular.push(path.clone());
                    continue;
                }
                Ok(_) => OnDisk::Other,
            };
            found.insert(path.clone(), what);
        }
        // One name a line: a name with a line break in it is asked for by itself.
        let (plain, odd): (Vec<_>, Vec<_>) = regular.into_iter().partition(|path| !path.contains('\n'));
        let input: String = plain.iter().map(|path| format!("{path}\n")).collect();
        let output = self.run("hash files", &self.git().args(["hash-object", "--stdin-paths"]).input(input))?;
        let mut put = |path: String, id: Option<ObjectId>| {
            found.insert(path, id.map_or(OnDisk::Other, OnDisk::Blob));
        };
        for (path, id) in plain.into_iter().zip(String::from_utf8_lossy(&output).lines()) {
            put(path, id.parse().ok());
        }
        for path in odd {
            let output = self.run("hash a file", &self.git().args(["hash-object", "--", &path]))?;
            put(path, String::from_utf8_lossy(&output).trim().parse().ok());
        }
        Ok(found)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnDisk {
    Absent,
    Blob(ObjectId),
    /// A folder, a device, or a path that leads out of the working tree.
    Other,
}

/// Whether a folder on the way is none, or a link: writing there would write somewhere else.
fn leaves(root: &Path, path: &str) -> bool {
    let above = Path::new(path).ancestors().skip(1);
    above.filter(|p| !p.as_os_str().is_empty()).any(|p| root.join(p).symlink_metadata().is_ok_and(|m| !m.is_dir()))
}

fn link_blob(path: &Path) -> OnDisk {
    use std::os::unix::ffi::OsStrExt;
    let target = std::fs::read_link(path).ok();
    let id = target.and_then(|t| git2::Oid::hash_object(git2::ObjectType::Blob, t.as_os_str().as_bytes()).ok());
    id.map_or(OnDisk::Other, |id| OnDisk::Blob(super::objects::from_git(id)))
}

/// The paths, few enough at a time for one command line.
fn batches(changed: &Changed) -> Vec<Vec<&String>> {
    let paths: Vec<&String> = changed.keys().collect();
    paths.chunks(500).map(<[&String]>::to_vec).collect()
}
