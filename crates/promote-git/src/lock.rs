//! A lock that lets one process at a time update checked-out files.
//!
//! Refs need no lock: a ref transaction is a compare-and-swap. But after a branch has moved and before its checked-out
//! files are updated, another command would take the old files for local changes. The lock is a `flock(2)` lock, which
//! the system releases when the process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::{Duration, Instant};

use super::error::GitError;
use super::{Repo, TransactionError};

/// How long to wait for another process.
const TIMEOUT: Duration = Duration::from_secs(180);

/// The lock, released when dropped.
#[derive(Debug)]
pub struct CheckoutLock {
    _file: File,
    waited: bool,
}

impl CheckoutLock {
    /// Whether another process held the lock before, so that what was read before may be old.
    pub fn had_to_wait(&self) -> bool {
        self.waited
    }
}

impl Repo {
    /// Whether another process holds the lock at this moment; creates nothing.
    pub fn checkouts_are_locked(&self) -> bool {
        let Ok(file) = File::open(self.common_dir().join("promote").join("checkout.lock")) else { return false };
        matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
    }

    /// Takes the lock, waiting for another process to release it.
    ///
    /// # Errors
    /// If the lock file cannot be created, or another process holds the lock for three minutes.
    pub fn lock_checkouts(&self) -> Result<CheckoutLock, TransactionError> {
        let path = self.common_dir().join("promote").join("checkout.lock");
        let failed = |source: std::io::Error| {
            TransactionError::Git(GitError::Io { operation: "create the lock file", path: path.clone(), source })
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        let (started, mut waited) = (Instant::now(), false);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(CheckoutLock { _file: file, waited }),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if started.elapsed() > TIMEOUT => {
                    return Err(TransactionError::Busy { waited: TIMEOUT });
                }
                Err(TryLockError::WouldBlock) => {
                    waited = true;
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
        }
    }
}
