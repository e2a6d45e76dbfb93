//! `diff` as Markdown.

use super::changes::tables;
use super::escape::{cell, code, plain};
use super::page::{Page, Table};
use crate::ops::diff::Difference;
use crate::render::text::words::{differing, equal, owned};
use promote_core::env::filled::without_filled;
use promote_model::FileMode;

/// The whole difference.
pub(crate) fn difference(diff: &Difference, keep: bool, translated: bool) -> String {
    let mut page = Page::default();
    page.text(heading(diff));
    let notes = notes(diff, keep, translated);
    if !notes.is_empty() {
        page.text(notes.iter().map(|note| format!("- {note}")).collect::<Vec<_>>().join("\n"));
    }
    for file in &diff.files {
        let kept = file.kept.iter().filter(|_| keep);
        let same = file.translated.iter().filter(|_| translated);
        let all = without_filled(&file.changes).into_iter().chain(kept).chain(same);
        tables(&mut page, &diff.source, &diff.target, all);
    }
    page.finish()
}

/// The number of changes in each file.
pub(crate) fn stat(diff: &Difference) -> String {
    let rows = diff.files.iter().filter(|file| !file.changes.is_empty());
    let rows = rows.map(|file| vec![cell(&file.file), differing(file.counts(), &diff.target)]);
    let columns = vec!["File".to_owned(), "Keys".to_owned()];
    let table = Table { noun: "file", columns, rows: rows.collect(), name: "files".to_owned(), ..Table::default() };
    Page::default().text(heading(diff)).table(table).finish()
}

fn heading(diff: &Difference) -> String {
    let total = diff.counts();
    let what = match total.total() {
        0 if diff.changed => "nothing waits".to_owned(),
        0 => "no difference".to_owned(),
        _ => differing(total, &diff.target),
    };
    format!("### {} → {}: {what}", plain(&diff.source), plain(&diff.target))
}

/// The notes after the changes.
fn notes(diff: &Difference, keep: bool, translated: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let kept = diff.kept();
    if kept > 0 && !keep {
        notes.push(format!("{} left out", plain(&owned(kept, &diff.target))));
    }
    let same = diff.translated().count();
    if same > 0 && !translated {
        notes.push(plain(&equal(same)));
    }
    notes.extend(diff.ambiguous().map(|(key, words)| format!("{} is ambiguous: {}", code(&key), plain(&words))));
    notes.extend(diff.respelled().map(|(key, words)| format!("{}: {}", code(&key), plain(&words))));
    let unreadable = diff.files.iter().flat_map(|file| &file.unreadable);
    notes.extend(unreadable.map(|(path, reason)| format!("{} is not read by key: {}", code(path), plain(reason))));
    notes.extend(diff.unsearchable.iter().map(|file| {
        format!("{} is not read by key: {}", code(&file.path), plain(file.reason.as_deref().unwrap_or_default()))
    }));
    notes.extend(diff.modes.iter().map(|modes| {
        let side = if modes.source == FileMode::Executable { &diff.source } else { &diff.target };
        format!("{} is executable only in {}; file modes are not promoted", code(&modes.file), plain(side))
    }));
    let mode_alone = |file: &str| diff.modes.iter().any(|modes| modes.alone && modes.file == file);
    let format_only = diff.format_only.iter().filter(|file| !mode_alone(file));
    notes.extend(format_only.map(|file| format!("only the format differs in {}", code(file))));
    notes
}
