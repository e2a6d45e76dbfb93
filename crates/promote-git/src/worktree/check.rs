//! The dry run of an update: compares the index and the disk at each changed path with the two commits.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::super::diff::PathChange;
use super::super::stale_lock::StaleLock;
use super::super::tree::EntryMode;
use super::super::{Repo, Result, name};
use super::disk::{CommitEntry, Disk, DiskEntry};
use super::index::{Index, hash_filtered, read_index};
use super::steps::UpdateSteps;
use super::{BlockingFile, Checkout, FollowRefusal, marker, partial_write};
use crate::paths::path_of;
use promote_model::{FileMode, ObjectId};

impl Repo {
    /// Checks whether [`Self::follow`] would overwrite local changes, or untracked or ignored files. Changes nothing;
    /// `new` may be in memory only. `old` is `None` for an unborn branch.
    pub fn check_follow(&self, at: &Checkout, old: Option<ObjectId>, new: ObjectId) -> Result<(), FollowRefusal> {
        at.refuse_operation()?;
        if let Some(left) = marker::in_lock(&at.git_dir) {
            return Err(FollowRefusal::Behind { checkout: at.path.clone(), branch: left.branch, commit: left.new });
        }
        let lock = marker::lock_file(&at.git_dir);
        if lock.exists() {
            return Err(FollowRefusal::Locked(StaleLock::at(lock)));
        }
        self.plan_follow(at, old, new, marker::interrupted_commit(&at.git_dir)).map(|_| ())
    }

    /// The steps of an update. `interrupted` is the commit whose files a killed command was writing.
    pub(super) fn plan_follow(
        &self,
        at: &Checkout,
        old: Option<ObjectId>,
        new: ObjectId,
        interrupted: Option<ObjectId>,
    ) -> Result<UpdateSteps, FollowRefusal> {
        let old = old.map(|id| self.read_commit(id)).transpose()?.map(|commit| commit.tree);
        let changes = self.diff_trees(old, Some(self.read_commit(new)?.tree))?;
        if changes.is_empty() {
            return Ok(UpdateSteps::default());
        }
        let index = read_index(at, &changes)?;
        let mut check = Check::new(Disk::new(self, &at.path)?, &changes, index, interrupted);
        for change in &changes {
            check.path(change)?;
        }
        check.check_filtered(at)?;
        if check.blocking.is_empty()
            && !check.steps.is_empty()
            && let Some(folder) = unwritable_dir(at, &changes)
        {
            return Err(FollowRefusal::ReadOnly { checkout: at.path.clone(), folder });
        }
        if check.blocking.is_empty() {
            return Ok(check.steps);
        }
        Err(FollowRefusal::Files { checkout: at.path.clone(), files: check.blocking })
    }
}

/// A directory that needs writing and is not writable. git would fail only after the branch has moved.
fn unwritable_dir(at: &Checkout, changes: &[PathChange]) -> Option<PathBuf> {
    let folders = changes.iter().filter_map(|change| {
        let path = at.path.join(path_of(&change.path));
        // Missing directories are created in the nearest existing one.
        path.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned)
    });
    let all: BTreeSet<PathBuf> = folders.chain([at.git_dir.clone()]).collect();
    all.into_iter().find(|folder| access(folder, Access::WRITE_OK | Access::EXEC_OK).is_err())
}

struct Check<'a> {
    disk: Disk<'a>,
    index: Index,
    /// The paths that the update removes.
    removed: HashSet<&'a [u8]>,
    /// The paths that the update adds.
    added: HashSet<&'a [u8]>,
    steps: UpdateSteps,
    blocking: Vec<BlockingFile>,
    /// Files whose raw content matches neither commit, but may match after git's filters.
    filtered: Vec<(&'a PathChange, FileMode, &'static str)>,
    /// The commit whose files a killed command was writing.
    interrupted: Option<ObjectId>,
}

impl<'a> Check<'a> {
    fn new(disk: Disk<'a>, changes: &'a [PathChange], index: Index, interrupted: Option<ObjectId>) -> Self {
        let paths = |wanted: fn(&PathChange) -> bool| {
            changes.iter().filter(|change| wanted(change)).map(|change| change.path.as_slice()).collect()
        };
        let mut check = Self {
            disk,
            index,
            removed: paths(|change| change.new.is_none()),
            added: paths(|change| change.old.is_none()),
            steps: UpdateSteps::default(),
            blocking: Vec::new(),
            filtered: Vec::new(),
            interrupted,
        };
        let unmerged: Vec<_> =
            check.index.iter().filter(|(_, staged)| !staged.merged).map(|(path, _)| path.clone()).collect();
        for path in unmerged {
            check.refuse(&path, "has unresolved conflicts");
        }
        check
    }

    fn refuse(&mut self, path: &[u8], reason: &'static str) {
        let item = BlockingFile { path: name::printable(path), reason };
        if !self.blocking.contains(&item) {
            self.blocking.push(item);
        }
    }

    /// Checks one changed path.
    fn path(&mut self, change: &'a PathChange) -> Result<()> {
        let staged = self.index.get(&change.path).copied();
        let in_index = staged.map(|staged| (staged.mode, staged.id));
        let new_in_index = in_index == change.new;
        if in_index != change.old && !new_in_index {
            self.refuse(&change.path, "has staged changes");
            return Ok(());
        }
        let found = self.disk.entry(&change.path)?;
        if found == DiskEntry::Missing && staged.is_some_and(|staged| staged.skip_worktree) {
            self.steps.ordinary += usize::from(!new_in_index);
            return Ok(());
        }
        if new_in_index {
            // Any content other than the old one is a local change on top of the new commit.
            if change.old.is_some() && change.new.is_some() && self.matches(&found, change.old) {
                self.steps.outdated_on_disk.push(change.path.clone());
            }
            // Without an interrupted update, the user keeps the file.
            if self.interrupted.is_some() && change.new.is_none() && self.matches(&found, change.old) {
                self.remove(change);
            }
            return Ok(());
        }
        self.old_in_index(change, found)
    }

    /// Notes a file that must be gone afterwards, unless its name only changes its case.
    fn remove(&mut self, change: &PathChange) {
        if !self.added.iter().any(|path| path.eq_ignore_ascii_case(&change.path)) {
            self.steps.removed.push(change.path.clone());
        }
    }

    /// Checks a path that matches the old commit in the index.
    fn old_in_index(&mut self, change: &'a PathChange, found: DiskEntry) -> Result<()> {
        if self.matches(&found, change.old) || found == DiskEntry::Missing {
            self.steps.ordinary += 1;
            if change.new.is_none() && matches!(found, DiskEntry::File { .. }) {
                self.remove(change);
            }
            return Ok(());
        }
        if change.new.is_some() && self.matches(&found, change.new) {
            self.steps.restage.push((change.path.clone(), change.new));
            return Ok(());
        }
        let reason = if change.old.is_some() { "has local changes" } else { "is untracked and would be overwritten" };
        match found {
            DiskEntry::File { mode, .. } => self.filtered.push((change, mode, reason)),
            DiskEntry::Directory => self.directory(change, reason)?,
            // The update removes the blocking file; that path is checked on its own.
            DiskEntry::BlockedBy(above) if self.removed.contains(above.as_slice()) => self.steps.ordinary += 1,
            DiskEntry::BlockedBy(above) => self.refuse(&above, "is not a directory, but a directory is needed there"),
            DiskEntry::Missing | DiskEntry::Special => self.refuse(&change.path, reason),
        }
        Ok(())
    }

    /// Checks a directory at the path of an old or new file. It may be the old state of a directory that becomes a
    /// file, or the new state of a file that becomes a directory; then every file in it is checked on its own.
    fn directory(&mut self, change: &PathChange, reason: &'static str) -> Result<()> {
        let files = self.disk.files_below(&change.path)?;
        let known = if change.old.is_none() { &self.removed } else { &self.added };
        let foreign: Vec<_> = files.iter().filter(|file| !known.contains(file.as_slice())).collect();
        let changed = change.old.is_some() && (change.new.is_some() || files.is_empty());
        for file in foreign {
            self.refuse(file, "is in a directory that would be replaced by a file");
        }
        if changed {
            self.refuse(&change.path, reason);
        }
        self.steps.ordinary += 1;
        Ok(())
    }

    /// Whether the disk holds exactly the entry of a commit.
    fn matches(&self, found: &DiskEntry, side: CommitEntry) -> bool {
        match (found, side) {
            (DiskEntry::Missing, None) => true,
            // Only the index entry of a submodule is updated.
            (_, Some((EntryMode::Submodule, _))) => true,
            (DiskEntry::File { mode, raw }, Some((EntryMode::File(wanted), id))) => {
                *raw == id && self.disk.same_mode(*mode, wanted)
            }
            _ => false,
        }
    }

    /// Whether the file is a partial write.
    fn is_partial(&self, at: &Checkout, mode: FileMode, path: &[u8]) -> Result<bool> {
        match self.interrupted {
            Some(commit) if mode != FileMode::Symlink => partial_write::is_partial(at, commit, path),
            _ => Ok(false),
        }
    }

    /// Hashes the remaining files with git's clean filters, in one call, and compares them again.
    fn check_filtered(&mut self, at: &Checkout) -> Result<()> {
        if self.filtered.is_empty() {
            return Ok(());
        }
        let open = std::mem::take(&mut self.filtered);
        let ids = hash_filtered(at, open.iter().map(|(change, ..)| change.path.as_slice()))?;
        for ((change, mode, reason), id) in open.into_iter().zip(ids) {
            let found = DiskEntry::File { mode, raw: id };
            let side = [change.old, change.new].into_iter().find(|side| side.is_some() && self.matches(&found, *side));
            match side {
                Some(side) => self.steps.restage.push((change.path.clone(), side)),
                None if self.is_partial(at, mode, &change.path)? => self.steps.partial.push(change.path.clone()),
                None => self.refuse(&change.path, reason),
            }
        }
        Ok(())
    }
}
