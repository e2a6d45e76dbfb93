//! How many configuration files a proposal takes, and which it leaves out.

use std::collections::BTreeMap;

use super::trial::Trial;
use crate::env::detect::{Detection, is_for_all, is_searched};
use promote_format::Format;

/// At most so many groups of files that are left out are listed.
const MOST_GROUPS: usize = 8;

/// The configuration files of a repository, and those that a proposal takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The number of files that it takes.
    pub taken: usize,
    /// The number of configuration files: those, and all others with a format that has keys.
    pub configuration: usize,
    /// The others, the most files first; a long list is cut off.
    pub left_out: Vec<LeftOut>,
}

/// Configuration files that a proposal does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The directory; empty for the root.
    pub directory: String,
    /// The number of files.
    pub files: usize,
    /// One of them.
    pub example: String,
    /// The reason.
    pub why: LeftOutReason,
}

/// Why a file is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutReason {
    /// A directory or file for all environments, such as `base`.
    ForAll,
    /// Its path names an environment, but no other one has such a file or such a place.
    Alone,
    /// No environment is in its path.
    NoEnvironment,
}

impl Coverage {
    /// Counts the files; the paths are those of the trial.
    pub fn new(found: &Detection, trial: &Trial, paths: &[&str]) -> Self {
        let mut coverage = Self::default();
        let mut groups: BTreeMap<(&str, LeftOutReason), (usize, &str)> = BTreeMap::new();
        for (path, templates) in paths.iter().zip(&trial.templates) {
            if !templates.is_empty() {
                coverage.taken += 1;
                continue;
            }
            if Format::of_path(path) != Format::Text && is_searched(path) {
                let (files, _) = groups.entry((directory(path), why(found, path))).or_insert((0, path));
                *files += 1;
            }
        }
        let left = |((directory, why), (files, example)): ((&str, _), (usize, &str))| LeftOut {
            directory: directory.to_owned(),
            files,
            example: example.to_owned(),
            why,
        };
        coverage.configuration = coverage.taken + groups.values().map(|(files, _)| files).sum::<usize>();
        coverage.left_out = groups.into_iter().map(left).collect();
        coverage.left_out.sort_by(|a, b| b.files.cmp(&a.files).then_with(|| a.directory.cmp(&b.directory)));
        coverage.left_out.truncate(MOST_GROUPS);
        coverage
    }
}

/// The first two directories of a path.
fn directory(path: &str) -> &str {
    let Some((above, _)) = path.rsplit_once('/') else { return "" };
    let second = above.match_indices('/').nth(1).map_or(above.len(), |(at, _)| at);
    &above[..second]
}

fn why(found: &Detection, path: &str) -> LeftOutReason {
    let mut names = path.split('/').map(|name| name.split_once('.').map_or(name, |(stem, _)| stem));
    if names.clone().any(is_for_all) {
        return LeftOutReason::ForAll;
    }
    let spelled = |name: &str| found.environments.iter().any(|e| e.seen.iter().any(|seen| seen.spelled == name));
    if names.any(spelled) { LeftOutReason::Alone } else { LeftOutReason::NoEnvironment }
}
