//! What a kill leaves of a file that git was writing: the beginning of it.
//!
//! git writes checked-out files in place. The beginning of a file cannot be told from a user's edit by itself; so, as
//! long as files are written, a note in the working tree's git directory names the commit that they come from. Where
//! the note was left behind, a file that holds a part of what that commit has, from its first byte, and nothing else,
//! is no work of anybody's.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::super::Result;
use super::disk::io_error;
use super::index::git_at;
use super::{Checkout, path_of};
use promote_model::ObjectId;

fn note(at: &Checkout) -> PathBuf {
    at.git_dir.join("promote").join("following")
}

/// Notes that files of this commit are about to be written.
pub(super) fn begin(at: &Checkout, commit: ObjectId) -> Result<()> {
    let path = note(at);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io_error("make", folder))?;
    }
    fs::write(&path, format!("{commit}\n")).map_err(io_error("write", &path))
}

/// Takes the note away: all files are written.
pub(super) fn end(at: &Checkout) -> Result<()> {
    let path = note(at);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error("remove", &path)(error)),
        _ => Ok(()),
    }
}

/// The commit whose files were being written when a command was killed. A note that was itself written in part is none:
/// no file was touched yet.
pub(super) fn left_behind(at: &Checkout) -> Option<ObjectId> {
    fs::read_to_string(note(at)).ok()?.strip_suffix('\n')?.parse().ok()
}

/// Whether the file holds the beginning of what it is in that commit, and not all of it.
pub(super) fn is_torn(at: &Checkout, commit: ObjectId, path: &[u8]) -> Result<bool> {
    let file = at.path.join(path_of(path));
    let found = fs::read(&file).map_err(io_error("read", &file))?;
    let mut name = format!("{commit}:").into_bytes();
    name.extend_from_slice(path);
    // As git would write it, line ends and filters and all; the commit may have no such file, or be gone.
    let whole = git_at(at, "read a file").args(["cat-file", "--filters"]).args([path_of(&name)]).run()?;
    Ok(whole.success() && whole.stdout.len() > found.len() && whole.stdout.starts_with(&found))
}
