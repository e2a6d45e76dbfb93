//! The part of a file that belongs to an environment, for templates with `keys:`.
//!
//! ```text
//! keys: "clouds.{cloud}.environments.{env}"        staging -> production
//!
//! logical   clouds.{cloud}.environments.{env}          in ids, plans and output
//! source    clouds.{cloud}.environments.staging        in the files; `{cloud}` matches any name,
//! target    clouds.{cloud}.environments.production     the same one on both sides
//! ```
//!
//! Only keys below a prefix are configuration. The rest of the file is read when the file is written, to make sure that
//! it does not change.

use super::layout::CaptureFilter;
use promote_model::{Key, Pattern, Step};

/// One key prefix. All three keys have the same number of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPrefix {
    /// As shown in output.
    pub logical: Key,
    /// In the source's files.
    pub source: Key,
    /// In the target's files.
    pub target: Key,
}

/// The key prefixes of a file; empty if the whole file is configuration.
#[derive(Debug, Clone, Default)]
pub struct KeyPrefixes {
    /// The prefixes; no key is below two of them.
    pub prefixes: Vec<KeyPrefix>,
    /// The filters on the captures of the prefixes.
    only: Vec<CaptureFilter>,
    /// Whether both files are the target's. The source's keys still count as names.
    one_sided: bool,
    /// Whether keys outside of the prefixes are read as well, under their names in the file.
    rest: bool,
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The environment that values come from.
    Source,
    /// The environment that values go to.
    Target,
}

impl KeyPrefix {
    /// The prefix in the files of one side.
    pub(crate) fn real(&self, end: Side) -> &Key {
        match end {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    /// Converts a logical key to the key in a file; `None` if the key is not below the prefix.
    fn respelled(&self, key: &Key, end: Side) -> Option<Key> {
        let steps = key.steps();
        let mut out = steps.to_vec();
        for (at, (logical, real)) in self.logical.steps().iter().zip(self.real(end).steps()).enumerate() {
            match (steps.get(at)?, real) {
                (Step::Name(_), Step::Bound(_)) => {}
                (step, real) if step == logical => out[at] = real.clone(),
                _ => return None,
            }
        }
        Some(Key::from(out))
    }
}

impl KeyPrefix {
    /// Converts a key in a file to its logical key, whichever environment it belongs to.
    fn of_any(&self, key: &Key) -> Option<Key> {
        let (logical, steps) = (self.logical.steps(), key.steps());
        let leads = logical.iter().zip(steps).all(|(step, real)| step == real || is_free(step));
        (leads && logical.len() <= steps.len()).then(|| Key::from([logical, &steps[logical.len()..]].concat()))
    }
}

/// A prefix partly matched on the way down a document.
#[derive(Debug, Clone)]
pub(super) struct PrefixWalk<'k> {
    prefix: &'k KeyPrefix,
    /// The logical key so far.
    pub(crate) logical: Key,
    /// The values of the free captures so far.
    captures: Vec<(String, String)>,
}

impl PrefixWalk<'_> {
    /// Whether the whole prefix is matched.
    pub(crate) fn arrived(&self) -> bool {
        self.logical.steps().len() == self.prefix.logical.steps().len()
    }

    /// The next step in the files of one side.
    pub(crate) fn next(&self, end: Side) -> Option<&Step> {
        self.prefix.real(end).steps().get(self.logical.steps().len())
    }
}

impl KeyPrefixes {
    /// The prefixes with the filters on their captures.
    pub fn new(prefixes: Vec<KeyPrefix>, only: &[CaptureFilter]) -> Self {
        let only = if prefixes.is_empty() { Vec::new() } else { only.to_vec() };
        Self { prefixes, only, one_sided: false, rest: false }
    }

    /// Whether the whole file is configuration.
    pub fn is_empty(&self) -> bool {
        self.prefixes.is_empty()
    }

    /// Whether both sides have the same prefixes.
    pub fn alike(&self) -> bool {
        self.one_sided || self.prefixes.iter().all(|prefix| prefix.source == prefix.target)
    }

    /// The same, if both files are the target's.
    #[must_use]
    pub fn of_target(&self) -> Self {
        Self { one_sided: true, ..self.clone() }
    }

    /// The same, including keys outside of the prefixes.
    #[must_use]
    pub(crate) fn with_rest(&self) -> Self {
        Self { rest: true, ..self.clone() }
    }

    pub(super) fn has_rest(&self) -> bool {
        self.rest
    }

    /// The side whose prefixes apply to the files of `end`.
    fn end(&self, end: Side) -> Side {
        if self.one_sided { Side::Target } else { end }
    }

    /// Converts a logical key to the key in the file of one side.
    pub fn real(&self, key: &Key, end: Side) -> Option<Key> {
        let end = self.end(end);
        self.prefixes.iter().find_map(|prefix| prefix.respelled(key, end))
    }

    /// Converts a key in the file of one side to its logical key; also returns the length of the prefix.
    pub(super) fn logical(&self, key: &Key, end: Side) -> Option<(Key, usize)> {
        let mut ways = self.ways();
        for (at, step) in key.steps().iter().enumerate() {
            let Step::Name(name) = step else { return None };
            ways = self.step(&ways, end, name);
            if let Some(way) = ways.iter().find(|way| way.arrived()) {
                let length = at + 1;
                return Some((Key::from([way.logical.steps(), &key.steps()[length..]].concat()), length));
            }
        }
        None
    }

    /// The spellings of a key: the logical key, then the keys in the files.
    pub fn spellings(&self, key: &Key) -> KeySpellings {
        let mut texts = vec![key.to_string()];
        let mut add = |key: Option<Key>| {
            let text = key.map(|key| key.to_string());
            texts.extend(text.filter(|text| !texts.contains(text)).into_iter().collect::<Vec<_>>());
        };
        for end in [Side::Source, Side::Target] {
            add(self.prefixes.iter().find_map(|prefix| prefix.respelled(key, end)));
        }
        // A key outside of the prefixes may belong to another environment.
        if self.rest {
            self.prefixes.iter().for_each(|prefix| add(prefix.of_any(key)));
        }
        KeySpellings(texts)
    }

    /// The prefixes at the root of a document.
    pub(super) fn ways(&self) -> Vec<PrefixWalk<'_>> {
        let start = |prefix| PrefixWalk { prefix, logical: Key::root(), captures: Vec::new() };
        self.prefixes.iter().map(start).collect()
    }

    /// The prefixes that continue with an entry of a map.
    pub(super) fn step<'k>(&self, ways: &[PrefixWalk<'k>], end: Side, name: &str) -> Vec<PrefixWalk<'k>> {
        ways.iter().filter_map(|way| self.advance(way, end, name)).collect()
    }

    fn advance<'k>(&self, way: &PrefixWalk<'k>, end: Side, name: &str) -> Option<PrefixWalk<'k>> {
        let (real, at) = (way.next(self.end(end))?, way.logical.steps().len());
        let mut next = way.clone();
        match real {
            Step::Name(wanted) if wanted == name => {
                next.logical = way.logical.child(way.prefix.logical.steps()[at].clone())
            }
            Step::Bound(capture) => {
                if !self.takes(way, capture, name) {
                    return None;
                }
                next.captures.push((capture.clone(), name.to_owned()));
                next.logical = way.logical.child(Step::Name(name.to_owned()));
            }
            _ => return None,
        }
        Some(next)
    }

    /// Whether a free capture may take a name: it must take the same name everywhere, and pass the filters.
    fn takes(&self, way: &PrefixWalk<'_>, capture: &str, name: &str) -> bool {
        let Some(bare) = capture.strip_prefix('{').and_then(|c| c.strip_suffix('}')) else { return true };
        let same = way.captures.iter().all(|(known, taken)| known != capture || taken == name);
        let wanted = |values: &[Pattern]| values.iter().any(|glob| glob.matches_key(None, name));
        same && self.only.iter().filter(|only| only.name == bare).all(|only| wanted(&only.values))
    }
}

/// The spellings of one key.
#[derive(Debug, Clone)]
pub struct KeySpellings(Vec<String>);

impl KeySpellings {
    /// Whether a pattern matches one of the spellings.
    pub fn match_key(&self, pattern: &Pattern, document: Option<&str>) -> bool {
        self.0.iter().any(|key| pattern.matches_key(document, key))
    }

    /// Whether a key has this name: the whole key, or its last part, with or without quotes.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        let ends = |key: &String, name: &str| {
            key.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.0.iter().any(|key| ends(key, name) || ends(key, &format!("\"{name}\"")))
    }

    /// Whether a pattern matches one of the spellings in a document with any of these names.
    pub(crate) fn match_called(&self, pattern: &Pattern, called: &[String]) -> bool {
        called.iter().any(|name| self.match_key(pattern, Some(name)))
    }

    /// Whether a pattern matches one of the spellings in any document.
    pub(crate) fn match_key_of_any(&self, pattern: &Pattern) -> bool {
        self.0.iter().any(|key| pattern.matches_key_of_any(key))
    }

    /// Whether a pattern matches one of the spellings itself, and not only a key above it.
    pub(crate) fn match_key_itself(&self, pattern: &Pattern, document: Option<&str>) -> bool {
        self.0.iter().any(|key| pattern.matches_key_itself(document, key))
    }
}

/// Whether a key may be below both of two prefixes, as written in files.
pub(crate) fn overlap(a: &Key, b: &Key) -> bool {
    a.steps().iter().zip(b.steps()).all(|(a, b)| a == b || is_free(a) || is_free(b))
}

/// Whether two prefixes of one environment, each as shown and as written in files, may claim one key or give the same
/// name to two keys.
pub(crate) fn clash(a: &(Key, Key), b: &(Key, Key)) -> bool {
    let mut shown = a.0.steps().iter().zip(b.0.steps()).zip(a.1.steps().iter().zip(b.1.steps()));
    overlap(&a.1, &b.1) || shown.all(|(shown, real)| shown.0 == shown.1 || is_free(real.0) || is_free(real.1))
}

/// Whether a step of a prefix, as written in files, matches any name.
fn is_free(step: &Step) -> bool {
    matches!(step, Step::Bound(_))
}
