//! `promote list`.

use super::{Answer, Format, Result, Session};
use crate::ops::list::list;
use crate::render::{json, promotion};

/// List open promotions, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote list\n  promote list --all --limit 20 -o json")]
pub(crate) struct Args {
    /// Include closed promotions
    #[arg(long)]
    all: bool,
    /// Show at most N promotions
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let views = list(&session.context, args.all, args.limit)?;
    match session.format {
        Format::Json => session.json(&json::promotions(&views))?,
        _ if session.quiet => views.iter().try_for_each(|view| writeln!(session.out, "{}", view.promotion.id))?,
        _ if views.is_empty() => {
            writeln!(session.out, "{}", if args.all { "There is no promotion." } else { "No promotion is open." })?;
        }
        _ => promotion::list(session.out, session.look, &views)?,
    }
    Ok(Answer::Yes)
}
