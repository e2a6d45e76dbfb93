//! `promote show`.

use jiff::Timestamp;

use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::show::{SimulateRequest, show, simulate};
use crate::render::reports::show::ShowReport;
use promote_model::time::parse_time;

/// Show a promotion in full
///
/// The output shows the state, the plan, the events, what blocks execution, and who can unblock it, by the current
/// rules. --simulate-at evaluates the rules at another time. --simulate-as shows the effect of an approval by another
/// person. A simulation records nothing.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote show @\n  promote show 0192f0c1 -o json\n  promote show @ --simulate-at '2026-03-10T09:00[Europe/Berlin]'\n  promote show @ --simulate-as ann@acme.com"
)]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
    /// Evaluate the rules at this time: RFC 3339, or a local time with its zone
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    simulate_at: Option<Timestamp>,
    /// Show what an approval by this person would change
    #[arg(long, value_name = "EMAIL", value_parser = mail)]
    simulate_as: Option<String>,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let (view, simulated) = if args.simulate_at.is_none() && args.simulate_as.is_none() {
        (show(&session.context, &args.id)?, None)
    } else {
        let supposed = SimulateRequest { at: args.simulate_at, by: args.simulate_as.clone() };
        let (view, simulated) = simulate(&session.context, &args.id, &supposed)?;
        (view, Some(simulated))
    };
    session.print(&ShowReport { view: &view, simulated: simulated.as_ref() })?;
    Ok(Answer::Yes)
}

/// An email address: approvals are counted by address, not by name.
fn mail(text: &str) -> std::result::Result<String, String> {
    match text.split_once('@') {
        Some((local, host)) if !local.is_empty() && !host.is_empty() => Ok(text.to_owned()),
        _ => Err("give an email address, like ann@acme.com".to_owned()),
    }
}
