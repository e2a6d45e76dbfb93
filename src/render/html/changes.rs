//! Keys with their values, before and after. Values are whole: what is cut cannot be reviewed.

use std::collections::BTreeMap;

use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use super::pieces::shown;
use promote_core::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_model::{FileMode, Value};

/// What is to be known about a change, below its key.
pub(super) type Note<'a> = &'a dyn Fn(&Change) -> Option<String>;

/// The changes by file. `lines` has the texts of files that move as a whole.
pub(super) fn by_file(
    changes: &[&Change],
    lines: &BTreeMap<String, (String, String)>,
    target: &str,
    note: Note<'_>,
) -> Markup {
    let mut files: Vec<(&str, Vec<&Change>)> = Vec::new();
    for change in changes {
        match files.last_mut() {
            Some((file, changes)) if *file == change.file => changes.push(change),
            _ => files.push((&change.file, vec![change])),
        }
    }
    html! {
        @for (file, changes) in &files {
            div.file {
                h4 { code { (shown(file)) } }
                dl.changes {
                    @for change in changes { (one(change, lines.get(*file), target, note)) }
                }
            }
        }
    }
}

fn one(change: &Change, lines: Option<&(String, String)>, target: &str, note: Note<'_>) -> Markup {
    let (sign, word, class) = match change.op {
        Op::Added => ("+", "added", "added"),
        Op::Modified => ("~", "modified", "modified"),
        Op::Removed => ("−", "removed", "removed"),
    };
    html! {
        div.change.(class) {
            dt {
                span.sign aria-label=(word) { (sign) }
                " "
                @if let Some(document) = &change.document { code.document { "#" (shown(document)) } " " }
                code { (key(change)) }
            }
            dd {
                (values(change, lines))
                @for remark in remarks(change, target).into_iter().chain(note(change)) { p.note { (shown(&remark)) } }
            }
        }
    }
}

fn key(change: &Change) -> String {
    match change.kind {
        UnitKind::File => "(the whole file)".to_owned(),
        UnitKind::Flag => format!("{} (flag)", shown(&change.key.to_string())),
        UnitKind::Config => shown(&change.key.to_string()),
    }
}

/// Both values; of values with several lines, and of whole files, the differing lines.
fn values(change: &Change, lines: Option<&(String, String)>) -> Markup {
    let text = |side: &Option<SpelledValue>| side.as_ref().map(words);
    let (old, new) = (text(&change.target), text(&change.source));
    match (change.kind, lines, &old, &new) {
        (UnitKind::File, Some((old, new)), ..) => differing_lines(old, new),
        (_, _, Some(old), Some(new)) if old.contains('\n') || new.contains('\n') => differing_lines(old, new),
        _ => html! {
            @if let Some(old) = &old { del { (block(old)) } }
            @if old.is_some() && new.is_some() { span.arrow aria-label="becomes" { "→" } }
            @if let Some(new) = &new { ins { (block(new)) } }
        },
    }
}

fn words(side: &SpelledValue) -> String {
    match &side.value {
        Value::File(file) => {
            let mode = if file.mode == FileMode::Executable { ", executable" } else { "" };
            format!("file {}{mode}", file.blob.short())
        }
        _ => side.shown().into_owned(),
    }
}

fn block(text: &str) -> Markup {
    html! {
        @if text.contains('\n') { pre { (promote_model::text::visible_lines(text)) } } @else { code { (shown(text)) } }
    }
}

/// A line diff with three lines around each difference.
fn differing_lines(old: &str, new: &str) -> Markup {
    let diff = TextDiff::from_lines(old, new);
    html! {
        pre.lines {
            @for group in diff.grouped_ops(3) {
                @for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                    @let text = shown(change.value().trim_end_matches('\n'));
                    @match change.tag() {
                        ChangeTag::Delete => { del { "- " (text) "\n" } }
                        ChangeTag::Insert => { ins { "+ " (text) "\n" } }
                        ChangeTag::Equal => { span { "  " (text) "\n" } }
                    }
                }
            }
        }
    }
}

/// What the plan says about a change besides its values.
fn remarks(change: &Change, target: &str) -> Vec<String> {
    let pairs: Vec<String> = change.translated.iter().map(|pair| format!("{} → {}", pair.from, pair.to)).collect();
    let all = [
        change.own.then(|| format!("owned by {target}; takes the source's value")),
        (!pairs.is_empty()).then(|| format!("translated: {}", pairs.join(", "))),
        change.undoes.as_ref().map(|undone| format!("undoes {}", undone.commit.short())),
        change.comment.as_ref().map(|comment| format!("comment: {} → {}", comment.old, comment.new)),
        change.anchor.as_ref().map(|name| format!("the value of {target}, by *{name}")),
    ];
    all.into_iter().flatten().collect()
}
