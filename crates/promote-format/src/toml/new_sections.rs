//! The positions of new sections, and elements of arrays of tables.

use std::collections::HashMap;

use super::changes::NewSections;
use super::edit::{TableCursor, TableEditor};
use super::write::{SectionStyle, SelectedValues};
use crate::bracket::{Selection, identity_field};
use crate::find::Finder;
use crate::line_block::EntryPosition;
use crate::{Data, Node};
use promote_model::Step;

impl<'a> TableEditor<'_, 'a> {
    /// The positions of the headers of new children: after the child that precedes them in the source and has
    /// headers, else before the one that follows, else after everything that belongs to the map or list.
    pub(super) fn positions(
        &self,
        here: &TableCursor<'a>,
        source: &'a Node,
        field: Option<&str>,
    ) -> HashMap<usize, Vec<EntryPosition>> {
        let finder = Finder::new(here.node, usize::MAX);
        let step = |at: usize| match (&source.data, field) {
            (Data::Map(entries), _) => Some(Step::Name(entries.get(at)?.name.to_string())),
            (_, Some(field)) => {
                Some(Step::Element { field: field.to_owned(), value: source.nth(at)?.identity(field)? })
            }
            _ => Some(Step::Index(at)),
        };
        let ours = |at: usize| {
            let sections = self.target.sections_of(here.node.nth(finder.find(&step(at)?)?)?);
            Some((*sections.first()?, *sections.last()?))
        };
        let first = |at: usize| source.nth(at).and_then(|node| self.writer.source.sections_of(node).first().copied());
        let mut children: Vec<(Option<usize>, usize)> = (0..source.len()).map(|at| (first(at), at)).collect();
        children.sort_unstable();
        let around: Vec<(usize, Option<(usize, usize)>)> = children.iter().map(|(_, at)| (*at, ours(*at))).collect();
        let all = self.target.sections_of(here.node).into_iter().rev().filter(|section| *section > 0);
        let section_for = self.section_for(here).0.into_iter().filter(|section| *section > 0);
        let end: Vec<EntryPosition> =
            all.chain(section_for).take(1).map(|section| EntryPosition::After(section - 1)).collect();
        let mut positions: HashMap<usize, Vec<EntryPosition>> = HashMap::new();
        let mut ahead = None;
        for (at, there) in &around {
            ahead = there.map(|(_, last)| EntryPosition::After(last - 1)).or(ahead);
            positions.entry(*at).or_default().extend(ahead);
        }
        let mut behind = None;
        for (at, there) in around.iter().rev() {
            positions.entry(*at).or_default().extend(behind);
            behind = there.map(|(first, _)| EntryPosition::Before(first - 1)).or(behind);
        }
        positions.values_mut().for_each(|positions| positions.extend(&end));
        positions
    }

    /// Adds elements to an array of tables, each after the one that precedes it in the source.
    pub(super) fn new_elements(
        &mut self,
        here: &TableCursor<'a>,
        new: Vec<(usize, &Step, Selection<'a>)>,
    ) -> Option<()> {
        let (Some(source), Some((_, step, _))) = (here.source, new.first()) else { return Some(()) };
        let mut positions = self.positions(here, source, identity_field(step));
        for (at, _, selection) in new {
            self.new_element(here, selection, at, positions.remove(&at).unwrap_or_default())?;
        }
        Some(())
    }

    fn new_element(
        &mut self,
        here: &TableCursor<'a>,
        selection: Selection<'a>,
        order: usize,
        positions: Vec<EntryPosition>,
    ) -> Option<()> {
        let (Selection::Whole(node) | Selection::Parts(node, _)) = selection;
        if self.writer.source.is_inline(node) {
            let section = *self.target.sections_of(here.node).first()?;
            let header = self.target.sections[section].header.clone()?;
            let section_style = SectionStyle::of(self.target, section, None);
            let new = self.writer.element(&self.target.text[header], &selection, &section_style)?;
            self.changes.sections.push(NewSections { positions, order, additions: vec![new] });
            return Some(());
        }
        let order = self.writer.source.sections_of(node).first().copied().unwrap_or(order);
        let mut chosen = SelectedValues::default();
        self.writer.choose(selection, &mut chosen);
        let additions = self.writer.sections(node, &chosen);
        self.changes.sections.push(NewSections { positions, order, additions });
        Some(())
    }

    /// Replaces an array of tables by another one. Elements that both start or end with are kept.
    pub(super) fn elements(&mut self, here: &TableCursor<'a>, ours: &'a [Node], theirs: &'a [Node]) {
        let same = |(a, b): &(&Node, &Node)| a.value() == b.value();
        let head = ours.iter().zip(theirs).take_while(same).count();
        let tail = ours[head..].iter().rev().zip(theirs[head..].iter().rev()).take_while(same).count();
        let sections = |node: &Node| self.target.sections_of(node);
        let before = ours[..ours.len() - tail].last().and_then(|node| sections(node).last().copied());
        let behind = ours.get(head).and_then(|node| sections(node).first().copied());
        let place = before.map(|s| EntryPosition::After(s - 1)).or(behind.map(|s| EntryPosition::Before(s - 1)));
        for node in &ours[head..ours.len() - tail] {
            self.changes.cut(node);
        }
        for (order, node) in theirs[head..theirs.len() - tail].iter().enumerate() {
            let _ = self.new_element(here, Selection::Whole(node), order, place.into_iter().collect());
        }
    }
}
