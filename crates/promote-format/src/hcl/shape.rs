//! What a file is made of: bodies of attributes and blocks, each with the bytes it stands in.

use std::ops::Range;

use hcl_edit::Span;

use crate::Node;
use crate::error::SyntaxFault;

/// The entries of a file or a block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    /// In the file's order.
    pub(crate) items: Vec<Item>,
}

/// An attribute or a block.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// From its first byte to its last.
    pub(crate) span: Range<usize>,
    /// The attribute's name; the block's type and labels.
    pub(crate) names: Vec<Name>,
    /// What it holds.
    pub(crate) kind: ItemKind,
}

/// A name or label.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    /// As text, without quotes.
    pub(crate) text: String,
    /// Its bytes, quotes included.
    pub(crate) span: Range<usize>,
}

/// What an item holds.
#[derive(Debug, Clone)]
pub(crate) enum ItemKind {
    /// An attribute's value.
    Value(Node),
    /// A block's braces, and what stands between them.
    Block(Range<usize>, Body),
}

impl Item {
    /// The names as text: what tells it from others of its body.
    pub(crate) fn path(&self) -> Vec<&str> {
        self.names.iter().map(|name| name.text.as_str()).collect()
    }

    /// The body, of a block.
    pub(crate) fn body(&self) -> Option<&Body> {
        match &self.kind {
            ItemKind::Value(_) => None,
            ItemKind::Block(_, body) => Some(body),
        }
    }
}

/// Turns the parser's nodes into ours.
pub(crate) struct Shaper<'a> {
    /// The file's text.
    pub(crate) text: &'a str,
    /// Where the parsed text begins in it.
    pub(crate) offset: usize,
}

impl Shaper<'_> {
    /// The bytes of something parsed.
    pub(crate) fn span(&self, node: &impl Span) -> Result<Range<usize>, SyntaxFault> {
        let span = node.span().ok_or_else(|| self.fault(0, "a value without a place"))?;
        Ok(span.start + self.offset..span.end + self.offset)
    }

    /// A fault at a byte.
    pub(crate) fn fault(&self, at: usize, reason: &str) -> SyntaxFault {
        SyntaxFault { at, reason: reason.to_owned() }
    }
}
