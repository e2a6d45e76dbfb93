//! The ledger's tree and its folders.

use super::recorded;
use crate::store::policy_line::PolicyLine;
use crate::store::{Store, StoreError};
use promote_core::promotion::{PromotionId, ledger_path};
use promote_git::{EntryMode, TreeEntry};
use promote_model::ObjectId;

/// The ledger at one commit, by default the tip of its branch when the store was opened.
pub(crate) struct Ledger<'a> {
    pub(super) store: &'a Store,
    pub(super) tip: Option<ObjectId>,
    pub(super) tree: Option<ObjectId>,
}

/// A promotion's folder in the ledger's tree.
#[derive(Debug, Clone)]
pub(super) struct FolderRef {
    pub(super) path: String,
    pub(super) tree: ObjectId,
}

impl Store {
    /// The ledger.
    ///
    /// # Errors
    /// If its tip cannot be read, or the branch is not a ledger.
    pub(crate) fn ledger(&self) -> Result<Ledger<'_>, StoreError> {
        let tip = self.branches.tips.get(&self.policy.ledger).copied();
        let tree = tip.map(|tip| self.repo.read_commit(tip)).transpose()?.map(|commit| commit.tree);
        // Never append to an unrelated branch that has the ledger's name.
        if let Some(tree) = tree
            && self.repo.find_path(tree, b"ledger.json")?.is_none()
        {
            return Err(StoreError::NotALedger { branch: self.policy.ledger.clone() });
        }
        Ok(Ledger { store: self, tip, tree })
    }

    /// A branch that is a ledger, besides the one that the policy names.
    ///
    /// # Errors
    /// If a branch cannot be read.
    pub(crate) fn other_ledger(&self) -> Result<Option<String>, StoreError> {
        for (name, tip) in self.branches.tips.iter().filter(|(name, _)| **name != self.policy.ledger) {
            if self.is_ledger(*tip)? {
                return Ok(Some(name.clone()));
            }
        }
        Ok(None)
    }

    /// Whether a commit is that of a ledger.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn is_ledger(&self, commit: ObjectId) -> Result<bool, StoreError> {
        let tree = self.repo.read_commit(commit)?.tree;
        let has = |name: &[u8]| Ok::<_, StoreError>(self.repo.find_path(tree, name)?.is_some());
        Ok(has(b"ledger.json")? && has(b"root")?)
    }

    /// The policy branch recorded in the ledger; `None` if the ledger does not exist yet.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn recorded_branch(&self) -> Result<Option<String>, StoreError> {
        recorded::recorded_branch(&self.repo, &self.branches, &self.policy.ledger)
    }

    /// What the ledger decides about itself; `None` if it does not exist yet.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn recorded_line(&self) -> Result<Option<PolicyLine>, StoreError> {
        let recorded = recorded::recorded(&self.repo, &self.branches, &self.policy.ledger)?;
        Ok(recorded.map(|recorded| recorded.line))
    }

    /// The ledger of one of its trees.
    pub(crate) fn ledger_in(&self, tree: ObjectId) -> Ledger<'_> {
        Ledger { store: self, tip: None, tree: Some(tree) }
    }

    /// The ledger at one of its commits, which may be in memory only.
    ///
    /// # Errors
    /// If the commit cannot be read.
    pub(crate) fn ledger_at(&self, commit: ObjectId) -> Result<Ledger<'_>, StoreError> {
        Ok(Ledger { store: self, tip: Some(commit), tree: Some(self.repo.read_commit(commit)?.tree) })
    }

    /// The full name of the ledger's branch.
    pub(crate) fn ledger_ref(&self) -> String {
        format!("refs/heads/{}", self.policy.ledger)
    }
}

impl Ledger<'_> {
    /// The tip; `None` if the ledger does not exist yet.
    pub(crate) fn tip(&self) -> Option<ObjectId> {
        self.tip
    }

    /// The folders of all closed promotions, oldest month first.
    pub(super) fn closed_folders(&self) -> Result<Vec<(PromotionId, FolderRef)>, StoreError> {
        let mut found = Vec::new();
        for month in self.closed_months()? {
            found.extend(self.promotions_of(&month)?);
        }
        Ok(found)
    }

    /// The folders of the months in which closed promotions were created, oldest first.
    pub(super) fn closed_months(&self) -> Result<Vec<String>, StoreError> {
        let years = self.subfolders("closed")?;
        let months: Vec<Vec<String>> = years.iter().map(|year| self.subfolders(year)).collect::<Result<_, _>>()?;
        Ok(months.into_iter().flatten().collect())
    }

    /// The closed promotions that were created in a month, by id.
    pub(super) fn promotions_of(&self, month: &str) -> Result<Vec<(PromotionId, FolderRef)>, StoreError> {
        let is_fan = |entry: &TreeEntry| std::str::from_utf8(&entry.name).is_ok_and(ledger_path::is_fan);
        let (fans, flat): (Vec<TreeEntry>, Vec<TreeEntry>) = self.entries(month)?.into_iter().partition(is_fan);
        let mut found = named(month, flat);
        for fan in fans.into_iter().filter(|fan| fan.mode == EntryMode::Tree) {
            let path = format!("{month}/{}", String::from_utf8_lossy(&fan.name));
            found.extend(named(&path, self.store.repo.read_tree(fan.oid)?));
        }
        found.sort_by_key(|(id, _)| *id);
        Ok(found)
    }

    /// The paths of the folders in a folder.
    fn subfolders(&self, path: &str) -> Result<Vec<String>, StoreError> {
        let entries = self.entries(path)?;
        let names = entries.into_iter().filter(|e| e.mode == EntryMode::Tree).map(|e| e.name);
        Ok(names.map(|name| format!("{path}/{}", String::from_utf8_lossy(&name))).collect())
    }

    /// The entries of a folder; empty if it does not exist.
    pub(super) fn entries(&self, path: &str) -> Result<Vec<TreeEntry>, StoreError> {
        let Some(tree) = self.tree else { return Ok(Vec::new()) };
        match self.store.repo.find_path(tree, path.as_bytes())? {
            Some(entry) if entry.mode == EntryMode::Tree => Ok(self.store.repo.read_tree(entry.oid)?),
            _ => Ok(Vec::new()),
        }
    }

    /// The promotions in a folder, by id.
    pub(super) fn promotions_in(&self, path: &str) -> Result<Vec<(PromotionId, FolderRef)>, StoreError> {
        Ok(named(path, self.entries(path)?))
    }
}

/// The entries of a folder that are promotions.
fn named(folder: &str, entries: Vec<TreeEntry>) -> Vec<(PromotionId, FolderRef)> {
    let promotion = |entry: TreeEntry| {
        let name = String::from_utf8_lossy(&entry.name).into_owned();
        let id = PromotionId(name.parse().ok()?);
        Some((id, FolderRef { path: format!("{folder}/{name}"), tree: entry.oid }))
    };
    entries.into_iter().filter_map(promotion).collect()
}
