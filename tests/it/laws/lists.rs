//! Laws on generated lists: elements with names, ids, both or neither, duplicates, sets that are no sets on the other
//! side, and lists that are empty, null, or not lists at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use promote_core::env::apply::{AppliedFile, apply};
use promote_core::env::change::Change;
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::lists::{ListKeys, ListRules};
use promote_core::env::select::{Selection, select};
use promote_format::Format;
use promote_model::{FileMode, ObjectId, Pattern, RulesNumber, Value};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value as Json, json};

/// The style of a file.
#[derive(Debug, Clone, Copy)]
enum Style {
    Json,
    Block,
    Braces,
}

fn rules() -> KeyRules {
    let pattern = |text: &str| Pattern::parse(text).unwrap();
    let by_path = vec![ListKeys { lists: pattern("p"), fields: vec!["id".to_owned()] }];
    let keys = vec!["name".to_owned(), "id".to_owned()];
    KeyRules { lists: ListRules { keys, by_path, sets: vec![pattern("*s")], only: None }, ..KeyRules::default() }
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        6 => "[a-d]".prop_map(Json::from),
        2 => (1..4).prop_map(Json::from),
        1 => Just(json!("1")),
        1 => Just(json!("a b: c")),
        1 => Just(json!(true)),
    ]
}

fn element() -> impl Strategy<Value = Json> {
    let field = |chance: f64, values: &'static str| prop::option::weighted(chance, values);
    let inner = prop::option::weighted(0.3, prop::collection::vec(scalar(), 0..4));
    (field(0.8, "[a-d]"), field(0.7, "[1-4]"), field(0.7, "[xyz]"), inner).prop_map(|(name, id, v, s)| {
        let mut map = serde_json::Map::new();
        map.extend(name.map(|name| ("name".to_owned(), name.into())));
        map.extend(id.map(|id| ("id".to_owned(), id.into())));
        map.extend(v.map(|v| ("v".to_owned(), v.into())));
        map.extend(s.map(|s| ("s".to_owned(), s.into())));
        map.into()
    })
}

fn value() -> impl Strategy<Value = Json> {
    prop_oneof![
        6 => prop::collection::vec(element(), 0..5).prop_map(Json::from),
        5 => prop::collection::vec(scalar(), 0..5).prop_map(Json::from),
        1 => prop::collection::vec(prop_oneof![scalar(), element()], 0..4).prop_map(Json::from),
        1 => Just(Json::Null),
        1 => scalar(),
        1 => element(),
    ]
}

fn document() -> impl Strategy<Value = BTreeMap<String, Json>> {
    prop::collection::btree_map("l|p|s|ts", value(), 1..4)
}

fn block(value: &Json, indent: &str, out: &mut String) {
    match value {
        Json::Object(map) if !map.is_empty() => {
            for (at, (name, value)) in map.iter().enumerate() {
                out.push_str(if at > 0 { indent } else { "" });
                out.push_str(&format!("{name}:"));
                below(value, indent, out);
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&format!("{indent}- "));
                block(item, &format!("{indent}  "), out);
            }
        }
        other => out.push_str(&format!("{other}\n")),
    }
}

fn below(value: &Json, indent: &str, out: &mut String) {
    match value {
        Json::Object(map) if !map.is_empty() => {
            out.push_str(&format!("\n{indent}  "));
            block(value, &format!("{indent}  "), out);
        }
        Json::Array(items) if !items.is_empty() => {
            out.push('\n');
            block(value, &format!("{indent}  "), out);
        }
        other => out.push_str(&format!(" {other}\n")),
    }
}

fn text(document: &BTreeMap<String, Json>, written: Style) -> String {
    let json = json!(document);
    match written {
        Style::Json => format!("{}\n", serde_json::to_string_pretty(&json).unwrap()),
        Style::Braces => document.iter().map(|(name, value)| format!("{name}: {value}\n")).collect(),
        Style::Block => {
            let mut out = String::new();
            block(&json, "", &mut out);
            out
        }
    }
}

fn file(side: &str, written: Style, bytes: Vec<u8>) -> Arc<File> {
    let format = if matches!(written, Style::Json) { Format::Json } else { Format::Yaml };
    let mut id = [0_u8; 20];
    for (at, byte) in bytes.iter().enumerate() {
        id[at % 20] = id[at % 20].rotate_left(3).wrapping_add(*byte);
    }
    let read = File::read(
        RulesNumber::CURRENT,
        &format!("{side}/a"),
        (FileMode::Regular, ObjectId::from_bytes(id)),
        Some(format),
        bytes.clone(),
    );
    assert!(read.parsed().is_some(), "{:?}\n{}", read.unreadable(), String::from_utf8_lossy(&bytes));
    Arc::new(read)
}

/// The style, the source file and the target file.
fn files() -> impl Strategy<Value = (Style, Arc<File>, Arc<File>)> {
    let written = prop_oneof![Just(Style::Json), Just(Style::Block), Just(Style::Braces)];
    (document(), document(), written).prop_map(|(source, target, written)| {
        let file = |side: &str, document| file(side, written, text(document, written).into_bytes());
        (written, file("staging", &source), file("production", &target))
    })
}

fn pair(source: &Arc<File>, target: &Arc<File>) -> FilePair {
    FilePair::new("{env}/a", Some(source.clone()), Some(target.clone()))
}

fn changes(source: &Arc<File>, target: &Arc<File>) -> Vec<Change> {
    pair(source, target).diff(&rules(), &[]).changes
}

fn told(source: &Arc<File>, target: &Arc<File>, wanted: &[Change]) -> String {
    let text = |file: &File| String::from_utf8_lossy(&file.parsed().unwrap().bytes).into_owned();
    let wanted: Vec<String> = wanted.iter().map(|c| format!("{:?} {}", c.op, c.key)).collect();
    format!("{wanted:?}\n=== source\n{}=== target\n{}", text(source), text(target))
}

/// The target after the changes.
fn applied(
    written: Style,
    source: &Arc<File>,
    target: &Arc<File>,
    wanted: &[Change],
) -> Result<Arc<File>, TestCaseError> {
    let outcome = apply(&pair(source, target), &wanted.iter().collect::<Vec<_>>(), false, &rules());
    match outcome {
        Ok(AppliedFile::Unchanged) => Ok(target.clone()),
        Ok(AppliedFile::Bytes(_, bytes)) => Ok(file("production", written, bytes)),
        Ok(other) => Err(TestCaseError::fail(format!("{other:?}"))),
        Err(error) => Err(TestCaseError::fail(format!("{error}\n{}", told(source, target, wanted)))),
    }
}

/// The values as text, without regard to the order of list elements.
fn unordered_text(file: &File) -> String {
    fn sorted(value: &Value) -> String {
        match value {
            Value::List(items) => {
                let mut items: Vec<String> = items.iter().map(sorted).collect();
                items.sort();
                format!("{items:?}")
            }
            Value::Map(entries) => {
                format!("{:?}", entries.iter().map(|(k, v)| (k, sorted(v))).collect::<BTreeMap<_, _>>())
            }
            other => other.to_string(),
        }
    }
    file.parsed().unwrap().tree.documents.iter().map(|d| sorted(&d.root.value())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn the_reverse_diff_is_the_inverse((_, source, target) in files()) {
        let key = |c: &Change| (c.key.to_string(), format!("{:?}", c.op));
        let mut forth: Vec<_> = changes(&source, &target).iter().map(|c| key(&c.inverted())).collect();
        let mut back: Vec<_> = changes(&target, &source).iter().map(key).collect();
        forth.sort();
        back.sort();
        prop_assert_eq!(forth, back);
    }

    #[test]
    fn promoting_everything_with_prune_gives_the_source((written, source, target) in files()) {
        let pair = pair(&source, &target);
        let selection = Selection { prune: true, ..Selection::default() };
        let all = select(&pair.names(), changes(&source, &target), Vec::new(), &selection).changes;
        let after = applied(written, &source, &target, &all)?;
        prop_assert_eq!(unordered_text(&after), unordered_text(&source), "{}", told(&source, &target, &all));
        let back: Vec<Change> = all.iter().map(Change::inverted).collect();
        let again = applied(written, &target, &after, &back)?;
        prop_assert_eq!(unordered_text(&again), unordered_text(&target), "back {}", told(&source, &target, &all));
    }

    #[test]
    fn promoting_keeps_what_only_the_target_has_and_can_be_undone((written, source, target) in files()) {
        let pair = pair(&source, &target);
        let taken = select(&pair.names(), changes(&source, &target), Vec::new(), &Selection::default()).changes;
        let after = applied(written, &source, &target, &taken)?;
        let left = select(&pair.names(), changes(&source, &after), Vec::new(), &Selection::default()).changes;
        prop_assert!(left.is_empty(), "{:?}\n{}", left, told(&source, &target, &taken));
        let back: Vec<Change> = taken.iter().map(Change::inverted).collect();
        let again = applied(written, &target, &after, &back)?;
        prop_assert_eq!(unordered_text(&again), unordered_text(&target), "back {}", told(&source, &target, &taken));
    }

    #[test]
    fn each_change_can_be_applied_and_undone_alone((written, source, target) in files()) {
        for change in changes(&source, &target) {
            let pair = pair(&source, &target);
            let selection = Selection { prune: true, selectors: vec![promote_core::env::select::Selector::Config(change.id.to_string().parse().unwrap())], ..Selection::default() };
            let taken = select(&pair.names(), changes(&source, &target), Vec::new(), &selection).changes;
            let after = applied(written, &source, &target, &taken)?;
            let back: Vec<Change> = taken.iter().map(Change::inverted).collect();
            let again = applied(written, &target, &after, &back)?;
            prop_assert_eq!(unordered_text(&again), unordered_text(&target), "back {}", told(&source, &target, &taken));
        }
    }
}
