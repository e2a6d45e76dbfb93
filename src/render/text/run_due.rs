//! `run-due` for people: one line for each promotion that was due, with the details below it.

use std::io::{self, Write};

use super::done::followed;
use super::time::time;
use crate::engine::execution::WriteOutcome;
use crate::ops::run_due::{RunItem, RunOutcome};
use promote_model::text::visible;

/// One promotion with the updated files, or with everything that blocks it.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn whole(out: &mut dyn Write, item: &RunItem) -> io::Result<()> {
    writeln!(out, "{}", line(item))?;
    match &item.outcome {
        RunOutcome::Executed(executed) => followed(out, &executed.followed),
        RunOutcome::Expired(_) => Ok(()),
        RunOutcome::Held { error, .. } | RunOutcome::Failed(error) => {
            error.causes().iter().try_for_each(|cause| writeln!(out, "  {}", visible(cause)))
        }
    }
}

/// One promotion in one line.
pub(crate) fn line(item: &RunItem) -> String {
    let view = &item.view;
    let id = view.promotion.name();
    let edge = format!("{} -> {}", view.promotion.source, view.promotion.target);
    let text = match &item.outcome {
        RunOutcome::Executed(executed) => {
            let done = match executed.outcome {
                WriteOutcome::WouldApply => format!("Would execute promotion {id} on {}", executed.branch),
                WriteOutcome::Completed => format!("Recorded promotion {id}, written as {}", executed.commit.short()),
                WriteOutcome::Applied | WriteOutcome::AlreadyDone => {
                    format!("Executed promotion {id} as {} on {}", executed.commit.short(), executed.branch)
                }
            };
            format!("{done} ({edge}, due {})", time(item.due))
        }
        RunOutcome::Held { error, .. } => format!("Held: {error}"),
        RunOutcome::Expired(at) => format!("Expired: the schedule of promotion {id} ({edge}) expired at {}", time(*at)),
        RunOutcome::Failed(error) => format!("Failed: promotion {id} ({edge}): {error}"),
    };
    visible(&text).into_owned()
}

/// The commit alone; nothing where nothing was written.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn commit(out: &mut dyn Write, item: &RunItem, dry_run: bool) -> io::Result<()> {
    match &item.outcome {
        // A dry run's commit does not exist.
        RunOutcome::Executed(executed) if !dry_run => writeln!(out, "{}", executed.commit),
        RunOutcome::Executed(_) | RunOutcome::Held { .. } | RunOutcome::Expired(_) | RunOutcome::Failed(_) => Ok(()),
    }
}
