//! Editing large files.

use super::{edited, parsed};
use crate::json::edit;
use crate::laws::changes::{remove, set};
use crate::{Edit, MAX_DEPTH, Parsed};
use promote_model::{Key, Step};

fn deep(value: &str) -> String {
    format!("{}{value}{}", "{\"a\": ".repeat(MAX_DEPTH - 1), "}".repeat(MAX_DEPTH - 1))
}

#[test]
fn a_file_of_maximum_depth_is_edited_and_rewritten() {
    let bottom = Key::from(vec![Step::Name("a".to_owned()); MAX_DEPTH - 1]);
    let after = edited(&parsed(&deep("1")), &parsed(&deep("[2]")), &[set(bottom.clone())]).unwrap();
    assert_eq!(after, deep("[2]"));
    assert_eq!(edited(&parsed(&deep("1")), &parsed("{}"), &[remove(bottom.clone())]).unwrap(), "{}");
    let tall = edited(&parsed("{\n  \"b\": 1\n}"), &parsed(&deep("2")), &[set(bottom)]).unwrap();
    assert_eq!(tall.lines().count(), 2 * MAX_DEPTH);
    let flat =
        edited(&parsed("{\"b\": 1}"), &parsed(&tall), &[set(Key::from(vec![Step::Name("a".to_owned())]))]).unwrap();
    assert_eq!(flat, deep("2").replacen('{', "{\"b\": 1, ", 1));
}

/// Thousands of edits of one list must take one pass; a quadratic algorithm would time out.
#[test]
fn many_edits_of_a_large_list_take_one_pass() {
    let spliced = |target: &Parsed, source: &Parsed, edits: &[Edit]| {
        let edited = edit(target, source, edits).unwrap();
        String::from_utf8(edited.bytes).unwrap()
    };
    let list = |value: usize, keep: fn(usize) -> bool| {
        let items = (0..60_000).filter(|i| keep(*i)).map(|i| format!("\n    {{ \"id\": {i}, \"v\": {value} }}"));
        format!("{{\n  \"list\": [{}\n  ]\n}}\n", items.collect::<Vec<_>>().join(","))
    };
    let element = |i: usize| Step::Element { field: "id".to_owned(), value: i.to_string() };
    let key = |i: usize| Key::from(vec![Step::Name("list".to_owned()), element(i)]);
    let (half, all) = (parsed(&list(1, |i| i % 2 == 0)), parsed(&list(1, |_| true)));
    let odd: Vec<Key> = (0..60_000).filter(|i| i % 2 == 1).map(key).collect();
    let added = spliced(&half, &all, &odd.iter().cloned().map(set).collect::<Vec<_>>());
    assert!(added.as_bytes() == all.bytes);
    let removed = spliced(&all, &half, &odd.into_iter().map(remove).collect::<Vec<_>>());
    assert!(removed.as_bytes() == half.bytes);
    let values: Vec<Edit> = (0..60_000).map(|i| set(key(i).child(Step::Name("v".to_owned())))).collect();
    assert_eq!(spliced(&all, &parsed(&list(2, |_| true)), &values), list(2, |_| true));
}
