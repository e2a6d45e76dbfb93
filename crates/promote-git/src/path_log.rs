//! The commits of a branch that changed given paths, with the contents before and after.

use std::collections::BTreeSet;

use super::tree::EntryMode;
use super::{Repo, Result};
use crate::diff::PathChange;
use promote_model::{FileMode, ObjectId};

/// A commit on the first parents of a branch, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathCommit {
    /// The commit.
    pub commit: ObjectId,
    /// The committer's time, in seconds.
    pub seconds: i64,
    /// Its first parent, if the repository has it.
    pub parent: Option<ObjectId>,
    /// The files that differ from the first parent, in git's order. Submodules are left out.
    pub changes: Vec<PathChange>,
}

/// The files whose history is read: these files, or all below some folders where there are many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathScopes(Vec<String>);

/// With more paths than this, git takes longer to match them than to list all files of a few folders.
const MOST_PATHS: usize = 16;

/// The largest output in bytes.
const OUTPUT: usize = 1 << 30;

impl Repo {
    /// The newest `most` commits among the first parents of `from` that changed files of the scopes, newest first
    /// (`git-log(1)`, `--first-parent --raw -z`).
    ///
    /// # Errors
    /// If git fails.
    pub fn path_log(&self, from: ObjectId, scopes: &PathScopes, most: usize) -> Result<Vec<PathCommit>> {
        self.path_log_of(&from.to_string(), scopes, most, true)
    }

    /// The same, where the first commit of a history has no changes: it may hold a hundred thousand files.
    ///
    /// # Errors
    /// If git fails.
    pub fn path_log_without_root(&self, from: ObjectId, scopes: &PathScopes, most: usize) -> Result<Vec<PathCommit>> {
        self.path_log_of(&from.to_string(), scopes, most, false)
    }

    /// The same commits that are not in the history of `since`, all of them.
    ///
    /// # Errors
    /// If git fails.
    pub fn path_log_since(&self, from: ObjectId, since: ObjectId, scopes: &PathScopes) -> Result<Vec<PathCommit>> {
        self.path_log_of(&format!("{from}\n^{since}"), scopes, usize::MAX, true)
    }

    fn path_log_of(
        &self,
        revisions: &str,
        PathScopes(paths): &PathScopes,
        most: usize,
        show_root: bool,
    ) -> Result<Vec<PathCommit>> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        // Without a path, git lists everything.
        let paths = paths.iter().map(String::as_str).filter(|path| !path.is_empty());
        let (broken, plain): (Vec<&str>, Vec<&str>) = paths.partition(|path| path.contains('\n'));
        let mut stdin = format!("{revisions}\n--\n");
        plain.iter().for_each(|path| stdin.extend([path, "\n"]));
        // git counts in 32 bits with a sign, and reads -1 as no limit.
        let most = i32::try_from(most).unwrap_or(-1).to_string();
        let args = [
            "-c",
            "log.showSignature=false",
            "-c",
            if show_root { "log.showRoot=true" } else { "log.showRoot=false" },
            "log",
            "--stdin",
            "--first-parent",
            "-m",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-color",
            "--format=%x01%H %ct %P",
            "-n",
            &most,
            "--",
        ];
        let call = self.git("read the history of files").env("GIT_GRAFT_FILE", "/dev/null").output_limit(OUTPUT);
        let output = call.args(args).args(broken).stdin(stdin).stdout()?;
        Ok(output.split(|byte| *byte == 1).skip(1).filter_map(read).collect())
    }
}

impl PathScopes {
    /// The scopes that hold these files.
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut all: BTreeSet<&str> = paths.into_iter().collect();
        let mut depth = all.iter().map(|path| path.matches('/').count()).max().unwrap_or_default();
        while all.len() > MOST_PATHS {
            all = all.iter().map(|path| cut(path, depth)).collect();
            // What lies below another scope is in that one.
            let within = |path: &&str| folders(path).any(|folder| all.contains(folder));
            all = all.iter().filter(|path| !within(path)).copied().collect();
            depth = depth.saturating_sub(1);
        }
        Self(all.into_iter().map(str::to_owned).collect())
    }

    /// Whether a file is in one of the scopes.
    pub fn hold(&self, path: &str) -> bool {
        let has = |scope: &str| self.0.binary_search_by(|known| known.as_str().cmp(scope)).is_ok();
        has(path) || folders(path).any(has)
    }
}

/// A path up to this number of folders; the root is empty.
fn cut(path: &str, depth: usize) -> &str {
    let end = path.match_indices('/').nth(depth.saturating_sub(1)).map(|(at, _)| at);
    match end {
        _ if depth == 0 => "",
        Some(end) => &path[..end],
        None => path,
    }
}

/// The folders that hold a file, with the root.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let above = path.match_indices('/').map(|(at, _)| &path[..at]);
    above.chain(std::iter::once("")).filter(move |folder| *folder != path)
}

/// `HASH SECONDS PARENTS NUL LF (:MODE MODE HASH HASH STATUS NUL PATH NUL)*`
fn read(text: &[u8]) -> Option<PathCommit> {
    let mut parts = text.split(|byte| *byte == 0);
    let head = std::str::from_utf8(parts.next()?).ok()?;
    let mut words = head.split(' ');
    let (commit, seconds) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let parent = words.next().and_then(|parent| parent.parse().ok());
    let mut changes = Vec::new();
    while let (Some(entry), Some(path)) = (parts.next(), parts.next()) {
        let Some((old, new)) = sides(entry) else { continue };
        changes.push(PathChange { path: path.to_vec(), old, new });
    }
    Some(PathCommit { commit, seconds, parent, changes })
}

type Entry = Option<(EntryMode, ObjectId)>;

fn sides(entry: &[u8]) -> Option<(Entry, Entry)> {
    let text = std::str::from_utf8(entry).ok()?.trim_start_matches('\n').strip_prefix(':')?;
    let words: Vec<&str> = text.split(' ').collect();
    let [old_mode, new_mode, old, new, _] = words[..] else { return None };
    let side = |mode: &str, id: &str| -> Entry {
        let mode = FileMode::from_bits(u32::from_str_radix(mode, 8).ok()?)?;
        Some((EntryMode::File(mode), id.parse().ok()?))
    };
    Some((side(old_mode, old), side(new_mode, new)))
}
