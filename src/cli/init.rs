//! `promote init`.

use std::path::Path;

use super::session::{Answer, Result, Session};
use crate::ops::init::{InitRequest, ProposalResult, init};
use crate::render::reports::init::InitReport;

/// Find environments and write a first promote.yaml
///
/// Searches the files of the checked-out commit and the names of branches for environments: directories
/// (envs/staging/), parts of file names (values-staging.yaml) and branches (env/staging); also clusters, rings, regions
/// and hosts whose directories hold the same files. The output says how sure each of them is, and which configuration
/// files are left out. The file is a proposal: review it before you commit it. An existing promote.yaml is never
/// changed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote init\n  promote init --commit\n  promote init --print\n  promote init --dry-run -o json"
)]
pub(crate) struct Args {
    /// Print only the proposed file; write nothing
    #[arg(long)]
    print: bool,
    /// Also commit the file, and nothing else, to the checked-out branch
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
    match &done.result {
        ProposalResult::TooFew => {
            session.next(
                "looked for names like envs/staging/, values-staging.yaml, env/staging, and for directories with the same files, like clusters/a/ and clusters/b/; for other layouts, write promote.yaml by hand",
            )?;
            return Ok(Answer::No);
        }
        ProposalResult::Written(path) => {
            let git = path.parent().and_then(elsewhere).map_or("git".to_owned(), |root| format!("git -C '{root}'"));
            // The remote decides by what was pushed.
            let push = if done.findings.remote.is_some() { format!(" && {git} push") } else { String::new() };
            session
                .next(&format!("read it, then: {git} add promote.yaml && {git} commit -m 'Add promote.yaml'{push}"))?
        }
        ProposalResult::Committed(..) if done.findings.remote.is_some() => session.next("git push")?,
        ProposalResult::Committed(..) => session.next("promote status")?,
        ProposalResult::WouldWrite(..) | ProposalResult::Text(_) => {}
    }
    Ok(Answer::Yes)
}

/// The root of the working tree, unless the process runs there.
fn elsewhere(root: &Path) -> Option<String> {
    let here = std::env::current_dir().and_then(|dir| dir.canonicalize()).ok()?;
    (here != root.canonicalize().ok()?).then(|| root.display().to_string())
}
