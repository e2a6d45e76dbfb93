//! Updating the files and the index of a working tree to the commit that its branch has moved to.

use std::fs;
use std::path::Path;

use super::super::error::GitError;
use super::super::run;
use super::super::{Repo, Result};
use super::disk::io_error;
use super::index::git_at;
use super::steps::UpdateSteps;
use super::{Checkout, FollowRefusal};
use crate::paths::path_of;
use promote_model::ObjectId;

/// The id of the empty tree, which git knows even if it is not stored.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

impl Repo {
    /// Updates the files and the index from commit `old` to `new`, which must be on disk, after the branch has moved.
    /// Refuses if local changes would be lost. Can be repeated after a kill. Returns whether anything was updated.
    pub fn follow(&self, at: &Checkout, old: Option<ObjectId>, new: ObjectId) -> Result<bool, FollowRefusal> {
        self.hold(at, old, new)?.follow(self)
    }
}

/// Takes the steps of an update, on the files and on the copy of the index.
pub(super) fn update(
    at: &Checkout,
    steps: &UpdateSteps,
    old: Option<ObjectId>,
    new: ObjectId,
) -> Result<(), FollowRefusal> {
    for path in &steps.partial {
        let file = at.path.join(path_of(path));
        fs::remove_file(&file).map_err(io_error("remove", &file))?;
    }
    if !steps.restage.is_empty() {
        restage(at, steps)?;
    }
    let old = old.map_or_else(|| EMPTY_TREE.to_owned(), |id| id.to_string());
    merge(at, &old, &new.to_string())?;
    if !steps.outdated_on_disk.is_empty() {
        let input: Vec<u8> = steps.outdated_on_disk.iter().flat_map(|path| [path.as_slice(), b"\0"].concat()).collect();
        git_at(at, "write files").args(["checkout-index", "-f", "-u", "-z", "--stdin"]).stdin(input).stdout()?;
    }
    steps.removed.iter().try_for_each(|path| remove_file(&at.path.join(path_of(path))))
}

/// Removes a file that git left on the disk: it only warns, and its index no longer has the file.
fn remove_file(file: &Path) -> Result<(), FollowRefusal> {
    // A directory may have taken the place of the file, or a file that of its directory.
    if file.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
        fs::remove_file(file).map_err(io_error("remove", file))?;
    }
    Ok(())
}

/// Sets index entries to the content on disk and refreshes the index.
fn restage(at: &Checkout, steps: &UpdateSteps) -> Result<()> {
    let mut input = Vec::new();
    for (path, side) in &steps.restage {
        let Some((mode, id)) = side else { continue };
        input.extend(format!("{:o} {id}\t", mode.bits()).into_bytes());
        input.extend_from_slice(path);
        input.push(0);
    }
    let call = git_at(at, "update the index").args(["update-index", "-z", "--index-info"]);
    call.stdin(input).stdout()?;
    refresh(at)
}

/// Runs `git read-tree -m -u`.
fn merge(at: &Checkout, old: &str, new: &str) -> Result<(), FollowRefusal> {
    let call = || git_at(at, "update the files").args(["read-tree", "-m", "-u", old, new]).run();
    let mut output = call()?;
    // A touched file, or one copied with its repository, has other times than the index until it is refreshed.
    if !output.success() && run::error_message(&output.stderr).contains("not uptodate") {
        refresh(at)?;
        output = call()?;
    }
    if output.success() {
        Ok(())
    } else {
        Err(run::failed(format!("update the files in {}", at.path.display()), &output).into())
    }
}

/// Refreshes the file times and sizes in the index. The exit status only tells whether any file has local changes.
fn refresh(at: &Checkout) -> Result<(), GitError> {
    git_at(at, "refresh the index").args(["update-index", "-q", "--refresh"]).run().map(|_| ())
}
