//! Directories of environments whose files repeat the name: `envs/prod/prod.tfvars` is the same
//! file as `envs/dev/dev.tfvars`, and only a template that says so makes them one.

use std::collections::{BTreeMap, BTreeSet};

use super::Place;
use super::shape::{Draft, Label, Part, Piece};
use super::tree::Tree;
use super::words::is_border;

/// More such files in one place are not looked for.
const MOST: usize = 1_000;

/// The shapes of such files; each stands in at least two environments of its directory.
pub(super) fn find(tree: &Tree, slots: &[Draft]) -> Vec<Draft> {
    slots.iter().filter(|slot| slot.place == Place::Directory).flat_map(|slot| of_slot(tree, slot)).collect()
}

fn of_slot(tree: &Tree, slot: &Draft) -> Vec<Draft> {
    let mut shapes: BTreeMap<Vec<Part>, BTreeMap<String, Label>> = BTreeMap::new();
    for (spelled, label) in &slot.labels {
        let dir = directory(slot, spelled);
        for path in tree.below(&dir) {
            let below: Vec<Part> = path[dir.len() + 1..].split('/').map(|name| marked(name, spelled)).collect();
            if below.iter().any(Part::has_env) && (shapes.len() < MOST || shapes.contains_key(&below)) {
                let found = Label { files: 1, example: (*path).to_owned(), ..label.clone() };
                shapes.entry(below).or_default().insert(spelled.clone(), found);
            }
        }
    }
    let above = &slot.parts[..=slot.env_at()];
    let twice = shapes
        .into_iter()
        .filter(|(_, labels)| labels.values().map(|l| &l.identity).collect::<BTreeSet<_>>().len() > 1);
    twice.map(|(below, labels)| Draft { parts: [above, &below].concat(), place: slot.place, labels }).collect()
}

/// The directory of one environment of a slot, whose parts are all literal but one.
pub(super) fn directory(slot: &Draft, spelled: &str) -> String {
    let part = |part: &Part| match part {
        Part::One(pieces) => pieces.iter().map(|p| if let Piece::Text(t) = p { t.as_str() } else { spelled }).collect(),
        Part::Deep(_) | Part::Rest => String::new(),
    };
    let names: Vec<String> = slot.parts[..=slot.env_at()].iter().map(part).collect();
    names.join("/")
}

/// The name with `{env}` wherever the word stands between borders.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_marked_between_borders_only() {
        let text = |name: &str| {
            Draft { parts: vec![marked(name, "dev")], place: Place::FileName, labels: BTreeMap::new() }.template()
        };
        assert_eq!(text("dev.tfvars"), "{env}.tfvars");
        assert_eq!(text("a-dev-dev.yaml"), "a-{env}-{env}.yaml");
        assert_eq!(text("devices.yaml"), "devices.yaml");
        assert_eq!(text("ädev.yaml"), "ädev.yaml");
    }
}
