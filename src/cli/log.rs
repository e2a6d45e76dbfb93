//! `promote log`.

use super::{Answer, Format, Result, Session};
use crate::ops::list::log;
use crate::render::{json, promotion};

/// List promotions into an environment, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote log production --limit 10")]
pub(crate) struct Args {
    /// Environment that was promoted into
    environment: String,
    /// Show at most N promotions
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let views = log(&session.context, &args.environment, args.limit)?;
    match session.format {
        Format::Json => session.json(&json::promotions(&views))?,
        _ if session.quiet => views.iter().try_for_each(|view| writeln!(session.out, "{}", view.promotion.id))?,
        _ if views.is_empty() => writeln!(session.out, "Nothing was promoted into {} yet.", args.environment)?,
        _ => promotion::log(session.out, session.look, &views)?,
    }
    Ok(Answer::Yes)
}
