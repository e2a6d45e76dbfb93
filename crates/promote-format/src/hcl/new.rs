//! Items of the source as lines for the target.

use std::cell::Cell;
use std::ops::Range;

use super::align::{self, Column};
use super::group::{Want, groups, want};
use super::lines::{fixed, lines};
use super::shape::{Body, Content, Item};
use crate::Node;
use crate::bracket::{Speller, Spot, identity_field, pick};
use crate::edit_tree::EditNode;
use crate::line_block::{self, At, New, joined};
use crate::splice::Splice;
use promote_model::Step;

/// What comes of an item of the source.
#[derive(Clone, Copy)]
pub(crate) enum Coming<'a> {
    /// All of it.
    Whole,
    /// What is wished for below it, and the field that identifies it among others.
    Part(&'a EditNode<'a>, Option<&'a str>),
}

impl<'a> Coming<'a> {
    /// What a wish for the item that `step` leads to asks for.
    pub(crate) fn of(wish: &'a EditNode<'a>, step: &'a Step) -> Self {
        if wish.set.is_some() { Self::Whole } else { Self::Part(wish, identity_field(step)) }
    }
}

/// Writes what comes.
pub(crate) struct Writer<'a> {
    /// The target, which ends with a line break.
    pub(crate) text: &'a str,
    /// The source, likewise.
    pub(crate) source: &'a str,
    /// Writes values.
    pub(crate) speller: &'a Speller<'a>,
    /// Whether one of several blocks was written alone.
    pub(crate) alone: Cell<bool>,
}

impl<'a> Writer<'a> {
    /// The blanks that begin the line on which a byte stands.
    pub(crate) fn indent(&self, text: &'a str, at: usize) -> &'a str {
        let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
        let line = line.trim_start_matches('\u{feff}');
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether a block stands on one line.
    pub(crate) fn is_one_line(&self, braces: &Range<usize>) -> bool {
        !self.text[braces.clone()].contains('\n')
    }

    /// A body of the target as lines.
    pub(crate) fn lines(&self, braces: Option<&Range<usize>>, body: &Body) -> line_block::Body<'a> {
        lines(self.text, braces, body)
    }

    /// The splices that bring items in, each run of them at its place. `None` where an item cannot be
    /// written.
    pub(crate) fn insertions(
        &self,
        braces: Option<&Range<usize>>,
        ours: &Body,
        theirs: &Body,
        runs: &[(At, Vec<(usize, Coming<'a>)>)],
    ) -> Option<Vec<Splice>> {
        let indent = self.indent_inside(braces, ours);
        let from = lines(self.source, None, theirs);
        let mut written = Vec::new();
        for (at, run) in runs {
            let news = run.iter().map(|(index, coming)| self.item(&from, theirs, *index, *coming, &indent));
            written.push((*at, run, news.collect::<Option<Vec<New>>>()?));
        }
        match braces {
            Some(braces) if self.is_one_line(braces) => {
                let news = written.into_iter().map(|(at, _, news)| (at, news)).collect();
                Some(self.opened(braces, ours, news, &indent))
            }
            _ => {
                let body = self.lines(braces, ours);
                let splice = |(at, run, mut news): (At, &Vec<(usize, Coming<'a>)>, Vec<New>)| {
                    let column = align::neighbour(&body, self.text, ours, at, &news);
                    self.align(theirs, run, &mut news, column);
                    body.insertion(at, &news)
                };
                Some(written.into_iter().map(splice).collect())
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
        format!("{indent}{}", self.speller.unit(&Spot::default()))
    }

    /// A block on one line, opened up for more lines.
    fn opened(&self, braces: &Range<usize>, ours: &Body, runs: Vec<(At, Vec<New>)>, indent: &str) -> Vec<Splice> {
        let end = format!("\n{}", self.indent(self.text, braces.start));
        let text = |wanted: fn(&At) -> bool| {
            let news: Vec<New> = runs.iter().filter(|(at, _)| wanted(at)).flat_map(|(_, news)| news.clone()).collect();
            if news.is_empty() { String::new() } else { format!("\n{}", joined(&news)) }
        };
        let (before, behind) = (text(|at| matches!(at, At::Before(_))), text(|at| !matches!(at, At::Before(_))));
        match ours.items.first() {
            None => vec![Splice::replace(braces.clone(), format!("{{{before}{behind}{end}}}"))],
            Some(item) => vec![
                Splice::replace(braces.start + 1..item.span.start, format!("{before}\n{indent}")),
                Splice::replace(item.span.end..braces.end - 1, format!("{behind}{end}")),
            ],
        }
    }

    /// An item of the source in the place of one of the target's, whose comments stay. `None` in a block
    /// on one line, which has no room.
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

    /// An item of the source without its comments, from its first byte on.
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
        from: &line_block::Body<'_>,
        theirs: &Body,
        index: usize,
        coming: Coming<'a>,
        indent: &str,
    ) -> Option<New> {
        let item = &theirs.items[index];
        let chunk = from.chunk(index);
        let Some((wish, identity)) = part_of(item, coming) else {
            // In a block on one line an item has no line of its own.
            let has_line = self.source[chunk.start..item.span.start].trim().is_empty();
            let alone = || New {
                lines: format!("{indent}{}", &self.source[item.span.clone()]),
                ..from.new_of(index, String::new())
            };
            return Some(if has_line { from.lines_of(index, indent, &fixed(item, self.source)) } else { alone() });
        };
        let mut head = from.moved(chunk.head..chunk.start, from.indent(chunk.start), indent, &[]);
        if !head.is_empty() {
            head.push('\n');
        }
        let lines = match &item.content {
            Content::Value(node) => {
                let spot = Spot { one_line: false, indent: indent.to_owned(), unit: None, column: None };
                let name = &self.source[item.span.start..node.span().start];
                let value = self.speller.value(&pick(node, wish, identity)?, &spot).replace("\r\n", "\n");
                format!("{head}{indent}{name}{value}")
            }
            Content::Block(braces, body) => {
                let inside = self.part(body, wish, identity, &self.deeper(indent))?;
                let title = &self.source[item.span.start..=braces.start];
                format!("{head}{indent}{title}\n{inside}\n{indent}}}")
            }
        };
        Some(from.new_of(index, lines))
    }

    /// Those items of a body that are wished for.
    fn part(&self, body: &Body, wish: &'a EditNode<'a>, identity: Option<&str>, indent: &str) -> Option<String> {
        let mut coming: Vec<(usize, Coming<'a>)> = Vec::new();
        for group in groups(&Body::default(), Some(body)) {
            match want(wish, &group.path) {
                Want::Whole(_) => coming.extend(group.theirs.iter().map(|at| (*at, Coming::Whole))),
                Want::Below(below) | Want::Anew(below) if below.sets() => match group.theirs.as_slice() {
                    [at] => coming.push((*at, Coming::Part(below, None))),
                    several => {
                        let nodes: Vec<Node> =
                            several.iter().filter_map(|at| super::tree::node(&body.items[*at]).ok()).collect();
                        self.alone
                            .set(self.alone.get() || below.below.values().filter(|below| below.sets()).count() == 1);
                        for (step, below) in below.below.iter().filter(|(_, below)| below.sets()) {
                            let number = super::group::chosen(&nodes, step)?;
                            coming.push((several[number], Coming::of(below, step)));
                        }
                    }
                },
                _ if identity.is_some() && group.path.first().copied() == identity => {
                    coming.extend(group.theirs.iter().map(|at| (*at, Coming::Whole)));
                }
                _ => {}
            }
        }
        coming.sort_by_key(|(at, _)| *at);
        let from = lines(self.source, None, body);
        let mut news = coming
            .iter()
            .map(|(index, coming)| self.item(&from, body, *index, *coming, indent))
            .collect::<Option<Vec<New>>>()?;
        self.align(body, &coming, &mut news, None);
        Some(joined(&news))
    }

    /// Lines the equals signs of new attributes up.
    fn align(&self, theirs: &Body, run: &[(usize, Coming<'_>)], news: &mut [New], column: Option<Column>) {
        let items: Vec<&Item> = run.iter().map(|(index, _)| &theirs.items[*index]).collect();
        align::align(self.source, &items, news, column);
    }
}

/// What is wanted of an item, if that is not all of it.
fn part_of<'a>(item: &Item, coming: Coming<'a>) -> Option<(&'a EditNode<'a>, Option<&'a str>)> {
    let Coming::Part(wish, identity) = coming else { return None };
    (!is_all(item, wish, identity)).then_some((wish, identity))
}

/// Whether a wish asks for everything that a block holds.
fn is_all(item: &Item, wish: &EditNode<'_>, identity: Option<&str>) -> bool {
    let Content::Block(_, body) = &item.content else { return false };
    groups(&Body::default(), Some(body)).iter().all(|group| match want(wish, &group.path) {
        Want::Whole(_) => true,
        Want::Below(below) | Want::Anew(below) => match group.theirs.as_slice() {
            [at] => is_all(&body.items[*at], below, None),
            _ => false,
        },
        _ => identity.is_some() && group.path.first().copied() == identity,
    })
}
