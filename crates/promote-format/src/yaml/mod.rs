//! YAML: a reader with byte ranges, and an editor that splices the file's own text.
//!
//! Reading has two steps. `compose` turns the parser's events into raw nodes and finds the bytes that the events
//! do not report (the header of a block scalar, the place of an unwritten null). `read` gives them meaning: it
//! resolves scalars by the core schema of YAML 1.2, expands aliases and merge keys, and refuses duplicate keys.
//!
//! Editing has three steps. `plan` walks down a document of the target and the source together and lists the
//! changes of each mapping and sequence; in the example below, one value to set and one place for two new
//! entries. `write`, `render` and `indent` produce the new text from the source's own text. `set` and `block` splice it
//! into the target; `chunk` gives the children of a block collection as the entries of a
//! [`LineBlock`](crate::line_block::LineBlock), which has the places and the empty lines of all formats of lines. `flow`
//! gives the parts of flow collections to the engine of all formats with brackets. If an anchor prevents an edit, `anchors`
//! names the keys that depend on it:
//!
//! ```text
//! source  image:                 target  image: {tag: 1}   # pinned    set image.tag
//!           tag: '2'                     port: 80                      set env.LOG
//!         # log settings                                               set env.TRACE
//!         env:
//!           LOG: info            splice  replace 1 by '2'
//!           # new                        insert after the line of image:
//!           TRACE: "on"                    # log settings
//!         port: 80                         env:
//!                                            LOG: info
//!         result                             # new
//!         image: {tag: '2'}   # pinned       TRACE: "on"
//!         # log settings
//!         env:
//!           ...
//! ```
//!
//! The source's text is not copied where it would have another meaning in the target: an alias is expanded, an
//! anchor is dropped, and a block value that moves into a flow collection is written on one line. Values that
//! the target takes from an alias or a merge key are not edited; they follow their anchor. Since any of this may
//! fail on some file, the engine compares each result with the model and tries the next [`Mode`] if they differ.

mod anchors;
mod block;
mod change;
mod chunk;
mod compose;
mod edit;
mod editor;
mod fallback;
mod flow;
mod flow_parts;
mod flow_set;
mod flow_write;
mod indent;
mod layout;
mod mode;
mod open_end;
mod paragraphs;
mod plan;
mod raw;
mod read;
mod render;
mod scalar;
mod scan;
mod set;
#[cfg(test)]
mod tests;
mod write;
mod write_out;

use edit::edit;
use fallback::edit_otherwise;
use mode::Mode;
use read::read;
use write_out::edit_apart;

use crate::driver::Driver;

pub(super) const DRIVER: Driver = Driver {
    read,
    attempts: &[
        |target, source, edits| edit(target, source, edits, Mode::KeepAliases),
        |target, source, edits| edit(target, source, edits, Mode::FollowAnchors),
        |target, source, edits| edit(target, source, edits, Mode::OverrideMerged),
        |target, source, edits| edit(target, source, edits, Mode::ReplaceAliased),
        |target, source, edits| edit(target, source, edits, Mode::Cautious),
        |target, source, edits| edit_apart(target, source, edits, Mode::KeepAliases),
        |target, source, edits| edit_apart(target, source, edits, Mode::FollowAnchors),
    ],
    keeping_aliases: Some(|target, source, edits| edit(target, source, edits, Mode::KeepAliases)),
    fallback: Some(edit_otherwise),
};
