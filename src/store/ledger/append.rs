//! Appending: the commit that adds one event, with the files it brings.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Header, Ledger, VERSION};
use crate::git::{Batch, CommitDraft, EntryKind, Signature, trailers};
use crate::model::{FileMode, ObjectId};
use crate::promotion::event::What;
use crate::promotion::message;
use crate::promotion::state::{Status, fold};
use crate::promotion::{Event, Person, Promotion, PromotionId, State, stored};
use crate::store::StoreError;

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

type Paths = BTreeMap<String, Option<(EntryKind, ObjectId)>>;

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

impl Ledger<'_> {
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

/// Where a promotion lives in that state.
fn home(promotion: &Promotion, status: Status) -> String {
    if status.is_open() {
        return format!("open/{}", promotion.id);
    }
    let date = promotion.created_at.to_zoned(TimeZone::UTC).date();
    format!("closed/{}/{:02}/{}", date.year(), date.month(), promotion.id)
}
