//! The lines that belong to an entry.

use super::block::LineBlock;

/// The lines of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryLines {
    /// The start of its first line, its own comments included.
    pub(crate) head: usize,
    /// The start of the line on which the entry itself starts.
    pub(crate) start: usize,
    /// The end of its last line with the line break.
    pub(crate) end: usize,
}

impl LineBlock<'_> {
    /// The lines of an entry.
    pub(crate) fn chunk(&self, index: usize) -> EntryLines {
        let Some(entry) = self.entries.get(index) else {
            return EntryLines { head: self.span.end, start: self.span.end, end: self.span.end };
        };
        let start = self.line_start(entry.start);
        EntryLines { head: self.head(index, start), start, end: self.next_line(entry.end) }
    }

    /// The start of the comment lines directly above an entry that starts at the line `start`.
    fn head(&self, index: usize, start: usize) -> usize {
        let floor = self.floor(index);
        let mut head = start;
        while let Some(above) = self.comment_above(head, floor) {
            head = above;
        }
        if self.is_root && index == 0 && !self.describes_first(head, start) { start } else { head }
    }

    /// The end of the previous entry's lines.
    pub(super) fn floor(&self, index: usize) -> usize {
        let before = index.checked_sub(1).and_then(|before| self.entries.get(before));
        before.map_or(self.span.start, |before| self.next_line(before.end))
    }

    /// The start of the comment that ends on the line above `at`.
    fn comment_above(&self, at: usize, floor: usize) -> Option<usize> {
        let mut above = (at > floor).then(|| self.line_start(at - 1)).filter(|above| *above >= floor)?;
        if self.is_comment(self.line(above)) {
            return Some(above);
        }
        // A comment in `/* */` may have several lines.
        if !self.comments.contains(&"/*") || !self.line(above).trim_end().ends_with("*/") {
            return None;
        }
        while !self.line(above).trim_start().starts_with("/*") {
            above = (above > floor).then(|| self.line_start(above - 1)).filter(|above| *above >= floor)?;
        }
        Some(above)
    }

    /// Whether the comment lines at `head`, at the top of a file, describe the first entry and not the file: a helm-docs
    /// comment, a comment that begins with the entry's name, or one below the file's own comment.
    fn describes_first(&self, head: usize, start: usize) -> bool {
        let line = self.line(head).trim_start();
        let words = self.comments.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
        let words = words.trim_start_matches(['#', '/', ';', '!', '*']).trim_start();
        let entry = self.entries.first().map_or("", |entry| &self.text[entry.start.max(start)..entry.end]);
        let name = entry.trim_start_matches(['"', '\'', '[']);
        let name = &name[..name.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c)).unwrap_or(name.len())];
        let is_named = words.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        is_documentation(line) || (is_named && !name.is_empty()) || self.is_headed_above(head)
    }

    /// Whether a comment that does not belong to the first entry is directly above it.
    pub(super) fn is_headed(&self) -> bool {
        self.comment_above(self.chunk(0).head, self.span.start).is_some()
    }

    /// Whether another comment precedes these lines, separated by an empty line; that comment describes the
    /// file.
    fn is_headed_above(&self, head: usize) -> bool {
        let blanks = self.blank_start(head);
        blanks < head && self.comment_above(blanks, self.span.start).is_some()
    }

    pub(super) fn is_comment(&self, line: &str) -> bool {
        let line = line.trim();
        self.comments.iter().any(|start| line.starts_with(start)) && (!line.starts_with("/*") || line.ends_with("*/"))
    }

    /// The number of empty lines between an entry and the previous one, at most two.
    pub(crate) fn blanks_before(&self, index: usize) -> usize {
        if index == 0 || index >= self.entries.len() {
            return 0;
        }
        let head = self.chunk(index).head;
        let start = self.blank_start(head).max(self.floor(index)).min(head);
        self.text[start..head].matches('\n').count().min(2)
    }

    /// The start of the empty lines above the line at `at`.
    pub(super) fn blank_start(&self, at: usize) -> usize {
        let mut start = at;
        while start > self.span.start {
            let above = self.line_start(start - 1);
            if !self.line(above).trim().is_empty() {
                break;
            }
            start = above;
        }
        start
    }

    /// The end of the empty lines of this block that start at `at`.
    pub(super) fn blank_end(&self, at: usize) -> usize {
        self.all_blanks(at).min(self.span.end.max(at))
    }

    /// The end of the empty lines that start at `at`, those below the block included.
    pub(super) fn all_blanks(&self, at: usize) -> usize {
        let mut end = at;
        while end < self.text.len() && self.line(end).trim().is_empty() {
            end = self.next_line(end);
        }
        end
    }

    /// The blanks at the start of the line that contains `at`.
    pub(crate) fn indent(&self, at: usize) -> &str {
        let line = self.line(self.line_start(at));
        &line[..line.len() - line.trim_start_matches([' ', '\t', '\u{c}']).len()]
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        if start < self.span.start && at >= self.span.start { self.span.start } else { start }
    }

    pub(super) fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    /// The text of the line that starts at `at`, without its line break.
    pub(super) fn line(&self, at: usize) -> &str {
        self.text[at..self.next_line(at)].trim_end_matches(['\n', '\r'])
    }
}

/// Whether a comment at the top of a file describes the first entry (a helm-docs comment) and not the file.
fn is_documentation(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with("# -- ") || text.starts_with("# @")
}
