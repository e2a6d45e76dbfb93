//! What a file is made of: bodies of attributes and blocks, each with the bytes it stands in.

use std::ops::Range;

use crate::Node;

/// The entries of a file or a block.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// In the file's order.
    pub items: Vec<Item>,
}

/// An attribute or a block.
#[derive(Debug, Clone)]
pub struct Item {
    /// From its first byte to its last.
    pub span: Range<usize>,
    /// The attribute's name; the block's type and labels.
    pub names: Vec<Name>,
    /// What it holds.
    pub content: Content,
}

/// A name or label.
#[derive(Debug, Clone)]
pub struct Name {
    /// As text, without quotes.
    pub text: String,
    /// Its bytes, quotes included.
    pub span: Range<usize>,
}

/// What an item holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// An attribute's value.
    Value(Node),
    /// A block's braces, and what stands between them.
    Block(Range<usize>, Body),
}

impl Item {
    /// The names as text: what tells it from others of its body.
    pub fn path(&self) -> Vec<&str> {
        self.names.iter().map(|name| name.text.as_str()).collect()
    }

    /// The body, of a block.
    pub fn body(&self) -> Option<&Body> {
        match &self.content {
            Content::Value(_) => None,
            Content::Block(_, body) => Some(body),
        }
    }
}
