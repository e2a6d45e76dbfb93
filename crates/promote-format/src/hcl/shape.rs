//! The shape of a file: bodies of attributes and blocks, each with its byte range.

use std::ops::Range;

use hcl_edit::Span;

use crate::Node;
use crate::error::SyntaxFault;

/// The items of a file or a block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    /// The items in the order of the file.
    pub(crate) items: Vec<Item>,
}

/// An attribute or a block.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// The byte range of the item.
    pub(crate) span: Range<usize>,
    /// The name of an attribute; the type and the labels of a block.
    pub(crate) names: Vec<Name>,
    /// The content.
    pub(crate) kind: ItemKind,
}

/// A name or a label.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    /// The text without quotes.
    pub(crate) text: String,
    /// The byte range, quotes included.
    pub(crate) span: Range<usize>,
}

/// The content of an item.
#[derive(Debug, Clone)]
pub(crate) enum ItemKind {
    /// The value of an attribute.
    Value(Node),
    /// The braces of a block, and its body.
    Block(Range<usize>, Body),
}

impl Item {
    /// The names as text, which distinguish the item from others in its body.
    pub(crate) fn path(&self) -> Vec<&str> {
        self.names.iter().map(|name| name.text.as_str()).collect()
    }

    /// The body of a block.
    pub(crate) fn body(&self) -> Option<&Body> {
        match &self.kind {
            ItemKind::Value(_) => None,
            ItemKind::Block(_, body) => Some(body),
        }
    }
}

/// Converts the parser's nodes.
pub(crate) struct Shaper<'a> {
    /// The text of the file.
    pub(crate) text: &'a str,
    /// The offset of the parsed text in the file.
    pub(crate) offset: usize,
}

impl Shaper<'_> {
    /// The byte range of a parsed node.
    pub(crate) fn span(&self, node: &impl Span) -> Result<Range<usize>, SyntaxFault> {
        let span = node.span().ok_or_else(|| self.fault(0, "a value has no byte range"))?;
        Ok(span.start + self.offset..span.end + self.offset)
    }

    /// A fault at a byte.
    pub(crate) fn fault(&self, at: usize, reason: &str) -> SyntaxFault {
        SyntaxFault { at, reason: reason.to_owned() }
    }
}
