//! `init`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::init::{Initialized, ProposalResult};
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{text, v1};

/// The environments that were found, and the proposed `promote.yaml`.
pub(crate) struct InitReport<'a>(pub(crate) &'a Initialized);

impl Report for InitReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        match &self.0.result {
            ProposalResult::Text(text) => out.write_all(text.as_bytes()),
            ProposalResult::Written(_)
            | ProposalResult::WouldWrite(..)
            | ProposalResult::Committed(..)
            | ProposalResult::TooFew => text::init::initialized(out, look, self.0),
        }
    }

    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        match &self.0.result {
            ProposalResult::Written(_) | ProposalResult::Committed(..) => Ok(()),
            ProposalResult::Text(_) | ProposalResult::WouldWrite(..) | ProposalResult::TooFew => self.text(out, look),
        }
    }

    fn json(&self) -> Json {
        value(&v1::init::Init::new(self.0))
    }
}
