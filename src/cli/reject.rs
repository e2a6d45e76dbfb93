//! `promote reject`.

use super::{Result, Session, end};
use crate::ops::reject::reject;

/// Reject the plan of a promotion
///
/// A rejected promotion cannot be executed until 'promote refresh' plans it again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote reject @ --reason 'Not before the release'")]
pub(crate) struct Args {
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    id: String,
    /// Reason (recorded)
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = reject(&session.context, &args.id, &args.reason)?;
    end::report(session, &view, "reject", "Rejected")?;
    session.next(&format!("promote refresh {}", view.promotion.id))?;
    Ok(super::Answer::Yes)
}
