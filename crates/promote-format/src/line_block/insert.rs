//! New entries as lines, with the comments and empty lines that they bring along.

use std::ops::Range;

use super::block::LineBlock;
use super::positions::EntryPosition;
use crate::splice::Splice;

/// An entry on its way into a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewEntry {
    /// Its lines, `\n` between them and none at the end.
    pub(crate) lines: String,
    /// How many empty lines stand before it in the source, where it is not the first one there.
    pub(crate) before: usize,
    /// How many stand behind it in the source, where it is not the last one there.
    pub(crate) behind: usize,
    /// Whether it is the first one there.
    pub(crate) is_first: bool,
}

impl LineBlock<'_> {
    /// An entry of this body for another one, with its own comments, its lines indented by `indent`
    /// where they are indented as the entry is here. Lines that begin inside of one of the `fixed`
    /// ranges (texts of several lines) stay as they are.
    pub(crate) fn lines_of(&self, index: usize, indent: &str, fixed: &[Range<usize>]) -> NewEntry {
        let chunk = self.chunk(index);
        let lines = self.moved(chunk.head..chunk.end, self.indent(chunk.start), indent, fixed);
        self.new_of(index, lines)
    }

    /// What [`Self::lines_of`] says of an entry whose lines were written by other means.
    pub(crate) fn new_of(&self, index: usize, lines: String) -> NewEntry {
        let behind = if index + 1 < self.entries.len() { self.blanks_before(index + 1) } else { 0 };
        NewEntry { lines, before: self.blanks_before(index), behind, is_first: index == 0 }
    }

    /// Whole lines with another indentation, without the last line's break.
    pub(crate) fn moved(&self, lines: Range<usize>, from: &str, to: &str, fixed: &[Range<usize>]) -> String {
        let mut out = String::with_capacity(lines.len());
        let mut at = lines.start;
        while at < lines.end {
            let line = self.line(at);
            let is_fixed = fixed.iter().any(|range| range.start < at && at <= range.end);
            match line.strip_prefix(from) {
                _ if is_fixed => out.push_str(line),
                _ if line.trim().is_empty() => {}
                Some(rest) => out.extend([to, rest]),
                None => out.extend([to, line.trim_start_matches([' ', '\t'])]),
            }
            out.push('\n');
            at = self.next_line(at);
        }
        out.pop();
        out
    }

    /// Inserts entries, in the source's order, at one place.
    pub(crate) fn insertion(&self, at: EntryPosition, additions: &[NewEntry]) -> Splice {
        let mut lines = joined(additions);
        lines.push('\n');
        let blanks = "\n".repeat(self.blanks(at, additions));
        match at {
            EntryPosition::Inside => Splice::insert(self.span.end, lines),
            EntryPosition::Before(index) => Splice::insert(self.chunk(index).head, lines + &blanks),
            EntryPosition::After(index) => Splice::insert(self.chunk(index).end, blanks + &lines),
        }
    }

    /// How many empty lines part new entries from the one that they are put before or behind.
    pub(crate) fn blanks(&self, at: EntryPosition, additions: &[NewEntry]) -> usize {
        let (EntryPosition::Before(index) | EntryPosition::After(index)) = at else { return 0 };
        // An empty line is not put between neighbours that stand close together.
        if index + 1 < self.entries.len() && self.blanks_before(index + 1) == 0 {
            return 0;
        }
        match (at, additions.first(), additions.last()) {
            (EntryPosition::Before(_), _, Some(last)) => last.behind,
            // What is first in the source has nothing before it: what parts it from the next tells.
            (_, Some(first), _) if first.is_first => first.behind,
            (_, Some(first), _) => first.before,
            _ => 0,
        }
    }
}

/// The lines of several entries, as far apart as they are in the source.
pub(crate) fn joined(additions: &[NewEntry]) -> String {
    let mut lines = String::new();
    for (index, new) in additions.iter().enumerate() {
        if index > 0 {
            lines.push_str(&"\n".repeat(1 + new.before));
        }
        lines.push_str(&new.lines);
    }
    lines
}
