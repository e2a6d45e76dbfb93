//! A YAML file as a tree.

use super::compose::compose;
use super::expand::Expander;
use super::raw::Raws;
use crate::format::{Document, ReadError, Tree};

/// Reads all documents of a file.
///
/// # Errors
/// Text that is not UTF-8 or not YAML, keys that are twice in a map or no scalars, and
/// what exceeds a limit.
pub fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|e| ReadError::at(bytes, e.valid_up_to(), "not UTF-8"))?;
    let raws = compose(text)?;
    let mut expander = Expander::new(text, &raws);
    let mut documents = Vec::with_capacity(raws.documents.len());
    for (index, (root, start)) in raws.documents.iter().enumerate() {
        let root = expander.node(*root)?;
        documents.push(Document { root, span: *start..document_end(text, &raws, index) });
    }
    Ok(Tree { documents })
}

fn document_end(text: &str, raws: &Raws<'_>, index: usize) -> usize {
    raws.documents.get(index + 1).map_or(text.len(), |(_, start)| *start)
}
