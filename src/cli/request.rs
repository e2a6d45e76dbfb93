//! `promote request`, and the request that `execute --branch` opens.

use super::session::{Answer, Result, Session};
use super::signals::interrupts;
use crate::engine::host::call::HostError;
use crate::engine::host::submit::SubmitWay;
use crate::ops::host_request::{HostRequest, open, proposal_of, update};
use crate::ops::propose::Proposed;
use crate::render::reports::execute::ProposeReport;
use crate::render::reports::request::{RequestReport, next_steps, remark, request_text};

/// Print, open or update the pull or merge request of a proposal
///
/// The proposal was pushed by 'promote execute ID --branch'. The program of the host (gh, glab or tea) finds the request by
/// its branch, gives it the current text, or opens it if there is none. Without that program, or for another host, the output
/// names the page that opens it. --dry-run changes nothing.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote request 12\n  promote request 12 --dry-run -o markdown\n  promote request @ -q"
)]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.interrupt = interrupts()?;
    let proposed = proposal_of(&session.context, &args.id)?;
    let text = request_text(&proposed);
    let request = update(&session.context, &proposed, &text)?;
    session.print(&RequestReport { proposed: &proposed, request: &request, text: &text })?;
    said(session, &proposed, &request)?;
    Ok(match request.problem() {
        Some(HostError::Interrupted { .. }) => Answer::Part(130),
        Some(error) if error.is_failure() => Answer::Part(5),
        _ => Answer::Yes,
    })
}

/// Opens the request of a proposal where one is asked for, and prints both. A request that was not opened leaves the proposal
/// as it is.
pub(super) fn proposed(session: &mut Session<'_>, proposed: &Proposed) -> Result {
    let text = request_text(proposed);
    let request = open(&session.context, proposed, &text);
    let opened = request.as_ref().map(|request| (request, text.as_str()));
    let dry_run = session.context.dry_run;
    session.print(&ProposeReport { proposed, opened, dry_run })?;
    if let Some(request) = &request {
        said(session, proposed, request)?;
        if let Some(HostError::Interrupted { .. }) = request.problem() {
            return Ok(Answer::Part(130));
        }
    }
    let landing = match proposed.way {
        SubmitWay::Gerrit => "submit the change".to_owned(),
        SubmitWay::PushOptions | SubmitWay::WithLedger => format!("merge {} into {}", proposed.branch, proposed.into),
    };
    session.next(&format!("{landing}; the next command that writes to the ledger records it"))?;
    Ok(Answer::Yes)
}

/// The remarks about a request, and what to do about a problem.
fn said(session: &mut Session<'_>, proposed: &Proposed, request: &HostRequest) -> std::io::Result<()> {
    for note in remark(proposed, request).iter().chain(&request.notes) {
        session.context.remarks.add(note.as_str());
    }
    session.remarks()?;
    next_steps(proposed, request).iter().try_for_each(|step| session.next(step))
}
