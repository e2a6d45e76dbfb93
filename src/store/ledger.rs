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

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Store;
use super::error::StoreError;
use crate::git::{Batch, Branches, CommitDraft, EntryKind, Repo, Signature, TreeEntry, trailers};
use crate::model::{FileMode, IdPrefix, ObjectId};
use crate::promotion::event::What;
use crate::promotion::message;
use crate::promotion::state::{Status, fold};
use crate::promotion::{Event, Person, Promotion, PromotionId, State, stored};

const VERSION: u32 = 1;

const README: &str = "\
# Promotions

This branch is the ledger of `promote`: which configuration was moved from one environment to the
next, who asked, who agreed, when it was written and whether it was taken back. It has no files in
common with other branches and is only ever appended to, one commit an event.

    git log promotions                       what happened, newest first
    git show promotions:open/                what is open
    git log --grep 'Promotion-Id: ID' promotions

`open/ID/` and `closed/YEAR/MONTH/ID/` hold promotion.json (request and plan), plan.txt (the plan for
people), events.jsonl (one line an event), approvals/ (what each approver stated) and source/ (the
files that the plan takes values from). Protect this branch like any other that matters: nobody needs
to rewrite it.
";

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

/// What an approver stated, and about what: an approval's evidence.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Statement {
    version: u32,
    ledger: String,
    promotion_id: PromotionId,
    plan_digest: String,
    policy_commit: ObjectId,
    source_commit: ObjectId,
    target_ref: String,
    decision: String,
    by: Person,
    at: Timestamp,
}

/// An event to be appended, and what it brings.
pub struct Append<'a> {
    /// The promotion, with the plan that is in force after the event.
    pub promotion: &'a Promotion,
    /// What happened before.
    pub events: &'a [Event],
    /// The event.
    pub event: &'a Event,
    /// Who writes it.
    pub by: &'a Signature,
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
    let Some(entry) = repo.find_path(tree, "ledger.json")? else { return Ok(None) };
    let malformed = |reason: String| StoreError::Ledger { ledger: name.into(), place: "ledger.json".into(), reason };
    let header: Header = serde_json::from_slice(&repo.read_blob(entry.id)?).map_err(|e| malformed(e.to_string()))?;
    if header.version != VERSION {
        return Err(malformed(format!("version {} is not known to this program; use a newer one", header.version)));
    }
    Ok(Some(header.policy_branch))
}

impl Store {
    /// The ledger.
    ///
    /// # Errors
    /// Where its tip cannot be read.
    pub fn ledger(&self) -> Result<Ledger<'_>, StoreError> {
        let tip = self.branches.tips.get(&self.policy.ledger).copied();
        let tree = tip.map(|tip| self.repo.read_commit(tip)).transpose()?.map(|commit| commit.tree);
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
        let names = entries.into_iter().filter(|e| e.kind == EntryKind::Tree).map(|e| e.name);
        Ok(names.map(|name| format!("{path}/{}", String::from_utf8_lossy(&name))).collect())
    }

    fn entries(&self, path: &str) -> Result<Vec<TreeEntry>, StoreError> {
        let Some(tree) = self.tree else { return Ok(Vec::new()) };
        match self.store.repo.find_path(tree, path)? {
            Some(entry) if entry.kind == EntryKind::Tree => Ok(self.store.repo.read_tree(entry.id)?),
            _ => Ok(Vec::new()),
        }
    }

    /// The promotions in a folder.
    fn below(&self, path: &str) -> Result<Vec<(PromotionId, Dir)>, StoreError> {
        let promotion = |entry: TreeEntry| {
            let name = String::from_utf8_lossy(&entry.name).into_owned();
            let id = PromotionId(name.parse().ok()?);
            Some((id, Dir { path: format!("{path}/{name}"), tree: entry.id }))
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
            Ok::<_, StoreError>((place, repo.read_blob(entry.id)?))
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

    /// Adds to `batch` the commit that appends an event, and returns its id; no ref is moved.
    ///
    /// # Errors
    /// Where the event is not legal after the earlier ones, or objects cannot be made.
    pub fn append(&self, batch: &mut Batch<'_>, append: &Append<'_>) -> Result<ObjectId, StoreError> {
        let Append { promotion, events, event, by } = append;
        let all: Vec<Event> = events.iter().chain(std::iter::once(*event)).cloned().collect();
        let state = fold(&all)?;
        let (tip, mut files) = self.begin(batch, by)?;
        let home = home(promotion, state.status(1));
        let old_home = fold(*events).ok().map(|state| self::home(promotion, state.status(1)));
        let mut put = |name: String, id: ObjectId| {
            files.insert(name, Some((EntryKind::File(FileMode::Regular), id)));
        };
        let lines: String = all.iter().map(|e| serde_json::to_string(e).unwrap_or_default() + "\n").collect();
        put(format!("{home}/events.jsonl"), batch.blob(lines.into_bytes())?);
        if matches!(event.what, What::Created { .. } | What::Refreshed { .. }) {
            let text = message::plan_text(&promotion.source, &promotion.target, &promotion.plan);
            put(format!("{home}/plan.txt"), batch.blob(text.into_bytes())?);
            put(format!("{home}/promotion.json"), batch.blob(stored::write(promotion).into_bytes())?);
            let sources = promotion.plan.files.iter().filter_map(|f| f.source.as_ref());
            for (index, source) in sources.enumerate() {
                put(format!("{home}/source/{index}"), source.blob);
            }
        }
        if matches!(event.what, What::Approved { .. }) {
            let statement = batch.blob(self.statement(promotion, &state, event)?)?;
            // Numbered by event, so that a withdrawn or lapsed one is never written over.
            put(format!("{home}/approvals/{}.json", all.len()), statement);
        }
        let tree = match old_home {
            Some(old) if old != home => self.moved(batch, &old, &home, &files)?,
            _ => batch.splice(self.tree_of(tip), &files)?,
        };
        let words = message::event(promotion, event, &state.digest);
        let draft = CommitDraft {
            tree,
            parents: vec![tip],
            by: (*by).clone(),
            message: trailers::compose(&words.title, &words.body, &words.trailers),
        };
        Ok(batch.commit(&draft)?)
    }

    fn tree_of(&self, tip: ObjectId) -> Option<ObjectId> {
        self.tree.filter(|_| self.tip == Some(tip))
    }

    /// The commit to append to: the tip, or the first commit of a new ledger with what belongs to it.
    fn begin(&self, batch: &mut Batch<'_>, by: &Signature) -> Result<(ObjectId, Paths), StoreError> {
        if let Some(tip) = self.tip {
            return Ok((tip, Paths::new()));
        }
        let header = Header { version: VERSION, policy_branch: self.store.policy_branch.clone() };
        let header = serde_json::to_string_pretty(&header).unwrap_or_default() + "\n";
        let mut files = Paths::new();
        for (name, text) in [("README", README), ("ledger.json", header.as_str())] {
            let blob = batch.blob(text.as_bytes().to_vec())?;
            files.insert(name.to_owned(), Some((EntryKind::File(FileMode::Regular), blob)));
        }
        let tree = batch.splice(None, &files)?;
        let message = "Begin the ledger of promotions\n".to_owned();
        let root = batch.commit(&CommitDraft { tree, parents: Vec::new(), by: by.clone(), message })?;
        let id = batch.blob(format!("{root}\n").into_bytes())?;
        files.insert("root".to_owned(), Some((EntryKind::File(FileMode::Regular), id)));
        Ok((root, files))
    }

    /// The folder of a promotion, moved as it is, with what the event changes in it.
    fn moved(&self, batch: &mut Batch<'_>, old: &str, new: &str, files: &Paths) -> Result<ObjectId, StoreError> {
        let missing = || StoreError::Ledger {
            ledger: self.store.policy.ledger.clone(),
            place: old.to_owned(),
            reason: "it is missing".to_owned(),
        };
        let root = self.tree.ok_or_else(missing)?;
        let folder = self.store.repo.find_path(root, old)?.ok_or_else(missing)?;
        let inside =
            files.iter().map(|(path, e)| (path.trim_start_matches(new).trim_start_matches('/').to_owned(), *e));
        let folder = batch.splice(Some(folder.id), &inside.collect())?;
        let moves = [(old.to_owned(), None), (new.to_owned(), Some((EntryKind::Tree, folder)))];
        Ok(batch.splice(Some(root), &Paths::from(moves))?)
    }

    fn statement(&self, promotion: &Promotion, state: &State, event: &Event) -> Result<Vec<u8>, StoreError> {
        let target = self.store.environment(&promotion.target)?;
        let root = self.tree.map(|tree| self.store.repo.find_path(tree, "root")).transpose()?.flatten();
        let root = root.map(|entry| self.store.repo.read_blob(entry.id)).transpose()?.unwrap_or_default();
        let statement = Statement {
            version: VERSION,
            ledger: String::from_utf8_lossy(&root).trim().to_owned(),
            promotion_id: promotion.id,
            plan_digest: state.digest.to_string(),
            policy_commit: event.policy,
            source_commit: promotion.plan.source_commit,
            target_ref: format!("refs/heads/{}", self.store.branch_of(target)),
            decision: "approve".to_owned(),
            by: event.by.clone(),
            at: event.at,
        };
        Ok((serde_json::to_string_pretty(&statement).unwrap_or_default() + "\n").into_bytes())
    }
}

type Paths = BTreeMap<String, Option<(EntryKind, ObjectId)>>;

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

/// Where a promotion lives in that state.
fn home(promotion: &Promotion, status: Status) -> String {
    if status.is_open() {
        return format!("open/{}", promotion.id);
    }
    let date = promotion.created_at.to_zoned(TimeZone::UTC).date();
    format!("closed/{}/{:02}/{}", date.year(), date.month(), promotion.id)
}
