//! The mistakes found so far, and typed access to nodes that reports wrong types.

use std::collections::{BTreeSet, HashSet};

use jiff::{SignedDuration, Span, SpanRelativeTo};

use super::Mistake;
use promote_format::{Data, Entry, Node, Scalar};
use promote_model::Pattern;
use promote_model::text::{nearest, visible};

/// The mistakes by byte offset; an alias repeats a place, the set does not.
pub(super) struct Diagnostics<'t> {
    text: &'t str,
    found: BTreeSet<(usize, String)>,
    comparisons: usize,
    patterns: usize,
    times: usize,
}

/// The maximum length of any list or map.
const MAX_ITEMS: usize = 1_000;
/// The maximum number of comparisons to find similar names; later names get no suggestion.
const MAX_COMPARISONS: usize = 20_000;
/// The maximum number of patterns in all: aliases multiply them.
const MAX_PATTERNS: usize = 10_000;
/// The maximum number of windows and times in all: an unknown zone is compared with all known ones.
const MAX_TIMES: usize = 1_000;

impl<'t> Diagnostics<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, found: BTreeSet::new(), comparisons: 0, patterns: 0, times: 0 }
    }

    pub(super) fn add(&mut self, at: usize, message: impl Into<String>) {
        self.found.insert((at, message.into()));
    }

    /// The number of mistakes so far.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// The known name that is most similar to `word`.
    pub(super) fn nearest<'k>(&mut self, word: &str, known: &[&'k str]) -> Option<&'k str> {
        self.comparisons += known.len();
        if self.comparisons > MAX_COMPARISONS { None } else { nearest(word, known.iter().copied()) }
    }

    /// Parses a pattern.
    pub(super) fn pattern(&mut self, node: &Node) -> Option<Pattern> {
        let text = self.text(node, "a pattern")?;
        self.patterns += 1;
        if self.patterns > MAX_PATTERNS {
            self.add(node.span().start, format!("more than {MAX_PATTERNS} patterns (counting aliases)"));
            return None;
        }
        let bad = match Pattern::parse(text) {
            Ok(pattern) => return Some(pattern),
            Err(bad) => bad,
        };
        self.add(node.span().start, format!("'{}' is not a valid pattern: {}", shown(text), shown(&bad.reason)));
        None
    }

    /// Parses a list of patterns without duplicates.
    pub(super) fn patterns(&mut self, node: &Node) -> Vec<Pattern> {
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut seen = HashSet::new();
        for item in self.list(node, "a list of patterns") {
            let Some(pattern) = self.pattern(item) else { continue };
            if seen.insert(pattern.text().to_owned()) {
                patterns.push(pattern);
            } else {
                self.add(item.span().start, format!("'{}' is already in this list", shown(pattern.text())));
            }
        }
        patterns
    }

    /// Parses a duration: a day has 24 hours, months and years have no fixed length.
    pub(super) fn duration(&mut self, node: &Node) -> Option<SignedDuration> {
        let wanted = "a duration like '7d' or '36h'";
        let text = self.text(node, wanted)?;
        let span = text.parse::<Span>().ok().filter(|span| span.get_years() == 0 && span.get_months() == 0);
        let length = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
        // A hundred years: longer than any real policy needs, and safe to add to a timestamp.
        let most = SignedDuration::from_hours(24 * 36_525);
        let length = length.filter(|length| *length >= SignedDuration::from_secs(1) && *length <= most);
        if length.is_none() {
            self.add(node.span().start, format!("'{}' is not a duration; write one like '7d' or '36h'", shown(text)));
        }
        length
    }

    /// Whether another time may be parsed; reports when the limit is exceeded.
    pub(super) fn may_read_time(&mut self, at: usize) -> bool {
        self.times += 1;
        if self.times == MAX_TIMES + 1 {
            self.add(at, format!("more than {MAX_TIMES} windows and times (counting aliases)"));
        }
        self.times <= MAX_TIMES
    }

    /// The text of a node as written, for places inside it.
    pub(super) fn written(&self, node: &Node) -> &'t str {
        self.text.get(node.span()).unwrap_or_default()
    }

    /// Computes lines and columns in a single pass over the text.
    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        let (mut line, mut column, mut walked) = (1, 1, 0);
        let mut mistakes = Vec::with_capacity(self.found.len());
        for (at, message) in self.found {
            for c in self.text.get(walked..at).unwrap_or_default().chars() {
                match c {
                    '\n' => (line, column) = (line + 1, 1),
                    '\u{feff}' => {}
                    _ => column += 1,
                }
            }
            walked = at.max(walked);
            mistakes.push(Mistake { line, column, message });
        }
        mistakes
    }

    /// Reports that `wanted` was expected here.
    pub(super) fn wrong_type(&mut self, node: &Node, wanted: &str) {
        let message = match node.tag() {
            Some(tag) => {
                format!("expected {wanted}; YAML reads '{}' as a tag, so quote text that begins with '!'", shown(tag))
            }
            None => format!("expected {wanted}, found {}", found(node)),
        };
        self.add(node.span().start, message);
    }

    pub(super) fn text<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n str> {
        match (&node.data, node.tag()) {
            (Data::Scalar(Scalar::String(text)), None) => Some(text),
            _ => {
                self.wrong_type(node, wanted);
                None
            }
        }
    }

    /// A text, or a number as written: names are often digits.
    pub(super) fn word<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n str> {
        number(node).or_else(|| self.text(node, wanted))
    }

    pub(super) fn boolean(&mut self, node: &Node, wanted: &str) -> Option<bool> {
        match (&node.data, node.tag()) {
            (Data::Scalar(Scalar::Bool(flag)), None) => Some(*flag),
            (Data::Scalar(_), None) => {
                self.add(node.span().start, format!("expected {wanted}, found '{}'", shown(self.written(node))));
                None
            }
            _ => {
                self.wrong_type(node, wanted);
                None
            }
        }
    }

    /// The items; empty if it is not a list.
    pub(super) fn list<'n>(&mut self, node: &'n Node, wanted: &str) -> &'n [Node] {
        match (&node.data, node.tag()) {
            (Data::List(items), None) => &items[..self.limit(node, items.len())],
            (Data::Scalar(Scalar::String(_)), None) => {
                self.add(
                    node.span().start,
                    format!("expected {wanted}, found text; put it in brackets: [{}]", shown(self.written(node))),
                );
                &[]
            }
            _ => {
                self.wrong_type(node, wanted);
                &[]
            }
        }
    }

    pub(super) fn map<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n [Entry]> {
        match (&node.data, node.tag()) {
            (Data::Map(entries), None) => Some(&entries[..self.limit(node, entries.len())]),
            _ => {
                self.wrong_type(node, wanted);
                None
            }
        }
    }

    /// The number of items to parse. Larger lists are beyond any real pipeline; the limit protects against attacks.
    fn limit(&mut self, node: &Node, len: usize) -> usize {
        if len > MAX_ITEMS {
            self.add(node.span().start, format!("{len} items exceed the limit of {MAX_ITEMS}"));
        }
        len.min(MAX_ITEMS)
    }
}

/// A number as written.
pub(super) fn number(node: &Node) -> Option<&str> {
    match (&node.data, node.tag()) {
        (Data::Scalar(Scalar::Plain(text)), None) => Some(text),
        _ => None,
    }
}

/// Whether the value is empty or `null`.
pub(super) fn is_null(node: &Node) -> bool {
    matches!((&node.data, node.tag()), (Data::Scalar(Scalar::Null), None))
}

fn found(node: &Node) -> String {
    match &node.data {
        Data::Map(_) => "a map".to_owned(),
        Data::List(_) => "a list".to_owned(),
        Data::Scalar(Scalar::Null) => "nothing".to_owned(),
        Data::Scalar(Scalar::Bool(flag)) => format!("the boolean '{flag}'"),
        Data::Scalar(Scalar::Plain(_)) => "a number".to_owned(),
        Data::Scalar(_) => "text".to_owned(),
    }
}

/// Text from the file for use in a message: made harmless and short.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}
