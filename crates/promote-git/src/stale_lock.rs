//! Lock files that a killed git left behind. Only the user can tell that no running git holds such a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use promote_model::text::rough_duration;

/// A lock file newer than this may belong to a running git that is only slow.
const RECENT: Duration = Duration::from_secs(10);

/// A lock file that blocks an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the lock file {} exists{}", path.display(), age.map_or_else(String::new, |age| format!(" and is {} old", rough_duration(age.as_secs()))))]
pub struct StaleLock {
    /// The file.
    pub(crate) path: PathBuf,
    /// The age of the file, if known.
    pub age: Option<Duration>,
}

impl StaleLock {
    /// The lock file at a path.
    pub(super) fn at(path: PathBuf) -> Self {
        let age = age(&path);
        Self { path, age }
    }

    /// The lock file that a message of git names.
    pub fn in_message(message: &str) -> Option<Self> {
        let (_, rest) = message.split_once("Unable to create '")?;
        let (path, _) = rest.split_once("': File exists")?;
        // A server prints the path relative to its working directory.
        Some(Self::at(PathBuf::from(path.replace("/./", "/"))))
    }

    /// Whether a running git may hold the lock.
    pub(super) fn is_recent(&self) -> bool {
        self.age.is_some_and(|age| age < RECENT)
    }

    /// A hint for the user.
    pub fn hint(&self) -> String {
        let path = self.path.display();
        format!("if no git process is running, remove the file (rm '{path}') and run the same command again")
    }
}

fn age(path: &Path) -> Option<Duration> {
    fs::symlink_metadata(path).ok()?.modified().ok()?.elapsed().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_found_in_messages_of_git() {
        let message = "prepare: cannot lock ref 'refs/heads/x': Unable to create '/r/./refs/heads/x.lock': File exists.\n\nAnother";
        assert_eq!(StaleLock::in_message(message).unwrap().path, PathBuf::from("/r/refs/heads/x.lock"));
        assert_eq!(StaleLock::in_message("Unable to create '/r/x.lock': Permission denied"), None);
    }
}
