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
    /// Its tag.
    pub tag: Option<Cow<'a, Tag>>,
    /// Its anchor's name.
    pub anchor: Option<Cow<'a, str>>,
    /// Whether an alias points here.
    pub repeated: bool,
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
