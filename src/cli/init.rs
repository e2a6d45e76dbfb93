//! `promote init`.

use super::{Answer, Format, Result, Session};
use crate::ops::init::{InitRequest, ProposalResult, init};
use crate::render::{init as render, json};

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
    match (session.format, &done.result) {
        (Format::Json, _) => session.json(&json::initialized(&done))?,
        (_, ProposalResult::Text(text)) => session.out.write_all(text.as_bytes())?,
        (_, ProposalResult::Written(_) | ProposalResult::Committed(..)) if session.quiet => {}
        _ => render::initialized(session.out, session.look, &done)?,
    }
    for (branch, place) in &done.only_remote {
        session.next(&format!("git branch {branch} {place}"))?;
    }
    match &done.result {
        ProposalResult::TooFew => {
            session.next(
                "looked for names like envs/staging/, values-staging.yaml, env/staging; others are yours to write down",
            )?;
            return Ok(Answer::No);
        }
        ProposalResult::Written(_) => {
            session.next("read it, then: git add promote.yaml && git commit -m 'Add promote.yaml'")?
        }
        ProposalResult::Committed(..) => session.next("promote status")?,
        ProposalResult::WouldWrite(..) | ProposalResult::Text(_) => {}
    }
    Ok(Answer::Yes)
}
