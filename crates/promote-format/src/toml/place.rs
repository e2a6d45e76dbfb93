//! Where new sections go, and the elements of arrays of tables among them.

use std::collections::HashMap;

use super::edit::{Here, Walk};
use super::emit::{Chosen, Look};
use super::script::NewSections;
use crate::bracket::{Pick, identity_field};
use crate::find::Finder;
use crate::line_block::At;
use crate::{Data, Node};
use promote_model::Step;

impl<'a> Walk<'_, 'a> {
    /// Where the headers of new children go: behind the child that precedes them in the source and has
    /// headers, else in front of the one that follows, else behind all that belongs to the map or list.
    pub(super) fn places(&self, here: &Here<'a>, source: &'a Node, field: Option<&str>) -> HashMap<usize, Vec<At>> {
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
        let first = |at: usize| source.nth(at).and_then(|node| self.emitter.source.sections_of(node).first().copied());
        let mut children: Vec<(Option<usize>, usize)> = (0..source.len()).map(|at| (first(at), at)).collect();
        children.sort_unstable();
        let around: Vec<(usize, Option<(usize, usize)>)> = children.iter().map(|(_, at)| (*at, ours(*at))).collect();
        let all = self.target.sections_of(here.node).into_iter().rev().filter(|section| *section > 0);
        let home = self.home(here).0.into_iter().filter(|section| *section > 0);
        let end: Vec<At> = all.chain(home).take(1).map(|section| At::After(section - 1)).collect();
        let mut places: HashMap<usize, Vec<At>> = HashMap::new();
        let mut ahead = None;
        for (at, there) in &around {
            ahead = there.map(|(_, last)| At::After(last - 1)).or(ahead);
            places.entry(*at).or_default().extend(ahead);
        }
        let mut behind = None;
        for (at, there) in around.iter().rev() {
            places.entry(*at).or_default().extend(behind);
            behind = there.map(|(first, _)| At::Before(first - 1)).or(behind);
        }
        places.values_mut().for_each(|places| places.extend(&end));
        places
    }

    /// New elements of an array of tables, each behind the one that precedes it in the source.
    pub(super) fn new_elements(&mut self, here: &Here<'a>, new: Vec<(usize, &Step, Pick<'a>)>) -> Option<()> {
        let (Some(source), Some((_, step, _))) = (here.source, new.first()) else { return Some(()) };
        let mut places = self.places(here, source, identity_field(step));
        for (at, _, pick) in new {
            self.new_element(here, pick, at, places.remove(&at).unwrap_or_default())?;
        }
        Some(())
    }

    fn new_element(&mut self, here: &Here<'a>, pick: Pick<'a>, order: usize, places: Vec<At>) -> Option<()> {
        let (Pick::Whole(node) | Pick::Some(node, _)) = pick;
        if self.emitter.source.is_inline(node) {
            let section = *self.target.sections_of(here.node).first()?;
            let header = self.target.sections[section].header.clone()?;
            let look = Look::of(self.target, section, None);
            let new = self.emitter.element(&self.target.text[header], &pick, &look)?;
            self.script.sections.push(NewSections { places, order, news: vec![new] });
            return Some(());
        }
        let order = self.emitter.source.sections_of(node).first().copied().unwrap_or(order);
        let mut chosen = Chosen::default();
        self.emitter.choose(pick, &mut chosen);
        let news = self.emitter.sections(node, &chosen);
        self.script.sections.push(NewSections { places, order, news });
        Some(())
    }

    /// An array of tables that becomes another one: what both begin and end with stays.
    pub(super) fn elements(&mut self, here: &Here<'a>, ours: &'a [Node], theirs: &'a [Node]) {
        let same = |(a, b): &(&Node, &Node)| a.value() == b.value();
        let head = ours.iter().zip(theirs).take_while(same).count();
        let tail = ours[head..].iter().rev().zip(theirs[head..].iter().rev()).take_while(same).count();
        let sections = |node: &Node| self.target.sections_of(node);
        let before = ours[..ours.len() - tail].last().and_then(|node| sections(node).last().copied());
        let behind = ours.get(head).and_then(|node| sections(node).first().copied());
        let place = before.map(|s| At::After(s - 1)).or(behind.map(|s| At::Before(s - 1)));
        for node in &ours[head..ours.len() - tail] {
            self.script.cut(node);
        }
        for (order, node) in theirs[head..theirs.len() - tail].iter().enumerate() {
            let _ = self.new_element(here, Pick::Whole(node), order, place.into_iter().collect());
        }
    }
}
