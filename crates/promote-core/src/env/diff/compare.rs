//! The differing keys of two files. Equal keys, which are most, are not copied.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::FilePair;
use crate::env::change::{Change, CommentChange, Op, SpelledValue, UnitKind};
use crate::env::content::File;
use crate::env::flatten::{Config, ConfigRef, KeyRules};
use crate::env::keys::Side;
use promote_format::{Format, Parsed, comment_behind};
use promote_model::{ConfigId, Key, Value};

impl FilePair {
    /// The keys of both sides except the equal ones, and the number of equal keys.
    pub(super) fn differing(&self, rules: &KeyRules) -> (Vec<Config>, Vec<Config>, usize) {
        match self.is_keyed() {
            true => {
                let [source, target] = [&self.source, &self.target].map(|file| file.as_deref().and_then(File::parsed));
                self.differing_of(source, target, rules)
            }
            false => (self.configs(Side::Source, rules), self.configs(Side::Target, rules), 0),
        }
    }

    pub(super) fn differing_of(
        &self,
        source: Option<&Parsed>,
        target: Option<&Parsed>,
        rules: &KeyRules,
    ) -> (Vec<Config>, Vec<Config>, usize) {
        let side = |file: Option<&Parsed>, end, beside, all: bool| {
            let (mut unlike, mut alike) = (Vec::new(), UnchangedSet::default());
            let mut take = |found: &ConfigRef<'_>| match !all && found.is_on_both_sides() {
                true => alike.add(found),
                false => unlike.push(found.config()),
            };
            file.inspect(|file| self.each_of(file, end, beside, rules, &mut take));
            (unlike, alike)
        };
        let both = |all| (side(source, Side::Source, target, all), side(target, Side::Target, source, all));
        let ((ours, alike), (theirs, beside)) = both(false);
        // A key skipped on one side only would look like a difference.
        let ((ours, alike), (theirs, _)) = if alike == beside { ((ours, alike), (theirs, beside)) } else { both(true) };
        (ours, theirs, alike.count)
    }

    /// The changes between the keys of both sides. Also counts the equal keys, and finds the comments that differ behind
    /// changed values.
    pub(super) fn compare(
        &self,
        (source, target): (Vec<Config>, Vec<Config>),
        unchanged: &mut usize,
        comments: &mut HashMap<ConfigId, CommentChange>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let [ours, theirs] = [&self.source, &self.target].map(|file| file.as_deref().and_then(File::parsed));
        let comment = |file: Option<&Parsed>, config: &Config| {
            let file = file.filter(|_| is_scalar(&config.value))?;
            comment_behind(file, config.span.clone()).map(|range| file.text(range).into_owned())
        };
        let in_target: HashMap<(Option<&str>, &Key), &Config> = target.iter().map(|c| (place(c), c)).collect();
        for config in &source {
            let old = in_target.get(&place(config)).copied();
            match old {
                Some(old) if old.value == config.value => *unchanged += 1,
                Some(old) => {
                    changes.push(self.change(Op::Modified, Some(config), Some(old)));
                    let both = comment(theirs, old).zip(comment(ours, config));
                    comments.extend(
                        both.filter(|(old, new)| old != new)
                            .map(|(old, new)| (config.id(), CommentChange { old, new })),
                    );
                }
                None => changes.push(self.change(Op::Added, Some(config), None)),
            }
        }
        let in_source: HashSet<(Option<&str>, &Key)> = source.iter().map(place).collect();
        let gone = target.iter().filter(|c| !in_source.contains(&place(c)));
        changes.extend(gone.map(|config| self.change(Op::Removed, None, Some(config))));
        changes
    }

    fn change(&self, op: Op, source: Option<&Config>, target: Option<&Config>) -> Change {
        let spell = |config: Option<&Config>, file: &Option<Arc<File>>| {
            Some(SpelledValue { value: config?.value.clone(), text: spelling(config?, file.as_deref()?) })
        };
        // At least one side is present: else there is no change.
        let (kind, document, key, id) = match source.or(target) {
            Some(c) => (c.kind, c.document.clone(), c.key.clone(), c.id()),
            None => (UnitKind::File, None, Key::root(), ConfigId::of(&self.file, None, ".")),
        };
        Change {
            op,
            kind,
            file: self.file.clone(),
            document,
            key,
            id,
            source: spell(source, &self.source),
            target: spell(target, &self.target),
            own: false,
            translated: Vec::new(),
            undoes: None,
            comment: None,
            anchor: None,
        }
    }
}

/// The keys that were skipped because they are equal on both sides: their number and a hash of their places.
#[derive(Default, PartialEq)]
struct UnchangedSet {
    count: usize,
    places: u64,
}

impl UnchangedSet {
    fn add(&mut self, found: &ConfigRef<'_>) {
        let mut hasher = DefaultHasher::new();
        found.place().hash(&mut hasher);
        self.count += 1;
        // Independent of the order, which differs between the two sides.
        self.places = self.places.wrapping_add(hasher.finish());
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(_) | Value::Token(_) | Value::String(_))
}

fn place(config: &Config) -> (Option<&str>, &Key) {
    (config.document.as_deref(), &config.key)
}

/// The exact text of a key's value in the file; `blob ID MODE` for a whole file.
pub fn spelling(config: &Config, file: &File) -> String {
    match (&config.value, file.parsed()) {
        (Value::File(value), _) => format!("blob {} {:o}", value.blob, value.mode.bits()),
        (value, Some(parsed)) => {
            let text = parsed.text(config.span.clone()).into_owned();
            // A value from a map behind a merge key: the span is that of the map.
            let is_of_map = parsed.format == Format::Yaml && is_scalar(value) && text.starts_with(['{', '[']);
            if is_of_map { value.to_string() } else { text }
        }
        (_, None) => String::new(),
    }
}
