//! `status`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::status::Pipeline;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{markdown, text, v1};

/// The state of the pipeline.
pub(crate) struct StatusReport<'a>(pub(crate) &'a Pipeline);

impl Report for StatusReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::status::pipeline(out, look, self.0)
    }

    // The overview is the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::status::Status::new(self.0))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::status::pipeline(self.0))
    }
}
