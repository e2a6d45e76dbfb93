//! `promote show`.

use jiff::Timestamp;

use super::secrets::Secrets;
use super::{Answer, Format, Result, Session};
use crate::ops::show::{SimulateRequest, show, simulate};
use crate::render::{explain, json, promotion};
use promote_model::time::parse_time;

/// Show one promotion whole: state, plan, who did what, and what it waits for
///
/// What is said of approvals, and of what stands against it, is what the rules say now; with --simulate-at and
/// --simulate-as, what they would say then, and what an approval by that person would change. A simulation records
/// nothing.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote show @\n  promote show 0192f0c1 -o json\n  promote show @ --simulate-at '2026-03-10T09:00[Europe/Berlin]'\n  promote show @ --simulate-as ann@acme.com"
)]
pub(crate) struct Args {
    /// The promotion: its id, a beginning of it, or '@' for the only open one
    id: String,
    /// As it would be then: RFC 3339, or a local time with its zone
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    simulate_at: Option<Timestamp>,
    /// What an approval by this person would change
    #[arg(long, value_name = "MAIL", value_parser = mail)]
    simulate_as: Option<String>,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.show_secrets = args.secrets.shown()?;
    if args.simulate_at.is_none() && args.simulate_as.is_none() {
        let view = show(&session.context, &args.id)?;
        match session.format {
            Format::Json => session.json(&json::promotion(&view))?,
            _ => promotion::show(session.out, session.look, &view)?,
        }
        return Ok(Answer::Yes);
    }
    let supposed = SimulateRequest { at: args.simulate_at, by: args.simulate_as.clone() };
    let (view, simulated) = simulate(&session.context, &args.id, &supposed)?;
    match session.format {
        Format::Json => session.json(&json::simulated(&view, &simulated))?,
        _ => {
            promotion::show(session.out, session.look, &view)?;
            explain::simulated(session.out, session.look, &view, &simulated)?;
        }
    }
    Ok(Answer::Yes)
}

/// People are known by their mail address, not by their name.
fn mail(text: &str) -> std::result::Result<String, String> {
    match text.split_once('@') {
        Some((local, host)) if !local.is_empty() && !host.is_empty() => Ok(text.to_owned()),
        _ => Err("people are known by their mail address, like ann@acme.com".to_owned()),
    }
}
