//! How an environment came to a value, in one paragraph.

use std::io::{self, Write};

use jiff::Timestamp;

use super::causes::{approved, false_claims, label, value};
use super::style::{Look, width};
use crate::engine::causes::Cause;
use crate::engine::key_reader::Was;
use crate::engine::written_by::WrittenBy;
use crate::ops::why::{Why, WhyStep};
use promote_core::env::change::UnitKind;
use promote_model::text::visible;

/// The longest value in a sentence, in characters.
const LONGEST: usize = 80;

/// The paragraph; at a terminal, lines end between words.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn why(out: &mut dyn Write, look: Look, why: &Why) -> io::Result<()> {
    let text = paragraph(why);
    let Some(room) = look.width else { return writeln!(out, "{text}") };
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > room {
            writeln!(out, "{line}")?;
            line.clear();
        }
        line = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
    }
    writeln!(out, "{line}")
}

/// How the environment came to the value: `query.timeout is 180s in production since 12 May 2026, promoted by …`.
pub(crate) fn paragraph(why: &Why) -> String {
    let (key, path) = (label(&why.key.place), visible(&why.path).into_owned());
    let key = if why.key.place.kind == UnitKind::File { path.clone() } else { key };
    let place = match why.key.place.kind {
        UnitKind::File => visible(&why.environment).into_owned(),
        UnitKind::Config | UnitKind::Flag => format!("{} ({path})", visible(&why.environment)),
    };
    let Some((first, rest)) = why.steps.split_first() else {
        return format!("{key} is not in {place}, and never was.");
    };
    let mut text = match &first.was {
        Was::Value(..) => format!("{key} is {} in {place}", cut(&first.was)),
        Was::Absent => format!("{key} is not in {place}"),
        Was::Unread(reason) => format!("{key} cannot be read in {place} ({})", visible(reason)),
    };
    text.push_str(&first_words(first));
    let mut before = first;
    for step in rest {
        text.push_str(&next_words(before, step));
        before = step;
    }
    text + "."
}

fn first_words(step: &WhyStep) -> String {
    let Some(cause) = &step.cause else { return ", since before the history of this clone begins".to_owned() };
    let (since, by) = (day(cause.at), visible(&cause.by.name));
    match &cause.written {
        WrittenBy::Promotion(entry) => {
            let (name, source) = (entry.promotion.name(), visible(&entry.promotion.source));
            let done = if step.was.shown().is_some() { "promoted" } else { "removed" };
            let approved = approved(entry.state.approvals.iter().map(|approval| &approval.by));
            format!(" since {since}, {done} by {by} from {source} as promotion {name}{approved}")
        }
        WrittenBy::Rollback(entry, done) => {
            let (name, reason) = (entry.promotion.name(), visible(&done.reason));
            format!(" since {since}, when {by} rolled promotion {name} back: '{reason}'")
        }
        WrittenBy::Edit(claims) => {
            let verb = if step.was.shown().is_some() { "wrote" } else { "removed" };
            let claims = false_claims(claims);
            let how = if step.is_first { "" } else { " without a promotion" };
            format!(" since {since}: {by} {verb} it there{how} ({}){claims}", commit(cause))
        }
    }
}

/// What came before: `; it reached staging as promotion 9 on 3 May 2026`.
fn next_words(after: &WhyStep, step: &WhyStep) -> String {
    let place = visible(&step.environment).into_owned();
    let other = match (after.was.is(&step.was), &after.cause.as_ref().map(|cause| &cause.written)) {
        (false, Some(WrittenBy::Promotion(_))) => format!(" (there as {})", cut(&step.was)),
        _ => String::new(),
    };
    let restored = matches!(after.cause.as_ref().map(|cause| &cause.written), Some(WrittenBy::Rollback(..)));
    let Some(cause) = &step.cause else {
        return format!("; {place} had it{other} before the history of this clone begins");
    };
    let (on, by) = (day(cause.at), visible(&cause.by.name));
    match &cause.written {
        WrittenBy::Promotion(entry) => {
            let (name, approvals) = (entry.promotion.name(), &entry.state.approvals);
            let approved = approved(approvals.iter().map(|approval| &approval.by));
            let verb = if restored { "it had reached" } else { "it reached" };
            format!("; {verb} {place}{other} as promotion {name} on {on}, by {by}{approved}")
        }
        WrittenBy::Rollback(entry, done) => {
            let (name, reason) = (entry.promotion.name(), visible(&done.reason));
            format!("; {place} had it{other} since {by} rolled promotion {name} back on {on}: '{reason}'")
        }
        WrittenBy::Edit(claims) => {
            let had = if restored { "had written" } else { "wrote" };
            let claims = false_claims(claims);
            format!("; {by} {had} it in {place}{other} on {on} ({}){claims}", commit(cause))
        }
    }
}

/// `commit 1a2b3c4 'More time'`
fn commit(cause: &Cause) -> String {
    let merge = cause.merge.map(|merge| format!(", merged by {}", merge.short())).unwrap_or_default();
    format!("commit {} '{}'{merge}", cause.commit.short(), visible(&cause.title))
}

fn day(at: Timestamp) -> String {
    at.strftime("%-d %B %Y").to_string()
}

fn cut(was: &Was) -> String {
    let text = value(was);
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
