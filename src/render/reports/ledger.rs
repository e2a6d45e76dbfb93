//! The reports of decisions about the ledger.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::ledger::LedgerDecided;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::v1;
use promote_core::policy::verify::{LedgerDecision, PolicyMove};
use promote_model::text::visible;

/// A decision about the ledger.
pub(crate) struct LedgerReport<'a> {
    /// The decision.
    pub(crate) decided: &'a LedgerDecided,
    /// Whether nothing was recorded.
    pub(crate) dry_run: bool,
}

impl Report for LedgerReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let (is_met, words) = (self.decided.want.is_met(), self.decided.want.message());
        let (what, effect) = match &self.decided.decision {
            LedgerDecision::Dispute { event } => {
                let effect = if is_met { "its time counts no more" } else { "its time still counts" };
                (format!("the time of event {} is wrong", event.short()), effect.to_owned())
            }
            LedgerDecision::MovePolicy(PolicyMove { from, to, .. }) => {
                let branch = visible(if is_met { to } else { from });
                let effect = format!("promote.yaml on {branch} rules{}", if is_met { "" } else { " until then" });
                (format!("promote.yaml is read from {}", visible(to)), effect)
            }
            LedgerDecision::Upgrade { version, after } => {
                let effect = if is_met { "it has this version now" } else { "it keeps its version until then" };
                (format!("the ledger goes on in version {version} after event {}", after.short()), effect.to_owned())
            }
        };
        let done = match (self.decided.again, self.dry_run) {
            (true, _) => "You decided before",
            (false, true) => "Would decide",
            (false, false) => "Decided",
        };
        writeln!(out, "{done} that {what}: {words}; {effect}")
    }

    fn json(&self) -> Json {
        match &self.decided.decision {
            LedgerDecision::Dispute { event } => value(&v1::ledger::Disputed::new(*event, &self.decided.want)),
            LedgerDecision::MovePolicy(moved) => value(&v1::ledger::PolicyMoved::new(moved, &self.decided.want)),
            LedgerDecision::Upgrade { version, after } => {
                value(&v1::ledger::Upgraded::new((*version, *after), &self.decided.want))
            }
        }
    }
}
