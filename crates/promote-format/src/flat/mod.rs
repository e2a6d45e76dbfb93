//! Flat files: one map with one entry per line, as in `.env` and `.properties` files.
//!
//! ```text
//! export  KEY   =   "a value"   # comment
//! prefix  name  sep value       tail
//! ```
//!
//! A value is replaced by the source's own text. A new entry consists of the source's lines, with the target's
//! prefix and separator if all entries of the target have the same.

mod edit;
mod entries;
mod line_style;
mod side;

pub(crate) use edit::{Separators, edit};
pub(crate) use entries::{entries, tree, twice};
pub(crate) use side::FlatSide;
