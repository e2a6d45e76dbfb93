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
//! policy/BLOB/N.json                      who agreed to that promote.yaml, where the one before it asks
//! ```

mod append;
mod consent;
mod evidence;
mod folder;
mod order;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Branches;
use super::Store;
use super::error::StoreError;
use promote_core::policy::Policy;
use promote_core::policy::gate::{Evidence, GateInput};
use promote_core::promotion::{Event, Promotion, PromotionHead, PromotionId, PromotionState, head, stored};
use promote_git::{EntryMode, Repo, TreeEntry};
use promote_model::{IdPrefix, ObjectId};

pub(crate) use append::Append;
use evidence::Closeness;
use folder::Opened;

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Header {
    version: u32,
    policy_branch: String,
}

/// A promotion as the ledger has it.
#[derive(Debug, Clone)]
pub(crate) struct LedgerEntry {
    /// Request and plan.
    pub(crate) promotion: Promotion,
    /// What happened, oldest first.
    pub(crate) events: Vec<Event>,
    /// What that adds up to.
    pub(crate) state: PromotionState,
    /// What stands behind its approvals.
    pub(crate) evidence: Evidence,
}

/// The ledger's branch as it stood when the store was opened.
pub(crate) struct Ledger<'a> {
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

/// The time of the last event in the ledger named `name`; `None` where it was not begun.
///
/// Whoever appends does so at this time or a later one, so the tip has the latest of all.
pub(super) fn time(repo: &Repo, branches: &Branches, name: &str) -> Result<Option<Timestamp>, StoreError> {
    let Some(tip) = branches.tips.get(name) else { return Ok(None) };
    Ok(Timestamp::from_second(repo.read_commit(*tip)?.committer.seconds).ok())
}

impl Store {
    /// The ledger.
    ///
    /// # Errors
    /// Where its tip cannot be read, or the branch of that name is no ledger.
    pub(crate) fn ledger(&self) -> Result<Ledger<'_>, StoreError> {
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

    /// The branch that the ledger says the policy lives on; `None` where it was not begun.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(crate) fn recorded_branch(&self) -> Result<Option<String>, StoreError> {
        recorded_branch(&self.repo, &self.branches, &self.policy.ledger)
    }

    /// The ledger as one of its trees holds it.
    pub(crate) fn ledger_in(&self, tree: ObjectId) -> Ledger<'_> {
        Ledger { store: self, tip: None, tree: Some(tree) }
    }

    /// The ledger as it stands at one of its commits, which may be yet to be written.
    ///
    /// # Errors
    /// Where the commit cannot be read.
    pub(crate) fn ledger_at(&self, commit: ObjectId) -> Result<Ledger<'_>, StoreError> {
        Ok(Ledger { store: self, tip: Some(commit), tree: Some(self.repo.read_commit(commit)?.tree) })
    }

    /// The full name of the ledger's branch.
    pub(crate) fn ledger_ref(&self) -> String {
        format!("refs/heads/{}", self.policy.ledger)
    }
}

impl Ledger<'_> {
    /// The tip; `None` where the ledger was not begun.
    pub(crate) fn tip(&self) -> Option<ObjectId> {
        self.tip
    }

    /// The promotion in that folder of its tree.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub(crate) fn at(&self, folder: &str) -> Result<LedgerEntry, StoreError> {
        let missing = || StoreError::Ledger {
            ledger: self.store.policy.ledger.clone(),
            place: folder.to_owned(),
            reason: "it is missing".to_owned(),
        };
        let root = self.tree.ok_or_else(missing)?;
        let entry = self.store.repo.find_path(root, folder.as_bytes())?.filter(|e| e.mode == EntryMode::Tree);
        self.load(&Dir { path: folder.to_owned(), tree: entry.ok_or_else(missing)?.oid })
    }

    /// The open promotions, oldest first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn open(&self) -> Result<Vec<LedgerEntry>, StoreError> {
        self.load_all(&self.below("open")?)
    }

    /// The newest promotions, open or ended, newest first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn newest(&self, most: usize) -> Result<Vec<LedgerEntry>, StoreError> {
        let mut dirs: Vec<(PromotionId, Dir)> = self.below("open")?.into_iter().chain(self.closed_dirs()?).collect();
        // An id begins with the time of creation.
        dirs.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
        dirs.truncate(most);
        self.load_all(&dirs)
    }

    /// The ended promotions without their plans, oldest first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn closed(&self) -> Result<Vec<Ended>, StoreError> {
        each(&self.closed_dirs()?, |dir| {
            let folder = self.folder(dir)?;
            let head = folder.promotion(head::read)?;
            let (_, state) = folder.events(&head.digest)?;
            Ok(Ended { head, state, dir: dir.clone() })
        })
    }

    /// An ended promotion whole.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn whole(&self, ended: &Ended) -> Result<LedgerEntry, StoreError> {
        self.load(&ended.dir)
    }

    /// The promotion that an id, the beginning of one, or `@` names.
    ///
    /// # Errors
    /// Where none or several do.
    pub(crate) fn find(&self, typed: &str) -> Result<LedgerEntry, StoreError> {
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

    fn load_all(&self, dirs: &[(PromotionId, Dir)]) -> Result<Vec<LedgerEntry>, StoreError> {
        each(dirs, |dir| self.load_as(dir, Closeness::Deciding))
    }

    fn load(&self, dir: &Dir) -> Result<LedgerEntry, StoreError> {
        self.load_as(dir, Closeness::All)
    }

    fn load_as(&self, dir: &Dir, closeness: Closeness) -> Result<LedgerEntry, StoreError> {
        let folder = self.folder(dir)?;
        let (promotion, digest) = folder.promotion(stored::read_with_digest)?;
        let (events, state) = folder.events(&digest)?;
        let evidence = self.evidence(&folder, (&promotion, &events, &state), closeness)?;
        Ok(LedgerEntry { promotion, events, state, evidence })
    }

    fn folder<'l>(&'l self, dir: &'l Dir) -> Result<Opened<'l>, StoreError> {
        let repo = &self.store.repo;
        Ok(Opened { repo, ledger: &self.store.policy.ledger, path: &dir.path, files: repo.tree(dir.tree)? })
    }
}

/// Many are read by all processors.
fn each<T: Send>(
    dirs: &[(PromotionId, Dir)],
    read: impl Fn(&Dir) -> Result<T, StoreError> + Sync,
) -> Result<Vec<T>, StoreError> {
    use rayon::prelude::*;
    if dirs.len() < 32 {
        return dirs.iter().map(|(_, dir)| read(dir)).collect();
    }
    dirs.par_iter().map(|(_, dir)| read(dir)).collect()
}

#[derive(Debug, Clone)]
struct Dir {
    path: String,
    tree: ObjectId,
}

/// An ended promotion without its plan.
#[derive(Debug, Clone)]
pub(crate) struct Ended {
    /// What it was.
    pub(crate) head: PromotionHead,
    /// What came of it.
    pub(crate) state: PromotionState,
    dir: Dir,
}

impl LedgerEntry {
    /// The question whether it may be executed, under that policy and at that time; nobody in particular asks.
    pub(crate) fn question<'a>(&'a self, policy: &'a Policy, now: Timestamp) -> GateInput<'a> {
        let (promotion, state, evidence) = (&self.promotion, &self.state, &self.evidence);
        let (authors, since) = (&state.authors, state.since);
        GateInput { policy, promotion, state, authors, since, evidence, now, by: None, overriding: None }
    }
}
