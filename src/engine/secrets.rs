//! Masks the secrets of a plan for output, and reads them for execution.
//!
//! A plan stores a masked value as the blob of the file that holds it; [`UnmaskedPlan`] reads the value there. A plan that
//! is older than the rule about a secret still stores its value, so output masks it again ([`redacted_changes`]).

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

/// Changes of a plan with secrets masked.
pub(crate) fn redacted_changes(rules: &KeyRules, plan: &Plan, changes: &[Change]) -> Vec<Change> {
    if rules.secrets.is_empty() {
        return changes.to_vec();
    }
    let mut redacted = changes.to_vec();
    for file in &plan.files {
        let keys = file.keys();
        let names = FileNames::unread(file.names(), &keys);
        let redactor = Redactor::of(&names, rules);
        for change in redacted.iter_mut().filter(|change| change.file == file.file) {
            *change = redactor.change(change.clone(), None, None);
        }
    }
    redacted
}

/// A promoted value that looks like a secret and is not masked.
#[derive(Debug)]
pub(crate) struct UnmaskedSecret<'a> {
    /// The change with the value.
    pub(crate) change: &'a Change,
    /// The path of the target's file.
    pub(crate) path: &'a str,
    /// The kind of secret that it looks like.
    pub(crate) what: &'static str,
}

impl UnmaskedSecret<'_> {
    /// The warning.
    pub(crate) fn message(&self) -> String {
        let (what, path) = (self.what, self.path);
        match self.change.kind {
            UnitKind::File => format!("{path} contains what looks like {what}; check whether it belongs in git"),
            _ => {
                format!("the value of {} looks like {what}; add the key to 'secrets' in promote.yaml", self.change.key)
            }
        }
    }
}

/// The values of a plan that look like secrets and are not masked. `plan` must have its secrets masked.
///
/// # Errors
/// Where a whole file that it brings cannot be read.
pub(crate) fn unmasked_secrets<'a>(repo: &Repo, plan: &'a Plan) -> Result<Vec<UnmaskedSecret<'a>>, OpError> {
    /// Larger files are not searched, in bytes.
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
        found.push(UnmaskedSecret { change, path, what });
    }
    Ok(found)
}

/// A promotion with secrets masked.
pub(crate) fn redacted_promotion(rules: &KeyRules, promotion: Promotion) -> Promotion {
    if rules.secrets.is_empty() {
        return promotion;
    }
    let changes = redacted_changes(rules, &promotion.plan, &promotion.plan.changes);
    let plan = Plan { changes, ..promotion.plan };
    Promotion { plan, ..promotion }
}

/// Events with secrets masked; `None` where nothing changes. Findings of a validation may quote values that were not
/// secrets at that time, so they are hidden if `promote.yaml` has named more secrets since.
pub(crate) fn redacted_events(store: &Store, events: &[Event]) -> Option<Vec<Event>> {
    if store.rules.secrets.is_empty() {
        return None;
    }
    let may_quote = |event: &Event| match &event.what {
        EventKind::Validated { findings, .. } => !findings.is_empty() && hid_less(store, event.policy),
        _ => false,
    };
    if !events.iter().any(may_quote) {
        return None;
    }
    let mut redacted = events.to_vec();
    for event in redacted.iter_mut().filter(|event| may_quote(event)) {
        if let EventKind::Validated { findings, .. } = &mut event.what {
            for finding in findings {
                finding.message = "hidden, because promote.yaml has named more secrets since".to_owned();
                finding.output = None;
            }
        }
    }
    Some(redacted)
}

/// Whether the policy of a commit masked less than the current one, as far as both can be read.
fn hid_less(store: &Store, commit: ObjectId) -> bool {
    let blob = |commit| store.policy_blob(commit).ok().flatten();
    if commit == store.policy_commit || blob(commit).is_some_and(|then| blob(store.policy_commit) == Some(then)) {
        return false;
    }
    let then = store.policy_at(commit).ok().flatten().map(|policy| policy.secrets).unwrap_or_default();
    store.rules.secrets.iter().any(|now| !then.iter().any(|then| then.text() == now.text()))
}

/// Changes with masked and with real values.
#[derive(Debug)]
pub(crate) struct UnmaskedPlan<'a> {
    /// The rules that the plan was made by.
    rules: Cow<'a, KeyRules>,
    redacted: Cow<'a, [Change]>,
    /// `None` where nothing is masked.
    real: Option<Vec<Change>>,
}

/// The changes of one file: with real values, and redacted.
type OfFile<'o> = (Vec<&'o Change>, Vec<&'o Change>);

impl<'a> UnmaskedPlan<'a> {
    /// All changes of a plan.
    ///
    /// # Errors
    /// Where the plan was made by newer rules than those of this program, or a blob that holds one of its values cannot be
    /// read.
    pub(crate) fn plan(store: &'a Store, plan: &'a Plan) -> Result<Self, OpError> {
        Self::of(store, plan, Cow::Borrowed(&plan.changes))
    }

    /// Some changes of a plan.
    ///
    /// # Errors
    /// As [`Self::plan`].
    pub(crate) fn of(store: &'a Store, plan: &Plan, redacted: Cow<'a, [Change]>) -> Result<Self, OpError> {
        let rules = store.rules_of(plan)?;
        if !redacted.iter().any(Change::is_masked) {
            return Ok(Self { rules, redacted, real: None });
        }
        let mut real = redacted.to_vec();
        for file in &plan.files {
            for end in [Side::Source, Side::Target] {
                unmask(&store.repo, &rules, file, end, &mut real)?;
            }
        }
        Ok(Self { rules, redacted, real: Some(real) })
    }

    /// The inverse changes.
    #[must_use]
    pub(crate) fn inverted(self) -> Self {
        let inverted = |changes: &[Change]| changes.iter().map(Change::inverted).collect::<Vec<_>>();
        let (redacted, real) = (Cow::Owned(inverted(&self.redacted)), self.real.as_deref().map(inverted));
        Self { rules: self.rules, redacted, real }
    }

    /// The rules by which the plan is carried out.
    pub(crate) fn rules(&self) -> &KeyRules {
        &self.rules
    }

    /// The changes with real values.
    pub(crate) fn changes(&self) -> &[Change] {
        self.real.as_deref().unwrap_or(&self.redacted)
    }

    /// The changes with secrets masked.
    pub(crate) fn redacted(&self) -> &[Change] {
        &self.redacted
    }

    /// The changes of each file.
    pub(crate) fn by_file(&self) -> BTreeMap<&str, OfFile<'_>> {
        let mut by_file: BTreeMap<&str, OfFile<'_>> = BTreeMap::new();
        for (change, redacted) in self.changes().iter().zip(self.redacted()) {
            let of_file = by_file.entry(&change.file).or_default();
            of_file.0.push(change);
            of_file.1.push(redacted);
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

/// Puts the real values of one side of a file into its changes. A value that does not match its masked form stays masked,
/// so it matches nothing in the target.
fn unmask(repo: &Repo, rules: &KeyRules, file: &PlanFile, end: Side, changes: &mut [Change]) -> Result<(), OpError> {
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
