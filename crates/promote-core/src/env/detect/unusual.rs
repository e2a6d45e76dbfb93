//! Uncommon names next to environments (`envs/perf2` next to `envs/dev`): accepted if their directories contain the same
//! files.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::HOMES;
use super::evidence::Evidence;
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::tree::{self, Tree, split};
use super::words::{holds, is_never, is_spellable, is_version};
use super::{NameLocation, RejectedCandidate, RejectionReason};

/// Files that every directory of a kind of repository contains.
const EVERYWHERE: &[&str] = &["kustomization.yaml", "kustomization.yml", "README.md", ".gitkeep"];
/// The share of common files required: of its own files, and of the environment's.
const OWN: f64 = 0.8;
const THEIRS: f64 = 0.6;

/// More slots than this in one directory are `{app}-{env}`.
const MANY_SLOTS: usize = 20;
/// With so many places of environments, one place is not enough for another name.
const MANY_PLACES: usize = 4;

/// A candidate: the number of places with the same files, the number of all places, and an example.
#[derive(Default)]
struct CandidateCount {
    alike: usize,
    places: usize,
    example: String,
}

/// Adds accepted candidates to the slots; returns the rejected ones.
pub(super) fn join(tree: &Tree, slots: &mut [TemplateDraft]) -> Vec<RejectedCandidate> {
    let mut standing: BTreeMap<String, CandidateCount> = BTreeMap::new();
    let mut candidates: Vec<(usize, String, Label)> = Vec::new();
    let directories = slots.iter().enumerate().filter(|(_, slot)| slot.place == NameLocation::Directory);
    let places = directories.clone().count();
    let mut beside: BTreeMap<String, usize> = BTreeMap::new();
    for (_, slot) in directories.clone() {
        *beside.entry(parent(slot)).or_default() += 1;
    }
    let taken: BTreeSet<String> =
        directories.clone().flat_map(|(_, slot)| slot.labels.keys().map(|spelled| slot.directory(spelled))).collect();
    // With many slots in one directory, `{app}-{env}`, its other names are no environments.
    for (i, slot) in directories.filter(|(_, slot)| beside.get(&parent(slot)).is_none_or(|slots| *slots <= MANY_SLOTS))
    {
        for (name, label, alike) in unusual(tree, slot, &taken) {
            let entry = standing.entry(name.clone()).or_default();
            entry.places += 1;
            entry.alike += usize::from(alike);
            // At the root of a repository all directories are next to each other.
            if entry.example.is_empty() && (alike || slot.env_at() > 0) {
                entry.example.clone_from(&label.example);
            }
            candidates.push((i, name, label));
        }
    }
    let needed = if places < MANY_PLACES { 1 } else { 2 };
    let believed = |s: &CandidateCount| s.alike >= needed && s.alike * 2 >= s.places;
    for (i, name, label) in candidates {
        if standing.get(&name).is_some_and(believed) {
            slots[i].labels.insert(name, label);
        }
    }
    let others = standing.into_iter().filter(|(_, s)| !believed(s) && !s.example.is_empty());
    others.map(|(name, s)| RejectedCandidate { name, example: s.example, why: RejectionReason::Unusual }).collect()
}

/// The directory that the environments of a slot are in.
fn parent(slot: &TemplateDraft) -> String {
    split(&slot.directory("x")).0.to_owned()
}

/// The other directories next to the environments of a slot, and whether they contain the same files.
fn unusual(tree: &Tree, slot: &TemplateDraft, taken: &BTreeSet<String>) -> Vec<(String, Label, bool)> {
    let parent = parent(slot);
    let Some(dir) = tree.dirs.get(parent.as_str()) else { return Vec::new() };
    let known: BTreeSet<String> = slot.labels.keys().map(|spelled| slot.directory(spelled)).collect();
    let plain = slot.directory("");
    let (before, behind) = affixes(split(&plain).1, slot);
    let mut files: Option<Vec<BTreeSet<String>>> = None;
    let needed = if holds(HOMES, split(&parent).1) { 1 } else { 2 };
    let mut out = Vec::new();
    for name in &dir.dirs {
        let path = tree::join(&parent, name);
        let spelled = name.strip_prefix(before.as_str()).and_then(|n| n.strip_suffix(behind.as_str()));
        let Some(spelled) =
            spelled.filter(|s| is_spellable(s) && !taken.contains(&path) && !is_never(s) && !is_version(s))
        else {
            continue;
        };
        // A directory that contains environments is not one itself.
        let inside = |dir: &&str| slot.labels.contains_key(*dir) || taken.contains(&tree::join(&path, dir));
        if tree.dirs.get(path.as_str()).is_some_and(|d| d.dirs.iter().any(inside)) {
            continue;
        }
        let theirs = files.get_or_insert_with(|| known.iter().map(|d| names(tree, d)).collect());
        let own = names(tree, &path);
        let alike = theirs.iter().any(|theirs| is_alike(&own, theirs, needed));
        let identity = (spelled.to_owned(), String::new());
        let (files, example, evidence) = (own.len(), tree.example(&path), Evidence::SameFiles);
        let label = Label { identity, class: None, sure: true, evidence, files, example };
        out.push((spelled.to_owned(), label, alike));
    }
    out
}

/// The text around `{env}` in the slot's own segment.
fn affixes(plain: &str, slot: &TemplateDraft) -> (String, String) {
    let Some(Part::One(pieces)) = slot.parts.get(slot.env_at()) else { return (plain.to_owned(), String::new()) };
    let text = |piece: Option<&Piece>| match piece {
        Some(Piece::Text(text)) => text.clone(),
        _ => String::new(),
    };
    (text(pieces.first()), if pieces.len() > 1 { text(pieces.last()) } else { String::new() })
}

/// The paths below a directory, with its own name replaced.
fn names(tree: &Tree, dir: &str) -> BTreeSet<String> {
    let own = split(dir).1;
    tree.below(dir).iter().map(|path| path[dir.len() + 1..].replace(own, "{env}")).collect()
}

fn is_alike(own: &BTreeSet<String>, theirs: &BTreeSet<String>, needed: usize) -> bool {
    let common: Vec<&String> = own.intersection(theirs).collect();
    let telling = common.iter().filter(|name| !EVERYWHERE.contains(&split(name).1)).count();
    let common = common.len() as f64;
    telling >= needed && common >= OWN * own.len() as f64 && common >= THEIRS * theirs.len() as f64
}
