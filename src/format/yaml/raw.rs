//! Nodes as they are written, before they are given a meaning.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::Tag;

/// A node as it is written.
pub struct Raw<'a> {
    /// Its bytes, anchor and tag included.
    pub span: Range<usize>,
    /// What it holds.
    pub kind: RawKind<'a>,
    /// What few nodes have: it is kept apart, for a large file has a hundred thousand nodes.
    rare: Option<Box<Rare<'a>>>,
}

#[derive(Default)]
struct Rare<'a> {
    tag: Option<Cow<'a, Tag>>,
    anchor: Option<Cow<'a, str>>,
    repeated: bool,
}

impl<'a> Raw<'a> {
    /// A node with its tag and its anchor's name.
    pub fn new(span: Range<usize>, kind: RawKind<'a>, tag: Option<Cow<'a, Tag>>, anchor: Option<Cow<'a, str>>) -> Self {
        let rare = (tag.is_some() || anchor.is_some()).then(|| Box::new(Rare { tag, anchor, repeated: false }));
        Self { span, kind, rare }
    }

    /// Its tag.
    pub fn tag(&self) -> Option<&Tag> {
        self.rare.as_ref()?.tag.as_deref()
    }

    /// Its anchor's name.
    pub fn anchor(&self) -> Option<&str> {
        self.rare.as_ref()?.anchor.as_deref()
    }

    /// Whether an alias points here.
    pub fn is_repeated(&self) -> bool {
        self.rare.as_ref().is_some_and(|rare| rare.repeated)
    }

    /// Notes that an alias points here.
    pub fn repeat(&mut self) {
        self.rare.get_or_insert_default().repeated = true;
    }
}

/// What a raw node holds; other nodes by their position in [`Raws`].
pub enum RawKind<'a> {
    /// Text, and whether it stands without quotes.
    Scalar(Cow<'a, str>, bool),
    /// Keys and values.
    Map(Vec<(usize, usize)>),
    /// Elements.
    List(Vec<usize>),
    /// The node that an alias points to.
    Alias(usize),
}

/// All nodes of a file, and its documents' topmost nodes and bytes.
pub struct Raws<'a> {
    /// The nodes, children behind their parents.
    pub nodes: Vec<Raw<'a>>,
    /// The documents: topmost node, first byte.
    pub documents: Vec<(usize, usize)>,
}
