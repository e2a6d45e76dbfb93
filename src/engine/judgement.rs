//! The judgement of differing keys, with the commits, people and promotions behind it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::OpError;
use super::merged::person;
use super::origin::{Origin, OriginKind};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::joint::{ChangedFile, JudgeRequest};
use promote_core::env::change::{Change, Op};
use promote_core::env::judge::{Direction, Judgement, Unknown};
use promote_core::promotion::{EventKind, PromotionId};
use promote_git::{Commit, trailers};
use promote_model::{ConfigId, ObjectId};

/// A judged key.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    /// The judgement.
    pub(crate) judgement: Judgement,
    /// The commit that gave the source its value, where all are told.
    pub(crate) source_since: Option<Arc<Origin>>,
    /// The commit that gave the target its value, where all are told, or promoting the key would undo it.
    pub(crate) target_since: Option<Arc<Origin>>,
}

/// How a key is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Heading {
    /// The source changed it, and it was not passed over twice.
    Forward,
    /// Both sides changed it.
    Diverged,
    /// Promoting it would undo a change of the target.
    Undoes,
    /// The source changed it, and later promotions left it out.
    PassedOver,
    /// The sides never held one value.
    Unrelated,
    /// The history that was read does not tell.
    Unknown,
    /// Only the target has it.
    OnlyInTarget,
}

/// The judgements of all differing keys of a command.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judgements {
    by_file: HashMap<String, HashMap<ConfigId, Judged>>,
    /// The largest number of states that were looked at.
    pub(crate) depth: usize,
    /// Whether history tells nothing about any key, because the files are being set up.
    pub(crate) tells_nothing: bool,
}

impl Judged {
    /// How the key of a change is listed.
    pub(crate) fn heading(&self, change: &Change) -> Heading {
        match self.judgement.direction {
            _ if change.op == Op::Removed => Heading::OnlyInTarget,
            Direction::Forward if self.judgement.is_passed_over() => Heading::PassedOver,
            Direction::Forward => Heading::Forward,
            Direction::Backward => Heading::Undoes,
            Direction::Diverged => Heading::Diverged,
            Direction::Unrelated => Heading::Unrelated,
            Direction::Unknown => Heading::Unknown,
        }
    }

    /// Whether the target has its value from a rollback, and the source has not changed the key since.
    pub(crate) fn was_rolled_back(&self) -> bool {
        let rollback = |origin: &Arc<Origin>| matches!(origin.kind, OriginKind::Rollback(..));
        self.judgement.direction == Direction::Backward && self.target_since.as_ref().is_some_and(rollback)
    }
}

impl Judgements {
    /// Where no history is read.
    pub(crate) fn unread() -> Self {
        Self { by_file: HashMap::new(), depth: 0, tells_nothing: true }
    }

    /// Judges the changes of files.
    ///
    /// # Errors
    /// If history or the ledger cannot be read.
    pub(crate) fn of(
        store: &Store,
        sides: (&EnvSnapshot, &EnvSnapshot),
        files: Vec<ChangedFile<'_>>,
        request: JudgeRequest,
    ) -> Result<Self, OpError> {
        let files: Vec<_> = files.into_iter().filter(|(_, changes)| !changes.is_empty()).collect();
        let judged = store.judge(sides, &files, request)?;
        let mut origins = Origins::new(store);
        let mut by_file: HashMap<String, HashMap<ConfigId, Judged>> = HashMap::new();
        for ((pair, changes), judged) in files.iter().zip(judged) {
            let by_key = by_file.entry(pair.file.clone()).or_default();
            by_key.reserve(judged.len());
            for (change, judgement) in changes.iter().zip(judged) {
                // Of thousands of keys that wait, nobody asks.
                let is_told = judgement.direction.undoes() || judgement.unknown == Some(Unknown::Shallow);
                let target_since = origins.of(judgement.target_since.filter(|_| is_told))?;
                by_key.insert(change.id, Judged { judgement, source_since: None, target_since });
            }
        }
        let set_up = |judged: &Judged| judged.judgement.unknown == Some(Unknown::SetUp);
        let tells_nothing = by_file.values().flat_map(HashMap::values).all(set_up);
        Ok(Self { by_file, depth: request.depth, tells_nothing })
    }

    /// Reads the commits that gave the sides of all keys their values.
    ///
    /// # Errors
    /// If history or the ledger cannot be read.
    pub(crate) fn tell_all(&mut self, store: &Store) -> Result<(), OpError> {
        let mut origins = Origins::new(store);
        for judged in self.by_file.values_mut().flat_map(HashMap::values_mut) {
            judged.source_since = origins.of(judged.judgement.source_since)?;
            judged.target_since = origins.of(judged.judgement.target_since)?;
        }
        Ok(())
    }

    /// The ids of the keys that wait to be promoted: the source changed them, and they were not passed over twice.
    pub(crate) fn waiting<'c>(&self, changes: impl IntoIterator<Item = &'c Change>) -> HashSet<ConfigId> {
        changes.into_iter().filter(|change| self.heading(change) == Heading::Forward).map(|change| change.id).collect()
    }

    /// The judgement of a change.
    pub(crate) fn get(&self, change: &Change) -> Option<&Judged> {
        self.by_file.get(&change.file)?.get(&change.id)
    }

    /// How a change is listed; unknown without a judgement.
    pub(crate) fn heading(&self, change: &Change) -> Heading {
        match self.get(change) {
            Some(judged) => judged.heading(change),
            None if change.op == Op::Removed => Heading::OnlyInTarget,
            None => Heading::Unknown,
        }
    }

    /// Whether a key is undecided because the clone is shallow.
    pub(crate) fn is_cut(&self, change: &Change) -> bool {
        self.get(change).is_some_and(|judged| judged.judgement.unknown == Some(Unknown::Shallow))
    }
}

impl Heading {
    /// All, in the order of output: the useful ones first.
    pub(crate) const ALL: [Self; 7] = [
        Self::Forward,
        Self::Diverged,
        Self::Undoes,
        Self::PassedOver,
        Self::Unrelated,
        Self::Unknown,
        Self::OnlyInTarget,
    ];
}

/// Reads the commits that gave values, each once.
pub(super) struct Origins<'a> {
    store: &'a Store,
    known: HashMap<ObjectId, Arc<Origin>>,
}

impl<'a> Origins<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self { store, known: HashMap::new() }
    }

    pub(super) fn of(&mut self, commit: Option<ObjectId>) -> Result<Option<Arc<Origin>>, OpError> {
        let Some(id) = commit else { return Ok(None) };
        if let Some(known) = self.known.get(&id) {
            return Ok(Some(known.clone()));
        }
        let commit = self.store.repo.read_commit(id)?;
        let origin = Arc::new(Origin {
            commit: id,
            title: commit.title().to_owned(),
            by: person(&commit.author),
            at: Timestamp::from_second(commit.committer.seconds).unwrap_or(Timestamp::MAX),
            kind: kind(self.store, &commit)?,
        });
        self.known.insert(id, origin.clone());
        Ok(Some(origin))
    }
}

/// What a commit was: its trailers are a claim that the ledger has to confirm.
fn kind(store: &Store, commit: &Commit) -> Result<OriginKind, OpError> {
    let mentioned = |token| trailers::mentioned(&commit.message, token).into_iter().filter_map(PromotionId::read);
    let ledger = store.ledger()?;
    for id in mentioned("Promotion-Rollback").chain(mentioned("Promotion-Id")) {
        let Ok(Some(entry)) = ledger.promotion(id) else { continue };
        let reason = entry.events.iter().find_map(|event| match &event.what {
            EventKind::RolledBack { commit: done, reason, .. } if *done == commit.id => Some(reason.clone()),
            _ => None,
        });
        if let Some(reason) = reason {
            return Ok(OriginKind::Rollback(entry.promotion.called(), reason));
        }
        if entry.state.executed.as_ref().is_some_and(|done| done.commit == commit.id) {
            return Ok(OriginKind::Promotion(entry.promotion.called()));
        }
    }
    Ok(OriginKind::Edit)
}
