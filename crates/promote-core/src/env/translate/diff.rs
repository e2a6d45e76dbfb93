//! Translation in the differences of a file.

use std::cell::RefCell;
use std::collections::HashMap;

use super::pair::NamePair;
use super::rule::Translator;
use super::untranslated::{Untranslated, Why};
use super::value::{Translation, value_has_word};
use crate::env::change::{Change, SpelledValue};
use crate::env::content::File;
use crate::env::diff::{FileDiff, FilePair};
use crate::env::flatten::KeyRules;
use crate::env::names::FileNames;
use promote_model::Value;

impl Translator {
    /// The differences after translation: keys that are equal up to it move to `translated`, and other changes get the
    /// target's names.
    #[must_use]
    pub fn diff(&self, pair: &FilePair, mut diff: FileDiff, rules: &KeyRules) -> FileDiff {
        let names = pair.names();
        let eligible = self.of_file(&names, rules);
        let forms = FormsInUse { pair, known: RefCell::default() };
        let mut planned: Vec<(usize, Vec<NamePair>)> = Vec::new();
        let mut left = Vec::with_capacity(diff.changes.len());
        for change in std::mem::take(&mut diff.changes) {
            let named = change.source.as_ref().is_some_and(|source| self.pairing.is_in(&source.value));
            let value = if named { eligible.value(&change) } else { None };
            match value.map(|value| self.one(value, &change, &forms)) {
                Some(Outcome::Equal) => diff.translated.push(change),
                Some(Outcome::New(pairs)) => {
                    planned.push((left.len(), pairs));
                    left.push(change);
                }
                Some(Outcome::Not(why)) => {
                    diff.untranslated.push(Untranslated::new(&change, why));
                    left.push(change);
                }
                Some(Outcome::Same) | None => left.push(change),
            }
        }
        diff.unchanged += diff.translated.len();
        diff.changes = left;
        respell(pair, &mut diff, planned, rules);
        diff
    }

    fn one(&self, value: &Value, change: &Change, forms: &FormsInUse<'_>) -> Outcome {
        let target = change.target.as_ref().map(|spelled| &spelled.value);
        if target.is_some_and(|target| self.pairing.is_translation(value, target)) {
            return Outcome::Equal;
        }
        let used = |level: usize, form: &str| match level {
            0 => target.is_some_and(|target| value_has_word(target, form)),
            _ => forms.holds(form),
        };
        match self.pairing.translate(value, &used) {
            Translation::Unchanged => Outcome::Same,
            Translation::Translated { pairs, .. } => Outcome::New(pairs),
            Translation::Ambiguous(ambiguity) => Outcome::Not(Why::Ambiguous(ambiguity)),
        }
    }

    /// Why the translation of a planned change is not the rule's; `None` if it is. `source` is the source's own value, and
    /// `redactor` that of the file.
    pub fn mismatch(&self, names: &FileNames<'_>, rules: &KeyRules, change: &Change, source: &Value) -> Option<String> {
        let eligible = self.of_file(names, rules);
        let own = SpelledValue { value: source.clone(), text: String::new() };
        let asked = Change { source: Some(own), ..change.clone() };
        let Some(value) = eligible.value(&asked) else {
            return (!change.translated.is_empty()).then(|| "'translate' does not cover it".to_owned());
        };
        match change.translated.is_empty() {
            true if self.pairing.changes(value) => Some("'translate' replaces names in it".to_owned()),
            false if !self.pairing.gives(value, &change.translated) => {
                Some("'translate' replaces other names in it".to_owned())
            }
            _ => None,
        }
    }
}

/// The outcome for one change.
enum Outcome {
    /// The target has the translated value.
    Equal,
    /// The value names nothing that is replaced.
    Same,
    New(Vec<NamePair>),
    Not(Why),
}

/// The forms of names that the target's file uses; the file is searched once for each form.
struct FormsInUse<'a> {
    pair: &'a FilePair,
    known: RefCell<HashMap<String, bool>>,
}

impl FormsInUse<'_> {
    fn holds(&self, form: &str) -> bool {
        if let Some(known) = self.known.borrow().get(form) {
            return *known;
        }
        let parsed = self.pair.target.as_deref().and_then(File::parsed);
        let mut documents = parsed.iter().flat_map(|parsed| &parsed.tree.documents);
        let holds = documents.any(|document| value_has_word(&document.root.value(), form));
        self.known.borrow_mut().insert(form.to_owned(), holds);
        holds
    }
}

/// Puts the translated values of some changes into a diff. The values come from the text of the file; where that does not
/// give them, the change stays as it is and is reported.
fn respell(pair: &FilePair, diff: &mut FileDiff, mut planned: Vec<(usize, Vec<NamePair>)>, rules: &KeyRules) {
    while !planned.is_empty() {
        let changes = &diff.changes;
        let jobs = planned.iter().map(|(at, pairs)| (changes[*at].place(), pairs.as_slice())).collect();
        let copy = pair.respelled(&jobs, rules);
        let values = copy.map(|copy| copy.spelled_at(&jobs, rules)).unwrap_or_default();
        let new = |(at, pairs): &(usize, Vec<NamePair>)| {
            let spelled = values.of(&changes[*at])?;
            let source = &changes[*at].source.as_ref()?.value;
            let wanted = super::Pairing::of_pairs(pairs).translate(source, &|_, _| false);
            let fits = matches!(&wanted, Translation::Translated { value, .. } if *value == spelled.value);
            fits.then(|| spelled.clone())
        };
        let news: Vec<Option<SpelledValue>> = planned.iter().map(new).collect();
        if news.iter().all(Option::is_some) {
            for ((at, pairs), spelled) in planned.into_iter().zip(news) {
                (diff.changes[at].source, diff.changes[at].translated) = (spelled, pairs);
            }
            return;
        }
        let failed = |at: &usize| diff.changes[*at].clone();
        let fails: Vec<Change> =
            planned.iter().zip(&news).filter(|(_, new)| new.is_none()).map(|((at, _), _)| failed(at)).collect();
        let text = |change: &Change| Untranslated::new(change, Why::Text { line: pair.line_of(change, rules) });
        diff.untranslated.extend(fails.iter().map(text));
        planned = planned.into_iter().zip(news).filter(|(_, new)| new.is_some()).map(|(job, _)| job).collect();
    }
}
