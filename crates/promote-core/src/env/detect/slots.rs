//! Slots: names of environments next to each other, in one directory, with the same text around them. Uncommon names
//! next to them (`envs/perf2` next to `envs/dev`) are accepted if they contain the same files.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::axis::HOMES;
use super::evidence::Evidence;
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::tree::{Dir, Tree, is_searched_dir, join, searched, split};
use super::words::{Word, holds, is_never, is_spellable, is_version, words};
use super::{NameLocation, RejectedCandidate, RejectionReason, whole};

/// The result of the first search.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// Places with several environments.
    pub(super) solid: Vec<TemplateDraft>,
    /// Places with a single name, without a second one next to it.
    pub(super) lone: Vec<TemplateDraft>,
}

/// The text before and after a word.
type Affixes = (String, String);

/// A name that contains a word for an environment.
#[derive(Debug, Clone)]
struct Hit<'p> {
    name: &'p str,
    spelled: String,
    word: Word,
}

pub(super) fn find(tree: &Tree) -> Slots {
    let mut slots = Slots::default();
    let mut claimed: HashSet<String> = HashSet::new();
    // A directory comes before those below it, so the outermost environment claims everything below.
    for (path, dir) in &tree.dirs {
        let above = super::tree::split(path).0;
        if claimed.contains(*path) || (!path.is_empty() && claimed.contains(above)) {
            claimed.insert((*path).to_owned());
            continue;
        }
        let mut names: Vec<&str> = dir.dirs.iter().copied().filter(|name| is_searched_dir(name)).collect();
        names.retain(|name| !claimed.contains(&join(path, name)));
        let whole = whole::children(tree, path, &names).or_else(|| whole::grandchildren(tree, path, &names));
        if let Some(draft) = whole {
            claimed.extend(draft.labels.keys().map(|below| join(path, below)));
            slots.solid.push(draft);
            names.retain(|name| !claimed.contains(&join(path, name)));
        }
        for (solid, around, hits) in groups(&names, |name| Some(name.len())) {
            if is_code(tree, path, &hits) {
                continue;
            }
            if solid {
                claimed.extend(hits.iter().map(|hit| join(path, hit.name)));
            }
            slots.push(solid, dir_draft(tree, path, &around, &hits));
        }
        for (solid, around, hits) in groups(&dir.files, searched) {
            slots.push(solid, file_draft(path, &around, &hits));
        }
    }
    slots
}

impl Slots {
    fn push(&mut self, solid: bool, draft: TemplateDraft) {
        if solid { self.solid.push(draft) } else { self.lone.push(draft) }
    }
}

/// Whether most files below are code: then `test` and `dev` are parts of a program.
fn is_code(tree: &Tree, path: &str, hits: &[Hit]) -> bool {
    let below: Vec<&Dir> = hits.iter().filter_map(|hit| tree.dirs.get(join(path, hit.name).as_str())).collect();
    below.iter().map(|d| d.code).sum::<usize>() * 2 > below.iter().map(|d| d.total).sum()
}

/// Words with the same affixes, and whether they are evidence of environments.
type WordGroup<'p> = (bool, Affixes, Vec<Hit<'p>>);

/// Groups the words of `names` by affixes. Each name counts once, for the largest group.
fn groups<'p>(names: &[&'p str], stem: impl Fn(&str) -> Option<usize>) -> Vec<WordGroup<'p>> {
    let mut by_around: BTreeMap<Affixes, Vec<Hit>> = BTreeMap::new();
    for name in names {
        let Some(length) = stem(name) else { continue };
        for word in words(&name[..length]) {
            let around = (name[..word.span.start].to_owned(), name[word.span.end..].to_owned());
            let spelled = name[word.span.clone()].to_owned();
            if !is_spellable(&spelled) {
                continue;
            }
            by_around.entry(around).or_default().push(Hit { name, spelled, word });
        }
    }
    let mut doubted: Vec<WordGroup> = Vec::new();
    for (around, hits) in &mut by_around {
        doubted.extend(doubtful(hits).map(|hit| (false, around.clone(), vec![hit])));
    }
    let mut groups: Vec<WordGroup> =
        by_around.into_iter().map(|(around, hits)| (is_solid(&hits), around, hits)).collect();
    groups.sort_by_key(|(solid, _, hits)| (!solid, std::cmp::Reverse(hits.len())));
    groups.extend(doubted);
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (_, _, hits) in &mut groups {
        hits.retain(|hit| !taken.contains(hit.name));
        taken.extend(hits.iter().map(|hit| hit.name));
    }
    groups.retain(|(_, _, hits)| !hits.is_empty());
    groups.into_iter().map(|(solid, around, hits)| (solid && is_solid(&hits), around, hits)).collect()
}

/// Removes embedded words without company: `labdev` counts next to `labprod`, `latest` does not count next to `dev`.
fn doubtful<'p>(hits: &mut Vec<Hit<'p>>) -> impl Iterator<Item = Hit<'p>> + use<'p> {
    let mut stems: BTreeMap<&str, Vec<&Word>> = BTreeMap::new();
    for hit in hits.iter().filter(|hit| hit.word.embedded) {
        stems.entry(hit.word.variant.as_str()).or_default().push(&hit.word);
    }
    let believed: BTreeSet<String> =
        stems.into_iter().filter(|(_, words)| keep_company(words)).map(|(stem, _)| stem.to_owned()).collect();
    let all = std::mem::take(hits);
    let (sure, doubtful) = all.into_iter().partition(|h| !h.word.embedded || believed.contains(&h.word.variant));
    *hits = sure;
    let doubtful: Vec<Hit> = doubtful;
    doubtful.into_iter()
}

fn is_solid(hits: &[Hit]) -> bool {
    keep_company(&hits.iter().map(|hit| &hit.word).collect::<Vec<_>>())
}

/// Whether there are two different environments, one of them by an unambiguous word.
fn keep_company(words: &[&Word]) -> bool {
    let first = words.first().map(|w| w.canonical);
    words.iter().any(|w| Some(w.canonical) != first) && words.iter().any(|w| w.class.is_strong())
}

fn dir_draft(tree: &Tree, path: &str, around: &Affixes, hits: &[Hit]) -> TemplateDraft {
    let label = |hit: &Hit| {
        let dir = join(path, hit.name);
        let files = tree.dirs.get(dir.as_str()).map_or(0, |d| d.total);
        (hit.spelled.clone(), label(&hit.word, files, tree.example(&dir)))
    };
    let mut parts = parts(path, around);
    parts.push(Part::Rest);
    TemplateDraft { parts, place: NameLocation::Directory, labels: hits.iter().map(label).collect() }
}

fn file_draft(path: &str, around: &Affixes, hits: &[Hit]) -> TemplateDraft {
    let label = |hit: &Hit| (hit.spelled.clone(), label(&hit.word, 1, join(path, hit.name)));
    TemplateDraft {
        parts: parts(path, around),
        place: NameLocation::FileName,
        labels: hits.iter().map(label).collect(),
    }
}

fn label(word: &Word, files: usize, example: String) -> Label {
    let identity = (word.canonical.to_owned(), word.variant.clone());
    Label { identity, class: Some(word.class), sure: !word.embedded, evidence: Evidence::Word, files, example }
}

fn parts(path: &str, around: &Affixes) -> Vec<Part> {
    let mut parts: Vec<Part> = path.split('/').filter(|p| !p.is_empty()).map(Part::text).collect();
    parts.push(Part::One(env_pieces(&around.0, &around.1)));
    parts
}

/// `{env}` with text around it.
pub(super) fn env_pieces(before: &str, behind: &str) -> Vec<Piece> {
    let text = |t: &str| (!t.is_empty()).then(|| Piece::Text(t.to_owned()));
    [text(before), Some(Piece::Env), text(behind)].into_iter().flatten().collect()
}

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
pub(super) fn join_unusual(tree: &Tree, slots: &mut [TemplateDraft]) -> Vec<RejectedCandidate> {
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
        let path = join(&parent, name);
        let spelled = name.strip_prefix(before.as_str()).and_then(|n| n.strip_suffix(behind.as_str()));
        let Some(spelled) =
            spelled.filter(|s| is_spellable(s) && !taken.contains(&path) && !is_never(s) && !is_version(s))
        else {
            continue;
        };
        // A directory that contains environments is not one itself.
        let inside = |dir: &&str| slot.labels.contains_key(*dir) || taken.contains(&join(&path, dir));
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
    use super::shape::{Part, Piece};
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
