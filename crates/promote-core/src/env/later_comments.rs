//! Comment lines that stay although the key below them is removed.
//!
//! A removed key takes the comment lines that document it. A rollback removes what its promotion wrote, so a comment line that
//! the promotion did not write stays where it is. A promotion removes what the source does not have, so a comment line that
//! the source has, too, stays: it may be the heading of several keys.

use std::collections::HashMap;

use promote_format::{Format, Parsed, read_by};
use similar::{ChangeTag, TextDiff};

/// The target's file, as text.
pub(super) struct States<'a> {
    /// Now.
    pub(super) now: &'a str,
    /// After the edit.
    pub(super) after: &'a str,
    /// What tells which lines stay.
    pub(super) other: Other<'a>,
}

/// What tells which comment lines stay.
pub(super) enum Other<'a> {
    /// For a rollback: the target before the promotion (empty if there was no file), and as the promotion wrote it.
    Rollback(&'a str, &'a str),
    /// For a promotion: the source.
    Source(&'a str),
}

type Counts<'t> = HashMap<&'t str, usize>;

/// The edited file with the comment lines that it would remove although they stay; `None` if there are none.
pub(super) fn kept(format: Format, states: &States<'_>) -> Option<String> {
    let marks = format.comment_marks();
    let (now, after) = (counts(states.now, marks), counts(states.after, marks));
    let lost = now.iter().map(|(line, many)| (*line, many.saturating_sub(of(&after, line))));
    let mut lost: Counts<'_> = match states.other {
        Other::Rollback(before, promoted) => {
            let (before, promoted) = (counts(before, marks), counts(promoted, marks));
            let written = |line: &str| of(&promoted, line).saturating_sub(of(&before, line));
            lost.map(|(line, many)| (line, many.saturating_sub(written(line)))).collect()
        }
        Other::Source(source) => {
            let source = counts(source, marks);
            let there = |line: &str| of(&source, line).saturating_sub(of(&after, line));
            lost.map(|(line, many)| (line, many.min(there(line)))).collect()
        }
    };
    lost.retain(|_, many| *many > 0);
    if lost.is_empty() {
        return None;
    }
    let diff = TextDiff::from_lines(states.now, states.after);
    let changes: Vec<_> = diff.iter_all_changes().collect();
    let mut text = String::with_capacity(states.now.len());
    for (at, change) in changes.iter().enumerate() {
        let stays = change.tag() != ChangeTag::Delete
            || lost.get_mut(change.value().trim()).is_some_and(|many| {
                let next = changes[at..].iter().filter(|change| change.tag() == ChangeTag::Equal).map(|c| c.value());
                let stays = *many > 0 && heads(states, marks, change.value(), next);
                *many -= usize::from(stays);
                stays
            });
        if stays {
            text.push_str(change.value());
        }
    }
    (text != states.after).then_some(text)
}

/// Whether a comment line stays above the entry of the next of these lines: in the source, it is above the same entry.
fn heads<'t>(states: &States<'_>, marks: Marks, comment: &str, mut next: impl Iterator<Item = &'t str>) -> bool {
    let Other::Source(source) = states.other else { return true };
    let is_entry = |line: &&str| !line.trim().is_empty() && !is_comment(line, marks);
    let name = |line: &str| line.trim().split([':', '=', ' ', '{']).next().unwrap_or_default().to_owned();
    let Some(below) = next.find(is_entry).map(name) else { return false };
    let lines: Vec<&str> = source.lines().collect();
    let is_same = |at: &usize| lines[*at].trim() == comment.trim();
    let mut places = (0..lines.len()).filter(is_same);
    places.any(|at| lines[at..].iter().copied().find(is_entry).map(name).as_ref() == Some(&below))
}

/// The edited file with the comment lines that stay, read; `None` if there are none, or if the file would have other values.
pub(super) fn kept_file(result: &Parsed, now: &Parsed, other: OtherFile<'_>) -> Option<Parsed> {
    let text =
        |file: Option<&Parsed>| file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).unwrap_or_default();
    let (now, after) = (text(Some(now)), text(Some(result)));
    let (first, second) = match other {
        OtherFile::Rollback(before, promoted) => (text(before), text(promoted)),
        OtherFile::Source(source) => (text(Some(source)), String::new()),
    };
    let other = match other {
        OtherFile::Rollback(..) => Other::Rollback(&first, &second),
        OtherFile::Source(_) => Other::Source(&first),
    };
    let kept = kept(result.format, &States { now: &now, after: &after, other })?;
    let kept = read_by(result.rules, result.format, kept.into_bytes()).ok()?;
    // Next to a text whose empty lines count, a comment may change them.
    let (ours, theirs) = (&kept.tree.documents, &result.tree.documents);
    let same = ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.root.is_same(&b.root));
    same.then_some(kept)
}

/// The same as [`Other`], as files.
pub(super) enum OtherFile<'a> {
    Rollback(Option<&'a Parsed>, Option<&'a Parsed>),
    Source(&'a Parsed),
}

/// The beginnings of comment lines.
type Marks = &'static [&'static str];

fn is_comment(line: &str, marks: Marks) -> bool {
    marks.iter().any(|mark| line.trim().starts_with(mark))
}

/// The comment lines of a text, trimmed, with their numbers.
fn counts(text: &str, marks: Marks) -> Counts<'_> {
    let mut counts = Counts::new();
    for line in text.lines().map(str::trim).filter(|line| is_comment(line, marks)) {
        *counts.entry(line).or_default() += 1;
    }
    counts
}

fn of(counts: &Counts<'_>, line: &str) -> usize {
    counts.get(line).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(before: &str, promoted: &str, now: &str, after: &str) -> Option<String> {
        kept(Format::Yaml, &States { now, after, other: Other::Rollback(before, promoted) })
    }

    #[test]
    fn a_later_comment_stays_in_its_place() {
        let (before, promoted) = ("a: 1\nz: 2\n", "a: 1\n# why\nb: 1\nz: 2\n");
        assert_eq!(after(before, promoted, promoted, before), None);
        let now = "a: 1\n# ask the team first\n# why\nb: 1\nz: 2\n";
        assert_eq!(after(before, promoted, now, before).as_deref(), Some("a: 1\n# ask the team first\nz: 2\n"));
        // A comment that the promotion wrote, and that somebody wrote once more.
        let twice = "# why\na: 1\n# why\nb: 1\nz: 2\n";
        assert_eq!(after(before, promoted, twice, "# why\na: 1\nz: 2\n"), None);
    }

    #[test]
    fn a_heading_that_the_source_has_stays() {
        let with = |source: &str, now: &str, after: &str| {
            kept(Format::Yaml, &States { now, after, other: Other::Source(source) })
        };
        let now = "a: 1\n# Mail settings\nproto: 1\nhost: 1\n";
        let stays = "a: 1\n# Mail settings\nhost: 1\n";
        assert_eq!(with(stays, now, "a: 1\nhost: 1\n").as_deref(), Some(stays));
        // Above another key, the same words are about that one.
        assert_eq!(with("# Mail settings\na: 1\nhost: 1\n", now, "a: 1\nhost: 1\n"), None);
        assert_eq!(with("a: 1\nhost: 1\n", now, "a: 1\nhost: 1\n"), None);
    }
}
