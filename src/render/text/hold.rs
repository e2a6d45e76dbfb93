//! Holds for people.

use std::io::{self, Write};

use super::style::{Look, table};
use super::time::time;
use promote_core::promotion::Hold;
use promote_model::text::visible;

/// What a hold is on: `production`, or `query.* of production`.
pub(crate) fn what(hold: &Hold) -> String {
    let patterns: Vec<&str> = hold.pattern_texts().collect();
    let environment = visible(&hold.environment);
    match patterns.is_empty() {
        true => environment.into_owned(),
        false => format!("{} of {environment}", visible(&patterns.join(", "))),
    }
}

/// A hold in one sentence without an end: `production is on hold: Incident 42 (hold 3, Ann, until 2026-03-03 09:00:00 UTC)`.
pub(crate) fn sentence(hold: &Hold) -> String {
    let until = hold.until.map(|until| format!(", until {}", time(until))).unwrap_or_default();
    let (by, reason) = (visible(&hold.by.name), visible(&hold.reason));
    format!("{} is on hold: {reason} (hold {}, {by}{until})", what(hold), hold.number)
}

/// The holds that are on, one to a line.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn list<'a>(out: &mut dyn Write, look: Look, holds: impl Iterator<Item = &'a Hold>) -> io::Result<()> {
    let row = |hold: &Hold| {
        vec![
            look.bold(&hold.number.to_string()),
            what(hold),
            format!("{}, {}", visible(&hold.by.name), time(hold.at)),
            hold.until.map(|until| format!("until {}", time(until))).unwrap_or_default(),
            visible(&hold.reason).into_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = holds.map(row).collect();
    match rows.is_empty() {
        true => writeln!(out, "No hold is on."),
        false => table(out, "", &rows),
    }
}
