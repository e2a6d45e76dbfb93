//! `promote validate`.

use super::{Answer, Format, Result, Session};
use crate::model::text::count;
use crate::ops::show::View;
use crate::ops::validate::validate;
use crate::render::{json, promotion};

/// Check a promotion against exactly what would land
///
/// The edge is allowed, both environments exist, nobody touched the planned keys in the target, every
/// file can still be read and every edit can be made. The outcome is recorded; findings exit with 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  promote validate @")]
pub struct Args {
    /// The promotion: its id, a beginning of it, or '@' for the only open one
    id: String,
}

pub fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let view = validate(&session.context, &args.id)?;
    report(session, &view)
}

pub(super) fn report(session: &mut Session<'_>, view: &View) -> Result {
    let findings = view.state.validation.as_ref().map_or(0, |v| v.findings.len());
    let id = &view.promotion.id;
    match session.format {
        Format::Json => session.json(&json::promotion(view))?,
        _ if session.quiet => {}
        _ if findings > 0 => {
            promotion::findings(session.out, session.look, view)?;
            writeln!(session.out, "Promotion {id} is not valid: {}", count(findings, "finding"))?;
        }
        _ if session.context.dry_run => writeln!(session.out, "Promotion {id} would be valid")?,
        _ => writeln!(session.out, "Promotion {id} is valid: {}", promotion::waits(view))?,
    }
    if findings > 0 {
        // A refresh needs the edge, too: what the policy lacks, only the policy can bring back.
        let lacks_edge = |code: &str| matches!(code, "no-edge" | "no-target");
        let policy = view.state.validation.iter().flat_map(|v| &v.findings).any(|f| lacks_edge(&f.code));
        session.next(&match policy {
            true => format!("change promote.yaml, or give it up: promote cancel {id} --reason TEXT"),
            false => format!("promote refresh {id}"),
        })?;
        return Ok(Answer::No);
    }
    if view.blockers().is_empty() {
        session.next(&format!("promote execute {id}"))?;
    }
    Ok(Answer::Yes)
}
