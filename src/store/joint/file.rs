//! The history of one file pair: its states, as its judge reads them.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};

use super::rename;
use super::shared::{ChangedFile, Existed, JudgeRequest, KnownPrints, PairKey, Shared};
use super::touch::{Entry, Touch};
use crate::store::environment::EnvSnapshot;
use crate::store::walk::holds_any;
use crate::store::{Store, StoreError};
use promote_core::env::change::Change;
use promote_core::env::content::{File, Format};
use promote_core::env::diff::FilePair;
use promote_core::env::judge::{End, FilePrints, JointState, Judge, Judgement, Print, SideState};
use promote_core::env::keys::Side;
use promote_core::env::lists::ListView;
use promote_core::env::translate::Translator;
use promote_model::{FileMode, ObjectId};

/// The file pair of a judgement.
pub(super) struct FileHistory<'a> {
    store: &'a Store,
    /// The translation between the two environments, where values are translated.
    translator: Option<Translator>,
    target: &'a EnvSnapshot,
    pair: &'a FilePair,
    changes: &'a [&'a Change],
    depth: usize,
    is_one_branch: bool,
    /// The paths of the source and the target, as they were at the oldest state so far.
    pub(super) paths: [Option<String>; 2],
    entries: [Entry; 2],
    /// The commits that are left to read.
    pub(super) waiting: VecDeque<Touch>,
    /// Where to read on after a file was renamed: a commit of each side.
    pub(super) resume: [ObjectId; 2],
    pub(super) is_renamed: bool,
    /// Whether the target had the file in any state so far.
    target_seen: bool,
    /// Whether the target's environment existed, by commit.
    existed: &'a Existed,
    /// How the changes read the lists.
    lists: ListView,
    prints: &'a KnownPrints,
    key: PairKey,
    judge: Option<Judge>,
    done: Option<End>,
}

const SIDES: [Side; 2] = [Side::Source, Side::Target];

impl<'a> FileHistory<'a> {
    pub(super) fn new(
        store: &'a Store,
        (source, target): (&EnvSnapshot, &'a EnvSnapshot),
        (pair, changes): &'a ChangedFile<'a>,
        (request, shared): (JudgeRequest, &'a Shared),
    ) -> Self {
        let translator = store.policy.translator(&source.name, &target.name, request.translate);
        let sides = [&pair.source, &pair.target];
        let path = |at: usize| sides[at].as_ref().map(|file| file.path.clone()).or_else(|| pair.elsewhere.clone());
        Self {
            store,
            key: PairKey::of(store, translator.as_ref(), pair, changes),
            translator,
            target,
            pair,
            changes,
            depth: request.depth,
            is_one_branch: is_one_branch((source, target), [source.commit, target.commit]),
            paths: [path(0), path(1)],
            entries: sides.map(|file| file.as_ref().map(|file| (file.value.mode, file.value.blob))),
            waiting: VecDeque::new(),
            resume: [source.commit, target.commit],
            is_renamed: false,
            target_seen: pair.target.is_some(),
            existed: &shared.existed,
            lists: ListView::of(changes.iter().copied()),
            prints: &shared.prints,
            judge: None,
            done: None,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.done.is_none()
    }

    /// Reads the commits that wait, until every key is decided or the file was renamed.
    pub(super) fn read(&mut self) -> Result<(), StoreError> {
        while let Some(touch) = self.waiting.pop_front().filter(|_| self.is_open()) {
            self.begin()?;
            self.older(&touch)?;
            let Some(judge) = &self.judge else { break };
            if judge.is_decided() {
                self.done = Some(End::Complete);
            } else if judge.has_seen(self.depth) {
                self.done = Some(End::Depth);
            }
            if self.is_renamed {
                break;
            }
        }
        self.waiting.clear();
        Ok(())
    }

    /// The judgements, in the order of the changes.
    pub(super) fn finish(mut self, end: End) -> Result<Vec<Judgement>, StoreError> {
        self.begin()?;
        let end = self.done.unwrap_or(end);
        Ok(self.judge.map(|judge| judge.finish(end)).unwrap_or_default())
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        if self.judge.is_none() {
            let now = self.state(false)?;
            self.judge = Some(Judge::new(self.changes.iter().map(|change| Print::of_change(change)), now));
        }
        Ok(())
    }

    fn older(&mut self, touch: &Touch) -> Result<(), StoreError> {
        for at in 0..2 {
            let Some(before) = touch.before[at] else { continue };
            let created = before.is_none() && self.entries[at].is_some();
            self.resume[at] = touch.parent.unwrap_or(touch.commit);
            let old = match (created, &self.paths[at], self.entries[at]) {
                (true, Some(path), Some((_, blob))) => rename::find(&self.store.repo, touch, (path, blob))?,
                _ => None,
            };
            match old {
                Some((path, entry)) => {
                    self.paths[at] = Some(path);
                    self.entries[at] = Some(entry);
                    self.is_renamed = true;
                }
                None => self.entries[at] = before,
            }
        }
        if self.is_one_branch {
            self.resume = [touch.parent.unwrap_or(touch.commit); 2];
        }
        self.target_seen |= self.entries[1].is_some();
        let absent = self.entries == [None, None] && !self.target_seen && touch.parent.is_some();
        let beside = absent && self.target_existed()?;
        let state = self.state(beside)?;
        if let Some(judge) = &mut self.judge {
            judge.older(state, touch.commit);
        }
        Ok(())
    }

    /// Whether the target's environment held any file where this history has arrived.
    fn target_existed(&self) -> Result<bool, StoreError> {
        let commit = self.resume[1];
        let known = || self.existed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(existed) = known().get(&commit) {
            return Ok(*existed);
        }
        let tree = self.store.repo.read_commit(commit)?.tree;
        let existed = holds_any(&self.store.repo, &EnvSnapshot { tree, ..self.target.clone() })?;
        known().insert(commit, existed);
        Ok(existed)
    }

    fn state(&mut self, beside: bool) -> Result<JointState, StoreError> {
        Ok(JointState { source: self.side(0)?, target: self.side(1)?, beside })
    }

    fn side(&mut self, at: usize) -> Result<Option<SideState>, StoreError> {
        let Some((mode, blob)) = self.entries[at] else { return Ok(None) };
        let prints = self.prints.get_or_read((self.key, at, mode, blob), || self.prints_of(at, mode, blob))?;
        Ok(Some(SideState { prints }))
    }

    /// The keys of a file, read as the present changes read it.
    fn prints_of(&self, at: usize, mode: FileMode, blob: ObjectId) -> Result<FilePrints, StoreError> {
        let sides = [&self.pair.source, &self.pair.target];
        let like = sides[at].as_ref().or(sides[1 - at].as_ref());
        let Some(like) = like else { return Ok(FilePrints::default()) };
        let path = sides[at].as_ref().map(|file| file.path.as_str()).or(self.pair.elsewhere.as_deref());
        let format = Some(like.format).filter(|format| *format != Format::Text || mode != FileMode::Symlink);
        let rules = &self.store.rules;
        let bytes = self.store.repo.read_blob(blob)?;
        let file = File::read(rules.number, path.unwrap_or(&like.path), (mode, blob), format, bytes);
        let file = Some(Arc::new(file));
        let (source, target) = if at == 0 { (file, None) } else { (None, file) };
        let mut pair = FilePair::new(&self.pair.file, source, target).with_keys(self.pair.keys.clone());
        pair.elsewhere = sides[1 - at].as_ref().map(|file| file.path.clone()).or_else(|| self.pair.elsewhere.clone());
        pair.naming.admit(self.changes.iter().filter_map(|change| change.document.as_deref()));
        pair.seen = self.lists.clone();
        Ok(FilePrints::of(&pair, SIDES[at], rules, self.translator.as_ref()))
    }
}

/// Whether one history holds both sides.
pub(super) fn is_one_branch((source, target): (&EnvSnapshot, &EnvSnapshot), from: [ObjectId; 2]) -> bool {
    source.branch == target.branch && from[0] == from[1]
}
