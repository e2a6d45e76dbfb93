//! Keys whose promotion would undo a newer value of the target: what `create` refuses, plans or leaves out.

use std::collections::HashSet;

use super::OpError;
use super::judgement::{Heading, Judged, Judgements};
use super::origin::OriginKind;
use super::undone::{UndoRefusal, UndoneKey};
use crate::store::Store;
use promote_core::env::change::{Change, Undone, UndoneKind};
use promote_core::env::names::FileNames;
use promote_core::env::select::Selector;
use promote_core::policy::{Environment, UndoRule};
use promote_core::promotion::{Request, UndoChoice};
use promote_model::ConfigId;

/// A selected key that a request leaves out: how it is listed, and its address.
pub(crate) type LeftOut = (Heading, String);

/// What a request does with keys whose promotion would undo something.
pub(crate) struct UndoRules<'a> {
    judgements: &'a Judgements,
    request: &'a Request,
    target: &'a Environment,
    /// Whether plans note what they undo.
    notes: bool,
    /// The keys that are planned.
    pub(crate) planned: Vec<UndoneKey>,
    /// The selected keys that are left out, with how they are listed.
    pub(crate) left_out: Vec<LeftOut>,
    refused: Vec<(UndoRefusal, UndoneKey)>,
}

impl<'a> UndoRules<'a> {
    pub(crate) fn new(
        store: &Store,
        judgements: &'a Judgements,
        request: &'a Request,
        target: &'a Environment,
    ) -> Self {
        // A ledger of version 1 has no place for it.
        let notes = store.rules_of_new_plans().is_some();
        Self { judgements, request, target, notes, planned: Vec::new(), left_out: Vec::new(), refused: Vec::new() }
    }

    /// The keys that the request may take, before its selectors; `None` for all. `changes` are all that differ.
    pub(crate) fn narrowed<'c>(&self, changes: impl Iterator<Item = &'c Change>) -> Option<HashSet<ConfigId>> {
        let waiting = self.request.changed && self.request.since.is_none();
        let forward = self.request.undo == Some(UndoChoice::Forward);
        if !waiting && !forward {
            return None;
        }
        let takes = |change: &&Change| match self.judgements.heading(change) {
            Heading::Forward => true,
            Heading::PassedOver => !waiting || self.request.passed_over,
            Heading::Diverged | Heading::Undoes => false,
            Heading::Unknown => !waiting && !self.judgements.is_cut(change),
            Heading::Unrelated | Heading::OnlyInTarget => !waiting,
        };
        Some(changes.filter(takes).map(|change| change.id).collect())
    }

    /// Notes the selected keys of a file that the request leaves out by its own words, to name them.
    pub(crate) fn note_left_out(&mut self, names: &FileNames<'_>, changes: &[Change], selectors: &[Selector]) {
        let waiting = self.request.changed && self.request.since.is_none();
        let forward = self.request.undo == Some(UndoChoice::Forward);
        for change in changes {
            let key = names.spellings(&change.key);
            let picks = |s: &Selector| s.picks(names, change.kind, change.document.as_deref(), &key, change.id);
            let heading = self.judgements.heading(change);
            let leaves = match heading {
                Heading::Diverged => waiting || forward,
                Heading::Undoes => forward,
                Heading::PassedOver => waiting && !self.request.passed_over,
                _ => false,
            };
            if leaves && (selectors.is_empty() || selectors.iter().any(picks)) {
                self.left_out.push((heading, change.address()));
            }
        }
    }

    /// Decides about the selected changes of a file, and notes in them what they undo.
    pub(crate) fn decide(&mut self, names: &FileNames<'_>, changes: &mut [Change], selectors: &[Selector]) {
        let exact = |change: &Change| selectors.iter().any(|selector| selector.is_exactly(names, change));
        for change in changes {
            let Some(judged) = self.judgements.get(change) else { continue };
            let overwrite = self.request.undo == Some(UndoChoice::Overwrite);
            let lenient = overwrite || self.target.undo == UndoRule::Allow;
            let key = UndoneKey { address: change.address(), origin: judged.target_since.clone() };
            if self.judgements.is_cut(change) {
                if !lenient && !exact(change) {
                    self.refused.push((UndoRefusal::Cut, key));
                }
                continue;
            }
            if !matches!(judged.heading(change), Heading::Undoes | Heading::Diverged) {
                continue;
            }
            change.undoes = undone(judged).filter(|_| self.notes);
            let refusal = match () {
                () if self.target.undo == UndoRule::Deny && !(overwrite && self.request.undo_reason.is_some()) => {
                    Some(UndoRefusal::Denied)
                }
                () if !overwrite && judged.was_rolled_back() => Some(UndoRefusal::RolledBack),
                () if !lenient && !exact(change) => Some(UndoRefusal::Wide),
                () => None,
            };
            match refusal {
                Some(why) => self.refused.push((why, key)),
                None => self.planned.push(key),
            }
        }
    }

    /// Refuses the request if it undoes something that it must not.
    ///
    /// # Errors
    /// [`OpError::WouldUndo`] with every such key.
    pub(crate) fn finish(self) -> Result<(Vec<UndoneKey>, Vec<LeftOut>), OpError> {
        let order = [UndoRefusal::Denied, UndoRefusal::RolledBack, UndoRefusal::Wide, UndoRefusal::Cut];
        let first = order.into_iter().find(|why| self.refused.iter().any(|(other, _)| other == why));
        let Some(why) = first else { return Ok((self.planned, self.left_out)) };
        // The error names all refused keys, of every kind, so that a person can decide about all of them at once.
        let keys = self.refused.into_iter().map(|(_, key)| key).collect();
        let overriders = self.target.overriders.clone();
        Err(OpError::WouldUndo { target: self.target.name.clone(), keys, why, overriders })
    }
}

/// What a change undoes, for its plan.
fn undone(judged: &Judged) -> Option<Undone> {
    let origin = judged.target_since.as_ref()?;
    let kind = match origin.kind {
        OriginKind::Edit => UndoneKind::Edit,
        OriginKind::Promotion(_) => UndoneKind::Promotion,
        OriginKind::Rollback(..) => UndoneKind::Rollback,
    };
    Some(Undone { commit: origin.commit, kind })
}
