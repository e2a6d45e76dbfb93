//! `check`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::check::Checked;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{markdown, text, v1};

/// What is wrong with a `promote.yaml`.
pub(crate) struct CheckReport<'a>(pub(crate) &'a Checked);

impl Report for CheckReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::check::checked(out, look, self.0)
    }

    // Findings are never silent.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::check::findings(out, look, self.0)
    }

    fn json(&self) -> Json {
        value(&v1::check::Checked::new(self.0))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::check::checked(self.0))
    }
}
