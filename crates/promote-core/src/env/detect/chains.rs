//! Environments of one purpose: which of them is promoted into which is a guess by their names, or told by history.

use std::collections::BTreeMap;

use super::evidence::OrderEvidence;
use super::lineage::{Families, is_place, rank, reaches};
use super::pipeline::EnvironmentDraft;
use super::words::Class;

/// More environments without a known purpose than this are not chained.
const LONGEST_CHAIN: usize = 12;

/// Adds a source to a production for each template in which it has none: the last environment there that is fed. Returns
/// those that got the same source in the same template: they are of one purpose there.
pub(super) fn gaps(all: &mut [EnvironmentDraft], families: &Families) -> Vec<Vec<usize>> {
    let mut beside: BTreeMap<(usize, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for i in (0..all.len()).filter(|i| all[*i].class == Some(Class::Production)).collect::<Vec<_>>() {
        for place in all[i].places.clone() {
            let found = gap(all, families, i, place);
            if !found.is_empty() {
                all[i].from.extend(&found);
                beside.entry((place, found)).or_default().push(i);
            }
        }
    }
    beside.into_values().filter(|group| group.len() > 1).collect()
}

/// The sources that a production needs in a template.
fn gap(all: &[EnvironmentDraft], families: &Families, i: usize, place: usize) -> Vec<usize> {
    let here = |j: usize| all[j].places.contains(&place);
    if all[i].from.iter().any(|j| here(*j)) {
        return Vec::new();
    }
    let bare = all[i].identity.1.is_empty() && families.of(i).is_empty();
    let fed = |j: usize| rank(&all[j]) < rank(&all[i]) || all[j].from.iter().any(|k| here(*k));
    // Another family is no source of a family.
    let main = |j: usize| bare || families.of(j).is_empty() && rank(&all[j]) < rank(&all[i]);
    let usable = |j: &usize| {
        let feeds = all[*j].class.is_some_and(Class::feeds) && rank(&all[*j]) <= rank(&all[i]);
        *j != i && here(*j) && main(*j) && feeds && fed(*j) && !reaches(all, *j, i) && !reaches(all, i, *j)
    };
    let candidates: Vec<usize> = (0..all.len()).filter(usable).collect();
    let highest = candidates.iter().map(|j| rank(&all[*j])).max();
    candidates.into_iter().filter(|j| Some(rank(&all[*j])) == highest).collect()
}

/// In a chain, each environment has the one before as one more source.
pub(super) fn link(all: &mut [EnvironmentDraft], chains: &[Vec<usize>]) {
    for pair in chains.iter().flat_map(|chain| chain.windows(2)) {
        let [source, target] = *pair else { continue };
        if !all[target].from.contains(&source) && !reaches(all, source, target) {
            all[target].from.push(source);
            all[target].order = Some(OrderEvidence::Names);
        }
    }
}

/// The chains of the last environments with the same sources.
pub(super) fn peers(all: &[EnvironmentDraft], families: &Families) -> Vec<Vec<usize>> {
    // Two spellings of one word are no two places.
    let same = |i: usize, j: usize| all[i].class.is_some() && all[i].identity.1 == all[j].identity.1;
    let meets = |i: usize, j: usize| !all[i].places.is_disjoint(&all[j].places) && !same(i, j);
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut known: Vec<usize> = Vec::new();
    for group in groups(all, families) {
        let unknown = group.first().is_some_and(|i| all[*i].class.is_none());
        let many = group.len() > LONGEST_CHAIN && group.iter().any(|i| !all[*i].from.is_empty());
        let mut chain: Vec<usize> = Vec::new();
        for i in group {
            if chain.last().is_none_or(|last| many || !meets(i, *last)) {
                chains.push(std::mem::take(&mut chain));
                chain.extend(known.iter().rev().copied().find(|j| unknown && meets(i, *j)));
            }
            chain.push(i);
            known.extend((!unknown).then_some(i));
        }
        chains.push(chain);
    }
    chains.push(regions(all, families));
    chains.retain(|chain| chain.len() > 1);
    chains
}

/// The last environments of the families of regions: a change that one region has proved may go on to the next.
fn regions(all: &[EnvironmentDraft], families: &Families) -> Vec<usize> {
    let last = |i: &usize| all[*i].class == Some(Class::Production) && is_place(families.of(*i));
    let mut chain: Vec<usize> = Vec::new();
    for i in (0..all.len()).filter(last) {
        if chain.last().is_none_or(|before| !all[i].places.is_disjoint(&all[*before].places)) {
            chain.push(i);
        }
    }
    chain
}

/// The last environments of the main pipeline by their sources and by the places that they share: those of a known purpose
/// first.
fn groups(all: &[EnvironmentDraft], families: &Families) -> Vec<Vec<usize>> {
    let last = |i: &usize| rank(&all[*i]) == Class::Production && families.of(*i).is_empty();
    let mut groups: BTreeMap<(bool, usize, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for i in (0..all.len()).filter(last) {
        let company = (0..all.len()).filter(last).find(|j| !all[*j].places.is_disjoint(&all[i].places)).unwrap_or(i);
        let from = if all[i].class.is_some() { all[i].from.clone() } else { Vec::new() };
        groups.entry((all[i].class.is_none(), company, from)).or_default().push(i);
    }
    groups.into_values().collect()
}
