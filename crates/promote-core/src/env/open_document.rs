//! The document behind an open `---` at the end of a file.
//!
//! ```text
//! a: 1
//! ---        the marker is there, and nothing below it: a new document needs no marker of its own
//! ```

use promote_format::Parsed;
use promote_model::Value;

/// An empty document at the end of a file, behind a `---`. The first new document that can be there is written below it.
pub(super) struct OpenDocument<'a> {
    index: usize,
    /// The document that is written there.
    taken: Option<Option<&'a str>>,
}

impl<'a> OpenDocument<'a> {
    /// The open document of a file.
    pub(super) fn of(to: &Parsed) -> Option<Self> {
        let (index, last) = to.tree.documents.iter().enumerate().next_back()?;
        let is_empty = last.root.span().is_empty() && matches!(last.root.value(), Value::Null);
        (index > 0 && is_empty).then_some(Self { index, taken: None })
    }

    /// The index for a document that the target does not have. A document without a name is found by its position.
    pub(super) fn take(&mut self, document: Option<&'a str>) -> Option<usize> {
        let position = document.and_then(|name| name.parse::<usize>().ok());
        let fits = position.is_none_or(|position| position == self.index);
        (fits && *self.taken.get_or_insert(document) == document).then_some(self.index)
    }
}
