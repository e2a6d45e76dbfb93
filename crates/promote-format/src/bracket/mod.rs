//! Maps and lists in brackets, for all formats: JSON, JSONC, the arrays and inline tables of TOML, the objects
//! and tuples of HCL, YAML's flow collections. A [`Syntax`] describes the differences.
//!
//! An edit is one walk (`edit`) down the target and the source together. For each map or list, it collects all
//! parts to remove and to insert (`pair`), so that commas, comments and line breaks are handled once (`layout`,
//! `insert`, `remove`, based on the parsed text between two parts, `gap`; `leading` where commas start the lines). New
//! parts are selected from the source (`select`) and written (`write`) with the source's own text, at the target's depth
//! (`indent`) and in its style (`style`):
//!
//! ```text
//! source  "db": {            target  {"db":{"host":"a"}}    set db.port, db.tls
//!           "host": "a",
//!           "port": 5432,    splice  insert ,"port":5432,"tls":{"on":true} after "a"
//!           "tls": {
//!             "on": true     result  {"db":{"host":"a","port":5432,"tls":{"on":true}}}
//!           }
//!         }
//! ```
//!
//! A format with other notations (tables, blocks, dotted keys) walks those itself. It calls
//! [`BracketEditor::node`] for a value in brackets and [`PartWriter::value`] for a new value. A map or list of
//! the *source* may have another notation; then it is written part by part.
//!
//! YAML plans its edits itself, since aliases and block values need it, and writes its parts itself. It brings
//! the [`Part`]s of a flow collection to [`PartLayout::within`], gives each new part its comments with
//! [`PartWriter::commented`], and applies [`PartLayout::arranged`].

mod align;
mod beside;
mod blanks;
mod columns;
mod commas;
mod edit;
mod fill;
mod gap;
mod indent;
mod insert;
mod layout;
mod leading;
mod own_comment;
mod pair;
mod part_text;
mod parts;
mod piece;
mod remove;
mod select;
mod separators;
mod signs;
mod style;
mod syntax;
mod wrap;
mod write;

pub(crate) use edit::{BracketEditor, Cursor, UNFIT, is_void};
pub(crate) use fill::CommentsOnly;
pub(crate) use gap::{PartGap, comment, empty_lines, gaps};
pub(crate) use layout::{PartLayout, PartPosition};
pub(crate) use part_text::PartText;
pub(crate) use parts::{Part, bracketed};
pub(crate) use select::{Selection, identity_field, select};
pub(crate) use style::FileStyle;
pub(crate) use syntax::{JSON, JSONC, Syntax, TOML, YAML};
pub(crate) use write::{InsertContext, PartWriter};
