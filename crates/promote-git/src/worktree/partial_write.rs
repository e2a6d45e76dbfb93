//! Partially written files: what a killed git leaves of a checked-out file.
//!
//! git writes checked-out files in place, and a truncated file looks like a user's edit. The marker of the update
//! (`marker`) names the commit while its files are written. If the marker is left over, a file whose content is a proper
//! prefix of the file in that commit is a partial write, not an edit.

use std::fs;

use super::super::Result;
use super::Checkout;
use super::disk::io_error;
use super::index::git_at;
use crate::paths::path_of;
use promote_model::ObjectId;

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
