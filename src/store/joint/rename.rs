//! Where a file was before it was renamed: another file that the same commit deleted.

use super::touch::{Touch, entry};
use crate::store::StoreError;
use promote_git::{PathChange, Repo};
use promote_model::{FileMode, ObjectId};

/// A renamed file shares at least this part of its lines, in percent; the value of `git diff -M` (`git-diff(1)`).
const SIMILAR: usize = 50;

/// With more deleted files than this, only one with the same content is looked for.
const MOST: usize = 32;

/// The path of a file and its entry.
pub(super) type OldFile = (String, (FileMode, ObjectId));

/// The file that was renamed to a new one, with its path; `None` if the new one is really new.
pub(super) fn find(repo: &Repo, touch: &Touch, (path, blob): (&str, ObjectId)) -> Result<Option<OldFile>, StoreError> {
    let Some(parent) = touch.parent else { return Ok(None) };
    let (old, new) = (repo.read_commit(parent)?.tree, repo.read_commit(touch.commit)?.tree);
    let mut deleted = repo.diff_trees(Some(old), Some(new))?;
    deleted.retain(|change| change.new.is_none());
    let found = |change: &PathChange| Some((String::from_utf8(change.path.clone()).ok()?, entry(change.old)?));
    let mut files: Vec<_> = deleted.iter().filter_map(found).collect();
    files.sort_by_key(|(other, _)| std::cmp::Reverse(common_end(other, path)));
    if let Some(same) = files.iter().find(|(_, (_, other))| *other == blob) {
        return Ok(Some(same.clone()));
    }
    if files.len() > MOST {
        return Ok(None);
    }
    let text = repo.read_blob(blob)?;
    for file in files {
        if is_similar(&text, &repo.read_blob(file.1.1)?) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// The number of equal bytes at the ends of two paths.
fn common_end(a: &str, b: &str) -> usize {
    a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count()
}

fn is_similar(a: &[u8], b: &[u8]) -> bool {
    let lines = |text: &[u8]| {
        let mut lines: Vec<Vec<u8>> = text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        lines.retain(|line| !line.trim_ascii().is_empty());
        lines.sort();
        lines
    };
    let (a, b) = (lines(a), lines(b));
    let (mut shared, mut rest) = (0, b.iter().peekable());
    for line in &a {
        while rest.next_if(|other| *other < line).is_some() {}
        shared += usize::from(rest.next_if(|other| *other == line).is_some());
    }
    let most = a.len().max(b.len());
    most > 0 && shared * 100 >= most * SIMILAR
}

#[cfg(test)]
mod tests {
    use super::is_similar;

    #[test]
    fn half_of_the_lines_make_files_similar() {
        assert!(is_similar(b"a\nb\nc\nd\n", b"a\nb\nx\ny\n"));
        assert!(!is_similar(b"a\nb\nc\nd\n", b"a\nw\nx\ny\n"));
        assert!(!is_similar(b"", b"\n"));
    }
}
