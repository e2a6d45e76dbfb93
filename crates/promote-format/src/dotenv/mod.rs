//! `.env` files: `KEY=value` lines for environment variables.
//!
//! There is no standard. This reader accepts what docker compose, the dotenv libraries and shells agree on. If
//! they disagree about a line, the file is refused with that line:
//!
//! ```text
//! # comment
//! KEY=plain text up to a blank and a hash   # comment
//! export KEY = 'literal text'
//! KEY="with \n escapes,
//! over several lines"
//! KEY=                                      the empty string
//! KEY                                       from the environment (docker's env_file): null
//! ```
//!
//! Nothing is expanded. A value that tools may expand (it has a `$` that is not protected by a backslash or
//! single quotes) differs from the same text protected, as a plain `yes` differs from a quoted one in YAML.
//! Other notations of the same text are equal.

mod read;
#[cfg(test)]
mod tests;
mod value;

use read::read;

use crate::driver::Driver;
use crate::driver::Edited;
use crate::{Edit, EditError, Parsed, flat};

pub(super) const DRIVER: Driver = Driver {
    read,
    attempts: &[
        |target, source, edits| edit(target, source, edits, flat::Separators::Target),
        |target, source, edits| edit(target, source, edits, flat::Separators::Source),
    ],
    keeping_aliases: None,
    fallback: None,
};

fn edit(target: &Parsed, source: &Parsed, edits: &[Edit], separators: flat::Separators) -> Result<Edited, EditError> {
    let text = flat::edit(side(target), side(source), edits, separators, &str::to_owned)?;
    Ok(Edited { bytes: text.into_bytes(), error_if_wrong: None })
}

fn side(file: &Parsed) -> flat::FlatSide<'_> {
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    flat::FlatSide { text, entries: flat::entries(&file.tree), comments: &["#"] }
}
