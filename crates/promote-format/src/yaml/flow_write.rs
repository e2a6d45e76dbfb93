//! Parts and values of the source as text for flow collections of the target. The bracket engine adds the source's
//! comments and puts the brackets around newly written collections.

use std::cell::OnceCell;

use super::change::SourceValue;
use super::flow_parts::FlowParts;
use super::layout::{NodeStyle, YamlText};
use super::{render, scan};
use crate::bracket::{FileStyle, InsertContext, PartGap, PartText, PartWriter, YAML, bracketed};
use crate::line_block::{EntryGaps, LineBlock};
use crate::{Data, Node, Parsed};

/// Writes for flow collections of one target.
pub(crate) struct FlowWriter<'a> {
    source: &'a Parsed,
    target: &'a Parsed,
    part_writer: OnceCell<PartWriter<'a>>,
}

/// How values are spelled.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spelling {
    /// Whether keys and strings are in double quotes.
    pub(crate) json: bool,
    /// Whether a value over several lines keeps its lines, even if everything around it is on one line.
    pub(crate) keeps_lines: bool,
}

/// The container in the source from which new entries or elements and their comments come.
pub(crate) struct PartOrigin<'s, 't> {
    container: Option<&'s Node>,
    /// The number of children that are written in it.
    own: usize,
    /// Its parts, if it is a flow collection.
    flow: Option<FlowParts<'s>>,
    gaps: Option<Vec<PartGap>>,
    /// Its children as lines, if it is a block collection.
    block: Option<LineBlock<'t>>,
}

impl<'a> FlowWriter<'a> {
    pub(crate) fn new(source: &'a Parsed, target: &'a Parsed) -> Self {
        Self { source, target, part_writer: OnceCell::new() }
    }

    /// The engine's writer, with the styles of both files.
    pub(crate) fn part_writer(&self) -> &PartWriter<'a> {
        let style = |file: &Parsed| {
            let root = file.tree.documents.first().map(|document| &document.root);
            let style = root.map(|root| FileStyle::of(YamlText::of(file).text, root, &YAML)).unwrap_or_default();
            // The editor gives the text the target's line breaks.
            FileStyle { newline: Some("\n"), ..style }
        };
        self.part_writer.get_or_init(|| {
            PartWriter::new(&YAML, YamlText::of(self.source).text, style(self.source), style(self.target))
        })
    }

    /// The container of new entries or elements.
    pub(crate) fn origin<'s>(&self, new: Option<&SourceValue<'s>>) -> PartOrigin<'s, 'a> {
        let source = YamlText::of(self.source);
        let container = new.and_then(|new| new.parent).map(|(container, _)| container);
        let flow = container.and_then(|container| FlowParts::of(source, container));
        let gaps = flow.as_ref().and_then(|flow| flow.gaps(source));
        let is_block = |node: &&Node| matches!(source.style(node), NodeStyle::BlockMap | NodeStyle::BlockList);
        let is_root = |node: &Node| {
            self.source.tree.documents.iter().any(|document| std::ptr::eq(&raw const document.root, node))
        };
        let block = container.filter(is_block).map(|node| source.block(node, is_root(node)));
        PartOrigin { container, own: container.map_or(0, |container| source.own_count(container)), flow, gaps, block }
    }

    /// New entries or elements with their comments, all from `origin`.
    pub(crate) fn pieces(
        &self,
        origin: &PartOrigin<'_, '_>,
        additions: &[SourceValue<'_>],
        spelling: Spelling,
        context: &InsertContext,
    ) -> Vec<PartText> {
        let piece = |new: &SourceValue<'_>| {
            let body = self.body(new, spelling, context);
            let place = new.parent.filter(|(node, _)| origin.container.is_some_and(|own| std::ptr::eq(own, *node)));
            match (place.filter(|(_, at)| *at < origin.own), &origin.flow) {
                // Merged entries have no comments of their own.
                (None, _) => PartText { body, ..PartText::default() },
                (Some((_, at)), Some(flow)) => {
                    let part = flow.of_child[at];
                    let gaps = origin.gaps.as_deref();
                    self.part_writer().commented(gaps, part, &flow.parts[part], body, context)
                }
                (Some((_, at)), None) => self.block_piece(new, (origin.block.as_ref(), at), body, context),
            }
        };
        additions.iter().map(piece).collect()
    }

    /// An entry or element without its comments.
    fn body(&self, new: &SourceValue<'_>, spelling: Spelling, context: &InsertContext) -> String {
        let colon = if spelling.json && self.part_writer().colon() == ":" { ":" } else { ": " };
        let entry = |value: &str| render::flow_entry(YamlText::of(self.source), new, spelling.json, colon, value);
        let hang = self.part_writer().comma_width() + entry("").chars().count();
        entry(&self.value(new, spelling, &InsertContext { hang, ..context.clone() }))
    }

    /// An entry or element with its comments in a block mapping or sequence.
    fn block_piece(
        &self,
        new: &SourceValue<'_>,
        (block, index): (Option<&LineBlock<'_>>, usize),
        body: String,
        context: &InsertContext,
    ) -> PartText {
        let source = YamlText::of(self.source);
        let mut piece = PartText { body, ..PartText::default() };
        let Some(block) = block else { return piece };
        let lines = block.chunk(index);
        piece.gaps = EntryGaps {
            before: block.blanks_before(index),
            behind: if index + 1 < block.entries.len() { block.blanks_before(index + 1) } else { 0 },
            is_first: index == 0,
            follower: None,
            is_long: piece.body.contains('\n'),
        };
        let comments = source.text[lines.head..lines.start.max(lines.head)].lines().map(str::trim);
        let comments = comments.filter(|line| line.starts_with('#'));
        piece.lead = comments.map(|line| format!("{line}\n{}", context.indent)).collect();
        if matches!(source.style(new.node), NodeStyle::Scalar | NodeStyle::Flow) {
            let end = new.node.span().end;
            let rest = &source.text[end..scan::line_end(source.text, end)];
            let is_comment = rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#');
            piece.tail = if is_comment { rest.trim_end().to_owned() } else { String::new() };
        }
        piece
    }

    /// A value. Its own lines are kept if its place may have several.
    pub(crate) fn value(&self, new: &SourceValue<'_>, spelling: Spelling, context: &InsertContext) -> String {
        let source = YamlText::of(self.source);
        let lines = spelling.keeps_lines || !context.one_line;
        match &new.part {
            None if lines && self.moves_commas(new, spelling) => self.value(&new.opened(), spelling, context),
            None if lines => match render::flow_lines(source, new, spelling.json, context.indent.len()) {
                Some(_) if is_in_brackets(source, new.node) => self.part_writer().reindented(new.node, context),
                Some(moved) => moved,
                None => render::flow_value(source, new, spelling.json),
            },
            Some(part) if !part.is_empty() && source.style(new.node) == NodeStyle::Flow => {
                let one_line = context.one_line || !source.text[new.node.span()].contains('\n');
                let origin = self.origin(part.first());
                let is_map = matches!(new.node.data, Data::Map(_));
                let inside = self.part_writer().inside(context, one_line, is_map);
                let pieces = self.pieces(&origin, part, spelling, &inside);
                self.part_writer().wrap(&pieces, context, one_line, is_map)
            }
            _ => render::flow_value(source, new, spelling.json),
        }
    }
}

impl FlowWriter<'_> {
    /// Whether the commas of a whole value over lines are not where the target has them.
    pub(crate) fn moves_commas(&self, new: &SourceValue<'_>, spelling: Spelling) -> bool {
        let source = YamlText::of(self.source);
        source.style(new.node) == NodeStyle::Flow
            && is_in_brackets(source, new.node)
            && self.part_writer().moves_commas(new.node)
            && render::flow_lines(source, new, spelling.json, 0).is_some()
    }
}

/// Whether a value consists of brackets, pairs and scalars on one line, so that only its brackets tell how deep a line is.
fn is_in_brackets(source: YamlText<'_>, node: &Node) -> bool {
    let children = || (0..node.len()).filter_map(|index| node.nth(index)).all(|child| is_in_brackets(source, child));
    match source.style(node) {
        NodeStyle::Flow => bracketed(source.text, node) && children(),
        NodeStyle::BlockMap => node.len() == 1 && children(),
        _ => !source.text[node.span()].contains('\n'),
    }
}
