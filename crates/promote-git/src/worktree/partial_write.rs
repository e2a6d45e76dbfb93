//! Partially written files: what a killed git leaves of a checked-out file.
//!
//! git writes checked-out files in place, and a truncated file looks like a user's edit. Therefore a marker file in the
//! working tree's git directory names the commit while its files are written. If the marker is left over, a file whose
//! content is a proper prefix of the file in that commit is a partial write, not an edit.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::super::Result;
use super::Checkout;
use super::disk::io_error;
use super::index::git_at;
use crate::paths::path_of;
use promote_model::ObjectId;

fn marker(at: &Checkout) -> PathBuf {
    at.git_dir.join("promote").join("following")
}

/// Writes the marker before files of this commit are written.
pub(super) fn begin(at: &Checkout, commit: ObjectId) -> Result<()> {
    let path = marker(at);
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).map_err(io_error("create", dir))?;
    }
    fs::write(&path, format!("{commit}\n")).map_err(io_error("write", &path))
}

/// Removes the marker after all files are written.
pub(super) fn end(at: &Checkout) -> Result<()> {
    let path = marker(at);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error("remove", &path)(error)),
        _ => Ok(()),
    }
}

/// The commit whose files were being written when a command was killed. A partially written marker is ignored: no file
/// was changed yet.
pub(super) fn interrupted_commit(at: &Checkout) -> Option<ObjectId> {
    fs::read_to_string(marker(at)).ok()?.strip_suffix('\n')?.parse().ok()
}

/// Whether the file is a proper prefix of the file in the commit.
pub(super) fn is_partial(at: &Checkout, commit: ObjectId, path: &[u8]) -> Result<bool> {
    let file = at.path.join(path_of(path));
    let found = fs::read(&file).map_err(io_error("read", &file))?;
    let mut name = format!("{commit}:").into_bytes();
    name.extend_from_slice(path);
    // With line-end conversion and filters, as git writes it. The file or the commit may be missing.
    let full = git_at(at, "read a file").args(["cat-file", "--filters"]).args([path_of(&name)]).run()?;
    Ok(full.success() && full.stdout.len() > found.len() && full.stdout.starts_with(&found))
}
