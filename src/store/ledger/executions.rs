//! Executions, the last one first. Their order is that of the ledger's commits, so nothing is read of older ones.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read::ClosedPromotion;
use super::tree::Ledger;
use crate::store::StoreError;
use crate::store::cache::{CacheKind, write};
use promote_core::promotion::PromotionId;
use promote_git::{Commit, trailers};

/// After more commits than this, the last executions are noted in the git directory.
const NOTED: usize = 200;

/// Promotions, in the order of the ledger.
pub(crate) type Executions<'l> = Box<dyn Iterator<Item = Result<PromotionId, StoreError>> + 'l>;

/// An edge of the pipeline: the names of its source and its target.
pub(crate) type EdgeName = (String, String);

/// The last executions as of a commit of the ledger: `promote/last-executed-v1` in the git directory. A file that is
/// missing or damaged counts as empty; what it says is checked against the ledger.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Note {
    tip: String,
    /// For each edge the last execution that was not rolled back.
    edges: Vec<(EdgeName, Option<PromotionId>)>,
}

impl Ledger<'_> {
    /// The promotions that were executed, the last one first.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn executions(&self) -> Result<Executions<'_>, StoreError> {
        self.executions_since(Timestamp::MIN)
    }

    /// The promotions whose execution was recorded at or after a time, the last one first; it may hold earlier ones.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn executions_since(&self, since: Timestamp) -> Result<Executions<'_>, StoreError> {
        // A shallow clone has all promotions, but not the commits that tell their order.
        if self.store.ledger_is_cut {
            return Ok(Box::new(self.executed_by_time()?.into_iter().map(|ended| Ok(ended.head.id))));
        }
        Ok(Box::new(self.commits_since(since).filter_map(|commit| match commit {
            Ok(commit) => executed(&commit).map(Ok),
            Err(error) => Some(Err(error)),
        })))
    }

    /// The same by the times of their events, with all of them read.
    fn executed_by_time(&self) -> Result<Vec<ClosedPromotion>, StoreError> {
        let ended = self.closed_folders()?.into_iter().map(|(id, _)| self.ended(id));
        let mut found: Vec<ClosedPromotion> = ended.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        found.retain(|ended| ended.state.executed.is_some());
        found.sort_by_key(|ended| Reverse((ended.state.executed.as_ref().map(|done| done.at), ended.head.id)));
        Ok(found)
    }

    /// The last execution on each edge of the pipeline that was not rolled back.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn last_on_edges(&self) -> Result<BTreeMap<EdgeName, ClosedPromotion>, StoreError> {
        let environments = self.store.policy.environments.iter();
        let mut open: Vec<EdgeName> =
            environments.flat_map(|to| to.from.iter().map(|from| (from.clone(), to.name.to_string()))).collect();
        let (mut found, mut walked) = (BTreeMap::new(), 0);
        if self.store.ledger_is_cut {
            let in_force = self.executed_by_time()?.into_iter().rev().filter(ClosedPromotion::is_in_force);
            let edge = |ended: &ClosedPromotion| (ended.head.source.clone(), ended.head.target.clone());
            found.extend(in_force.map(|ended| (edge(&ended), ended)));
            return Ok(found);
        }
        let note = self.noted();
        for commit in self.commits() {
            if open.is_empty() {
                break;
            }
            let commit = commit?;
            if note.tip == commit.id.to_string() {
                self.take_noted(&note, &mut open, &mut found)?;
            }
            walked += 1;
            let Some(ended) = executed(&commit).map(|id| self.ended(id)).transpose()?.flatten() else { continue };
            let edge = (ended.head.source.clone(), ended.head.target.clone());
            if let Some(at) = open.iter().position(|open| *open == edge).filter(|_| ended.is_in_force()) {
                open.swap_remove(at);
                found.insert(edge, ended);
            }
        }
        if walked > NOTED {
            let never = open.into_iter().map(|edge| (edge, None));
            let last = found.iter().map(|(edge, ended)| (edge.clone(), Some(ended.head.id)));
            self.note(last.chain(never).collect());
        }
        Ok(found)
    }

    /// Takes over what was noted at the commit where the walk has arrived.
    fn take_noted(
        &self,
        note: &Note,
        open: &mut Vec<EdgeName>,
        found: &mut BTreeMap<EdgeName, ClosedPromotion>,
    ) -> Result<(), StoreError> {
        for (edge, id) in &note.edges {
            let Some(at) = open.iter().position(|open| open == edge) else { continue };
            let ended = id.map(|id| self.ended(id)).transpose()?.flatten();
            match (id, ended) {
                (None, _) => drop(open.swap_remove(at)),
                (Some(_), Some(ended)) if ended.is_in_force() => {
                    open.swap_remove(at);
                    found.insert(edge.clone(), ended);
                }
                // It was rolled back since: an earlier one is the last.
                _ => {}
            }
        }
        Ok(())
    }

    /// The commits of the ledger, newest first.
    fn commits(&self) -> impl Iterator<Item = Result<Commit, StoreError>> + '_ {
        let all = self.tip.map(|tip| self.store.repo.first_parents(tip)).into_iter().flatten();
        all.map(|commit| Ok(commit?))
    }

    /// The commits of the ledger at or after a time, newest first. Time in the ledger never goes backwards.
    pub(super) fn commits_since(&self, since: Timestamp) -> impl Iterator<Item = Result<Commit, StoreError>> + '_ {
        let at = |commit: &Commit| Timestamp::from_second(commit.committer.seconds).unwrap_or(Timestamp::MAX);
        self.commits().take_while(move |commit| commit.as_ref().map_or(true, |commit| at(commit) >= since))
    }

    fn note_path(&self) -> PathBuf {
        let name = self.store.policy.ledger.replace('/', "%");
        let mut path = CacheKind::Executions.path(&self.store.repo).into_os_string();
        path.push(format!("-{name}"));
        path.into()
    }

    fn noted(&self) -> Note {
        let text = std::fs::read(self.note_path()).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn note(&self, edges: Vec<(EdgeName, Option<PromotionId>)>) {
        let (path, Some(tip)) = (self.note_path(), self.tip) else { return };
        let text = serde_json::to_vec(&Note { tip: tip.to_string(), edges }).unwrap_or_default();
        write(&path, &text);
    }
}

/// The promotion whose execution a commit of the ledger records.
fn executed(commit: &Commit) -> Option<PromotionId> {
    if !commit.message.contains("Promotion-Event: executed") {
        return None;
    }
    let found = trailers::parse(&commit.message);
    (trailers::single(&found, "Promotion-Event") == Some("executed"))
        .then(|| trailers::single(&found, "Promotion-Id").and_then(PromotionId::read))?
}
