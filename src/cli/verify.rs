//! `promote verify`.

use std::io::{self, Read};

use super::session::{Answer, Result, Session};
use crate::ops::verify::{receive, verify};
use crate::render::reports::verify::{VerifyReport, received};

/// Prove that what stands in the environments came there by the rules
///
/// Walks the ledger and the first-parent history of every environment that is promoted into, offline, from git alone:
/// each change has a promotion, each step was legal, each commit is exactly its plan, and the rules of then let it
/// happen. What does not prove is a finding (exit 1); what is only to be known is a notice.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote verify\n  promote verify production --since v1.4 -o json\n  promote verify --pre-receive"
)]
pub(crate) struct Args {
    /// The environment; all where none is given
    environment: Option<String>,
    /// Only what came after this commit
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// As git's hook of this name: judge the push on standard input, by the rules from before it
    #[arg(long, conflicts_with_all = ["environment", "since"])]
    pre_receive: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    if args.pre_receive {
        return pre_receive(session);
    }
    let verified = verify(&session.context, args.environment.as_deref(), args.since.as_deref())?;
    session.print(&VerifyReport(&verified))?;
    Ok(if verified.holds() { Answer::Yes } else { Answer::No })
}

/// The hook writes to standard error: git shows that to the person who pushes.
fn pre_receive(session: &mut Session<'_>) -> Result {
    let mut lines = String::new();
    io::stdin().read_to_string(&mut lines).map_err(|error| anyhow::anyhow!("cannot read what is pushed: {error}"))?;
    let findings = receive(&session.context, &lines)?;
    received(session.err, &findings)?;
    Ok(if findings.iter().all(|finding| finding.notice) { Answer::Yes } else { Answer::No })
}
