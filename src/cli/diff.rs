//! `promote diff`.

use super::secrets::Secrets;
use super::{Answer, Format, Result, Session};
use crate::ops::diff::{DiffRequest, diff};
use crate::render::diff::{Shown, difference, names, stat};
use crate::render::json;

/// Show how two environments differ, key by key
///
/// The output shows what a promotion could change in TARGET: '+' marks a key that is only in SOURCE, '~' a key with
/// different values (target -> source), and '-' a key that is only in TARGET. SOURCE and TARGET are environments of
/// promote.yaml; 'staging@REV' is staging at a git revision.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote diff staging production
  promote diff staging production 'query.*' 'values.yaml:image.tag'
  promote diff staging production --changed          new in staging
  promote diff staging staging@HEAD~20               history of staging
  promote diff staging production -o patch | git apply")]
pub(crate) struct Args {
    /// Environment to promote from; NAME@REV for its state at a git revision
    source: String,
    /// Environment to promote into; NAME@REV for its state at a git revision
    target: String,
    /// Only keys that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; see 'promote help patterns'
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Only files with this capture value, such as app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
    /// Only keys that SOURCE changed since the last promotion to TARGET
    #[arg(long)]
    changed: bool,
    /// With --changed: compare with this git revision instead
    #[arg(long, value_name = "REV", requires = "changed")]
    since: Option<String>,
    /// Also show keys owned by TARGET ('keep')
    #[arg(long)]
    keep: bool,
    /// Count the changes in each file instead of showing them
    #[arg(long, conflicts_with = "name_only")]
    stat: bool,
    /// Print only the paths of the files that differ, one per line
    #[arg(long)]
    name_only: bool,
    /// Exit with 1 if keys differ
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: Args) -> Result {
    session.context.show_secrets = args.secrets.shown()?;
    let request = DiffRequest {
        source: args.source,
        target: args.target,
        patterns: args.patterns,
        only: args.only,
        changed: args.changed,
        since: args.since,
        count: session.format == Format::Json,
        patch: session.format == Format::Patch,
    };
    let answer = diff(&session.context, &request)?;
    match session.format {
        Format::Json => session.json(&json::difference(&answer, args.keep))?,
        Format::Patch => session.out.write_all(answer.patch.as_deref().unwrap_or_default())?,
        Format::Text if args.name_only => names(session.out, &answer)?,
        Format::Text if session.quiet => {}
        Format::Text if args.stat => stat(session.out, session.look, &answer)?,
        Format::Text => difference(session.out, session.look, &answer, Shown { keep: args.keep })?,
    }
    let differs = answer.counts().total() > 0;
    Ok(if args.exit_code && differs { Answer::No } else { Answer::Yes })
}
