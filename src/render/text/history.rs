//! The history of keys, for people.

use std::io::{self, Write};

use super::causes::{UNKNOWN, label, value, words};
use super::style::{Look, end_of, pad, table, width};
use super::time::time;
use crate::ops::blame::Blame;
use crate::ops::key_history::{CausedState, KeyHistory};
use promote_model::text::visible;

/// The widest column of values; longer ones stick out in a pipe and are cut at a terminal.
const WIDEST: usize = 32;

/// One key through time and environments.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn history(out: &mut dyn Write, look: Look, history: &KeyHistory) -> io::Result<()> {
    writeln!(out, "{}", look.bold(&visible(&history.key.address())))?;
    let widest = widest(history.environments.iter().flat_map(|life| &life.states));
    for life in &history.environments {
        writeln!(out, "\n{}", look.cyan(&visible(&life.environment)))?;
        if life.states.is_empty() {
            writeln!(out, "  {}", look.dim("never had it"))?;
        }
        for state in &life.states {
            let since = state.cause.as_ref().map(|cause| time(cause.at)).unwrap_or_default();
            line(out, look, &[pad(&shown(look, state, widest), widest), pad(&since, SINCE)], state)?;
        }
        if life.has_more {
            writeln!(out, "  {}", look.dim("older values are left out (--limit)"))?;
        }
    }
    unread(out, look, &history.key.unread)
}

/// The width of a time.
const SINCE: usize = "2026-03-02 09:00:00 UTC".len();

/// How each key of a file came to its value.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn blame(out: &mut dyn Write, look: Look, blame: &Blame) -> io::Result<()> {
    writeln!(out, "{}  {}", look.bold(&visible(&blame.path)), look.dim(&visible(&blame.environment)))?;
    if let Some(reason) = &blame.unreadable {
        writeln!(out, "  {}", look.yellow(&format!("! not read by key: {}", visible(reason))))?;
    }
    if blame.keys.is_empty() {
        return writeln!(out, "  {}", look.dim("no keys"));
    }
    let wide = widest(blame.keys.iter().map(|(_, state)| state));
    let keys = blame.keys.iter().map(|(place, _)| width(&label(place))).filter(|w| *w <= 44).max().unwrap_or_default();
    // At a terminal, how a value came gets at least a third of the line.
    let (keys, wide) = match look.room() {
        Some(room) => (keys.min((room * 3 / 10).max(16)), wide.min((room / 5).max(8))),
        None => (keys, wide),
    };
    for (place, state) in &blame.keys {
        let since = state.cause.as_ref().map(|cause| cause.at.strftime("%F").to_string()).unwrap_or_default();
        let day = pad(&since, "2026-03-02".len());
        let key = match look.room() {
            Some(_) => end_of(&label(place), keys),
            None => label(place),
        };
        line(out, look, &[pad(&key, keys), pad(&shown(look, state, wide), wide), day], state)?;
    }
    Ok(())
}

/// One line: the cells, and how the value came. At a terminal it is cut where the terminal ends.
fn line(out: &mut dyn Write, look: Look, cells: &[String], state: &CausedState) -> io::Result<()> {
    let cells = cells.join("  ");
    let how = state.cause.as_deref().map_or_else(|| UNKNOWN.to_owned(), words);
    let removed = state.was.shown().is_none() && state.cause.is_some();
    let how = if removed { format!("removed: {how}") } else { how };
    let how = look.value(&how, width(&cells) + 4);
    writeln!(out, "  {cells}  {how}")
}

fn shown(look: Look, state: &CausedState, widest: usize) -> String {
    let value = value(&state.was);
    match look.room() {
        Some(_) => console::truncate_str(&value, widest.max(1), "…").into_owned(),
        None => value,
    }
}

fn widest<'s>(states: impl Iterator<Item = &'s CausedState>) -> usize {
    states.map(|state| width(&value(&state.was)).min(WIDEST)).max().unwrap_or_default()
}

fn unread(out: &mut dyn Write, look: Look, unread: &[(String, String)]) -> io::Result<()> {
    let rows: Vec<Vec<String>> = unread
        .iter()
        .map(|(name, reason)| vec![look.yellow(&format!("! {} is left out: {}", visible(name), visible(reason)))])
        .collect();
    table(out, "", &rows)
}
