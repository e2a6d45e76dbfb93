//! `promote why`.

use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::why::why;
use crate::render::reports::history::WhyReport;

/// Say how an environment came to the value of a key
///
/// One paragraph, from the environment back through the promotions to the commit that wrote the value. Without an
/// environment, the last one of the pipeline.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote why query.timeout
  promote why application.yaml:query.timeout staging")]
pub(crate) struct Args {
    /// Key: [FILE[#DOCUMENT]:]KEY, or its id
    key: String,
    /// Environment, the last one of the pipeline if omitted; NAME@REV for its state at a git revision
    environment: Option<String>,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let found = why(&session.context, &args.key, args.environment.as_deref())?;
    session.print(&WhyReport(&found))?;
    Ok(Answer::Yes)
}
