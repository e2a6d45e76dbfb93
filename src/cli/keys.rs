//! `promote keys`.

use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::keys::list_keys;
use crate::render::reports::keys::KeysReport;

/// List the keys, values and ids of an environment
///
/// Each line is one key of a file, with its id and its value. The id is the same in every environment and every clone.
/// Commands accept any unique beginning of an id, of six digits or more. Values of secrets are hidden.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote keys staging
  promote keys staging 'values.yaml:image.*'
  promote keys production@v1.2 -o json")]
pub(crate) struct Args {
    /// Environment; NAME@REV for its state at a git revision
    environment: String,
    /// Only keys that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; see 'promote help patterns'
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Only files with this capture value, such as app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let found = list_keys(&session.context, &args.environment, &args.patterns, &args.only)?;
    session.print(&KeysReport(&found))?;
    Ok(Answer::Yes)
}
