//! Laws of editing on generated documents: the result equals the model of the edits, has the layout of the
//! target's own printer, and keeps the bytes of unedited values, however they are laid out.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value as Json;

use super::changes::{changes, configs};
use super::{edited, parsed};
use crate::{Data, Edit, Node, Scalar};
use promote_model::{Key, Step, Value};

type Map = serde_json::Map<String, Json>;

/// A document whose lists contain either scalars or maps with a `name`.
pub(super) fn document() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-9..99).prop_map(Json::from),
        "[a-c é\"\\\\/{},:\\[\\]\n]{0,4}".prop_map(Json::from),
    ];
    let leaf = prop_oneof![
        4 => scalar.clone(),
        1 => Just(Json::Array(vec![])),
        1 => Just(Json::Object(serde_json::Map::new())),
        1 => prop::collection::vec(scalar, 1..4).prop_map(Json::Array),
    ];
    let tree = leaf.prop_recursive(4, 40, 5, |inner| {
        let element = map(inner.clone());
        let elements = prop::collection::btree_map("[a-d]", element, 1..4).prop_map(|elements| {
            let named = |(name, mut map): (String, Map)| {
                map.insert("name".to_owned(), Json::String(name));
                Json::Object(map)
            };
            Json::Array(elements.into_iter().map(named).collect())
        });
        prop_oneof![2 => map(inner).prop_map(Json::Object), 1 => elements]
    });
    map(tree).prop_map(Json::Object)
}

fn map(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Map> {
    prop::collection::vec(("[a-e]|x y|\"é", value), 0..5).prop_map(|entries| entries.into_iter().collect())
}

/// A layout: indented, or on one line with or without blanks.
#[derive(Debug, Clone, Copy)]
enum Print {
    Lines(&'static str),
    Minified,
    Spaced,
}

fn print() -> impl Strategy<Value = Print> {
    let lines = prop_oneof![Just("  "), Just("    "), Just("\t")].prop_map(Print::Lines);
    prop_oneof![3 => lines, 1 => Just(Print::Minified), 1 => Just(Print::Spaced)]
}

impl Print {
    fn text(self, json: &Json) -> String {
        let mut out = String::new();
        self.write(&mut out, json, "");
        out
    }

    fn write(self, out: &mut String, json: &Json, indent: &str) {
        let parts: Vec<(Option<&String>, &Json)> = match json {
            Json::Object(map) => map.iter().map(|(k, v)| (Some(k), v)).collect(),
            Json::Array(items) => items.iter().map(|v| (None, v)).collect(),
            scalar => return out.push_str(&scalar.to_string()),
        };
        let (open, close) = if json.is_object() { ('{', '}') } else { ('[', ']') };
        out.push(open);
        let inner = match self {
            Self::Lines(unit) => format!("{indent}{unit}"),
            _ => String::new(),
        };
        for (i, (key, value)) in parts.iter().enumerate() {
            match self {
                Self::Lines(_) => out.push_str(&format!("{}\n{inner}", if i > 0 { "," } else { "" })),
                Self::Spaced if i > 0 => out.push_str(", "),
                Self::Minified if i > 0 => out.push(','),
                _ => {}
            }
            if let Some(key) = key {
                out.push_str(&Json::from(key.as_str()).to_string());
                out.push_str(if matches!(self, Self::Minified) { ":" } else { ": " });
            }
            self.write(out, value, &inner);
        }
        if let (Self::Lines(_), false) = (self, parts.is_empty()) {
            out.push_str(&format!("\n{indent}"));
        }
        out.push(close);
    }
}

/// The node as JSON, in its own order.
fn json(node: &Node) -> Json {
    node.value().to_json()
}

/// Random blanks between all tokens, chosen by `seed`.
fn shaken(text: &str, mut seed: u64) -> String {
    let blanks = ["", " ", "\n", "\r\n\t", "  ", "\n\n   "];
    let mut out = String::new();
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        let structural = !in_string && "{}[]:,".contains(c);
        let mut blank = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            blanks[usize::try_from(seed >> 33).unwrap() % blanks.len()]
        };
        if structural {
            out.push_str(blank());
        }
        out.push(c);
        if structural {
            out.push_str(blank());
        }
        in_string ^= c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
    }
    out
}

/// The expected leaves of the target: the model, on leaves alone.
pub(crate) fn expected(target: &Node, source: &Node, edits: &[Edit]) -> BTreeMap<Key, Value> {
    let mut now = configs(target);
    for edit in edits {
        if let Edit::Remove { at } = edit {
            now.retain(|key, _| !at.key.is_prefix_of(key));
        }
    }
    for edit in edits {
        let Edit::Set { at, .. } = edit else { continue };
        // Nulls and empty maps and lists on the way are replaced.
        now.retain(|key, _| !at.key.is_prefix_of(key) && !key.is_prefix_of(&at.key));
        now.extend(configs(source).into_iter().filter(|(key, _)| at.key.is_prefix_of(key)));
        for (i, step) in at.key.steps().iter().enumerate() {
            if let Step::Element { field, value } = step {
                let name = Key::from(at.key.steps()[..=i].to_vec()).child(Step::Name(field.clone()));
                now.insert(name, Value::String(value.clone()));
            }
        }
    }
    drop_bare_elements(&mut now, &configs(target), edits);
    now
}

/// Removes list elements of which only the identifying field is left after a removal.
fn drop_bare_elements(now: &mut BTreeMap<Key, Value>, before: &BTreeMap<Key, Value>, edits: &[Edit]) {
    let below = |configs: &BTreeMap<Key, Value>, key: &Key| configs.keys().filter(|k| key.is_prefix_of(k)).count();
    for edit in edits {
        let Edit::Remove { at } = edit else { continue };
        for depth in (1..at.key.steps().len()).rev() {
            let element = Key::from(at.key.steps()[..depth].to_vec());
            let set = |e: &Edit| matches!(e, Edit::Set { at, .. } if element.is_prefix_of(&at.key));
            let Some(Step::Element { field, .. }) = element.last() else { continue };
            let name = element.child(Step::Name(field.clone()));
            if below(now, &element) == 1 && below(before, &element) > 1 && !edits.iter().any(set) {
                now.remove(&name);
            }
        }
    }
}

/// Whether a scalar of the target prevents a set, so that the edit is refused.
pub(crate) fn blocked(target: &Node, edits: &[Edit]) -> bool {
    edits.iter().any(|edit| {
        let Edit::Set { at, .. } = edit else { return false };
        let above = (0..at.key.steps().len()).map(|n| Key::from(at.key.steps()[..n].to_vec()));
        let removed = |key: &Key| edits.iter().any(|e| matches!(e, Edit::Remove { at } if at.key == *key));
        above.into_iter().any(|key| {
            let step = &at.key.steps()[key.steps().len()];
            let fits = |node: &Node| match (&node.data, step) {
                (Data::Scalar(value), _) => *value == Scalar::Null,
                (Data::Map(entries), step) => matches!(step, Step::Name(_)) || entries.is_empty(),
                (Data::List(items), step) => !matches!(step, Step::Name(_)) || items.is_empty(),
            };
            target.find(&key).is_some_and(|node| !fits(node)) && !removed(&key)
        })
    })
}

pub(crate) fn chosen(all: Vec<Edit>, mask: u64) -> Vec<Edit> {
    all.into_iter().enumerate().filter(|(i, _)| mask >> (i % 64) & 1 == 1).map(|(_, edit)| edit).collect()
}

/// All nodes with their keys.
fn each<'n>(node: &'n Node, key: &Key, found: &mut Vec<(Key, &'n Node)>) {
    found.push((key.clone(), node));
    match &node.data {
        Data::Scalar(_) => {}
        Data::Map(entries) => {
            entries.iter().for_each(|e| each(&e.value, &key.child(Step::Name(e.name.to_string())), found));
        }
        Data::List(items) => items.iter().for_each(|item| {
            if let Some(value) = item.identity("name") {
                each(item, &key.child(Step::Element { field: "name".to_owned(), value }), found);
            }
        }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn results_equal_the_model_in_the_targets_layout(
        target in document(), source in document(), ours in print(), theirs in print(), mask in any::<u64>(),
    ) {
        let (target, source) = (parsed(&format!("{}\n", ours.text(&target))), parsed(&theirs.text(&source)));
        let (old, new) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let edits = chosen(changes(old, new), mask | 1);
        if blocked(old, &edits) {
            prop_assert!(edited(&target, &source, &edits).is_err());
            return Ok(());
        }
        let after = edited(&target, &source, &edits).unwrap();
        let again = parsed(&after);
        let root = &again.tree.documents[0].root;
        prop_assert_eq!(configs(root), expected(old, new, &edits), "{}", after);
        let empty = matches!(&old.data, Data::Map(entries) if entries.is_empty());
        let unfolds = matches!((ours, theirs), (Print::Lines(_), Print::Minified | Print::Spaced));
        if !empty && !unfolds && !matches!(&root.data, Data::Map(entries) if entries.is_empty()) {
            let known = [ours, Print::Minified, Print::Spaced].map(|print| format!("{}\n", print.text(&json(root))));
            // A target with one part on one line does not show how it would write two.
            let prints = if matches!(ours, Print::Lines(_)) { &known[..1] } else { &known[..] };
            prop_assert!(prints.contains(&after), "{}\nfor\n{}", after, known[0]);
        }
    }

    #[test]
    fn what_no_edit_names_keeps_its_bytes(
        target in document(), source in document(), seeds in any::<(u64, u64)>(), mask in any::<u64>(), bom in any::<bool>(),
    ) {
        let text = shaken(&Print::Minified.text(&target), seeds.0);
        let target = parsed(&if bom { format!("\u{feff}{text}") } else { text });
        let source = parsed(&shaken(&Print::Minified.text(&source), seeds.1));
        let (old, new) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let edits = chosen(changes(old, new), mask);
        if blocked(old, &edits) {
            prop_assert!(edited(&target, &source, &edits).is_err());
            return Ok(());
        }
        let after = edited(&target, &source, &edits).unwrap();
        let again = parsed(&after);
        let root = &again.tree.documents[0].root;
        prop_assert_eq!(configs(root), expected(old, new, &edits), "{}", after);
        let mut nodes = Vec::new();
        each(old, &Key::root(), &mut nodes);
        for (key, node) in nodes {
            let named = |e: &Edit| match e {
                Edit::Set { at, .. } | Edit::Remove { at } => at.key.is_prefix_of(&key) || key.is_prefix_of(&at.key),
                _ => true,
            };
            if !edits.iter().any(named) {
                // An element may have lost its identifying field; everything else was compared above.
                let Some(now) = root.find(&key) else { continue };
                prop_assert_eq!(&after.as_bytes()[now.span()], &target.bytes[node.span()], "{}", key);
            }
        }
        let outside = |bytes: &[u8], root: &Node| [&bytes[..root.span().start], &bytes[root.span().end..]].concat();
        prop_assert_eq!(outside(after.as_bytes(), root), outside(&target.bytes, old));
    }

    #[test]
    fn edits_of_anything_by_anything_never_panic(
        target in document(), source in document(), keys in prop::collection::vec(any_key(), 1..4), mask in any::<u64>(),
    ) {
        let (target, source) = (parsed(&Print::Minified.text(&target)), parsed(&Print::Spaced.text(&source)));
        let mask = |i: usize| mask >> i & 1 == 1;
        let edit = |(i, key)| if mask(i) { super::changes::set(key) } else { super::changes::remove(key) };
        let edits: Vec<Edit> = keys.into_iter().enumerate().map(edit).collect();
        if let Ok(after) = edited(&target, &source, &edits) {
            parsed(&after);
        }
    }
}

pub(super) fn any_key() -> impl Strategy<Value = Key> {
    let step = prop_oneof![
        4 => "[a-e]|name".prop_map(Step::Name),
        2 => "[a-d]".prop_map(|value| Step::Element { field: "name".to_owned(), value }),
        1 => (0..4_usize).prop_map(Step::Index),
    ];
    prop::collection::vec(step, 0..4).prop_map(Key::from)
}
