//! Slots: names of environments next to each other, in one directory, with the same text around them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::evidence::Evidence;
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::tree::{Dir, Tree, is_searched_dir, join, searched};
use super::words::{Word, is_spellable, words};
use super::{NameLocation, whole};

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
