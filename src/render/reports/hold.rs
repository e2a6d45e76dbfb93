//! `hold` and `unhold`.

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::Value as Json;

use crate::ops::hold::{HoldDecided, HoldOutcome};
use crate::render::report::{Report, value};
use crate::render::text;
use crate::render::text::style::Look;
use crate::render::text::time::time;
use crate::render::v1;
use promote_core::promotion::Hold;
use promote_model::text::visible;

/// A hold that was set or lifted.
pub(crate) struct HoldReport<'a> {
    /// The decision.
    pub(crate) decided: &'a HoldDecided,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for HoldReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let hold = &self.decided.hold;
        let (number, what) = (hold.number, text::hold::what(hold));
        let until = hold.until.map(|until| format!(", until {}", time(until))).unwrap_or_default();
        match (self.decided.outcome, self.dry_run) {
            (HoldOutcome::Set, false) => writeln!(out, "Set hold {number} on {what}{until}"),
            (HoldOutcome::Set, true) => writeln!(out, "Would set hold {number} on {what}{until}"),
            (HoldOutcome::SetBefore, _) => writeln!(out, "You set hold {number} on {what} before{until}"),
            (HoldOutcome::Lifted, false) => writeln!(out, "Lifted hold {number} from {what}"),
            (HoldOutcome::Lifted, true) => writeln!(out, "Would lift hold {number} from {what}"),
            (HoldOutcome::Over, _) => {
                let how = match (&hold.lifted, hold.until) {
                    (Some(lift), _) => format!("{} lifted it at {}", visible(&lift.by.name), time(lift.at)),
                    (None, until) => {
                        format!("it ended by itself{}", until.map(|u| format!(" at {}", time(u))).unwrap_or_default())
                    }
                };
                writeln!(out, "Hold {number} on {what} is over: {how}")
            }
        }
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        writeln!(out, "{}", self.decided.hold.number)
    }

    fn json(&self) -> Json {
        value(&v1::hold::Hold::new(&self.decided.hold))
    }
}

/// The holds that are on.
pub(crate) struct HoldsReport<'a>(pub(crate) &'a [Arc<Hold>]);

impl Report for HoldsReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::hold::list(out, look, self.0.iter().map(|hold| &**hold))
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        self.0.iter().try_for_each(|hold| writeln!(out, "{}", hold.number))
    }

    fn json(&self) -> Json {
        value(&v1::hold::Holds::new(self.0.iter().map(|hold| &**hold)))
    }
}
