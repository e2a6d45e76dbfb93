//! Files that are one flat map, a line an entry: what `.env` and `.properties` files have in common.
//!
//! ```text
//! export  KEY   =   "a value"   # comment
//! prefix  name  sep value       tail
//! ```
//!
//! A value is replaced by the source's own text for it. A new entry comes as the source's lines, with
//! the target's prefix and separator where the target writes all of its own alike.

mod edit;
mod entries;
#[cfg(test)]
mod laws;
mod line_style;
mod side;

pub(crate) use edit::{Separators, edit};
pub(crate) use entries::{entries, tree, twice};
pub(crate) use side::FlatSide;
