//! Listing a logical folder of one environment: maps the entries of its physical folders through the layout.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::store::env_snapshot::EnvSnapshot;
use crate::store::error::StoreError;
use promote_core::env::layout::{AcceptedFile, KeyClaim, MatchState, Matcher};
use promote_format::Format;
use promote_git::{EntryMode, EntryRef, GitError, Repo, TreeObject};
use promote_model::{FileMode, ObjectId};

/// A configuration file in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedFile {
    /// The path.
    pub(crate) path: String,
    /// The mode.
    pub(crate) mode: FileMode,
    /// The blob.
    pub(crate) blob: ObjectId,
    /// The format, if the layout sets it.
    pub(crate) format: Option<Format>,
    /// The index of the matching template in the policy.
    pub(crate) template: usize,
    /// The claims of templates with `keys`.
    pub(crate) claims: Vec<KeyClaim>,
}

/// A physical folder of a logical one, with the layout's matching states.
#[derive(Debug, Clone)]
pub(in crate::store) struct Folder {
    pub(crate) path: String,
    pub(crate) tree: ObjectId,
    pub(crate) states: Vec<MatchState>,
    /// Whether it has more than one logical name, so that two templates may claim a file in it.
    pub(crate) contested: bool,
}

/// The deepest nesting of folders; git cannot check out deeper trees.
const MAX_DEPTH: usize = 512;

/// The content of a logical folder, sorted by logical names.
#[derive(Debug, Default)]
pub(in crate::store) struct Listing {
    pub(crate) folders: Vec<(String, Vec<Folder>)>,
    pub(crate) files: Vec<(String, ListedFile)>,
}

/// The logical meaning of an entry of a folder.
#[derive(Debug)]
pub(in crate::store) enum LogicalEntry {
    Folder(Folder),
    File(ListedFile),
    /// A folder inside a binding that contains slashes; it belongs to the same logical folder.
    Part(Folder),
}

/// Lists the folders of one environment.
pub(in crate::store) struct Lister<'a> {
    repo: &'a Repo,
    pub(crate) matcher: &'a Matcher,
    /// The logical names of files that may have several, by path.
    claimed: Mutex<HashMap<String, String>>,
}

impl Folder {
    /// The root of an environment's tree.
    pub(crate) fn root(side: &EnvSnapshot) -> Self {
        Self { path: String::new(), tree: side.tree, states: side.matcher.start(), contested: false }
    }
}

impl LogicalEntry {
    /// The folder, if it is one.
    pub(crate) fn folder(self) -> Option<Folder> {
        if let Self::Folder(folder) = self { Some(folder) } else { None }
    }

    /// The file, if it is one.
    pub(crate) fn file(self) -> Option<ListedFile> {
        if let Self::File(entry) = self { Some(entry) } else { None }
    }
}

impl<'a> Lister<'a> {
    pub(crate) fn new(repo: &'a Repo, matcher: &'a Matcher) -> Self {
        Self { repo, matcher, claimed: Mutex::default() }
    }

    /// Lists a logical folder; `tree` is the tree of its first physical folder, if read already.
    pub(crate) fn list(
        &self,
        logical: &str,
        folders: &[Folder],
        tree: Option<&TreeObject<'_>>,
    ) -> Result<Listing, StoreError> {
        let mut listing = Listing::default();
        let mut parts = Vec::new();
        for (index, folder) in folders.iter().enumerate() {
            match tree.filter(|_| index == 0) {
                Some(tree) => self.folder(logical, folder, tree, &mut listing, &mut parts)?,
                None => self.folder(logical, folder, &self.repo.tree(folder.tree)?, &mut listing, &mut parts)?,
            }
        }
        while let Some(folder) = parts.pop() {
            self.folder(logical, &folder, &self.repo.tree(folder.tree)?, &mut listing, &mut parts)?;
        }
        listing.files.sort_by(|(a, _), (b, _)| a.cmp(b));
        listing.folders.sort_by(|(a, _), (b, _)| a.cmp(b));
        listing.folders.dedup_by(|(name, folders), (earlier, into)| {
            let same = name == earlier;
            if same {
                into.append(folders);
            }
            same
        });
        match listing.files.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(StoreError::TwoFiles {
                file: join(logical, &pair[0].0),
                paths: [pair[0].1.path.clone(), pair[1].1.path.clone()],
            }),
            None => Ok(listing),
        }
    }

    fn folder(
        &self,
        logical: &str,
        folder: &Folder,
        tree: &TreeObject<'_>,
        listing: &mut Listing,
        parts: &mut Vec<Folder>,
    ) -> Result<(), StoreError> {
        for entry in tree.iter() {
            self.enter(logical, folder, entry, |name, found| match found {
                LogicalEntry::Folder(folder) => listing.folders.push((name, vec![folder])),
                LogicalEntry::File(entry) => listing.files.push((name, entry)),
                LogicalEntry::Part(folder) => parts.push(folder),
            })?;
        }
        Ok(())
    }

    /// The meaning of an entry whose name is a logical name; `None` if it is not configuration.
    pub(crate) fn one(
        &self,
        logical: &str,
        folder: Option<&Folder>,
        entry: Option<EntryRef<'_>>,
    ) -> Result<Option<(String, LogicalEntry)>, StoreError> {
        let mut one = None;
        if let (Some(folder), Some(entry)) = (folder, entry) {
            self.enter(logical, folder, entry, |name, found| one = Some((name, found)))?;
        }
        Ok(one)
    }

    /// Maps one entry of a physical folder through the layout.
    fn enter(
        &self,
        logical: &str,
        folder: &Folder,
        entry: EntryRef<'_>,
        mut found: impl FnMut(String, LogicalEntry),
    ) -> Result<(), StoreError> {
        // A name that is not UTF-8 cannot be matched, shown or typed.
        let Ok(name) = std::str::from_utf8(entry.name) else { return Ok(()) };
        if folder.path.is_empty() && name == promote_core::policy::FILE || entry.mode == EntryMode::Submodule {
            return Ok(());
        }
        let landing = self.matcher.step(&folder.states, name);
        let ways = landing.children.len() + usize::from(!landing.pending.is_empty());
        if ways == 0 {
            return Ok(());
        }
        let contested = folder.contested || ways > 1;
        let path = join(&folder.path, name);
        let below = |states| Folder { path: path.clone(), tree: entry.oid, states, contested };
        let EntryMode::File(mode) = entry.mode else {
            let mut landing = landing;
            landing.children.retain(|(_, states)| !self.matcher.is_elsewhere(states, &path));
            if !landing.pending.is_empty() {
                found(String::new(), LogicalEntry::Part(below(landing.pending)));
            }
            landing.children.into_iter().for_each(|(name, states)| found(name, LogicalEntry::Folder(below(states))));
            return Ok(());
        };
        for (name, states) in landing.children {
            let Some(accepted) = self.matcher.accept(&states, &path) else { continue };
            if contested {
                self.claim(&path, join(logical, &name))?;
            }
            if let Some((a, b)) = accepted.clash {
                return Err(StoreError::TwoClaims { path, templates: [a, b].map(|at| self.matcher.text(at)) });
            }
            let (path, blob) = (path.clone(), entry.oid);
            let AcceptedFile { format, template, claims, .. } = accepted;
            found(name, LogicalEntry::File(ListedFile { path, mode, blob, format, template, claims }));
        }
        Ok(())
    }

    /// Records the logical name of a file, and refuses a second one.
    fn claim(&self, path: &str, logical: String) -> Result<(), StoreError> {
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        match claimed.get(path) {
            Some(earlier) if *earlier != logical => {
                Err(StoreError::TwoNames { path: path.to_owned(), names: [earlier.clone(), logical] })
            }
            Some(_) => Ok(()),
            None => {
                claimed.insert(path.to_owned(), logical);
                Ok(())
            }
        }
    }
}

/// Refuses folders that are nested too deeply.
pub(in crate::store) fn check_depth(logical: &str, depth: usize) -> Result<(), StoreError> {
    if depth <= MAX_DEPTH {
        return Ok(());
    }
    let path = promote_model::text::visible(logical).into_owned();
    Err(GitError::BadPath { path, reason: "it is nested deeper than 512 directories" }.into())
}

/// Joins a folder and a name.
pub(in crate::store) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        return name.to_owned();
    }
    // Not `format!`: this runs for every folder of a walk and takes a tenth of the time.
    let mut path = String::with_capacity(folder.len() + 1 + name.len());
    path.push_str(folder);
    path.push('/');
    path.push_str(name);
    path
}
