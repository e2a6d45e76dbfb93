//! Two environments, walked side by side by logical names; equal trees are never opened.

use std::collections::{BTreeMap, HashMap};

use super::error::StoreError;
use super::side::Side;
use crate::env::layout::{Matcher, State};
use crate::format::Format;
use crate::git::{EntryMode, Repo};
use crate::model::{FileMode, ObjectId};

/// A file of configuration, as its tree names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: String,
    /// Its mode.
    pub mode: FileMode,
    /// Its blob.
    pub blob: ObjectId,
    /// The format that the layout gives.
    pub format: Option<Format>,
    /// The template that took it, by position in the policy.
    pub template: usize,
}

/// A file that differs between the two sides: at least one is there.
#[derive(Debug, Clone)]
pub struct Differing {
    /// The logical name.
    pub file: String,
    /// The source's.
    pub source: Option<Entry>,
    /// The target's.
    pub target: Option<Entry>,
}

/// What is the same on both sides: opened only to be counted.
#[derive(Debug, Clone)]
pub enum Same {
    /// A file.
    File(String, Entry),
    /// All below a logical folder.
    Folder(String, Vec<Folder>),
}

/// A physical folder that a logical one is made of, and how far the layout has come there.
#[derive(Debug, Clone)]
pub struct Folder {
    path: String,
    tree: ObjectId,
    states: Vec<State>,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    /// What differs, by logical name.
    pub differing: Vec<Differing>,
    /// What is the same.
    pub same: Vec<Same>,
}

/// What a logical folder holds on one side.
#[derive(Default)]
struct Listing {
    folders: BTreeMap<String, Vec<Folder>>,
    files: BTreeMap<String, Entry>,
}

/// Walks two environments.
///
/// # Errors
/// Where a tree cannot be read, or the layout contradicts itself.
pub fn walk(repo: &Repo, source: &Side, target: &Side) -> Result<Walked, StoreError> {
    let mut walk = Walk {
        repo,
        source: &source.matcher,
        target: &target.matcher,
        out: Walked::default(),
        claimed: HashMap::new(),
    };
    let start = |side: &Side| vec![Folder { path: String::new(), tree: side.tree, states: side.matcher.start() }];
    walk.folder("", start(source), start(target))?;
    Ok(walk.out)
}

/// All files of one environment, by logical name.
///
/// # Errors
/// As [`walk`].
pub fn files(repo: &Repo, side: &Side) -> Result<Vec<(String, Entry)>, StoreError> {
    let start = Folder { path: String::new(), tree: side.tree, states: side.matcher.start() };
    files_below(repo, &side.matcher, "", vec![start])
}

/// All files below a logical folder, by logical name.
///
/// # Errors
/// As [`walk`].
pub fn files_below(
    repo: &Repo,
    matcher: &Matcher,
    logical: &str,
    folders: Vec<Folder>,
) -> Result<Vec<(String, Entry)>, StoreError> {
    let mut walk = Walk { repo, source: matcher, target: matcher, out: Walked::default(), claimed: HashMap::new() };
    walk.folder(logical, folders, Vec::new())?;
    Ok(walk.out.differing.into_iter().filter_map(|d| Some((d.file, d.source?))).collect())
}

struct Walk<'a> {
    repo: &'a Repo,
    source: &'a Matcher,
    target: &'a Matcher,
    out: Walked,
    /// By side and path: the logical name of a file that was met.
    claimed: HashMap<(bool, String), String>,
}

impl Walk<'_> {
    fn folder(&mut self, logical: &str, source: Vec<Folder>, target: Vec<Folder>) -> Result<(), StoreError> {
        if !source.is_empty() && self.same(&source, &target) {
            self.out.same.push(Same::Folder(logical.to_owned(), source));
            return Ok(());
        }
        let mut left = self.list(self.source, logical, &source)?;
        let mut right = self.list(self.target, logical, &target)?;
        let names = left.files.keys().chain(right.files.keys()).chain(left.folders.keys()).chain(right.folders.keys());
        let names: std::collections::BTreeSet<String> = names.cloned().collect();
        for name in names {
            let below = join(logical, &name);
            self.file(&below, left.files.remove(&name), right.files.remove(&name))?;
            let folders = (left.folders.remove(&name), right.folders.remove(&name));
            if folders.0.is_some() || folders.1.is_some() {
                self.folder(&below, folders.0.unwrap_or_default(), folders.1.unwrap_or_default())?;
            }
        }
        Ok(())
    }

    /// Nothing below differs, and nothing below depends on the environment.
    fn same(&self, source: &[Folder], target: &[Folder]) -> bool {
        let equal = |(a, b): (&Folder, &Folder)| a.tree == b.tree && a.states == b.states;
        source.len() == target.len()
            && source.iter().zip(target).all(equal)
            && source.iter().all(|f| self.source.settled(&f.states) && self.target.settled(&f.states))
    }

    fn file(&mut self, logical: &str, source: Option<Entry>, target: Option<Entry>) -> Result<(), StoreError> {
        let same = match (&source, &target) {
            (None, None) => return Ok(()),
            (Some(a), Some(b)) => (a.blob, a.mode, a.format) == (b.blob, b.mode, b.format),
            _ => false,
        };
        for (side, entry) in [(false, &source), (true, &target)] {
            let Some(entry) = entry else { continue };
            let earlier = self.claimed.insert((side, entry.path.clone()), logical.to_owned());
            if let Some(earlier) = earlier.filter(|earlier| earlier != logical) {
                return Err(StoreError::TwoNames { path: entry.path.clone(), names: [earlier, logical.to_owned()] });
            }
        }
        match source {
            Some(entry) if same => self.out.same.push(Same::File(logical.to_owned(), entry)),
            source => self.out.differing.push(Differing { file: logical.to_owned(), source, target }),
        }
        Ok(())
    }

    fn list(&self, matcher: &Matcher, logical: &str, folders: &[Folder]) -> Result<Listing, StoreError> {
        let mut listing = Listing::default();
        let mut rest: Vec<Folder> = folders.to_vec();
        while let Some(folder) = rest.pop() {
            for entry in self.repo.read_tree(folder.tree)? {
                // A name that is no text cannot be matched, shown or typed.
                let Ok(name) = std::str::from_utf8(&entry.name) else { continue };
                if folder.path.is_empty() && name == crate::policy::FILE || entry.mode == EntryMode::Submodule {
                    continue;
                }
                let landing = matcher.step(&folder.states, name);
                let path = join(&folder.path, name);
                match entry.mode {
                    EntryMode::Tree => {
                        if !landing.pending.is_empty() {
                            rest.push(Folder { path: path.clone(), tree: entry.oid, states: landing.pending });
                        }
                        for (name, states) in landing.children {
                            let folder = Folder { path: path.clone(), tree: entry.oid, states };
                            listing.folders.entry(name).or_default().push(folder);
                        }
                    }
                    EntryMode::File(mode) => {
                        for (name, states) in landing.children {
                            let Some(accepted) = matcher.accept(&states) else { continue };
                            let file = Entry {
                                path: path.clone(),
                                mode,
                                blob: entry.oid,
                                format: accepted.format,
                                template: accepted.template,
                            };
                            let other = listing.files.insert(name.clone(), file);
                            if let Some(other) = other {
                                let file = join(logical, &name);
                                return Err(StoreError::TwoFiles { file, paths: [other.path, path] });
                            }
                        }
                    }
                    EntryMode::Submodule => {}
                }
            }
        }
        Ok(listing)
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
