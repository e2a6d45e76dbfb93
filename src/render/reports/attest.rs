//! `attest`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::view::PromotionView;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::text::waits::waits;
use crate::render::v1::common::Versioned;
use crate::render::v1::promotion::Promotion;

/// The recorded result of a test.
pub(crate) struct AttestReport<'a> {
    /// The promotion.
    pub(crate) view: &'a PromotionView,
    /// The name of the test.
    pub(crate) name: &'a str,
    /// Whether the test passed.
    pub(crate) ok: bool,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for AttestReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let done = if self.dry_run { "Would record" } else { "Recorded" };
        let outcome = if self.ok { "passed" } else { "failed" };
        let (name, id) = (self.name, self.view.promotion.name());
        writeln!(out, "{done} '{name}' as {outcome} for promotion {id}: {}", waits(self.view))
    }

    fn json(&self) -> Json {
        value(&Versioned::new(Promotion::from(self.view)))
    }
}
