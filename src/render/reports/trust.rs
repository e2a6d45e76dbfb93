//! `trust`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::trust::Trust;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::text::style::table;
use crate::render::v1;
use promote_model::text::visible;

/// What was done about trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TrustOutcome {
    /// The commands may run.
    Trusted,
    /// The commands may not run.
    NotTrusted,
    /// Trust was revoked.
    Revoked,
}

/// Whether the commands of checks may run in this clone.
pub(crate) struct TrustReport<'a> {
    /// The policy and its commands.
    pub(crate) trust: &'a Trust,
    /// What was done.
    pub(crate) outcome: TrustOutcome,
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
}

impl Report for TrustReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let what = format!("the promote.yaml of {} ({})", visible(&self.trust.branch), self.trust.policy.short());
        match (self.outcome, self.dry_run) {
            (TrustOutcome::Revoked, false) => {
                writeln!(out, "Revoked trust: this clone no longer trusts any promote.yaml to run check commands")
            }
            (TrustOutcome::Revoked, true) => writeln!(out, "Would revoke trust"),
            (TrustOutcome::Trusted, true) => writeln!(out, "Would trust {what}"),
            (TrustOutcome::Trusted, false) => writeln!(out, "Trusted {what} in its current version"),
            (TrustOutcome::NotTrusted, true | false) => writeln!(out, "Not trusted: {what}"),
        }
    }

    fn json(&self) -> Json {
        value(&v1::trust::Trust::new(self.trust, self.outcome == TrustOutcome::Trusted))
    }
}

/// The commands, for the person who decides.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn commands(out: &mut dyn Write, trust: &Trust) -> io::Result<()> {
    let row = |(name, command): &(String, String)| vec![visible(name).into_owned(), visible(command).into_owned()];
    table(out, "  ", &trust.commands.iter().map(row).collect::<Vec<_>>())
}
