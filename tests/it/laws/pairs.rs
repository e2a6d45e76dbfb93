//! Laws of diff, selection, application and inversion, on generated files.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use promote_core::env::apply::{AppliedFile, apply};
use promote_core::env::change::Change;
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::{Config, KeyRules};
use promote_core::env::keys::Side;
use promote_core::env::lists::{ListRules, ListView};
use promote_core::env::select::{Selection, Selector, select};
use promote_format::Format;
use promote_model::{FileMode, ObjectId, Pattern, RulesNumber};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::texts::trees;
use super::writer::{Dice, Writer, altered};

fn file(side: &str, bytes: Vec<u8>) -> Arc<File> {
    let mut id = [0; 20];
    id[..8].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    Arc::new(File::read(
        RulesNumber::CURRENT,
        &format!("{side}/a.yaml"),
        (FileMode::Regular, ObjectId::from_bytes(id)),
        Some(Format::Yaml),
        bytes,
    ))
}

/// With `sets`, lists of scalars are sets; otherwise each is one unit.
fn rules(sets: bool) -> KeyRules {
    let sets = if sets { vec![Pattern::parse("*").unwrap()] } else { Vec::new() };
    KeyRules {
        lists: ListRules { keys: vec!["name".to_owned()], by_path: Vec::new(), sets, only: None },
        ..KeyRules::default()
    }
}

fn pair(source: &Arc<File>, target: &Arc<File>) -> FilePair {
    FilePair::new("{env}/a.yaml", Some(source.clone()), Some(target.clone()))
}

fn changes(source: &Arc<File>, target: &Arc<File>, rules: &KeyRules) -> Vec<Change> {
    let mut changes = pair(source, target).diff(rules, &[]).changes;
    // A file that is left empty when its last key is removed counts as no difference.
    changes.retain(|change| !change.key.is_root());
    changes
}

/// The address and operation of a change, and the new value.
type Effect = (String, String, Option<promote_model::Value>);

fn effects<'a>(changes: impl IntoIterator<Item = &'a Change>) -> HashSet<String> {
    let effect =
        |c: &Change| -> Effect { (c.address(), format!("{:?}", c.op), c.source.as_ref().map(|s| s.value.clone())) };
    changes.into_iter().map(|c| format!("{:?}", effect(c))).collect()
}

/// The source file and the target file.
pub fn files() -> impl Strategy<Value = (Arc<File>, Arc<File>)> {
    (trees(), any::<u64>()).prop_map(|(tree, seed)| {
        let mut dice = Dice(seed);
        let other = altered(&tree, &mut dice);
        let mut write =
            |side: &str, tree| file(side, Writer::new(Dice(dice.below(1 << 30) as u64)).text(tree).into_bytes());
        (write("staging", &tree), write("production", &other))
    })
}

/// The changes that a random selection takes.
fn selected(pair: &FilePair, seed: u64, rules: &KeyRules) -> Vec<Change> {
    let mut dice = Dice(seed);
    let all = pair.diff(rules, &[]).changes;
    let some = all.iter().filter(|_| dice.one_in(2)).map(|c| Selector::Config(c.id.to_string().parse().unwrap()));
    let selection = Selection { selectors: some.collect(), prune: false, changed: None };
    if selection.selectors.is_empty() { Vec::new() } else { select(&pair.names(), all, Vec::new(), &selection).changes }
}

/// The target after the changes.
fn applied(pair: &FilePair, wanted: &[Change], whole: bool, rules: &KeyRules) -> Result<Arc<File>, TestCaseError> {
    let target = pair.target.clone().unwrap();
    let outcome = apply(pair, &wanted.iter().collect::<Vec<_>>(), whole, rules);
    match outcome.map_err(|e| TestCaseError::fail(e.to_string()))? {
        AppliedFile::Unchanged => Ok(target),
        AppliedFile::Bytes(_, bytes) => Ok(file("production", bytes)),
        AppliedFile::Blob(..) => Ok(pair.source.clone().unwrap()),
        AppliedFile::Gone => Err(TestCaseError::fail("a file went although both sides have it")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn a_file_does_not_differ_from_itself((file, _) in files(), sets in any::<bool>()) {
        let rules = rules(sets);
        let diff = pair(&file, &file).diff(&rules, &[]);
        prop_assert!(diff.changes.is_empty() && !diff.format_only);
        prop_assert_eq!(diff.unchanged, pair(&file, &file).configs(Side::Source, &rules).len());
    }

    #[test]
    fn the_diff_is_complete((source, target) in files(), sets in any::<bool>()) {
        let (rules, pair) = (rules(sets), pair(&source, &target));
        let [source, target] = [Side::Source, Side::Target].map(|end| pair.configs(end, &rules));
        let place = |c: &Config| (c.document.clone(), c.key.clone());
        let equal = |a: &Config, b: &Config| place(a) == place(b) && a.value == b.value;
        let alone = |ours: &[Config], theirs: &[Config]| -> BTreeSet<_> {
            ours.iter().filter(|c| !theirs.iter().any(|other| equal(c, other))).map(place).collect()
        };
        let diff = pair.diff(&rules, &[]);
        let differs: BTreeSet<_> = diff.changes.iter().map(|c| (c.document.clone(), c.key.clone())).collect();
        let expected: BTreeSet<_> = &alone(&source, &target) | &alone(&target, &source);
        prop_assert_eq!(&differs, &expected);
        prop_assert_eq!(diff.unchanged, source.len() - alone(&source, &target).len());
    }

    #[test]
    fn the_reverse_diff_is_the_inverse((source, target) in files(), sets in any::<bool>()) {
        let rules = rules(sets);
        let forth: Vec<Change> = changes(&source, &target, &rules).iter().map(Change::inverted).collect();
        let back = changes(&target, &source, &rules);
        prop_assert_eq!(effects(&forth), effects(&back));
        let twice: Vec<Change> = forth.iter().map(Change::inverted).collect();
        prop_assert_eq!(twice, changes(&source, &target, &rules));
    }

    #[test]
    fn applies_exactly_the_selected_changes((source, target) in files(), seed in any::<u64>(), sets in any::<bool>()) {
        let rules = rules(sets);
        let pair = pair(&source, &target);
        let wanted = selected(&pair, seed, &rules);
        let after = applied(&pair, &wanted, false, &rules)?;
        // Lists are viewed as they were when the changes were selected: their neighbours may be gone now.
        let all = changes(&source, &target, &rules);
        let as_seen = |pair: FilePair| FilePair { seen: ListView::of(&all), ..pair }.diff(&rules, &[]).changes;
        prop_assert_eq!(effects(&as_seen(self::pair(&after, &target))), effects(&wanted));
        let left = effects(&all).len() - wanted.len();
        prop_assert_eq!(as_seen(self::pair(&source, &after)).len(), left);
    }

    #[test]
    fn inverting_restores_the_target((source, target) in files(), seed in any::<u64>(), sets in any::<bool>()) {
        let rules = rules(sets);
        let forth = pair(&source, &target);
        let wanted = selected(&forth, seed, &rules);
        let after = applied(&forth, &wanted, false, &rules)?;
        let back = pair(&target, &after);
        let inverted: Vec<Change> = wanted.iter().map(Change::inverted).collect();
        let again = applied(&back, &inverted, false, &rules)?;
        prop_assert!(changes(&again, &target, &rules).is_empty(), "{}", String::from_utf8_lossy(&again.parsed().unwrap().bytes));
    }

    #[test]
    fn promoting_everything_copies_the_source((source, target) in files(), sets in any::<bool>()) {
        let rules = rules(sets);
        let pair = pair(&source, &target);
        let all = pair.diff(&rules, &[]).changes;
        if all.is_empty() {
            return Ok(());
        }
        let after = applied(&pair, &all, true, &rules)?;
        prop_assert_eq!(&after.parsed().unwrap().bytes, &source.parsed().unwrap().bytes);
    }
}
