//! `promote verify`.

use std::io::{self, Read};

use super::session::{Answer, Result, Session};
use crate::ops::verify::{receive, verify};
use crate::render::reports::verify::{VerifyReport, received};

/// Verify that every change in each environment followed the rules
///
/// Reads the ledger (the branch that holds all records) and the first-parent history of each environment, offline and
/// from git alone. It verifies that each change belongs to a promotion, that each step was legal, that each commit is
/// exactly its plan, and that the rules in force at the time allowed it. Anything unproven is a finding (exit 1);
/// informational items are notices.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote verify\n  promote verify production --since v1.4 -o json\n  promote verify --pre-receive"
)]
pub(crate) struct Args {
    /// Environment to verify [default: all]
    environment: Option<String>,
    /// Only verify commits after this one
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Run as git's pre-receive hook: verify the push on standard input by the rules in force before it
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
    io::stdin()
        .read_to_string(&mut lines)
        .map_err(|error| anyhow::anyhow!("cannot read the pushed refs from standard input: {error}"))?;
    let findings = receive(&session.context, &lines)?;
    received(session.err, &findings)?;
    Ok(if findings.iter().all(|finding| finding.notice) { Answer::Yes } else { Answer::No })
}
