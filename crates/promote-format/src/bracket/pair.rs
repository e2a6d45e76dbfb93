//! A map or list in the target and its counterpart in the source: matching parts, and the positions of parts
//! that only the source has.

use std::collections::HashSet;

use super::layout::PartPosition;
use super::parts::{Part, parts};
use crate::Node;
use crate::edit_tree::EditNode;
use crate::find::Finder;
use crate::line_block::{EntryPosition, Paragraphs, positions};
use promote_model::Step;

/// A part that the target does not have.
pub(crate) struct NewPart<'a> {
    /// Its index in the source.
    pub(crate) at: usize,
    /// The step that leads to it.
    pub(crate) step: &'a Step,
    /// The edits of it.
    pub(crate) edit_node: &'a EditNode<'a>,
}

/// The parts of both files.
pub(crate) struct PartPair<'a> {
    /// The parts of the target.
    pub(crate) target: Vec<Part<'a>>,
    /// The parts of the source; empty if it has no such map or list.
    pub(crate) source: Vec<Part<'a>>,
    ours: Finder<'a>,
    theirs: Option<Finder<'a>>,
}

impl<'a> PartPair<'a> {
    /// The parts of the same key in both files.
    pub(crate) fn new(target: &'a Node, source: Option<&'a Node>) -> Self {
        let many = usize::MAX;
        Self {
            target: parts(target),
            source: source.map(parts).unwrap_or_default(),
            ours: Finder::new(target, many),
            theirs: source.map(|source| Finder::new(source, many)),
        }
    }

    /// The index that a step leads to in the target and in the source.
    pub(crate) fn find(&self, step: &Step) -> (Option<usize>, Option<usize>) {
        (self.ours.find(step), self.theirs.as_ref().and_then(|source| source.find(step)))
    }

    /// The position of each new part, in the order of the source, by the rules for lines.
    pub(crate) fn anchors(&self, new: &[NewPart<'_>], gone: &[bool], paragraphs: &Paragraphs) -> Vec<PartPosition> {
        let Some(step) = new.first().map(|new| new.step) else { return Vec::new() };
        if !gone.contains(&false) {
            return vec![PartPosition::Instead; new.len()];
        }
        let is_new: HashSet<usize> = new.iter().map(|new| new.at).collect();
        let there = |at: usize| if is_new.contains(&at) { None } else { self.counterpart(at, step) };
        let there: Vec<Option<usize>> = (0..self.source.len()).map(there).collect();
        let known = positions(&there, gone, paragraphs);
        let place = |new: &NewPart<'_>| match known.get(new.at)? {
            EntryPosition::Before(at) => Some(PartPosition::Before(*at)),
            EntryPosition::After(at) => Some(PartPosition::After(*at)),
            EntryPosition::Inside => Some(PartPosition::Instead),
        };
        new.iter().filter_map(place).collect()
    }

    /// The index in the target of the part that follows a new one in the source.
    pub(crate) fn follower(&self, new: &NewPart<'_>) -> Option<usize> {
        (new.at + 1 < self.source.len()).then(|| self.counterpart(new.at + 1, new.step)).flatten()
    }

    /// The index in the target of the source's part at `at`, identified in the way of `step`.
    fn counterpart(&self, at: usize, step: &Step) -> Option<usize> {
        let part = self.source[at];
        let step = match (part.entry, step) {
            (Some(entry), _) => Step::Name(entry.name.to_string()),
            (None, Step::Element { field, .. }) => match part.value.identity(field) {
                Some(value) => Step::Element { field: field.clone(), value },
                // Elements of one list may be named by different fields.
                None => return self.ours.same_element(part.value),
            },
            (None, _) => Step::Index(at),
        };
        self.ours.find(&step)
    }
}
