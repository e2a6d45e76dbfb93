//! `promote matrix`.

use super::output::Format;
use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::matrix::{MatrixRequest, matrix};
use crate::render::reports::matrix::MatrixReport;

/// Show keys by environments, one column for each
///
/// Each cell is the value of a key in an environment, with marks: - missing, * own (keep), > a newer value waits in its
/// source, < newer than in its source, <> changed on both sides, ! changed by hand since the last promotion.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote matrix 'query.*'
  promote matrix --differs
  promote matrix --missing --exit-code
  promote matrix 'values.yaml:image.*' -o csv")]
pub(crate) struct Args {
    /// Only keys that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; see 'promote help patterns'
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Only files with this capture value, such as app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
    /// Only keys that an environment lacks; with --differs, these and those
    #[arg(long)]
    missing: bool,
    /// Only keys whose values differ
    #[arg(long)]
    differs: bool,
    /// With --missing, --differs and --exit-code: count keys owned by environments ('keep'), too
    #[arg(long)]
    keep: bool,
    /// Do not read the history of the keys
    #[arg(long)]
    no_history: bool,
    /// Exit with 1 if a listed key differs or is missing somewhere
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let request = MatrixRequest {
        patterns: args.patterns,
        only: args.only,
        missing: args.missing,
        differs: args.differs,
        keep: args.keep,
        history: !args.no_history,
        origins: matches!(session.format, Format::Json | Format::Yaml),
    };
    let found = matrix(&session.context, &request)?;
    session.print(&MatrixReport(&found))?;
    Ok(if args.exit_code && found.is_uneven { Answer::No } else { Answer::Yes })
}
