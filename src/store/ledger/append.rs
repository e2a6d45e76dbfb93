//! Appending an event: a commit that adds the event and its files.

use std::collections::BTreeMap;

use super::header::{Header, TIPS_SINCE, VERSION};
use super::tree::Ledger;
use crate::store::{Store, StoreError, commits};
use promote_core::policy::signers::NAMESPACE;
use promote_core::promotion::event::EventKind;
use promote_core::promotion::ledger_path;
use promote_core::promotion::message::{self, CommitMessage};
use promote_core::promotion::state::fold;
use promote_core::promotion::tips::{self, Tips};
use promote_core::promotion::{Event, Number, Promotion, PromotionState, Statement, Status, stored};
use promote_git::{Batch, EntryMode, GitError, Signature, Signer, TreeEdit};
use promote_model::{FileMode, ObjectId};

/// The README of a new ledger.
const README: &str = "\
# Promotions

This branch is the ledger of `promote`: which configuration was promoted from one environment to the
next, who requested and approved it, when it was executed and whether it was rolled back. It shares
no files with other branches and is append-only, with one commit per event.

    git log promotions                       the events, newest first
    git show promotions:open/                the open promotions
    git log --grep 'Promotion-Id: ID' promotions

`open/ID/` and `closed/YEAR/MONTH/XX/ID/` (XX: how the id ends) contain promotion.json (request and plan), plan.txt (the plan as
text), events.jsonl (one line per event), approvals/ and attestations/ (signed or unsigned statements) and
source/ (the files that the plan takes values from). Protect this branch against force pushes: it never
needs to be rewritten.
";

/// The edits of a ledger commit, by path.
pub(super) type Paths = BTreeMap<Vec<u8>, TreeEdit>;

/// An event to append.
pub(crate) struct Append<'a> {
    /// The promotion, with its plan after the event.
    pub(crate) promotion: &'a Promotion,
    /// The earlier events.
    pub(crate) events: &'a [Event],
    /// The event.
    pub(crate) event: &'a Event,
    /// The author of the ledger commit.
    pub(crate) by: &'a Signature,
    /// Its committer.
    pub(crate) committer: &'a Signature,
    /// Who signs the statement that an approval brings.
    pub(crate) signer: Option<&'a Signer>,
    /// The signature that the person brought with these bytes of the statement.
    pub(crate) signed: Option<(&'a [u8], &'a str)>,
}

impl Ledger<'_> {
    /// Adds to `batch` the commit that appends an event, and returns its id; no ref is moved.
    ///
    /// # Errors
    /// If the event is not legal after the earlier ones, or objects cannot be created.
    pub(crate) fn append(&self, batch: &mut Batch<'_>, append: &Append<'_>) -> Result<ObjectId, StoreError> {
        let Append { promotion, events, event, by, committer, .. } = append;
        let all: Vec<Event> = events.iter().chain(std::iter::once(*event)).cloned().collect();
        let state = fold(&all)?;
        let (tip, mut files) = self.begin(batch, (by, committer))?;
        let old_home = match fold(*events) {
            Ok(before) => self.present_folder(promotion, before.status(1))?,
            Err(_) => None,
        };
        let home = match &old_home {
            Some(old) if !old.starts_with("open/") => old.clone(),
            _ => self.home(promotion, state.status(1)),
        };
        let mut put = |name: String, id: ObjectId| {
            files.insert(name.into_bytes(), Some((FileMode::Regular, id)));
        };
        let lines: String = all.iter().map(|e| serde_json::to_string(e).unwrap_or_default() + "\n").collect();
        put(format!("{home}/events.jsonl"), batch.blob(lines.as_bytes())?);
        if matches!(event.what, EventKind::Created { .. } | EventKind::Refreshed { .. }) {
            let text = message::plan_text(&promotion.source, &promotion.target, &promotion.plan);
            put(format!("{home}/plan.txt"), batch.blob(text.as_bytes())?);
            put(format!("{home}/promotion.json"), batch.blob(stored::write(promotion).as_bytes())?);
            let sources = promotion.plan.files.iter().filter_map(|f| f.source.as_ref());
            for (index, source) in sources.enumerate() {
                put(format!("{home}/source/{index}"), source.blob);
            }
        }
        if let Some(number) = promotion.number.and_then(Number::given).filter(|_| events.is_empty()) {
            put(ledger_path::number(number), batch.blob(format!("{}\n", promotion.id).as_bytes())?);
        }
        if let Some(subfolder) = ledger_path::statements(&event.what) {
            let statement = self.statement(promotion, &state, event)?;
            // Numbered by event, so that a withdrawn or lapsed statement is never overwritten.
            put(format!("{home}/{subfolder}/{}.json", all.len()), batch.blob(&statement)?);
            if let Some((_, signature)) = append.signed.filter(|(bytes, _)| *bytes == statement) {
                put(format!("{home}/{subfolder}/{}.sig", all.len()), batch.blob(signature.as_bytes())?);
            } else if let Some(signer) = append.signer {
                let signature = signer.sign(&statement, NAMESPACE).map_err(|error| GitError::from(Box::new(error)))?;
                put(format!("{home}/{subfolder}/{}.sig", all.len()), batch.blob(signature.as_bytes())?);
            }
        }
        self.put_tips(batch, &mut files)?;
        let tree = match old_home {
            Some(old) if old != home => self.move_folder(batch, &old, &home, &files)?,
            _ => batch.splice(self.tree_of(tip), &files)?,
        };
        let words = message::event(promotion, event, &state.digest);
        commits::commit_as(batch, tree, vec![tip], (by, committer), &words)
    }

    /// The folder that a promotion moves to when it gets this status.
    fn home(&self, promotion: &Promotion, status: Status) -> String {
        match status.is_open() {
            true => ledger_path::open(promotion.id),
            false if self.store.policy_line.version < TIPS_SINCE => {
                ledger_path::closed_flat(promotion.id, promotion.created_at)
            }
            false => ledger_path::closed(promotion.id, promotion.created_at),
        }
    }

    /// The folder that a promotion with this status has; `None` where the ledger does not have it.
    fn present_folder(&self, promotion: &Promotion, status: Status) -> Result<Option<String>, StoreError> {
        for path in ledger_path::folders(promotion.id, promotion.created_at, status) {
            if self.folder_at(path.clone())?.is_some() {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// Adds the tips of the branches, where they have changed since the ledger was last written.
    pub(super) fn put_tips(&self, batch: &mut Batch<'_>, files: &mut Paths) -> Result<(), StoreError> {
        if self.store.policy_line.version < TIPS_SINCE {
            return Ok(());
        }
        let Store { branches, policy, policy_branch, .. } = self.store;
        let names = policy.environments.iter().map(|e| self.store.branch_of(e)).chain([policy_branch.as_str()]);
        let tip = |name: &str| Some((name.to_owned(), *branches.tips.get(name)?));
        let blob = batch.blob(&Tips(names.filter_map(tip).collect()).write())?;
        let old = self.tree.map(|tree| self.store.repo.find_path(tree, tips::FILE.as_bytes())).transpose()?.flatten();
        if old.is_none_or(|old| old.oid != blob) {
            files.insert(tips::FILE.as_bytes().to_vec(), Some((FileMode::Regular, blob)));
        }
        Ok(())
    }

    /// Adds the next statement of a folder, `N.json`, with its signature in `N.sig`.
    pub(super) fn put_statement(
        &self,
        batch: &mut Batch<'_>,
        files: &mut Paths,
        folder: &str,
        text: &[u8],
        signer: Option<&Signer>,
    ) -> Result<(), StoreError> {
        let written = self.entries(folder)?.into_iter().filter(|entry| matches!(entry.mode, EntryMode::File(_)));
        let number = written.filter(|entry| entry.name.ends_with(b".json")).count() + 1;
        let mut put = |end: &str, blob| {
            files.insert(format!("{folder}/{number}.{end}").into_bytes(), Some((FileMode::Regular, blob)));
        };
        put("json", batch.blob(text)?);
        if let Some(signer) = signer {
            let signature = signer.sign(text, NAMESPACE).map_err(|error| GitError::from(Box::new(error)))?;
            put("sig", batch.blob(signature.as_bytes())?);
        }
        Ok(())
    }

    /// The tree of the current tip, if `tip` is that commit.
    pub(super) fn tree_of(&self, tip: ObjectId) -> Option<ObjectId> {
        self.tree.filter(|_| self.tip == Some(tip))
    }

    /// The commit to append to, with files to add: the tip, or the first commit of a new ledger, by its author and
    /// committer.
    pub(super) fn begin(
        &self,
        batch: &mut Batch<'_>,
        by: (&Signature, &Signature),
    ) -> Result<(ObjectId, Paths), StoreError> {
        if let Some(tip) = self.tip {
            return Ok((tip, Paths::new()));
        }
        if let Some(existing) = self.store.other_ledger()? {
            return Err(StoreError::OtherLedger { named: self.store.policy.ledger.clone(), existing });
        }
        let head = self.store.policy_line.last().and_then(|segment| segment.head.clone());
        let header = Header { version: VERSION, policy_branch: self.store.policy_branch.clone(), head };
        let header = serde_json::to_string_pretty(&header).unwrap_or_default() + "\n";
        let mut files = Paths::new();
        for (name, text) in [("README", README), ("ledger.json", header.as_str())] {
            files.insert(name.as_bytes().to_vec(), Some((FileMode::Regular, batch.blob(text.as_bytes())?)));
        }
        let tree = batch.splice(None, &files)?;
        let title = "Begin the ledger of promotions".to_owned();
        let message = CommitMessage { title, body: String::new(), trailers: Vec::new() };
        let root = commits::commit_as(batch, tree, Vec::new(), by, &message)?;
        files.insert(b"root".to_vec(), Some((FileMode::Regular, batch.blob(format!("{root}\n").as_bytes())?)));
        Ok((root, files))
    }

    /// Moves the folder of a promotion and applies the files of the event.
    fn move_folder(&self, batch: &mut Batch<'_>, old: &str, new: &str, files: &Paths) -> Result<ObjectId, StoreError> {
        let missing = || StoreError::Ledger {
            ledger: self.store.policy.ledger.clone(),
            place: old.to_owned(),
            reason: "it is missing".to_owned(),
        };
        let root = self.tree.ok_or_else(missing)?;
        let folder = self.store.repo.find_path(root, old.as_bytes())?.ok_or_else(missing)?;
        let mut paths = Paths::new();
        for file in self.store.repo.diff_trees(None, Some(folder.oid))? {
            let Some((EntryMode::File(mode), blob)) = file.new else { continue };
            let below = |folder: &str| [folder.as_bytes(), b"/", &file.path].concat();
            paths.insert(below(old), None);
            paths.insert(below(new), Some((mode, blob)));
        }
        paths.extend(files.iter().map(|(path, file)| (path.clone(), *file)));
        Ok(batch.splice(Some(root), &paths)?)
    }

    /// The statement of an approval or attestation, in the bytes to sign.
    fn statement(&self, promotion: &Promotion, state: &PromotionState, event: &Event) -> Result<Vec<u8>, StoreError> {
        let target = self.store.environment(&promotion.target)?;
        let target_ref = format!("refs/heads/{}", self.store.branch_of(target));
        let digest = state.digest.to_string();
        Ok(Statement::of(&self.root()?, promotion, &digest, target_ref, event).write())
    }
}
