//! `verify`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::verify::Verified;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{markdown, text, v1};
use promote_core::policy::verify::VerifyFinding;

/// What was verified.
pub(crate) struct VerifyReport<'a>(pub(crate) &'a Verified);

impl Report for VerifyReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::verify::verified(out, look, self.0)
    }

    // Findings are never silent.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        if self.0.holds() { Ok(()) } else { self.text(out, look) }
    }

    fn json(&self) -> Json {
        value(&v1::verify::Verified::new(self.0))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::verify::verified(self.0))
    }
}

/// The findings of git's `pre-receive` hook, on standard error: git shows them to the person who pushes.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn received(out: &mut dyn Write, findings: &[VerifyFinding]) -> io::Result<()> {
    text::verify::received(out, findings)
}
