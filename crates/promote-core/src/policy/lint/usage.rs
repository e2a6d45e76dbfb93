//! Which patterns of `promote.yaml` match a key. Files may be noted from several threads.

use std::sync::atomic::{AtomicU8, Ordering};

use super::outline::{PatternUse, PlacedPattern};
use crate::env::diff::FilePair;
use crate::env::flatten::{ConfigRef, KeyRules};
use crate::env::keys::Side;
use crate::env::names::FileNames;
use promote_format::{Data, Node};
use promote_model::{Key, Step};

/// The pattern matches a file.
const FILE: u8 = 1;
/// The pattern matches what it is used for.
const KEY: u8 = 2;
/// The fields of an entry of `list-keys` identify the elements of a list.
const IDENTIFIES: u8 = 4;

/// The maximum number of keys inside lists that are compared with the patterns, in each file.
const MAX_INSIDE: usize = 100_000;

/// The patterns, and what they matched so far.
#[derive(Debug)]
pub struct PatternUsage<'o> {
    pub(super) patterns: &'o [PlacedPattern],
    /// The rules without flags: patterns look inside them, too.
    rules: KeyRules,
    seen: Vec<AtomicU8>,
}

impl<'o> PatternUsage<'o> {
    /// No pattern has matched anything yet.
    pub fn new(patterns: &'o [PlacedPattern], rules: &KeyRules) -> Self {
        let rules = KeyRules { flags: Vec::new(), ..rules.clone() };
        Self { patterns, rules, seen: patterns.iter().map(|_| AtomicU8::new(0)).collect() }
    }

    /// Notes what the patterns match in the only file of a pair.
    pub fn note(&self, pair: &FilePair) {
        let names = pair.names();
        let mut open = Vec::new();
        for (at, placed) in self.patterns.iter().enumerate() {
            if self.has(at, wanted(&placed.usage)) || !placed.pattern.matches_file(&names.files) {
                continue;
            }
            self.add(at, FILE);
            if placed.usage != PatternUse::Files {
                open.push(at);
            }
        }
        if open.is_empty() {
            return;
        }
        let mut look = Look { usage: self, names: &names, rules: &self.rules, open, inside: 0 };
        if pair.for_each(Side::Source, &self.rules, &mut |found| look.key(found)).is_some() {
            look.selects(None, &Key::root());
        }
    }

    /// Whether a pattern matches a file.
    pub(super) fn matches_file(&self, at: usize) -> bool {
        self.has(at, FILE)
    }

    /// Whether a pattern matches what it is used for.
    pub(super) fn is_used(&self, at: usize) -> bool {
        let needed = if self.patterns[at].usage == PatternUse::Files { FILE } else { KEY };
        self.has(at, needed)
    }

    /// Whether the fields of an entry of `list-keys` identify the elements of any list.
    pub(super) fn identifies(&self, at: usize) -> bool {
        self.has(at, IDENTIFIES)
    }

    fn has(&self, at: usize, bits: u8) -> bool {
        self.seen[at].load(Ordering::Relaxed) & bits == bits
    }

    fn add(&self, at: usize, bits: u8) {
        self.seen[at].fetch_or(bits, Ordering::Relaxed);
    }
}

/// What makes it needless to look for a pattern any more.
fn wanted(usage: &PatternUse) -> u8 {
    match usage {
        PatternUse::Files => FILE,
        PatternUse::Lists(fields) if !fields.is_empty() => FILE | KEY | IDENTIFIES,
        _ => FILE | KEY,
    }
}

/// The search in one file.
struct Look<'a> {
    usage: &'a PatternUsage<'a>,
    names: &'a FileNames<'a>,
    rules: &'a KeyRules,
    /// The patterns that are looked for, by index.
    open: Vec<usize>,
    /// The number of keys inside lists so far.
    inside: usize,
}

impl Look<'_> {
    fn key(&mut self, found: &ConfigRef<'_>) {
        if self.open.is_empty() {
            return;
        }
        let (document, key) = found.place();
        self.selects(document, key);
        self.elements(document, key);
        if matches!(found.node.data, Data::List(_)) {
            self.below(document, key, found.node);
        }
    }

    /// Patterns that select keys.
    fn selects(&mut self, document: Option<&str>, key: &Key) {
        self.try_each(document, key, |usage| matches!(usage, PatternUse::Keys | PatternUse::Forbids), false, KEY);
    }

    /// Patterns of the lists whose elements are steps of this key.
    fn elements(&mut self, document: Option<&str>, key: &Key) {
        for (at, step) in key.steps().iter().enumerate() {
            let Step::Element { field, .. } = step else { continue };
            let list = Key::from(key.steps()[..at].to_vec());
            match field.is_empty() {
                true => self.try_each(document, &list, |usage| *usage == PatternUse::Sets, false, KEY),
                false => {
                    self.try_each(document, &list, |usage| matches!(usage, PatternUse::Lists(_)), true, KEY);
                    let by = |usage: &PatternUse| matches!(usage, PatternUse::Lists(fields) if fields.contains(field));
                    self.try_each(document, &list, by, true, IDENTIFIES);
                }
            }
        }
    }

    /// Patterns of a list that is one key.
    fn list(&mut self, document: Option<&str>, key: &Key, items: &[Node]) {
        let scalars = items.iter().all(|item| matches!(item.data, Data::Scalar(_)));
        self.try_each(document, key, |usage| scalars && *usage == PatternUse::Sets, false, KEY);
        self.try_each(document, key, |usage| matches!(usage, PatternUse::Lists(_)), true, KEY);
        // Both sides of an edge may agree where one side alone does not.
        let serves = |field: &String| items.iter().any(|item| item.identified_by(field).is_some());
        let by = |usage: &PatternUse| matches!(usage, PatternUse::Lists(fields) if fields.iter().any(serves));
        self.try_each(document, key, by, true, IDENTIFIES);
    }

    /// Keys inside a list that is one key: secrets are masked there, too.
    fn below(&mut self, document: Option<&str>, key: &Key, node: &Node) {
        if self.inside >= MAX_INSIDE || self.open.is_empty() {
            return;
        }
        match &node.data {
            Data::Scalar(_) => {
                self.inside += 1;
                self.selects(document, key);
            }
            Data::Map(entries) => {
                for entry in entries {
                    self.below(document, &key.child(Step::Name(entry.name.to_string())), &entry.value);
                }
            }
            Data::List(items) => {
                self.list(document, key, items);
                let rules = self.rules;
                for (index, item) in items.iter().enumerate() {
                    self.below(document, &key.child(Step::Index(index)), item);
                    let own = rules.lists.by_path.iter().flat_map(|list| &list.fields);
                    let fields = rules.lists.keys.iter().chain(own).map(String::as_str).chain([""]);
                    let named = fields.filter_map(|field| {
                        Some(Step::Element { field: field.to_owned(), value: item.identity(field)? })
                    });
                    for step in named {
                        self.below(document, &key.child(step), item);
                    }
                }
            }
        }
    }

    /// Marks the patterns of a use that match a key, or the key itself.
    fn try_each(
        &mut self,
        document: Option<&str>,
        key: &Key,
        is_of: impl Fn(&PatternUse) -> bool,
        itself: bool,
        bits: u8,
    ) {
        let (usage, names) = (self.usage, self.names);
        let mut spellings = None;
        self.open.retain(|at| {
            let placed = &usage.patterns[*at];
            if is_of(&placed.usage) {
                let spellings = spellings.get_or_insert_with(|| names.spellings(key));
                let matches = match itself {
                    true => names.match_key_itself(&placed.pattern, document, spellings),
                    false => names.match_key(&placed.pattern, document, spellings),
                };
                if matches {
                    usage.add(*at, bits);
                }
            }
            !usage.has(*at, wanted(&placed.usage))
        });
    }
}
