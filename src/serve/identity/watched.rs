//! A file that is read again when it changes. What is wrong with a new version is logged, and the old one counts.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The file, and what was read from it.
pub(super) struct Watched<T> {
    path: PathBuf,
    read: fn(&str) -> Result<T, String>,
    held: Mutex<(Stamp, Arc<T>)>,
}

/// What changes with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    seconds: i64,
    nanoseconds: i64,
    size: u64,
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        let (seconds, nanoseconds) = (metadata.mtime(), metadata.mtime_nsec());
        Self { seconds, nanoseconds, size: metadata.size(), inode: metadata.ino() }
    }
}

impl<T> Watched<T> {
    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn open(path: &Path, read: fn(&str) -> Result<T, String>) -> Result<Self, String> {
        let stamp = stamp(path)?;
        let value = read_file(path, read)?;
        Ok(Self { path: path.to_owned(), read, held: Mutex::new((stamp, Arc::new(value))) })
    }

    /// What the file says now.
    pub(super) fn get(&self) -> Arc<T> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(now) = stamp(&self.path)
            && now != held.0
        {
            // Also of a version that is wrong: it is logged once.
            held.0 = now;
            match read_file(&self.path, self.read) {
                Ok(value) => held.1 = Arc::new(value),
                Err(error) => tracing::error!(error, "a changed file is wrong; the old one counts"),
            }
        }
        held.1.clone()
    }
}

fn stamp(path: &Path) -> Result<Stamp, String> {
    let metadata = std::fs::metadata(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    match metadata.size() > LARGEST {
        true => Err(format!("{} is larger than {LARGEST} bytes", path.display())),
        false => Ok(Stamp::of(&metadata)),
    }
}

fn read_file<T>(path: &Path, read: fn(&str) -> Result<T, String>) -> Result<T, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    read(&text).map_err(|error| format!("{}: {error}", path.display()))
}
