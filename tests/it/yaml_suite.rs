//! The YAML test suite (`fixtures/yaml-suite`): every case is read, and every valid one is edited. Deviations are
//! listed here by name with the reason; the documented limits describe them. An unlisted deviation fails, and so does a
//! listed case that no longer deviates.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use promote_format::{Data, Edit, Format, Node, Parsed, Place, Scalar, edit, read};
use promote_model::{Key, Step};
use serde_json::Value as Json;

use super::fuzzed::targets;

/// A case of the suite.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    name: String,
    yaml: String,
    /// The values of its documents, if JSON can hold them.
    json: Option<String>,
    /// Whether the text is invalid YAML.
    #[serde(default)]
    fail: bool,
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/yaml-suite/cases.jsonl");
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn values(parsed: &Parsed) -> Vec<Json> {
    parsed.tree.documents.iter().map(|document| document.root.value().to_json()).collect()
}

fn agrees(parsed: &Parsed, json: &str) -> bool {
    let documents = serde_json::Deserializer::from_str(json).into_iter::<Json>();
    let expected: Vec<Json> = documents.collect::<Result<_, _>>().unwrap();
    let found = &parsed.tree.documents;
    expected.len() == found.len() && expected.iter().zip(found).all(|(json, found)| means(&found.root, json))
}

/// Whether a node has the value of the JSON; application tags, which JSON cannot hold, are ignored.
fn means(node: &Node, json: &Json) -> bool {
    match (&node.data, json) {
        (Data::Map(entries), Json::Object(object)) => {
            let same = |(name, value): (&str, &Node)| object.get(name).is_some_and(|json| means(value, json));
            entries.len() == object.len() && entries.iter().all(|e| same((&e.name, &e.value)))
        }
        (Data::List(items), Json::Array(array)) => {
            items.len() == array.len() && items.iter().zip(array).all(|(item, json)| means(item, json))
        }
        (Data::Scalar(Scalar::Null), Json::Null) => true,
        (Data::Scalar(Scalar::Bool(a)), Json::Bool(b)) => a == b,
        (Data::Scalar(Scalar::Plain(text)), Json::Number(number)) => parse_number(text) == number.as_f64(),
        // What only YAML 1.1 reads as a number, a date or a boolean is text to YAML 1.2.
        (Data::Scalar(Scalar::Plain(text)), Json::String(string)) => parse_number(text).is_none() && text == string,
        (Data::Scalar(Scalar::String(text)), Json::String(string)) => text == string,
        _ => false,
    }
}

/// A number of the core schema.
fn parse_number(text: &str) -> Option<f64> {
    let based = |digits, radix| u64::from_str_radix(digits, radix).ok().map(|n| n as f64);
    match text.split_at_checked(2) {
        Some(("0o", digits)) => based(digits, 8),
        Some(("0x", digits)) => based(digits, 16),
        _ => text.parse().ok(),
    }
}

/// Valid cases that we refuse, with our reason.
const REFUSED: [(&str, &str); 16] = [
    ("2JQS", "the key '' occurs twice in one map"),
    ("4FJ6", COMPLEX),
    ("6BFJ", COMPLEX),
    ("6PBE", COMPLEX),
    ("9MMW", COMPLEX),
    ("KK5P", COMPLEX),
    ("LX3P", COMPLEX),
    ("M2N8/00", COMPLEX),
    ("M2N8/01", COMPLEX),
    ("M5DY", COMPLEX),
    ("Q9WF", COMPLEX),
    ("RZP5", COMPLEX),
    ("SBG9", COMPLEX),
    ("V9D5", COMPLEX),
    ("X38W", COMPLEX),
    ("XW4D", COMPLEX),
];

/// No path could name what stands below such a key.
const COMPLEX: &str = "a key cannot be a map or a list";

/// Invalid cases that we read, with the result. All three have lines that are not indented deeper than their key (a tab
/// is no indentation); such files are in use, since most parsers accept them.
const ACCEPTED: [(&str, &str); 3] = [
    ("9C9N", r#"{"flow": ["a", "b", "c"]}"#),
    ("DK95/01", r#"{"foo": "bar baz"}"#),
    ("QB6E", r#"{"quoted": "a b c"}"#),
];

/// Valid cases with keys that JSON cannot hold, and the result, written by hand from the suite's events. A null key is
/// the empty name.
const WITHOUT_JSON: [(&str, &str); 13] = [
    ("4ABK", r#"{"unquoted": "separate", "http://foo.com": null, "omitted value": null}"#),
    ("6M2F", r#"{"a": "b", "": "a"}"#),
    ("CFD4", r#"[[{"": "empty key"}], [{"": "another empty key"}]]"#),
    ("DFF7", r#"{"explicit": "entry", "implicit": "entry", "": null}"#),
    ("FH7J", r#"["", {"": "a", "b": ""}, {"": null}]"#),
    ("FRK4", r#"{"foo": null, "": "bar"}"#),
    ("NHX8", r#"{"": null}"#),
    ("NKF9", r#"{"key": "value", "": "empty key"} {"key": "value", "": "empty key"} {"": null} {"": null}"#),
    ("PW8X", r#"[null, "a", {"": "a", "b": null}, {"": null}, {"": null}, {"": null}]"#),
    ("S3PD", r#"{"plain key": "in-line value", "": null, "quoted key": ["entry"]}"#),
    ("SM9W/01", r#"{"": null}"#),
    ("UKK6/00", r#"[{"": null}]"#),
    ("UKK6/02", r#""""#),
];

#[test]
fn reading_agrees_with_the_suite_except_for_listed_cases() {
    let cases = cases();
    let count = |test: fn(&Case) -> bool| cases.iter().filter(|case| test(case)).count();
    assert_eq!((cases.len(), count(|c| c.json.is_some()), count(|c| c.fail)), (402, 279, 94));
    let mut named: BTreeMap<&str, &str> = REFUSED.into_iter().chain(ACCEPTED).chain(WITHOUT_JSON).collect();
    for case in &cases {
        let exception = named.remove(case.id.as_str());
        let told = format!("{} {}\n{}", case.id, case.name, case.yaml);
        match (read(Format::Yaml, case.yaml.clone().into_bytes()), case.json.as_deref().or(exception)) {
            (Err(_), None) => assert!(case.fail, "{told}"),
            (Err(error), Some(expected)) => assert_eq!(error.reason, expected, "{told}"),
            (Ok(parsed), None) => panic!("read as {:?}: {told}", values(&parsed)),
            (Ok(parsed), Some(json)) => assert!(agrees(&parsed, json), "read as {:?}: {told}", values(&parsed)),
        }
    }
    assert!(named.is_empty(), "no cases: {named:?}");
}

/// The keys of all values below a node; elements by position.
fn keys(node: &Node, key: &Key, out: &mut Vec<Key>) {
    let steps: Vec<Step> = match &node.data {
        Data::Map(entries) => entries.iter().map(|e| Step::Name(e.name.to_string())).collect(),
        Data::List(items) => (0..items.len()).map(Step::Index).collect(),
        Data::Scalar(_) => Vec::new(),
    };
    for step in steps {
        let key = key.child(step.clone());
        keys(node.child(&step).unwrap(), &key, out);
        out.push(key);
    }
}

/// The file with a scalar replaced by another text, if that changes this value and no other.
fn changed(file: &Parsed, document: usize, key: &Key) -> Option<Parsed> {
    let node = file.tree.documents[document].root.find(key)?;
    let Data::Scalar(_) = node.data else { return None };
    let mut bytes = file.bytes.clone();
    let blank = if node.span().is_empty() { " \"changed\"" } else { "\"changed\"" };
    bytes.splice(node.span(), blank.bytes());
    let copy = read(Format::Yaml, bytes).ok()?;
    let set = Edit::Set { at: Place { document, key: key.clone() }, from: document };
    let expected = targets::model::expected(file, &copy, &[set]).ok()?;
    targets::model::same(&expected, &targets::model::documents(&copy)).then_some(copy)
}

/// Edits that are refused without an anchor in the way: a key of a repeated value is not removed, a document that is
/// one text beginning in column 0 is not replaced, and a value with its own tag is not emptied.
const NOT_EDITED: [(&str, &str, usize); 7] = [
    ("26DV", "remove", 2),
    ("6VJK", "set", 2),
    ("9KAX", "remove", 2),
    ("G992", "set", 2),
    ("M7A3", "set", 2),
    ("M9B4", "set", 2),
    ("TS54", "set", 2),
];

/// Sets each value of a file to another text and back, and removes each one. Calls `refused` with the verb and the
/// reason of each refused edit; returns the number of edits.
fn edit_all(file: &Parsed, refused: &mut impl FnMut(&'static str, String)) -> usize {
    let mut edits = 0;
    let mut carry = |verb, target: &Parsed, source: &Parsed, one: Edit| {
        edits += 1;
        if !targets::apply_and_check(target, source, std::slice::from_ref(&one)) {
            refused(verb, edit(target, source, &[one]).unwrap_err().reason);
        }
    };
    for (document, root) in file.tree.documents.iter().map(|d| &d.root).enumerate() {
        let mut all = vec![Key::root()];
        keys(root, &Key::root(), &mut all);
        for at in all.into_iter().map(|key| Place { document, key }) {
            if let Some(copy) = changed(file, document, &at.key) {
                carry("set", file, &copy, Edit::Set { at: at.clone(), from: document });
                carry("set", &copy, file, Edit::Set { at: at.clone(), from: document });
            }
            if !at.key.is_root() {
                carry("remove", file, file, Edit::Remove { at });
            }
        }
    }
    edits
}

#[test]
fn every_value_can_be_set_and_removed_except_for_listed_cases() {
    let (mut edits, mut anchored) = (0, 0);
    let mut others: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for case in cases() {
        let Ok(file) = read(Format::Yaml, case.yaml.into_bytes()) else { continue };
        edits += edit_all(&file, &mut |verb, reason| match reason.contains("anchor") {
            true => anchored += 1,
            false => *others.entry((case.id.clone(), verb)).or_default() += 1,
        });
    }
    let named = NOT_EDITED.into_iter().map(|(id, verb, count)| ((id.to_owned(), verb), count));
    assert_eq!(others, named.collect());
    assert_eq!((edits, anchored), (1979, 11));
}
