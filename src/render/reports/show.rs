//! `show`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::view::PromotionView;
use crate::ops::show::Simulated;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{markdown, text, v1};

/// One promotion in full.
pub(crate) struct ShowReport<'a> {
    /// The promotion.
    pub(crate) view: &'a PromotionView,
    /// The simulation, where one was asked for.
    pub(crate) simulated: Option<&'a Simulated>,
}

impl Report for ShowReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::show::show(out, look, self.view)?;
        self.simulated.map_or(Ok(()), |simulated| text::simulation::simulated(out, look, self.view, simulated))
    }

    // The promotion is the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::simulation::Shown::new(self.view, self.simulated))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::show::promotion(self.view, self.simulated))
    }
}
