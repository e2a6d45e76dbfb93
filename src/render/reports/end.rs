//! `reject`, `cancel` and `unschedule`: one sentence.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::view::PromotionView;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::v1::common::Versioned;
use crate::render::v1::promotion::Promotion;

/// The step that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// `reject`
    Reject,
    /// `cancel`
    Cancel,
    /// `unschedule`
    Unschedule,
}

/// A promotion that was rejected, cancelled or unscheduled.
pub(crate) struct EndReport<'a> {
    /// The promotion.
    pub(crate) view: &'a PromotionView,
    /// The step.
    pub(crate) end: End,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for EndReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let done = match (self.end, self.dry_run) {
            (End::Reject, false) => "Rejected",
            (End::Reject, true) => "Would reject",
            (End::Cancel, false) => "Cancelled",
            (End::Cancel, true) => "Would cancel",
            (End::Unschedule, false) => "Unscheduled",
            (End::Unschedule, true) => "Would unschedule",
        };
        writeln!(out, "{done} promotion {}", self.view.promotion.name())
    }

    fn json(&self) -> Json {
        value(&Versioned::new(Promotion::from(self.view)))
    }
}
