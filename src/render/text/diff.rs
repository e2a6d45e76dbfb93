//! `diff` for people.

use std::io::{self, Write};

use super::changes::{self, FileChanges, Owned};
use super::style::{Look, sign, table};
use super::words::{differing, equal, owned};
use crate::engine::whole_file::WholeFile;
use crate::ops::diff::Difference;
use promote_core::env::change::{Change, Op};
use promote_core::env::filled::without_filled;
use promote_model::FileMode;
use promote_model::text::{count, enumerate, visible};

/// What is shown of a difference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    /// Also the keys that the target owns.
    pub(crate) keep: bool,
    /// Also the keys that are equal up to the names of the environments.
    pub(crate) translated: bool,
}

/// The whole difference.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn difference(out: &mut dyn Write, look: Look, diff: &Difference, shown: Shown) -> io::Result<()> {
    for file in &diff.files {
        let kept = file.kept.iter().filter(|_| shown.keep);
        let same = file.translated.iter().filter(|_| shown.translated);
        let changes: Vec<&Change> = without_filled(&file.changes).into_iter().chain(kept).chain(same).collect();
        if changes.is_empty() {
            continue;
        }
        if file.new && !look.verbose && changes.len() > 1 {
            let what = format!("+ {}  new file, {}", visible(&file.file), count(changes.len(), "key"));
            writeln!(out, "{}\n", look.green(&what))?;
            continue;
        }
        let kept = |change: &Change| file.kept.iter().any(|kept| kept.place() == change.place());
        let owned = |change: &Change| if kept(change) { Owned::Stays } else { Owned::TakesSource };
        let (name, target, only_there) = (file.file.as_str(), diff.target.as_str(), true);
        let (lines, same) = (file.lines.as_ref(), file.translated.as_slice());
        let changes = FileChanges { name, target, changes, lines, only_there, same };
        changes::file(out, look, &changes, owned)?;
        if file.hidden {
            let why = "lines hidden: a file that is not read by key may contain secrets";
            writeln!(out, "  {}", look.dim(why))?;
        }
        for (path, reason) in &file.unreadable {
            writeln!(
                out,
                "  {}",
                look.yellow(&format!("! {} is not read by key: {}", visible(path), visible(reason)))
            )?;
        }
        writeln!(out)?;
    }
    summary(out, look, diff, shown)
}

fn summary(out: &mut dyn Write, look: Look, diff: &Difference, shown: Shown) -> io::Result<()> {
    let total = diff.counts();
    let edge = format!("{} -> {}", diff.source, diff.target);
    if total.total() == 0 {
        writeln!(out, "{edge}: no difference")?;
    } else {
        writeln!(out, "{edge}: {}", differing(total, &diff.target))?;
    }
    unsearchable(out, look, &diff.unsearchable)?;
    let kept = diff.kept();
    if kept > 0 {
        let them = if kept == 1 { "it" } else { "them" };
        let hint = if shown.keep { String::new() } else { format!(" left out; --keep shows {them}") };
        writeln!(out, "{}", look.dim(&format!("{}{hint}", owned(kept, &diff.target))))?;
    }
    let same = diff.translated().count();
    if same > 0 {
        let hint = if shown.translated {
            ""
        } else if same == 1 {
            "; --translated shows it"
        } else {
            "; --translated shows them"
        };
        writeln!(out, "{}", look.dim(&format!("{}{hint}", equal(same))))?;
    }
    for (key, words) in diff.ambiguous() {
        writeln!(out, "{}", look.yellow(&format!("! {} is ambiguous: {words}", visible(&key))))?;
    }
    for modes in &diff.modes {
        let side = if modes.source == FileMode::Executable { &diff.source } else { &diff.target };
        let name = visible(&modes.file);
        writeln!(out, "{}", look.dim(&format!("{name} is executable only in {side}; file modes are not promoted")))?;
    }
    let mode_alone = |file: &String| diff.modes.iter().any(|modes| modes.alone && modes.file == *file);
    let format_only: Vec<&String> = diff.format_only.iter().filter(|file| !mode_alone(file)).collect();
    if !format_only.is_empty() {
        let files: Vec<String> = format_only.iter().map(|f| visible(f).into_owned()).collect();
        let listed = if files.len() <= 3 { enumerate(&files, "and") } else { count(files.len(), "file") };
        writeln!(out, "{}", look.dim(&format!("only the format differs in {listed}")))?;
    }
    Ok(())
}

/// The files that a selection could not search.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn unsearchable(out: &mut dyn Write, look: Look, files: &[WholeFile]) -> io::Result<()> {
    const MOST: usize = 3;
    for file in files.iter().take(if files.len() > MOST { MOST - 1 } else { MOST }) {
        let reason = file.reason.as_deref().unwrap_or_default();
        // For a file of which only a part is configuration, nothing is known of a difference.
        let differs = if file.part { "" } else { "differs and " };
        let note = format!("! {} {differs}is not read by key: {}", visible(&file.path), visible(reason));
        writeln!(out, "{}", look.yellow(&note))?;
    }
    if files.len() > MOST {
        let note = format!("! and {} more; run promote diff without patterns to list them", files.len() + 1 - MOST);
        writeln!(out, "{}", look.yellow(&note))?;
    }
    Ok(())
}

/// Counts a file: `apps/web/{env}/values.yaml | 3  +1 ~2`.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn stat(out: &mut dyn Write, look: Look, diff: &Difference) -> io::Result<()> {
    let mut rows = Vec::new();
    for file in diff.files.iter().filter(|f| !f.changes.is_empty()) {
        let total = file.counts();
        let parts = [(Op::Added, total.added), (Op::Modified, total.modified), (Op::Removed, total.removed)];
        let parts = parts.iter().filter(|(_, n)| *n > 0).map(|(op, n)| look.op(*op, &format!("{}{n}", sign(*op))));
        let parts = parts.collect::<Vec<_>>().join(" ");
        rows.push(vec![visible(&file.file).into_owned(), format!("{:>4}", total.total()), parts]);
    }
    table(out, "", &rows)?;
    summary(out, look, diff, Shown { keep: false, translated: false })
}

/// The paths of the files that differ, one a line, for scripts.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn names(out: &mut dyn Write, diff: &Difference) -> io::Result<()> {
    for file in diff.files.iter().filter(|f| !f.changes.is_empty()) {
        writeln!(out, "{}", visible(&file.path))?;
    }
    Ok(())
}
