//! Values of the source as text for the target, in block context: the source's own text, moved.

use std::collections::HashSet;

use super::alias::{Aliases, aliases};
use super::flow;
use super::layout::{Layout, Style};
use super::new::New;
use super::reindent::{Lines, Move};
use super::render;
use super::steps::Steps;
use crate::{Node, Origin, Parsed};

/// A value as text: what stands behind its indicator, and the lines below, indented, without a line
/// break at the end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Spelled {
    /// Behind the key or dash; may be empty.
    pub(crate) head: String,
    /// The lines below; may be empty.
    pub(crate) tail: String,
}

/// What a value of the target stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A key in this column.
    Key(usize),
    /// A dash in this column.
    Dash(usize),
    /// Nothing: it is the root.
    Root,
}

/// How the target wants a value that replaces an old one of the same kind.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Old {
    /// The column of the old container's children, and whether that is a list.
    pub(crate) children: Option<(Style, usize)>,
    /// How far the lines of the old block scalar are indented.
    pub(crate) literal: Option<usize>,
}

/// Spells values of one source for one target.
pub(crate) struct Speller<'a> {
    pub(super) source: Layout<'a>,
    roots: HashSet<*const Node>,
    pub(super) steps: Steps<'a>,
    wary: bool,
}

impl<'a> Speller<'a> {
    /// A speller from `source` to `target`; `wary` says that no block scalar may come that keeps
    /// the empty lines behind it.
    pub(crate) fn new(source: &'a Parsed, target: &'a Parsed, wary: bool) -> Self {
        let roots = source.tree.documents.iter().map(|d| std::ptr::from_ref(&d.root)).collect();
        Self { source: Layout::of(source), roots, steps: Steps::new(source, target), wary }
    }

    /// The source's layout.
    pub(crate) fn source(&self) -> Layout<'a> {
        self.source
    }

    /// Whether this container is a document's root.
    pub(crate) fn is_root(&self, node: &Node) -> bool {
        self.roots.contains(&std::ptr::from_ref(node))
    }

    /// A value behind its indicator.
    pub(crate) fn value(&self, new: &New<'_>, owner: Owner, old: Old) -> Spelled {
        let (node, style) = (new.node, self.source.style(new.node));
        let foreign = aliases(node);
        let whole = new.part.is_none();
        match style {
            Style::Map | Style::List if whole && self.needs_opening(node, foreign) => {
                self.collection(&new.opened(), owner, old, foreign)
            }
            _ if whole && (foreign == Aliases::Outside || self.is_unsafe(node)) => self.rendered(node, owner),
            Style::Map | Style::List => self.collection(new, owner, old, foreign),
            Style::Flow if !whole => Spelled { head: flow::of(self.source, new, false), tail: String::new() },
            Style::Literal => self.literal(node, self.from(new), owner, old),
            Style::Unwritten => Spelled { head: self.tag(node), tail: String::new() },
            Style::Scalar | Style::Flow => self.inline(new, owner),
        }
    }

    pub(super) fn is_unsafe(&self, node: &Node) -> bool {
        self.wary && self.source.keeps_lines(node)
    }

    /// Whether a container comes child by child, because not all of its text can be taken along.
    fn needs_opening(&self, node: &Node, aliases: Aliases) -> bool {
        let derived = matches!(node.origin(), Origin::Derived(_));
        !derived && (aliases == Aliases::Outside || self.is_unsafe(node))
    }

    fn rendered(&self, node: &Node, owner: Owner) -> Spelled {
        let column = match owner {
            Owner::Key(column) => column + self.steps.map(),
            Owner::Dash(column) => column + 2,
            Owner::Root => 0,
        };
        render::block(&node.value(), column, matches!(owner, Owner::Dash(_)))
    }

    /// The tag of a node as written, if it has one.
    pub(super) fn tag(&self, node: &Node) -> String {
        let props = &self.source.text[node.span().start..self.source.content(node)];
        props.split_whitespace().find(|word| word.starts_with('!')).unwrap_or_default().to_owned()
    }

    /// The column of the key or dash that the value stands behind in the source.
    pub(super) fn from(&self, new: &New<'_>) -> usize {
        let Some((container, index)) = new.parent else { return 0 };
        let start = self.source.child_start(container, index);
        match self.source.style(container) {
            Style::Flow => self.source.indent(start),
            _ => self.source.col(start),
        }
    }

    fn moved(&self, new: &New<'_>, owner: Owner) -> Move {
        let to = match owner {
            Owner::Key(column) | Owner::Dash(column) => column,
            Owner::Root => 0,
        };
        Move { from: self.from(new), to }
    }

    /// Plain, quoted or in braces: the text as it is, lines behind the first one moved.
    fn inline(&self, new: &New<'_>, owner: Owner) -> Spelled {
        let mut lines = Lines::behind(self.source, new.node.span(), self.moved(new, owner));
        lines.settle(new.node, new.node.span().start, self.moved(new, owner), &self.steps, false);
        split(&lines.text())
    }

    fn literal(&self, node: &Node, from: usize, owner: Owner, old: Old) -> Spelled {
        let layout = self.source;
        let content = layout.content(node);
        let header: String = layout.text[content..].chars().take_while(|c| !c.is_whitespace()).collect();
        let body = layout.next_line(content)..layout.next_line(layout.true_end(node));
        let tag = self.tag(node);
        let head = if tag.is_empty() { header.clone() } else { format!("{tag} {header}") };
        if body.start >= body.end {
            return Spelled { head, tail: String::new() };
        }
        let first = layout.text[body.clone()].lines().find(|line| !line.trim().is_empty());
        let column = first.map_or(from, |line| line.len() - line.trim_start_matches(' ').len());
        let width = match layout.literal_width(node, from) {
            Some(width) => old.literal.unwrap_or_else(|| self.steps.below(Style::Map, width)),
            None => column.saturating_sub(from),
        };
        let to = match owner {
            Owner::Key(to) | Owner::Dash(to) => to + width,
            Owner::Root => column,
        };
        Spelled { head, tail: Lines::new(layout, body, Move { from: column, to }).text() }
    }
}

/// The first line, and those behind it.
pub(super) fn split(text: &str) -> Spelled {
    let (head, tail) = text.split_once('\n').unwrap_or((text, ""));
    Spelled { head: head.to_owned(), tail: tail.to_owned() }
}
