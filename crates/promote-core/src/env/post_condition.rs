//! Conditions on an edit: refusals before it, and the check of the result after it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::apply::{ApplyError, ApplyJob};
use super::change::{Change, Op};
use super::content::{File, FileContent};
use super::diff::FilePair;
use super::documents::document_names;
use super::keys::Side;
use promote_format::{EditError, Parsed, position};
use promote_model::{Key, Step, Value};

impl ApplyJob<'_> {
    /// Refuses an edit that would replace something outside of the environment's key prefixes, on the way
    /// down to them.
    pub(super) fn refuse_replacing_others(&self, target: &File, to: &Parsed) -> Result<(), ApplyError> {
        if self.pair.keys.is_empty() || to.format.is_flat() {
            return Ok(());
        }
        let set = self.wanted.iter().filter(|c| c.op != Op::Removed).map(|c| c.place());
        let ways: Vec<(Option<&str>, Key)> = set.map(|(document, key)| (document, self.real(key))).collect();
        let mut wrong = None;
        self.pair.for_each(Side::Target, self.rules, &mut |found| {
            if wrong.is_some() || found.real().is_some() {
                return;
            }
            let way = ways.iter().find(|way| way.0 == found.document && found.key.excludes(&way.1));
            if let Some((_, key)) = way.filter(|_| !is_empty(&found.node.value())) {
                wrong = Some((key.clone(), found.node.span().start));
            }
        });
        let Some((key, at)) = wrong else { return Ok(()) };
        let line = position(&to.bytes, at).0;
        let reason =
            "the value here is outside of the environment's keys and would be replaced; remove it by hand".to_owned();
        let error = EditError { key, line, reason };
        Err(ApplyError::Edit { file: target.path.clone(), error })
    }

    /// Refuses to edit an element by its position in a list whose other elements are not the same on both sides: then it may
    /// be another element.
    pub(super) fn refuse_moved_elements(&self, target: &File, to: &Parsed) -> Result<(), ApplyError> {
        let by_position = |key: &Key| key.steps().iter().any(|step| matches!(step, Step::Index(_)));
        let wanted: Vec<_> = self.wanted.iter().map(|c| c.place()).filter(|place| by_position(place.1)).collect();
        let mut found_at = vec![false; wanted.len()];
        for end in [Side::Source, Side::Target].into_iter().filter(|_| !wanted.is_empty()) {
            self.pair.for_each(end, self.rules, &mut |found| {
                let same = wanted.iter().zip(&mut found_at).filter(|(place, _)| **place == found.place());
                same.for_each(|(_, found)| *found = true);
            });
        }
        let lost = wanted.iter().zip(found_at).find(|(_, found)| !found);
        let Some(((_, key), _)) = lost else { return Ok(()) };
        let at = key.steps().iter().position(|step| matches!(step, Step::Index(_))).unwrap_or_default();
        let list = Key::from(key.steps()[..at].to_vec());
        let line = to.tree.documents.iter().find_map(|document| document.root.find(&self.real(&list)));
        let line = line.map_or(1, |node| position(&to.bytes, node.span().start).0);
        let reason = format!(
            "the elements of {list} are told apart by their positions, and other elements differ, too: plan again, or name a \
             field in 'list-keys'"
        );
        let error = EditError { key: (*key).clone(), line, reason };
        Err(ApplyError::Edit { file: target.path.clone(), error })
    }

    /// Refuses to remove the root value of a file (a list, a text) without a replacement.
    pub(super) fn refuse_root_removal(&self, target: &File, to: &Parsed) -> Result<(), ApplyError> {
        let all_there_is = |c: &&&Change| c.op == Op::Removed && c.key.is_root() && to.tree.documents.len() == 1;
        let Some(root) = self.wanted.iter().find(all_there_is).filter(|_| self.wanted.len() == 1) else {
            return Ok(());
        };
        let reason = "this is the only value of the file; select its replacement as well".to_owned();
        let error = EditError { key: root.key.clone(), line: 1, reason };
        Err(ApplyError::Edit { file: target.path.clone(), error })
    }

    /// The post-condition: the difference between before and after is exactly the wanted changes. Returns the new
    /// bytes.
    pub(super) fn check(&self, before: Option<&Arc<File>>, after: File, like: &File) -> Result<Vec<u8>, ApplyError> {
        let step = FilePair {
            file: self.pair.file.clone(),
            source: Some(Arc::new(after)),
            target: before.cloned(),
            elsewhere: self.pair.elsewhere.clone(),
            // The names of documents must be those of the plan.
            naming: self.pair.naming.clone(),
            keys: self.pair.keys.clone(),
            // The lists must be read as in the plan.
            seen: self.pair.seen.clone(),
            promoted: None,
        };
        let real = step.diff(self.rules, &[]).changes;
        let wrong = |change: &Change| ApplyError::PostCondition { file: like.path.clone(), key: change.key.clone() };
        let planned: HashMap<_, &Change> = self.wanted.iter().map(|w| (w.place(), *w)).collect();
        let as_planned = |change: &&Change| match planned.get(&change.place()) {
            Some(wanted) => same_effect(wanted, change),
            None => is_empty_root(change) || self.is_empty_parent(change),
        };
        if let Some(odd) = real.iter().find(|change| !as_planned(change)) {
            return Err(wrong(odd));
        }
        let done: HashSet<_> = real.iter().map(Change::place).collect();
        if let Some(missing) = self.wanted.iter().find(|w| !done.contains(&w.place())) {
            return Err(wrong(missing));
        }
        match step.source.map(|after| Arc::unwrap_or_clone(after).content) {
            Some(FileContent::Keyed(after)) => Ok(after.bytes),
            _ => Ok(Vec::new()),
        }
    }

    /// The error if a document would lose the name it has in the plan, because only some of its identifying fields were
    /// added or kept.
    pub(super) fn lost_identity(&self, target: &File, after: &Parsed) -> Option<ApplyError> {
        let names = document_names(&after.tree, &self.pair.naming);
        let stays = |document: &str| {
            let mut stays = false;
            self.pair.for_each(Side::Target, self.rules, &mut |found| {
                stays |= found.document == Some(document) && !self.asks(found.place());
            });
            stays
        };
        let lost = |change: &&&Change| {
            let Some(document) = change.document.as_ref() else { return false };
            !names.contains(document) && (change.op != Op::Removed || stays(document))
        };
        let change = self.wanted.iter().find(lost)?;
        let document = change.document.as_deref().unwrap_or_default();
        let file = target.path.rsplit('/').next().unwrap_or_default();
        let reason = format!(
            "the document needs all of its identifying fields; select the whole document: '{file}#{document}:*'"
        );
        let error = EditError { key: change.key.clone(), line: 1, reason };
        Some(ApplyError::Edit { file: target.path.clone(), error })
    }

    /// Whether a change only turns an empty map above the key prefix into a non-empty one, or vice versa: no key
    /// changes.
    fn is_empty_parent(&self, change: &Change) -> bool {
        let value = change.source.as_ref().or(change.target.as_ref()).map(|spelled| &spelled.value);
        let empty = value.is_some_and(is_empty);
        let above = |other: &Change| change.key != other.key && change.key.is_prefix_of(&self.real(&other.key));
        !self.pair.keys.is_empty() && empty && change.op != Op::Modified && self.wanted.iter().any(|w| above(w))
    }
}

/// Whether a value is empty, so that a map may replace it.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Map(entries) => entries.is_empty(),
        value => *value == Value::Null,
    }
}

/// Whether this is only the `{}` that remains in a document without keys, or was there before the first
/// key.
fn is_empty_root(change: &Change) -> bool {
    let value = change.source.as_ref().xor(change.target.as_ref());
    change.key.is_root() && value.is_some_and(|spelled| is_empty(&spelled.value))
}

fn same_effect(planned: &Change, real: &Change) -> bool {
    planned.op == real.op && planned.has_new_value_of(real)
}
