//! Read and edit configuration files by key: YAML, JSON, JSONC, TOML, HCL, `.env` and `.properties`.
//!
//! An edit takes a value from one file (the source) and puts it into another one (the target). Everything else
//! in the target keeps its bytes: comments, quotes, order, indentation, line endings.
//!
//! ```
//! use promote_format::{Format, Key, Parsed, Value};
//!
//! let production = "image:\n  tag: '1.4'   # pinned\n  pull: always\n";
//! let staging = "image: {tag: '1.5', pull: never}\n";
//!
//! let target = Parsed::parse(Format::Yaml, production)?;
//! let source = Parsed::parse(Format::Yaml, staging)?;
//! let key: Key = "image.tag".parse()?;
//! assert_eq!(target.get(&key).map(|node| node.value()), Some(Value::String("1.4".to_owned())));
//!
//! let result = target.copy_key(&source, &key)?;
//! assert_eq!(result.to_string(), "image:\n  tag: '1.5'   # pinned\n  pull: always\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`edited`] applies several [`Edit`]s at once, in any document of a file. [`Node::span`] gives the byte range of
//! every value.
//!
//! # How it works
//!
//! A format provides a reader, which produces the common [`Tree`], and one or more ways to splice the target's own
//! text (`driver`). After each attempt, the engine parses the result again and compares it with a model of the edit
//! that is computed on values alone (`model`, `check`). A result that differs is never returned; the edit is refused
//! with a reason instead.

mod align;
mod bracket;
mod check;
mod comment_behind;
mod dotenv;
pub mod dotted;
mod driver;
mod edit;
mod edit_tree;
mod engine;
mod error;
mod find;
mod fingerprint;
mod flat;
mod format;
mod hcl;
mod json;
mod keys;
#[cfg(test)]
mod laws;
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

pub use comment_behind::{comment_behind, with_comments};
pub use edit::{Edit, Place};
pub use engine::{edit, edited, keeping_aliases};
pub use error::{EditError, ReadError, position};
pub use find::Finder;
pub use format::Format;
#[cfg(test)]
pub(crate) use limits::MAX_BYTES;
pub(crate) use limits::{MAX_DEPTH, MAX_NODES};
pub use parsed::Parsed;
pub use promote_model::{FileValue, Key, Step, Value};
pub use registry::{read, read_by};
pub use rename::{Rename, renamed};
pub use tree::{Data, Document, Entry, Node, Origin, Scalar, Text, Tree};

/// The examples of the README are compiled and run as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
