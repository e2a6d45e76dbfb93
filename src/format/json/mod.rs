//! JSON (RFC 8259): a strict reader with spans, and edits as splices of the target's own text.
//!
//! The reader (`read`, `scan`, `text`) is our own. `jsonc-parser`, switched to its strictest, still
//! takes raw control characters in strings and any Unicode blank between tokens, and keeps the last of
//! two equal keys; a file that other tools refuse or read differently must not pass here as
//! understood. What is left of its work after checking all that again is less than these files.
//!
//! An edit is one walk (`edit`) down the target, beside the source. For each map or list on the way it
//! knows all that goes and all that comes (`pair`), so that commas, lines and blanks are settled once
//! (`layout`). What comes is chosen from the source (`pick`) and written (`spell`) with the source's own
//! text, at the target's depth (`indent`) and with its habits (`style`):
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

mod edit;
mod indent;
mod layout;
mod pair;
mod parts;
mod pick;
mod read;
mod scan;
mod spell;
mod style;
mod text;

use edit::edit;
use read::read;

use super::Driver;

pub(super) const DRIVER: Driver = Driver { read, attempts: &[edit], last_resort: None };

#[cfg(test)]
mod tests;
