//! `stats`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::stats::Stats;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{openmetrics, text, v1};

/// How promotions into an environment went.
pub(crate) struct StatsReport<'a>(pub(crate) &'a Stats);

impl Report for StatsReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::stats::stats(out, look, self.0)
    }

    // The statistics are the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::stats::Stats::new(self.0))
    }

    fn openmetrics(&self) -> Option<String> {
        Some(openmetrics::stats(self.0))
    }
}
