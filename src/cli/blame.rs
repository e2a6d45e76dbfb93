//! `promote blame`.

use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::blame::blame;
use crate::render::reports::history::BlameReport;

/// Show how each key of a file came to its value
///
/// Each key with its value, the day since when it has it, and the promotion, rollback or commit that wrote it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote blame envs/production/application.yaml
  promote blame 'envs/{env}/application.yaml' staging
  promote blame application.yaml production@v1.2")]
pub(crate) struct Args {
    /// File: its path, its logical name with {env} in it, or a pattern that matches one file
    file: String,
    /// Environment; NAME@REV for its state at a git revision. Needed where the name fits files of several environments
    environment: Option<String>,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let found = blame(&session.context, &args.file, args.environment.as_deref())?;
    session.print(&BlameReport(&found))?;
    Ok(Answer::Yes)
}
