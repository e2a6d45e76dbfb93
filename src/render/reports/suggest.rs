//! `suggest`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::suggest::Suggested;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{text, v1};

/// Entries for `promote.yaml`.
pub(crate) struct SuggestReport<'a>(pub(crate) &'a Suggested);

impl Report for SuggestReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::suggest::suggested(out, look, self.0)
    }

    // The suggestions are the result, unless they were written.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        if self.0.written.is_some() { Ok(()) } else { self.text(out, look) }
    }

    fn json(&self) -> Json {
        value(&v1::suggest::Suggested::new(self.0))
    }
}
