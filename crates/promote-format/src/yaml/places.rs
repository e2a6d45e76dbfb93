//! Where new entries and elements come to stand among those that are there.

use std::collections::BTreeSet;

use super::change::At;
use super::new::New;
use crate::find::Finder;
use crate::edit_tree::EditNode;
use crate::{Data, Node, Scalar};
use promote_model::Step;

/// For each child of the source's container, where it belongs in the target's: behind the nearest
/// one before it that the target has, else before the nearest one behind it, else at the end.
pub(crate) struct Places {
    known: Vec<At>,
    end: At,
}

impl Places {
    /// The places in `target`, of whose first `own` children those in `gone` go.
    pub(crate) fn new(
        target: &Node,
        missing: &[(&Step, &EditNode<'_>)],
        gone: &BTreeSet<usize>,
        own: usize,
        first: Option<&New<'_>>,
    ) -> Self {
        let stays = |index: &usize| *index < own && !gone.contains(index);
        let end = (0..own).rev().find(stays).map_or(At::After(own.saturating_sub(1)), At::After);
        let source = first.and_then(|new| new.parent).map(|(node, _)| node);
        let Some(source) = source else { return Self { known: Vec::new(), end } };
        let there = counterparts(target, source, missing);
        let mut known: Vec<At> = Vec::with_capacity(there.len());
        let mut last = None;
        for index in &there {
            last = index.filter(|i| stays(i)).map(At::After).or(last);
            known.push(last.unwrap_or(end));
        }
        if let Some(follower) = there.iter().position(|index| index.is_some_and(|i| stays(&i))) {
            let before = there[follower].map_or(end, At::Before);
            known[..follower].fill(before);
        }
        Self { known, end }
    }

    /// Where this one belongs.
    pub(crate) fn of(&self, new: &New<'_>) -> At {
        new.parent.and_then(|(_, index)| self.known.get(index)).copied().unwrap_or(self.end)
    }
}

/// For each child of `source`, the position of the one in `target` that is the same by name or by
/// identifying field.
fn counterparts(target: &Node, source: &Node, missing: &[(&Step, &EditNode<'_>)]) -> Vec<Option<usize>> {
    match &source.data {
        Data::Map(entries) => {
            let finder = Finder::new(target, entries.len());
            entries.iter().map(|e| finder.find(&Step::Name(e.name.to_string()))).collect()
        }
        Data::List(items) => {
            let finder = Finder::new(target, items.len());
            let field = missing.iter().find_map(|(step, _)| match step {
                Step::Element { field, .. } => Some(field.clone()),
                _ => None,
            });
            let Some(field) = field else { return vec![None; items.len()] };
            let step = |value| Step::Element { field: field.clone(), value };
            items.iter().map(|item| item.identity(&field).and_then(|value| finder.find(&step(value)))).collect()
        }
        Data::Scalar(value) => vec![None; usize::from(*value != Scalar::Null)],
    }
}
