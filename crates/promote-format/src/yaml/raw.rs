//! Raw nodes: nodes as written, before they are resolved.
//!
//! A large file has a hundred thousand of them while it is read. So a node takes 24 bytes, its children are a
//! linked list, and rare properties are stored separately.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use granit_parser::Tag;

/// The absence of an index or offset.
const NONE: u32 = u32::MAX;

/// A node as written. 32 bits are enough, because a file has at most 16 MiB.
struct Raw {
    start: u32,
    end: u32,
    kind: RawData,
    /// The next child of the same parent.
    next: u32,
}

enum RawData {
    /// Text that is a part of the file, by offset and length.
    Written { at: u32, length: u32, plain: bool },
    /// Text that differs from its notation in the file, by index.
    Decoded { text: u32, plain: bool },
    /// Alternating keys and values; the first key.
    Map { first: u32 },
    /// Elements; the first one.
    List { first: u32 },
    /// The node that an alias refers to.
    Alias { target: u32 },
}

/// The content of a raw node.
pub(crate) enum RawKind<'r> {
    /// Text, and whether it is plain (without quotes).
    Scalar(&'r str, bool),
    /// A mapping; its children are alternating keys and values.
    Map,
    /// A sequence; its children are its elements.
    List,
    /// The node that an alias refers to.
    Alias(usize),
}

/// The content of a new node.
pub(crate) enum NewRaw<'a> {
    /// Text, and whether it is plain (without quotes).
    Scalar(Cow<'a, str>, bool),
    /// A mapping without entries.
    Map,
    /// A sequence without elements.
    List,
    /// An alias of a node.
    Alias(usize),
}

#[derive(Default)]
struct Properties<'a> {
    tag: Option<Cow<'a, Tag>>,
    anchor: Option<Cow<'a, str>>,
    repeated: bool,
}

/// All nodes of a file, and its documents.
pub(crate) struct Raws<'a> {
    text: &'a str,
    nodes: Vec<Raw>,
    decoded: Vec<String>,
    rare: HashMap<usize, Properties<'a>>,
    /// The documents: root node and first byte.
    pub(crate) documents: Vec<(usize, usize)>,
}

impl<'a> Raws<'a> {
    /// An empty set of nodes for this text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, nodes: Vec::new(), decoded: Vec::new(), rare: HashMap::new(), documents: Vec::new() }
    }

    /// The number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Adds a node whose byte range is not known yet.
    pub(crate) fn add(&mut self, new: NewRaw<'a>) -> usize {
        let kind = match new {
            NewRaw::Scalar(Cow::Borrowed(text), plain) => match self.place_of(text) {
                Some((at, length)) => RawData::Written { at, length, plain },
                None => self.decode(text.to_owned(), plain),
            },
            NewRaw::Scalar(Cow::Owned(text), plain) => self.decode(text, plain),
            NewRaw::Map => RawData::Map { first: NONE },
            NewRaw::List => RawData::List { first: NONE },
            NewRaw::Alias(target) => RawData::Alias { target: small(target) },
        };
        self.nodes.push(Raw { start: NONE, end: 0, kind, next: NONE });
        self.nodes.len() - 1
    }

    fn decode(&mut self, text: String, plain: bool) -> RawData {
        self.decoded.push(text);
        RawData::Decoded { text: small(self.decoded.len() - 1), plain }
    }

    /// The offset and length of a part of the text; `None` if `part` is other memory.
    fn place_of(&self, part: &str) -> Option<(u32, u32)> {
        let at = part.as_ptr().addr().checked_sub(self.text.as_ptr().addr())?;
        let here = self.text.get(at..at.checked_add(part.len())?)?;
        std::ptr::eq(here, part).then(|| (small(at), small(part.len())))
    }

    /// Sets the tag and the anchor of a node.
    pub(crate) fn name(&mut self, node: usize, tag: Option<Cow<'a, Tag>>, anchor: Option<Cow<'a, str>>) {
        if tag.is_some() || anchor.is_some() {
            self.rare.insert(node, Properties { tag, anchor, repeated: false });
        }
    }

    /// The byte range of a node, anchor and tag included.
    pub(crate) fn span(&self, node: usize) -> Range<usize> {
        self.nodes[node].start as usize..self.nodes[node].end as usize
    }

    /// Moves the start of a node to `at` if that is before the known start.
    pub(crate) fn begins(&mut self, node: usize, at: usize) {
        let own = &mut self.nodes[node];
        own.start = own.start.min(small(at));
    }

    /// Whether the start of a node is unknown.
    pub(crate) fn has_no_start(&self, node: usize) -> bool {
        self.nodes[node].start == NONE
    }

    /// Sets the end of a node.
    pub(crate) fn ends(&mut self, node: usize, at: usize) {
        self.nodes[node].end = small(at);
    }

    /// The content of a node.
    pub(crate) fn kind(&self, node: usize) -> RawKind<'_> {
        match self.nodes[node].kind {
            RawData::Written { at, length, plain } => {
                RawKind::Scalar(&self.text[at as usize..][..length as usize], plain)
            }
            RawData::Decoded { text, plain } => RawKind::Scalar(&self.decoded[text as usize], plain),
            RawData::Map { .. } => RawKind::Map,
            RawData::List { .. } => RawKind::List,
            RawData::Alias { target } => RawKind::Alias(target as usize),
        }
    }

    /// Adds a node after the last child of its parent.
    pub(crate) fn attach(&mut self, parent: usize, last: Option<usize>, node: usize) {
        let node = small(node);
        match (last, &mut self.nodes[parent].kind) {
            (Some(last), _) => self.nodes[last].next = node,
            (None, RawData::Map { first } | RawData::List { first }) => *first = node,
            (None, _) => {}
        }
    }

    /// The children of a node, in order.
    pub(crate) fn children(&self, node: usize) -> impl Iterator<Item = usize> + use<'_, 'a> {
        let first = match self.nodes[node].kind {
            RawData::Map { first } | RawData::List { first } => first,
            _ => NONE,
        };
        let some = |at: u32| (at != NONE).then_some(at as usize);
        std::iter::successors(some(first), move |node| some(self.nodes[*node].next))
    }

    /// The keys and values of a mapping.
    pub(crate) fn entries(&self, node: usize) -> impl Iterator<Item = (usize, usize)> + use<'_, 'a> {
        let mut children = self.children(node);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The tag of a node.
    pub(crate) fn tag(&self, node: usize) -> Option<&Tag> {
        self.rare.get(&node)?.tag.as_deref()
    }

    /// The name of a node's anchor.
    pub(crate) fn anchor(&self, node: usize) -> Option<&str> {
        self.rare.get(&node)?.anchor.as_deref()
    }

    /// Whether an alias refers to the node.
    pub(crate) fn is_repeated(&self, node: usize) -> bool {
        self.rare.get(&node).is_some_and(|rare| rare.repeated)
    }

    /// Records that an alias refers to the node.
    pub(crate) fn repeat(&mut self, node: usize) {
        self.rare.entry(node).or_default().repeated = true;
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}
