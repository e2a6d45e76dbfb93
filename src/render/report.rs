//! What every report of a command can do.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value as Json;

use super::text::style::Look;

/// The report of a command, in every format that the command has.
pub(crate) trait Report {
    /// For people.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()>;

    /// For people with `--quiet`: nothing, or the result alone.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn quiet(&self, _out: &mut dyn Write, _look: Look) -> io::Result<()> {
        Ok(())
    }

    /// For scripts; YAML is the same value.
    fn json(&self) -> Json;

    /// For merge requests and comments; `None` where the command has no Markdown.
    fn markdown(&self) -> Option<String> {
        None
    }

    /// For spreadsheets; `None` where the command has no table.
    fn csv(&self) -> Option<String> {
        None
    }

    /// For Prometheus; `None` where the command has no numbers over time.
    fn openmetrics(&self) -> Option<String> {
        None
    }

    /// For `git apply`; `None` where the command has no patch.
    fn patch(&self) -> Option<&[u8]> {
        None
    }
}

/// A shape of the public JSON as a value.
pub(super) fn value(shape: &impl Serialize) -> Json {
    // Structs, strings and numbers always have a JSON form.
    serde_json::to_value(shape).unwrap_or_default()
}
