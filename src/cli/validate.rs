//! `promote validate`.

use std::io;

use super::{Answer, Format, Result, Session, signals};
use crate::engine::view::PromotionView;
use crate::ops::validate::{validate, validate_all};
use crate::render::{json, promotion};
use promote_model::text::count;

/// Validate a promotion on exactly the tree that would be written
///
/// Verifies that the pipeline allows the promotion, that both environments exist, that no planned key changed in the
/// target, and that every file can be read and every edit made. Then runs the checks of promote.yaml on the target as
/// it would be after the promotion. The outcome is recorded. Findings that are errors exit with 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote validate @\n  promote validate --all-open")]
pub(crate) struct Args {
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    #[arg(required_unless_present = "all_open")]
    id: Option<String>,
    /// Validate every open promotion, oldest first
    #[arg(long, conflicts_with = "id")]
    all_open: bool,
    /// Run check commands without 'promote trust' (for CI that runs code of the repository anyway)
    #[arg(long)]
    run_commands: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.run_commands = args.run_commands;
    session.context.interrupt = signals::interrupts()?;
    let Some(id) = &args.id else { return all(session) };
    let view = validate(&session.context, id)?;
    report(session, &view)
}

fn all(session: &mut Session<'_>) -> Result {
    let views = validate_all(&session.context)?;
    let valid = |view: &PromotionView| view.state.validation.as_ref().is_some_and(|validation| validation.ok);
    match session.format {
        Format::Json => session.json(&json::promotions(&views))?,
        _ if session.quiet => {}
        _ => {
            for view in &views {
                promotion::validation(session.out, session.look, view)?;
                said(session, view)?;
            }
            let wrong = views.iter().filter(|view| !valid(view)).count();
            match (views.len(), wrong) {
                (0, _) => writeln!(session.out, "No promotion is open")?,
                (all, 0) => writeln!(session.out, "{} valid", all_are(all))?,
                (all, wrong) => writeln!(session.out, "{wrong} of {} not valid", count(all, "promotion"))?,
            }
        }
    }
    Ok(if views.iter().all(valid) { Answer::Yes } else { Answer::No })
}

fn all_are(all: usize) -> String {
    if all == 1 { "1 promotion is".to_owned() } else { format!("{} are", count(all, "promotion")) }
}

/// What came of it, in one line.
fn said(session: &mut Session<'_>, view: &PromotionView) -> io::Result<()> {
    let id = &view.promotion.id;
    match view.state.validation.as_ref() {
        Some(validation) if !validation.ok => {
            let errors = validation.findings.iter().filter(|finding| finding.level.is_error()).count();
            writeln!(session.out, "Promotion {id} is not valid: {}", count(errors, "error"))
        }
        _ if session.context.dry_run => writeln!(session.out, "Promotion {id} would be valid"),
        _ => writeln!(session.out, "Promotion {id} is valid: {}", promotion::waits(view)),
    }
}

pub(super) fn report(session: &mut Session<'_>, view: &PromotionView) -> Result {
    let validation = view.state.validation.as_ref();
    let id = &view.promotion.id;
    match session.format {
        Format::Json => session.json(&json::promotion(view))?,
        _ if session.quiet => {}
        _ => {
            promotion::validation(session.out, session.look, view)?;
            said(session, view)?;
        }
    }
    if let Some(validation) = validation.filter(|validation| !validation.ok) {
        let codes = || validation.findings.iter().filter(|finding| finding.level.is_error()).map(|f| f.code.as_str());
        // A refresh needs the edge, too: what the policy lacks, only the policy can bring back.
        let hint = match () {
            () if codes().any(|code| matches!(code, "no-edge" | "no-target")) => {
                format!("change promote.yaml, or give it up: promote cancel {id} --reason TEXT")
            }
            () if codes().any(|code| code == "not-run") => format!("promote validate {id} --run-commands"),
            // Planning anew puts no check right that could not look.
            () if codes().any(|code| code == "no-answer") => {
                let source = &view.promotion.source;
                format!(
                    "put right what keeps the checks from looking, then: promote validate {id}; where it stands in \
                     {source}: promote refresh {id}"
                )
            }
            // What a check found stands in the source: planning anew changes nothing before that is changed.
            () if codes().all(|code| code == "check") => {
                format!("put it right in {}, then: promote refresh {id}", view.promotion.source)
            }
            () => format!("promote refresh {id}"),
        };
        session.next(&hint)?;
        return Ok(Answer::No);
    }
    if view.blockers().is_empty() {
        session.next(&format!("promote execute {id}"))?;
    }
    Ok(Answer::Yes)
}
