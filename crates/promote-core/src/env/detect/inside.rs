//! Environments inside a file: maps next to each other that are called like environments.

use std::collections::{BTreeMap, BTreeSet};

use super::NameLocation;
use super::evidence::Evidence;
use super::merge::{capture_name, captures};
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::words::{Class, is_spellable, words};

/// With more such files, the directory above each of them varies.
const FEW_FILES: usize = 2;

/// Maps next to each other in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maps {
    /// The path of the file.
    pub path: String,
    /// The names of the maps around them, from the root.
    pub above: Vec<String>,
    /// Their own names.
    pub names: Vec<String>,
}

/// A template, and the key prefix of the configuration in its files.
pub(super) struct InsideDraft {
    pub(super) draft: TemplateDraft,
    pub(super) keys: String,
}

/// The names among `names` that are environments: at least two different words, one of them unambiguous; else none.
pub fn environments_among<'n>(names: &[&'n str]) -> Vec<&'n str> {
    let found: Vec<(&str, (&str, String, Class))> =
        names.iter().filter_map(|name| Some((*name, word(name)?))).collect();
    let different: BTreeSet<&str> = found.iter().map(|(_, (word, ..))| *word).collect();
    let strong = found.iter().any(|(_, (.., class))| class.is_strong());
    if different.len() > 1 && strong { found.into_iter().map(|(name, _)| name).collect() } else { Vec::new() }
}

/// The canonical word of a name that is nothing but one, its variant and its purpose.
fn word(name: &str) -> Option<(&'static str, String, Class)> {
    let all = words(name);
    let [word] = all.as_slice() else { return None };
    let whole = word.span == (0..name.len()) && !word.embedded && is_spellable(name);
    whole.then(|| (word.canonical, word.variant.clone(), word.class))
}

/// The templates of such files. Many files of one name in different directories have one template.
pub(super) fn drafts(found: &[Maps]) -> Vec<InsideDraft> {
    let mut groups: BTreeMap<(String, usize, Vec<String>), Vec<&Maps>> = BTreeMap::new();
    for maps in found {
        let name = maps.path.rsplit('/').next().unwrap_or_default().to_owned();
        groups.entry((name, maps.path.split('/').count(), maps.above.clone())).or_default().push(maps);
    }
    let all = groups.into_values().flat_map(|group| match group.len() {
        0..=FEW_FILES => group.into_iter().map(|maps| draft(&[maps])).collect(),
        _ => vec![draft(&group)],
    });
    all.filter(|inside| inside.draft.labels.len() > 1).collect()
}

fn draft(group: &[&Maps]) -> InsideDraft {
    let above = group.first().map_or(&[][..], |maps| maps.above.as_slice());
    let steps: Vec<String> = above.iter().map(|name| step(name)).chain(["{env}".to_owned()]).collect();
    let mut labels: BTreeMap<String, Label> = BTreeMap::new();
    for maps in group {
        for name in &maps.names {
            let Some((canonical, variant, class)) = word(name) else { continue };
            let (identity, example) = ((canonical.to_owned(), variant), maps.path.clone());
            let new = Label { identity, class: Some(class), sure: true, evidence: Evidence::Word, files: 0, example };
            labels.entry(name.clone()).or_insert(new).files += 1;
        }
    }
    let draft = TemplateDraft { parts: parts(group), place: NameLocation::Key, labels };
    InsideDraft { draft, keys: steps.join(".") }
}

/// The path of all files, with a capture for each directory that differs.
fn parts(group: &[&Maps]) -> Vec<Part> {
    let paths: Vec<Vec<&str>> = group.iter().map(|maps| maps.path.split('/').collect()).collect();
    let mut out: Vec<Part> = Vec::new();
    for (i, name) in paths.first().into_iter().flatten().enumerate() {
        let values: Vec<&str> = paths.iter().filter_map(|path| path.get(i).copied()).collect();
        if values.iter().all(|value| value == name) {
            out.push(Part::text(name));
            continue;
        }
        let above = i.checked_sub(1).and_then(|above| out[above].literal());
        let capture = capture_name(above, &values, if i == 0 { "app" } else { "part" }, &captures(&out));
        out.push(Part::One(vec![Piece::Capture(capture)]));
    }
    out
}

/// A step of a key prefix; special characters are in quotes.
fn step(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if plain && !name.is_empty() {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
