//! `history`, `blame` and `why`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::blame::Blame;
use crate::ops::key_history::KeyHistory;
use crate::ops::why::Why;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{markdown, text, v1};

/// One key through time and environments.
pub(crate) struct HistoryReport<'a>(pub(crate) &'a KeyHistory);

impl Report for HistoryReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::history::history(out, look, self.0)
    }

    // How it came is the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::history::History::new(self.0))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::history::history(self.0))
    }
}

/// How each key of a file came to its value.
pub(crate) struct BlameReport<'a>(pub(crate) &'a Blame);

impl Report for BlameReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::history::blame(out, look, self.0)
    }

    // How it came is the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::history::Blame::new(self.0))
    }
}

/// How an environment came to a value.
pub(crate) struct WhyReport<'a>(pub(crate) &'a Why);

impl Report for WhyReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::why::why(out, look, self.0)
    }

    // How it came is the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::history::Why::new(self.0))
    }
}
