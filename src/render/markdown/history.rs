//! `history` as Markdown: a table for each environment.

use super::escape::{cell, code, plain};
use super::page::{Page, Table};
use crate::ops::key_history::{CausedState, EnvironmentLife, KeyHistory};
use crate::render::text::causes::{UNKNOWN, value, words};
use crate::render::text::time::time;

/// One key through time and environments.
pub(crate) fn history(history: &KeyHistory) -> String {
    let mut page = Page::default();
    page.text(format!("### History of {}", code(&history.key.address())));
    for life in &history.environments {
        if life.states.is_empty() {
            page.text(format!("{} never had it.", plain(&life.environment)));
        }
        page.table(table(life));
    }
    for (name, reason) in &history.key.unread {
        page.text(format!("{} is left out: {}", plain(name), plain(reason)));
    }
    page.finish()
}

fn table(life: &EnvironmentLife) -> Table {
    let row = |state: &CausedState| {
        let since = state.cause.as_ref().map(|cause| time(cause.at)).unwrap_or_default();
        let value = if state.was.shown().is_some() { cell(&value(&state.was)) } else { plain(&value(&state.was)) };
        vec![value, since, plain(&state.cause.as_deref().map_or_else(|| UNKNOWN.to_owned(), words))]
    };
    Table {
        heading: format!("#### {}", plain(&life.environment)),
        name: life.environment.clone(),
        noun: "value",
        columns: ["Value", "Since", "How"].map(str::to_owned).to_vec(),
        rows: life.states.iter().map(row).collect(),
    }
}
