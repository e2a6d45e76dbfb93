//! Environments that no word tells: rings, clusters, regions, hosts and sites, by their place and by what their trees have
//! in common.
//!
//! A place is looked at if its name says what is in it (`clusters/`, `rings/`), or if its directories are a series
//! (`ring-0`, `ring-1`). Its directories are environments if most of them have the same files as another one; not where
//! known words tell environments below them.

use std::collections::{BTreeMap, BTreeSet};

use super::NameLocation;
use super::evidence::Evidence;
use super::mirror;
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::tree::{Tree, join, split};
use super::words::{holds, is_for_all, is_region_name, is_spellable, is_version, named};

/// Directories of environments by name.
pub(super) const HOMES: &str = "
    env envs environment environments overlays clusters cluster stages stage rings ring regions region sites site
    datacenters datacenter data-centers dcs dc zones cells hosts locations facilities stamps landscapes
";
/// What a series of environments counts.
const COUNTED: &str = "
    ring cluster dc site zone region cell shard pop stamp env environment landscape wave canary tier host
";
/// The share of a directory's files that may be directly in it, if the directories below are the environments.
const DIRECT: f64 = 0.1;
/// If known words tell environments in one of so many directories, the directories are no environments.
const BY_WORDS: usize = 3;
/// Directories of applications and the like by name: these have the same files, too.
const APPLICATIONS: &str = "
    app apps application applications service services chart charts component components module modules package packages
    project projects team teams tenant tenants namespace namespaces function functions src lib libs plugins roles
";
/// The last resort looks at so many places, with at most so many directories each.
const MOST_PLACES: usize = 2_000;
const LAST_RESORT: usize = 12;
/// With more directories in one place, they are something else.
const MOST: usize = 60;

/// A place whose directories may be environments, and their paths below it.
struct Place<'p> {
    path: &'p str,
    leaves: Vec<String>,
    /// The number of those that have files in common with another one.
    shared: usize,
}

/// The slots of such environments, for places where known words explain less.
pub(super) fn find(tree: &Tree, words: &[TemplateDraft]) -> Vec<TemplateDraft> {
    let slots = by_words(words);
    let taken: BTreeSet<String> =
        words.iter().filter(|draft| draft.place == NameLocation::Directory).filter_map(parent).collect();
    let mut kinds: BTreeMap<&str, Vec<(&str, Vec<&str>)>> = BTreeMap::new();
    for path in tree.dirs.keys().filter(|path| !taken.contains(**path)) {
        let names = candidates(tree, path);
        if names.len() > 1 && names.len() <= MOST && is_home(path, &names) {
            kinds.entry(split(path).1).or_default().push((path, names));
        }
    }
    let mut out = Vec::new();
    for places in kinds.into_values() {
        let deep = deep(tree, &places);
        let places: Vec<Place> = places.iter().map(|(path, names)| place(tree, path, names, &deep)).collect();
        let all: usize = places.iter().map(|place| place.leaves.len()).sum();
        let shared: usize = places.iter().map(|place| place.shared).sum();
        let with_words =
            |place: &Place| place.leaves.iter().filter(|leaf| has_slot(&slots, &join(place.path, leaf))).count();
        let by_words: usize = places.iter().map(with_words).sum();
        if shared * 2 > all && by_words * BY_WORDS < all {
            out.extend(places.into_iter().filter(|place| place.shared > 1).map(|place| draft(tree, &place)));
        }
    }
    out
}

/// Where nothing else was found: the place whose directories have most in common, if these are most of the repository and
/// no applications by its name.
pub(super) fn last_resort(tree: &Tree) -> Option<TemplateDraft> {
    let all = tree.dirs.get("").map_or(0, |root| root.total - root.code);
    let place = |path: &&'_ str| {
        let names = candidates(tree, path);
        if names.len() < 2 || names.len() > LAST_RESORT || holds(APPLICATIONS, split(path).1) {
            return None;
        }
        let dirs: Vec<String> = names.iter().map(|name| join(path, name)).collect();
        let files = mirror::common(tree, &dirs)?;
        let leaves = names.iter().map(|name| (*name).to_owned()).collect();
        (files * 2 > all).then(|| (files, draft(tree, &Place { path, leaves, shared: names.len() })))
    };
    let found = tree.dirs.keys().take(MOST_PLACES).filter_map(place);
    found.max_by_key(|(files, _)| *files).map(|(_, draft)| draft)
}

/// The environments of a place.
fn place<'p>(tree: &Tree, path: &'p str, names: &[&str], deep: &BTreeSet<&str>) -> Place<'p> {
    let leaf = |name: &&str| match deeper(tree, path, name, names) {
        Some(below) if deep.contains(name) => below,
        _ if deep.contains(name) => Vec::new(),
        _ => vec![(*name).to_owned()],
    };
    let leaves: Vec<String> = names.iter().flat_map(leaf).collect();
    let shared = mirror::shared(tree, &leaves.iter().map(|leaf| join(path, leaf)).collect::<Vec<_>>());
    Place { path, leaves, shared: shared.into_iter().filter(|shared| *shared).count() }
}

/// The names that stand for several environments in most places.
fn deep<'p>(tree: &Tree, places: &[(&str, Vec<&'p str>)]) -> BTreeSet<&'p str> {
    let mut votes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (path, names) in places {
        for name in names {
            let (deep, all) = votes.entry(name).or_default();
            *deep += usize::from(deeper(tree, path, name, names).is_some());
            *all += 1;
        }
    }
    votes.into_iter().filter(|(_, (deep, all))| deep * 2 > *all).map(|(name, _)| name).collect()
}

/// The directories of a place that are not for all environments.
fn candidates<'p>(tree: &Tree<'p>, path: &str) -> Vec<&'p str> {
    let names = tree.dirs.get(path).into_iter().flat_map(|dir| &dir.dirs).copied();
    let possible = |name: &&str| !is_for_all(name) && is_spellable(name) && !name.starts_with('.') && !is_version(name);
    names.filter(possible).collect()
}

fn is_home(path: &str, names: &[&str]) -> bool {
    holds(HOMES, split(path).1) || is_series(names) || names.iter().all(|name| is_region_name(name))
}

/// Whether most names are numbers of one thing that is counted like environments.
fn is_series(names: &[&str]) -> bool {
    let stem = |name: &&&str| {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        (stem.len() < name.len()).then(|| stem.trim_end_matches(['-', '_']).to_ascii_lowercase())
    };
    let mut stems: BTreeMap<String, usize> = BTreeMap::new();
    for stem in names.iter().filter_map(|name| stem(&name)) {
        *stems.entry(stem).or_default() += 1;
    }
    stems.iter().any(|(stem, count)| *count > 2 && count * 2 > names.len() && holds(COUNTED, stem))
}

/// The environments below a directory, if it has hardly any files of its own and each of them is in no other one.
fn deeper(tree: &Tree, path: &str, name: &str, beside: &[&str]) -> Option<Vec<String>> {
    let place = join(path, name);
    let dir = tree.dirs.get(place.as_str())?;
    let below = candidates(tree, &place);
    let elsewhere = |below: &str| {
        let has = |other: &&&str| tree.dirs.contains_key(join(&join(path, other), below).as_str());
        beside.iter().filter(|other| **other != name).any(|other| has(&other))
    };
    let dirs: Vec<String> = below.iter().map(|below| join(&place, below)).collect();
    let inside: usize = dirs.iter().filter_map(|dir| tree.dirs.get(dir.as_str())).map(|dir| dir.total).sum();
    if below.is_empty() || (inside as f64) < (1.0 - DIRECT) * dir.total as f64 || below.iter().any(|b| elsewhere(b)) {
        return None;
    }
    let alike = mirror::shared(tree, &dirs).into_iter().filter(|alike| *alike).count();
    (below.len() == 1 || alike * 2 > below.len()).then(|| below.iter().map(|below| join(name, below)).collect())
}

/// The directory that the environments of a draft are in.
fn parent(draft: &TemplateDraft) -> Option<String> {
    let first = draft.labels.keys().next()?;
    Some(split(&draft.directory(first)).0.to_owned())
}

/// The directories with several environments by known words.
fn by_words(words: &[TemplateDraft]) -> BTreeSet<String> {
    let several =
        |draft: &&TemplateDraft| draft.labels.values().map(|l| &l.identity).collect::<BTreeSet<_>>().len() > 1;
    words.iter().filter(several).filter_map(parent).collect()
}

/// Whether there is one of them in a directory or below it.
fn has_slot(slots: &BTreeSet<String>, dir: &str) -> bool {
    let prefix = format!("{dir}/");
    slots.contains(dir) || slots.range(prefix.clone()..).next().is_some_and(|slot| slot.starts_with(&prefix))
}

fn draft(tree: &Tree, place: &Place) -> TemplateDraft {
    let mut parts: Vec<Part> = place.path.split('/').filter(|p| !p.is_empty()).map(Part::text).collect();
    parts.extend([Part::One(vec![Piece::Env]), Part::Rest]);
    let label = |leaf: &String| {
        let dir = join(place.path, leaf);
        let (identity, class) = named(leaf);
        let files = tree.dirs.get(dir.as_str()).map_or(0, |dir| dir.total);
        let evidence = if class.is_some() { Evidence::Word } else { Evidence::Trees };
        (leaf.clone(), Label { identity, class, sure: true, evidence, files, example: tree.example(&dir) })
    };
    TemplateDraft { parts, place: NameLocation::Directory, labels: place.leaves.iter().map(label).collect() }
}
