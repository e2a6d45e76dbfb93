//! `validate`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::view::PromotionView;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::v1::common::Versioned;
use crate::render::v1::promotion::{Promotion, Promotions};
use crate::render::{markdown, text};

/// The validation of one promotion.
pub(crate) struct ValidateReport<'a> {
    /// The promotion.
    pub(crate) view: &'a PromotionView,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for ValidateReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::validation::validation(out, look, self.view)?;
        writeln!(out, "{}", text::validation::verdict(self.view, self.dry_run))
    }

    fn json(&self) -> Json {
        value(&Versioned::new(Promotion::from(self.view)))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::validation::validated(self.view, self.dry_run))
    }
}

/// The validations of all open promotions.
pub(crate) struct ValidateAllReport<'a> {
    /// The promotions.
    pub(crate) views: &'a [PromotionView],
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl ValidateAllReport<'_> {
    /// How many have errors.
    pub(crate) fn invalid(&self) -> usize {
        let valid = |view: &&PromotionView| view.state.validation.as_ref().is_some_and(|validation| validation.ok);
        self.views.len() - self.views.iter().filter(valid).count()
    }
}

impl Report for ValidateAllReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        for view in self.views {
            ValidateReport { view, dry_run: self.dry_run }.text(out, look)?;
        }
        writeln!(out, "{}", text::validation::verdict_on_all(self.views.len(), self.invalid()))
    }

    fn json(&self) -> Json {
        value(&Promotions::new(self.views))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::validation::validated_all(self.views, self.invalid(), self.dry_run))
    }
}
