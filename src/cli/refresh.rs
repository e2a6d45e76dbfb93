//! `promote refresh`.

use super::{Answer, Format, Result, Session};
use crate::ops::refresh::refresh;
use crate::render::{json, promotion};

/// Re-plan against the current source and target
///
/// The selection of keys stays the same. Validation, approvals, attestations, a schedule and a rejection lapse.
/// If source and target no longer differ, the promotion is left unchanged.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote refresh @")]
pub(crate) struct Args {
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    id: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let refreshed = refresh(&session.context, &args.id)?;
    refreshed.unmasked_secrets.iter().for_each(|words| session.context.remarks.add(words));
    match session.format {
        Format::Json => session.json(&json::created(&refreshed))?,
        _ if session.quiet => {}
        _ => promotion::created(session.out, session.look, &refreshed, "refresh")?,
    }
    match &refreshed.view {
        Some(view) => session.next(&format!("promote validate {}", view.promotion.id))?,
        None => session.next(&format!("promote cancel {} --reason 'Nothing differs any more'", args.id))?,
    }
    Ok(Answer::Yes)
}
