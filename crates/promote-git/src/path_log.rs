//! The commits of a branch that changed given paths, with the contents before and after.

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

/// With more paths than this, git compares whole folders faster than each path.
const MOST_PATHS: usize = 64;

/// The largest output in bytes.
const OUTPUT: usize = 1 << 30;

impl Repo {
    /// The newest `most` commits among the first parents of `from` that changed one of the paths, newest first
    /// (`git-log(1)`, `--first-parent --raw -z`). With many paths, other files of their folders are listed, too.
    ///
    /// # Errors
    /// If git fails.
    pub fn path_log(&self, from: ObjectId, paths: &[&str], most: usize) -> Result<Vec<PathCommit>> {
        self.path_log_of(&from.to_string(), paths, most)
    }

    /// The same commits that are not in the history of `since`, all of them.
    ///
    /// # Errors
    /// If git fails.
    pub fn path_log_since(&self, from: ObjectId, since: ObjectId, paths: &[&str]) -> Result<Vec<PathCommit>> {
        self.path_log_of(&format!("{from}\n^{since}"), paths, usize::MAX)
    }

    fn path_log_of(&self, revisions: &str, paths: &[&str], most: usize) -> Result<Vec<PathCommit>> {
        let paths = if paths.len() > MOST_PATHS { folders(paths) } else { paths.to_vec() };
        let (broken, plain): (Vec<&str>, Vec<&str>) = paths.into_iter().partition(|path| path.contains('\n'));
        let mut stdin = format!("{revisions}\n--\n");
        plain.iter().for_each(|path| stdin.extend([path, "\n"]));
        // git counts in 32 bits with a sign, and reads -1 as no limit.
        let most = i32::try_from(most).unwrap_or(-1).to_string();
        let args = [
            "-c",
            "log.showSignature=false",
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

/// The folders of files, without those that lie in another one.
fn folders<'p>(paths: &[&'p str]) -> Vec<&'p str> {
    let mut all: Vec<&str> =
        paths.iter().map(|path| path.rsplit_once('/').map_or(*path, |(folder, _)| folder)).collect();
    all.sort_unstable();
    let mut kept: Vec<&str> = Vec::new();
    for folder in all {
        let within =
            |other: &&str| folder.strip_prefix(*other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !kept.iter().any(within) {
            kept.push(folder);
        }
    }
    kept
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
