//! Nodes as they are written, before they are given a meaning.
//!
//! A large file has a hundred thousand of them, for as long as it takes to read it: so a node is 24 bytes, its children
//! are a chain and not a list of its own, and what few nodes have is kept apart.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use granit_parser::Tag;

/// Where nothing is.
const NONE: u32 = u32::MAX;

/// A node as it is written. Bytes and positions fit: a file is no longer than 16 MiB.
struct Raw {
    start: u32,
    end: u32,
    kind: RawData,
    /// The next child of the same parent.
    next: u32,
}

enum RawData {
    /// Text as the file has it, from that byte on and so long.
    Written { at: u32, length: u32, plain: bool },
    /// Text that the file spells otherwise.
    Decoded { text: u32, plain: bool },
    /// Keys and values in turns; the first key.
    Map { first: u32 },
    /// Elements; the first.
    List { first: u32 },
    /// The node that an alias points to.
    Alias { target: u32 },
}

/// What a raw node holds.
pub(crate) enum RawKind<'r> {
    /// Text, and whether it stands without quotes.
    Scalar(&'r str, bool),
    /// Keys and values: its children, in turns.
    Map,
    /// Elements: its children.
    List,
    /// The node that an alias points to.
    Alias(usize),
}

/// A new node.
pub(crate) enum NewRaw<'a> {
    /// Text, and whether it stands without quotes.
    Scalar(Cow<'a, str>, bool),
    /// A map without entries.
    Map,
    /// A list without elements.
    List,
    /// An alias to a node.
    Alias(usize),
}

#[derive(Default)]
struct Properties<'a> {
    tag: Option<Cow<'a, Tag>>,
    anchor: Option<Cow<'a, str>>,
    repeated: bool,
}

/// All nodes of a file, and its documents' topmost nodes and bytes.
pub(crate) struct Raws<'a> {
    text: &'a str,
    nodes: Vec<Raw>,
    decoded: Vec<String>,
    rare: HashMap<usize, Properties<'a>>,
    /// The documents: topmost node, first byte.
    pub(crate) documents: Vec<(usize, usize)>,
}

impl<'a> Raws<'a> {
    /// No nodes of that text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, nodes: Vec::new(), decoded: Vec::new(), rare: HashMap::new(), documents: Vec::new() }
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Adds a node whose bytes are not known yet.
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

    /// Where a part of the text stands in it; `None` where it is a part of something else.
    fn place_of(&self, part: &str) -> Option<(u32, u32)> {
        let at = part.as_ptr().addr().checked_sub(self.text.as_ptr().addr())?;
        let here = self.text.get(at..at.checked_add(part.len())?)?;
        std::ptr::eq(here, part).then(|| (small(at), small(part.len())))
    }

    /// Gives a node its tag and its anchor's name.
    pub(crate) fn name(&mut self, node: usize, tag: Option<Cow<'a, Tag>>, anchor: Option<Cow<'a, str>>) {
        if tag.is_some() || anchor.is_some() {
            self.rare.insert(node, Properties { tag, anchor, repeated: false });
        }
    }

    /// The bytes of a node, anchor and tag included.
    pub(crate) fn span(&self, node: usize) -> Range<usize> {
        self.nodes[node].start as usize..self.nodes[node].end as usize
    }

    /// Says where it begins, where that is before what was known.
    pub(crate) fn begins(&mut self, node: usize, at: usize) {
        let own = &mut self.nodes[node];
        own.start = own.start.min(small(at));
    }

    /// Whether nobody has said where it begins.
    pub(crate) fn is_placeless(&self, node: usize) -> bool {
        self.nodes[node].start == NONE
    }

    /// Says where it ends.
    pub(crate) fn ends(&mut self, node: usize, at: usize) {
        self.nodes[node].end = small(at);
    }

    /// What it holds.
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

    /// Puts a node behind the last child so far of its parent.
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

    /// The keys and values of a map.
    pub(crate) fn entries(&self, node: usize) -> impl Iterator<Item = (usize, usize)> + use<'_, 'a> {
        let mut children = self.children(node);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// Its tag.
    pub(crate) fn tag(&self, node: usize) -> Option<&Tag> {
        self.rare.get(&node)?.tag.as_deref()
    }

    /// Its anchor's name.
    pub(crate) fn anchor(&self, node: usize) -> Option<&str> {
        self.rare.get(&node)?.anchor.as_deref()
    }

    /// Whether an alias points to it.
    pub(crate) fn is_repeated(&self, node: usize) -> bool {
        self.rare.get(&node).is_some_and(|rare| rare.repeated)
    }

    /// Notes that an alias points to it.
    pub(crate) fn repeat(&mut self, node: usize) {
        self.rare.entry(node).or_default().repeated = true;
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}
