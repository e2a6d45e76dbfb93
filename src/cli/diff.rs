//! `promote diff`.

use super::output::Format;
use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::diff::{DiffRequest, diff};
use crate::render::reports::diff::{Detail, DiffReport};

/// Show how two environments differ, key by key
///
/// What is printed is what a promotion would do to TARGET: '+' is only in SOURCE, '~' is in both with
/// another value (target -> source), '-' is only in TARGET. SOURCE and TARGET are environments of
/// promote.yaml; 'staging@REV' is staging as it was at a git revision.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote diff staging production
  promote diff staging production 'query.*' 'values.yaml:image.tag'
  promote diff staging production --changed          what is new in staging
  promote diff staging staging@HEAD~20               what happened to staging
  promote diff staging production -o patch | git apply")]
pub(crate) struct Args {
    /// The environment that would be promoted from; NAME@REV as it was at a git revision
    source: String,
    /// The environment that would be promoted into; NAME@REV as it was at a git revision
    target: String,
    /// Only configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Only files whose capture has this value, as in --only app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
    /// Only what SOURCE changed since the last promotion to TARGET
    #[arg(long)]
    changed: bool,
    /// With --changed: since this git revision
    #[arg(long, value_name = "REV", requires = "changed")]
    since: Option<String>,
    /// Show TARGET's own keys, too
    #[arg(long)]
    keep: bool,
    /// Count the changes of each file instead of showing them
    #[arg(long, conflicts_with = "name_only")]
    stat: bool,
    /// Print the paths of the files that differ, one a line
    #[arg(long)]
    name_only: bool,
    /// Exit with 1 where configs differ
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let (count, patch) = match session.format {
        Format::Json | Format::Yaml => (true, false),
        Format::Patch => (false, true),
        Format::Text | Format::Markdown => (false, false),
    };
    let question = DiffRequest {
        source: args.source,
        target: args.target,
        patterns: args.patterns,
        only: args.only,
        changed: args.changed,
        since: args.since,
        count,
        patch,
    };
    let answer = diff(&session.context, &question)?;
    let detail = match (args.name_only, args.stat) {
        (true, _) => Detail::Names,
        (false, true) => Detail::Stat,
        (false, false) => Detail::Keys,
    };
    session.print(&DiffReport { diff: &answer, keep: args.keep, detail })?;
    let differs = answer.counts().total() > 0;
    Ok(if args.exit_code && differs { Answer::No } else { Answer::Yes })
}
