//! What names the elements of a list.

use std::borrow::Cow;
use std::collections::HashSet;

use promote_format::Node;

/// What names the elements of a list.
#[derive(Debug, Clone, Copy)]
pub(in crate::env) enum ElementName<'a> {
    /// One field; an empty one for the elements of a set.
    Field(&'a str),
    /// The first of these fields that the element has.
    FirstOf(&'a [&'a str]),
}

impl<'a> ElementName<'a> {
    /// The field and the value that name an element.
    pub(in crate::env) fn of<'n>(&self, item: &'n Node) -> Option<(&'a str, Cow<'n, str>)> {
        let by = |field: &'a str| Some((field, item.identified_by(field)?));
        match *self {
            Self::Field(field) => by(field),
            Self::FirstOf(fields) => fields.iter().find_map(|field| by(field)),
        }
    }

    /// Whether every element has a name, and no other has the same.
    pub(super) fn identifies(&self, items: &[Node]) -> bool {
        let mut seen = HashSet::with_capacity(items.len());
        items.iter().all(|item| item.tag().is_none() && self.of(item).is_some_and(|name| seen.insert(name)))
    }

    pub(super) fn has_field(&self, field: &str) -> bool {
        match self {
            Self::Field(own) => *own == field,
            Self::FirstOf(fields) => fields.contains(&field),
        }
    }
}
