//! Changes as tables: one for each file, with the target's value before and the source's value after.

use super::escape::{cell, code, html};
use super::page::{Page, Table};
use crate::render::text::changes::file_words;
use promote_core::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_model::Value;
use promote_model::text::cut_alike;

/// Two long values are cut to about this length where they begin alike, in characters.
const LONG: usize = 500;

/// Adds a table for each file; the changes of a file are together.
pub(super) fn tables<'a>(page: &mut Page, source: &str, target: &str, changes: impl IntoIterator<Item = &'a Change>) {
    let mut table: Option<(&str, Table)> = None;
    for change in changes {
        if let Some((_, done)) = table.take_if(|(file, _)| *file != change.file) {
            page.table(done);
        }
        let (_, table) = table.get_or_insert_with(|| (&change.file, empty(&change.file, source, target)));
        table.rows.push(row(change, target));
    }
    if let Some((_, done)) = table {
        page.table(done);
    }
}

fn empty(file: &str, source: &str, target: &str) -> Table {
    Table {
        heading: format!("#### {}", code(file)),
        name: file.to_owned(),
        noun: "key",
        columns: vec![String::new(), "Key".to_owned(), cell(target), cell(source)],
        rows: Vec::new(),
    }
}

fn row(change: &Change, target: &str) -> Vec<String> {
    let sign = match change.op {
        Op::Added => "added",
        Op::Modified => "modified",
        Op::Removed => "removed",
    };
    let (old, new) = cut_alike(&text(&change.target), &text(&change.source), LONG);
    vec![sign.to_owned(), key(change, target), cell(&old), cell(&new)]
}

/// The key with its document, and what is special about it.
fn key(change: &Change, target: &str) -> String {
    let document = change.document.as_ref().map(|document| format!("#{document}:")).unwrap_or_default();
    let key = match change.kind {
        UnitKind::File => "(whole file)".to_owned(),
        UnitKind::Flag => format!("{} (flag)", cell(&format!("{document}{}", change.key))),
        UnitKind::Config => cell(&format!("{document}{}", change.key)),
    };
    let own = if change.own { format!("<br>owned by {} (keep)", html(target)) } else { String::new() };
    let translated = if change.translated.is_empty() { "" } else { "<br>translated" };
    let comment = change.comment.as_ref().map(|of| format!("<br>{} → {}", code(&of.old), code(&of.new)));
    let anchor = change
        .anchor
        .as_ref()
        .map(|name| format!("<br>the value of {}, by {}", html(target), code(&format!("*{name}"))));
    format!("{key}{own}{translated}{}{}", comment.unwrap_or_default(), anchor.unwrap_or_default())
}

fn text(side: &Option<SpelledValue>) -> String {
    match side {
        None => String::new(),
        Some(SpelledValue { value: Value::File(file), .. }) => file_words(file),
        Some(spelled) => spelled.shown().into_owned(),
    }
}
