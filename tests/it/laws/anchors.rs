//! Laws on files with repeated values: anchors, merge keys, and several documents of one kind.

use proptest::prelude::*;

use promote_format::{Edit, Format, Parsed, edit, read};

use super::corpus::{equal_unordered, values};
use super::leaves::{changes, pairs};
use super::texts::trees;
use super::writer::{Dice, Writer, altered};

fn parsed(text: &str) -> Parsed {
    read(Format::Yaml, text.as_bytes().to_vec()).unwrap_or_else(|e| panic!("{e} in\n{text}"))
}

/// The values of a file with anchors.
#[derive(Debug, Clone)]
struct Values {
    a: u8,
    b: u8,
    num: u8,
    /// Entries beside the merge key: an override, and an additional key.
    over: Option<u8>,
    own: Option<u8>,
}

fn some_values() -> impl Strategy<Value = Values> {
    let small = || 0..3_u8;
    (small(), small(), small(), prop::option::of(small()), prop::option::of(small()))
        .prop_map(|(a, b, num, over, own)| Values { a, b, num, over, own })
}

fn with_anchors(v: &Values) -> String {
    let beside =
        |name: &str, value: Option<u8>| value.map(|v| format!("  {name}: {v}   # beside\n")).unwrap_or_default();
    format!(
        "base: &base   # the base\n  a: {}\n  b: {}   # b\n  num: &num {}\none: *base   # as it is\ntwo:\n  <<: *base\n{}{}num: *num\nlist:\n- *num\n- <<: [*base]\n  name: x\nlast: 1\n",
        v.a,
        v.b,
        v.num,
        beside("b", v.over),
        beside("own", v.own),
    )
}

fn without_anchors(v: &Values) -> String {
    let base = format!("  a: {}\n  b: {}\n  num: {}\n", v.a, v.b, v.num);
    let own = v.own.map(|own| format!("  own: {own}\n")).unwrap_or_default();
    let two = format!("  a: {}\n  b: {}\n  num: {}\n{own}", v.a, v.over.unwrap_or(v.b), v.num);
    format!("base:\n{base}one:\n{base}two:\n{two}num: {}\nlist:\n- {}\n- name: x\n{base}last: 1\n", v.num, v.num)
}

fn all(target: &Parsed, source: &Parsed) -> Vec<Edit> {
    let (sets, removals) = changes(target, source);
    [sets, removals].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_from_an_anchor_follow_it(ours in some_values(), theirs in some_values(), expanded in any::<bool>()) {
        let target = parsed(&with_anchors(&ours));
        let source = parsed(&if expanded { without_anchors(&theirs) } else { with_anchors(&theirs) });
        match edit(&target, &source, &all(&target, &source)) {
            Ok(bytes) => {
                let after = String::from_utf8(bytes).unwrap();
                prop_assert!(equal_unordered(&values(&parsed(&after)), &values(&source)), "{}", after);
                prop_assert!(after.contains("one: *base   # as it is") && after.contains("- *num"), "{}", after);
            }
            // Refused: removing an override, or adding one that was not selected.
            Err(error) => prop_assert!(ours.over.is_some() || theirs.over.is_some(), "{}", error),
        }
    }

    #[test]
    fn a_repeated_value_is_never_changed_alone(ours in some_values(), theirs in some_values()) {
        let (target, source) = (parsed(&with_anchors(&ours)), parsed(&without_anchors(&theirs)));
        for one in all(&target, &source) {
            // An edit that is not refused has passed the check that nothing else changed.
            if let Err(error) = edit(&target, &source, std::slice::from_ref(&one)) {
                let reason = error.to_string();
                prop_assert!(reason.contains("anchor '") || reason.contains("asked for"), "{}: {:?}", reason, one);
            }
        }
    }

    #[test]
    fn values_with_anchors_are_set_in_files_without_anchors(theirs in some_values(), ours in some_values()) {
        let (source, target) = (parsed(&with_anchors(&theirs)), parsed(&without_anchors(&ours)));
        let bytes = edit(&target, &source, &all(&target, &source)).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(equal_unordered(&values(&parsed(&String::from_utf8(bytes).unwrap())), &values(&source)));
        let empty = parsed("{}\n");
        let bytes = edit(&empty, &source, &all(&empty, &source)).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(equal_unordered(&values(&parsed(&String::from_utf8(bytes).unwrap())), &values(&source)));
    }

    #[test]
    fn documents_are_edited_independently(
        base in prop::collection::vec(trees(), 1..4), more in 0..3_usize, less in 0..3_usize, seed in any::<u64>(),
    ) {
        let mut dice = Dice(seed);
        let (less, more) = (less.min(base.len() - 1), more.min(base.len() - 1));
        let mut write = |tree: &_| {
            let text = Writer::new(Dice(dice.below(1 << 30) as u64)).text(&altered(tree, &mut dice));
            format!("---\n{}\n", text.replace("---\n", "").trim_end_matches('\n'))
        };
        let source: String = base[..base.len() - less].iter().map(&mut write).collect();
        let target: String = base[..base.len() - more].iter().map(&mut write).collect();
        let (source, target) = (parsed(&source), parsed(&target));
        let mut edits = all(&target, &source);
        let paired = pairs(&target, &source).len();
        edits.extend((paired..target.tree.documents.len()).map(|document| Edit::RemoveDocument { document }));
        edits.extend((paired..source.tree.documents.len()).map(|from| Edit::AddDocument { from }));
        let told = || format!("{}\n=== into\n{}", String::from_utf8_lossy(&source.bytes), String::from_utf8_lossy(&target.bytes));
        let bytes = edit(&target, &source, &edits).map_err(|e| TestCaseError::fail(format!("{e}\n{}", told())))?;
        let after = parsed(&String::from_utf8(bytes).unwrap());
        prop_assert!(equal_unordered(&values(&after), &values(&source)), "{}", told());
    }
}
