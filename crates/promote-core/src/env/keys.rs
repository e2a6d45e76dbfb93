//! Which part of a file is an environment's, where its template says `keys:`.
//!
//! ```text
//! keys: "clouds.{cloud}.environments.{env}"        staging -> production
//!
//! logical   clouds.{cloud}.environments.{env}          what ids, plans and people have
//! source    clouds.{cloud}.environments.staging        what the files have; `{cloud}` stands for
//! target    clouds.{cloud}.environments.production     any name, the same on both sides
//! ```
//!
//! Only what lies below a prefix is configuration. The rest of the file is nobody's; it is looked at
//! where a file is written, so that nothing else of it changes.

use super::layout::CaptureFilter;
use promote_model::{Key, Pattern, Step};

/// One prefix. All three have as many steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPrefix {
    /// As people are shown it.
    pub logical: Key,
    /// As it is in the source's files.
    pub source: Key,
    /// As it is in the target's.
    pub target: Key,
}

/// The prefixes of a file; none where all of it is configuration.
#[derive(Debug, Clone, Default)]
pub struct KeyPrefixes {
    /// No key lies below two of them.
    pub prefixes: Vec<KeyPrefix>,
    /// What narrows the captures of the prefixes.
    only: Vec<CaptureFilter>,
    /// Whether both sides are the target's. The source's keys are names all the same.
    one_sided: bool,
    /// Whether what lies beside the prefixes is looked at, too, under the names of the file.
    rest: bool,
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Where values come from.
    Source,
    /// Where they go.
    Target,
}

impl KeyPrefix {
    /// As it is on one side.
    pub(crate) fn real(&self, end: Side) -> &Key {
        match end {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    /// The key of a file for one that people are shown; `None` where that does not lie below.
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
    /// The key that people are shown for one of a file, whichever environment's it is.
    fn of_any(&self, key: &Key) -> Option<Key> {
        let (logical, steps) = (self.logical.steps(), key.steps());
        let leads = logical.iter().zip(steps).all(|(step, real)| step == real || is_free(step));
        (leads && logical.len() <= steps.len()).then(|| Key::from([logical, &steps[logical.len()..]].concat()))
    }
}

/// How far a prefix has come on the way down a document.
#[derive(Debug, Clone)]
pub(super) struct PrefixWalk<'k> {
    prefix: &'k KeyPrefix,
    /// The key as people are shown it.
    pub(crate) logical: Key,
    /// What the free captures have taken.
    captures: Vec<(String, String)>,
}

impl PrefixWalk<'_> {
    /// Whether what is here is the environment's.
    pub(crate) fn arrived(&self) -> bool {
        self.logical.steps().len() == self.prefix.logical.steps().len()
    }

    /// The step that leads on, as a file has it.
    pub(crate) fn next(&self, end: Side) -> Option<&Step> {
        self.prefix.real(end).steps().get(self.logical.steps().len())
    }
}

impl KeyPrefixes {
    /// These prefixes, narrowed.
    pub fn new(prefixes: Vec<KeyPrefix>, only: &[CaptureFilter]) -> Self {
        let only = if prefixes.is_empty() { Vec::new() } else { only.to_vec() };
        Self { prefixes, only, one_sided: false, rest: false }
    }

    /// Whether all of the file is configuration.
    pub fn is_empty(&self) -> bool {
        self.prefixes.is_empty()
    }

    /// Whether both sides have the same keys.
    pub fn alike(&self) -> bool {
        self.one_sided || self.prefixes.iter().all(|prefix| prefix.source == prefix.target)
    }

    /// The same where both sides are the target's.
    #[must_use]
    pub fn of_target(&self) -> Self {
        Self { one_sided: true, ..self.clone() }
    }

    /// The same with what lies beside the prefixes.
    #[must_use]
    pub(crate) fn with_rest(&self) -> Self {
        Self { rest: true, ..self.clone() }
    }

    pub(super) fn has_rest(&self) -> bool {
        self.rest
    }

    /// The side whose keys one side has.
    fn end(&self, end: Side) -> Side {
        if self.one_sided { Side::Target } else { end }
    }

    /// The key of one side's file for a key as people are shown it.
    pub fn real(&self, key: &Key, end: Side) -> Option<Key> {
        let end = self.end(end);
        self.prefixes.iter().find_map(|prefix| prefix.respelled(key, end))
    }

    /// The key that people are shown for one of a side's file, with the length of its prefix.
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

    /// The ways to spell a key: as people are shown it, then as the files have it.
    pub fn spellings(&self, key: &Key) -> KeySpellings {
        let mut texts = vec![key.to_string()];
        let mut add = |key: Option<Key>| {
            let text = key.map(|key| key.to_string());
            texts.extend(text.filter(|text| !texts.contains(text)).into_iter().collect::<Vec<_>>());
        };
        for end in [Side::Source, Side::Target] {
            add(self.prefixes.iter().find_map(|prefix| prefix.respelled(key, end)));
        }
        // What lies beside may be some other environment's.
        if self.rest {
            self.prefixes.iter().for_each(|prefix| add(prefix.of_any(key)));
        }
        KeySpellings(texts)
    }

    /// The ways at the root of a document.
    pub(super) fn ways(&self) -> Vec<PrefixWalk<'_>> {
        let start = |prefix| PrefixWalk { prefix, logical: Key::root(), captures: Vec::new() };
        self.prefixes.iter().map(start).collect()
    }

    /// Where an entry of a map leads.
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

    /// Whether a free capture may stand for a name: the same wherever it stands, and none that is left out.
    fn takes(&self, way: &PrefixWalk<'_>, capture: &str, name: &str) -> bool {
        let Some(bare) = capture.strip_prefix('{').and_then(|c| c.strip_suffix('}')) else { return true };
        let same = way.captures.iter().all(|(known, taken)| known != capture || taken == name);
        let wanted = |values: &[Pattern]| values.iter().any(|glob| glob.matches_key(None, name));
        same && self.only.iter().filter(|only| only.name == bare).all(|only| wanted(&only.values))
    }
}

/// The ways to spell one key.
#[derive(Debug, Clone)]
pub struct KeySpellings(Vec<String>);

impl KeySpellings {
    /// Whether a pattern matches one of them.
    pub fn match_key(&self, pattern: &Pattern, document: Option<&str>) -> bool {
        self.0.iter().any(|key| pattern.matches_key(document, key))
    }

    /// Whether a pattern matches one of them in a document that may be called all this.
    pub(crate) fn match_called(&self, pattern: &Pattern, called: &[String]) -> bool {
        called.iter().any(|name| self.match_key(pattern, Some(name)))
    }

    /// Whether a pattern matches one of them in some document.
    pub(crate) fn match_key_of_any(&self, pattern: &Pattern) -> bool {
        self.0.iter().any(|key| pattern.matches_key_of_any(key))
    }

    /// Whether a pattern matches one of them as it stands, and not only something above it.
    pub(crate) fn match_key_itself(&self, pattern: &Pattern, document: Option<&str>) -> bool {
        self.0.iter().any(|key| pattern.matches_key_itself(document, key))
    }
}

/// Whether some key of a file may lie below both of two prefixes, as files have them.
pub(crate) fn overlap(a: &Key, b: &Key) -> bool {
    a.steps().iter().zip(b.steps()).all(|(a, b)| a == b || is_free(a) || is_free(b))
}

/// Whether two prefixes of one environment, each as it is shown and as files have it, may claim one key
/// or give two keys one name.
pub(crate) fn clash(a: &(Key, Key), b: &(Key, Key)) -> bool {
    let mut shown = a.0.steps().iter().zip(b.0.steps()).zip(a.1.steps().iter().zip(b.1.steps()));
    overlap(&a.1, &b.1) || shown.all(|(shown, real)| shown.0 == shown.1 || is_free(real.0) || is_free(real.1))
}

/// Whether a step of a prefix, as files have it, stands for any name.
fn is_free(step: &Step) -> bool {
    matches!(step, Step::Bound(_))
}
