//! Finding one promotion, as people type it.
//!
//! ```text
//! 12, #12            its number; in a ledger of version 1, its place in the order of creation
//! 019cadc6-b5        its id, or a unique beginning of six digits or more
//! 4f2c9d1            its promotion commit, or one of its rollback commits
//! @                  the only open promotion
//! @-                 the promotion that was executed last
//! ```

use super::read::LedgerEntry;
use super::tree::{FolderRef, Ledger};
use crate::store::StoreError;
use crate::store::choice::Choice;
use promote_core::promotion::{PromotionId, key_names, ledger_path};
use promote_git::{EntryMode, trailers};
use promote_model::id::MIN_PREFIX;
use promote_model::{IdPrefix, ObjectId};

/// The longest list of keys of a choice, in characters.
const KEYS: usize = 40;

/// The fewest digits of a commit's id.
const MIN_COMMIT: usize = 7;

/// Whether somebody typed a number, and not the beginning of an id or a commit.
fn is_number(typed: &str) -> bool {
    let digits = typed.strip_prefix('#').unwrap_or(typed);
    let short = digits.len() < MIN_PREFIX || typed.starts_with('#');
    short && !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl Ledger<'_> {
    /// The promotion that somebody typed.
    ///
    /// # Errors
    /// If no promotion or more than one matches.
    pub(crate) fn find(&self, typed: &str) -> Result<LedgerEntry, StoreError> {
        let unknown = || StoreError::UnknownPromotion(typed.to_owned());
        match typed {
            "@" => return self.only_open(),
            "@-" => return self.last_executed()?.ok_or(StoreError::NothingExecuted),
            _ => {}
        }
        if let Some(id) = self.numbered(typed)? {
            return self.promotion(id)?.ok_or_else(unknown);
        }
        if is_number(typed) {
            return Err(unknown());
        }
        let prefix: IdPrefix = match typed.parse() {
            Ok(prefix) => prefix,
            // The id of a commit is longer than that of a promotion.
            Err(error) => return self.of_commit(typed)?.ok_or_else(|| error.into()),
        };
        let all = self.promotions_in("open")?.into_iter().chain(self.closed_folders()?);
        let found: Vec<(PromotionId, FolderRef)> = all.filter(|(id, _)| prefix.matches(id.0)).collect();
        match found.as_slice() {
            [] => self.of_commit(typed)?.ok_or_else(unknown),
            [(_, folder)] => self.load(folder),
            _ => Err(StoreError::AmbiguousPromotion { prefix: typed.to_owned(), choices: self.choices(&found)? }),
        }
    }

    /// The other promotion that somebody may have meant with a number that is also the beginning of a commit's id.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn meant_by_commit(&self, typed: &str, found: PromotionId) -> Result<Option<LedgerEntry>, StoreError> {
        if self.numbered(typed)?.is_none() {
            return Ok(None);
        }
        Ok(self.of_commit(typed)?.filter(|entry| entry.promotion.id != found))
    }

    /// The promotion with an id; `None` if the ledger has no such promotion.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn promotion(&self, id: PromotionId) -> Result<Option<LedgerEntry>, StoreError> {
        self.folder_of_id(id)?.map(|folder| self.load(&folder)).transpose()
    }

    /// The folder of a promotion.
    pub(super) fn folder_of_id(&self, id: PromotionId) -> Result<Option<FolderRef>, StoreError> {
        let likely =
            std::iter::once(ledger_path::open(id)).chain(ledger_path::closed_by_time(id).into_iter().flatten());
        for path in likely {
            if let Some(folder) = self.folder_at(path)? {
                return Ok(Some(folder));
            }
        }
        // A ledger whose time was ahead closes a promotion in another month than that of its id.
        Ok(self.closed_folders()?.into_iter().find(|(other, _)| *other == id).map(|(_, folder)| folder))
    }

    /// The only open promotion.
    fn only_open(&self) -> Result<LedgerEntry, StoreError> {
        let open = self.promotions_in("open")?;
        match open.as_slice() {
            [(_, folder)] => self.load(folder),
            _ => Err(StoreError::NotTheOnlyOne { choices: self.choices(&open)? }),
        }
    }

    /// The promotion that was executed last, by the order of the ledger.
    fn last_executed(&self) -> Result<Option<LedgerEntry>, StoreError> {
        let last = self.executions()?.next().transpose()?;
        last.map_or(Ok(None), |id| self.promotion(id))
    }

    /// The promotion that a commit executed or rolled back.
    fn of_commit(&self, typed: &str) -> Result<Option<LedgerEntry>, StoreError> {
        let is_commit = typed.len() >= MIN_COMMIT && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(commit) = Some(typed).filter(|_| is_commit).map(|typed| self.store.repo.resolve(typed)).transpose()?
        else {
            return Ok(None);
        };
        let Some(commit) = commit else { return Ok(None) };
        let message = self.store.repo.read_commit(commit)?.message;
        for id in trailers::mentioned(&message, "Promotion-Id").into_iter().filter_map(PromotionId::read) {
            // A trailer alone is a claim.
            if let Some(entry) = self.promotion(id)?.filter(|entry| entry.wrote(commit)) {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// The promotions, as people choose between them.
    fn choices(&self, folders: &[(PromotionId, FolderRef)]) -> Result<Vec<Choice>, StoreError> {
        let label = |entry: LedgerEntry| {
            let promotion = &entry.promotion;
            let environment = self.store.policy.environment(&promotion.target);
            let status = entry.state.status(environment.map_or(0, |e| e.approvals.required));
            let keys = key_names(&promotion.plan.changes, KEYS);
            format!("{}  {} -> {}  {keys}  {status}", promotion.name(), promotion.source, promotion.target)
        };
        let entries = self.load_all(folders)?;
        Ok(entries.into_iter().map(|entry| Choice { id: entry.promotion.called(), label: label(entry) }).collect())
    }

    pub(super) fn folder_at(&self, path: String) -> Result<Option<FolderRef>, StoreError> {
        let Some(tree) = self.tree else { return Ok(None) };
        let entry = self.store.repo.find_path(tree, path.as_bytes())?.filter(|entry| entry.mode == EntryMode::Tree);
        Ok(entry.map(|entry| FolderRef { path, tree: entry.oid }))
    }
}

impl LedgerEntry {
    /// Whether a commit is the promotion's, or one of its rollbacks.
    fn wrote(&self, commit: ObjectId) -> bool {
        self.state.executed.as_ref().is_some_and(|done| done.commit == commit)
            || self.state.rollbacks.iter().any(|done| done.commit == commit)
    }
}
