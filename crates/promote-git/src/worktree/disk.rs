//! The files on disk of a working tree, compared with those of a commit.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::super::error::GitError;
use super::super::objects::{self, ObjectKind};
use super::super::tree::EntryMode;
use super::super::{Repo, Result};
use crate::paths::path_of;
use promote_model::{FileMode, ObjectId};

/// The entry of a commit at a path, if any.
pub(super) type CommitEntry = Option<(EntryMode, ObjectId)>;

/// The file at a path on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DiskEntry {
    /// Nothing; a parent directory may be missing, too.
    Missing,
    /// A file or a symlink.
    File { mode: FileMode, raw: ObjectId },
    /// A directory.
    Directory,
    /// A parent is not a directory but a file or symlink, with this path.
    BlockedBy(Vec<u8>),
    /// A socket, device or other special file.
    Special,
}

/// A working tree on disk, and how it represents file modes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Disk<'a> {
    pub(super) root: &'a Path,
    /// Whether the executable bit is significant (`core.fileMode`).
    pub(super) modes: bool,
    /// Whether the file system has symlinks (`core.symlinks`).
    pub(super) links: bool,
}

impl<'a> Disk<'a> {
    pub(super) fn new(repo: &Repo, root: &'a Path) -> Result<Self> {
        let on = |key| Ok::<_, GitError>(repo.config(key)?.as_deref() != Some("false"));
        Ok(Self { root, modes: on("core.fileMode")?, links: on("core.symlinks")? })
    }

    /// Reads the entry at a path.
    pub(super) fn entry(&self, path: &[u8]) -> Result<DiskEntry> {
        for (end, _) in path.iter().enumerate().filter(|(_, b)| **b == b'/') {
            match self.stat(&path[..end])? {
                None => return Ok(DiskEntry::Missing),
                Some(above) if above.is_dir() => {}
                Some(_) => return Ok(DiskEntry::BlockedBy(path[..end].to_vec())),
            }
        }
        let Some(stat) = self.stat(path)? else { return Ok(DiskEntry::Missing) };
        let file = self.place(path);
        if stat.is_dir() {
            return Ok(DiskEntry::Directory);
        }
        if stat.is_symlink() {
            let target = fs::read_link(&file).map_err(io_error("read", &file))?;
            let raw = objects::hash(ObjectKind::Blob, target.as_os_str().as_bytes())?;
            return Ok(DiskEntry::File { mode: FileMode::Symlink, raw });
        }
        if !stat.is_file() {
            return Ok(DiskEntry::Special);
        }
        let raw = objects::hash(ObjectKind::Blob, &fs::read(&file).map_err(io_error("read", &file))?)?;
        let executable = stat.permissions().mode() & 0o100 != 0;
        Ok(DiskEntry::File { mode: if executable { FileMode::Executable } else { FileMode::Regular }, raw })
    }

    /// Whether a mode on disk matches a mode in a commit.
    pub(super) fn same_mode(&self, found: FileMode, wanted: FileMode) -> bool {
        match (found, wanted) {
            (FileMode::Symlink, _) => wanted == FileMode::Symlink,
            (_, FileMode::Symlink) => !self.links,
            _ => found == wanted || !self.modes,
        }
    }

    /// The files below a directory, as paths from the root of the working tree.
    pub(super) fn files_below(&self, path: &[u8]) -> Result<Vec<Vec<u8>>> {
        let mut files = Vec::new();
        let mut dirs = vec![path.to_vec()];
        while let Some(dir) = dirs.pop() {
            let place = self.place(&dir);
            for entry in fs::read_dir(&place).map_err(io_error("read", &place))? {
                let entry = entry.map_err(io_error("read", &place))?;
                let below = [dir.as_slice(), b"/", entry.file_name().as_bytes()].concat();
                let kind = entry.file_type().map_err(io_error("read the metadata of", &place))?;
                if kind.is_dir() { dirs.push(below) } else { files.push(below) }
            }
        }
        Ok(files)
    }

    fn place(&self, path: &[u8]) -> PathBuf {
        self.root.join(path_of(path))
    }

    fn stat(&self, path: &[u8]) -> Result<Option<Metadata>> {
        let file = self.place(path);
        match fs::symlink_metadata(&file) {
            Ok(stat) => Ok(Some(stat)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(io_error("read the metadata of", &file)(e)),
        }
    }
}

/// A closure that turns an I/O error into a [`GitError`] for `path`.
pub(super) fn io_error(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> GitError {
    move |source| GitError::Io { operation, path: path.to_owned(), source }
}
