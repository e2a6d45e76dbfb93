//! `promote validate`.

use super::session::{Answer, Result, Session};
use super::signals;
use crate::engine::view::PromotionView;
use crate::ops::validate::{validate, validate_all};
use crate::render::reports::validate::{ValidateAllReport, ValidateReport};
use promote_core::promotion::state::Validation;

/// Validate a promotion on exactly the tree that would be written
///
/// Verifies that the pipeline allows the promotion, that both environments exist, that no planned key changed in the
/// target, and that every file can be read and every edit made. Then runs the checks of promote.yaml on the target as
/// it would be after the promotion. The outcome is recorded. Findings that are errors exit with 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  promote validate @\n  promote validate --all-open")]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
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
    let dry_run = session.context.dry_run;
    let report = ValidateAllReport { views: &views, dry_run };
    session.print(&report)?;
    Ok(if report.invalid() == 0 { Answer::Yes } else { Answer::No })
}

/// Prints a validation, and the next step.
pub(super) fn report(session: &mut Session<'_>, view: &PromotionView) -> Result {
    let dry_run = session.context.dry_run;
    session.print(&ValidateReport { view, dry_run })?;
    if let Some(validation) = view.state.validation.as_ref().filter(|validation| !validation.ok) {
        session.next(&remedy(view, validation))?;
        return Ok(Answer::No);
    }
    if view.blockers().is_empty() {
        session.next(&format!("promote execute {}", view.promotion.name()))?;
    }
    Ok(Answer::Yes)
}

/// What to do about errors, by their kind.
fn remedy(view: &PromotionView, validation: &Validation) -> String {
    let id = &view.promotion.name();
    let codes = || validation.findings.iter().filter(|finding| finding.level.is_error()).map(|f| f.code.as_str());
    // A refresh needs the edge, too: what the policy lacks, only the policy can bring back.
    match () {
        () if codes().any(|code| matches!(code, "no-edge" | "no-target")) => {
            format!("change promote.yaml, or cancel the promotion: promote cancel {id} --reason TEXT")
        }
        () if codes().any(|code| code == "not-run") => format!("promote validate {id} --run-commands"),
        // A refresh does not fix a check that could not run.
        () if codes().any(|code| code == "no-answer") => {
            let source = &view.promotion.source;
            format!(
                "fix the cause of the evaluation errors, then: promote validate {id}; if the cause is in {source}: promote refresh {id}"
            )
        }
        // The findings of a check are about the source: a refresh changes nothing before the source changes.
        () if codes().all(|code| code == "check") => {
            format!("fix the findings in {}, then: promote refresh {id}", view.promotion.source)
        }
        () => format!("promote refresh {id}"),
    }
}
