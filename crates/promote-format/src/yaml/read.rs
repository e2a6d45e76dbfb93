//! A YAML file as a tree.

use super::compose::compose;
use super::expand::Expander;
use super::raw::Raws;
use crate::{Document, ReadError, Tree};

/// Reads all documents of a file.
///
/// # Errors
/// Text that is not UTF-8 or not YAML, line ends that are carriage returns alone, keys that are twice in a
/// map or no scalars, and what exceeds a limit.
pub(crate) fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|e| ReadError::at(bytes, e.valid_up_to(), "not UTF-8"))?;
    if let Some(at) = lone_return(bytes) {
        let reason = "a carriage return without a line feed, which ends a line of YAML but of hardly any other text";
        return Err(ReadError::at(bytes, at, reason));
    }
    let raws = compose(text)?;
    let mut expander = Expander::new(text, &raws);
    let mut documents = Vec::with_capacity(raws.documents.len());
    for (index, (root, start)) in raws.documents.iter().enumerate() {
        let root = expander.node(*root)?;
        documents.push(Document { root, span: *start..document_end(text, &raws, index) });
    }
    Ok(Tree { documents })
}

/// To YAML it ends a line; to git, to editors and to the splicer it does not.
fn lone_return(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

fn document_end(text: &str, raws: &Raws<'_>, index: usize) -> usize {
    raws.documents.get(index + 1).map_or(text.len(), |(_, start)| *start)
}
