//! Makes the history of a shallow clone longer, where a remote decides and was asked by this command.

use super::shared::{ChangedFile, JudgeRequest, Shared};
use crate::store::environment::EnvSnapshot;
use crate::store::{Authority, Store, StoreError};
use promote_core::env::judge::{Judgement, Unknown};

/// The commits by which the history is made longer at first; each further time it is four times as many.
const FIRST: u32 = 64;

impl Store {
    /// Judges the differing keys of files by reading history: for each file, one judgement for each of its changes. Where a
    /// shallow clone does not tell, more of the history is fetched.
    ///
    /// # Errors
    /// If the history cannot be read.
    pub(crate) fn judge_by_history(
        &self,
        sides: (&EnvSnapshot, &EnvSnapshot),
        files: &[ChangedFile<'_>],
        request: JudgeRequest,
        shared: &Shared,
    ) -> Result<Vec<Vec<Judgement>>, StoreError> {
        // A history that was read for many judgements does not become longer.
        let has_read = shared.has_read();
        let mut by = FIRST;
        loop {
            let judged = self.judge_once(sides, files, request, shared)?;
            if !is_cut(&judged) || has_read || !self.deepen(sides, by) {
                return Ok(judged);
            }
            shared.forget_logs();
            by = by.saturating_mul(4);
        }
    }

    /// Whether more of the history was fetched. If the remote does not answer any more, this clone tells what it can.
    fn deepen(&self, (source, target): (&EnvSnapshot, &EnvSnapshot), by: u32) -> bool {
        let Authority::Remote { name, timeouts, seen: None } = &self.authority else { return false };
        if !self.repo.is_shallow() {
            return false;
        }
        let mut branches = vec![source.branch.as_str(), target.branch.as_str()];
        branches.dedup();
        let boundary = || std::fs::read(self.repo.common_dir().join("shallow")).unwrap_or_default();
        let before = boundary();
        let fetched = self.repo.remote(name, *timeouts).and_then(|remote| remote.deepen(&branches, by));
        fetched.is_ok() && boundary() != before
    }
}

fn is_cut(judged: &[Vec<Judgement>]) -> bool {
    judged.iter().flatten().any(|judgement| judgement.unknown == Some(Unknown::Shallow))
}
