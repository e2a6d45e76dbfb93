//! Values of the source as text for the target, in block context: the source's own text, moved.

use super::flow;
use super::layout::{Layout, Style};
use super::reindent::{Lines, Move};
use super::render;
use super::scan;
use super::script::New;
use super::steps::Steps;
use crate::format::{Data, Node, Origin, Parsed};

/// A value as text: what stands behind its indicator, and the lines below, indented, without a line
/// break at the end.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Spelled {
    /// Behind the key or dash; may be empty.
    pub head: String,
    /// The lines below; may be empty.
    pub tail: String,
}

/// What a value of the target stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A key in this column.
    Key(usize),
    /// A dash in this column.
    Dash(usize),
    /// Nothing: it is the root.
    Root,
}

/// How the target wants a value that replaces an old one of the same kind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Old {
    /// The column of the old container's children, and whether that is a list.
    pub children: Option<(Style, usize)>,
    /// How far the lines of the old block scalar are indented.
    pub literal: Option<usize>,
}

/// Spells values of one source for one target.
pub struct Speller<'a> {
    source: Layout<'a>,
    roots: Vec<*const Node>,
    steps: Steps<'a>,
    wary: bool,
}

impl<'a> Speller<'a> {
    /// A speller from `source` to `target`; `wary` says that no block scalar may come that keeps
    /// the empty lines behind it.
    pub fn new(source: &'a Parsed, target: &'a Parsed, wary: bool) -> Self {
        let roots = source.tree.documents.iter().map(|d| std::ptr::from_ref(&d.root)).collect();
        Self { source: Layout::of(source), roots, steps: Steps::new(source, target), wary }
    }

    /// The source's layout.
    pub fn source(&self) -> Layout<'a> {
        self.source
    }

    /// Whether this container is a document's root.
    pub fn is_root(&self, node: &Node) -> bool {
        self.roots.contains(&std::ptr::from_ref(node))
    }

    /// A value behind its indicator.
    pub fn value(&self, new: &New<'_>, owner: Owner, old: Old) -> Spelled {
        let (node, style) = (new.node, self.source.style(new.node));
        let foreign = aliases(node);
        let whole = new.part.is_none();
        match style {
            _ if whole && (foreign == Aliases::Outside || self.is_unsafe(node)) => self.rendered(node, owner),
            Style::Map | Style::List => self.collection(new, owner, old, foreign),
            Style::Flow if !whole => Spelled { head: flow::of(self.source, new, false), tail: String::new() },
            Style::Literal => self.literal(node, self.from(new), owner, old),
            Style::Unwritten => Spelled { head: self.tag(node), tail: String::new() },
            Style::Scalar | Style::Flow => self.inline(new, owner),
        }
    }

    fn is_unsafe(&self, node: &Node) -> bool {
        self.wary && self.source.keeps_lines(node)
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
    fn tag(&self, node: &Node) -> String {
        let props = &self.source.text[node.span.start..self.source.content(node)];
        props.split_whitespace().find(|word| word.starts_with('!')).unwrap_or_default().to_owned()
    }

    /// The column of the key or dash that the value stands behind in the source.
    fn from(&self, new: &New<'_>) -> usize {
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
        let mut lines = Lines::behind(self.source, new.node.span.clone(), self.moved(new, owner));
        lines.settle(new.node, new.node.span.start, self.moved(new, owner), &self.steps, false);
        split(lines.text())
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
        let indented = header.bytes().any(|b| b.is_ascii_digit());
        let first = layout.text[body.clone()].lines().find(|line| !line.trim().is_empty());
        let column = first.map_or(from, |line| line.len() - line.trim_start_matches(' ').len());
        let to = match owner {
            Owner::Key(to) | Owner::Dash(to) => match old.literal.filter(|_| !indented) {
                Some(width) => to + width,
                None => to + column.saturating_sub(from),
            },
            Owner::Root => column,
        };
        Spelled { head, tail: Lines::new(layout, body, Move { from: column, to }).text() }
    }

    /// A block map or list.
    fn collection(&self, new: &New<'_>, owner: Owner, old: Old, aliased: Aliases) -> Spelled {
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
            Some(rest) => split(String::from(rest)),
            None => Spelled { head: tag, tail: lines },
        }
    }

    /// All lines of a block container, with the comments before its first child and behind its last.
    fn all(&self, new: &New<'_>, own: Move, anchors: bool) -> String {
        let node = new.node;
        let start = self.source.child_start(node, 0);
        let owned = self.from(new);
        let indicator =
            new.parent.map_or(node.span.start, |(container, index)| self.source.indicator(container, index));
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
            let Some(value) = super::layout::child(node, index) else { continue };
            let column = self.source.col(self.source.child_start(node, index));
            let at = Move { from: column, to: own.to };
            lines.settle(value, self.source.indicator(node, index), at, &self.steps, anchors);
        }
        let text = lines.text();
        if whole { text } else { format!("{}{text}", " ".repeat(own.to)) }
    }

    /// Entries or elements as lines, their keys or dashes in `column`.
    pub fn children(&self, news: &[New<'_>], column: usize) -> String {
        let mut out = String::new();
        for (index, new) in news.iter().enumerate() {
            if let Some(before) = index.checked_sub(1).and_then(|i| news.get(i)) {
                let blanks = if self.keeps_lines(before) { 0 } else { self.blanks_before(new) };
                out.extend(std::iter::repeat_n('\n', 1 + blanks));
            }
            out.push_str(&self.child(new, column));
        }
        out
    }

    /// Whether what comes last is a block scalar that keeps the empty lines behind it.
    pub fn keeps_lines(&self, new: &New<'_>) -> bool {
        match new.part.as_ref().map(|part| part.last()) {
            Some(last) => last.is_some_and(|new| self.keeps_lines(new)),
            None => self.source.keeps_lines(new.node),
        }
    }

    /// How many empty lines stand before an entry in the source.
    pub fn blanks_before(&self, new: &New<'_>) -> usize {
        match new.parent {
            Some((container, index)) if index > 0 && self.source.style(container) != Style::Flow => {
                self.source.blanks_before(container, index, self.is_root(container)).min(2)
            }
            _ => 0,
        }
    }

    /// One entry or element as lines: with its comments where it comes as a whole.
    fn child(&self, new: &New<'_>, column: usize) -> String {
        let Some((container, index)) = new.parent else { return String::new() };
        let aliased = aliases(new.node);
        let in_block = self.source.style(container) != Style::Flow;
        if !in_block || !self.is_plain_entry(container, index) {
            return format!("{}{}", " ".repeat(column), self.spelled_child(new, column));
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

    /// Whether key and colon stand on one line, and no question mark before them.
    fn is_plain_entry(&self, container: &Node, index: usize) -> bool {
        let start = self.source.child_start(container, index);
        let Data::Map(entries) = &container.data else { return true };
        let explicit = start < entries[index].name_span.start;
        let name = &self.source.text[entries[index].name_span.clone()];
        let indicator = self.source.indicator(container, index);
        !explicit && !name.starts_with(['&', '*', '!']) && indicator <= scan::line_end(self.source.text, start)
    }

    /// The trailing comment on the line of a key, before the lines of its value.
    fn comment(&self, indicator: usize, node: &Node) -> &'a str {
        let line = &self.source.text[indicator..scan::line_end(self.source.text, indicator)];
        let on_line = indicator + line.len();
        let below =
            matches!(self.source.style(node), Style::Map | Style::List) && self.source.child_start(node, 0) > on_line;
        line.find(" #").filter(|_| below).map_or("", |at| &line[at..])
    }

    fn spelled_child(&self, new: &New<'_>, column: usize) -> String {
        self.behind(new, column, "")
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

fn split(text: String) -> Spelled {
    match text.split_once('\n') {
        Some((head, tail)) => Spelled { head: head.to_owned(), tail: tail.to_owned() },
        None => Spelled { head: text, tail: String::new() },
    }
}

/// Which anchors the aliases in a value repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aliases {
    /// There is no alias.
    None,
    /// Such as the value itself holds: its text stands for itself.
    Inside,
    /// Such as stand elsewhere in the source.
    Outside,
}

/// Looks for aliases in a value.
pub fn aliases(node: &Node) -> Aliases {
    let (mut anchors, mut derived) = (Vec::new(), Vec::new());
    collect(node, &mut anchors, &mut derived);
    if derived.is_empty() {
        return Aliases::None;
    }
    if derived.iter().all(|name| anchors.contains(name)) { Aliases::Inside } else { Aliases::Outside }
}

fn collect<'n>(node: &'n Node, anchors: &mut Vec<&'n str>, derived: &mut Vec<&'n str>) {
    match &node.origin {
        Origin::Derived(name) => return derived.push(name),
        Origin::Anchored(name) => anchors.push(name),
        Origin::Own => {}
    }
    match &node.data {
        Data::Map(entries) => entries.iter().for_each(|e| collect(&e.value, anchors, derived)),
        Data::List(items) => items.iter().for_each(|n| collect(n, anchors, derived)),
        Data::Scalar(_) => {}
    }
}
