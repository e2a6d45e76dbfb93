//! The TOML reader: values as written, byte ranges, refusals.

use proptest::prelude::*;

use super::parsed;
use crate::{Data, Format, Node, read};
use promote_model::{Key, Value};

fn root(text: &str) -> Node {
    parsed(text).tree.documents.remove(0).root
}

fn at(text: &str, key: &str) -> Value {
    root(text).find(&key.parse::<Key>().unwrap()).unwrap_or_else(|| panic!("{key} in {text}")).value()
}

#[test]
fn numbers_and_dates_keep_their_notation_and_are_not_strings() {
    for number in ["16", "0x10", "0o17", "0b1", "+1", "1_000", "1.10", "1e5", "inf", "-nan", "1979-05-27T07:32:00Z"] {
        assert_eq!(at(&format!("a = {number} # x\n"), "a"), Value::Token(number.to_owned()));
    }
    assert_eq!(at("a = 1979-05-27 07:32:00\n", "a"), Value::Token("1979-05-27 07:32:00".into()));
    assert_ne!(at("a = 1", "a"), at("a = \"1\"", "a"));
    assert_eq!(at("a = true", "a"), Value::Bool(true));
}

#[test]
fn strings_are_the_same_for_all_line_endings() {
    for text in ["a = 'x\\y'", "a = \"x\\\\y\"", "a = '''\nx\\y'''", "a = \"\"\"x\\\\\\\n   y\"\"\""] {
        assert_eq!(at(text, "a"), Value::String("x\\y".into()), "{text}");
    }
    let text = "a = \"\"\"\nx\ny\\r\\n\"\"\"\n";
    assert_eq!(at(text, "a"), Value::String("x\ny\r\n".into()));
    assert_eq!(at(&text.replace('\n', "\r\n"), "a"), at(text, "a"));
}

#[test]
fn spans_are_the_bytes_of_keys_and_values() {
    let text = "\u{feff}a . \"b c\" = [ 1, { x = 2 } ]\r\n[t]\r\nq = 3\r\n[[l.m]]\nn = 4\n";
    let root = root(text);
    let Data::Map(entries) = &root.data else { panic!("a map") };
    let names: Vec<&str> = entries.iter().map(|e| &text[e.name_span()]).collect();
    assert_eq!(names, ["a", "t", "l"]);
    let span = |key: &str| &text[root.find(&key.parse().unwrap()).unwrap().span()];
    assert_eq!(span("a.\"b c\""), "[ 1, { x = 2 } ]");
    assert_eq!(span("a.\"b c\"[1].x"), "2");
    assert_eq!((span("t"), span("t.q"), span("l.m[0].n")), ("[t]\r\nq = 3", "3", "4"));
    assert_eq!((span("l"), span("l.m"), span("l.m[0]")), ("[[l.m]]\nn = 4", "[[l.m]]\nn = 4", "[[l.m]]\nn = 4"));
    assert_eq!(span("a"), "a . \"b c\" = [ 1, { x = 2 } ]");
}

#[test]
fn refusals_have_a_place_and_a_reason() {
    for (text, expected) in [
        ("a = 1\na = 2\n", "line 2, column 1: duplicate key"),
        ("[a]\n[a]\n", "line 2, column 2: duplicate key"),
        ("a = 99999999999999999999\n", "line 1, column 5: "),
        ("a = {{ .Values.x }}\n", "line 1, column "),
        ("a = \n", "line 1, column "),
        ("é = 1\n", "line 1, column 1: "),
        ("a = 1 b = 2\n", "line 1, column 9: "),
    ] {
        let bad = read(Format::Toml, text.as_bytes().to_vec()).unwrap_err().to_string();
        assert!(bad.starts_with(expected), "{text:?}: {bad}");
    }
    assert!(read(Format::Toml, b"\xff\xfea\0".to_vec()).unwrap_err().reason.contains("UTF-16"));
}

#[test]
fn deep_files_are_refused_quickly() {
    for text in [
        format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("a = {}1", "{ a = ".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        (0..2000).map(|i| format!("[{}a]\n", "a.".repeat(i % 70))).collect::<String>(),
    ] {
        let _ = read(Format::Toml, text.into_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = read(Format::Toml, bytes);
    }

    #[test]
    fn any_pieces_are_answered(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "a", "b.c", "[", "]", "[[", "]]", "{", "}", " = ", "=", "1", "\"x\"", "'''", "\"\"\"", "\n", "\r\n", ",", "#", " ",
            "[a]\n", "[[a]]\n", "[a.b]\n", "a.b = 1\n", "a = {}\n", "b = [1,\n", "\\", "inf", "1979-05-27", "\u{feff}", "é",
        ]), 0..24,
    )) {
        let _ = read(Format::Toml, pieces.concat().into_bytes());
    }
}
