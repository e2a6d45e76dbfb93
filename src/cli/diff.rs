//! `promote diff`.

use super::output::Format;
use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use crate::ops::diff::{DEPTH, DiffRequest, diff};
use crate::render::reports::diff::{Detail, DiffReport};

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
    /// Only keys that SOURCE changed since both held one value, and that were not passed over twice
    #[arg(long)]
    changed: bool,
    /// With --changed: keys that SOURCE changed since this git revision instead
    #[arg(long, value_name = "REV", requires = "changed")]
    since: Option<String>,
    /// Do not read the history of the keys: list all differences alike
    #[arg(long)]
    no_history: bool,
    /// Look at this many states of each file
    #[arg(long, value_name = "N", default_value_t = DEPTH)]
    depth: usize,
    /// Also show keys owned by TARGET ('keep')
    #[arg(long)]
    keep: bool,
    /// Also show keys whose values differ only by the names of the environments ('translate')
    #[arg(long)]
    translated: bool,
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
    session.context.show_secrets = args.secrets.shown(session.format)?;
    let (count, patch) = match session.format {
        Format::Json | Format::Yaml => (true, false),
        Format::Patch => (false, true),
        Format::Text | Format::Markdown | Format::Csv | Format::Openmetrics => (false, false),
    };
    let question = DiffRequest {
        source: args.source,
        target: args.target,
        patterns: args.patterns,
        only: args.only,
        changed: args.changed,
        since: args.since,
        history: !(args.no_history || args.stat || args.name_only || patch),
        depth: args.depth,
        count,
        origins: count,
        patch,
    };
    let answer = diff(&session.context, &question)?;
    answer.refused.iter().for_each(|file| session.context.remarks.add(file.message()));
    let detail = match (args.name_only, args.stat) {
        (true, _) => Detail::Names,
        (false, true) => Detail::Stat,
        (false, false) => Detail::Keys,
    };
    session.print(&DiffReport { diff: &answer, keep: args.keep, translated: args.translated, detail })?;
    let differs = answer.counts().total() > 0;
    Ok(if args.exit_code && differs { Answer::No } else { Answer::Yes })
}
