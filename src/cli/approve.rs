//! `promote approve`.

use super::{Answer, Format, Result, Session};
use crate::ops::approve::approve;
use crate::render::{json, promotion};

/// Approve exactly the plan of a promotion
///
/// An approval is bound to the plan's digest: it lapses when the promotion is refreshed. Whoever
/// created a promotion may not approve it, unless promote.yaml says 'self: true'.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote approve @\n  promote approve 0192f0c1 --digest 9f2c4be1")]
pub struct Args {
    /// The promotion
    id: String,
    /// Refuse where the plan has another digest; a beginning of six digits is enough
    #[arg(long, value_name = "DIGEST")]
    digest: Option<String>,
}

pub fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let approved = approve(&session.context, &args.id, args.digest.as_deref())?;
    let (view, id) = (&approved.view, &approved.view.promotion.id);
    let said = match (approved.again, session.context.dry_run) {
        (true, _) => "You have approved this plan of promotion",
        (false, true) => "Would approve promotion",
        (false, false) => "Approved promotion",
    };
    match session.format {
        Format::Json => session.json(&json::promotion(view))?,
        _ if session.quiet => {}
        _ => writeln!(session.out, "{said} {id} ({} of {}): {}", view.given, view.required, promotion::waits(view))?,
    }
    if view.blockers.is_empty() {
        session.next(&format!("promote execute {id}"))?;
    }
    Ok(Answer::Yes)
}
