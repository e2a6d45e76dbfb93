//! New entries as lines, with their comments and empty lines.

use std::ops::Range;

use super::block::LineBlock;
use super::new_entry::NewEntry;
use super::place::PlacedEntries;
use super::positions::EntryPosition;
use crate::splice::Splice;

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
        NewEntry { lines, before: self.blanks_before(index), behind, index: Some(index), ..NewEntry::default() }
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
    pub(crate) fn insertion(&self, at: EntryPosition, additions: &[NewEntry]) -> Vec<Splice> {
        let at = self.settled(at, additions);
        let gaps = self.gaps(at, additions);
        let additions = self.spaced(at, additions);
        let placed = self.places(at, &additions);
        let keeps = additions.last().is_some_and(|last| last.keeps_lines);
        let end = placed.last().filter(|_| keeps).map(|last| last.at..self.all_blanks(last.at));
        let splice = |place: PlacedEntries| {
            let lines = joined(&additions[place.entries.clone()]);
            let own = place.without_those_there(&lines);
            // Below a comment of its own, an entry needs no empty line.
            let before = if place.there == 0 && place.entries.start == 0 { gaps.before } else { 0 };
            let behind = if place.there == 0 && place.entries.end == additions.len() { gaps.behind } else { 0 };
            Splice::insert(place.at, format!("{}{own}\n{}", "\n".repeat(before), "\n".repeat(behind)))
        };
        placed.into_iter().map(splice).chain(end.filter(|end| !end.is_empty()).map(Splice::cut)).collect()
    }
}

/// The lines of several entries, with the source's empty lines between them.
pub(crate) fn joined(additions: &[NewEntry]) -> String {
    let mut lines = String::new();
    for (index, new) in additions.iter().enumerate() {
        if index > 0 {
            let keeps = additions[index - 1].keeps_lines;
            lines.push_str(&"\n".repeat(1 + if keeps { 0 } else { new.before }));
        }
        lines.push_str(&new.lines);
    }
    lines
}
