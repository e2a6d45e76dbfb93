//! Items of the source as lines for the target.

use std::cell::Cell;
use std::ops::Range;

use super::align::{self, Columns};
use super::group::{GroupEdit, group_edit, groups};
use super::lines::{fixed, lines};
use super::shape::{Body, Item, ItemKind};
use crate::Node;
use crate::bracket::{InsertContext, PartWriter, identity_field, select};
use crate::edit_tree::EditNode;
use crate::line_block::{self, EntryPosition, NewEntry, joined};
use crate::splice::Splice;
use promote_model::Step;

/// The part of a source's item to write.
#[derive(Clone, Copy)]
pub(crate) enum NewItem<'a> {
    /// The whole item.
    Whole,
    /// The values that are set below it, and the field that identifies it among other blocks.
    Part(&'a EditNode<'a>, Option<&'a str>),
}

impl<'a> NewItem<'a> {
    /// The part that the edits of the item at `step` ask for.
    pub(crate) fn of(edit_node: &'a EditNode<'a>, step: &'a Step) -> Self {
        if edit_node.set.is_some() { Self::Whole } else { Self::Part(edit_node, identity_field(step)) }
    }
}

/// Writes items of the source.
pub(crate) struct ItemWriter<'a> {
    /// The text of the target, which ends with a line break.
    pub(crate) text: &'a str,
    /// The text of the source, which ends with a line break.
    pub(crate) source: &'a str,
    /// Writes values.
    pub(crate) part_writer: &'a PartWriter<'a>,
    /// Whether a single one of several blocks was written.
    pub(crate) wrote_single: Cell<bool>,
}

impl<'a> ItemWriter<'a> {
    /// The indentation of the line that contains a byte.
    pub(crate) fn indent(&self, text: &'a str, at: usize) -> &'a str {
        let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
        let line = line.trim_start_matches('\u{feff}');
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether a block is on one line.
    pub(crate) fn is_one_line(&self, braces: &Range<usize>) -> bool {
        !self.text[braces.clone()].contains('\n')
    }

    /// A body of the target as a line block.
    pub(crate) fn lines(&self, braces: Option<&Range<usize>>, body: &Body) -> line_block::LineBlock<'a> {
        lines(self.text, braces, body)
    }

    /// The items of a body of the source.
    pub(crate) fn source_lines(&self, body: &Body) -> line_block::LineBlock<'a> {
        lines(self.source, None, body)
    }

    /// The splices that insert items, each run at its position; `None` if an item cannot be written.
    pub(crate) fn insertions(
        &self,
        braces: Option<&Range<usize>>,
        ours: &Body,
        theirs: &Body,
        runs: &[(EntryPosition, Vec<(usize, NewItem<'a>)>)],
        (there, gone): (&[Option<usize>], &[bool]),
    ) -> Option<Vec<Splice>> {
        let indent = self.indent_inside(braces, ours);
        let from = self.source_lines(theirs);
        let mut written = Vec::new();
        for (at, run) in runs {
            let additions = run.iter().map(|(index, new_items)| {
                Some(self.item(&from, theirs, *index, *new_items, &indent)?.among(there, *index))
            });
            written.push((*at, run, additions.collect::<Option<Vec<NewEntry>>>()?));
        }
        match braces {
            Some(braces) if self.is_one_line(braces) => {
                let additions = written.into_iter().map(|(at, _, additions)| (at, additions)).collect();
                Some(self.opened(braces, ours, additions, &indent))
            }
            _ => {
                let body = self.lines(braces, ours).without(gone);
                let splice = |(at, run, mut additions): (EntryPosition, &Vec<(usize, NewItem<'a>)>, Vec<NewEntry>)| {
                    let columns = align::neighbours(&body, self.text, ours, at, &additions);
                    self.align(theirs, run, &mut additions, &columns);
                    body.insertion(at, &additions)
                };
                Some(written.into_iter().flat_map(splice).collect())
            }
        }
    }

    /// The indentation of a body's items.
    fn indent_inside(&self, braces: Option<&Range<usize>>, ours: &Body) -> String {
        match (braces, ours.items.first()) {
            (Some(braces), None) => self.deeper(self.indent(self.text, braces.start)),
            (Some(braces), Some(_)) if self.is_one_line(braces) => self.deeper(self.indent(self.text, braces.start)),
            (_, Some(first)) => self.indent(self.text, first.span.start).to_owned(),
            (None, None) => String::new(),
        }
    }

    fn deeper(&self, indent: &str) -> String {
        format!("{indent}{}", self.part_writer.unit(&InsertContext::default()))
    }

    /// Breaks a block on one line into lines and inserts items.
    fn opened(
        &self,
        braces: &Range<usize>,
        ours: &Body,
        runs: Vec<(EntryPosition, Vec<NewEntry>)>,
        indent: &str,
    ) -> Vec<Splice> {
        let end = format!("\n{}", self.indent(self.text, braces.start));
        let text = |wanted: fn(&EntryPosition) -> bool| {
            let additions: Vec<NewEntry> =
                runs.iter().filter(|(at, _)| wanted(at)).flat_map(|(_, additions)| additions.clone()).collect();
            if additions.is_empty() { String::new() } else { format!("\n{}", joined(&additions)) }
        };
        let (before, behind) =
            (text(|at| matches!(at, EntryPosition::Before(_))), text(|at| !matches!(at, EntryPosition::Before(_))));
        match ours.items.first() {
            None => vec![Splice::replace(braces.clone(), format!("{{{before}{behind}{end}}}"))],
            Some(item) => vec![
                Splice::replace(braces.start + 1..item.span.start, format!("{before}\n{indent}")),
                Splice::replace(item.span.end..braces.end - 1, format!("{behind}{end}")),
            ],
        }
    }

    /// An item of the source in place of one of the target's, whose comments are kept; `None` in a block on one
    /// line, which has no room.
    pub(crate) fn instead(
        &self,
        braces: Option<&Range<usize>>,
        old: &Item,
        theirs: &Body,
        index: usize,
    ) -> Option<Splice> {
        if braces.is_some_and(|braces| self.is_one_line(braces)) {
            return None;
        }
        let indent = self.indent(self.text, old.span.start);
        Some(Splice::replace(old.span.clone(), self.bare(theirs, index, indent)))
    }

    /// An item of the source without its comments.
    fn bare(&self, theirs: &Body, index: usize, indent: &str) -> String {
        let (from, item) = (lines(self.source, None, theirs), &theirs.items[index]);
        let chunk = from.chunk(index);
        if !self.source[chunk.start..item.span.start].trim().is_empty() {
            return self.source[item.span.clone()].to_owned();
        }
        let text = from.moved(chunk.start..chunk.end, from.indent(chunk.start), indent, &fixed(item, self.source));
        let tail = self.source[item.span.end..chunk.end].trim_end().len();
        text.get(indent.len()..text.len().saturating_sub(tail)).unwrap_or_default().to_owned()
    }

    fn item(
        &self,
        from: &line_block::LineBlock<'_>,
        theirs: &Body,
        index: usize,
        new_items: NewItem<'a>,
        indent: &str,
    ) -> Option<NewEntry> {
        let item = &theirs.items[index];
        let chunk = from.chunk(index);
        // A comment may stand before an item on its line.
        let before = self.source[chunk.start..item.span.start].trim();
        let is_comment = before.starts_with("/*") && before.ends_with("*/");
        let Some((edit_node, identity)) = part_of(item, new_items) else {
            // In a block on one line, an item has no line of its own.
            let has_line = before.is_empty() || is_comment;
            let on_shared_line = || NewEntry {
                lines: format!("{indent}{}", &self.source[item.span.clone()]),
                ..from.new_of(index, String::new())
            };
            return Some(if has_line {
                from.lines_of(index, indent, &fixed(item, self.source))
            } else {
                on_shared_line()
            });
        };
        let mut head = from.moved(chunk.head..chunk.start, from.indent(chunk.start), indent, &[]);
        if !head.is_empty() {
            head.push('\n');
        }
        let lines = match &item.kind {
            ItemKind::Value(node) => {
                let context = InsertContext { one_line: false, indent: indent.to_owned(), ..InsertContext::default() };
                let name = &self.source[item.span.start..node.span().start];
                let value = self.part_writer.value(&select(node, edit_node, identity)?, &context).replace("\r\n", "\n");
                let comment = if is_comment { format!("{before} ") } else { String::new() };
                format!("{head}{indent}{comment}{name}{value}")
            }
            ItemKind::Block(braces, body) => {
                let inside = self.part(body, edit_node, identity, &self.deeper(indent))?;
                let title = &self.source[item.span.start..=braces.start];
                format!("{head}{indent}{title}\n{inside}\n{indent}}}")
            }
        };
        Some(from.new_of(index, lines))
    }

    /// The items of a body that are asked for.
    fn part(&self, body: &Body, edit_node: &'a EditNode<'a>, identity: Option<&str>, indent: &str) -> Option<String> {
        let mut new_items: Vec<(usize, NewItem<'a>)> = Vec::new();
        for group in groups(&Body::default(), Some(body)) {
            match group_edit(edit_node, &group.path) {
                GroupEdit::Whole(_) => new_items.extend(group.theirs.iter().map(|at| (*at, NewItem::Whole))),
                GroupEdit::Below(below) | GroupEdit::Replaced(below) if below.sets() => match group.theirs.as_slice() {
                    [at] => new_items.push((*at, NewItem::Part(below, None))),
                    several => {
                        let nodes: Vec<Node> =
                            several.iter().filter_map(|at| super::tree::node(&body.items[*at]).ok()).collect();
                        self.wrote_single.set(
                            self.wrote_single.get() || below.below.values().filter(|below| below.sets()).count() == 1,
                        );
                        for (step, below) in below.below.iter().filter(|(_, below)| below.sets()) {
                            let number = super::group::chosen(&nodes, step)?;
                            new_items.push((several[number], NewItem::of(below, step)));
                        }
                    }
                },
                _ if identity.is_some() && group.path.first().copied() == identity => {
                    new_items.extend(group.theirs.iter().map(|at| (*at, NewItem::Whole)));
                }
                _ => {}
            }
        }
        new_items.sort_by_key(|(at, _)| *at);
        let from = lines(self.source, None, body);
        let mut additions = new_items
            .iter()
            .map(|(index, new_items)| self.item(&from, body, *index, *new_items, indent))
            .collect::<Option<Vec<NewEntry>>>()?;
        self.align(body, &new_items, &mut additions, &Columns::default());
        Some(joined(&additions))
    }

    /// Aligns the equals signs of new attributes.
    fn align(&self, theirs: &Body, run: &[(usize, NewItem<'_>)], additions: &mut [NewEntry], columns: &Columns) {
        let items: Vec<&Item> = run.iter().map(|(index, _)| &theirs.items[*index]).collect();
        align::align(self.source, &items, additions, columns);
    }
}

/// The edits of an item, unless they ask for the whole item.
fn part_of<'a>(item: &Item, new_items: NewItem<'a>) -> Option<(&'a EditNode<'a>, Option<&'a str>)> {
    let NewItem::Part(edit_node, identity) = new_items else { return None };
    (!is_all(item, edit_node, identity)).then_some((edit_node, identity))
}

/// Whether the edits ask for everything in a block.
fn is_all(item: &Item, edit_node: &EditNode<'_>, identity: Option<&str>) -> bool {
    let ItemKind::Block(_, body) = &item.kind else { return false };
    groups(&Body::default(), Some(body)).iter().all(|group| match group_edit(edit_node, &group.path) {
        GroupEdit::Whole(_) => true,
        GroupEdit::Below(below) | GroupEdit::Replaced(below) => match group.theirs.as_slice() {
            [at] => is_all(&body.items[*at], below, None),
            _ => false,
        },
        _ => identity.is_some() && group.path.first().copied() == identity,
    })
}
