//! Patches, made by `git diff` itself: two folders with nothing but the files that differ.

use std::path::Path;

use super::error::GitError;
use crate::exec::Command;
use crate::model::FileMode;

/// One file of a patch.
#[derive(Debug, Clone)]
pub struct PatchFile {
    /// Its path.
    pub path: String,
    /// What it was.
    pub old: Option<(FileMode, Vec<u8>)>,
    /// What it becomes.
    pub new: Option<(FileMode, Vec<u8>)>,
}

/// The patch that `git apply` takes.
///
/// # Errors
/// Where files cannot be written to a temporary folder, or git fails.
pub fn patch(files: &[PatchFile]) -> Result<Vec<u8>, GitError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let failed = |e: std::io::Error| GitError::Write { what: "a temporary folder", words: e.to_string() };
    let folder = tempfile::Builder::new().prefix("promote-patch-").tempdir().map_err(failed)?;
    for (side, pick) in [("a", 0), ("b", 1)] {
        std::fs::create_dir(folder.path().join(side)).map_err(failed)?;
        for file in files {
            let Some((mode, bytes)) = (if pick == 0 { &file.old } else { &file.new }) else { continue };
            put(&folder.path().join(side).join(&file.path), *mode, bytes).map_err(failed)?;
        }
    }
    // The folders are called as git calls the sides of a patch, so the prefix is there already.
    let options =
        ["--no-index", "--no-prefix", "--no-color", "--no-ext-diff", "--no-textconv", "--binary", "--full-index"];
    let command = Command::new("git").arg("-C").arg(folder.path()).env("LC_ALL", "C").without_env("GIT_DIR");
    let output = command.arg("diff").args(options).args(["--", "a", "b"]).run()?;
    match output.status {
        Some(0 | 1) => Ok(output.stdout),
        _ => Err(GitError::Command { operation: "make a patch".to_owned(), words: output.words() }),
    }
}

fn put(path: &Path, mode: FileMode, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if mode == FileMode::Symlink {
        return symlink(std::ffi::OsStr::from_bytes(bytes), path);
    }
    std::fs::write(path, bytes)?;
    let bits = if mode == FileMode::Executable { 0o755 } else { 0o644 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits))
}
