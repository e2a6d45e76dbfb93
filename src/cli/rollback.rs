//! `promote rollback`.

use super::editor::{Edit, Written, write};
use super::failure::Failure;
use super::pick::{Picked, RollbackWords, pick_to_roll_back};
use super::session::{Answer, Result, Session};
use super::signals::interrupts;
use crate::engine::OpError;
use crate::engine::editing::Editing;
use crate::ops::pick::{PickedKeys, keys_to_roll_back};
use crate::ops::rollback::{RollbackRequest, rollback};
use crate::render::plan_comment::of_rollback;
use crate::render::reports::rollback::RollbackReport;
use promote_model::text::count;

/// Roll back exactly one promotion, or some of its keys
///
/// Writes a new commit that reverts the promotion. Later changes to other keys stay. A key that was changed since the
/// promotion is a conflict (exit code 4); the error names the commit that changed it. After a rollback of some keys,
/// the promotion stays EXECUTED until all its keys are rolled back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote rollback 0192f0c1 --reason 'Timeouts in checkout'
  promote rollback 0192f0c1 --key query.timeout --reason 'Too long for mobile'
  promote rollback @- --pick --edit")]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it
    id: String,
    /// Only keys that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated
    #[arg(long = "key", value_name = "PATTERN")]
    keys: Vec<String>,
    /// Only the key with this id; can be repeated
    #[arg(long = "config", value_name = "ID")]
    configs: Vec<String>,
    /// Pick the keys from a list at the terminal
    #[arg(long)]
    pick: bool,
    /// Reason (recorded); needed unless it is written in the editor
    #[arg(long, value_name = "TEXT", value_parser = super::terminal::reason)]
    reason: Option<String>,
    #[command(flatten)]
    edit: Edit,
    /// Roll back outside a window or during a freeze (needs permission)
    #[arg(long = "override")]
    overriding: bool,
    /// Put the keys on hold, so that no promotion brings them back before 'promote unhold'
    #[arg(long)]
    hold: bool,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let editing = args.edit.editing(session)?;
    // A dry run opens no editor, and records no reason.
    let will_be_written = editing.is_some() || session.context.dry_run && args.edit.is_asked();
    if args.reason.is_none() && !will_be_written {
        return Err(no_reason(&args.id));
    }
    let mut keys = PickedKeys { patterns: args.keys.clone(), ids: args.configs.clone() };
    if args.pick {
        let words = RollbackWords {
            id: &args.id,
            reason: args.reason.as_deref(),
            overriding: args.overriding,
            ending: args.edit.word(),
        };
        keys = match pick_to_roll_back(session, words, keys)? {
            Picked::Keys(keys) => keys,
            Picked::Left(answer) => return Ok(answer),
        };
    }
    let reason = args.reason.as_deref().unwrap_or_default();
    let Some(editing) = editing else { return revert(session, args, &keys, reason) };
    let written = write_reason(session, &editing, args, &keys)?;
    if written.text.is_empty() {
        writeln!(session.err, "note: the reason is empty, and nothing was rolled back")?;
        return Ok(Answer::No);
    }
    let done = revert(session, args, &keys, &written.text);
    written.used_by(session, done)
}

fn no_reason(id: &str) -> Failure {
    let message = "a rollback needs a reason, which is recorded".to_owned();
    let hints = vec![format!("promote rollback {id} --reason TEXT"), format!("promote rollback {id} --edit")];
    OpError::Usage { message, hints }.into()
}

fn revert(session: &mut Session<'_>, args: &Args, keys: &PickedKeys, reason: &str) -> Result {
    session.context.interrupt = interrupts()?;
    let (overriding, hold) = (args.overriding, args.hold);
    let request = RollbackRequest { keys: &keys.patterns, ids: &keys.ids, reason, overriding, hold };
    let done = rollback(&session.context, &args.id, request)?;
    let dry_run = session.context.dry_run;
    session.print(&RollbackReport { done: &done, dry_run })?;
    if args.hold && done.hold.is_none() {
        session.context.remarks.add("nothing was left to roll back, so no hold was set; to set one: promote hold");
    }
    if let Some(hold) = &done.hold {
        session.next(&format!("to lift hold {}: promote unhold {}", hold.number, hold.number))?;
    }
    Ok(Answer::Yes)
}

/// Lets the person write the reason of a rollback.
fn write_reason(
    session: &mut Session<'_>,
    editing: &Editing,
    args: &Args,
    keys: &PickedKeys,
) -> std::result::Result<Written, Failure> {
    let list = keys_to_roll_back(&session.context, &args.id, &keys.patterns, &keys.ids)?;
    let comments = format!(
        "This is the reason of a rollback of {} in {}. It is recorded.\n\n{}",
        count(list.choices().count(), "key"),
        list.target,
        of_rollback(&list)
    );
    write(session, editing, args.reason.as_deref().unwrap_or_default(), &comments)
}
