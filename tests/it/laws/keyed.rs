//! Laws of environments inside one file: a promotion changes only what is below the key of the target.

use std::collections::HashSet;
use std::sync::Arc;

use promote_core::env::apply::{AppliedFile, apply};
use promote_core::env::change::Change;
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::{KeyPrefix, KeyPrefixes, Side};
use promote_core::env::lists::{ListRules, ListView};
use promote_core::env::select::{Selection, Selector, select};
use promote_format::Format;
use promote_model::{FileMode, Key, ObjectId, RulesNumber, Value};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::texts::{Tree, trees};
use super::writer::{Dice, Writer, altered};

fn file(bytes: Vec<u8>) -> Arc<File> {
    Arc::new(File::read(
        RulesNumber::CURRENT,
        "a.yaml",
        (FileMode::Regular, ObjectId::from_bytes([7; 20])),
        Some(Format::Yaml),
        bytes,
    ))
}

fn rules() -> KeyRules {
    let keys = vec!["name".to_owned()];
    KeyRules { lists: ListRules { keys, ..ListRules::default() }, ..KeyRules::default() }
}

/// In the generated files `a` is the source, `b` the target, and `c` and `e` are others.
fn keys(nested: bool) -> KeyPrefixes {
    let key = |name: &str| -> Key { if nested { format!("c.{name}") } else { name.to_owned() }.parse().unwrap() };
    KeyPrefixes::new(vec![KeyPrefix { logical: key("{env}"), source: key("a"), target: key("b") }], &[])
}

/// One file with both environments, in any order; sometimes without the target.
fn files() -> impl Strategy<Value = (Arc<File>, bool)> {
    (trees(), trees(), any::<u64>(), any::<bool>()).prop_map(|(tree, other, seed, nested)| {
        let mut dice = Dice(seed);
        let theirs = altered(&tree, &mut dice);
        let mut entries = vec![(0, tree), (11, other.clone())];
        if !dice.one_in(5) {
            entries.insert(dice.below(3), (1, theirs));
        }
        let root = if nested { vec![(2, Tree::Map(entries)), (3, other)] } else { entries };
        (file(Writer::new(Dice(dice.below(1 << 30) as u64)).text(&Tree::Map(root)).into_bytes()), nested)
    })
}

fn effects<'a>(changes: impl IntoIterator<Item = &'a Change>) -> HashSet<String> {
    let value = |c: &Change| c.source.as_ref().map(|s| s.value.clone());
    changes.into_iter().map(|c| format!("{} {:?} {:?}", c.address(), c.op, value(c))).collect()
}

/// What a file holds outside the part of the target.
fn beside(file: &File, nested: bool) -> Vec<Value> {
    let entries = |value: &Value| match value {
        Value::Map(entries) => entries.clone(),
        _ => Vec::new(),
    };
    let root = entries(&file.parsed().unwrap().tree.documents[0].root.value());
    let all = |entries: Vec<(String, Value)>, left: &str| {
        entries
            .into_iter()
            .filter(|(name, _)| name != left)
            .map(|(name, v)| Value::Map(vec![(name, v)]))
            .collect::<Vec<_>>()
    };
    if !nested {
        return all(root, "b");
    }
    let inner = root.iter().find(|(name, _)| name == "c").map(|(_, value)| entries(value)).unwrap_or_default();
    [all(root, "c"), all(inner, "b")].concat()
}

fn applied(pair: &FilePair, wanted: &[Change]) -> Result<Arc<File>, TestCaseError> {
    let outcome = apply(pair, &wanted.iter().collect::<Vec<_>>(), true, &rules());
    // A refusal is a valid answer, since nothing is written. Too many of them fail the test.
    match outcome.map_err(|e| TestCaseError::reject(e.to_string()))? {
        AppliedFile::Unchanged => Ok(pair.target.clone().unwrap()),
        AppliedFile::Bytes(_, bytes) => Ok(file(bytes)),
        other => Err(TestCaseError::fail(format!("{other:?} although the file holds more"))),
    }
}

/// A value as text, whatever the order of entries.
fn unordered(value: &Value) -> String {
    match value {
        Value::Map(entries) => {
            let mut entries: Vec<String> =
                entries.iter().map(|(name, value)| format!("{name:?}: {}", unordered(value))).collect();
            entries.sort();
            format!("{{{}}}", entries.join(", "))
        }
        Value::List(items) => format!("{:?}", items.iter().map(unordered).collect::<Vec<_>>()),
        other => format!("{other:?}"),
    }
}

fn keys_of(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|change| format!("{:?} {}", change.op, change.key)).collect()
}

/// The changes that a random selection takes; all of them if the selection is empty.
fn selected(pair: &FilePair, seed: u64) -> Vec<Change> {
    let mut dice = Dice(seed);
    let all = pair.diff(&rules(), &[]).changes;
    let some = all.iter().filter(|_| dice.one_in(2)).map(|c| Selector::Config(c.id.to_string().parse().unwrap()));
    let selection = Selection { selectors: some.collect(), prune: true, changed: None };
    select(&pair.names(), all, Vec::new(), &selection).changes
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 12, failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn applied_changes_stay_below_the_key_of_the_target((both, nested) in files(), seed in any::<u64>()) {
        let pair = FilePair::new("a.yaml", Some(both.clone()), Some(both.clone())).with_keys(keys(nested));
        let wanted = selected(&pair, seed);
        let after = applied(&pair, &wanted)?;
        prop_assert_eq!(beside(&after, nested), beside(&both, nested));
        let step = FilePair::new("a.yaml", Some(after.clone()), Some(both.clone())).with_keys(keys(nested).of_target());
        let step = FilePair { seen: ListView::of(&wanted), ..step };
        prop_assert_eq!(effects(&step.diff(&rules(), &[]).changes), effects(&wanted));
        // Lists are viewed as they were when the changes were selected: their neighbours may be gone now.
        let all = pair.diff(&rules(), &[]).changes;
        let left = FilePair { seen: ListView::of(&all), ..FilePair::new("a.yaml", Some(both), Some(after)).with_keys(keys(nested)) };
        let left = left.diff(&rules(), &[]).changes;
        prop_assert_eq!(left.len(), all.len() - wanted.len(), "{:?}\n{:?}\n{:?}", keys_of(&left), keys_of(&all), keys_of(&wanted));
    }

    #[test]
    fn inverting_restores_the_target((both, nested) in files(), seed in any::<u64>()) {
        let pair = FilePair::new("a.yaml", Some(both.clone()), Some(both.clone())).with_keys(keys(nested));
        let wanted = selected(&pair, seed);
        let after = applied(&pair, &wanted)?;
        let inverted: Vec<Change> = wanted.iter().map(Change::inverted).collect();
        let back = FilePair::new("a.yaml", Some(both.clone()), Some(after)).with_keys(keys(nested).of_target());
        let again = applied(&back, &inverted)?;
        prop_assert_eq!(beside(&again, nested), beside(&both, nested));
        let view = |file: &Arc<File>| {
            let alone = FilePair::new("a.yaml", Some(file.clone()), None).with_keys(keys(nested).of_target());
            alone.configs(Side::Source, &rules()).into_iter().map(|c| format!("{} {}", c.key, unordered(&c.value))).collect::<HashSet<_>>()
        };
        prop_assert_eq!(view(&again), view(&both));
    }

    #[test]
    fn the_reverse_diff_is_the_inverse((both, nested) in files()) {
        let forth = FilePair::new("a.yaml", Some(both.clone()), Some(both.clone())).with_keys(keys(nested));
        let swapped = |prefix: &KeyPrefix| KeyPrefix { source: prefix.target.clone(), target: prefix.source.clone(), ..prefix.clone() };
        let back = KeyPrefixes::new(keys(nested).prefixes.iter().map(swapped).collect(), &[]);
        let back = FilePair::new("a.yaml", Some(both.clone()), Some(both)).with_keys(back).diff(&rules(), &[]).changes;
        let inverted: Vec<Change> = forth.diff(&rules(), &[]).changes.iter().map(Change::inverted).collect();
        prop_assert_eq!(effects(&back), effects(&inverted));
    }
}
