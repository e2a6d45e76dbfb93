//! Line blocks: entries on lines of their own, as in `.env` files, TOML tables, HCL blocks and YAML's block collections.
//!
//! This module determines the lines of an entry, the position of a new one and the lines to remove. An entry owns whole
//! lines:
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
//! The module knows no syntax: the caller provides the byte ranges of the entries and the starts of comment
//! lines. A block is a file or a part of it ([`LineBlock::span`]). It starts at the start of a line and ends
//! with a line break; [`ended`] adds a missing one. New text has `\n` between its lines until [`finished`]
//! applies the target's line endings.
//!
//! ```text
//! there             the index in the target of each of the source's entries
//! positions(there)  a position in the target for each of them             positions
//! source.lines_of   an entry of the source as lines, with its comments    insert
//! block.insertion   the splices that insert them, with empty lines        insert, gaps, place, spacing
//! block.cuts        the lines to remove, with superfluous empty lines     remove
//! ```

mod block;
mod chunk;
mod comment;
mod ending;
mod gaps;
mod insert;
mod new_entry;
mod place;
mod positions;
mod remove;
mod spacing;
#[cfg(test)]
mod tests;

pub(crate) use block::LineBlock;
pub(crate) use comment::documentation;
pub(crate) use ending::{ended, ended_result, finished};
pub(crate) use gaps::{EntryGaps, Gaps, NewPosition};
pub(crate) use insert::joined;
pub(crate) use new_entry::NewEntry;
pub(crate) use place::{Gap, places};
pub(crate) use positions::{EntryPosition, Paragraphs, positions};
