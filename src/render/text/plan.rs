//! A plan for people: its changes by file, and what `create` or `refresh` did with it.

use std::io::{self, Write};

use super::changes::{self, FileChanges, Owned};
use super::diff::unsearchable;
use super::judged;
use super::style::Look;
use super::words::{counts, equal, owned};
use crate::engine::draft::Created;
use crate::engine::judgement::Heading;
use crate::engine::undone::UndoneKey;
use crate::engine::whole_lines::WholeLines;
use promote_core::env::change::Change;
use promote_core::env::filled::without_filled;
use promote_core::promotion::Person;
use promote_core::promotion::plan::ChangeCounts;
use promote_model::text::{count, enumerate, visible};

/// The changes of a plan, by file. People decide by it, so every value is whole.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn plan(
    out: &mut dyn Write,
    look: Look,
    target: &str,
    all: &[Change],
    lines: &WholeLines,
    undone: &[UndoneKey],
) -> io::Result<()> {
    if !undone.is_empty() {
        writeln!(out, "{}", look.yellow(&format!("undoes newer values of {}", visible(target))))?;
        for key in undone {
            writeln!(out, "  {}", look.yellow(&visible(&key.message())))?;
        }
        writeln!(out)?;
    }
    let (mut rest, look) = (all, look.whole());
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|c| c.file != first.file).unwrap_or(rest.len());
        let (file, later) = rest.split_at(end);
        let changes = without_filled(file);
        let file = FileChanges {
            name: &first.file,
            target,
            changes,
            lines: lines.get(&first.file),
            only_there: false,
            same: &[],
            note: &|_| None,
        };
        changes::file(out, look, &file, |_| Owned::TakesSource)?;
        writeln!(out)?;
        rest = later;
    }
    Ok(())
}

/// The result of `create` or `refresh`.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn created(
    out: &mut dyn Write,
    look: Look,
    created: &Created,
    title: &str,
    id: Option<&str>,
) -> io::Result<()> {
    let Some(view) = &created.view else {
        writeln!(out, "Nothing to promote from {} to {}.", created.source, created.target)?;
        unsearchable(out, look, &created.unsearchable)?;
        return left_out(out, look, created);
    };
    plan(out, look, &created.target, &view.promotion.plan.changes, &view.lines, &view.undone)?;
    for (path, reason) in &created.unreadable {
        let note = format!("! {} is promoted as a whole file: {}", visible(path), visible(reason));
        writeln!(out, "{}", look.yellow(&note))?;
    }
    unsearchable(out, look, &created.unsearchable)?;
    left_out(out, look, created)?;
    let total = counts(ChangeCounts::of(without_filled(&view.promotion.plan.changes)));
    let id =
        id.map(|id| format!(" {}", if created.dry_run { id.to_owned() } else { look.cyan(id) })).unwrap_or_default();
    writeln!(out, "{title}{id} {} -> {}: {total}", created.source, created.target)?;
    if !created.lapsed.is_empty() {
        writeln!(out, "{}", look.yellow(&lapsed(&created.lapsed, created.dry_run)))?;
    }
    if created.dry_run {
        return Ok(());
    }
    writeln!(out, "{}", look.dim(&format!("plan {}", view.state.digest)))
}

/// `the approvals of Bob and Cem lapse, because the plan is another one`
fn lapsed(people: &[Person], dry_run: bool) -> String {
    let names: Vec<String> = people.iter().map(|person| visible(&person.name).into_owned()).collect();
    let (noun, verb) = match (people.len(), dry_run) {
        (1, true) => ("approval", "would lapse"),
        (1, false) => ("approval", "lapses"),
        (_, true) => ("approvals", "would lapse"),
        (_, false) => ("approvals", "lapse"),
    };
    format!("the {noun} of {} {verb}, because the plan is another one", enumerate(&names, "and"))
}

fn comments(created: &Created) -> String {
    let target = &created.target;
    match created.comments.len() {
        1 => format!(
            "the comment behind 1 value stays as it is in {target}; --with-comments takes it from {}:",
            created.source
        ),
        many => format!(
            "the comments behind {} stay as they are in {target}; --with-comments takes them from {}:",
            count(many, "value"),
            created.source
        ),
    }
}

fn left_out(out: &mut dyn Write, look: Look, created: &Created) -> io::Result<()> {
    if !created.own.is_empty() {
        let note = format!("{} left out", owned(created.own.len(), &created.target));
        writeln!(out, "{}", look.dim(&note))?;
    }
    if created.same > 0 {
        writeln!(out, "{}", look.dim(&equal(created.same)))?;
    }
    let target = &created.target;
    for (heading, ways) in [
        (Heading::Diverged, "name a key to take it"),
        (Heading::Undoes, "name a key to take it"),
        (Heading::PassedOver, "--passed-over takes them"),
    ] {
        let keys: Vec<&str> =
            created.left_out.iter().filter(|(of, _)| *of == heading).map(|(_, key)| key.as_str()).collect();
        if !keys.is_empty() {
            writeln!(out, "{}", look.dim(&judged::left_out(heading, &keys, target, ways)))?;
        }
    }
    if !created.comments.is_empty() {
        writeln!(out, "{}", look.dim(&comments(created)))?;
        for (key, comment) in &created.comments {
            let line = format!("  {}: {} (not {})", visible(key), visible(&comment.old), visible(&comment.new));
            writeln!(out, "{}", look.dim(&line))?;
        }
    }
    let note = match created.staying {
        0 => return Ok(()),
        1 => format!("1 key is only in {target} and stays; --prune removes it"),
        many => format!("{} are only in {target} and stay; --prune removes them", count(many, "key")),
    };
    writeln!(out, "{}", look.dim(&note))
}
