//! `promote verify`.

use super::{Answer, Format, Result, Session};
use crate::ops::verify::verify;
use crate::render::{json, verify as render};

/// Prove that what stands in the environments came there by the rules
///
/// Walks the ledger and the first-parent history of every environment that is promoted into, offline, from git alone:
/// each change has a promotion, each step was legal, each commit is exactly its plan, and the rules of then let it
/// happen. What does not prove is a finding (exit 1); what is only to be known is a notice.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote verify\n  promote verify production --since v1.4 -o json")]
pub struct Args {
    /// The environment; all where none is given
    environment: Option<String>,
    /// Only what came after this commit
    #[arg(long, value_name = "REV")]
    since: Option<String>,
}

pub fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let verified = verify(&session.context, args.environment.as_deref(), args.since.as_deref())?;
    match session.format {
        Format::Json => session.json(&json::verified(&verified))?,
        _ if session.quiet && verified.holds() => {}
        _ => render::verified(session.out, session.look, &verified)?,
    }
    Ok(if verified.holds() { Answer::Yes } else { Answer::No })
}
