//! What a reader makes of a file: documents of nodes, each with the bytes it stands in.
//!
//! Every format produces the same tree, so that everything above this layer (flattening to configs,
//! diff, plan) is written once. Spans are byte ranges into the file's own bytes (a byte order mark
//! counts), so that an edit can cut and splice without printing anything anew.

use std::collections::HashMap;
use std::ops::Range;

use promote_model::{Key, Step, Value};

/// A file as its reader understood it.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The documents, in order. JSON has exactly one; an empty YAML file has none.
    pub documents: Vec<Document>,
}

/// One document of a file.
#[derive(Debug, Clone)]
pub struct Document {
    /// The topmost node.
    pub root: Node,
    /// The bytes from this document's first line (its `---` where it has one) to the next one's.
    pub span: Range<usize>,
}

/// One value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    span: Span,
    /// What it holds.
    pub data: Data,
    /// What few nodes have, apart: a file may hold a hundred thousand of them.
    notes: Option<Box<Notes>>,
}

#[derive(Debug, Clone)]
struct Notes {
    tag: Option<String>,
    origin: Origin,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Data {
    /// A scalar.
    Scalar(Scalar),
    /// A map, in the file's order, with the merged keys (`<<`) behind its own.
    Map(Box<[Entry]>),
    /// A list.
    List(Box<[Node]>),
}

/// A scalar: those of [`Value`], of which a short one, as most are, takes no memory of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the value of the same name")]
pub enum Scalar {
    Null,
    Bool(bool),
    Plain(Text),
    String(Text),
}

impl Scalar {
    /// The value.
    pub fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Plain(text) => Value::Number(text.to_string()),
            Self::String(text) => Value::String(text.to_string()),
        }
    }
}

/// The text of a name or of a scalar.
pub type Text = ecow::EcoString;

/// One entry of a map.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key as text; a number or boolean key by its spelling.
    pub name: Text,
    name_span: Span,
    /// The value.
    pub value: Node,
}

impl Entry {
    /// An entry.
    pub(crate) fn new(name: impl Into<Text>, name_span: Range<usize>, value: Node) -> Self {
        Self { name: name.into(), name_span: Span::of(&name_span), value }
    }

    /// Puts key and value, a scalar, somewhere else.
    pub(super) fn stands_at(&mut self, name: Range<usize>, value: Range<usize>) {
        (self.name_span, self.value.span) = (Span::of(&name), Span::of(&value));
    }

    /// The bytes of the key, quotes included.
    pub fn name_span(&self) -> Range<usize> {
        self.name_span.range()
    }
}

/// Bytes of a file; none that is read is longer than 16 MiB ([`super::MAX_BYTES`]).
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn of(range: &Range<usize>) -> Self {
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Self { start: at(range.start), end: at(range.end) }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Whether a value is written where it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Written here.
    Own,
    /// Written here, and other places repeat it through an alias (`*name`) or a merge: editing it
    /// would change those, too. Holds the anchor's name.
    Anchored(String),
    /// Taken from an anchor through an alias or a merge key: cannot be edited here. Holds the
    /// anchor's name.
    Derived(String),
}

impl Node {
    /// A node that is written where it stands, and has no tag.
    pub(crate) fn new(span: Range<usize>, data: Data) -> Self {
        Self { span: Span::of(&span), data, notes: None }
    }

    /// The bytes of the value: anchor and tag included, blanks and comments around it not. A block
    /// scalar ends with its last content line's text. Empty for a YAML null that is not written.
    pub fn span(&self) -> Range<usize> {
        self.span.range()
    }

    /// The same with a tag, or from somewhere else.
    #[must_use]
    pub(crate) fn noted(self, tag: Option<String>, origin: Origin) -> Self {
        let plain = tag.is_none() && origin == Origin::Own;
        Self { notes: (!plain).then(|| Box::new(Notes { tag, origin })), ..self }
    }

    /// An application tag as written (`!Ref`); core tags are resolved by the reader.
    pub fn tag(&self) -> Option<&str> {
        self.notes.as_ref()?.tag.as_deref()
    }

    /// Whether the file spells the value here, or takes it from an anchor elsewhere.
    pub fn origin(&self) -> &Origin {
        self.notes.as_ref().map_or(&Origin::Own, |notes| &notes.origin)
    }

    /// The value without its places.
    pub fn value(&self) -> Value {
        let value = match &self.data {
            Data::Scalar(scalar) => scalar.value(),
            Data::Map(entries) => Value::Map(entries.iter().map(|e| (e.name.to_string(), e.value.value())).collect()),
            Data::List(items) => Value::List(items.iter().map(Node::value).collect()),
        };
        match self.tag() {
            Some(tag) => Value::Tagged(tag.to_owned(), Box::new(value)),
            None => value,
        }
    }

    /// Whether both hold the same value, as [`Value`] has it; nothing is copied.
    pub fn is_same(&self, other: &Node) -> bool {
        self.tag() == other.tag()
            && match (&self.data, &other.data) {
                (Data::Scalar(a), Data::Scalar(b)) => a == b,
                (Data::List(a), Data::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b)),
                (Data::Map(a), Data::Map(b)) => are_same(a, b),
                _ => false,
            }
    }

    /// The node that one step leads to.
    pub fn child(&self, step: &Step) -> Option<&Node> {
        match (step, &self.data) {
            (Step::Name(name), Data::Map(entries)) => entries.iter().find(|e| e.name == *name).map(|e| &e.value),
            (Step::Index(index), Data::List(items)) => items.get(*index),
            (Step::Element { field, value }, Data::List(items)) => {
                items.iter().find(|item| item.identified_by(field) == Some(value))
            }
            _ => None,
        }
    }

    /// How many entries or elements it has.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Map(entries) => entries.len(),
            Data::List(items) => items.len(),
            Data::Scalar(_) => 0,
        }
    }

    /// Whether it has no entries and no elements: a scalar, an empty map, an empty list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of the entry, or the element, at this position.
    pub fn nth(&self, index: usize) -> Option<&Node> {
        match &self.data {
            Data::Map(entries) => entries.get(index).map(|e| &e.value),
            Data::List(items) => items.get(index),
            Data::Scalar(_) => None,
        }
    }

    /// The node that a key leads to from here.
    pub fn find(&self, key: &Key) -> Option<&Node> {
        key.steps().iter().try_fold(self, |node, step| node.child(step))
    }

    /// What identifies an element of a list: the text of the scalar under `field`, where this is a
    /// map that has one; without a field, the text of the scalar that this is. A null or an empty text
    /// identifies nothing.
    pub fn identity(&self, field: &str) -> Option<String> {
        self.identified_by(field).map(str::to_owned)
    }

    /// The same, borrowed.
    pub fn identified_by(&self, field: &str) -> Option<&str> {
        let scalar = match &self.data {
            Data::Map(entries) if !field.is_empty() => &entries.iter().find(|e| e.name == field)?.value.data,
            Data::Scalar(_) if field.is_empty() && self.tag().is_none() => &self.data,
            _ => return None,
        };
        match scalar {
            Data::Scalar(Scalar::String(text) | Scalar::Plain(text)) if !text.is_empty() => Some(text),
            Data::Scalar(Scalar::Bool(flag)) => Some(if *flag { "true" } else { "false" }),
            _ => None,
        }
    }
}

/// The order of a map's entries does not count.
fn are_same(a: &[Entry], b: &[Entry]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // The usual case is the same order; only a different one pays for the look-up.
    if a.iter().zip(b).all(|(x, y)| x.name == y.name) {
        return a.iter().zip(b).all(|(x, y)| x.value.is_same(&y.value));
    }
    let index: HashMap<&str, &Node> = b.iter().map(|entry| (entry.name.as_str(), &entry.value)).collect();
    a.iter().all(|entry| index.get(entry.name.as_str()).is_some_and(|other| entry.value.is_same(other)))
}
