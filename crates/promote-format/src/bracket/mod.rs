//! Maps and lists in brackets, whatever the format: JSON, JSONC, the arrays and inline tables of TOML,
//! the objects and tuples of HCL. What differs between them is said by a [`Syntax`].
//!
//! An edit is one walk (`edit`) down the target, beside the source. For each map or list on the way it
//! knows all that goes and all that comes (`pair`), so that commas, comments, lines and blanks are settled
//! once (`layout`, on what `gap` understood of the text between two parts). What comes is chosen from the
//! source (`select`) and written (`spell`) with the source's own text, at the target's depth (`indent`) and
//! with its habits (`style`):
//!
//! ```text
//! source  "db": {            target  {"db":{"host":"a"}}    set db.port, db.tls
//!           "host": "a",
//!           "port": 5432,    splice  insert ,"port":5432,"tls":{"on":true} behind "a"
//!           "tls": {
//!             "on": true     result  {"db":{"host":"a","port":5432,"tls":{"on":true}}}
//!           }
//!         }
//! ```
//!
//! A format that has more than brackets (tables, blocks, dotted keys) walks those itself, calls
//! [`BracketEditor::node`] for a value in brackets, and [`PartWriter::value`] for one that is new. A map or list of
//! the *source* need not be in brackets for that: what is not is written anew, part by part.

mod edit;
mod gap;
mod indent;
mod layout;
mod pair;
mod parts;
mod select;
mod style;
mod syntax;
mod write;

pub(crate) use edit::{BracketEditor, Cursor, UNFIT, is_void};
pub(crate) use gap::comment;
pub(crate) use parts::bracketed;
pub(crate) use select::{Selection, identity_field, select};
pub(crate) use style::FileStyle;
pub(crate) use syntax::{JSON, JSONC, Syntax, TOML};
pub(crate) use write::{InsertContext, PartWriter};
