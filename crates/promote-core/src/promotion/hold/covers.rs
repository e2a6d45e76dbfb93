//! Which changes of a plan a hold blocks.
//!
//! A pattern takes what it takes for `--key`. A change that writes a whole unit (a flag, a list, a file) is blocked by a pattern
//! that takes something inside the unit, too.

use super::Hold;
use crate::env::change::{Change, SpelledValue, UnitKind};
use crate::env::content::Format;
use crate::env::names::FileNames;
use crate::promotion::Promotion;
use crate::promotion::plan::PlanFile;
use promote_model::{Key, Pattern, Step, Value};

impl Hold {
    /// The changes of a promotion that the hold blocks; empty if the promotion is into another environment.
    pub fn covers<'p>(&self, promotion: &'p Promotion) -> Vec<&'p Change> {
        if promotion.target != self.environment {
            return Vec::new();
        }
        let changes = promotion.plan.changes.iter();
        if self.patterns.is_empty() {
            return changes.collect();
        }
        let mut covered = Vec::new();
        for file in &promotion.plan.files {
            let keys = file.keys();
            let names = FileNames::unread(file.names(), &keys);
            let takes = |change: &Change| self.patterns.iter().any(|pattern| takes(pattern, file, &names, change));
            covered.extend(changes.clone().filter(|change| change.file == file.file && takes(change)));
        }
        covered
    }
}

/// Whether a pattern takes a change, or something inside it.
fn takes(pattern: &Pattern, file: &PlanFile, names: &FileNames<'_>, change: &Change) -> bool {
    let document = change.document.as_deref();
    if names.match_config(pattern, document, &names.spellings(&change.key)) {
        return true;
    }
    if change.kind == UnitKind::File {
        return takes_inside_file(pattern, file, names);
    }
    let inside = |side: &Option<SpelledValue>| {
        side.as_ref().is_some_and(|side| takes_below(pattern, names, document, &change.key, &side.value))
    };
    inside(&change.source) || inside(&change.target)
}

/// Whether a pattern may take a key of a file that moves as a whole: of a file without keys only if it names the file.
fn takes_inside_file(pattern: &Pattern, file: &PlanFile, names: &FileNames<'_>) -> bool {
    pattern.matches_file(&names.files) && (pattern.names_file() || file.format != Format::Text)
}

/// Whether a pattern takes a key below a value.
fn takes_below(pattern: &Pattern, names: &FileNames<'_>, document: Option<&str>, key: &Key, value: &Value) -> bool {
    let below = |step: Step, value: &Value| {
        let key = key.child(step);
        names.match_config(pattern, document, &names.spellings(&key))
            || takes_below(pattern, names, document, &key, value)
    };
    match value {
        Value::Map(entries) => entries.iter().any(|(name, value)| below(Step::Name(name.clone()), value)),
        Value::List(elements) => elements
            .iter()
            .enumerate()
            .any(|(at, value)| below(Step::Index(at), value) || identities(value).any(|step| below(step, value))),
        Value::Tagged(_, value) => takes_below(pattern, names, document, key, value),
        Value::Null | Value::Bool(_) | Value::Token(_) | Value::String(_) | Value::File(_) | Value::Secret(_) => false,
    }
}

/// The ways in which an element of a list may be named by its value or by one of its fields.
fn identities(element: &Value) -> impl Iterator<Item = Step> + '_ {
    let entries = match element {
        Value::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    let own = scalar(element).map(|value| Step::Element { field: String::new(), value });
    let fields = entries
        .iter()
        .filter_map(|(name, value)| scalar(value).map(|value| Step::Element { field: name.clone(), value }));
    own.into_iter().chain(fields)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) | Value::Token(text) => Some(text.clone()),
        _ => None,
    }
}
