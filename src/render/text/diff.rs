//! `diff` for people.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::changes::{self, FileChanges, Owned};
use super::judged::{self, heading, note, waiting};
use super::style::{Look, sign, table};
use super::words::{differing, equal, owned};
use crate::engine::judgement::Heading;
use crate::engine::whole_file::WholeFile;
use crate::ops::diff::{Difference, FileDifference};
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
    /// What is to be known about each key.
    pub(crate) notes: bool,
}

/// The whole difference.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn difference(out: &mut dyn Write, look: Look, diff: &Difference, shown: Shown) -> io::Result<()> {
    if diff.judgements.as_ref().is_none_or(|judgements| judgements.tells_nothing) {
        for file in &diff.files {
            of_file(out, look, diff, file, shown, without_filled(&file.changes))?;
        }
        return summary(out, look, diff, shown);
    }
    let mut listed: Vec<BTreeMap<Heading, Vec<&Change>>> =
        diff.files.iter().map(|file| by_heading(diff, file)).collect();
    for group in Heading::ALL {
        let changes: Vec<Vec<&Change>> = listed.iter_mut().map(|of| of.remove(&group).unwrap_or_default()).collect();
        let is_new = |at: usize| diff.files[at].new && group == Heading::Forward;
        let keys = changes.iter().enumerate().filter(|(at, _)| !is_new(*at)).map(|(_, changes)| changes.len()).sum();
        let files = changes.iter().enumerate().filter(|(at, changes)| is_new(*at) && !changes.is_empty()).count();
        if keys + files == 0 {
            continue;
        }
        let words = match group {
            Heading::Forward => waiting(keys, files),
            _ => heading(group, keys, &diff.source, &diff.target),
        };
        // If all keys have the same reason, the heading says it.
        let reason = if group == Heading::Unknown { one_reason(diff) } else { None };
        let words = reason.as_ref().map_or_else(|| words.clone(), |reason| format!("{words}: {reason}"));
        writeln!(out, "{}\n", if group == Heading::Undoes { look.yellow(&words) } else { look.bold(&words) })?;
        let shown = Shown { keep: false, translated: false, notes: reason.is_none() };
        for (file, changes) in diff.files.iter().zip(changes) {
            of_file(out, look, diff, file, shown, changes)?;
        }
    }
    let rest =
        |file: &&FileDifference| shown.keep && !file.kept.is_empty() || shown.translated && !file.translated.is_empty();
    for file in diff.files.iter().filter(rest) {
        of_file(out, look, diff, file, shown, Vec::new())?;
    }
    summary(out, look, diff, shown)
}

/// The reason why directions are unknown, if it is the same for all keys.
fn one_reason(diff: &Difference) -> Option<String> {
    let judgements = diff.judgements.as_ref()?;
    let unknown = |change: &Change| judgements.get(change).and_then(|judged| judged.judgement.unknown);
    let listed = diff.changes().filter(|change| diff.heading(change) == Some(Heading::Unknown));
    let reasons: BTreeSet<_> = listed.map(unknown).collect();
    let [Some(one)] = Vec::from_iter(reasons)[..] else { return None };
    Some(judged::unknown(one, judgements.depth))
}

/// The changes of a file by how they are listed.
fn by_heading<'d>(diff: &Difference, file: &'d FileDifference) -> BTreeMap<Heading, Vec<&'d Change>> {
    let mut listed: BTreeMap<Heading, Vec<&Change>> = BTreeMap::new();
    for change in without_filled(&file.changes) {
        if let Some(heading) = diff.heading(change) {
            listed.entry(heading).or_default().push(change);
        }
    }
    listed
}

/// One file of the difference, with some of its changes.
fn of_file(
    out: &mut dyn Write,
    look: Look,
    diff: &Difference,
    file: &FileDifference,
    shown: Shown,
    changes: Vec<&Change>,
) -> io::Result<()> {
    let kept = file.kept.iter().filter(|_| shown.keep);
    let same = file.translated.iter().filter(|_| shown.translated);
    let changes: Vec<&Change> = changes.into_iter().chain(kept).chain(same).collect();
    if changes.is_empty() {
        return Ok(());
    }
    if file.new && !look.verbose && changes.len() > 1 {
        let what = format!("+ {}  new file, {}", visible(&file.file), count(changes.len(), "key"));
        return writeln!(out, "{}\n", look.green(&what));
    }
    let kept = |change: &Change| file.kept.iter().any(|kept| kept.place() == change.place());
    let owned = |change: &Change| if kept(change) { Owned::Stays } else { Owned::TakesSource };
    let judged = |change: &Change| diff.judgements.as_ref().and_then(|judgements| judgements.get(change));
    let tells = diff.judgements.as_ref().is_some_and(|judgements| !judgements.tells_nothing);
    let depth = diff.judgements.as_ref().map_or(0, |judgements| judgements.depth);
    let note = |change: &Change| {
        judged(change)
            .filter(|_| tells && shown.notes && change.op != Op::Removed)
            .and_then(|judged| note(judged, depth, diff.now))
    };
    let (name, target) = (file.file.as_str(), diff.target.as_str());
    let (lines, same) = (file.lines.as_ref(), file.translated.as_slice());
    let changes = FileChanges { name, target, changes, lines, only_there: !tells, same, note: &note };
    changes::file(out, look, &changes, owned)?;
    if file.hidden {
        let why = "lines hidden: a file that is not read by key may contain secrets";
        writeln!(out, "  {}", look.dim(why))?;
    }
    for (path, reason) in &file.unreadable {
        let text = format!("! {} is not read by key: {}", visible(path), visible(reason));
        writeln!(out, "  {}", look.yellow(&text))?;
    }
    writeln!(out)
}

fn summary(out: &mut dyn Write, look: Look, diff: &Difference, shown: Shown) -> io::Result<()> {
    let total = diff.counts();
    let edge = format!("{} -> {}", diff.source, diff.target);
    if total.total() == 0 {
        writeln!(out, "{edge}: {}", if diff.changed { "nothing waits" } else { "no difference" })?;
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
    for (key, words) in diff.respelled() {
        writeln!(out, "{}", look.yellow(&format!("! {}: {}", visible(&key), visible(&words))))?;
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
    summary(out, look, diff, Shown { keep: false, translated: false, notes: false })
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
