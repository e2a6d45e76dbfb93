//! A parallel walk over two environments by logical names; equal trees are never read.
//!
//! Nearly all files of a large repository are below the part of a template that names the environment (`envs/{env}/` in
//! `envs/{env}/**`). There, a logical folder is one folder on each side with the same names, and the two trees are
//! compared entry by entry, skipping equal entries. Above that part, and where templates overlap, folders are first
//! listed by logical names (`listing`).

mod listing;

use rayon::prelude::*;

use super::env_snapshot::EnvSnapshot;
use super::error::StoreError;
use promote_core::env::keys::KeyPrefixes;
use promote_core::env::layout::{KeyClaim, Matcher};
use promote_git::{Repo, side_by_side};
use promote_model::Pattern;

pub(crate) use listing::ListedFile;
pub(super) use listing::{Folder, Lister, LogicalEntry, check_depth, join};

/// A file that differs between two environments; at least one has it.
#[derive(Debug, Clone)]
pub(crate) struct DifferingFile {
    /// The logical name.
    pub(crate) file: String,
    /// The source's file.
    pub(crate) source: Option<ListedFile>,
    /// The target's file.
    pub(crate) target: Option<ListedFile>,
    /// The path that the file would have in the environment that lacks it.
    pub(crate) elsewhere: Option<String>,
    /// The part of the file that is configuration.
    pub(crate) keys: KeyPrefixes,
}

/// From this number of sibling folders on, they are walked in parallel.
const MIN_PARALLEL: usize = 256;

/// The files that differ between two environments, by logical name. If there are `patterns`, folders that none of them
/// can match in are not opened; other files are found all the same.
///
/// # Errors
/// If a tree cannot be read, or the layout is ambiguous.
pub(crate) fn walk(
    repo: &Repo,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    patterns: &[Pattern],
) -> Result<Vec<DifferingFile>, StoreError> {
    let walk = Walk { patterns, ..Walk::new(repo, &source.matcher, &target.matcher) };
    let mut differing = Vec::new();
    walk.folder("", (vec![Folder::root(source)], vec![Folder::root(target)]), 0, &mut differing)?;
    Ok(sorted(differing))
}

/// All files of one environment, by logical name. If there are `patterns`, folders that none of them can match in are not
/// opened; other files are found all the same.
///
/// # Errors
/// As [`walk`].
pub(crate) fn files(
    repo: &Repo,
    side: &EnvSnapshot,
    patterns: &[Pattern],
) -> Result<Vec<(String, ListedFile)>, StoreError> {
    let walk = Walk { patterns, alone: true, ..Walk::new(repo, &side.matcher, &side.matcher) };
    let mut found = Vec::new();
    walk.folder("", (vec![Folder::root(side)], Vec::new()), 0, &mut found)?;
    Ok(sorted(found).into_iter().filter_map(|d| Some((d.file, d.source?))).collect())
}

/// Whether an environment has any file; stops at the first one.
///
/// # Errors
/// As [`walk`].
pub(crate) fn holds_any(repo: &Repo, side: &EnvSnapshot) -> Result<bool, StoreError> {
    let lister = Lister::new(repo, &side.matcher);
    let mut rest = vec![(String::new(), vec![Folder::root(side)], 0)];
    while let Some((logical, folders, depth)) = rest.pop() {
        check_depth(&logical, depth)?;
        let listing = lister.list(&logical, &folders, None)?;
        if !listing.files.is_empty() {
            return Ok(true);
        }
        rest.extend(listing.folders.into_iter().map(|(name, below)| (join(&logical, &name), below, depth + 1)));
    }
    Ok(false)
}

/// Sorts by logical name, component by component: `a/b` is before `a.yaml`.
fn sorted(mut differing: Vec<DifferingFile>) -> Vec<DifferingFile> {
    differing.sort_by_cached_key(|differing| differing.file.replace('/', "\0"));
    differing
}

struct Walk<'a> {
    repo: &'a Repo,
    source: Lister<'a>,
    target: Lister<'a>,
    /// Whether a template selects different keys in the two environments, by template. Then equal files may differ.
    apart: Vec<bool>,
    /// What is looked for; everything, if empty.
    patterns: &'a [Pattern],
    /// Whether only the source's files are listed.
    alone: bool,
}

impl<'a> Walk<'a> {
    fn new(repo: &'a Repo, source: &'a Matcher, target: &'a Matcher) -> Self {
        let lister = |matcher| Lister::new(repo, matcher);
        Self {
            repo,
            source: lister(source),
            target: lister(target),
            apart: source.keys_apart(target),
            patterns: &[],
            alone: false,
        }
    }

    /// Walks a logical folder.
    fn folder(
        &self,
        logical: &str,
        (source, target): (Vec<Folder>, Vec<Folder>),
        depth: usize,
        out: &mut Vec<DifferingFile>,
    ) -> Result<(), StoreError> {
        check_depth(logical, depth)?;
        if let Some(plain) = self.plain(&source, &target) {
            return self.plain_folder(logical, plain, depth, out);
        }
        // Above the environments' own folders, both sides are often the same folder; read it once.
        let shared = match (source.as_slice(), target.as_slice()) {
            ([a], [b]) if a.tree == b.tree => Some(self.repo.tree(a.tree)?),
            _ => None,
        };
        let left = self.source.list(logical, &source, shared.as_ref())?;
        let right = self.target.list(logical, &target, shared.as_ref())?;
        for (name, source, target) in pairs(left.files, right.files) {
            out.extend(self.file(join(logical, &name), source, target));
        }
        let below = |(name, source, target): (String, Option<Vec<Folder>>, Option<Vec<Folder>>), out: &mut _| {
            let sides = (source.unwrap_or_default(), target.unwrap_or_default());
            self.folder(&join(logical, &name), sides, depth + 1, out)
        };
        let mut folders = pairs(left.folders, right.folders);
        let few: Vec<_> = folders.by_ref().take(MIN_PARALLEL).collect();
        if few.len() < MIN_PARALLEL {
            return few.into_iter().try_for_each(|pair| below(pair, out));
        }
        let all: Vec<_> = few.into_iter().chain(folders).collect();
        let found = all.into_par_iter().with_min_len(MIN_PARALLEL / 8).try_fold(Vec::new, |mut found, pair| {
            below(pair, &mut found)?;
            Ok::<_, StoreError>(found)
        });
        found.collect::<Result<Vec<_>, _>>()?.into_iter().for_each(|found| out.extend(found));
        Ok(())
    }

    /// The single folder of each side, if names below are logical names with the same meaning on both sides.
    fn plain<'f>(&self, source: &'f [Folder], target: &'f [Folder]) -> Option<Sides<&'f Folder>> {
        let one = |folders: &'f [Folder]| match folders {
            [] => Some(None),
            [folder] if !folder.contested => Some(Some(folder)),
            _ => None,
        };
        let (source, target) = (one(source)?, one(target)?);
        let settled = |folder: Option<&Folder>, lister: &Lister<'_>| {
            folder.is_none_or(|folder| lister.matcher.settled(&folder.states, &self.apart))
        };
        let alike = source.zip(target).is_none_or(|(a, b)| a.states == b.states);
        (alike && settled(source, &self.source) && settled(target, &self.target)).then_some((source, target))
    }

    /// Compares two trees entry by entry.
    fn plain_folder(
        &self,
        logical: &str,
        (source, target): Sides<&Folder>,
        depth: usize,
        out: &mut Vec<DifferingFile>,
    ) -> Result<(), StoreError> {
        if source.map(|folder| folder.tree) == target.map(|folder| folder.tree)
            || self.leaves_out(logical, (source, target))
        {
            return Ok(());
        }
        let read = |folder: Option<&Folder>| folder.map(|folder| self.repo.tree(folder.tree)).transpose();
        let trees = (read(source)?, read(target)?);
        for (a, b) in side_by_side(trees.0.as_ref(), trees.1.as_ref()) {
            if a.zip(b).is_some_and(|(a, b)| (a.mode, a.oid) == (b.mode, b.oid)) {
                continue;
            }
            let left = self.source.one(logical, source, a)?;
            let right = self.target.one(logical, target, b)?;
            let name = left.as_ref().or(right.as_ref()).map(|(name, _)| join(logical, name));
            let Some(below) = name else { continue };
            match (left.map(|(_, found)| found), right.map(|(_, found)| found)) {
                (source @ (Some(LogicalEntry::Folder(_)) | None), target @ (Some(LogicalEntry::Folder(_)) | None)) => {
                    let folders =
                        |found: Option<LogicalEntry>| found.and_then(LogicalEntry::folder).into_iter().collect();
                    self.folder(&below, (folders(source), folders(target)), depth + 1, out)?;
                }
                (source, target) => {
                    out.extend(self.file(
                        below,
                        source.and_then(LogicalEntry::file),
                        target.and_then(LogicalEntry::file),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whether no pattern can match a file in a folder that both sides have. The path that a file would have in the other
    /// environment is then below the folder of that environment.
    fn leaves_out(&self, logical: &str, (source, target): Sides<&Folder>) -> bool {
        let names = match (source, target) {
            (Some(source), Some(target)) => [logical, &source.path, &target.path],
            (Some(source), None) if self.alone => [logical, &source.path, &source.path],
            // How the other environment would spell the path is not known here.
            _ => return false,
        };
        !self.patterns.is_empty() && !self.patterns.iter().any(|pattern| pattern.may_match_in(&names))
    }

    /// The file, if it differs or different keys are selected from it.
    fn file(&self, file: String, source: Option<ListedFile>, target: Option<ListedFile>) -> Option<DifferingFile> {
        let same = match (&source, &target) {
            (Some(a), Some(b)) => (a.blob, a.mode, a.format) == (b.blob, b.mode, b.format),
            (a, b) => a.is_none() && b.is_none(),
        };
        let mut claims: Vec<KeyClaim> = source.iter().flat_map(|entry| &entry.claims).cloned().collect();
        let theirs = target.iter().flat_map(|entry| &entry.claims);
        let more: Vec<KeyClaim> = theirs.filter(|claim| !claims.contains(claim)).cloned().collect();
        claims.extend(more);
        let keys = self.source.matcher.keys(self.target.matcher, &claims);
        (!same || !keys.alike()).then_some(DifferingFile { file, source, target, elsewhere: None, keys })
    }
}

/// A value for the source and one for the target.
type Sides<T> = (Option<T>, Option<T>);

/// Merges two sorted lists by name.
fn pairs<T>(left: Vec<(String, T)>, right: Vec<(String, T)>) -> impl Iterator<Item = (String, Option<T>, Option<T>)> {
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    std::iter::from_fn(move || {
        let order = match (left.peek(), right.peek()) {
            (Some((a, _)), Some((b, _))) => a.cmp(b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return None,
        };
        let a = if order.is_le() { left.next() } else { None };
        let b = if order.is_ge() { right.next() } else { None };
        let (a_name, a) = a.unzip();
        let (b_name, b) = b.unzip();
        Some((a_name.or(b_name)?, a, b))
    })
}
