//! A map or list in the target beside its counterpart in the source: which part is which, and behind
//! which neighbour a part belongs that only the source has.

use super::layout::Anchor;
use super::parts::{Lookup, Part, parts};
use super::wanted::Wanted;
use crate::format::Node;
use crate::model::Step;

/// A part that the target does not have.
pub struct New<'a> {
    /// Its position in the source.
    pub at: usize,
    /// The step that leads to it.
    pub step: &'a Step,
    /// What is wanted of it.
    pub wanted: &'a Wanted<'a>,
}

/// The two sides.
pub struct Pair<'a> {
    /// The target's side.
    pub node: &'a Node,
    /// The target's parts by step.
    pub ours: Lookup<'a>,
    /// The source's parts by step, where it has such a node.
    pub theirs: Option<Lookup<'a>>,
    /// The source's parts.
    pub source: Vec<Part<'a>>,
}

impl<'a> Pair<'a> {
    /// The two sides of one key.
    pub fn new(node: &'a Node, source: Option<&'a Node>) -> Self {
        let parts = source.map(parts).unwrap_or_default();
        Self { node, ours: Lookup::new(node), theirs: source.map(Lookup::new), source: parts }
    }

    /// For each new part (in the source's order) its place: behind the nearest part ahead of it in the
    /// source that stays in the target, else in front of the first one behind it, else at the end.
    pub fn anchors(&mut self, new: &[New<'_>], gone: &[bool]) -> Vec<Anchor> {
        let Some(step) = new.first().map(|new| new.step) else { return Vec::new() };
        let mut ahead: Vec<Option<usize>> = Vec::with_capacity(new.len());
        let (mut first, mut nearest) = (None, None);
        for at in 0..self.source.len() {
            if new.get(ahead.len()).is_some_and(|new| new.at == at) {
                ahead.push(nearest);
            } else if let Some(ours) = self.counterpart(at, step).filter(|ours| gone.get(*ours) == Some(&false)) {
                first.get_or_insert(ours);
                nearest = Some(ours);
            }
        }
        let last = gone.iter().rposition(|gone| !gone);
        let else_where = first.map(Anchor::Before).or(last.map(Anchor::After)).unwrap_or(Anchor::Instead);
        ahead.into_iter().map(|ahead| ahead.map_or(else_where, Anchor::After)).collect()
    }

    /// Where the target has the source's part at `at`, identified the way `step` is.
    fn counterpart(&mut self, at: usize, step: &Step) -> Option<usize> {
        let part = self.source[at];
        let step = match (part.entry, step) {
            (Some(entry), _) => Step::Name(entry.name.clone()),
            (None, Step::Element { field, .. }) => {
                Step::Element { field: field.clone(), value: part.value.identity(field)? }
            }
            (None, _) => Step::Index(at),
        };
        self.ours.find(&step)
    }

    /// Why these parts (in the source's order) cannot all be added; `None` where they can.
    pub fn objection(&self, new: &[New<'_>], length: usize) -> Option<(usize, &'static str)> {
        let twice = new.windows(2).position(|pair| pair[0].at == pair[1].at);
        let by_index = new.iter().filter(|new| matches!(new.step, Step::Index(_)));
        let hole = by_index.enumerate().position(|(nth, new)| new.at != length + nth);
        twice.map(|at| (at, "two keys of this call name the same element")).or_else(|| {
            hole.map(|at| (at, "the target's list is shorter; elements can be added by position only at its end"))
        })
    }
}
