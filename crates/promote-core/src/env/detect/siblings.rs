//! Names that stand where environments stand and are no usual ones: `envs/perf2` beside `envs/dev`.
//! They are believed where they hold the same files.

use std::collections::{BTreeMap, BTreeSet};

use super::doubled::directory;
use super::shape::{Draft, Label};
use super::tree::{Tree, join, split};
use super::words::{is_never, is_spellable};
use super::{Other, Place, Why};

/// Directories whose business is environments: what stands there needs less proof.
const HOMES: &[&str] = &["env", "envs", "environment", "environments", "overlays", "clusters", "stages", "stage"];
/// Files that every directory of a kind of repository has.
const EVERYWHERE: &[&str] = &["kustomization.yaml", "kustomization.yml", "README.md", ".gitkeep"];
/// How much a directory must have in common with an environment: of its own files, of the other's.
const OWN: f64 = 0.8;
const THEIRS: f64 = 0.6;

/// A name: in how many places it holds the same files, in how many it stands, and one of them.
#[derive(Default)]
struct Standing {
    alike: usize,
    places: usize,
    example: String,
}

/// Adds to the slots the names that are believed, and tells of the others.
pub(super) fn join_unusual(tree: &Tree, slots: &mut [Draft]) -> Vec<Other> {
    let mut standing: BTreeMap<String, Standing> = BTreeMap::new();
    let mut candidates: Vec<(usize, String, Label)> = Vec::new();
    let directories = slots.iter().enumerate().filter(|(_, slot)| slot.place == Place::Directory);
    let taken: BTreeSet<String> =
        directories.clone().flat_map(|(_, slot)| slot.labels.keys().map(|spelled| directory(slot, spelled))).collect();
    for (i, slot) in directories {
        for (name, label, alike) in unusual(tree, slot, &taken) {
            let entry = standing.entry(name.clone()).or_default();
            entry.places += 1;
            entry.alike += usize::from(alike);
            // At the root of a repository everything stands beside everything.
            if entry.example.is_empty() && (alike || slot.env_at() > 0) {
                entry.example.clone_from(&label.example);
            }
            candidates.push((i, name, label));
        }
    }
    let believed = |s: &Standing| s.alike > 0 && s.alike * 2 >= s.places;
    for (i, name, label) in candidates {
        if standing.get(&name).is_some_and(believed) {
            slots[i].labels.insert(name, label);
        }
    }
    let others = standing.into_iter().filter(|(_, s)| !believed(s) && !s.example.is_empty());
    others.map(|(name, s)| Other { name, example: s.example, why: Why::Unusual }).collect()
}

/// The other directories beside the environments of a slot, and whether they hold the same files.
fn unusual(tree: &Tree, slot: &Draft, taken: &BTreeSet<String>) -> Vec<(String, Label, bool)> {
    let Some(first) = slot.labels.keys().next() else { return Vec::new() };
    let parent = split(&directory(slot, first)).0.to_owned();
    let Some(dir) = tree.dirs.get(parent.as_str()) else { return Vec::new() };
    let known: BTreeSet<String> = slot.labels.keys().map(|spelled| directory(slot, spelled)).collect();
    let plain = directory(slot, "");
    let (before, behind) = affixes(split(&plain).1, slot);
    let mut files: Option<Vec<BTreeSet<String>>> = None;
    let needed = if HOMES.contains(&split(&parent).1) { 1 } else { 2 };
    let mut out = Vec::new();
    for name in &dir.dirs {
        let path = join(&parent, name);
        let spelled = name.strip_prefix(before.as_str()).and_then(|n| n.strip_suffix(behind.as_str()));
        let Some(spelled) = spelled.filter(|s| is_spellable(s) && !taken.contains(&path) && !is_never(s)) else {
            continue;
        };
        // A directory that holds environments is none.
        if tree.dirs.get(path.as_str()).is_some_and(|d| d.dirs.iter().any(|dir| slot.labels.contains_key(*dir))) {
            continue;
        }
        let theirs = files.get_or_insert_with(|| known.iter().map(|d| names(tree, d)).collect());
        let own = names(tree, &path);
        let alike = theirs.iter().any(|theirs| is_alike(&own, theirs, needed));
        let identity = (spelled.to_owned(), String::new());
        let label = Label { identity, class: None, sure: true, files: own.len(), example: tree.example(&path) };
        out.push((spelled.to_owned(), label, alike));
    }
    out
}

/// The text around `{env}` in the slot's own segment.
fn affixes(plain: &str, slot: &Draft) -> (String, String) {
    use super::shape::{Part, Piece};
    let Some(Part::One(pieces)) = slot.parts.get(slot.env_at()) else { return (plain.to_owned(), String::new()) };
    let text = |piece: Option<&Piece>| match piece {
        Some(Piece::Text(text)) => text.clone(),
        _ => String::new(),
    };
    (text(pieces.first()), if pieces.len() > 1 { text(pieces.last()) } else { String::new() })
}

/// The paths below a directory, with its own name taken out of them.
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
