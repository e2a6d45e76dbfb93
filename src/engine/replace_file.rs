//! Writing a file in one step, so that no reader sees half of it.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::OpError;

/// Writes a file, or replaces one, which keeps its permissions. A link stays a link.
///
/// # Errors
/// [`OpError::Io`] with the path.
pub(crate) fn replace(path: &Path, text: &[u8]) -> Result<(), OpError> {
    let failed = |error| OpError::Io { what: "write", path: path.display().to_string(), error };
    let (path, permissions): (PathBuf, _) = match path.canonicalize() {
        Ok(path) => (path.clone(), path.metadata().map_err(failed)?.permissions()),
        // The user's umask applies, as for any file that an editor creates.
        Err(_) => (path.to_owned(), std::fs::Permissions::from_mode(0o666)),
    };
    let is_new = !path.exists();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The error of a temporary file would name that one.
    folder.metadata().map_err(failed)?;
    let mut file = tempfile::Builder::new().permissions(permissions.clone()).tempfile_in(folder).map_err(failed)?;
    file.write_all(text).map_err(failed)?;
    if !is_new {
        file.as_file().set_permissions(permissions).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}
