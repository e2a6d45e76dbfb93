//! The places of new entries between two neighbours: after the comments that belong to the first one, or, if the target
//! already has an entry's own comment there, directly below that comment.

use std::ops::Range;

use super::block::LineBlock;
use super::new_entry::NewEntry;
use super::positions::EntryPosition;

/// The lines between two neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    /// The lines, the comments above the next entry included.
    pub(crate) lines: Range<usize>,
    /// The start of the line before which new entries usually go.
    pub(crate) usual: usize,
}

/// New entries that go to one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlacedEntries {
    /// The start of a line.
    pub(crate) at: usize,
    /// The entries, by index.
    pub(crate) entries: Range<usize>,
    /// The number of comment lines of the first entry that the target already has there.
    pub(crate) there: usize,
}

impl PlacedEntries {
    /// The lines of these entries, without the comment lines that the target already has.
    pub(crate) fn without_those_there<'l>(&self, lines: &'l str) -> &'l str {
        lines.splitn(self.there + 1, '\n').last().unwrap_or_default()
    }
}

/// The places of new entries in a gap, in their order; each entry is given by its lines. `comments` are the starts of comment
/// lines.
pub(crate) fn places(text: &str, gap: &Gap, comments: &[&str], entries: &[&str]) -> Vec<PlacedEntries> {
    let lines = Lines { text, comments };
    let known = lines.comments_in(gap.lines.clone());
    let mut from = 0;
    let found: Vec<Option<Range<usize>>> = entries
        .iter()
        .map(|entry| {
            let head = lines.head_of(entry);
            let run = (from..known.len()).find(|first| lines.begin_with(&known[*first..], &head))?;
            from = run + head.len();
            Some(run..from)
        })
        .collect();
    // What comes before an entry with a place of its own stays before it.
    let first = found.iter().flatten().next().map_or(gap.usual, |run| known[run.start].min(gap.usual));
    let mut places: Vec<PlacedEntries> = Vec::new();
    for (index, run) in found.into_iter().enumerate() {
        match (run, places.last_mut()) {
            (None, Some(last)) => last.entries.end = index + 1,
            (None, None) => places.push(PlacedEntries { at: first, entries: index..index + 1, there: 0 }),
            (Some(run), _) => {
                let at = lines.next(known[run.end - 1]);
                places.push(PlacedEntries { at, entries: index..index + 1, there: run.len() });
            }
        }
    }
    places
}

/// A text whose comments are whole lines.
struct Lines<'a> {
    text: &'a str,
    comments: &'a [&'a str],
}

impl Lines<'_> {
    fn line(&self, at: usize) -> &str {
        self.text[at..self.next(at)].trim()
    }

    fn next(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    fn is_comment(&self, line: &str) -> bool {
        let line = line.trim();
        self.comments.iter().any(|start| line.starts_with(start)) && (!line.starts_with("/*") || line.ends_with("*/"))
    }

    /// The starts of the comment lines in a range.
    fn comments_in(&self, range: Range<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = range.start;
        while at < range.end {
            found.extend(self.is_comment(self.line(at)).then_some(at));
            at = self.next(at);
        }
        found
    }

    /// The comment lines at the head of an entry.
    fn head_of<'l>(&self, entry: &'l str) -> Vec<&'l str> {
        entry.lines().take_while(|line| self.is_comment(line)).map(str::trim).collect()
    }

    /// Whether comment lines begin with these, one below the other.
    fn begin_with(&self, known: &[usize], head: &[&str]) -> bool {
        !head.is_empty()
            && known.len() >= head.len()
            && known[..head.len()].windows(2).all(|pair| self.next(pair[0]) == pair[1])
            && known.iter().zip(head).all(|(at, line)| self.line(*at) == *line)
    }
}

impl LineBlock<'_> {
    /// A position at which new entries separate nothing: they do not go between the first entry and what it shares its line
    /// with, nor between it and a comment directly above it that may describe the file, unless that is their own.
    pub(super) fn settled(&self, at: EntryPosition, additions: &[NewEntry]) -> EntryPosition {
        let is_headed =
            || self.is_root && self.is_headed() && self.places(at, additions).iter().all(|place| place.there == 0);
        // The entry that moves up to the start of the block, inside a line, is the first one, too.
        let is_first = |index: usize| index == 0 || self.is_inside_line() && (0..index).all(|at| self.is_gone(at));
        match at {
            // Entries that the source does not have like this come where the caller says.
            _ if additions.iter().all(|new| new.index.is_none()) => at,
            EntryPosition::Before(index) if is_first(index) && (self.is_inside_line() || is_headed()) => {
                EntryPosition::After(index)
            }
            at => at,
        }
    }

    /// The places of entries that are inserted at one position, in their order.
    pub(crate) fn places(&self, at: EntryPosition, additions: &[NewEntry]) -> Vec<PlacedEntries> {
        let entries: Vec<&str> = additions.iter().map(|new| new.lines.as_str()).collect();
        let gap = self.gap(at);
        let usual = match at {
            EntryPosition::After(index) if self.joins(at, additions) => self.chunk(index + 1).head,
            _ => gap.usual,
        };
        places(self.text, &Gap { usual, ..gap }, self.comments, &entries)
    }

    fn gap(&self, at: EntryPosition) -> Gap {
        match at {
            EntryPosition::Inside => Gap { lines: self.span.end..self.span.end, usual: self.span.end },
            EntryPosition::Before(index) => {
                Gap { lines: self.floor(index)..self.chunk(index).start, usual: self.chunk(index).head }
            }
            EntryPosition::After(index) => {
                let (end, next) = (self.chunk(index).end, self.chunk(index + 1));
                let mut usual = end;
                while usual < next.head && self.is_comment(self.line(usual)) {
                    usual = self.next_line(usual);
                }
                // The comments of a removed entry go with it.
                let last = if self.is_gone(index + 1) { self.own_head(index + 1) } else { next.start };
                Gap { lines: end..last, usual }
            }
        }
    }
}
