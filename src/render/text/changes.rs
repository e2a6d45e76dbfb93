//! Changes for people: by file, aligned, multi-line values as line diffs.

use std::io::{self, Write};

use super::line_diff::{dedent, line_diff};
use super::style::{Look, pad, sign, width};
use promote_core::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_model::text::{cut_alike, visible};
use promote_model::{FileMode, FileValue, Value};

/// Keys are aligned up to this width; the value of a longer key is on the line below.
const WIDEST_KEY: usize = 44;

/// The note at a key that is equal up to translation.
const SAME: &str = "same up to the environment's name";

/// What happens to a key that the target owns (`keep`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owned {
    /// The key stays as it is.
    Stays,
    /// The file is new to the target and brings the source's value.
    TakesSource,
}

impl Owned {
    fn note(self, target: &str) -> String {
        let target = visible(target);
        match self {
            Self::Stays => format!("owned by {target}, not promoted"),
            Self::TakesSource => format!("owned by {target}, takes the source's value"),
        }
    }
}

/// One file of a difference or a plan.
pub(crate) struct FileChanges<'a> {
    /// The logical name of the file.
    pub(crate) name: &'a str,
    /// The target, for keys that it owns.
    pub(crate) target: &'a str,
    /// The changes.
    pub(crate) changes: Vec<&'a Change>,
    /// The text of a whole file before and after, where it is shown line by line.
    pub(crate) lines: Option<&'a (String, String)>,
    /// Whether keys that only the target has stay there; a plan removes them.
    pub(crate) only_there: bool,
    /// Those of the changes that are equal up to the names of the environments.
    pub(crate) same: &'a [Change],
    /// What is to be known about a change, on the line below it.
    pub(crate) note: &'a dyn Fn(&Change) -> Option<String>,
}

/// The changes of one file, with its name as the heading.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn file(
    out: &mut dyn Write,
    look: Look,
    file: &FileChanges<'_>,
    owned: impl Fn(&Change) -> Owned,
) -> io::Result<()> {
    writeln!(out, "{}", look.bold(&visible(file.name)))?;
    let widest = file.changes.iter().map(|c| width(&label(c))).filter(|w| *w <= WIDEST_KEY).max().unwrap_or_default();
    let mut document: Option<&str> = None;
    for change in &file.changes {
        if change.document.as_deref() != document {
            document = change.document.as_deref();
            writeln!(out, "  {}", look.dim(&format!("#{}", visible(document.unwrap_or_default()))))?;
        }
        let only = || format!("only in {}", visible(file.target));
        let note = match change.own {
            true => Some(owned(change).note(file.target)),
            false => (file.only_there && change.op == Op::Removed).then(only),
        };
        let same = file.same.iter().any(|same| same.place() == change.place()).then(|| SAME.to_owned());
        let translated = (!change.translated.is_empty()).then(|| translated(change, look));
        let anchor = change.anchor.as_ref().map(|name| by_anchor(file.target, name));
        let notes = [note, translated, same, anchor].into_iter().flatten().collect();
        one(out, look, change, widest, file.lines, notes)?;
        if let Some(comment) = &change.comment {
            writeln!(out, "      {} -> {}", look.red(&visible(&comment.old)), look.green(&visible(&comment.new)))?;
        }
        if let Some(note) = (file.note)(change) {
            writeln!(out, "      {}", look.dim(&note))?;
        }
    }
    Ok(())
}

/// `production's, by *base`
fn by_anchor(target: &str, anchor: &str) -> String {
    format!("{}'s, by *{}", visible(target), visible(anchor))
}

/// `translated`, with `-v` also what was replaced.
fn translated(change: &Change, look: Look) -> String {
    let pairs: Vec<String> = change.translated.iter().map(|pair| format!("{} -> {}", pair.from, pair.to)).collect();
    if look.verbose { format!("translated: {}", visible(&pairs.join(", "))) } else { "translated".to_owned() }
}

/// What a change is called below the name of its file.
pub(crate) fn label(change: &Change) -> String {
    match change.kind {
        UnitKind::File => "(whole file)".to_owned(),
        UnitKind::Config | UnitKind::Flag => visible(&change.key.to_string()).into_owned(),
    }
}

fn one(
    out: &mut dyn Write,
    look: Look,
    change: &Change,
    widest: usize,
    lines: Option<&(String, String)>,
    mut notes: Vec<String>,
) -> io::Result<()> {
    let key = look.op(change.op, &format!("{} {}", sign(change.op), pad(&label(change), widest)));
    if look.verbose {
        notes.push(change.id.to_string());
    }
    let note =
        if notes.is_empty() { String::new() } else { format!("  {}", look.dim(&format!("({})", notes.join(", ")))) };
    if change.kind == UnitKind::File {
        writeln!(out, "  {key}  {}{note}", whole_file(change))?;
        return lines.map_or(Ok(()), |(old, new)| lines_below(out, look, old, new));
    }
    let (mut old, mut new) = (text(&change.target), text(&change.source));
    if old.contains('\n') || new.contains('\n') {
        let (old_lines, new_lines) = (dedent(&old), dedent(&new));
        if old_lines != new_lines {
            writeln!(out, "  {}{note}", key.trim_end())?;
            return lines_below(out, look, &old_lines, &new_lines);
        }
        // Only whitespace differs, which a line diff does not show.
        (old, new) = (in_one_line(&change.target), in_one_line(&change.source));
    }
    // The indentation, the sign, and what separates key, values and arrow.
    let used = widest + 10;
    let room = look.room().map(|room| room.saturating_sub(used).max(20));
    let sides = match (change.op, room) {
        (Op::Modified, Some(room)) => {
            let (old, new) = cut_alike(&visible(&old), &visible(&new), room / 2);
            [Some(look.red(&old)), Some(look.green(&new))]
        }
        (Op::Modified, None) => [Some(look.red(&visible(old.trim()))), Some(look.green(&visible(new.trim())))],
        (Op::Added, _) => [None, Some(look.green(&look.value(&new, used)))],
        (Op::Removed, _) => [Some(look.red(&look.value(&old, used))), None],
    };
    let [old, new] = &sides;
    let line = [old, new].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(&look.dim(" -> "));
    let fits = look.width.is_none_or(|most| used + width(&line) <= most) || room.is_some();
    let aligned = width(&label(change)) <= widest;
    match (fits && aligned, old, new) {
        (true, ..) => writeln!(out, "  {key}  {line}{note}"),
        // Both sides below each other can be compared, and copied.
        (false, Some(old), Some(new)) if !fits => {
            writeln!(out, "  {}{note}", key.trim_end())?;
            writeln!(out, "      {} {old}\n      {} {new}", look.red("-"), look.green("+"))
        }
        _ => writeln!(out, "  {}{note}\n      {line}", key.trim_end()),
    }
}

fn text(side: &Option<SpelledValue>) -> String {
    side.as_ref().map(|s| s.shown().into_owned()).unwrap_or_default()
}

fn in_one_line(side: &Option<SpelledValue>) -> String {
    side.as_ref().map(|s| s.value.to_string()).unwrap_or_default()
}

/// A whole file: its blob, its size and its kind.
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

/// The lines that differ, with two lines of context.
fn lines_below(out: &mut dyn Write, look: Look, old: &str, new: &str) -> io::Result<()> {
    for line in line_diff(old, new, 2) {
        writeln!(out, "      {}", line.paint(look, &line.text()).trim_end())?;
    }
    Ok(())
}
