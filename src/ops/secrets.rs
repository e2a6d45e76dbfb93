//! What of a plan is not shown, and what it is.
//!
//! A plan names such a value by the blob of the file that holds it; whoever carries it out reads it there ([`UnmaskedPlan`]). A
//! plan that was made before its keys were secrets shows them: whoever is told of it is not ([`told`]).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::OpError;
use super::history::values_in;
use crate::store::Store;
use promote_core::env::change::{Change, SpelledValue, UnitKind};
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::Side;
use promote_core::env::lookalikes::{looks_like, text_looks_like};
use promote_core::env::names::FileNames;
use promote_core::env::secrets::{Redactor, blobs, is_masked, matches_masked};
use promote_core::promotion::event::EventKind;
use promote_core::promotion::plan::PlanFile;
use promote_core::promotion::{Event, Plan, Promotion};
use promote_git::Repo;
use promote_model::value::MASK;
use promote_model::{FileMode, ObjectId, Value};

/// Changes of a plan as people are told them.
pub(crate) fn told(rules: &KeyRules, plan: &Plan, changes: &[Change]) -> Vec<Change> {
    if rules.secrets.is_empty() {
        return changes.to_vec();
    }
    let mut told = changes.to_vec();
    for file in &plan.files {
        let keys = file.keys();
        let mut paths = vec![file.file.as_str(), &file.target_path];
        paths.extend(file.source.as_ref().map(|source| source.path.as_str()));
        let names = FileNames::unread(paths, &keys);
        let veil = Redactor::of(&names, rules);
        for change in told.iter_mut().filter(|change| change.file == file.file) {
            *change = veil.change(change.clone(), None, None);
        }
    }
    told
}

/// A value that looks like a secret, and is promoted where everybody sees it.
#[derive(Debug)]
pub(crate) struct InTheClear<'a> {
    /// The change that brings it.
    pub(crate) change: &'a Change,
    /// The path of the target's file.
    pub(crate) path: &'a str,
    /// What it looks like.
    pub(crate) what: &'static str,
}

impl InTheClear<'_> {
    /// What is said of it.
    pub(crate) fn words(&self) -> String {
        let (what, path) = (self.what, self.path);
        match self.change.kind {
            UnitKind::File => format!("{path} holds what looks like {what}: should it be in git at all?"),
            _ => format!("{} looks like {what}: name it under 'secrets' in promote.yaml", self.change.key),
        }
    }
}

/// What of a plan looks like a secret and is none. `plan` is as people are told it.
///
/// # Errors
/// Where a whole file that it brings cannot be read.
pub(crate) fn in_the_clear<'a>(repo: &Repo, plan: &'a Plan) -> Result<Vec<InTheClear<'a>>, OpError> {
    /// A larger file is not looked through, in bytes.
    const LARGEST: u64 = 1 << 20;
    let mut found = Vec::new();
    for change in &plan.changes {
        let what = match change.source.as_ref().map(|spelled| &spelled.value) {
            Some(Value::File(file)) if file.size <= LARGEST && file.mode != FileMode::Symlink => {
                text_looks_like(&String::from_utf8_lossy(&repo.read_blob(file.blob)?))
            }
            Some(value) => looks_like(value),
            None => None,
        };
        let Some(what) = what else { continue };
        let file = plan.files.iter().find(|file| file.file == change.file);
        let path = file.map_or(change.file.as_str(), |file| &file.target_path);
        found.push(InTheClear { change, path, what });
    }
    Ok(found)
}

/// A promotion as people are told it.
pub(crate) fn told_promotion(rules: &KeyRules, promotion: Promotion) -> Promotion {
    if rules.secrets.is_empty() {
        return promotion;
    }
    let changes = told(rules, &promotion.plan, &promotion.plan.changes);
    let plan = Plan { changes, ..promotion.plan };
    Promotion { plan, ..promotion }
}

/// Events as people are told them. What a validation found may quote values that were no secrets then: where
/// `promote.yaml` names more of them today, why is not shown.
pub(crate) fn told_events(store: &Store, events: &[Event]) -> Option<Vec<Event>> {
    if store.rules.secrets.is_empty() {
        return None;
    }
    let fewer = |event: &Event| match &event.what {
        EventKind::Validated { findings, .. } => !findings.is_empty() && hid_less(store, event.policy),
        _ => false,
    };
    if !events.iter().any(fewer) {
        return None;
    }
    let mut told = events.to_vec();
    for event in told.iter_mut().filter(|event| fewer(event)) {
        if let EventKind::Validated { findings, .. } = &mut event.what {
            for finding in findings {
                finding.message = "what it said is not shown: promote.yaml names more secrets since".to_owned();
                finding.output = None;
            }
        }
    }
    Some(told)
}

/// Whether the rules of a commit show what today's do not, as far as anybody can tell.
fn hid_less(store: &Store, commit: ObjectId) -> bool {
    let blob = |commit| store.policy_blob(commit).ok().flatten();
    if commit == store.policy_commit || blob(commit).is_some_and(|then| blob(store.policy_commit) == Some(then)) {
        return false;
    }
    let then = store.policy_at(commit).ok().flatten().map(|policy| policy.secrets).unwrap_or_default();
    store.rules.secrets.iter().any(|now| !then.iter().any(|then| then.text() == now.text()))
}

/// Changes, as people are told them and as they are.
#[derive(Debug)]
pub(crate) struct UnmaskedPlan<'a> {
    told: Cow<'a, [Change]>,
    /// `None` where nothing is hidden.
    real: Option<Vec<Change>>,
}

/// The changes of one file, as they are and as people are told them.
type OfFile<'o> = (Vec<&'o Change>, Vec<&'o Change>);

impl<'a> UnmaskedPlan<'a> {
    /// All changes of a plan.
    ///
    /// # Errors
    /// Where a blob that holds one of its values cannot be read.
    pub(crate) fn plan(repo: &Repo, rules: &KeyRules, plan: &'a Plan) -> Result<Self, OpError> {
        Self::of(repo, rules, plan, Cow::Borrowed(&plan.changes))
    }

    /// Some of them.
    ///
    /// # Errors
    /// As [`Self::plan`].
    pub(crate) fn of(repo: &Repo, rules: &KeyRules, plan: &Plan, told: Cow<'a, [Change]>) -> Result<Self, OpError> {
        if !told.iter().any(Change::is_masked) {
            return Ok(Self { told, real: None });
        }
        let mut real = told.to_vec();
        for file in &plan.files {
            for end in [Side::Source, Side::Target] {
                open(repo, rules, file, end, &mut real)?;
            }
        }
        Ok(Self { told, real: Some(real) })
    }

    /// What undoes them.
    #[must_use]
    pub(crate) fn inverted(&self) -> UnmaskedPlan<'static> {
        let inverted = |changes: &[Change]| changes.iter().map(Change::inverted).collect::<Vec<_>>();
        UnmaskedPlan { told: Cow::Owned(inverted(&self.told)), real: self.real.as_deref().map(inverted) }
    }

    /// As they are.
    pub(crate) fn changes(&self) -> &[Change] {
        self.real.as_deref().unwrap_or(&self.told)
    }

    /// As people are told them.
    pub(crate) fn told(&self) -> &[Change] {
        &self.told
    }

    /// By file.
    pub(crate) fn by_file(&self) -> BTreeMap<&str, OfFile<'_>> {
        let mut by_file: BTreeMap<&str, OfFile<'_>> = BTreeMap::new();
        for (change, told) in self.changes().iter().zip(self.told()) {
            let of_file = by_file.entry(&change.file).or_default();
            of_file.0.push(change);
            of_file.1.push(told);
        }
        by_file
    }
}

fn side(change: &mut Change, end: Side) -> &mut Option<SpelledValue> {
    match end {
        Side::Source => &mut change.source,
        Side::Target => &mut change.target,
    }
}

/// Puts the values of one side of a file into its changes. What is not found as it is told stays hidden, and fits nothing.
fn open(repo: &Repo, rules: &KeyRules, file: &PlanFile, end: Side, changes: &mut [Change]) -> Result<(), OpError> {
    let mut held: BTreeMap<ObjectId, Vec<usize>> = BTreeMap::new();
    for (at, change) in changes.iter_mut().enumerate().filter(|(_, change)| change.file == file.file) {
        let Some(spelled) = side(change, end).as_ref().filter(|spelled| is_masked(&spelled.value)) else { continue };
        // All scalars of a value are in one file.
        held.entry(blobs(&spelled.value)[0]).or_default().push(at);
    }
    let source = file.source.as_ref().map_or(file.target_path.as_str(), |source| &source.path);
    let place = (end, if end == Side::Source { source } else { &file.target_path });
    for (blob, places) in held {
        let asked: Vec<&Change> = places.iter().map(|at| &changes[*at]).collect();
        let values = values_in(repo, rules, file, &asked, Some((FileMode::Regular, blob)), place)?;
        for (at, value) in places.into_iter().zip(values) {
            if let (Some(spelled), Some(value)) = (side(&mut changes[at], end), value)
                && matches_masked(&spelled.value, &value)
            {
                *spelled = SpelledValue { value, text: MASK.to_owned() };
            }
        }
    }
    Ok(())
}
