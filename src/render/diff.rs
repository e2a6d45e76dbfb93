//! `diff` and `configs` for people.

use std::io::{self, Write};

use super::changes::{self, Own};
use super::style::{Look, pad, sign, table, width};
use crate::engine::whole_file::WholeFile;
use crate::ops::configs::Configs;
use crate::ops::diff::Difference;
use promote_core::env::change::{Change, Op, UnitKind, shown};
use promote_core::promotion::plan::ChangeCounts;
use promote_model::text::{count, enumerate, visible};
use promote_model::{FileMode, Value};

/// What of a difference is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    /// Own keys, too.
    pub(crate) keep: bool,
}

/// `2 added, 1 modified`; empty where there is nothing.
pub(crate) fn counts(counts: ChangeCounts) -> String {
    let parts = [(counts.added, "added"), (counts.modified, "modified"), (counts.removed, "removed")];
    parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
}

/// The whole difference.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn difference(out: &mut dyn Write, look: Look, diff: &Difference, shown: Shown) -> io::Result<()> {
    for file in &diff.files {
        let own = file.kept.iter().filter(|_| shown.keep);
        let changes: Vec<&Change> = file.changes.iter().chain(own).collect();
        if changes.is_empty() {
            continue;
        }
        let kept = |change: &Change| file.kept.iter().any(|kept| kept.place() == change.place());
        let own = |change: &Change| if kept(change) { Own::Stay } else { Own::Taken };
        changes::file(out, look, &file.file, &changes, file.lines.as_ref(), own)?;
        if file.hidden {
            let why = "its lines are not shown: in a file that is not read by key anything may be a secret";
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
        writeln!(out, "{edge}: {}", counts(total))?;
    }
    unsearchable(out, look, &diff.unsearchable)?;
    let kept = diff.kept();
    if kept > 0 {
        let hint = if shown.keep { "" } else { " left out; --keep shows them" };
        writeln!(out, "{}", look.dim(&format!("{} of {}{hint}", count(kept, "own key"), diff.target)))?;
    }
    for modes in &diff.modes {
        let side = if modes.source == FileMode::Executable { &diff.source } else { &diff.target };
        let name = visible(&modes.file);
        writeln!(out, "{}", look.dim(&format!("{name} is executable in {side} alone; its mode is not promoted")))?;
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

/// The files that a selection could not look into.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn unsearchable(out: &mut dyn Write, look: Look, files: &[WholeFile]) -> io::Result<()> {
    const MOST: usize = 3;
    for file in files.iter().take(if files.len() > MOST { MOST - 1 } else { MOST }) {
        let reason = file.reason.as_deref().unwrap_or_default();
        // Whether a part of it differs cannot be known.
        let differs = if file.part { "" } else { "differs and " };
        let note = format!("! {} {differs}is not read by key: {}", visible(&file.path), visible(reason));
        writeln!(out, "{}", look.yellow(&note))?;
    }
    if files.len() > MOST {
        let note = format!("! and {} more; promote diff without patterns names them", files.len() + 1 - MOST);
        writeln!(out, "{}", look.yellow(&note))?;
    }
    Ok(())
}

/// Counts a file: `apps/web/{env}/values.yaml | 3  +1 ~2`.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn stat(out: &mut dyn Write, look: Look, diff: &Difference) -> io::Result<()> {
    let mut rows = Vec::new();
    for file in diff.files.iter().filter(|f| !f.changes.is_empty()) {
        let total = ChangeCounts::of(&file.changes);
        let parts = [(Op::Added, total.added), (Op::Modified, total.modified), (Op::Removed, total.removed)];
        let parts = parts.iter().filter(|(_, n)| *n > 0).map(|(op, n)| look.op(*op, &format!("{}{n}", sign(*op))));
        let parts = parts.collect::<Vec<_>>().join(" ");
        rows.push(vec![visible(&file.file).into_owned(), format!("{:>4}", total.total()), parts]);
    }
    table(out, "", &rows)?;
    summary(out, look, diff, Shown { keep: false })
}

/// The paths of the files that differ, one a line, for scripts.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn names(out: &mut dyn Write, diff: &Difference) -> io::Result<()> {
    for file in diff.files.iter().filter(|f| !f.changes.is_empty()) {
        writeln!(out, "{}", visible(&file.path))?;
    }
    Ok(())
}

/// The configs of an environment: id, key, value.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn configs(out: &mut dyn Write, look: Look, configs: &Configs) -> io::Result<()> {
    const WIDEST: usize = 44;
    let mut total = 0;
    for file in &configs.files {
        writeln!(out, "{}", look.bold(&visible(&file.file)))?;
        if let Some(reason) = &file.unreadable {
            writeln!(out, "  {}", look.yellow(&format!("! it is not read by key: {}", visible(reason))))?;
        }
        let key = |c: &promote_core::env::flatten::Config| match (c.kind, &c.document) {
            (UnitKind::File, _) => "(whole file)".to_owned(),
            (_, Some(document)) => visible(&format!("#{document}:{}", c.key)).into_owned(),
            (_, None) => visible(&c.key.to_string()).into_owned(),
        };
        let widest =
            file.configs.iter().map(|(c, _)| width(&key(c))).filter(|w| *w <= WIDEST).max().unwrap_or_default();
        for (config, text) in &file.configs {
            let id = if look.verbose { config.id().to_string() } else { config.id().short() };
            let flag = if config.kind == UnitKind::Flag { look.dim("flag ") } else { String::new() };
            let value = look.value(&value_text(&config.value, text), widest + id.len() + 8);
            writeln!(out, "  {}  {}  {flag}{value}", look.cyan(&id), pad(&key(config), widest))?;
        }
        total += file.configs.len();
        writeln!(out)?;
    }
    let (files, environment) = (count(configs.files.len(), "file"), &configs.environment);
    writeln!(out, "{environment}: {} in {files}", count(total, "config"))
}

/// A value in one line: the file's own text, where that is one line.
fn value_text(value: &Value, text: &str) -> String {
    match value {
        Value::File(file) => changes::file_words(file),
        _ => match shown(value, text) {
            lines if lines.contains('\n') => value.to_string(),
            line => line.into_owned(),
        },
    }
}
