//! New entries as lines, with their comments and empty lines.

use std::ops::Range;

use super::block::LineBlock;
use super::positions::EntryPosition;
use crate::splice::Splice;

/// An entry to be inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewEntry {
    /// Its lines, separated by `\n`, without a line break at the end.
    pub(crate) lines: String,
    /// The number of empty lines before it in the source; 0 for the first entry.
    pub(crate) before: usize,
    /// The number of empty lines after it in the source; 0 for the last entry.
    pub(crate) behind: usize,
    /// Whether it is the first entry in the source.
    pub(crate) is_first: bool,
}

impl LineBlock<'_> {
    /// An entry of this block for another one, with its own comments. The entry's indentation is replaced by
    /// `indent`. Lines that start inside one of the `fixed` ranges (multi-line strings) are not changed.
    pub(crate) fn lines_of(&self, index: usize, indent: &str, fixed: &[Range<usize>]) -> NewEntry {
        let chunk = self.chunk(index);
        let lines = self.moved(chunk.head..chunk.end, self.indent(chunk.start), indent, fixed);
        self.new_of(index, lines)
    }

    /// A new entry like [`Self::lines_of`], with lines that were written in another way.
    pub(crate) fn new_of(&self, index: usize, lines: String) -> NewEntry {
        let behind = if index + 1 < self.entries.len() { self.blanks_before(index + 1) } else { 0 };
        NewEntry { lines, before: self.blanks_before(index), behind, is_first: index == 0 }
    }

    /// Whole lines with another indentation, without the last line break.
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

    /// Inserts entries, in the source's order, at one position.
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

    /// The number of empty lines between new entries and their neighbour.
    pub(crate) fn blanks(&self, at: EntryPosition, additions: &[NewEntry]) -> usize {
        let (EntryPosition::Before(index) | EntryPosition::After(index)) = at else { return 0 };
        // Do not put an empty line between neighbours that have none.
        if index + 1 < self.entries.len() && self.blanks_before(index + 1) == 0 {
            return 0;
        }
        match (at, additions.first(), additions.last()) {
            (EntryPosition::Before(_), _, Some(last)) => last.behind,
            // The first entry of the source has no gap before it, so use the one after it.
            (_, Some(first), _) if first.is_first => first.behind,
            (_, Some(first), _) => first.before,
            _ => 0,
        }
    }
}

/// The lines of several entries, with the source's empty lines between them.
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
