//! `rollback --pick`: the keys of a promotion to roll back.

use super::{Picked, is_at_terminal, no_terminal, pick};
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::shell;
use crate::ops::pick::{PickList, PickedKeys, keys_to_roll_back};

/// The options of `rollback` besides its keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RollbackWords<'a> {
    /// The promotion, as typed.
    pub(crate) id: &'a str,
    /// The reason, if it is known.
    pub(crate) reason: Option<&'a str>,
    /// Whether a window or a freeze is overridden.
    pub(crate) overriding: bool,
    /// The options behind them.
    pub(crate) ending: &'a [&'a str],
}

/// Lets a person pick from the keys of a promotion that can be rolled back; no selector means all of them.
///
/// # Errors
/// Off a terminal, or as for `rollback`.
pub(crate) fn pick_to_roll_back(
    session: &mut Session<'_>,
    rollback: RollbackWords<'_>,
    asked: PickedKeys,
) -> Result<Picked<PickedKeys>, Failure> {
    let list = keys_to_roll_back(&session.context, rollback.id, &asked.patterns, &asked.ids)?;
    let dir = session.context.dir.clone();
    let command = |keys: &PickedKeys| words(dir.to_str(), rollback, keys);
    if !is_at_terminal() {
        let all = format!("all of its keys: {}", shell::line(&command(&PickedKeys::default())));
        let id = rollback.id;
        let some =
            format!("some of its keys: promote rollback {id} --key KEY --reason TEXT; list them: promote show {id}");
        return Err(no_terminal(vec![all, some]));
    }
    if list.files.is_empty() {
        return Ok(Picked::Keys(asked));
    }
    let title = format!("rollback of {} in {}", rollback.id, list.target);
    let every = everything(&list, &asked);
    let command = |keys: &PickedKeys| command(if *keys == every { &asked } else { keys });
    Ok(match pick(session, &list, (title, "roll back"), command)? {
        Picked::Keys(keys) if keys == every => Picked::Keys(asked),
        picked => picked,
    })
}

/// The selectors of all keys that are listed: together they are what was asked for.
fn everything(list: &PickList, asked: &PickedKeys) -> PickedKeys {
    match asked.patterns.is_empty() && asked.ids.is_empty() {
        true => list.selectors(|_, _| true),
        false => PickedKeys::default(),
    }
}

/// The command line of a rollback.
fn words(dir: Option<&str>, rollback: RollbackWords<'_>, keys: &PickedKeys) -> Vec<String> {
    let mut words = vec!["promote".to_owned()];
    let mut add = |parts: &[&str]| words.extend(parts.iter().map(|part| (*part).to_owned()));
    if let Some(dir) = dir.filter(|dir| *dir != ".") {
        add(&["-C", dir]);
    }
    add(&["rollback", rollback.id]);
    keys.patterns.iter().for_each(|key| add(&["--key", key]));
    keys.ids.iter().for_each(|id| add(&["--config", id]));
    if rollback.overriding {
        add(&["--override"]);
    }
    if let Some(reason) = rollback.reason {
        add(&["--reason", reason]);
    }
    add(rollback.ending);
    words
}
