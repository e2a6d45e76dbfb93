//! `promote init`.

use super::session::{Answer, Result, Session};
use crate::ops::init::{InitRequest, Outcome, init};
use crate::render::reports::init::InitReport;

/// Find the environments of this repository and write a first promote.yaml
///
/// Looks at the files of the commit that is checked out and at the names of the branches: directories
/// (envs/staging/), parts of names (values-staging.yaml), branches (env/staging). What it writes is a
/// proposal; read it before you commit it. A promote.yaml that exists is never touched.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote init\n  promote init --commit\n  promote init --print\n  promote init --dry-run -o json"
)]
pub(crate) struct Args {
    /// Print the proposal alone and write nothing
    #[arg(long)]
    print: bool,
    /// Commit it to the branch that is checked out, and nothing else with it
    #[arg(long, conflicts_with = "print")]
    commit: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let wanted = match (args.print, args.commit) {
        (true, _) => InitRequest::Text,
        (false, true) => InitRequest::Commit,
        (false, false) => InitRequest::File,
    };
    let done = init(&session.context, wanted)?;
    session.print(&InitReport(&done))?;
    for (branch, place) in &done.only_remote {
        session.next(&format!("git branch {branch} {place}"))?;
    }
    match &done.outcome {
        Outcome::TooFew => {
            session.next(
                "looked for names like envs/staging/, values-staging.yaml, env/staging; write other layouts yourself",
            )?;
            return Ok(Answer::No);
        }
        Outcome::Written(_) => {
            session.next("read it, then: git add promote.yaml && git commit -m 'Add promote.yaml'")?
        }
        Outcome::Committed(..) => session.next("promote status")?,
        Outcome::WouldWrite(..) | Outcome::Text(_) => {}
    }
    Ok(Answer::Yes)
}
