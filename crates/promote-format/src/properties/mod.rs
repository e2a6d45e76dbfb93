//! `.properties` files, as read by `java.util.Properties.load`.
//!
//! ```text
//! # comment                        ! comment
//! query.timeout = 30s              query.timeout: 30s         query.timeout 30s
//! path = C:\\dir                   a\ key\:with\=separators = x
//! list = a,\
//!        b                         "a,b": indentation of a continuation line is not content
//! price = 5 \u20ac                 5 €
//! ```
//!
//! Every value is a string, with its trailing blanks. Keys form one flat map: many files have both `a=1` and
//! `a.b=2`, so the tree uses whole names. Only the keys that users see are split at the dots (`dotted`).
//!
//! `load(InputStream)` expects ISO-8859-1, `load(Reader)` and resource bundles UTF-8. Bytes that are valid UTF-8
//! are read as UTF-8, others as ISO-8859-1. A file keeps its encoding; characters that it lacks are written as
//! `\uXXXX`.

mod encoding;
mod read;
mod scan;
#[cfg(test)]
mod tests;

pub(crate) use encoding::decoded;
use encoding::{Encoding, Notation};
use read::read;

use crate::driver::Driver;
use crate::driver::Edited;
use crate::flat::{self, FlatSide, Separators};
use crate::{Edit, EditError, Parsed};
use promote_model::Key;

pub(super) const DRIVER: Driver = Driver {
    read,
    attempts: &[
        |target, source, edits| edit(target, source, edits, Separators::Target, Notation::Written),
        |target, source, edits| edit(target, source, edits, Separators::Target, Notation::Escaped),
        |target, source, edits| edit(target, source, edits, Separators::Source, Notation::Written),
        |target, source, edits| edit(target, source, edits, Separators::Source, Notation::Escaped),
    ],
    keeping_aliases: None,
    fallback: None,
};

/// Edits the decoded text and encodes it again.
fn edit(
    target: &Parsed,
    source: &Parsed,
    edits: &[Edit],
    separators: Separators,
    notation: Notation,
) -> Result<Edited, EditError> {
    let refuse = |reason: &str| EditError { key: Key::root(), line: 1, reason: reason.to_owned() };
    let ((ours, encoding), (theirs, other)) = (decoded(&target.bytes), decoded(&source.bytes));
    let entries = |text: &str| scan::entries(text).map_err(|fault| refuse(&fault.reason));
    let (old, new) = (entries(&ours)?, entries(&theirs)?);
    // An ASCII file takes over the source's encoding.
    let encoding = if encoding == Encoding::Ascii { other } else { encoding };
    let respell = |text: &str| encoding::respelled(text, encoding, notation);
    let text = flat::edit(side(&ours, &old), side(&theirs, &new), edits, separators, &respell)?;
    let bytes = encoding::encoded(text, encoding)
        .ok_or_else(|| refuse("the target's encoding lacks a character of the new value"))?;
    Ok(Edited { bytes, error_if_wrong: None })
}

fn side<'a>(text: &'a str, entries: &'a [crate::Entry]) -> FlatSide<'a> {
    FlatSide { text, entries, comments: &["#", "!"] }
}
