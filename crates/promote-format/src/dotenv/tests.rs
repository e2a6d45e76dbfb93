//! Reading `.env` files.

use super::read;
use crate::flat::entries;
use promote_model::Value;

fn one(text: &str) -> Result<Value, String> {
    let tree = read(text.as_bytes()).map_err(|error| error.to_string())?;
    let entries = entries(&tree);
    assert_eq!(entries.len(), 1, "{text}");
    Ok(entries[0].value.value())
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn live(text: &str) -> Value {
    Value::Token(text.to_owned())
}

#[test]
fn all_notations_of_a_text_are_equal() {
    for line in ["A=a b", "A='a b'", "A=\"a b\"", "export A=a b", "A = a b # c", "  A=\"a b\"\t# c", "A=a b  \r\n"] {
        assert_eq!(one(line).unwrap(), text("a b"), "{line}");
    }
    for line in ["A=", "A=\"\"", "A='' # c", "A= # c", "A=   \n"] {
        assert_eq!(one(line).unwrap(), text(""), "{line}");
    }
    assert_eq!(one("A").unwrap(), Value::Null);
    assert_eq!(one("export A # c\n").unwrap(), Value::Null);
}

#[test]
fn hashes_quotes_and_escapes() {
    assert_eq!(one("A=#fff").unwrap(), text("#fff"));
    assert_eq!(one("A=a#b #c").unwrap(), text("a#b"));
    assert_eq!(one("A='a # b'").unwrap(), text("a # b"));
    assert_eq!(one("A=\"a\\n\\\"b\\\\\" # c").unwrap(), text("a\n\"b\\"));
    assert_eq!(one("A='a\\nb'").unwrap(), text("a\\nb"));
    assert_eq!(one("A='C:\\dir\\'").unwrap(), text("C:\\dir\\"));
    assert_eq!(one("A=\"one\r\ntwo # no comment\n\"\n").unwrap(), text("one\ntwo # no comment\n"));
    assert_eq!(one("A={\"a\": \"b\"}").unwrap(), text("{\"a\": \"b\"}"));
    assert_eq!(one("A=\"a\",\"b\"").unwrap(), text("\"a\",\"b\""));
    assert_eq!(one("\u{feff}A=é").unwrap(), text("é"));
}

#[test]
fn values_that_would_be_expanded_differ_from_protected_ones() {
    assert_eq!(one("A=${B}").unwrap(), live("${B}"));
    assert_eq!(one("A=\"${B}\"").unwrap(), live("${B}"));
    assert_eq!(one("A='${B}'").unwrap(), text("${B}"));
    assert_eq!(one("A=\"\\${B}\"").unwrap(), text("${B}"));
    assert_eq!(one("A=US$ 5").unwrap(), text("US$ 5"));
}

#[test]
fn ambiguous_lines_are_refused_with_their_place() {
    let bad = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(bad("A=1\nif true; then"), "line 2, column 3: the line is neither KEY=value nor a comment");
    assert_eq!(bad("A=1\n\nA=2"), "line 3, column 1: the key A occurs twice, first on line 1");
    assert_eq!(bad("A=`x`"), "line 1, column 3: tools disagree about backquotes: use other quotes");
    assert_eq!(bad("A=\"x"), "line 1, column 3: the quote is not closed, or text follows it");
    assert_eq!(bad("A=\"a # b\" c"), "line 1, column 3: the quote is not closed, or text follows it");
    assert_eq!(bad("A=1\rB=2"), "line 1, column 4: the carriage return is not followed by a line feed");
    assert_eq!(bad("=1"), "line 1, column 1: expected a key, as in KEY=value");
    assert!(read(b"A=\xff").is_err());
    assert!(read(b"# nothing\n\n").unwrap().documents.is_empty());
}
