//! Removing entries with their own comments and superfluous empty lines.

use std::ops::Range;

use super::block::LineBlock;
use super::comment::documentation;

impl LineBlock<'_> {
    /// The lines to remove for the entries in `gone`. Adjacent entries are removed together, with the empty
    /// lines around them that would be left over.
    pub(crate) fn cuts(&self, gone: &[bool]) -> Vec<Range<usize>> {
        let mut cuts = Vec::new();
        let mut at = 0;
        while at < self.entries.len() {
            if gone.get(at) != Some(&true) {
                at += 1;
                continue;
            }
            let run = self.removed_with(at, gone);
            at = run.end;
            cuts.push(self.hole(run.clone()));
            // Of its own, so that new entries can go between the two.
            cuts.extend(self.left_over(run));
        }
        cuts
    }

    /// The entries in `gone` around the one at `index` that go in one piece: between two of them is no comment that stays.
    pub(crate) fn removed_with(&self, index: usize, gone: &[bool]) -> Range<usize> {
        let goes = |at: usize| gone.get(at) == Some(&true);
        let mut run = index..index + 1;
        while run.start > 0 && goes(run.start - 1) && !self.is_parted(run.start) {
            run.start -= 1;
        }
        while goes(run.end) && !self.is_parted(run.end) {
            run.end += 1;
        }
        run
    }

    /// The lines that removed entries take with them.
    pub(crate) fn own_lines(&self, run: &Range<usize>) -> Range<usize> {
        self.own_head(run.start)..self.chunk(run.end - 1).end
    }

    /// Whether a comment that belongs to no entry is between an entry and the previous one.
    fn is_parted(&self, index: usize) -> bool {
        // Lines of an entry with an explicit key (`? a`) may not end where they seem to.
        let between = self.text.get(self.floor(index)..self.own_head(index));
        between.is_some_and(|between| !between.trim().is_empty())
    }

    /// The start of the lines that a removed entry takes with it: commented-out alternatives and headings stay.
    pub(super) fn own_head(&self, index: usize) -> usize {
        let chunk = self.chunk(index);
        documentation(self.text, chunk.head, chunk.start, self.comments)
    }

    /// The empty lines behind removed entries, if they would become a part of the entry before, or none is to be left.
    fn left_over(&self, run: Range<usize>) -> Option<Range<usize>> {
        let keeps = run.start.checked_sub(1).is_some_and(|before| self.keeps_lines(before));
        let end = self.chunk(run.end - 1).end;
        let blanks = end..self.all_blanks(end);
        (!blanks.is_empty() && (keeps || self.is_dense)).then_some(blanks)
    }

    fn hole(&self, run: Range<usize>) -> Range<usize> {
        let lines = self.own_lines(&run);
        let above = self.blank_start(lines.start).max(self.floor(run.start)).min(lines.start);
        let below = self.blank_end(lines.end);
        let (is_first, is_last) = (run.start == 0, run.end == self.entries.len());
        let (has_above, has_below) = (above < lines.start, below > lines.end);
        if is_first && !is_last && self.is_inside_line() {
            // The next entry moves up to the content that shares the line.
            return lines.start..below + self.indent(below).len();
        }
        match (is_first, is_last) {
            (_, true) => above..lines.end,
            // The comment at the top of the file stays separate from the next entry.
            (true, false) if !has_above && lines.start > self.span.start => lines,
            (true, false) => lines.start..below,
            (false, false) if has_above && has_below => above..lines.end,
            (false, false) => lines,
        }
    }
}
