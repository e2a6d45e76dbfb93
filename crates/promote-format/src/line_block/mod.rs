//! Bodies: entries that stand on lines of their own, as in `.env` files, TOML tables and HCL blocks.
//!
//! What belongs to an entry, where a new one goes and what a removal leaves behind is decided here
//! once, as it is for the block maps of YAML. An entry owns its *chunk*, whole lines:
//!
//! ```text
//! BEFORE=1
//!
//! # its head: comment lines directly above, no empty line between
//! KEY=value   # its trailing comment
//!
//! AFTER=2
//! ```
//!
//! The module knows no syntax: who uses it says which bytes are entries, and what comment lines begin
//! with. A body may be a file or a part of it ([`LineBlock::span`]), which begins at the start of a line and
//! ends behind a line break; [`ended`] sees to that at the end of a file. All text that goes in has
//! `\n` between its lines until [`finished`] gives it the target's line breaks.
//!
//! ```text
//! there             what the target has of the source's entries, by position
//! places(there)     a place for each of them                                 places
//! source.lines_of   an entry of the source as lines, its comments along      insert
//! body.insertion    the splice that brings them in, groups kept apart        insert
//! body.cuts         the lines that go with what goes, without a hole         remove
//! ```

mod block;
mod chunk;
mod ending;
mod insert;
mod positions;
mod remove;
#[cfg(test)]
mod tests;

pub(crate) use block::LineBlock;
pub(crate) use ending::{ended, finished};
pub(crate) use insert::{NewEntry, joined};
pub(crate) use positions::{EntryPosition, positions};
