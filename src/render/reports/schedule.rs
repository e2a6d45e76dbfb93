//! `schedule`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::schedule::Scheduled;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::text::time::{both, time};
use crate::render::v1::common::Versioned;
use crate::render::v1::promotion::Promotion;
use promote_model::text::visible;

/// A promotion that was scheduled.
pub(crate) struct ScheduleReport<'a> {
    /// The schedule.
    pub(crate) scheduled: &'a Scheduled,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for ScheduleReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let scheduled = self.scheduled;
        let id = scheduled.view.promotion.name();
        let until = scheduled.expires.as_ref().map(|at| format!(", until {}", both(at))).unwrap_or_default();
        let when = format!("{}{until}", both(&scheduled.at));
        let done = match (scheduled.again, self.dry_run, scheduled.before) {
            (true, ..) => format!("Promotion {id} is already scheduled for {when}"),
            (false, true, Some(_) | None) => format!("Would schedule promotion {id} for {when}"),
            (false, false, Some(before)) => format!("Rescheduled promotion {id} from {} to {when}", time(before)),
            (false, false, None) => format!("Scheduled promotion {id} for {when}"),
        };
        writeln!(out, "{}", visible(&done))
    }

    fn json(&self) -> Json {
        value(&Versioned::new(Promotion::from(&self.scheduled.view)))
    }
}
