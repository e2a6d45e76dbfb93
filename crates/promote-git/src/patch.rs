//! Patches, made by libgit2 from two trees in memory that hold only the changed files.

use git2::build::TreeUpdateBuilder;
use git2::{Diff, DiffFormat, DiffOptions, FileMode as GitMode, Odb, Repository, Tree};

use super::error::GitError;
use super::objects::failed;
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

/// A patch for `git apply`, as `git diff --full-index --binary` writes it without any configuration.
///
/// # Errors
/// If libgit2 cannot make it.
pub fn patch(files: &[PatchFile]) -> Result<Vec<u8>, GitError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    between(files).map_err(|error| failed("make a patch", &error))
}

fn between(files: &[PatchFile]) -> Result<Vec<u8>, git2::Error> {
    let objects = Odb::new()?;
    objects.add_new_mempack_backend(1)?;
    let repo = Repository::from_odb(objects)?;
    let old = tree(&repo, files, |file| file.old.as_ref())?;
    let new = tree(&repo, files, |file| file.new.as_ref())?;
    let mut options = DiffOptions::new();
    options.show_binary(true).id_abbrev(40).indent_heuristic(true);
    text(&repo.diff_tree_to_tree(Some(&old), Some(&new), Some(&mut options))?)
}

/// A tree with one side of the files.
fn tree<'r>(
    repo: &'r Repository,
    files: &[PatchFile],
    side: impl Fn(&PatchFile) -> Option<&(FileMode, Vec<u8>)>,
) -> Result<Tree<'r>, git2::Error> {
    let mut entries = TreeUpdateBuilder::new();
    for file in files {
        if let Some((mode, bytes)) = side(file) {
            let mode = match mode {
                FileMode::Regular => GitMode::Blob,
                FileMode::Executable => GitMode::BlobExecutable,
                FileMode::Symlink => GitMode::Link,
            };
            entries.upsert(file.path.as_str(), repo.blob(bytes)?, mode);
        }
    }
    let empty = repo.find_tree(repo.treebuilder(None)?.write()?)?;
    repo.find_tree(entries.create_updated(repo, &empty)?)
}

fn text(diff: &Diff<'_>) -> Result<Vec<u8>, git2::Error> {
    let mut out = Vec::new();
    diff.print(DiffFormat::Patch, |_, _, line| {
        // Lines of content have their sign apart.
        if let sign @ ('+' | '-' | ' ') = line.origin() {
            out.extend(sign.to_string().bytes());
        }
        match line.origin() {
            'F' => line.content().split_inclusive(|byte| *byte == b'\n').for_each(|line| push_header(&mut out, line)),
            _ => out.extend_from_slice(line.content()),
        }
        true
    })?;
    Ok(out)
}

/// A line of a header. As in git, a tab ends a name with blanks, for `patch`.
fn push_header(out: &mut Vec<u8>, line: &[u8]) {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    let name = text.strip_prefix(b"--- ").or(text.strip_prefix(b"+++ "));
    out.extend_from_slice(text);
    out.extend(name.filter(|name| name.contains(&b' ') && !name.starts_with(b"\"")).map(|_| b'\t'));
    out.push(b'\n');
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
