//! YAML: reading with places, and splices into a file's own text.
//!
//! Reading goes in two steps. `compose` turns the parser's events into raw nodes and finds the
//! bytes that the events do not tell (where a block scalar's header stands, where an unwritten null
//! would be). `expand` gives them meaning: scalars by the core schema of YAML 1.2, aliases and merge
//! keys replaced by what they stand for, duplicate keys refused.
//!
//! Editing goes in three. `plan` walks down a document of the target beside the source and says what
//! changes, of each map and list all at once: here one value to set, and one place for two new
//! entries. `spell` and `lines` write what comes from the source in the source's own words, `reindent`
//! moves them, and `gaps` says how many empty lines part them. `set`, `insert` and `remove` cut and
//! splice; `repeat` says in a refusal which keys an anchor ties together:
//!
//! ```text
//! source  image:                 target  image: {tag: 1}   # pinned    set image.tag
//!           tag: '2'                     port: 80                      set env.LOG
//!         # what it logs                                               set env.TRACE
//!         env:
//!           LOG: info            splice  replace 1 by '2'
//!           # new                        insert behind the line of image:
//!           TRACE: "on"                    # what it logs
//!         port: 80                         env:
//!                                            LOG: info
//!         result                             # new
//!         image: {tag: '2'}   # pinned       TRACE: "on"
//!         # what it logs
//!         env:
//!           ...
//! ```
//!
//! The source's text is not taken along where it would not mean the same: an alias is written out, an
//! anchor left behind, a block value on its way into braces put on one line. What the target brings
//! through an alias or a merge key is not edited; where its anchor is, it follows. All of this may be
//! wrong on some file, so nobody trusts it: `format::edit` compares each result with the model, and
//! tries the next [`Mode`] where it does not hold.

mod anchors;
mod change;
mod children;
mod chunk;
mod compose;
mod edit;
mod editor;
mod fallback;
mod indent;
mod layout;
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

use edit::edit;
use editor::Mode;
use fallback::edit_otherwise;
use read::read;

use crate::driver::Driver;

pub(super) const DRIVER: Driver = Driver {
    read,
    attempts: &[
        |target, source, edits| edit(target, source, edits, Mode::FollowAnchors),
        |target, source, edits| edit(target, source, edits, Mode::OverrideMerged),
        |target, source, edits| edit(target, source, edits, Mode::ReplaceAliased),
        |target, source, edits| edit(target, source, edits, Mode::Cautious),
    ],
    fallback: Some(edit_otherwise),
};
