//! Block maps and lists of the source as lines for the target, with the comments that belong to them.

use super::alias::{Aliases, aliases};
use super::flow;
use super::gaps::{Gap, Habit};
use super::layout::Style;
use super::new::New;
use super::reindent::{Lines, Move};
use super::scan;
use super::spell::{Old, Owner, Spelled, Speller, split};
use crate::{Data, Node};

impl<'a> Speller<'a> {
    /// A block map or list.
    pub(super) fn collection(&self, new: &New<'_>, owner: Owner, old: Old, aliased: Aliases) -> Spelled {
        let (node, style) = (new.node, self.source.style(new.node));
        let start = self.source.child_start(node, 0);
        let from = self.source.col(start);
        let owned = self.from(new);
        let usual = || self.steps.below(style, from.saturating_sub(owned));
        let to = match (owner, old.children) {
            (_, Some((kind, column))) if kind == style => column,
            (Owner::Key(column), _) => column + usual(),
            (Owner::Dash(column), _) => column + 2,
            (Owner::Root, _) => 0,
        };
        let tag = self.tag(node);
        let lines = match &new.part {
            Some(part) => self.children(part, to),
            None => self.all(new, Move { from, to }, aliased == Aliases::Inside),
        };
        let comment = lines.trim_start().starts_with('#');
        let compact = matches!(owner, Owner::Dash(_)) && tag.is_empty() && !comment;
        match lines.strip_prefix(&" ".repeat(to)).filter(|_| compact) {
            Some(rest) => split(rest),
            None => Spelled { head: tag, tail: lines },
        }
    }

    /// All lines of a block container, with the comments before its first child and behind its last.
    fn all(&self, new: &New<'_>, own: Move, anchors: bool) -> String {
        let node = new.node;
        let start = self.source.child_start(node, 0);
        let owned = self.from(new);
        let indicator =
            new.parent.map_or(node.span().start, |(container, index)| self.source.indicator(container, index));
        let first = match new.parent {
            Some(_) if self.source.next_line(indicator) <= start => self.source.next_line(indicator),
            _ => start,
        };
        let end = match new.parent {
            Some(_) => self.source.extent_end(node, owned),
            None => self.source.next_line(self.source.true_end(node)),
        };
        let whole = self.source.col(first) == 0;
        let lines = if whole { Lines::new } else { Lines::behind };
        let mut lines = lines(self.source, first..end, own);
        for index in 0..self.source.own_count(node) {
            let Some(value) = node.nth(index) else { continue };
            let column = self.source.col(self.source.child_start(node, index));
            let at = Move { from: column, to: own.to };
            lines.settle(value, self.source.indicator(node, index), at, &self.steps, anchors);
        }
        let text = lines.text();
        if whole { text } else { format!("{}{text}", " ".repeat(own.to)) }
    }

    /// Entries or elements as lines, their keys or dashes in `column`.
    fn children(&self, news: &[New<'_>], column: usize) -> String {
        let mut out = String::new();
        for (index, new) in news.iter().enumerate() {
            if let Some(before) = index.checked_sub(1).and_then(|i| news.get(i)) {
                let blanks = if self.keeps_lines(before) { 0 } else { self.blanks_before(new) };
                out.extend(std::iter::repeat_n('\n', 1 + blanks));
            }
            out.push_str(&self.entry(new, column));
        }
        out
    }

    /// Whether what comes last is a block scalar that keeps the empty lines behind it.
    pub(crate) fn keeps_lines(&self, new: &New<'_>) -> bool {
        match new.part.as_ref().map(|part| part.last()) {
            Some(last) => last.is_some_and(|new| self.keeps_lines(new)),
            None => self.source.keeps_lines(new.node),
        }
    }

    /// The gap before an entry in the source; behind what is first there, for that tells, too.
    pub(crate) fn gap_before(&self, new: &New<'_>) -> Gap {
        match new.parent {
            Some((_, 0)) => self.gap_behind(new),
            _ => self.gap(new, self.blanks_before(new)),
        }
    }

    /// The gap behind an entry in the source.
    pub(crate) fn gap_behind(&self, new: &New<'_>) -> Gap {
        self.gap(new, self.blanks_behind(new))
    }

    fn gap(&self, new: &New<'_>, blanks: usize) -> Gap {
        let habit = new.parent.map(|(container, index)| {
            Habit::around(self.source, container, index, self.is_root(container)).usual(false)
        });
        Gap { blanks, usual: habit.flatten() == Some(blanks) }
    }

    /// How many empty lines stand before an entry in the source.
    fn blanks_before(&self, new: &New<'_>) -> usize {
        match new.parent {
            Some((container, index)) if index > 0 && self.source.style(container) != Style::Flow => {
                self.source.blanks_before(container, index, self.is_root(container)).min(2)
            }
            _ => 0,
        }
    }

    /// How many empty lines stand behind an entry in the source, before the next one.
    fn blanks_behind(&self, new: &New<'_>) -> usize {
        let next = new.parent.and_then(|(container, index)| {
            let node = container.nth(index + 1)?;
            Some(New { parent: Some((container, index + 1)), node, part: None })
        });
        next.map_or(0, |next| self.blanks_before(&next))
    }

    /// One entry or element as lines: with its comments where it comes as a whole.
    pub(crate) fn entry(&self, new: &New<'_>, column: usize) -> String {
        let Some((container, index)) = new.parent else { return String::new() };
        let aliased = aliases(new.node);
        let in_block = self.source.style(container) != Style::Flow;
        if !in_block || !self.is_plain_entry(container, index) {
            return format!("{}{}", " ".repeat(column), self.behind(new, column, ""));
        }
        let chunk = self.source.chunk(container, index, self.is_root(container));
        let own = Move { from: self.source.col(chunk.start), to: column };
        let indicator = self.source.indicator(container, index);
        let line = scan::line_start(self.source.text, chunk.start);
        let mut head = String::new();
        if chunk.head < line {
            head = Lines::new(self.source, chunk.head..line, own).text() + "\n";
        }
        let pad = " ".repeat(column);
        if new.part.is_some() || aliased == Aliases::Outside || self.is_unsafe(new.node) {
            let comment = self.comment(indicator, new.node);
            return format!("{head}{pad}{}", self.behind(new, column, comment));
        }
        let mut lines = Lines::behind(self.source, chunk.start..chunk.end, own);
        lines.settle(new.node, indicator, own, &self.steps, aliased == Aliases::Inside);
        format!("{head}{pad}{}", lines.text())
    }

    /// Whether key and colon stand on one line of this map, and no question mark before them.
    fn is_plain_entry(&self, container: &Node, index: usize) -> bool {
        let start = self.source.child_start(container, index);
        let Data::Map(entries) = &container.data else { return true };
        let explicit = start < entries[index].name_span().start;
        let name = &self.source.text[entries[index].name_span()];
        let indicator = self.source.indicator(container, index);
        let own = self.source.is_own(&entries[index]);
        own && !explicit && !name.starts_with(['&', '*', '!']) && indicator <= scan::line_end(self.source.text, start)
    }

    /// The trailing comment on the line of a key, before the lines of its value.
    fn comment(&self, indicator: usize, node: &Node) -> &'a str {
        let line = &self.source.text[indicator..scan::line_end(self.source.text, indicator)];
        let on_line = indicator + line.len();
        let below =
            matches!(self.source.style(node), Style::Map | Style::List) && self.source.child_start(node, 0) > on_line;
        line.find(" #").filter(|_| below).map_or("", |at| &line[at..])
    }

    /// Key or dash, value, and a comment behind the first line.
    fn behind(&self, new: &New<'_>, column: usize, comment: &str) -> String {
        let Some((container, index)) = new.parent else { return String::new() };
        let (mut out, owner) = match &container.data {
            Data::Map(entries) => {
                (flow::name(self.source, &entries[index], flow::Context::Block) + ":", Owner::Key(column))
            }
            _ => ("-".to_owned(), Owner::Dash(column)),
        };
        let value = self.value(new, owner, Old::default());
        if !value.head.is_empty() {
            out = out + " " + &value.head;
        }
        out.push_str(comment);
        if !value.tail.is_empty() {
            out = out + "\n" + &value.tail;
        }
        out
    }
}
