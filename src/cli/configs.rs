//! `promote configs`.

use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::configs::configs;
use crate::render::reports::keys::KeysReport;

/// List the keys, values and ids of an environment
///
/// The id of a config is the same in every environment and every clone. Any unique beginning of it,
/// of six digits or more, stands for it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote configs staging
  promote configs staging 'values.yaml:image.*'
  promote configs production@v1.2 -o json")]
pub(crate) struct Args {
    /// The environment; NAME@REV as it was at a git revision
    environment: String,
    /// Only configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Only files whose capture has this value, as in --only app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let found = configs(&session.context, &args.environment, &args.patterns, &args.only)?;
    session.print(&KeysReport(&found))?;
    Ok(Answer::Yes)
}
