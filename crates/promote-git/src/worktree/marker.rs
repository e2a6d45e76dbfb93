//! The marker of an update: which files are about to follow which commit.
//!
//! A file in the git directory of the working tree holds it, `promote/following`, from before the branch moves until
//! index and files have followed. `index.lock` holds the same text meanwhile, which git never writes there: so a lock
//! that a killed command left is told from the lock of a git command. Its first line is `NEW OLD refs/heads/BRANCH`,
//! with `-` for the old commit of a branch that has none. Earlier versions wrote `NEW` alone.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::super::Result;
use super::disk::io_error;
use promote_model::ObjectId;

/// No marker is longer.
const LONGEST: u64 = 8 << 10;

/// The parts of a marker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    /// The commit that the files will follow.
    pub(super) new: ObjectId,
    /// The commit that they are at; `None` for a branch without commits.
    pub(super) old: Option<ObjectId>,
    /// The branch, by its full name.
    pub(super) branch: String,
}

impl Marker {
    pub(super) fn text(&self) -> String {
        let old = self.old.map_or_else(|| "-".to_owned(), |id| id.to_string());
        format!(
            "{} {old} {}\nThis lock of promote belongs to an update of the files of this branch.\n\
             If it is left over, the next promote command that writes finishes the update and removes it.\n",
            self.new, self.branch
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let (line, _) = text.split_once('\n')?;
        let mut fields = line.splitn(3, ' ');
        let (new, old, branch) = (fields.next()?.parse().ok()?, fields.next()?, fields.next()?);
        let old = if old == "-" { None } else { Some(old.parse().ok()?) };
        Some(Self { new, old, branch: branch.to_owned() })
    }
}

/// The directory for files of promote below a git directory.
pub(super) fn folder(git_dir: &Path) -> PathBuf {
    git_dir.join("promote")
}

/// The file that holds the marker.
pub(super) fn file(git_dir: &Path) -> PathBuf {
    folder(git_dir).join("following")
}

/// The lock of the index.
pub(super) fn lock_file(git_dir: &Path) -> PathBuf {
    git_dir.join("index.lock")
}

/// The marker that a killed command left.
fn read(git_dir: &Path) -> Option<Marker> {
    Marker::parse(&text_of(&file(git_dir))?)
}

/// The marker in `index.lock`; `None` if there is no lock, or a git command holds it.
pub(super) fn in_lock(git_dir: &Path) -> Option<Marker> {
    Marker::parse(&text_of(&lock_file(git_dir))?)
}

/// What is left in a git directory: by the lock, or by the marker if the lock is gone.
pub(super) fn left(git_dir: &Path) -> Option<Marker> {
    in_lock(git_dir).or_else(|| read(git_dir))
}

/// The commit whose files were being written when a command was killed. A marker that was written in part is ignored:
/// no file was changed yet.
pub(super) fn interrupted_commit(git_dir: &Path) -> Option<ObjectId> {
    let text = text_of(&file(git_dir))?;
    text.split_once('\n')?.0.split(' ').next()?.parse().ok()
}

fn text_of(path: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(path).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Writes the marker, all of it or nothing.
pub(super) fn write(git_dir: &Path, marker: &Marker) -> Result<()> {
    let (folder, path) = (folder(git_dir), file(git_dir));
    fs::create_dir_all(&folder).map_err(io_error("create", &folder))?;
    let part = folder.join("following.part");
    fs::write(&part, marker.text()).map_err(io_error("write", &part))?;
    fs::rename(&part, &path).map_err(io_error("write", &path))
}

/// Removes a file that may be missing.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error("remove", path)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_read_as_they_were_written() {
        let id: ObjectId = "4f2c000000000000000000000000000000000abc".parse().unwrap();
        for old in [None, Some(id)] {
            let marker = Marker { new: id, old, branch: "refs/heads/ü x".to_owned() };
            assert_eq!(Marker::parse(&marker.text()), Some(marker));
        }
        for text in ["", "DIRC\0\0\0\u{2}", &format!("{id}\n"), &format!("{id} - refs/heads/main"), "x - y\n"] {
            assert_eq!(Marker::parse(text), None, "{text:?}");
        }
    }
}
