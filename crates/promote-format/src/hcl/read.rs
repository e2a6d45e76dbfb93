//! The HCL reader: from the syntax tree of `hcl-edit` to a shape, and to the common tree.

use hcl_edit::structure::{BlockLabel, Structure};

use super::shape::{Body, Item, ItemKind, Name, Shaper};
use super::{precheck, tree, value};
use crate::error::SyntaxFault;
use crate::{ReadError, Tree};

/// Reads an HCL file. A byte order mark is skipped.
///
/// # Errors
/// If the text is not HCL, or if names cannot distinguish its blocks.
pub(crate) fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ReadError::at(bytes, error.valid_up_to(), "these bytes are not valid UTF-8"))?;
    let at = |fault: SyntaxFault| fault.in_file(bytes);
    let body = shape(text).map_err(at)?;
    tree::of(&body, text.len()).map_err(at)
}

/// The shape of a text.
pub(crate) fn shape(text: &str) -> Result<Body, SyntaxFault> {
    let offset = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    precheck::check(text)?;
    let parsed = hcl_edit::parser::parse_body(&text[offset..]).map_err(|error| SyntaxFault {
        at: offset + error.location().offset(),
        reason: format!("not HCL: {}", error.message()),
    })?;
    Shaper { text, offset }.body(&parsed)
}

impl Shaper<'_> {
    fn body(&self, body: &hcl_edit::structure::Body) -> Result<Body, SyntaxFault> {
        let items = body.iter().map(|structure| match structure {
            Structure::Attribute(attribute) => {
                let name = Name { text: attribute.key.as_str().to_owned(), span: self.span(&attribute.key)? };
                let value = value::node(self, &attribute.value)?;
                let span = name.span.start..value.span().end;
                Ok(Item { span, names: vec![name], kind: ItemKind::Value(value) })
            }
            Structure::Block(block) => self.block(block),
        });
        Ok(Body { items: items.collect::<Result<_, _>>()? })
    }

    fn block(&self, block: &hcl_edit::structure::Block) -> Result<Item, SyntaxFault> {
        let mut names = vec![Name { text: block.ident.as_str().to_owned(), span: self.span(&block.ident)? }];
        for label in &block.labels {
            let span = match label {
                BlockLabel::Ident(label) => self.span(label)?,
                BlockLabel::String(label) => self.span(label)?,
            };
            names.push(Name { text: label.as_str().to_owned(), span });
        }
        let span = self.span(block)?;
        let behind = names.last().map_or(span.start, |name| name.span.end);
        let open = self.brace(behind).ok_or_else(|| self.fault(behind, "expected the opening brace of a block"))?;
        let kind = ItemKind::Block(open..span.end, self.body(&block.body)?);
        Ok(Item { span, names, kind })
    }

    /// The brace that opens a block, after blanks and comments.
    fn brace(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = self.text.get(at..)?;
            let bare = rest.trim_start_matches([' ', '\t']);
            at += rest.len() - bare.len();
            if bare.starts_with('{') {
                return Some(at);
            }
            at += bare.strip_prefix("/*")?.find("*/")? + 4;
        }
    }
}
