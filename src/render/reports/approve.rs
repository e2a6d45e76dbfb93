//! `approve` and `approve --policy`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::view::PromotionView;
use crate::ops::approve::Approved;
use crate::ops::approve_policy::ApprovedPolicy;
use crate::render::report::{Report, value};
use crate::render::text::plan::plan;
use crate::render::text::style::Look;
use crate::render::text::waits::approvals_so_far;
use crate::render::v1;
use crate::render::v1::common::Versioned;
use crate::render::v1::promotion::Promotion;

/// The approval of a plan.
pub(crate) struct ApproveReport<'a> {
    /// The approval.
    pub(crate) approved: &'a Approved,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for ApproveReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        let PromotionView { promotion, lines, undone, .. } = &self.approved.view;
        plan(out, look, &promotion.target, &promotion.plan.changes, lines, undone)?;
        let done = match (self.approved.again, self.dry_run) {
            (true, true | false) => "You already approved the plan of promotion",
            (false, true) => "Would approve promotion",
            (false, false) => "Approved promotion",
        };
        let view = &self.approved.view;
        writeln!(out, "{done} {}: {}", view.promotion.name(), approvals_so_far(view))
    }

    fn json(&self) -> Json {
        value(&Versioned::new(Promotion::from(&self.approved.view)))
    }
}

/// The approval of a change of `promote.yaml`.
pub(crate) struct ApprovePolicyReport<'a> {
    /// The approval.
    pub(crate) approved: &'a ApprovedPolicy,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for ApprovePolicyReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let done = match (self.approved.again, self.dry_run) {
            (true, true | false) => "You already approved",
            (false, true) => "Would approve",
            (false, false) => "Approved",
        };
        let (commit, words) = (self.approved.commit.short(), self.approved.want.message());
        writeln!(out, "{done} the promote.yaml of {commit}: {words}")
    }

    fn json(&self) -> Json {
        value(&v1::trust::ApprovedPolicy::new(self.approved))
    }
}
