//! `run-due`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::run_due::{RunItem, RunReport};
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::text::time::time;
use crate::render::{text, v1};

/// What one run did.
pub(crate) struct RunDueReport<'a> {
    /// The promotions that were due.
    pub(crate) ran: &'a RunReport,
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
}

impl Report for RunDueReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        if self.ran.done.is_empty() {
            let next = self.ran.next.map(|at| format!("; the next is due {}", time(at))).unwrap_or_default();
            return writeln!(out, "Nothing is due{next}.");
        }
        self.ran.done.iter().try_for_each(|item| text::run_due::whole(out, item))
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        self.ran.done.iter().try_for_each(|item| text::run_due::commit(out, item, self.dry_run))
    }

    fn json(&self) -> Json {
        value(&v1::run_due::RunReport::new(self.ran))
    }
}

/// One promotion that was due, for `--watch`.
pub(crate) struct RunItemReport<'a>(pub(crate) &'a RunItem);

impl Report for RunItemReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        writeln!(out, "{}", text::run_due::line(self.0))
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        text::run_due::commit(out, self.0, false)
    }

    fn json(&self) -> Json {
        value(&v1::run_due::RunItem::new(self.0))
    }
}
