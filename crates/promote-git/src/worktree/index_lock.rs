//! The lock of a working tree's index, held from before its branch moves until index and files have followed.
//!
//! ```text
//! promote/following          the marker
//! index.lock                 a link to it: from now on no git command writes the index or commits it
//! promote/index-XXXX         a copy of the index, on which git works
//! ... the branch moves, the files follow ...
//! promote/index-XXXX -> index    one rename, as git does it
//! index.lock, promote/following  removed
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempPath;

use super::super::Result;
use super::super::error::GitError;
use super::super::stale_lock::StaleLock;
use super::disk::io_error;
use super::marker::{self, Marker};
use super::{Checkout, FollowRefusal};

/// How long to wait for a git command that holds the lock.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The start of the names of copies of the index.
const COPY: &str = "index-";

/// The lock. Dropping it releases it, unless [`Self::keep`] was called.
#[derive(Debug)]
pub(super) struct IndexLock {
    git_dir: PathBuf,
    copy: TempPath,
    kept: bool,
}

impl IndexLock {
    /// Takes the lock, waiting a moment for a git command that holds it.
    pub(super) fn take(at: &Checkout, marker: &Marker) -> Result<Self, FollowRefusal> {
        let git_dir = at.git_dir.clone();
        let denied = |error: GitError| match error {
            GitError::Io { source, path, .. } if is_denied(&source) => {
                let folder = path.parent().unwrap_or(&git_dir).to_owned();
                FollowRefusal::ReadOnly { checkout: at.path.clone(), folder }
            }
            error => error.into(),
        };
        marker::write(&git_dir, marker).map_err(denied)?;
        let taken = link(&git_dir, marker);
        if !matches!(taken, Ok(None)) {
            // A marker that is left has no effect without the lock, and the next command removes it.
            let _ = marker::remove(&marker::file(&git_dir));
        }
        if let Some(lock) = taken.map_err(denied)? {
            return Err(FollowRefusal::Locked(lock));
        }
        match copy_index(&git_dir) {
            Ok(copy) => Ok(Self { git_dir, copy, kept: false }),
            Err(error) => {
                let _ = release(&git_dir);
                Err(error.into())
            }
        }
    }

    /// Goes on with the lock that a killed command left.
    pub(super) fn resume(at: &Checkout) -> Result<Self> {
        remove_copies(&at.git_dir);
        Ok(Self { git_dir: at.git_dir.clone(), copy: copy_index(&at.git_dir)?, kept: true })
    }

    /// The copy of the index.
    pub(super) fn copy(&self) -> &Path {
        &self.copy
    }

    /// Leaves lock and marker where they are if the lock is dropped: the branch has moved.
    pub(super) fn keep(&mut self) {
        self.kept = true;
    }

    /// Replaces the index by the copy, and releases the lock.
    pub(super) fn commit(self) -> Result<()> {
        let index = self.git_dir.join("index");
        fs::rename(&self.copy, &index).map_err(io_error("replace", &index))?;
        self.discard()
    }

    /// Releases the lock, with the index as it is.
    pub(super) fn discard(mut self) -> Result<()> {
        self.kept = true;
        release(&self.git_dir)
    }
}

impl Drop for IndexLock {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed is removed by the next command that writes.
            let _ = release(&self.git_dir);
        }
    }
}

/// Removes the lock and the marker of an update that is finished, or that will not take place.
pub(super) fn release(git_dir: &Path) -> Result<()> {
    if marker::in_lock(git_dir).is_some() {
        marker::remove(&marker::lock_file(git_dir))?;
    }
    marker::remove(&marker::file(git_dir))
}

/// Removes copies of the index that killed commands left.
pub(super) fn remove_copies(git_dir: &Path) {
    let Ok(entries) = fs::read_dir(marker::folder(git_dir)) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(COPY)) {
        // They take space, and nothing else.
        let _ = fs::remove_file(entry.path());
    }
}

/// Creates `index.lock` with its content at once; the lock that is in the way, if one is.
fn link(git_dir: &Path, text: &Marker) -> Result<Option<StaleLock>> {
    let (source, lock) = (marker::file(git_dir), marker::lock_file(git_dir));
    let started = Instant::now();
    loop {
        let taken = match fs::hard_link(&source, &lock) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => create(&lock, &text.text()),
            outcome => outcome,
        };
        match taken {
            Ok(()) => return Ok(None),
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(io_error("create the lock file", &lock)(error));
            }
            Err(_) => {}
        }
        let stale = StaleLock::at(lock.clone());
        if started.elapsed() > TIMEOUT || !stale.is_recent() && lock.exists() {
            return Ok(Some(stale));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Creates the lock on a file system without hard links.
fn create(lock: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(lock)?;
    file.write_all(text.as_bytes()).inspect_err(|_| {
        // A lock without its content would look like that of a git command.
        let _ = fs::remove_file(lock);
    })
}

/// A copy of the index; the path of no file where there is no index.
fn copy_index(git_dir: &Path) -> Result<TempPath> {
    let (folder, index) = (marker::folder(git_dir), git_dir.join("index"));
    let failed = || io_error("copy", &index);
    let mut copy = tempfile::Builder::new().prefix(COPY).tempfile_in(&folder).map_err(failed())?;
    match File::open(&index) {
        Ok(mut file) => {
            io::copy(&mut file, copy.as_file_mut()).map_err(failed())?;
        }
        // git refuses an empty index.
        Err(error) if error.kind() == io::ErrorKind::NotFound => marker::remove(copy.path())?,
        Err(error) => return Err(failed()(error)),
    }
    Ok(copy.into_temp_path())
}

fn is_denied(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
