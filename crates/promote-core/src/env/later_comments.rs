//! Comment lines that stay although the key below them is removed.
//!
//! A removed key takes the comment lines that document it. A rollback removes what its promotion wrote, so a comment line that
//! the promotion did not write stays where it is. A promotion removes what the source does not have, so a comment line that
//! the source has, too, stays: it may be the heading of several keys.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use promote_format::{Data, Format, Parsed, read_by};
use similar::{ChangeTag, TextDiff};

/// A file whose comment lines are looked at.
struct Commented<'a> {
    text: Cow<'a, str>,
    /// The texts of several lines in it: a line in one of them is no comment.
    texts: Vec<Range<usize>>,
    marks: &'static [&'static str],
}

impl<'a> Commented<'a> {
    fn of(file: Option<&'a Parsed>, format: Format) -> Self {
        let Some(file) = file else {
            return Self { text: Cow::Borrowed(""), texts: Vec::new(), marks: format.comment_marks() };
        };
        let text = String::from_utf8_lossy(&file.bytes);
        let (mut texts, mut waiting) = (Vec::new(), Vec::new());
        waiting.extend(file.tree.documents.iter().map(|document| &document.root));
        while let Some(node) = waiting.pop() {
            if matches!(node.data, Data::Scalar(_)) {
                let has_lines = text.get(node.span()).is_some_and(|text| text.contains('\n'));
                texts.extend(has_lines.then(|| node.span()));
            }
            waiting.extend((0..node.len()).filter_map(|index| node.nth(index)));
        }
        texts.sort_by_key(|text| text.start);
        Self { text, texts, marks: format.comment_marks() }
    }

    /// Whether the line that starts at a byte is a comment.
    fn is_comment(&self, at: usize, line: &str) -> bool {
        let before = self.texts.partition_point(|text| text.start < at);
        let in_text = before.checked_sub(1).is_some_and(|last| at < self.texts[last].end);
        self.marks.iter().any(|mark| line.trim().starts_with(mark)) && !in_text
    }

    /// The lines with their starts.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.split_inclusive('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
    }

    /// The comment lines, trimmed, with their numbers.
    fn counts(&self) -> HashMap<&str, usize> {
        let mut counts = HashMap::new();
        for (_, line) in self.lines().filter(|(at, line)| self.is_comment(*at, line)) {
            *counts.entry(line.trim()).or_default() += 1;
        }
        counts
    }

    /// The name of the first entry at or below one of these lines.
    fn entry<'l>(&self, mut lines: impl Iterator<Item = (usize, &'l str)>) -> Option<&'l str> {
        let (_, entry) = lines.find(|(at, line)| !line.trim().is_empty() && !self.is_comment(*at, line))?;
        entry.trim().split([':', '=', ' ', '{']).next()
    }
}

/// What tells which comment lines stay.
pub(super) enum Other<'a> {
    /// For a rollback: the target before the promotion, and as the promotion wrote it; `None` if there was no file.
    Rollback(Option<&'a Parsed>, Option<&'a Parsed>),
    /// For a promotion: the source.
    Source(&'a Parsed),
}

/// The edited file with the comment lines that stay; `None` if there are none, or if the file would have other values.
pub(super) fn kept_file(result: &Parsed, now: &Parsed, other: &Other<'_>) -> Option<Parsed> {
    let of = |file| Commented::of(file, result.format);
    let (now, after) = (of(Some(now)), of(Some(result)));
    let (staying, source) = match other {
        Other::Rollback(before, promoted) => (not_written(&now, &after, [&of(*before), &of(*promoted)]), None),
        Other::Source(source) => {
            let source = of(Some(source));
            (there(&now, &after, &source), Some(source))
        }
    };
    let kept = with_lines(&now, &after, staying, source.as_ref())?;
    let kept = read_by(result.rules, result.format, kept.into_bytes()).ok()?;
    // Next to a text whose empty lines count, a comment may change them.
    let (ours, theirs) = (&kept.tree.documents, &result.tree.documents);
    let same = ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.root.is_same(&b.root));
    same.then_some(kept)
}

/// The comment lines that an edit loses, with their numbers, but for those that a promotion wrote.
fn not_written(now: &Commented<'_>, after: &Commented<'_>, [before, promoted]: [&Commented<'_>; 2]) -> Staying {
    let (before, promoted) = (before.counts(), promoted.counts());
    lost(now, after, |line, many| many.saturating_sub(of(&promoted, line).saturating_sub(of(&before, line))))
}

/// The comment lines that an edit loses although the source has them.
fn there(now: &Commented<'_>, after: &Commented<'_>, source: &Commented<'_>) -> Staying {
    let (source, left) = (source.counts(), after.counts());
    lost(now, after, |line, many| many.min(of(&source, line).saturating_sub(of(&left, line))))
}

/// Comment lines with the number of each.
type Staying = HashMap<String, usize>;

fn lost(now: &Commented<'_>, after: &Commented<'_>, stays: impl Fn(&str, usize) -> usize) -> Staying {
    let after = after.counts();
    let lost = |(line, many): (&str, usize)| (line.to_owned(), stays(line, many.saturating_sub(of(&after, line))));
    now.counts().into_iter().map(lost).filter(|(_, many)| *many > 0).collect()
}

/// The edited text with these lines where they were; with a source, only above an entry that they are above there, too.
fn with_lines(
    now: &Commented<'_>,
    after: &Commented<'_>,
    mut staying: Staying,
    source: Option<&Commented<'_>>,
) -> Option<String> {
    if staying.is_empty() {
        return None;
    }
    let diff = TextDiff::from_lines(&*now.text, &*after.text);
    let changes: Vec<_> = diff.iter_all_changes().collect();
    let (mut text, mut at) = (String::with_capacity(now.text.len()), 0);
    for (index, change) in changes.iter().enumerate() {
        let line = change.value();
        let left = staying.get_mut(line.trim()).filter(|many| **many > 0 && now.is_comment(at, line));
        let stays = change.tag() != ChangeTag::Delete
            || left.is_some_and(|many| {
                let next = changes[index..].iter().filter(|next| next.tag() == ChangeTag::Equal);
                let next = now.entry(next.map(|next| (0, next.value())));
                let stays = source.is_none_or(|source| heads(source, line, next));
                *many -= usize::from(stays);
                stays
            });
        at += if change.tag() == ChangeTag::Insert { 0 } else { line.len() };
        if stays {
            text.push_str(line);
        }
    }
    (text != after.text).then_some(text)
}

/// Whether the source has a comment above the entry of this name.
fn heads(source: &Commented<'_>, comment: &str, entry: Option<&str>) -> bool {
    let lines: Vec<(usize, &str)> = source.lines().collect();
    let is_same = |(at, line): &(usize, &str)| line.trim() == comment.trim() && source.is_comment(*at, line);
    let mut places = (0..lines.len()).filter(|index| is_same(&lines[*index]));
    entry.is_some() && places.any(|index| source.entry(lines[index..].iter().copied()) == entry)
}

fn of(counts: &HashMap<&str, usize>, line: &str) -> usize {
    counts.get(line).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use promote_format::read;

    fn yaml(text: &str) -> Parsed {
        read(Format::Yaml, text.as_bytes().to_vec()).unwrap()
    }

    fn kept(now: &str, after: &str, other: &Other<'_>) -> Option<String> {
        kept_file(&yaml(after), &yaml(now), other).map(|file| file.to_string())
    }

    #[test]
    fn a_later_comment_stays_in_its_place() {
        let (before, promoted) = ("a: 1\nz: 2\n", "a: 1\n# why\nb: 1\nz: 2\n");
        let (old, new) = (yaml(before), yaml(promoted));
        let other = Other::Rollback(Some(&old), Some(&new));
        assert_eq!(kept(promoted, before, &other), None);
        let now = "a: 1\n# ask the team first\n# why\nb: 1\nz: 2\n";
        assert_eq!(kept(now, before, &other).as_deref(), Some("a: 1\n# ask the team first\nz: 2\n"));
        // A comment that the promotion wrote, and that somebody wrote once more.
        let twice = "# why\na: 1\n# why\nb: 1\nz: 2\n";
        assert_eq!(kept(twice, "# why\na: 1\nz: 2\n", &other), None);
    }

    #[test]
    fn a_heading_that_the_source_has_stays() {
        let with = |source: &str, now: &str, after: &str| kept(now, after, &Other::Source(&yaml(source)));
        let now = "a: 1\n# Mail settings\nproto: 1\nhost: 1\n";
        let stays = "a: 1\n# Mail settings\nhost: 1\n";
        assert_eq!(with(stays, now, "a: 1\nhost: 1\n").as_deref(), Some(stays));
        // Above another key, the same words are about that one.
        assert_eq!(with("# Mail settings\na: 1\nhost: 1\n", now, "a: 1\nhost: 1\n"), None);
        assert_eq!(with("a: 1\nhost: 1\n", now, "a: 1\nhost: 1\n"), None);
        // A line of a text is no comment.
        let text = "t: |\n  # x\nb: 1\n";
        assert_eq!(with(text, text, "b: 1\n"), None);
    }
}
