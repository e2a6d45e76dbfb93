//! Formats: bytes to a tree of configs, and edits that keep every other byte.
//!
//! A format has two halves: `read` says what the file holds and where each piece stands; `edit`
//! carries pieces of one file (the source) into another (the target) by cutting and splicing the
//! target's own text. After an edit the result is read again (`check`) and compared with what a model
//! of the edit says (`model`, on values alone); a result that differs is never handed out. What all
//! formats share besides: edits as a tree along their keys (`wanted`), looking keys up (`find`), and
//! the one way to change text (`splice`).

mod bracket;
mod check;
mod dotenv;
pub mod dotted;
mod driver;
mod edit;
mod edit_tree;
mod engine;
mod error;
mod find;
mod flat;
mod format;
mod hcl;
mod json;
mod limits;
mod line_block;
mod model;
mod opaque;
mod parsed;
mod properties;
mod registry;
mod rename;
mod splice;
mod toml;
mod tree;
mod yaml;

pub use edit::{Edit, Place};
pub use engine::{edit, edited};
pub use error::{EditError, ReadError, position};
pub use find::Finder;
pub use format::Format;
#[cfg(test)]
pub(crate) use limits::MAX_BYTES;
pub(crate) use limits::{MAX_DEPTH, MAX_NODES};
pub use parsed::Parsed;
pub use registry::read;
pub use rename::{Rename, renamed};
pub use tree::{Data, Document, Entry, Node, Origin, Scalar, Text, Tree};
