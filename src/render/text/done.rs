//! What a command did to a promotion, in sentences.

use std::io::{self, Write};

use super::host_request;
use super::plan::plan;
use super::style::Look;
use super::time::time;
use crate::engine::execution::{Executed, WriteOutcome};
use crate::ops::host_request::HostRequest;
use crate::ops::propose::Proposed;
use crate::ops::rollback::RolledBack;
use promote_model::text::{count, visible};

/// `execute`.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn executed(out: &mut dyn Write, look: Look, done: &Executed, dry_run: bool) -> io::Result<()> {
    if done.outcome == WriteOutcome::WouldApply {
        let promotion = &done.view.promotion;
        plan(out, look, &promotion.target, &promotion.plan.changes, &done.view.lines, &done.view.undone)?;
    }
    writeln!(out, "{}", execution(done, dry_run))?;
    writeln!(out, "  {}", visible(&done.title))?;
    if let Some(reason) = &done.overriding {
        writeln!(out, "  overriding a window or a freeze: {}", visible(reason))?;
    }
    if let Some(schedule) = done.view.state.scheduled.as_ref().filter(|_| done.outcome != WriteOutcome::AlreadyDone) {
        writeln!(out, "  it was scheduled for {}", time(schedule.at))?;
    }
    followed(out, &done.followed)
}

/// An execution in one sentence.
pub(crate) fn execution(done: &Executed, dry_run: bool) -> String {
    let (id, place) = (done.view.promotion.name(), format!("{} on {}", done.commit.short(), done.branch));
    match done.outcome {
        WriteOutcome::WouldApply => format!("Would execute promotion {id} on {}", done.branch),
        WriteOutcome::Applied => format!("Executed promotion {id} as {place}"),
        WriteOutcome::Completed => format!("Promotion {id} was already written as {place}; {}", recorded(dry_run)),
        WriteOutcome::AlreadyDone => format!("Promotion {id} was already executed as {place}"),
    }
}

fn recorded(dry_run: bool) -> &'static str {
    if dry_run { "its record is missing and would be added" } else { "its record was missing and has been added" }
}

/// A noun at the beginning of a sentence.
fn capitalised(part: &str) -> &'static str {
    if part == "promotion" { "Promotion" } else { "Part of promotion" }
}

/// `rollback`.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn rolled_back(out: &mut dyn Write, look: Look, done: &RolledBack, dry_run: bool) -> io::Result<()> {
    plan(out, look, &done.view.promotion.target, &done.changes, &done.view.lines, &[])?;
    let id = done.view.promotion.name();
    let part = if done.view.state.rolled_back { "promotion" } else { "part of promotion" };
    let place = format!("{} on {}", done.commit.short(), done.branch);
    match done.outcome {
        WriteOutcome::WouldApply => writeln!(out, "Would roll back {part} {id} on {}", done.branch)?,
        WriteOutcome::Applied => writeln!(out, "Rolled back {part} {id} as {place}")?,
        WriteOutcome::Completed => {
            writeln!(out, "{} {id} was already rolled back as {place}; {}", capitalised(part), recorded(dry_run))?
        }
        WriteOutcome::AlreadyDone => writeln!(out, "{} {id} was already rolled back as {place}", capitalised(part))?,
    }
    writeln!(out, "  {}", visible(&done.title))?;
    if let Some(hold) = &done.hold {
        let keys = count(hold.patterns.len(), "key");
        let verb = if dry_run { "would set" } else { "set" };
        writeln!(out, "  {verb} hold {} on {keys} of {}", hold.number, visible(&hold.environment))?;
    }
    followed(out, &done.followed)
}

/// `execute --branch`: what became of the request, or else its title and text for the person who opens it.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn proposed(
    out: &mut dyn Write,
    done: &Proposed,
    request: Option<&HostRequest>,
    dry_run: bool,
) -> io::Result<()> {
    let (id, place) = (done.view.promotion.name(), format!("{} on {}", done.commit.short(), done.branch));
    match (dry_run, done.before) {
        (true, false) => writeln!(out, "Would propose promotion {id} on {}", done.branch)?,
        (true | false, true) => writeln!(out, "Promotion {id} was already proposed as {place}")?,
        (false, false) => writeln!(out, "Proposed promotion {id} as {place}")?,
    }
    if let Some(sentence) = request.and_then(|request| host_request::sentence(done, request)) {
        return writeln!(out, "  {}\n{sentence}", visible(&done.title));
    }
    writeln!(out, "\n{}\n", visible(&done.title))?;
    done.body.lines().try_for_each(|line| writeln!(out, "{}", visible(line)))
}

/// The working trees whose files were updated.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn followed(out: &mut dyn Write, roots: &[String]) -> io::Result<()> {
    roots.iter().try_for_each(|root| writeln!(out, "  files updated in {}", visible(root)))
}
