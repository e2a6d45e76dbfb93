//! The ledger: one append-only branch, one commit an event, the tree is the state.
//!
//! ```text
//! README                                  what this branch is
//! ledger.json                             version, policy branch
//! root                                    the id of the first commit: which ledger this is
//! open/ID/promotion.json                  request and plan
//! open/ID/plan.txt                        the plan, for people
//! open/ID/events.jsonl                    one line an event
//! open/ID/approvals/N.json                what each approver stated
//! open/ID/source/N                        the source's files, so that nothing can take them away
//! closed/YEAR/MONTH/ID/…                  the same, ended (year and month of creation)
//! ```

mod append;

use serde::{Deserialize, Serialize};

use super::Branches;
use super::Store;
use super::error::StoreError;
use crate::git::{EntryMode, Repo, TreeEntry};
use crate::model::{IdPrefix, ObjectId};
use crate::promotion::state::fold;
use crate::promotion::{Event, Promotion, PromotionId, State, stored};

pub use append::Append;

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Header {
    version: u32,
    policy_branch: String,
}

/// A promotion as the ledger has it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Request and plan.
    pub promotion: Promotion,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// What that adds up to.
    pub state: State,
    /// The folder in the ledger's tree.
    dir: String,
}

/// The ledger's branch as it stood when the store was opened.
pub struct Ledger<'a> {
    store: &'a Store,
    tip: Option<ObjectId>,
    tree: Option<ObjectId>,
}

/// The branch that the ledger named `name` says the policy lives on.
pub(super) fn recorded_branch(repo: &Repo, branches: &Branches, name: &str) -> Result<Option<String>, StoreError> {
    let Some(tip) = branches.tips.get(name) else { return Ok(None) };
    let tree = repo.read_commit(*tip)?.tree;
    let Some(entry) = repo.find_path(tree, b"ledger.json")? else { return Ok(None) };
    let malformed = |reason: String| StoreError::Ledger { ledger: name.into(), place: "ledger.json".into(), reason };
    let header: Header = serde_json::from_slice(&repo.read_blob(entry.oid)?).map_err(|e| malformed(e.to_string()))?;
    if header.version != VERSION {
        return Err(malformed(format!("version {} is not known to this program; use a newer one", header.version)));
    }
    Ok(Some(header.policy_branch))
}

impl Store {
    /// The ledger.
    ///
    /// # Errors
    /// Where its tip cannot be read, or the branch of that name is no ledger.
    pub fn ledger(&self) -> Result<Ledger<'_>, StoreError> {
        let tip = self.branches.tips.get(&self.policy.ledger).copied();
        let tree = tip.map(|tip| self.repo.read_commit(tip)).transpose()?.map(|commit| commit.tree);
        // Somebody's branch of that name must not get our commits on top.
        if let Some(tree) = tree
            && self.repo.find_path(tree, b"ledger.json")?.is_none()
        {
            return Err(StoreError::NotALedger { branch: self.policy.ledger.clone() });
        }
        Ok(Ledger { store: self, tip, tree })
    }

    /// The full name of the ledger's branch.
    pub fn ledger_ref(&self) -> String {
        format!("refs/heads/{}", self.policy.ledger)
    }
}

impl Ledger<'_> {
    /// The tip; `None` where the ledger was not begun.
    pub fn tip(&self) -> Option<ObjectId> {
        self.tip
    }

    /// The open promotions, oldest first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn open(&self) -> Result<Vec<Entry>, StoreError> {
        self.load_all(&self.below("open")?)
    }

    /// The ended promotions, oldest first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn closed(&self) -> Result<Vec<Entry>, StoreError> {
        self.load_all(&self.closed_dirs()?)
    }

    /// The promotion that an id, the beginning of one, or `@` names.
    ///
    /// # Errors
    /// Where none or several do.
    pub fn find(&self, typed: &str) -> Result<Entry, StoreError> {
        let open = self.below("open")?;
        if typed == "@" {
            return match open.as_slice() {
                [(_, dir)] => self.load(dir),
                _ => Err(StoreError::NotTheOnlyOne { ids: open.iter().map(|(id, _)| id.to_string()).collect() }),
            };
        }
        let prefix: IdPrefix = typed.parse()?;
        let all = open.into_iter().chain(self.closed_dirs()?);
        let found: Vec<(PromotionId, Dir)> = all.filter(|(id, _)| prefix.matches(id.0)).collect();
        match found.as_slice() {
            [] => Err(StoreError::UnknownPromotion(typed.to_owned())),
            [(_, dir)] => self.load(dir),
            _ => Err(StoreError::AmbiguousPromotion {
                prefix: typed.to_owned(),
                ids: found.iter().map(|(id, _)| id.to_string()).collect(),
            }),
        }
    }

    fn closed_dirs(&self) -> Result<Vec<(PromotionId, Dir)>, StoreError> {
        let mut dirs = Vec::new();
        for year in self.folders("closed")? {
            for month in self.folders(&year)? {
                dirs.extend(self.below(&month)?);
            }
        }
        Ok(dirs)
    }

    fn folders(&self, path: &str) -> Result<Vec<String>, StoreError> {
        let entries = self.entries(path)?;
        let names = entries.into_iter().filter(|e| e.mode == EntryMode::Tree).map(|e| e.name);
        Ok(names.map(|name| format!("{path}/{}", String::from_utf8_lossy(&name))).collect())
    }

    fn entries(&self, path: &str) -> Result<Vec<TreeEntry>, StoreError> {
        let Some(tree) = self.tree else { return Ok(Vec::new()) };
        match self.store.repo.find_path(tree, path.as_bytes())? {
            Some(entry) if entry.mode == EntryMode::Tree => Ok(self.store.repo.read_tree(entry.oid)?),
            _ => Ok(Vec::new()),
        }
    }

    /// The promotions in a folder.
    fn below(&self, path: &str) -> Result<Vec<(PromotionId, Dir)>, StoreError> {
        let promotion = |entry: TreeEntry| {
            let name = String::from_utf8_lossy(&entry.name).into_owned();
            let id = PromotionId(name.parse().ok()?);
            Some((id, Dir { path: format!("{path}/{name}"), tree: entry.oid }))
        };
        Ok(self.entries(path)?.into_iter().filter_map(promotion).collect())
    }

    fn load_all(&self, dirs: &[(PromotionId, Dir)]) -> Result<Vec<Entry>, StoreError> {
        use rayon::prelude::*;
        if dirs.len() < 32 {
            return dirs.iter().map(|(_, dir)| self.load(dir)).collect();
        }
        dirs.par_iter().map(|(_, dir)| self.load(dir)).collect()
    }

    fn load(&self, dir: &Dir) -> Result<Entry, StoreError> {
        let (repo, ledger) = (&self.store.repo, self.store.policy.ledger.as_str());
        let files = repo.read_tree(dir.tree)?;
        let read = |name: &str| {
            let place = format!("{}/{name}", dir.path);
            let missing =
                || StoreError::Ledger { ledger: ledger.into(), place: place.clone(), reason: "it is missing".into() };
            let entry = files.iter().find(|e| e.name == name.as_bytes()).ok_or_else(missing)?;
            Ok::<_, StoreError>((place, repo.read_blob(entry.oid)?))
        };
        let (place, bytes) = read("promotion.json")?;
        let promotion = stored::read(&bytes).map_err(|e| StoreError::stored(ledger, &place, &e))?;
        let (place, bytes) = read("events.jsonl")?;
        let malformed = |reason: String| StoreError::Ledger { ledger: ledger.into(), place: place.clone(), reason };
        let text = String::from_utf8(bytes).map_err(|e| malformed(e.to_string()))?;
        let parse = |(number, line)| {
            serde_json::from_str(line).map_err(|e: serde_json::Error| malformed(format!("line {}: {e}", number + 1)))
        };
        let events: Vec<Event> = text.lines().enumerate().map(parse).collect::<Result<_, _>>()?;
        let state = fold(&events).map_err(|e| malformed(e.to_string()))?;
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        if digest != state.digest {
            return Err(malformed("the last event speaks of another plan".to_owned()));
        }
        Ok(Entry { promotion, events, state, dir: dir.path.clone() })
    }
}

#[derive(Debug, Clone)]
struct Dir {
    path: String,
    tree: ObjectId,
}

impl Entry {
    /// The folder in the ledger's tree.
    pub fn dir(&self) -> &str {
        &self.dir
    }
}
