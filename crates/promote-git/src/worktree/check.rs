//! The dry run: what the index and the disk hold at each path that is to change, and whether that may go.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::super::diff::PathChange;
use super::super::stale::Stale;
use super::super::tree::EntryMode;
use super::super::{Repo, Result, name};
use super::disk::{Disk, Found, Side};
use super::index::{Index, hash_filtered, read_index};
use super::{Checkout, FollowRefusal, InTheWay, path_of, torn};
use promote_model::{FileMode, ObjectId};

/// What is to be done, sorted by what was found.
#[derive(Debug, Default)]
pub(super) struct Todo {
    /// Old in the index: `read-tree` brings them to the new state.
    pub(super) ordinary: usize,
    /// Files whose index entry is to be set to this before, so that git looks at their bytes: those that are new on
    /// disk and old in the index, and those that are old when filters have passed over them.
    pub(super) restage: Vec<(Vec<u8>, Side)>,
    /// New in the index, old on disk.
    pub(super) disk_behind: Vec<Vec<u8>>,
    /// Old in the index, and on disk the beginning of what a killed command was writing: they are removed, and come anew.
    pub(super) torn: Vec<Vec<u8>>,
}

impl Todo {
    pub(super) fn is_empty(&self) -> bool {
        self.ordinary == 0 && self.restage.is_empty() && self.disk_behind.is_empty() && self.torn.is_empty()
    }
}

impl Repo {
    /// Whether `follow` would lose something: local changes, untracked or ignored files at the paths that differ
    /// between the commits. Changes nothing; `new` need not be on disk yet. `old` is `None` for an unborn branch.
    pub fn check_follow(&self, at: &Checkout, old: Option<ObjectId>, new: ObjectId) -> Result<(), FollowRefusal> {
        self.plan_follow(at, old, new).map(|_| ())
    }

    pub(super) fn plan_follow(
        &self,
        at: &Checkout,
        old: Option<ObjectId>,
        new: ObjectId,
    ) -> Result<Todo, FollowRefusal> {
        if let Some(busy) = at.busy {
            return Err(FollowRefusal::Busy { checkout: at.path.clone(), busy });
        }
        let lock = at.git_dir.join("index.lock");
        if lock.exists() {
            return Err(FollowRefusal::Locked(Stale::at(lock)));
        }
        let old = old.map(|id| self.read_commit(id)).transpose()?.map(|commit| commit.tree);
        let changes = self.diff_trees(old, Some(self.read_commit(new)?.tree))?;
        if changes.is_empty() {
            return Ok(Todo::default());
        }
        let index = read_index(at, &changes)?;
        let mut check = Check::new(Disk::new(self, &at.path)?, &changes, index, torn::left_behind(at));
        for change in &changes {
            check.path(change)?;
        }
        check.settle(at)?;
        if check.refused.is_empty()
            && !check.todo.is_empty()
            && let Some(folder) = closed_folder(at, &changes)
        {
            return Err(FollowRefusal::ReadOnly { checkout: at.path.clone(), folder });
        }
        if check.refused.is_empty() {
            return Ok(check.todo);
        }
        Err(FollowRefusal::Files { checkout: at.path.clone(), files: check.refused })
    }
}

/// A folder that files go into or out of, and that may not be written to. git would find out when the branch has moved.
fn closed_folder(at: &Checkout, changes: &[PathChange]) -> Option<PathBuf> {
    let folders = changes.iter().filter_map(|change| {
        let path = at.path.join(path_of(&change.path));
        // Folders that are not there are made in the nearest one that is.
        path.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned)
    });
    let all: BTreeSet<PathBuf> = folders.chain([at.git_dir.clone()]).collect();
    all.into_iter().find(|folder| access(folder, Access::WRITE_OK | Access::EXEC_OK).is_err())
}

struct Check<'a> {
    disk: Disk<'a>,
    index: Index,
    /// The files that go.
    going: HashSet<&'a [u8]>,
    /// The files that come.
    coming: HashSet<&'a [u8]>,
    todo: Todo,
    refused: Vec<InTheWay>,
    /// Files whose bytes are neither side's as they are, but may be when git's filters have passed over them.
    filtered: Vec<(&'a PathChange, FileMode, &'static str)>,
    /// The commit whose files a killed command was writing.
    left_behind: Option<ObjectId>,
}

impl<'a> Check<'a> {
    fn new(disk: Disk<'a>, changes: &'a [PathChange], index: Index, left_behind: Option<ObjectId>) -> Self {
        let paths = |wanted: fn(&PathChange) -> bool| {
            changes.iter().filter(|change| wanted(change)).map(|change| change.path.as_slice()).collect()
        };
        let mut check = Self {
            disk,
            index,
            going: paths(|change| change.new.is_none()),
            coming: paths(|change| change.old.is_none()),
            todo: Todo::default(),
            refused: Vec::new(),
            filtered: Vec::new(),
            left_behind,
        };
        let unmerged: Vec<_> =
            check.index.iter().filter(|(_, staged)| !staged.merged).map(|(path, _)| path.clone()).collect();
        for path in unmerged {
            check.refuse(&path, "has conflicts that are not resolved");
        }
        check
    }

    fn refuse(&mut self, path: &[u8], why: &'static str) {
        let item = InTheWay { path: name::printable(path), why };
        if !self.refused.contains(&item) {
            self.refused.push(item);
        }
    }

    fn path(&mut self, change: &'a PathChange) -> Result<()> {
        let staged = self.index.get(&change.path).copied();
        let in_index = staged.map(|staged| (staged.mode, staged.id));
        let new_in_index = in_index == change.new;
        if in_index != change.old && !new_in_index {
            self.refuse(&change.path, "has staged changes");
            return Ok(());
        }
        let found = self.disk.look(&change.path)?;
        if found == Found::Nothing && staged.is_some_and(|staged| staged.left_out) {
            self.todo.ordinary += usize::from(!new_in_index);
            return Ok(());
        }
        if new_in_index {
            // Whatever the disk holds besides the old bytes is a change that was made on top of the new ones.
            if change.old.is_some() && change.new.is_some() && self.is(&found, change.old) {
                self.todo.disk_behind.push(change.path.clone());
            }
            return Ok(());
        }
        self.old_in_index(change, found)
    }

    fn old_in_index(&mut self, change: &'a PathChange, found: Found) -> Result<()> {
        if self.is(&found, change.old) || found == Found::Nothing {
            self.todo.ordinary += 1;
            return Ok(());
        }
        if change.new.is_some() && self.is(&found, change.new) {
            self.todo.restage.push((change.path.clone(), change.new));
            return Ok(());
        }
        let why = if change.old.is_some() { "has local changes" } else { "is not tracked, and would be overwritten" };
        match found {
            Found::File { mode, .. } => self.filtered.push((change, mode, why)),
            Found::Directory => self.directory(change, why)?,
            // The file above it goes, and its own place in the list says whether it may.
            Found::StatementEvidence(above) if self.going.contains(above.as_slice()) => self.todo.ordinary += 1,
            Found::StatementEvidence(above) => self.refuse(&above, "stands where a directory is needed"),
            Found::Nothing | Found::Odd => self.refuse(&change.path, why),
        }
        Ok(())
    }

    /// A directory where a file is, or is to be. It may be the old state of a directory that becomes a file, or the
    /// new state of a file that becomes a directory; then every file in it has its own place in the list.
    fn directory(&mut self, change: &PathChange, why: &'static str) -> Result<()> {
        let files = self.disk.files_below(&change.path)?;
        let known = if change.old.is_none() { &self.going } else { &self.coming };
        let foreign: Vec<_> = files.iter().filter(|file| !known.contains(file.as_slice())).collect();
        let changed = change.old.is_some() && (change.new.is_some() || files.is_empty());
        for file in foreign {
            self.refuse(file, "is in a directory that would become a file");
        }
        if changed {
            self.refuse(&change.path, why);
        }
        self.todo.ordinary += 1;
        Ok(())
    }

    /// Whether the disk holds this side's bytes as they are.
    fn is(&self, found: &Found, side: Side) -> bool {
        match (found, side) {
            (Found::Nothing, None) => true,
            // Of a submodule only the entry moves.
            (_, Some((EntryMode::Submodule, _))) => true,
            (Found::File { mode, raw }, Some((EntryMode::File(wanted), id))) => {
                *raw == id && self.disk.same_mode(*mode, wanted)
            }
            _ => false,
        }
    }

    /// Whether a kill left a part of the file there.
    fn is_torn(&self, at: &Checkout, mode: FileMode, path: &[u8]) -> Result<bool> {
        match self.left_behind {
            Some(commit) if mode != FileMode::Symlink => torn::is_torn(at, commit, path),
            _ => Ok(false),
        }
    }

    /// Asks git what the remaining files are when line ends and filters are undone, all at once.
    fn settle(&mut self, at: &Checkout) -> Result<()> {
        if self.filtered.is_empty() {
            return Ok(());
        }
        let open = std::mem::take(&mut self.filtered);
        let ids = hash_filtered(at, open.iter().map(|(change, ..)| change.path.as_slice()))?;
        for ((change, mode, why), id) in open.into_iter().zip(ids) {
            let found = Found::File { mode, raw: id };
            let side = [change.old, change.new].into_iter().find(|side| side.is_some() && self.is(&found, *side));
            match side {
                Some(side) => self.todo.restage.push((change.path.clone(), side)),
                None if self.is_torn(at, mode, &change.path)? => self.todo.torn.push(change.path.clone()),
                None => self.refuse(&change.path, why),
            }
        }
        Ok(())
    }
}
