//! `requires:` keys that must exist. A `*` step matches each existing key: `flags.*.owner` requires an owner of every
//! flag, and passes without any flag.

use std::collections::BTreeMap;

use super::CheckedFile;
use crate::promotion::CheckFinding;
use promote_model::pattern::BadPattern;
use promote_model::{Key, Pattern, Step};

/// A required key.
#[derive(Debug, Clone)]
pub struct RequiredKey {
    pattern: Pattern,
    steps: Vec<RequiredStep>,
}

#[derive(Debug, Clone)]
enum RequiredStep {
    Step(Step),
    Any,
}

/// Keys by step, each with the first byte offset below it.
#[derive(Debug)]
struct KeyTree {
    at: usize,
    below: BTreeMap<Step, KeyTree>,
}

impl KeyTree {
    fn add(&mut self, steps: &[Step], at: usize) {
        self.at = self.at.min(at);
        if let Some((first, rest)) = steps.split_first() {
            let below = self.below.entry(first.clone()).or_insert(KeyTree { at, below: BTreeMap::new() });
            below.add(rest, at);
        }
    }

    /// The missing keys, each with the place of the nearest existing one.
    fn missing(&self, way: &Key, wanted: &[RequiredStep], found: &mut Vec<(Key, Option<usize>)>) {
        let Some((first, rest)) = wanted.split_first() else { return };
        match first {
            RequiredStep::Step(step) => match self.below.get(step) {
                Some(below) => below.missing(&way.child(step.clone()), rest, found),
                None => found.push((whole(way, wanted), (!way.is_root()).then_some(self.at))),
            },
            RequiredStep::Any => {
                for (step, below) in &self.below {
                    below.missing(&way.child(step.clone()), rest, found);
                }
            }
        }
    }
}

/// The whole key that is required below `way`.
fn whole(way: &Key, wanted: &[RequiredStep]) -> Key {
    wanted.iter().fold(way.clone(), |way, wanted| match wanted {
        RequiredStep::Step(step) => way.child(step.clone()),
        RequiredStep::Any => way.child(Step::Bound("*".to_owned())),
    })
}

impl RequiredKey {
    /// Parses a pattern of which each step is a key or `*`.
    ///
    /// # Errors
    /// If it is not a pattern, or a `*` is a part of a step.
    pub(crate) fn parse(text: &str) -> Result<Self, BadPattern> {
        let pattern = Pattern::parse(text)?;
        let bad = |reason: &str| BadPattern { text: text.to_owned(), reason: reason.to_owned() };
        let key: Key = pattern.key_text().parse().map_err(|_| bad("its key part is not a key"))?;
        let quoted = pattern.key_text().contains('"');
        let wanted = |step: &Step| match step {
            Step::Bound(name) if name == "*" => Ok(RequiredStep::Any),
            Step::Bound(_) => Err(bad("'*' is the only wildcard allowed here")),
            Step::Name(text) | Step::Element { value: text, .. } if text.contains(['*', '?']) && !quoted => {
                Err(bad("'*' must be a whole step here, as in 'flags.*.owner'"))
            }
            step => Ok(RequiredStep::Step(step.clone())),
        };
        let steps = key.steps().iter().map(wanted).collect::<Result<_, _>>()?;
        Ok(Self { pattern, steps })
    }

    /// Whether the pattern applies to a file with one of these names.
    pub(super) fn is_about(&self, names: &[&str]) -> bool {
        self.pattern.matches_file(names)
    }

    /// The pattern as written.
    pub(super) fn text(&self) -> &str {
        self.pattern.text()
    }

    /// Whether it names no file and no `*`: then any file may have the key.
    pub(super) fn is_anywhere(&self) -> bool {
        !self.pattern.names_file() && !self.steps.iter().any(|step| matches!(step, RequiredStep::Any))
    }

    /// The findings for the keys that a file lacks.
    pub(super) fn missing_in(&self, subject: &CheckedFile) -> Vec<CheckFinding> {
        let mut documents: BTreeMap<Option<&str>, KeyTree> = BTreeMap::new();
        for config in &subject.configs {
            let document = config.document.as_deref();
            let keys = documents.entry(document).or_insert(KeyTree { at: usize::MAX, below: BTreeMap::new() });
            keys.add(config.key.steps(), config.span.start);
        }
        let wanted = self.steps.iter().position(|step| matches!(step, RequiredStep::Any));
        let mut found = Vec::new();
        for (document, keys) in documents.iter().filter(|(name, _)| self.pattern.matches_document(**name)) {
            let mut missing = Vec::new();
            keys.missing(&Key::root(), &self.steps, &mut missing);
            // `requires` with `*` passes if nothing matches the `*`.
            missing.retain(|(key, _)| wanted.is_none_or(|first| !has_each(key, first)));
            missing.sort_by_key(|(_, at)| *at);
            if missing.is_empty() && wanted.is_none() {
                return Vec::new();
            }
            found.extend(missing.into_iter().map(|(key, at)| {
                let key = key.to_string();
                subject.finding(at, *document, &key, format!("{key} is missing"))
            }));
        }
        if found.is_empty() && wanted.is_none() {
            let key = whole(&Key::root(), &self.steps).to_string();
            found.push(subject.finding(None, None, &key, format!("{key} is missing")));
        }
        // One document with the key is enough.
        found.truncate(if wanted.is_none() { 1 } else { found.len() });
        found
    }
}

/// Whether the step at `first` of a missing key is still a `*`: then a key above it is missing.
fn has_each(key: &Key, first: usize) -> bool {
    matches!(key.steps().get(first), Some(Step::Bound(_)))
}
