//! The reader, compared with the RFC and with `serde_json`, and on hostile input.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::json::read;
use crate::{Data, Format, MAX_BYTES, MAX_DEPTH, Node, ReadError, Tree};
use promote_model::{Key, Value};

fn root(text: &str) -> Node {
    read(text.as_bytes()).unwrap().documents.remove(0).root
}

fn refusal(text: &str) -> ReadError {
    read(text.as_bytes()).unwrap_err()
}

#[test]
fn spans_are_the_bytes_of_keys_and_values() {
    let text = "\u{feff} { \"a\\u0062\" : [ 1.10 , { } ],\r\n\t\"é\":null}\n";
    let root = root(text);
    assert_eq!(&text[root.span()], text.trim().trim_start_matches('\u{feff}').trim());
    let Data::Map(entries) = &root.data else { panic!("an object") };
    assert_eq!(entries[0].name, "ab");
    assert_eq!(&text[entries[0].name_span()], "\"a\\u0062\"");
    assert_eq!(&text[entries[0].value.span()], "[ 1.10 , { } ]");
    assert_eq!(&text[entries[1].value.span()], "null");
    let number = root.find(&"ab[0]".parse::<Key>().unwrap()).unwrap();
    assert_eq!((&text[number.span()], number.value()), ("1.10", Value::Token("1.10".into())));
}

#[test]
fn every_kind_of_value() {
    let value = root(r#"{"n":null,"t":true,"f":false,"i":-0,"e":1E+2,"s":"\n","l":[],"m":{}}"#).value();
    let Value::Map(entries) = value else { panic!("an object") };
    let values: Vec<Value> = entries.into_iter().map(|(_, value)| value).collect();
    let expected = vec![
        Value::Null,
        Value::Bool(true),
        Value::Bool(false),
        Value::Token("-0".into()),
        Value::Token("1E+2".into()),
        Value::String("\n".into()),
        Value::List(vec![]),
        Value::Map(vec![]),
    ];
    assert_eq!(values, expected);
}

#[test]
fn refusals_have_a_place_and_a_reason() {
    let cases = [
        ("", "line 1, column 1: the file is empty; JSON needs a value"),
        ("\u{feff} \n", "line 2, column 1: the file is empty; JSON needs a value"),
        (
            "{\n  // on\n  \"a\": 1}",
            "line 2, column 3: a comment is not JSON (`format: jsonc` in promote.yaml allows it)",
        ),
        ("{\"é\": 1 /* on */}", "line 1, column 9: a comment is not JSON (`format: jsonc` in promote.yaml allows it)"),
        ("[1,\n 2,\n]", "line 2, column 3: a trailing comma is not JSON (`format: jsonc` in promote.yaml allows it)"),
        ("{'a': 1}", "line 1, column 2: a string in single quotes is not JSON: use double quotes"),
        ("{a: 1}", "line 1, column 2: expected a key in double quotes"),
        ("{{ .Values.x }}", "line 1, column 2: expected a key in double quotes"),
        ("{\"a\" 1}", "line 1, column 6: a colon must follow the key"),
        ("[1 2]", "line 1, column 4: a comma or ] must follow the value"),
        ("{\"a\":1\n\"b\":2}", "line 2, column 1: a comma or } must follow the value"),
        ("[1}", "line 1, column 3: a comma or ] must follow the value"),
        ("[,1]", "line 1, column 2: expected a value"),
        ("NaN", "line 1, column 1: expected a value"),
        ("nulL", "line 1, column 1: expected a value"),
        ("+1", "line 1, column 1: expected a value"),
        ("01", "line 1, column 2: a number cannot start with a zero"),
        ("1.", "line 1, column 3: expected a digit"),
        ("-", "line 1, column 2: expected a digit"),
        ("1e+", "line 1, column 4: expected a digit"),
        ("1 2", "line 1, column 3: text follows the value, but JSON has only one"),
        ("\u{a0}1", "line 1, column 1: expected a value"),
        ("[\u{c}1]", "line 1, column 2: expected a value"),
        ("[\"a\tb\"]", "line 1, column 4: a control character in a string must be written as an escape"),
        ("\"\\x41\"", "line 1, column 2: JSON does not have this escape"),
        ("\"\\ud83d\"", "line 1, column 2: an unpaired surrogate is not a character"),
        ("[\"a", "line 1, column 2: the string is not closed"),
        ("\"a\\", "line 1, column 1: the string is not closed"),
        ("[1", "line 1, column 3: the file ends inside a value"),
    ];
    for (text, expected) in cases {
        assert_eq!(refusal(text).to_string(), expected, "{text:?}");
    }
}

#[test]
fn a_duplicate_key_is_reported_with_both_places_in_any_notation() {
    let bad = refusal("{\"x\": {\n  \"a\": 1,\n  \"b\": 2,\n  \"\\u0061\": 3}}");
    assert_eq!((bad.line, bad.column), (4, 3));
    assert_eq!(bad.reason, "the key \"\\u0061\" occurs twice in one object: line 2, column 3 and line 4, column 3");
    assert!(read(br#"[{"a":1},{"a":2}]"#).is_ok());
}

#[test]
fn bytes_that_are_not_text_are_refused() {
    let bad = read(b"{\n\"a\": \"\xe9\"}").unwrap_err();
    assert_eq!((bad.line, bad.column), (2, 7));
    assert!(read(b"\xff\xfe{\0}\0").unwrap_err().reason.contains("UTF-16"));
}

#[test]
fn limits_are_enforced() {
    assert!(read(format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)).as_bytes()).is_ok());
    for open in ["[", "{\"a\":"] {
        let bad = refusal(&open.repeat(1_000_000));
        assert_eq!(bad.column, open.len() * MAX_DEPTH + 1);
        assert!(bad.reason.starts_with("the nesting is deeper"), "{bad}");
    }
    let large = crate::read(Format::Json, vec![b' '; MAX_BYTES + 1]).unwrap_err();
    assert!(large.reason.starts_with("the file is larger than"), "{large}");
}

/// Spans are inside their parent's, in order, and parse to the same value on their own.
fn check_spans(text: &str, node: &Node) {
    assert_eq!(root(&text[node.span()]).value(), node.value());
    let mut at = node.span().start;
    let mut step = |span: &std::ops::Range<usize>| {
        assert!(at <= span.start && span.end <= node.span().end);
        at = span.end;
    };
    match &node.data {
        Data::Scalar(_) => {}
        Data::Map(entries) => entries.iter().for_each(|entry| {
            step(&entry.name_span());
            step(&entry.value.span());
            assert_eq!(root(&text[entry.name_span()]).value(), Value::String(entry.name.to_string()));
            check_spans(text, &entry.value);
        }),
        Data::List(items) => items.iter().for_each(|item| {
            step(&item.span());
            check_spans(text, item);
        }),
    }
}

/// A document with arbitrary blanks, escapes and number notations.
fn document() -> impl Strategy<Value = String> {
    let blank = || "[ \t\r\n]{0,2}";
    let string = || {
        let piece = prop_oneof![
            "[^\"\\\\\\x00-\\x1f]{0,6}",
            r#"\\["\\/bfnrt]"#,
            r"\\u00[0-9a-fA-F]{2}",
            r"\\ud83[d-e]\\ude[0-9]{2}"
        ];
        prop::collection::vec(piece, 0..3).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
    };
    let number = "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?";
    let leaf =
        prop_oneof![Just("null".to_owned()), Just("true".to_owned()), Just("false".to_owned()), number, string()];
    let tree = leaf.prop_recursive(5, 40, 6, move |inner| {
        let item = (blank(), inner.clone(), blank()).prop_map(|(a, value, b)| format!("{a}{value}{b}"));
        let entry = (blank(), string(), blank(), blank(), inner, blank())
            .prop_map(|(a, key, b, c, value, d)| format!("{a}{key}{b}:{c}{value}{d}"));
        prop_oneof![
            prop::collection::vec(item, 1..6).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(entry, 1..6).prop_map(|entries| format!("{{{}}}", entries.join(","))),
            blank().prop_map(|b| format!("[{b}]")),
            blank().prop_map(|b| format!("{{{b}}}")),
        ]
    });
    (blank(), tree, blank()).prop_map(|(a, value, b)| format!("{a}{value}{b}"))
}

fn same(ours: &Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (ours, theirs) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(a), Json::Bool(b)) => a == b,
        // serde_json may round the last digit of a double differently.
        (Value::Token(a), Json::Number(b)) => {
            let (a, b) = (a.parse::<f64>().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * 1e-14
        }
        (Value::String(a), Json::String(b)) => a == b,
        (Value::List(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(x, y)| same(x, y)),
        (Value::Map(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, x), (l, y))| k == l && same(x, y))
        }
        _ => false,
    }
}

fn has_key_twice(bad: &ReadError) -> bool {
    bad.reason.contains("occurs twice in one object")
}

/// Checks that `serde_json` and our reader agree whether the text is JSON, and on its value.
fn agrees(bytes: &[u8]) -> Result<(), TestCaseError> {
    match (read(bytes), serde_json::from_slice::<serde_json::Value>(bytes)) {
        (Ok(Tree { documents }), Ok(theirs)) => {
            prop_assert!(same(&documents[0].root.value(), &theirs));
            check_spans(std::str::from_utf8(bytes).unwrap(), &documents[0].root);
        }
        (Err(bad), Ok(_)) => prop_assert!(has_key_twice(&bad) || bytes.starts_with(b"\xef\xbb\xbf"), "{}", bad),
        // Numbers beyond the range of a double are numbers here, because their notation is kept.
        (Ok(_), Err(theirs)) => prop_assert!(
            theirs.to_string().starts_with("number out of range") || bytes.starts_with(b"\xef\xbb\xbf"),
            "{}",
            theirs
        ),
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn documents_read_as_serde_json_reads_them(text in document()) {
        agrees(text.as_bytes())?;
        match read(text.as_bytes()) {
            Ok(_) => {}
            Err(bad) => prop_assert!(has_key_twice(&bad), "{} in {}", bad, text),
        }
    }

    #[test]
    fn damaged_documents_are_refused_where_serde_json_refuses_them(
        text in document(), at in any::<prop::sample::Index>(), cut in 0_usize..4, put in "[\\[\\]{}:,\"\\\\0-9.eE+/*a\\-\t \u{b}\u{a0}]{0,2}",
    ) {
        let bytes = text.as_bytes();
        let at = at.index(bytes.len() + 1);
        let damaged = [&bytes[..at], put.as_bytes(), &bytes[bytes.len().min(at + cut)..]].concat();
        agrees(&damaged)?;
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        agrees(&bytes)?;
    }

    #[test]
    fn any_keys_twice_are_seen(names in prop::collection::vec("[a-c\\\\\"é]{0,2}", 0..6)) {
        let text = format!("{{{}}}", names.iter().map(|n| format!("{}:1", serde_json::json!(n))).collect::<Vec<_>>().join(","));
        let unique = names.iter().collect::<HashSet<_>>().len() == names.len();
        prop_assert_eq!(read(text.as_bytes()).is_ok(), unique);
    }
}
