//! Changes as people read them: by file, aligned, several lines as line diffs.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::style::{Look, pad, sign, width};
use promote_core::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_model::text::{cut_alike, visible};
use promote_model::{FileMode, FileValue, Value};

/// A key is aligned with its neighbours up to this width; a longer one pushes its value out.
const WIDEST_KEY: usize = 44;

/// What befalls own keys of the target: they are shown in a difference, or taken by a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    /// They stay as they are.
    Stay,
    /// A file that is new to the target brings some value for them.
    Taken,
}

/// The changes of one file, below its name.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn file(
    out: &mut dyn Write,
    look: Look,
    name: &str,
    changes: &[&Change],
    lines: Option<&(String, String)>,
    own: impl Fn(&Change) -> Own,
) -> io::Result<()> {
    writeln!(out, "{}", look.bold(&visible(name)))?;
    let widest = changes.iter().map(|c| width(&label(c))).filter(|w| *w <= WIDEST_KEY).max().unwrap_or_default();
    let mut document: Option<&str> = None;
    for change in changes {
        if change.document.as_deref() != document {
            document = change.document.as_deref();
            writeln!(out, "  {}", look.dim(&format!("#{}", visible(document.unwrap_or_default()))))?;
        }
        one(out, look, change, widest, lines, own(change))?;
    }
    Ok(())
}

fn label(change: &Change) -> String {
    match change.kind {
        UnitKind::File => "(whole file)".to_owned(),
        _ => visible(&change.key.to_string()).into_owned(),
    }
}

fn one(
    out: &mut dyn Write,
    look: Look,
    change: &Change,
    widest: usize,
    lines: Option<&(String, String)>,
    own: Own,
) -> io::Result<()> {
    let key = look.op(change.op, &format!("{} {}", sign(change.op), pad(&label(change), widest)));
    let mut notes = Vec::new();
    if change.own {
        notes.push(if own == Own::Stay { "own key: stays" } else { "own key: takes the source's value" }.to_owned());
    }
    if look.verbose {
        notes.push(change.id.to_string());
    }
    let note =
        if notes.is_empty() { String::new() } else { format!("  {}", look.dim(&format!("({})", notes.join(", ")))) };
    if change.kind == UnitKind::File {
        writeln!(out, "  {key}  {}{note}", whole_file(change))?;
        return lines.map_or(Ok(()), |(old, new)| line_diff(out, look, old, new));
    }
    let (mut old, mut new) = (text(&change.target), text(&change.source));
    if old.contains('\n') || new.contains('\n') {
        let (old_lines, new_lines) = (dedent(&old), dedent(&new));
        if old_lines != new_lines {
            writeln!(out, "  {}{note}", key.trim_end())?;
            return line_diff(out, look, &old_lines, &new_lines);
        }
        // They differ in blanks alone, which lines do not show.
        (old, new) = (in_one_line(&change.target), in_one_line(&change.source));
    }
    let used = widest + 10;
    let value = match change.op {
        Op::Added => look.value(&new, used),
        Op::Removed => look.value(&old, used),
        Op::Modified => {
            let room = Look { width: look.width.map(|w| (w + used) / 2), ..look };
            if let Some(width) = room.width {
                (old, new) = cut_alike(&visible(&old), &visible(&new), width.saturating_sub(used).max(20));
            }
            format!("{} {} {}", room.value(&old, used), look.dim("->"), room.value(&new, used))
        }
    };
    writeln!(out, "  {key}  {value}{note}")
}

fn text(side: &Option<SpelledValue>) -> String {
    side.as_ref().map(|s| s.shown().into_owned()).unwrap_or_default()
}

fn in_one_line(side: &Option<SpelledValue>) -> String {
    side.as_ref().map(|s| s.value.to_string()).unwrap_or_default()
}

/// A whole file: which blob it is, how large, and what kind of file.
pub(crate) fn file_words(file: &FileValue) -> String {
    let kind = match file.mode {
        FileMode::Regular => "",
        FileMode::Executable => ", executable",
        FileMode::Symlink => ", symlink",
    };
    format!("{} ({} bytes{kind})", file.blob.short(), file.size)
}

fn whole_file(change: &Change) -> String {
    let side = |side: &Option<SpelledValue>| match side.as_ref().map(|s| &s.value) {
        Some(Value::File(file)) => file_words(file),
        _ => String::new(),
    };
    match change.op {
        Op::Added => side(&change.source),
        Op::Removed => side(&change.target),
        Op::Modified => format!("{} -> {}", side(&change.target), side(&change.source)),
    }
}

/// The first line of a value stands behind its key, so only the later ones tell its indentation.
fn dedent(text: &str) -> String {
    let indents =
        text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let least = indents.min().unwrap_or_default();
    let lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 0 { line } else { line.get(least..).unwrap_or("").trim_end() });
    lines.collect::<Vec<_>>().join("\n")
}

/// Lines that differ, with two lines around them.
fn line_diff(out: &mut dyn Write, look: Look, old: &str, new: &str) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    for (at, group) in diff.grouped_ops(2).iter().enumerate() {
        if at > 0 {
            writeln!(out, "      {}", look.dim("…"))?;
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = visible(change.value().trim_end_matches(['\n', '\r'])).into_owned();
            let shown = match change.tag() {
                ChangeTag::Delete => look.red(&format!("- {line}")),
                ChangeTag::Insert => look.green(&format!("+ {line}")),
                ChangeTag::Equal => look.dim(&format!("  {line}")),
            };
            writeln!(out, "      {}", shown.trim_end())?;
        }
    }
    Ok(())
}
