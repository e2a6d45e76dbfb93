//! `events`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::events::LedgerEvent;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::v1;
use promote_model::text::visible_json;

/// An event of the ledger: one line of JSON, for people and for scripts.
pub(crate) struct EventReport<'a>(pub(crate) &'a LedgerEvent);

impl Report for EventReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        writeln!(out, "{}", visible_json(&self.json().to_string()))
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        writeln!(out, "{}", self.0.id)
    }

    fn json(&self) -> Json {
        value(&v1::ledger_event::LedgerEvent::new(self.0))
    }
}
