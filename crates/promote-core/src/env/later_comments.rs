//! Comments that somebody wrote after a promotion, where its rollback removes the keys below them.
//!
//! A removed key takes the comment lines that document it. A rollback removes what its promotion wrote, so a comment line that
//! the promotion did not write stays where it is.

use std::collections::HashMap;

use promote_format::{Format, Parsed, read_by};
use similar::{ChangeTag, TextDiff};

/// The target's file in the states that a rollback knows, as text.
pub(super) struct States<'a> {
    /// Before the promotion; empty if there was no file.
    pub(super) before: &'a str,
    /// As the promotion wrote it.
    pub(super) promoted: &'a str,
    /// Now.
    pub(super) now: &'a str,
    /// After the rollback.
    pub(super) after: &'a str,
}

/// The file after the rollback with the comment lines that it would remove although its promotion did not write them; `None` if
/// there are none.
pub(super) fn kept(format: Format, states: &States<'_>) -> Option<String> {
    let marks = format.comment_marks();
    let counts = |text: &'_ str| {
        comments(text, marks).fold(HashMap::<String, usize>::new(), |mut counts, line| {
            *counts.entry(line.to_owned()).or_default() += 1;
            counts
        })
    };
    let [before, promoted, now, after] = [states.before, states.promoted, states.now, states.after].map(counts);
    let more = |a: &HashMap<String, usize>, b: &HashMap<String, usize>, line: &String| {
        a.get(line).copied().unwrap_or_default().saturating_sub(b.get(line).copied().unwrap_or_default())
    };
    let lost = now.keys().map(|line| (line, more(&now, &after, line).saturating_sub(more(&promoted, &before, line))));
    let mut lost: HashMap<&str, usize> =
        lost.filter(|(_, many)| *many > 0).map(|(line, many)| (line.as_str(), many)).collect();
    if lost.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(states.now.len());
    for change in TextDiff::from_lines(states.now, states.after).iter_all_changes() {
        let stays = match change.tag() {
            ChangeTag::Delete => lost.get_mut(change.value().trim()).is_some_and(|many| {
                let some = *many > 0;
                *many = many.saturating_sub(1);
                some
            }),
            _ => true,
        };
        if stays {
            text.push_str(change.value());
        }
    }
    Some(text)
}

/// The same, read; `None` also if it cannot be read.
pub(super) fn kept_file(result: &Parsed, [before, promoted, now]: [Option<&Parsed>; 3]) -> Option<Parsed> {
    let text =
        |file: Option<&Parsed>| file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).unwrap_or_default();
    let [before, promoted, now, after] = [before, promoted, now, Some(result)].map(text);
    let states = States { before: &before, promoted: &promoted, now: &now, after: &after };
    let kept = kept(result.format, &states)?;
    read_by(result.rules, result.format, kept.into_bytes()).ok()
}

/// The comment lines of a text, trimmed.
fn comments<'t>(text: &'t str, marks: &'static [&'static str]) -> impl Iterator<Item = &'t str> {
    text.lines().map(str::trim).filter(|line| marks.iter().any(|mark| line.starts_with(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(before: &str, promoted: &str, now: &str, after: &str) -> Option<String> {
        kept(Format::Yaml, &States { before, promoted, now, after })
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
}
