//! A `promote.yaml` in the working tree that is not committed, and so does not rule.

use std::fs;

use super::error::StoreError;
use super::repository::Store;
use promote_core::policy::FILE;
use promote_model::ObjectId;

impl Store {
    /// Whether the working tree's `promote.yaml` differs from that of the checked-out commit and from the one that rules.
    ///
    /// # Errors
    /// If a commit cannot be read.
    pub(crate) fn has_uncommitted_policy(&self) -> Result<bool, StoreError> {
        let Some(root) = self.repo.work_tree() else { return Ok(false) };
        let Ok(here) = fs::read(root.join(FILE)) else { return Ok(false) };
        for commit in self.repo.head().commit.into_iter().chain([self.policy_commit]) {
            if self.is_policy_of(commit, &here)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a commit has this `promote.yaml`. A checkout may have changed the ends of lines.
    fn is_policy_of(&self, commit: ObjectId, text: &[u8]) -> Result<bool, StoreError> {
        let Some(blob) = self.policy_blob(commit)? else { return Ok(false) };
        let lines = |text: &[u8]| text.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<_>>();
        let committed = self.repo.read_blob(blob)?;
        Ok(committed == text || lines(&committed) == lines(text))
    }
}
