//! Slots: words for environments that stand beside each other, in one directory, with the same text
//! around them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Place;
use super::shape::{Draft, Label, Part, Piece};
use super::tree::{Dir, Tree, is_searched_dir, join, searched};
use super::words::{Word, is_spellable, words};

/// What the first look finds.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// Places where several environments stand.
    pub(super) solid: Vec<Draft>,
    /// Places with a word that has no company there.
    pub(super) lone: Vec<Draft>,
}

/// The text around a word.
type Around = (String, String);

/// A name with a word for an environment in it.
#[derive(Debug, Clone)]
struct Hit<'p> {
    name: &'p str,
    spelled: String,
    word: Word,
}

pub(super) fn find(tree: &Tree) -> Slots {
    let mut slots = Slots::default();
    let mut claimed: HashSet<String> = HashSet::new();
    // A directory comes before those below it, so the outermost environment claims what it holds.
    for (path, dir) in &tree.dirs {
        let above = super::tree::split(path).0;
        if claimed.contains(*path) || (!path.is_empty() && claimed.contains(above)) {
            claimed.insert((*path).to_owned());
            continue;
        }
        let names: Vec<&str> = dir.dirs.iter().copied().filter(|name| is_searched_dir(name)).collect();
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
    fn push(&mut self, solid: bool, draft: Draft) {
        if solid { self.solid.push(draft) } else { self.lone.push(draft) }
    }
}

/// Whether what lies below is mostly code: then `test` and `dev` are parts of a program.
fn is_code(tree: &Tree, path: &str, hits: &[Hit]) -> bool {
    let below: Vec<&Dir> = hits.iter().filter_map(|hit| tree.dirs.get(join(path, hit.name).as_str())).collect();
    below.iter().map(|d| d.code).sum::<usize>() * 2 > below.iter().map(|d| d.total).sum()
}

/// A company of words with the same text around them, and whether that proves anything.
type Group<'p> = (bool, Around, Vec<Hit<'p>>);

/// The words of `names` by the text around them. Each name counts once, for the largest company.
fn groups<'p>(names: &[&'p str], stem: impl Fn(&str) -> Option<usize>) -> Vec<Group<'p>> {
    let mut by_around: BTreeMap<Around, Vec<Hit>> = BTreeMap::new();
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
    let mut doubted: Vec<Group> = Vec::new();
    for (around, hits) in &mut by_around {
        doubted.extend(doubtful(hits).map(|hit| (false, around.clone(), vec![hit])));
    }
    let mut groups: Vec<Group> = by_around.into_iter().map(|(around, hits)| (is_solid(&hits), around, hits)).collect();
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

/// Takes out the words inside others that have no company: `idfdev` counts beside `idfprod`,
/// `latest` does not count beside `dev`.
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

/// Two different environments, one of them by a word that means little else.
fn keep_company(words: &[&Word]) -> bool {
    let first = words.first().map(|w| w.canonical);
    words.iter().any(|w| Some(w.canonical) != first) && words.iter().any(|w| w.class.is_strong())
}

fn dir_draft(tree: &Tree, path: &str, around: &Around, hits: &[Hit]) -> Draft {
    let label = |hit: &Hit| {
        let dir = join(path, hit.name);
        let files = tree.dirs.get(dir.as_str()).map_or(0, |d| d.total);
        (hit.spelled.clone(), label(&hit.word, files, tree.example(&dir)))
    };
    let mut parts = parts(path, around);
    parts.push(Part::Rest);
    Draft { parts, place: Place::Directory, labels: hits.iter().map(label).collect() }
}

fn file_draft(path: &str, around: &Around, hits: &[Hit]) -> Draft {
    let label = |hit: &Hit| (hit.spelled.clone(), label(&hit.word, 1, join(path, hit.name)));
    Draft { parts: parts(path, around), place: Place::FileName, labels: hits.iter().map(label).collect() }
}

fn label(word: &Word, files: usize, example: String) -> Label {
    let identity = (word.canonical.to_owned(), word.variant.clone());
    Label { identity, class: Some(word.class), sure: !word.embedded, files, example }
}

fn parts(path: &str, around: &Around) -> Vec<Part> {
    let mut parts: Vec<Part> = path.split('/').filter(|p| !p.is_empty()).map(Part::text).collect();
    parts.push(Part::One(env_pieces(&around.0, &around.1)));
    parts
}

/// `{env}` with text around it.
pub(super) fn env_pieces(before: &str, behind: &str) -> Vec<Piece> {
    let text = |t: &str| (!t.is_empty()).then(|| Piece::Text(t.to_owned()));
    [text(before), Some(Piece::Env), text(behind)].into_iter().flatten().collect()
}
