//! What git says about the index and the files of one working tree.

use std::collections::BTreeMap;

use super::super::Result;
use super::super::diff::PathChange;
use super::super::error::GitError;
use super::super::run::{self, Call};
use super::super::tree::EntryMode;
use super::{Checkout, path_of};
use promote_model::ObjectId;

/// Above this many paths the whole index is read: a command line is not endless.
const NAMED: usize = 200;

/// The index of ten million files.
const LARGEST: usize = 1 << 30;

/// A call of git that speaks to one working tree.
pub(super) fn git_at(at: &Checkout, operation: &str) -> Call {
    run::git(&at.path, format!("{operation} in {}", at.path.display())).at(&at.git_dir, &at.path)
}

/// An entry of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Staged {
    pub(super) mode: EntryMode,
    pub(super) id: ObjectId,
    /// The file is left out of the working tree (a sparse checkout).
    pub(super) left_out: bool,
    /// One entry for the path, not up to three of a merge that stopped.
    pub(super) merged: bool,
}

pub(super) type Index = BTreeMap<Vec<u8>, Staged>;

pub(super) fn read_index(at: &Checkout, changes: &[PathChange]) -> Result<Index> {
    let mut index = Index::new();
    let mut list = |options: &[&str], paths: &[PathChange]| -> Result<()> {
        let paths = paths.iter().map(|change| path_of(&change.path));
        let call = git_at(at, "read the index").args(["ls-files", "-z", "-t", "--full-name"]).args(options);
        let call = call.output_limit(LARGEST);
        let stdout = call.args(["--"]).args(paths).stdout()?;
        let odd = || GitError::Failed { operation: "read the index".into(), words: "its answer makes no sense".into() };
        for line in stdout.split(|b| *b == 0).filter(|line| !line.is_empty()) {
            let (path, staged) = parse_staged(line).ok_or_else(odd)?;
            index.insert(path, staged);
        }
        Ok(())
    };
    list(&["--stage"], if changes.len() > NAMED { &[] } else { changes })?;
    // As long as one file is unmerged, wherever it is, git moves none.
    list(&["--unmerged"], &[])?;
    Ok(index)
}

/// `H 100644 id stage TAB path`; the letter is `S` for a file that is left out.
fn parse_staged(line: &[u8]) -> Option<(Vec<u8>, Staged)> {
    let tab = line.iter().position(|b| *b == b'\t')?;
    let mut words = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let tag = words.next()?;
    let mode = EntryMode::from_bits(u32::from_str_radix(words.next()?, 8).ok()?);
    let id = words.next()?.parse().ok()?;
    let merged = words.next()? == "0";
    Some((line[tab + 1..].to_vec(), Staged { mode, id, left_out: tag.eq_ignore_ascii_case("S"), merged }))
}

/// The ids of these files when line ends and filters are undone.
pub(super) fn hash_filtered<'p>(at: &Checkout, paths: impl Iterator<Item = &'p [u8]>) -> Result<Vec<ObjectId>> {
    let mut input = Vec::new();
    for path in paths {
        input.extend(quoted(path));
        input.push(b'\n');
    }
    let stdout = git_at(at, "hash files").args(["hash-object", "--stdin-paths"]).stdin(input).stdout()?;
    let text = String::from_utf8_lossy(&stdout);
    let odd = |line: &str| GitError::Failed { operation: "hash files".into(), words: format!("it answered '{line}'") };
    text.lines().map(|line| line.parse().map_err(|_| odd(line))).collect()
}

/// A path on a line of its own: quoted as in C where it would not be one.
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
