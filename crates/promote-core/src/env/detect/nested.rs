//! Environments below environments: a second axis (`production/us-east-2`), and places below a place that is already
//! taken.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::NameLocation;
use super::evidence::Evidence;
use super::mirror;
use super::shape::{Identity, Label, Part, TemplateDraft};
use super::tree::{Tree, join, split};
use super::words::{is_never, is_spellable};

/// The share of an environment's files that may be directly in it, if its directories are environments.
const DIRECT: f64 = 0.1;

/// Replaces environments whose directories are environments of their own: these have other names than those of the other
/// environments, and the same files as they or as another environment. An environment is replaced if most of its files
/// are in such places; then its name means nothing in the other places.
pub(super) fn deepen(tree: &Tree, slots: &mut Vec<TemplateDraft>) {
    let below: Vec<BTreeMap<String, Vec<String>>> = slots
        .iter()
        .map(|slot| if slot.place == NameLocation::Directory { second_axis(tree, slot) } else { BTreeMap::new() })
        .collect();
    let mut votes: BTreeMap<Identity, (usize, usize)> = BTreeMap::new();
    for (slot, below) in slots.iter().zip(&below) {
        for (spelled, label) in &slot.labels {
            let (deep, flat) = votes.entry(label.identity.clone()).or_default();
            *(if below.contains_key(spelled) { deep } else { flat }) += label.files;
        }
    }
    votes.retain(|_, (deep, flat)| *deep > 2 * *flat);
    for (slot, below) in slots.iter_mut().zip(below) {
        for (spelled, label) in slot.labels.clone() {
            if !votes.contains_key(&label.identity) {
                continue;
            }
            slot.labels.remove(&spelled);
            for child in below.get(&spelled).into_iter().flatten() {
                let place = join(&slot.directory(&spelled), child);
                slot.labels.insert(join(&spelled, child), deeper(tree, &label, child, &place));
            }
        }
    }
    slots.retain(|slot| slot.labels.len() > 1);
}

fn deeper(tree: &Tree, label: &Label, child: &str, place: &str) -> Label {
    let variant = [label.identity.1.clone(), child.to_lowercase()];
    let variant = variant.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    Label {
        identity: (label.identity.0.clone(), variant),
        evidence: label.evidence.max(Evidence::SameFiles),
        files: tree.dirs.get(place).map_or(0, |dir| dir.total),
        example: tree.example(place),
        ..label.clone()
    }
}

/// The environments of a slot with a second axis, and its names.
fn second_axis(tree: &Tree, slot: &TemplateDraft) -> BTreeMap<String, Vec<String>> {
    let Some(first) = slot.labels.keys().next() else { return BTreeMap::new() };
    let first = slot.directory(first);
    let parent = split(&first).0;
    // Most environments have files of their own, or none of them has directories.
    let may_be_deep = |spelled: &String| {
        let dir = tree.dirs.get(slot.directory(spelled).as_str());
        dir.is_some_and(|dir| dir.dirs.len() > 1 && dir.files.len() as f64 <= DIRECT * dir.total as f64)
    };
    if !slot.labels.keys().any(may_be_deep) {
        return BTreeMap::new();
    }
    let holders = holders(tree, parent);
    let mut deep: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut flat: Vec<String> = Vec::new();
    for spelled in slot.labels.keys().filter(|spelled| !spelled.contains('/')) {
        let path = slot.directory(spelled);
        let Some(dir) = tree.dirs.get(path.as_str()) else { continue };
        let own = |name: &&str| holders.get(*name) == Some(&1) && !is_never(name) && is_spellable(name);
        let only_own = !dir.dirs.is_empty() && dir.dirs.iter().all(own);
        if only_own && dir.files.len() as f64 <= DIRECT * dir.total as f64 {
            deep.insert(spelled.clone(), dir.dirs.iter().map(|name| (*name).to_owned()).collect());
        } else {
            flat.push(path);
        }
    }
    if deep.values().all(|children| children.len() < 2) {
        return BTreeMap::new();
    }
    let places = |(spelled, children): (&String, &Vec<String>)| {
        children.iter().map(|child| join(&slot.directory(spelled), child)).collect::<Vec<_>>()
    };
    let dirs: Vec<String> = deep.iter().flat_map(places).chain(flat).collect();
    let shared = mirror::shared(tree, &dirs);
    if shared.iter().filter(|shared| **shared).count() * 2 <= dirs.len() { BTreeMap::new() } else { deep }
}

/// The names two levels below a directory, each with the number of directories that have it, environments or not.
fn holders<'p>(tree: &Tree<'p>, parent: &str) -> HashMap<&'p str, usize> {
    let mut holders: HashMap<&str, usize> = HashMap::new();
    for name in tree.dirs.get(parent).into_iter().flat_map(|above| &above.dirs) {
        for below in tree.dirs.get(join(parent, name).as_str()).into_iter().flat_map(|dir| &dir.dirs) {
            *holders.entry(below).or_default() += 1;
        }
    }
    holders
}

/// Drops the places that are below the directory of an environment of another slot.
pub(super) fn outermost(drafts: &mut Vec<TemplateDraft>, lone: &mut Vec<TemplateDraft>) {
    let directories = drafts.iter().filter(|draft| draft.place == NameLocation::Directory);
    let taken: HashSet<String> =
        directories.flat_map(|slot| slot.labels.keys().map(|spelled| slot.directory(spelled))).collect();
    // A single environment of a known name, too: `web/staging` where `api` has `staging` and `production`.
    let place = |draft: &TemplateDraft| draft.parts[draft.env_at()..].to_vec();
    let known: BTreeSet<(Vec<Part>, String)> = drafts
        .iter()
        .filter(|draft| draft.place == NameLocation::Directory)
        .flat_map(|draft| draft.labels.keys().map(|spelled| (place(draft), spelled.clone())))
        .collect();
    let single = lone.iter().filter(|draft| draft.place == NameLocation::Directory).flat_map(|draft| {
        draft
            .labels
            .keys()
            .filter(|spelled| known.contains(&(place(draft), (*spelled).clone())))
            .map(|s| draft.directory(s))
    });
    let taken: HashSet<String> = taken.into_iter().chain(single).collect();
    let is_below = |draft: &TemplateDraft| {
        let above: BTreeSet<String> = draft.labels.keys().map(|spelled| draft.directory(spelled)).collect();
        let first = above.first().map_or("", String::as_str);
        let mut path = split(first).0;
        loop {
            if taken.contains(path) {
                return true;
            }
            if path.is_empty() {
                return false;
            }
            path = split(path).0;
        }
    };
    drafts.retain(|draft| !is_below(draft));
    lone.retain(|draft| !is_below(draft));
}
