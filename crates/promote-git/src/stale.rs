//! A lock file that stands in the way, and has for longer than a git that is alive takes. git leaves one behind where it
//! is killed; nobody but a person can say that no git holds it any more.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use promote_model::text::how_long;

/// A lock younger than this may belong to a git that is only slow (a full disk queue, many at once).
pub(super) const ALIVE: Duration = Duration::from_secs(10);

/// A lock file in the way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the lock file {} is in the way{}", path.display(), age.map_or_else(String::new, |age| format!(", and has been for {}", how_long(age.as_secs()))))]
pub struct Stale {
    /// The file.
    pub(crate) path: PathBuf,
    /// How long ago it was made, where that can be told.
    pub age: Option<Duration>,
}

impl Stale {
    /// The lock at that path.
    pub(super) fn at(path: PathBuf) -> Self {
        let age = age(&path);
        Self { path, age }
    }

    /// The lock that git's words name.
    pub fn in_words(words: &str) -> Option<Self> {
        let (_, rest) = words.split_once("Unable to create '")?;
        let (path, _) = rest.split_once("': File exists")?;
        // A server says where it is from where it works.
        Some(Self::at(PathBuf::from(path.replace("/./", "/"))))
    }

    /// Whether a git that is alive may hold it.
    pub(super) fn is_young(&self) -> bool {
        self.age.is_some_and(|age| age < ALIVE)
    }

    /// What the user can do about it.
    pub fn hint(&self) -> String {
        let path = self.path.display();
        format!("if no git is at work there, a killed one left it: rm '{path}', then run the same command again")
    }
}

fn age(path: &Path) -> Option<Duration> {
    fs::symlink_metadata(path).ok()?.modified().ok()?.elapsed().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_git_are_read() {
        let words = "prepare: cannot lock ref 'refs/heads/x': Unable to create '/r/./refs/heads/x.lock': File exists.\n\nAnother";
        assert_eq!(Stale::in_words(words).unwrap().path, PathBuf::from("/r/refs/heads/x.lock"));
        assert_eq!(Stale::in_words("Unable to create '/r/x.lock': Permission denied"), None);
    }
}
