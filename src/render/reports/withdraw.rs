//! `withdraw`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::view::PromotionView;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::text::waits::approvals_so_far;
use crate::render::v1::common::Versioned;
use crate::render::v1::promotion::Promotion;

/// An approval that was withdrawn.
pub(crate) struct WithdrawReport<'a> {
    /// The promotion.
    pub(crate) view: &'a PromotionView,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for WithdrawReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let done = if self.dry_run { "Would withdraw" } else { "Withdrew" };
        let id = self.view.promotion.name();
        writeln!(out, "{done} your approval of promotion {id}: {}", approvals_so_far(self.view))
    }

    fn json(&self) -> Json {
        value(&Versioned::new(Promotion::from(self.view)))
    }
}
