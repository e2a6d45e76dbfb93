//! Environments that no word tells, listed by the files of a place like `clusters/`: their names recur as directories or
//! files of another place (`clusters/lima.yaml`, `config/lima/`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::NameLocation;
use super::axis::HOMES;
use super::evidence::Evidence;
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::slots::env_pieces;
use super::tree::{Tree, join, searched, split};
use super::words::{holds, is_file_word, is_for_all, is_spellable, is_version, words};

/// With more files, a place lists something else.
const MOST: usize = 60;

/// The slots of such environments.
pub(super) fn find(tree: &Tree) -> Vec<TemplateDraft> {
    let mut homes: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for (path, dir) in tree.dirs.iter().filter(|(path, _)| holds(HOMES, split(path).1)) {
        let names: BTreeSet<&str> = dir.files.iter().filter_map(|file| Some(name(file)?.0)).collect();
        let told = names.iter().any(|name| words(name).iter().any(|word| !word.embedded));
        if names.len() > 1 && names.len() <= MOST && !told {
            homes.insert(path, names);
        }
    }
    let mut out = Vec::new();
    for (home, names) in homes {
        let elsewhere: Vec<TemplateDraft> = tree
            .dirs
            .keys()
            .filter(|path| **path != home)
            .flat_map(|path| [directories(tree, path, &names), files(tree, path, &names)].concat())
            .collect();
        let accepted: BTreeSet<&str> = elsewhere
            .iter()
            .flat_map(|draft| draft.labels.keys())
            .filter_map(|n| names.get(n.as_str()).copied())
            .collect();
        if accepted.len() > 1 {
            out.extend(files(tree, home, &accepted));
            out.extend(elsewhere);
        }
    }
    out
}

/// The name in a file name, and the rest.
fn name(file: &str) -> Option<(&str, &str)> {
    let (name, rest) = file.split_at(file.find('.').filter(|at| *at > 0)?);
    let plain = is_spellable(name) && !is_file_word(name) && !is_for_all(name) && !is_version(name);
    (plain && searched(file).is_some()).then_some((name, rest))
}

/// The directories of a place that have these names, if there are several.
fn directories(tree: &Tree, path: &str, names: &BTreeSet<&str>) -> Vec<TemplateDraft> {
    let found = tree.dirs.get(path).into_iter().flat_map(|dir| &dir.dirs).filter(|dir| names.contains(*dir));
    let label = |name: &&str| {
        let dir = join(path, name);
        let files = tree.dirs.get(dir.as_str()).map_or(0, |dir| dir.total);
        ((*name).to_owned(), label(name, files, tree.example(&dir)))
    };
    let labels: BTreeMap<String, Label> = found.map(label).collect();
    let parts = [parts(path), vec![Part::One(vec![Piece::Env]), Part::Rest]].concat();
    several(TemplateDraft { parts, place: NameLocation::Directory, labels })
}

/// The files of a place that have these names, for each ending that several have.
fn files(tree: &Tree, path: &str, names: &BTreeSet<&str>) -> Vec<TemplateDraft> {
    let mut endings: BTreeMap<&str, BTreeMap<String, Label>> = BTreeMap::new();
    for file in tree.dirs.get(path).into_iter().flat_map(|dir| &dir.files) {
        if let Some((name, ending)) = name(file).filter(|(name, _)| names.contains(name)) {
            endings.entry(ending).or_default().insert(name.to_owned(), label(name, 1, join(path, file)));
        }
    }
    let draft = |(ending, labels): (&str, _)| {
        let parts = [parts(path), vec![Part::One(env_pieces("", ending))]].concat();
        several(TemplateDraft { parts, place: NameLocation::FileName, labels })
    };
    endings.into_iter().flat_map(draft).collect()
}

fn several(draft: TemplateDraft) -> Vec<TemplateDraft> {
    if draft.labels.len() > 1 { vec![draft] } else { Vec::new() }
}

fn parts(path: &str) -> Vec<Part> {
    path.split('/').filter(|part| !part.is_empty()).map(Part::text).collect()
}

fn label(name: &str, files: usize, example: String) -> Label {
    let identity = (name.to_lowercase(), String::new());
    Label { identity, class: None, sure: true, evidence: Evidence::Trees, files, example }
}
