//! `promote report`.

use super::list::at_least_one;
use super::session::{Answer, Result, Session};
use crate::engine::replace_file::replace;
use crate::ops::report::report;
use crate::render::html::page;
use promote_model::text::count;

/// Write one page about the pipeline (HTML)
///
/// It shows what waits, what is open and what happened. The page is one file. It works without a network, a server and scripts, and shows every value of the open promotions, so
/// that a reviewer can read it. Secrets are masked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote report --html report.html
  promote report --html - > report.html")]
pub(crate) struct Args {
    /// Write the page to this file, or to standard output ('-')
    #[arg(long, value_name = "FILE")]
    html: String,
    /// Show the newest N promotions that ended, and direct edits among the newest N commits of each branch
    #[arg(long, value_name = "N", default_value = "200", value_parser = at_least_one)]
    limit: usize,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let overview = report(&session.context, args.limit)?;
    let page = page(&overview);
    if args.html == "-" {
        session.out.write_all(page.as_bytes())?;
        return Ok(Answer::Yes);
    }
    if !session.context.dry_run {
        replace(&session.context.dir.join(&args.html), page.as_bytes())?;
    }
    if !session.quiet {
        let verb = if session.context.dry_run { "Would write" } else { "Wrote" };
        let (open, edges) =
            (count(overview.open.len(), "open promotion"), count(overview.pipeline.edges.len(), "edge"));
        writeln!(session.out, "{verb} {}: {edges}, {open}", args.html)?;
    }
    Ok(Answer::Yes)
}
