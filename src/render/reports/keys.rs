//! `configs`: the keys of an environment.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::keys::Configs;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{text, v1};

/// The keys of an environment.
pub(crate) struct KeysReport<'a>(pub(crate) &'a Configs);

impl Report for KeysReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::keys::keys(out, look, self.0)
    }

    // The keys are the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::keys::Keys::new(self.0))
    }
}
