//! `promote show`.

use super::{Answer, Format, Result, Session};
use crate::ops::show::show;
use crate::render::{json, promotion};

/// Show one promotion whole: state, plan, who did what, and what it waits for
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote show @\n  promote show 0192f0c1 -o json")]
pub struct Args {
    /// The promotion: its id, a beginning of it, or '@' for the only open one
    id: String,
}

pub fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = show(&session.context, &args.id)?;
    match session.format {
        Format::Json => session.json(&json::promotion(&view))?,
        _ => promotion::show(session.out, session.look, &view)?,
    }
    Ok(Answer::Yes)
}
