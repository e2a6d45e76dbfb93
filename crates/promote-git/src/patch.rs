//! Patches, made by `git diff --no-index` between two directories that hold only the changed files.

use std::path::Path;

use super::error::GitError;
use super::run;
use promote_model::FileMode;

/// One file of a patch.
#[derive(Debug, Clone)]
pub struct PatchFile {
    /// Its path.
    pub path: String,
    /// The old content.
    pub old: Option<(FileMode, Vec<u8>)>,
    /// The new content.
    pub new: Option<(FileMode, Vec<u8>)>,
}

/// A patch for `git apply`.
///
/// # Errors
/// If files cannot be written to a temporary directory, or git fails.
pub fn patch(files: &[PatchFile]) -> Result<Vec<u8>, GitError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let failed = |source: std::io::Error| GitError::Io {
        operation: "write the files of a patch to",
        path: std::env::temp_dir(),
        source,
    };
    let folder = tempfile::Builder::new().prefix("promote-patch-").tempdir().map_err(failed)?;
    for (side, pick) in [("a", 0), ("b", 1)] {
        std::fs::create_dir(folder.path().join(side)).map_err(failed)?;
        for file in files {
            let Some((mode, bytes)) = (if pick == 0 { &file.old } else { &file.new }) else { continue };
            put(&folder.path().join(side).join(&file.path), *mode, bytes).map_err(failed)?;
        }
    }
    // The directories are named `a` and `b`, so the usual prefixes are part of the paths.
    let options =
        ["--no-index", "--no-prefix", "--no-color", "--no-ext-diff", "--no-textconv", "--binary", "--full-index"];
    let call = run::git(folder.path(), "make a patch").args(["diff"]).args(options).args(["--", "a", "b"]);
    let output = call.output_limit(1 << 30).run()?;
    match output.status {
        Some(0 | 1) => Ok(usual_headers(&output.stdout)),
        _ => Err(run::failed("make a patch", &output)),
    }
}

/// Restores git's usual headers. If one side is missing, `--no-index` names the other side twice: `diff --git b/x b/x`.
/// Content lines cannot be confused with headers because each begins with ` `, `+` or `-`.
fn usual_headers(patch: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(patch.len());
    for line in patch.split_inclusive(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"diff --git ".as_slice()).unwrap_or_default();
        let quote = usize::from(rest.first() == Some(&b'"'));
        let (names, b_side) =
            (rest.get(quote..).unwrap_or_default(), rest.starts_with(b"b/") || rest.starts_with(b"\"b/"));
        if b_side {
            out.extend_from_slice(b"diff --git ");
            out.extend_from_slice(&rest[..quote]);
            out.push(b'a');
            out.extend_from_slice(&names[1..]);
        } else {
            out.extend_from_slice(line);
        }
    }
    out
}

/// Writes a file or symlink with this mode.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_has_the_usual_header() {
        let new = |path: &str| PatchFile {
            path: path.to_owned(),
            old: None,
            new: Some((FileMode::Regular, b"b/x\ndiff --git b/x b/x\n".to_vec())),
        };
        let text = String::from_utf8(patch(&[new("x/y"), new("t\tb")]).unwrap()).unwrap();
        assert!(text.contains("diff --git \"a/t\\tb\" \"b/t\\tb\"\n"), "{text}");
        assert!(text.contains("diff --git a/x/y b/x/y\nnew file mode 100644\n"), "{text}");
        assert!(text.contains("\n+diff --git b/x b/x\n"), "{text}");
    }
}
