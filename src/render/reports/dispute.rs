//! The report of `ledger dispute`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::dispute::Disputed;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::v1;

/// The dispute of an event.
pub(crate) struct DisputeReport<'a> {
    /// The dispute.
    pub(crate) disputed: &'a Disputed,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for DisputeReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let done = match (self.disputed.again, self.dry_run) {
            (true, true | false) => "You already disputed",
            (false, true) => "Would dispute",
            (false, false) => "Disputed",
        };
        let (event, words) = (self.disputed.event.short(), self.disputed.want.message());
        let effect = if self.disputed.want.is_met() { "its time counts no more" } else { "its time still counts" };
        writeln!(out, "{done} the time of event {event}: {words}; {effect}")
    }

    fn json(&self) -> Json {
        value(&v1::dispute::Disputed::new(self.disputed))
    }
}
