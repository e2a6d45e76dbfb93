//! What of the source goes into a place that the target does not have yet: a subtree whole, with its
//! own text, or some of its parts, for which new brackets must be written.

use std::collections::BTreeMap;

use super::parts::{Lookup, Part, parts};
use super::wanted::Wanted;
use crate::format::Node;
use crate::model::{Key, Step};

/// A part of the source, chosen.
pub enum Pick<'a> {
    /// All of it: the source's own text can be copied.
    Whole(&'a Node),
    /// Some of its parts, in the source's order.
    Some(&'a Node, Vec<(Part<'a>, Pick<'a>)>),
}

/// Chooses what is set here and below. An element of a list brings its `identity` field along, asked
/// for or not: without it nobody could find it again.
///
/// # Errors
/// The key of an edit for which the source has no value.
pub fn pick<'a>(node: &'a Node, wanted: &Wanted<'_>, identity: Option<&str>) -> Result<Pick<'a>, Key> {
    if wanted.set {
        return Ok(Pick::Whole(node));
    }
    let all = parts(node);
    let mut lookup = Lookup::new(node);
    let mut chosen: BTreeMap<usize, Pick<'a>> = BTreeMap::new();
    for (step, below) in wanted.below.iter().filter(|(_, below)| below.sets) {
        let at = lookup.find(step).ok_or_else(|| below.key())?;
        chosen.insert(at, pick(all[at].value, below, identity_field(step))?);
    }
    if let Some(at) = identity.and_then(|field| lookup.find(&Step::Name(field.to_owned()))) {
        chosen.entry(at).or_insert(Pick::Whole(all[at].value));
    }
    if chosen.len() == all.len() && chosen.values().all(|part| matches!(part, Pick::Whole(_))) {
        return Ok(Pick::Whole(node));
    }
    Ok(Pick::Some(node, chosen.into_iter().map(|(at, part)| (all[at], part)).collect()))
}

/// The field that identifies what this step leads to.
pub fn identity_field(step: &Step) -> Option<&str> {
    match step {
        Step::Element { field, .. } => Some(field),
        Step::Name(_) | Step::Index(_) => None,
    }
}
