//! Values, entries and elements of the source as block text for the target: the source's own text, reindented,
//! with its comments.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::anchors::{Aliases, aliases_beside, common_anchors, has_anchor, shared_anchors};
use super::change::SourceValue;
use super::flow_write::{FlowWriter, Spelling};
use super::indent::{IndentWidths, MovedLines, Shift};
use super::layout::{NodeStyle, YamlText};
use super::mode::Mode;
use super::render::{self, WrittenValue};
use super::scan;
use crate::bracket::InsertContext;
use crate::line_block::{LineBlock, NewEntry, joined};
use crate::{Data, Node, Origin, Parsed};

/// The indicator that a value of the target follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A key in this column.
    Key(usize),
    /// A dash in this column.
    Dash(usize),
    /// None: the value is the root.
    Root,
}

impl Owner {
    fn column(self) -> usize {
        match self {
            Self::Key(column) | Self::Dash(column) => column,
            Self::Root => 0,
        }
    }
}

/// The layout of an old value of the same kind, which the new value keeps.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OldLayout {
    /// The style and the column of the old container's children.
    pub(crate) children: Option<(NodeStyle, usize)>,
    /// The indentation of the old block scalar's lines.
    pub(crate) literal: Option<usize>,
}

/// Writes values of one source for one target.
pub(crate) struct BlockWriter<'a> {
    pub(super) source: YamlText<'a>,
    roots: HashSet<*const Node>,
    documents: Vec<&'a Node>,
    pub(super) steps: IndentWidths<'a>,
    cautious: bool,
    blocks: RefCell<HashMap<*const Node, Rc<LineBlock<'a>>>>,
    /// The anchors of the target that an alias of the source may refer to.
    shared: HashSet<String>,
    /// The anchors of the target that stay: some readers (PyYAML) refuse a second one of the same name.
    pub(crate) taken: HashSet<String>,
    /// Writes for flow collections.
    pub(crate) flow: FlowWriter<'a>,
}

impl<'a> BlockWriter<'a> {
    /// A writer from `source` to `target`.
    pub(crate) fn new(source: &'a Parsed, target: &'a Parsed, mode: Mode) -> Self {
        let cautious = mode == Mode::Cautious;
        let shared = match mode {
            Mode::KeepAliases => common_anchors(target, source),
            Mode::FollowAnchors | Mode::OverrideMerged => shared_anchors(target, source),
            Mode::ReplaceAliased | Mode::Cautious => HashSet::new(),
        };
        let roots = source.tree.documents.iter().map(|d| std::ptr::from_ref(&d.root)).collect();
        let documents = source.tree.documents.iter().map(|document| &document.root).collect();
        Self {
            source: YamlText::of(source),
            roots,
            documents,
            steps: IndentWidths::new(source, target),
            cautious,
            blocks: RefCell::default(),
            shared,
            taken: HashSet::new(),
            flow: FlowWriter::new(source, target),
        }
    }

    /// Whether a document of the source has no content.
    pub(crate) fn is_empty_document(&self, index: usize) -> bool {
        let root = self.documents.get(index);
        root.is_some_and(|root| root.span().is_empty() && matches!(root.data, Data::Scalar(_)))
    }

    /// The source's layout.
    pub(crate) fn source(&self) -> YamlText<'a> {
        self.source
    }

    /// Whether this container is the root of a document.
    pub(crate) fn is_root(&self, node: &Node) -> bool {
        self.roots.contains(&std::ptr::from_ref(node))
    }

    /// A value, as written after its indicator.
    pub(crate) fn value(&self, new: &SourceValue<'_>, owner: Owner, old: OldLayout) -> WrittenValue {
        let (node, style) = (new.node, self.source.style(new.node));
        let foreign = self.aliases(node);
        let whole = new.part.is_none();
        match style {
            // The alias has more keys than are asked for.
            _ if !whole && matches!(node.origin(), Origin::Derived(_)) => {
                render::block(&new.value(), self.column(owner), matches!(owner, Owner::Dash(_)))
            }
            // A single pair of a flow sequence, as in `[a: 1]`, is no block mapping.
            NodeStyle::BlockMap
                if new.parent.is_some_and(|(parent, _)| self.source.style(parent) == NodeStyle::Flow) =>
            {
                self.rendered(node, owner)
            }
            NodeStyle::BlockMap | NodeStyle::BlockList if whole && self.needs_opening(node, foreign) => {
                self.collection(&new.opened(), owner, old, foreign)
            }
            _ if whole && (foreign == Aliases::Outside || self.is_unsafe(node)) => self.rendered(node, owner),
            NodeStyle::BlockMap | NodeStyle::BlockList => self.collection(new, owner, old, foreign),
            NodeStyle::Flow if !whole || self.flow.moves_commas(new, Spelling::default()) => {
                let column = if let Owner::Dash(column) = owner { column + 2 } else { owner.column() };
                let hang = if let Owner::Key(_) = owner { self.key_width(new) } else { 0 };
                let context = InsertContext { indent: " ".repeat(column), hang, ..InsertContext::default() };
                split(&self.flow.value(new, Spelling::default(), &context))
            }
            NodeStyle::BlockScalar => self.literal(node, self.from(new), owner, old),
            NodeStyle::Unwritten => WrittenValue { head: self.tag(node), tail: String::new() },
            NodeStyle::Scalar | NodeStyle::Flow => self.inline(new, owner),
        }
    }

    /// Where the anchors are that the aliases in a value refer to.
    fn aliases(&self, node: &Node) -> Aliases {
        match aliases_beside(node, &self.shared) {
            Aliases::Inside if has_anchor(node, &self.taken) => Aliases::Outside,
            found => found,
        }
    }

    pub(super) fn is_unsafe(&self, node: &Node) -> bool {
        self.cautious && self.source.keeps_lines(node)
    }

    /// Whether a container is written child by child because its text cannot be copied as a whole.
    fn needs_opening(&self, node: &Node, aliases: Aliases) -> bool {
        let derived = matches!(node.origin(), Origin::Derived(_));
        !derived && (aliases == Aliases::Outside || self.is_unsafe(node))
    }

    fn rendered(&self, node: &Node, owner: Owner) -> WrittenValue {
        render::block(&node.value(), self.column(owner), matches!(owner, Owner::Dash(_)))
    }

    /// The column of what is written below an owner.
    fn column(&self, owner: Owner) -> usize {
        match owner {
            Owner::Key(column) => column + self.steps.map(),
            Owner::Dash(column) => column + 2,
            Owner::Root => 0,
        }
    }

    /// The tag of a node as written; empty if it has none.
    pub(super) fn tag(&self, node: &Node) -> String {
        let props = &self.source.text[node.span().start..self.source.content(node)];
        props.split_whitespace().find(|word| word.starts_with('!')).unwrap_or_default().to_owned()
    }

    /// The column of the key or dash before the value in the source.
    pub(super) fn from(&self, new: &SourceValue<'_>) -> usize {
        let Some((container, index)) = new.parent else { return 0 };
        let start = self.source.child_start(container, index);
        match self.source.style(container) {
            NodeStyle::Flow => self.source.indent(start),
            _ => self.source.col(start),
        }
    }

    /// The number of characters of the key of an entry, with its colon.
    fn key_width(&self, new: &SourceValue<'_>) -> usize {
        match new.parent {
            Some((Node { data: Data::Map(entries), .. }, index)) => {
                self.source.text[entries[index].name_span()].chars().count() + 2
            }
            _ => 2,
        }
    }

    fn moved(&self, new: &SourceValue<'_>, owner: Owner) -> Shift {
        Shift { from: self.from(new), to: owner.column() }
    }

    /// A plain or quoted scalar or a flow collection: its text, with all lines but the first moved.
    fn inline(&self, new: &SourceValue<'_>, owner: Owner) -> WrittenValue {
        let mut lines = MovedLines::behind(self.source, new.node.span(), self.moved(new, owner));
        lines.settle(new.node, new.node.span().start, self.moved(new, owner), &self.steps, false);
        split(&lines.text())
    }

    fn literal(&self, node: &Node, from: usize, owner: Owner, old: OldLayout) -> WrittenValue {
        let layout = self.source;
        let content = layout.content(node);
        let header: String = layout.text[content..].chars().take_while(|c| !c.is_whitespace()).collect();
        let body = layout.next_line(content)..layout.next_line(layout.true_end(node));
        let tag = self.tag(node);
        let head = if tag.is_empty() { header.clone() } else { format!("{tag} {header}") };
        if body.start >= body.end {
            return WrittenValue { head, tail: String::new() };
        }
        let first = layout.text[body.clone()].lines().find(|line| !line.trim().is_empty());
        let column = first.map_or(from, |line| line.len() - line.trim_start_matches(' ').len());
        let width = match layout.literal_width(node, from) {
            Some(width) => old.literal.unwrap_or_else(|| self.steps.below(NodeStyle::BlockMap, width)),
            None => column.saturating_sub(from),
        };
        let to = match owner {
            Owner::Key(to) | Owner::Dash(to) => to + width,
            Owner::Root => column,
        };
        WrittenValue { head, tail: MovedLines::new(layout, body, Shift { from: column, to }).text() }
    }
}

/// Splits the first line from the others.
pub(super) fn split(text: &str) -> WrittenValue {
    let (head, tail) = text.split_once('\n').unwrap_or((text, ""));
    WrittenValue { head: head.to_owned(), tail: tail.to_owned() }
}

impl<'a> BlockWriter<'a> {
    /// A block mapping or sequence.
    pub(super) fn collection(
        &self,
        new: &SourceValue<'_>,
        owner: Owner,
        old: OldLayout,
        aliased: Aliases,
    ) -> WrittenValue {
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
            None => self.all(new, Shift { from, to }, aliased == Aliases::Inside),
        };
        let comment = lines.trim_start().starts_with('#');
        let compact = matches!(owner, Owner::Dash(_)) && tag.is_empty() && !comment;
        match lines.strip_prefix(&" ".repeat(to)).filter(|_| compact) {
            Some(rest) => split(rest),
            None => WrittenValue { head: tag, tail: lines },
        }
    }

    /// All lines of a block container, with the comments before its first child and after its last.
    fn all(&self, new: &SourceValue<'_>, own: Shift, anchors: bool) -> String {
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
        let lines = if whole { MovedLines::new } else { MovedLines::behind };
        let mut lines = lines(self.source, first..end, own);
        for index in 0..self.source.own_count(node) {
            let Some(value) = node.nth(index) else { continue };
            let column = self.source.col(self.source.child_start(node, index));
            let at = Shift { from: column, to: own.to };
            lines.settle(value, self.source.indicator(node, index), at, &self.steps, anchors);
        }
        let text = lines.text();
        if whole { text } else { format!("{}{text}", " ".repeat(own.to)) }
    }

    /// Entries or elements as lines, with their keys or dashes in `column`.
    fn children(&self, additions: &[SourceValue<'_>], column: usize) -> String {
        joined(&additions.iter().map(|new| self.new_entry(new, column)).collect::<Vec<_>>())
    }

    /// The children of a container of the source as lines.
    fn block(&self, container: &Node) -> Rc<LineBlock<'a>> {
        let mut blocks = self.blocks.borrow_mut();
        let block = || Rc::new(self.source.block(container, self.is_root(container)));
        Rc::clone(blocks.entry(std::ptr::from_ref(container)).or_insert_with(block))
    }

    /// One entry or element with its empty lines in the source, and its key or dash in `column`.
    pub(crate) fn new_entry(&self, new: &SourceValue<'_>, column: usize) -> NewEntry {
        let lines = self.entry(new, column);
        let entry = match new.parent {
            Some((container, index)) if self.source.style(container) != NodeStyle::Flow => {
                self.block(container).new_of(index, lines)
            }
            parent => NewEntry { lines, index: parent.map(|(_, index)| index), ..NewEntry::default() },
        };
        NewEntry { keeps_lines: self.keeps_lines(new), ..entry }
    }

    /// Whether the value ends with a block scalar that keeps its trailing empty lines.
    pub(crate) fn keeps_lines(&self, new: &SourceValue<'_>) -> bool {
        match new.part.as_ref().map(|part| part.last()) {
            Some(last) => last.is_some_and(|new| self.keeps_lines(new)),
            None => self.source.keeps_lines(new.node),
        }
    }

    /// One entry or element as lines, with its comments if it is written as a whole.
    fn entry(&self, new: &SourceValue<'_>, column: usize) -> String {
        let Some((container, index)) = new.parent else { return String::new() };
        let aliased = self.aliases(new.node);
        let in_block = self.source.style(container) != NodeStyle::Flow;
        if !in_block || !self.is_plain_entry(container, index) {
            return format!("{}{}", " ".repeat(column), self.behind(new, column, ""));
        }
        let (start, chunk) = (self.source.child_start(container, index), self.block(container).chunk(index));
        let own = Shift { from: self.source.col(start), to: column };
        let indicator = self.source.indicator(container, index);
        let mut head = String::new();
        if chunk.head < chunk.start {
            head = MovedLines::new(self.source, chunk.head..chunk.start, own).text() + "\n";
        }
        let pad = " ".repeat(column);
        if new.part.is_some() || aliased == Aliases::Outside || self.is_unsafe(new.node) {
            let comment = self.comment(indicator, new.node);
            return format!("{head}{pad}{}", self.behind(new, column, comment));
        }
        let mut lines = MovedLines::behind(self.source, start..chunk.end, own);
        lines.settle(new.node, indicator, own, &self.steps, aliased == Aliases::Inside);
        format!("{head}{pad}{}", lines.text())
    }

    /// Whether key and colon are on one line of this mapping, without a question mark.
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
        let below = matches!(self.source.style(node), NodeStyle::BlockMap | NodeStyle::BlockList)
            && self.source.child_start(node, 0) > on_line;
        let from = |at: usize| line[..at].trim_end_matches([' ', '\t']).len();
        line.find(" #").filter(|_| below).map_or("", |at| &line[from(at)..])
    }

    /// Key or dash, value, and a comment after the first line.
    fn behind(&self, new: &SourceValue<'_>, column: usize, comment: &str) -> String {
        let Some((container, index)) = new.parent else { return String::new() };
        let (mut out, owner) = match &container.data {
            Data::Map(entries) => {
                (render::key(self.source, &entries[index], render::KeyContext::Block) + ":", Owner::Key(column))
            }
            _ => ("-".to_owned(), Owner::Dash(column)),
        };
        let value = self.value(new, owner, OldLayout::default());
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
