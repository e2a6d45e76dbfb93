//! One writer of checked-out files at a time.
//!
//! Refs need no lock of ours: their transaction is a compare-and-swap. But between a branch's move and
//! the moment that its files have followed, another command would take old files for local changes.
//! The lock is the system's (`flock(2)`): it ends with its process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::{Duration, Instant};

use super::error::GitError;
use super::{Repo, TransactionError};

/// How long another command is waited for.
const PATIENCE: Duration = Duration::from_secs(180);

/// Held until it is dropped.
#[derive(Debug)]
pub struct CheckoutLock {
    _file: File,
}

impl Repo {
    /// Waits until no other command is writing checked-out files.
    ///
    /// # Errors
    /// Where the lock file cannot be made, or another command holds it for three minutes.
    pub fn lock_checkouts(&self) -> Result<CheckoutLock, TransactionError> {
        let path = self.common_dir().join("promote").join("checkout.lock");
        let failed = |source: std::io::Error| {
            TransactionError::Git(GitError::Io { operation: "make the lock file", path: path.clone(), source })
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(CheckoutLock { _file: file }),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if started.elapsed() > PATIENCE => {
                    return Err(TransactionError::Busy { waited: PATIENCE });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }
}
