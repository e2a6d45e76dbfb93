//! Git calls on the index and files of one working tree.

use std::collections::BTreeMap;

use super::super::Result;
use super::super::diff::PathChange;
use super::super::error::GitError;
use super::super::run::{self, Call};
use super::super::tree::EntryMode;
use super::Checkout;
use crate::paths::path_of;
use promote_model::ObjectId;

/// With more paths the whole index is read, because the length of a command line is limited.
const MAX_NAMED_PATHS: usize = 200;

/// The output limit: enough for the index of ten million files.
const OUTPUT_LIMIT: usize = 1 << 30;

/// A git call on one working tree.
pub(super) fn git_at(at: &Checkout, operation: &str) -> Call {
    let call = run::git(&at.path, format!("{operation} in {}", at.path.display())).at(&at.git_dir, &at.path);
    at.index.iter().fold(call, |call, index| call.env("GIT_INDEX_FILE", index))
}

/// An entry of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct IndexEntry {
    pub(super) mode: EntryMode,
    pub(super) id: ObjectId,
    /// Whether the file is left out of the working tree (sparse checkout).
    pub(super) skip_worktree: bool,
    /// Whether this is a single entry, not one of the up to three entries of a merge conflict.
    pub(super) merged: bool,
}

/// The index entries by path.
pub(super) type Index = BTreeMap<Vec<u8>, IndexEntry>;

/// Reads the index entries of the changed paths, and all unmerged entries.
pub(super) fn read_index(at: &Checkout, changes: &[PathChange]) -> Result<Index> {
    let mut index = Index::new();
    let mut list = |options: &[&str], paths: &[PathChange]| -> Result<()> {
        let paths = paths.iter().map(|change| path_of(&change.path));
        let call = git_at(at, "read the index").args(["ls-files", "-z", "-t", "--full-name"]).args(options);
        let call = call.output_limit(OUTPUT_LIMIT);
        let stdout = call.args(["--"]).args(paths).stdout()?;
        let malformed =
            || GitError::Failed { operation: "read the index".into(), message: "the output is malformed".into() };
        for line in stdout.split(|b| *b == 0).filter(|line| !line.is_empty()) {
            let (path, staged) = parse_entry(line).ok_or_else(malformed)?;
            index.insert(path, staged);
        }
        Ok(())
    };
    list(&["--stage"], if changes.len() > MAX_NAMED_PATHS { &[] } else { changes })?;
    // git updates no file while any file is unmerged.
    list(&["--unmerged"], &[])?;
    Ok(index)
}

/// Parses `H 100644 id stage TAB path`; the tag is `S` for a file that is left out.
fn parse_entry(line: &[u8]) -> Option<(Vec<u8>, IndexEntry)> {
    let tab = line.iter().position(|b| *b == b'\t')?;
    let mut fields = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let tag = fields.next()?;
    let mode = EntryMode::from_bits(u32::from_str_radix(fields.next()?, 8).ok()?);
    let id = fields.next()?.parse().ok()?;
    let merged = fields.next()? == "0";
    Some((line[tab + 1..].to_vec(), IndexEntry { mode, id, skip_worktree: tag.eq_ignore_ascii_case("S"), merged }))
}

/// The object ids of files after git's clean filters and line-end conversion.
pub(super) fn hash_filtered<'p>(at: &Checkout, paths: impl Iterator<Item = &'p [u8]>) -> Result<Vec<ObjectId>> {
    let mut input = Vec::new();
    for path in paths {
        input.extend(quoted(path));
        input.push(b'\n');
    }
    let stdout = git_at(at, "hash files").args(["hash-object", "--stdin-paths"]).stdin(input).stdout()?;
    let text = String::from_utf8_lossy(&stdout);
    let malformed =
        |line: &str| GitError::Failed { operation: "hash files".into(), message: format!("it printed '{line}'") };
    text.lines().map(|line| line.parse().map_err(|_| malformed(line))).collect()
}

/// A path for one line of input, quoted as in C if needed.
fn quoted(path: &[u8]) -> Vec<u8> {
    if !path.contains(&b'\n') && path.first() != Some(&b'"') {
        return path.to_vec();
    }
    let mut out = vec![b'"'];
    for byte in path {
        match byte {
            b'\n' => out.extend(b"\\n"),
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            _ => out.push(*byte),
        }
    }
    out.push(b'"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_entries() {
        let id = "4f2c000000000000000000000000000000000abc";
        let (path, entry) = parse_entry(format!("S 100644 {id} 0\ta b").as_bytes()).unwrap();
        assert_eq!((path.as_slice(), entry.id.to_string().as_str()), (b"a b".as_slice(), id));
        assert!(entry.merged && entry.skip_worktree);
        let (_, entry) = parse_entry(format!("M 100755 {id} 2\ta").as_bytes()).unwrap();
        assert!(!entry.merged && !entry.skip_worktree);
        for line in ["", "H 100644 0\ta", "H 100644 zz 0\ta", "H 9 4f2c 0\ta"] {
            assert!(parse_entry(line.as_bytes()).is_none(), "{line}");
        }
    }

    #[test]
    fn only_paths_that_need_it_are_quoted() {
        assert_eq!(quoted(b"a b\\c"), b"a b\\c");
        assert_eq!(quoted(b"a\nb\\"), b"\"a\\nb\\\\\"");
        assert_eq!(quoted(b"\"a"), b"\"\\\"a\"");
    }
}
