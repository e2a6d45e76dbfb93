//! Validations for people: the checks, the findings, the verdict.

use std::io::{self, Write};

use super::style::{Look, table};
use super::waits::waits;
use crate::engine::view::PromotionView;
use promote_core::promotion::CheckFinding;
use promote_core::promotion::event::{CheckOutcome, Severity};
use promote_model::text::{count, visible};

/// The last validation: one line for each check, then the findings.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn validation(out: &mut dyn Write, look: Look, view: &PromotionView) -> io::Result<()> {
    let Some(validation) = &view.state.validation else { return Ok(()) };
    let rows = validation.checks.iter().map(|checked| {
        let found = if checked.findings == 0 { String::new() } else { count(checked.findings, "finding") };
        vec![outcome(look, checked.outcome), visible(&checked.name).into_owned(), found]
    });
    table(out, "", &rows.collect::<Vec<_>>())?;
    if !validation.checks.is_empty() {
        writeln!(out)?;
    }
    for finding in &validation.findings {
        let word = match finding.level {
            Severity::Error => look.red("failed:"),
            Severity::Warning => look.yellow("warning:"),
        };
        let place = place(finding).map(|place| format!("{}: ", visible(&place))).unwrap_or_default();
        let check = finding.check.as_ref().map(|name| look.dim(&format!(" ({})", visible(name)))).unwrap_or_default();
        writeln!(out, "{word} {place}{}{check}", visible(&finding.message))?;
        for line in finding.output.iter().flat_map(|output| output.lines()) {
            writeln!(out, "  {}", look.dim(&visible(line)))?;
        }
    }
    if !validation.findings.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// The place of a check's finding: the path, with line and column where they are known.
pub(crate) fn place(finding: &CheckFinding) -> Option<String> {
    let file = finding.check.as_ref().and(finding.file.as_ref())?;
    Some(match finding.line.zip(finding.column) {
        Some((line, column)) => format!("{file}:{line}:{column}"),
        None => file.clone(),
    })
}

fn outcome(look: Look, outcome: CheckOutcome) -> String {
    match outcome {
        CheckOutcome::Ok => look.green(outcome.word()),
        CheckOutcome::Warning => look.yellow(outcome.word()),
        CheckOutcome::Failed | CheckOutcome::NotRun => look.red(outcome.word()),
    }
}

/// The verdict of the last validation, in one line.
pub(crate) fn verdict(view: &PromotionView, dry_run: bool) -> String {
    let id = view.promotion.name();
    match view.state.validation.as_ref() {
        Some(validation) if !validation.ok => {
            let errors = validation.findings.iter().filter(|finding| finding.level.is_error()).count();
            format!("Promotion {id} is not valid: {}", count(errors, "error"))
        }
        _ if dry_run => format!("Promotion {id} would be valid"),
        _ => format!("Promotion {id} is valid: {}", waits(view)),
    }
}

/// The verdict on several promotions.
pub(crate) fn verdict_on_all(all: usize, invalid: usize) -> String {
    match (all, invalid) {
        (0, _) => "No promotion is open".to_owned(),
        (1, 0) => "1 promotion is valid".to_owned(),
        (all, 0) => format!("{} are valid", count(all, "promotion")),
        (all, invalid) => format!("{invalid} of {} not valid", count(all, "promotion")),
    }
}
