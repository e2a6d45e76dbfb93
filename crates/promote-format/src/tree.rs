//! The tree of a parsed file: documents of nodes, each with its byte range.
//!
//! All formats produce the same tree, so the code above this crate (flattening, diff, plan) is written once.
//! Spans are byte ranges of the file, byte order mark included, so that an edit can splice text instead of
//! printing the file again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use promote_model::{Key, Step, Value};

/// A parsed file.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The documents, in order. JSON has exactly one; an empty YAML file has none.
    pub documents: Vec<Document>,
}

/// One document of a file.
#[derive(Debug, Clone)]
pub struct Document {
    /// The root node.
    pub root: Node,
    /// The bytes from the first line of this document (its `---`, if it has one) to the first line of the next.
    pub span: Range<usize>,
}

/// A value and its byte range.
#[derive(Debug, Clone)]
pub struct Node {
    span: Span,
    /// The content of the node.
    pub data: Data,
    /// Attributes that few nodes have, boxed because a file may have a hundred thousand nodes.
    notes: Option<Box<Notes>>,
}

#[derive(Debug, Clone)]
struct Notes {
    tag: Option<String>,
    origin: Origin,
}

/// The content of a node.
#[derive(Debug, Clone)]
pub enum Data {
    /// A scalar.
    Scalar(Scalar),
    /// A map, in the order of the file. Merged entries (`<<`) follow the map's own.
    Map(Box<[Entry]>),
    /// A list.
    List(Box<[Node]>),
}

/// A scalar. Short texts, which are most of them, need no allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// A null.
    Null,
    /// A boolean.
    Bool(bool),
    /// Unquoted text that is not a string, as written: a number, a date, an HCL expression, a word that YAML 1.1
    /// does not read as text (`yes`), or a value of a `.env` file that tools expand (`$HOME`). Its value is a
    /// [`Value::Token`].
    Plain(Text),
    /// A string, without quotes and escapes.
    String(Text),
}

impl Scalar {
    /// The value of the scalar.
    pub fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Plain(text) => Value::Token(text.to_string()),
            Self::String(text) => Value::String(text.to_string()),
        }
    }
}

/// The text of a name or of a scalar.
pub type Text = ecow::EcoString;

/// An entry of a map.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key as text; a number or boolean key by its notation.
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

    /// Moves key and value, a scalar, to other byte ranges.
    pub(super) fn move_to(&mut self, name: Range<usize>, value: Range<usize>) {
        (self.name_span, self.value.span) = (Span::of(&name), Span::of(&value));
    }

    /// Whether a merge key of YAML adds the entry, so that it is not written in its map; `bytes` are those of the file.
    pub fn is_merged_in(&self, bytes: &[u8]) -> bool {
        let is_derived = matches!(self.value.origin(), Origin::Derived(_)) && self.name != "<<";
        // The tag of a merge key may be written out: `!!merge <<`.
        let is_merge_key = |text: &[u8]| text.ends_with(b"<<") && !text.ends_with(b"<<<");
        is_derived && bytes.get(self.name_span()).is_some_and(is_merge_key)
    }

    /// The byte range of the key, quotes included.
    pub fn name_span(&self) -> Range<usize> {
        self.name_span.range()
    }
}

/// A byte range with 32-bit offsets; files have at most 16 MiB ([`MAX_BYTES`](crate::limits::MAX_BYTES)).
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

/// The place where a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The value is written here.
    Own,
    /// The value is written here, and an alias (`*name`) or a merge key repeats it elsewhere, so that an edit
    /// would change those places, too. Holds the name of the anchor.
    Anchored(String),
    /// The value comes from an anchor through an alias or a merge key and cannot be edited here. Holds the name
    /// of the anchor.
    Derived(String),
}

impl Node {
    /// A node without a tag, written at `span`.
    pub(crate) fn new(span: Range<usize>, data: Data) -> Self {
        Self { span: Span::of(&span), data, notes: None }
    }

    /// The byte range of the value, with anchor and tag, without blanks and comments around it. A block scalar
    /// ends with the text of its last content line. Empty for a YAML null that is not written.
    pub fn span(&self) -> Range<usize> {
        self.span.range()
    }

    /// The node with a tag and an origin.
    #[must_use]
    pub(crate) fn with_notes(self, tag: Option<String>, origin: Origin) -> Self {
        let plain = tag.is_none() && origin == Origin::Own;
        Self { notes: (!plain).then(|| Box::new(Notes { tag, origin })), ..self }
    }

    /// The application tag as written (`!Ref`). The reader resolves core tags.
    pub fn tag(&self) -> Option<&str> {
        self.notes.as_ref()?.tag.as_deref()
    }

    /// Whether the value is written here or comes from an anchor elsewhere.
    pub fn origin(&self) -> &Origin {
        self.notes.as_ref().map_or(&Origin::Own, |notes| &notes.origin)
    }

    /// The value without byte ranges.
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

    /// Whether both nodes hold the same [`Value`], compared without a copy.
    pub fn is_same(&self, other: &Node) -> bool {
        self.tag() == other.tag()
            && match (&self.data, &other.data) {
                (Data::Scalar(a), Data::Scalar(b)) => a == b,
                (Data::List(a), Data::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b)),
                (Data::Map(a), Data::Map(b)) => are_same(a, b),
                _ => false,
            }
    }

    /// The child that a step leads to.
    pub fn child(&self, step: &Step) -> Option<&Node> {
        match (step, &self.data) {
            (Step::Name(name), Data::Map(entries)) => entries.iter().find(|e| e.name == *name).map(|e| &e.value),
            (Step::Index(index), Data::List(items)) => items.get(*index),
            (Step::Element { field, value }, Data::List(items)) => {
                items.iter().find(|item| item.identified_by(field).is_some_and(|own| own == *value))
            }
            _ => None,
        }
    }

    /// The number of entries or elements.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Map(entries) => entries.len(),
            Data::List(items) => items.len(),
            Data::Scalar(_) => 0,
        }
    }

    /// Whether the node is a scalar, an empty map or an empty list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of the entry or element at an index.
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

    /// The text that identifies a list element: the scalar under `field` if the element is a map, or, for an
    /// empty `field`, the element itself if it is a scalar. A null or an empty text does not identify an
    /// element. A map of scalars under `field` identifies it by its entries: `kind=Deployment,name=web`.
    pub fn identity(&self, field: &str) -> Option<String> {
        self.identified_by(field).map(Cow::into_owned)
    }

    /// Like [`Node::identity`], borrowed where it is one scalar.
    pub fn identified_by(&self, field: &str) -> Option<Cow<'_, str>> {
        match &self.data {
            Data::Map(entries) if !field.is_empty() => {
                let value = &entries.iter().find(|e| e.name == field)?.value;
                match &value.data {
                    Data::Map(below) if value.tag().is_none() => of_entries(below),
                    data => of_scalar(data).map(Cow::Borrowed),
                }
            }
            Data::Scalar(_) if field.is_empty() && self.tag().is_none() => of_scalar(&self.data).map(Cow::Borrowed),
            _ => None,
        }
    }
}

fn of_scalar(data: &Data) -> Option<&str> {
    match data {
        Data::Scalar(Scalar::String(text) | Scalar::Plain(text)) if !text.is_empty() => Some(text),
        Data::Scalar(Scalar::Bool(flag)) => Some(if *flag { "true" } else { "false" }),
        _ => None,
    }
}

/// The entries of a map of scalars, in the order of their names; `None` if they could be read in two ways.
fn of_entries(entries: &[Entry]) -> Option<Cow<'static, str>> {
    let text = |entry: &Entry| {
        let value =
            of_scalar(&entry.value.data).filter(|value| entry.value.tag().is_none() && !value.contains([',', '\n']))?;
        (!entry.name.contains([',', '=', '\n'])).then(|| format!("{}={value}", entry.name))
    };
    let mut texts: Vec<String> = entries.iter().map(text).collect::<Option<_>>()?;
    texts.sort();
    (!texts.is_empty()).then(|| Cow::Owned(texts.join(",")))
}

/// Compares maps; the order of entries does not matter.
fn are_same(a: &[Entry], b: &[Entry]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // Maps usually have the same order; build an index only if they do not.
    if a.iter().zip(b).all(|(x, y)| x.name == y.name) {
        return a.iter().zip(b).all(|(x, y)| x.value.is_same(&y.value));
    }
    let index: HashMap<&str, &Node> = b.iter().map(|entry| (entry.name.as_str(), &entry.value)).collect();
    a.iter().all(|entry| index.get(entry.name.as_str()).is_some_and(|other| entry.value.is_same(other)))
}
