//! Disjoint templates: directories of environments whose files repeat the name are split into several templates, and of
//! two templates that would give a file to two environments one is dropped.
//!
//! `envs/prod/prod.tfvars` is the same file as `envs/dev/dev.tfvars`, which only a template with two `{env}` expresses.
//! A file has one logical name, so `envs/{env}/**` cannot be combined with `envs/{env}/{env}.tfvars`:
//! the other files need templates that do not match these.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{Label, Part, Piece, TemplateDraft};
use super::tree::{Tree, split as split_path};
use super::words::is_border;
use super::{FoundTemplate, NameLocation};

/// With more such files in one place, the directory is not split.
const MOST: usize = 1_000;
/// At most this many other files are listed one by one, or by this many extensions.
const FEW_FILES: usize = 6;
const FEW_ENDINGS: usize = 4;
/// At most so many directories and files instead, for each split file.
const FEW_EACH: usize = 3;

/// A path below the directory of an environment, with the environments that contain it.
type Shapes = BTreeMap<Vec<Part>, BTreeMap<String, Label>>;

/// Splits the slots with such files into disjoint templates.
pub(super) fn split(tree: &Tree, slots: Vec<TemplateDraft>) -> Vec<TemplateDraft> {
    let parts = |slot: TemplateDraft| match slot.place {
        NameLocation::Directory => of_slot(tree, &slot).unwrap_or_else(|| vec![slot]),
        _ => vec![slot],
    };
    slots.into_iter().flat_map(parts).collect()
}

fn of_slot(tree: &Tree, slot: &TemplateDraft) -> Option<Vec<TemplateDraft>> {
    let repeats = |spelled: &String| {
        let dir = slot.directory(spelled);
        tree.below(&dir).iter().any(|path| path[dir.len() + 1..].contains(spelled.as_str()))
    };
    if slot.labels.keys().filter(|spelled| repeats(spelled)).count() < 2 {
        return None;
    }
    let (mut twice, mut others): (Shapes, Shapes) = (BTreeMap::new(), BTreeMap::new());
    for (spelled, label) in &slot.labels {
        let dir = slot.directory(spelled);
        for path in tree.below(&dir) {
            let below: Vec<Part> = path[dir.len() + 1..].split('/').map(|name| marked(name, spelled)).collect();
            let found = Label { files: 1, example: (*path).to_owned(), ..label.clone() };
            twice.entry(below).or_default().insert(spelled.clone(), found);
        }
    }
    let several = |labels: &BTreeMap<String, Label>| {
        labels.values().map(|label| &label.identity).collect::<BTreeSet<_>>().len() > 1
    };
    twice.retain(|below, labels| {
        let repeats = below.iter().any(Part::has_env) && several(labels);
        if !repeats {
            for (spelled, label) in std::mem::take(labels) {
                let below = label.example[slot.directory(&spelled).len() + 1..].split('/').map(Part::text).collect();
                others.entry(below).or_default().insert(spelled, label);
            }
        }
        repeats
    });
    if twice.is_empty() || twice.len() > MOST {
        return None;
    }
    let others = apart(&twice, others)?;
    let above = &slot.parts[..=slot.env_at()];
    let draft =
        |(below, labels): (Vec<Part>, _)| TemplateDraft { parts: [above, &below].concat(), place: slot.place, labels };
    Some(twice.into_iter().chain(others).map(draft).collect())
}

/// The other files by extension if these are different from the split files', else one by one if there are few, else by
/// directory.
fn apart(twice: &Shapes, others: Shapes) -> Option<Shapes> {
    let theirs: BTreeSet<Option<String>> = twice.keys().map(|below| ending(below)).collect();
    let mut by_ending: Shapes = BTreeMap::new();
    for (below, labels) in &others {
        let Some(ending) = ending(below).filter(|ending| !theirs.contains(&Some(ending.clone()))) else {
            by_ending.clear();
            break;
        };
        add(&mut by_ending, vec![Part::Rest, Part::One(vec![Piece::Any, Piece::Text(ending)])], labels);
    }
    if !by_ending.is_empty() && by_ending.len() <= FEW_ENDINGS {
        return Some(by_ending);
    }
    if others.len() <= FEW_FILES {
        return Some(others);
    }
    let mut by_directory: Shapes = BTreeMap::new();
    for (below, labels) in &others {
        add(&mut by_directory, prefix(twice, below), labels);
    }
    (by_directory.len() <= FEW_FILES.max(twice.len() * FEW_EACH)).then_some(by_directory)
}

/// The outermost directory of a path that none of the split files is in, or the path itself.
fn prefix(twice: &Shapes, below: &[Part]) -> Vec<Part> {
    let free = |length: &usize| {
        let above = &below[..*length];
        !twice.keys().any(|other| other.len() > above.len() && other.iter().zip(above).all(|(a, b)| meets(a, b)))
    };
    match (1..below.len()).find(free) {
        Some(length) => [&below[..length], &[Part::Rest]].concat(),
        None => below.to_vec(),
    }
}

/// Whether a segment may be the same as one without `{env}`; with `{env}`, it may be any.
fn meets(part: &Part, literal: &Part) -> bool {
    part == literal || part.has_env()
}

fn add(shapes: &mut Shapes, shape: Vec<Part>, labels: &BTreeMap<String, Label>) {
    let known = shapes.entry(shape).or_default();
    for (spelled, label) in labels {
        known.entry(spelled.clone()).and_modify(|l| l.files += 1).or_insert_with(|| label.clone());
    }
}

/// The extension of a file name, with its dot.
fn ending(below: &[Part]) -> Option<String> {
    let Some(Part::One(pieces)) = below.last() else { return None };
    let Some(Piece::Text(text)) = pieces.last() else { return None };
    let (before, ending) = split_path(text).1.rsplit_once('.')?;
    (pieces.len() > 1 || !before.is_empty()).then(|| format!(".{ending}"))
}

/// The name with `{env}` for each occurrence of the word between borders.
fn marked(name: &str, word: &str) -> Part {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut text = String::new();
    let mut rest = name;
    let mut before: Option<char> = None;
    while let Some(c) = rest.chars().next() {
        let behind = rest.strip_prefix(word);
        match behind {
            Some(behind) if before.is_none_or(is_border) && behind.chars().next().is_none_or(is_border) => {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                pieces.push(Piece::Env);
                before = word.chars().next_back();
                rest = behind;
            }
            _ => {
                text.push(c);
                before = Some(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Part::One(pieces)
}

/// The templates that can be combined, in their order.
pub(super) fn distinct(files: Vec<FoundTemplate>, names: &[&str]) -> Vec<FoundTemplate> {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(files[*i].files));
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut stays = vec![false; files.len()];
    for i in order {
        let paths: Vec<(String, &str)> = names.iter().map(|name| (resolved(&files[i], name), *name)).collect();
        let mut own: BTreeMap<&str, &str> = BTreeMap::new();
        stays[i] = paths.iter().all(|(path, name)| {
            owners.get(path).is_none_or(|owner| owner == name)
                && own.insert(path, name).is_none_or(|owner| owner == *name)
        });
        if stays[i] {
            owners.extend(paths);
        }
    }
    files.into_iter().zip(stays).filter_map(|(file, stays)| stays.then_some(file)).collect()
}

/// The paths of a template in one environment; unbound captures become wildcards.
fn resolved(files: &FoundTemplate, name: &str) -> String {
    let spelled = files.spelled.iter().find(|(env, _)| env == name).map_or(name, |(_, spelled)| spelled);
    let mut out = String::new();
    let mut rest = files.template.replace("{env}", spelled);
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((capture, after)) = behind.split_once('}') else { break };
        out.push_str(before);
        out.push_str(if capture.ends_with("**") { "**" } else { "*" });
        rest = after.to_owned();
    }
    out + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_marked_between_borders_only() {
        let text = |name: &str| {
            TemplateDraft { parts: vec![marked(name, "dev")], place: NameLocation::FileName, labels: BTreeMap::new() }
                .template()
        };
        assert_eq!(text("dev.tfvars"), "{env}.tfvars");
        assert_eq!(text("a-dev-dev.yaml"), "a-{env}-{env}.yaml");
        assert_eq!(text("devices.yaml"), "devices.yaml");
        assert_eq!(text("ädev.yaml"), "ädev.yaml");
    }

    #[test]
    fn the_template_with_more_files_is_kept() {
        let file = |template: &str, files: usize, spelled: &[(&str, &str)]| FoundTemplate {
            template: template.to_owned(),
            keys: None,
            spelled: spelled.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            files,
            example: None,
        };
        let files = vec![
            file("a/{x}/{env}.yaml", 1, &[("prod", "dev")]),
            file("a/{app}/{env}.yaml", 9, &[]),
            file("b/{env}", 1, &[("dev", "prod"), ("prod", "dev")]),
        ];
        let left = distinct(files, &["dev", "prod"]);
        let left: Vec<&str> = left.iter().map(|f| f.template.as_str()).collect();
        assert_eq!(left, ["a/{app}/{env}.yaml", "b/{env}"]);
    }
}
