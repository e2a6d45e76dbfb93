//! `promote list`.

use super::session::{Answer, Result, Session};
use crate::ops::list::list;
use crate::render::reports::list::ListReport;

/// List open promotions, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote list\n  promote list --all --limit 20 -o json")]
pub(crate) struct Args {
    /// Include closed promotions
    #[arg(long)]
    all: bool,
    /// Show at most N promotions
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let views = list(&session.context, args.all, args.limit)?;
    session.print(&ListReport { views: &views, all: args.all })?;
    Ok(Answer::Yes)
}

/// A number of promotions.
pub(super) fn at_least_one(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("the smallest limit is 1".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(error.to_string()),
    }
}
