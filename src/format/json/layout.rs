//! One map or list of the target: where its parts can be cut and where others fit between them, with
//! every comma in its place.

use std::ops::Range;

use super::parts::Part;
use super::spell::Spot;
use super::style::{blank_before, is_one_line, line_indent, local_unit};
use crate::format::Node;
use crate::format::splice::Splice;

/// Where a new part goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// In front of the part at this position.
    Before(usize),
    /// Behind the part at this position.
    After(usize),
    /// In the place of all parts: none of them stays.
    Instead,
}

/// A map or list of the target that has parts.
pub struct Layout<'a> {
    text: &'a str,
    node: &'a Node,
    parts: &'a [Part<'a>],
    one_line: bool,
    /// Every part has a blank line in front of it.
    spaced: bool,
    /// The blanks behind a comma on one line, where this node shows none.
    gap: &'a str,
}

impl<'a> Layout<'a> {
    /// The layout of `node`, whose `parts` are not empty.
    pub fn new(text: &'a str, node: &'a Node, parts: &'a [Part<'a>], gap: &'a str) -> Self {
        let mut layout = Self { text, node, parts, one_line: is_one_line(text, node), spaced: false, gap };
        layout.spaced = parts.len() > 2 && (1..parts.len()).all(|at| breaks(layout.blank(at)) > 1);
        layout
    }

    /// Where a part stands that will be written at `anchor`.
    pub fn spot(&self, anchor: Anchor) -> Spot {
        let (beside, from) = match anchor {
            Anchor::Before(at) => (at, self.parts[at].span().start),
            Anchor::After(at) => (at, self.parts[at].span().end),
            Anchor::Instead => (0, self.parts[0].span().start),
        };
        let spacing = self.spacing(anchor);
        let indent = match spacing.rfind('\n') {
            Some(newline) => &spacing[newline + 1..],
            None => self.indent_of_line(from),
        };
        Spot { one_line: self.one_line, indent: indent.to_owned(), unit: self.unit_at(beside) }
    }

    /// Where the value of the part at `at` stands, to be replaced.
    pub fn spot_of_value(&self, at: usize) -> Spot {
        let indent = self.indent_of_line(self.parts[at].value.span.start);
        Spot { one_line: self.one_line, indent: indent.to_owned(), unit: self.unit_at(at) }
    }

    /// Nobody asks for it on one line, where the line may be the whole file.
    fn indent_of_line(&self, at: usize) -> &'a str {
        if self.one_line { "" } else { line_indent(self.text, at) }
    }

    /// One level of indentation as the parts around `at` show it, or else this node itself.
    fn unit_at(&self, at: usize) -> Option<String> {
        let around = [Some(at), at.checked_sub(1), Some(at + 1)];
        let mut neighbours = around.into_iter().flatten().filter_map(|i| self.parts.get(i));
        neighbours.find_map(|part| local_unit(self.text, part.value)).or_else(|| local_unit(self.text, self.node))
    }

    /// New parts at one anchor, with the commas and blanks that join them to what is there.
    pub fn insertion(&self, anchor: Anchor, texts: &[String]) -> Splice {
        let spacing = self.spacing(anchor);
        let joined = texts.join(&format!(",{spacing}"));
        match anchor {
            Anchor::Before(at) => {
                let start = self.parts[at].span().start;
                Splice::insert(start, format!("{joined},{spacing}"))
            }
            Anchor::After(at) => {
                let end = self.parts[at].span().end;
                Splice::insert(end, format!(",{spacing}{joined}"))
            }
            Anchor::Instead => {
                let all = self.parts[0].span().start..self.parts[self.parts.len() - 1].span().end;
                Splice::replace(all, joined)
            }
        }
    }

    /// The cuts that take the parts that go, each run of neighbours with its commas and lines. Not
    /// for a node of which nothing stays.
    pub fn cuts(&self, gone: &[bool]) -> Vec<Range<usize>> {
        let mut cuts = Vec::new();
        let mut at = 0;
        while at < self.parts.len() {
            let first = at;
            while gone.get(at) == Some(&true) {
                at += 1;
            }
            if at > first {
                cuts.push(self.cut(first, at));
            }
            at += 1;
        }
        cuts
    }

    /// Cuts the parts from `first` up to but not including `next`.
    fn cut(&self, first: usize, next: usize) -> Range<usize> {
        let start = self.parts[first].span().start;
        if next == self.parts.len() {
            let before = first.checked_sub(1).map_or(start, |last| self.parts[last].span().end);
            return before..self.parts[next - 1].span().end;
        }
        let end = self.parts[next].span().start;
        let (ahead, behind) = (self.blank(first), self.blank(next));
        // Of the blanks on either side the ones with more lines stay: they part groups of entries.
        if first > 0 && breaks(behind) > breaks(ahead) {
            return start - ahead.len()..end - behind.len();
        }
        start..end
    }

    /// The blanks in front of the part at `at`, behind the comma or bracket.
    fn blank(&self, at: usize) -> &'a str {
        blank_before(self.text, self.parts[at].span().start)
    }

    /// What stands between a comma and the part behind it, around `anchor`.
    fn spacing(&self, anchor: Anchor) -> String {
        let at = match anchor {
            Anchor::Before(at) | Anchor::After(at) => at,
            Anchor::Instead => 0,
        };
        let example = if self.parts.len() > 1 { self.blank(at.max(1)) } else { self.blank(0) };
        match (example.find('\n'), example.rfind('\n')) {
            (Some(_), _) if self.spaced => example.to_owned(),
            (Some(first), Some(last)) => {
                // A blank line belongs to the two parts that it stands between, not to a third.
                let carriage = if example[..first].ends_with('\r') { "\r" } else { "" };
                format!("{carriage}{}", &example[last..])
            }
            _ if self.parts.len() > 1 => example.to_owned(),
            _ if self.one_line => self.gap.to_owned(),
            _ => " ".to_owned(),
        }
    }
}

fn breaks(blank: &str) -> usize {
    blank.matches('\n').count()
}
