//! `rollback`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::rollback::RolledBack;
use crate::render::report::{Report, value};
use crate::render::text;
use crate::render::text::style::Look;
use crate::render::v1::common::Versioned;
use crate::render::v1::landed::Landed;

/// A rollback.
pub(crate) struct RollbackReport<'a> {
    /// The rollback.
    pub(crate) done: &'a RolledBack,
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
}

impl Report for RollbackReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::done::rolled_back(out, look, self.done, self.dry_run)
    }

    // A dry run's commit does not exist.
    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        if self.dry_run { Ok(()) } else { writeln!(out, "{}", self.done.commit) }
    }

    fn json(&self) -> Json {
        value(&Versioned::new(Landed::from(self.done)))
    }
}
