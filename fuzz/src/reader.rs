//! Laws of reading: spans are inside the file and inside each other, names are unique, an error names a place that
//! exists, and JSON is read as serde_json reads it.

use std::collections::HashSet;
use std::ops::Range;

use promote_format::{Data, Format, Node, Origin, Parsed, ReadError, Scalar};
use serde_json::Value as Json;

/// Reads bytes and checks the result. Returns whether they could be read.
pub fn read(format: Format, data: &[u8]) -> bool {
    let told = || String::from_utf8_lossy(data).into_owned();
    match promote_format::read(format, data.to_vec()) {
        Ok(parsed) => {
            assert_eq!(parsed.bytes, data);
            let mut end = 0;
            for document in &parsed.tree.documents {
                assert!(document.span.start >= end, "documents overlap\n{}", told());
                end = document.span.end;
                within(&document.root, &document.span, &parsed);
            }
            if format == Format::Json {
                let other = other_json(data).unwrap_or_else(|e| panic!("only we read this: {e}\n{}", told()));
                let root = &parsed.tree.documents[0].root;
                assert!(other.is_none_or(|other| means(root, &other)), "read as {:?}\n{}", root.value(), told());
            }
            true
        }
        Err(error) => {
            refused(data, &error);
            let expected =
                error.reason.contains("twice") || error.reason.contains("deep") || error.reason.contains("UTF");
            if format == Format::Json && !expected {
                assert!(!matches!(other_json(data), Ok(Some(_))), "refused ({error})\n{}", told());
            }
            false
        }
    }
}

fn refused(data: &[u8], error: &ReadError) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    let told = || format!("{error}\n{text}");
    let of_file = (error.line, error.column) == (1, 0);
    assert!((error.line >= 1 && error.column >= 1 || of_file) && !error.reason.is_empty(), "{}", told());
    let line = lines.nth(error.line - 1);
    // Readers that split lines at a lone carriage return count more of them.
    if !text.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        // At the end of the text, the error may be on the line after the last.
        let line = line.or((error.line == text.split('\n').count() + 1).then_some(""));
        let line = line.unwrap_or_else(|| panic!("no such line: {}", told()));
        // In a file that is not UTF-8, each byte is one character (ISO-8859-1).
        let bytes = data.split(|byte| *byte == b'\n').nth(error.line - 1).map_or(0, <[u8]>::len);
        let width = if std::str::from_utf8(data).is_ok() { line.chars().count() } else { bytes };
        assert!(error.column <= width + 2, "no such column: {}", told());
    }
}

/// Checks a node and everything below it; `outside` is the span of its parent.
fn within(node: &Node, outside: &Range<usize>, parsed: &Parsed) {
    let text = std::str::from_utf8(&parsed.bytes);
    let told = || format!("{node:?} in {outside:?}\n{}", String::from_utf8_lossy(&parsed.bytes));
    let span = node.span();
    assert!(span.start <= span.end && span.end <= parsed.bytes.len(), "outside the file: {}", told());
    assert!(text.is_err() || text.is_ok_and(|t| t.get(span.clone()).is_some()), "inside a character: {}", told());
    // A value from an anchor has the span of its alias.
    if matches!(node.origin(), Origin::Derived(_)) {
        return;
    }
    // The span of a TOML table is its header; its entries may be anywhere below.
    let inside = span.start >= outside.start && span.end <= outside.end;
    assert!(inside || parsed.format == Format::Toml, "outside what holds it: {}", told());
    match &node.data {
        Data::Map(entries) => {
            let mut names = HashSet::new();
            for entry in entries {
                assert!(names.insert(&entry.name), "{} twice: {}", entry.name, told());
                within(&entry.value, &span, parsed);
            }
        }
        Data::List(items) => items.iter().for_each(|item| within(item, &span, parsed)),
        Data::Scalar(_) => {}
    }
}

/// What serde_json reads; `None` for numbers beyond its range and nesting beyond its limit.
fn other_json(data: &[u8]) -> Result<Option<Json>, serde_json::Error> {
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    match serde_json::from_slice::<Json>(data) {
        Ok(value) => Ok(Some(value)),
        Err(e) if e.to_string().contains("number out of range") || e.to_string().contains("recursion limit") => {
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

fn means(node: &Node, json: &Json) -> bool {
    match (&node.data, json) {
        (Data::Map(entries), Json::Object(object)) => {
            entries.len() == object.len()
                && entries.iter().all(|e| object.get(e.name.as_str()).is_some_and(|json| means(&e.value, json)))
        }
        (Data::List(items), Json::Array(array)) => {
            items.len() == array.len() && items.iter().zip(array).all(|(item, json)| means(item, json))
        }
        (Data::Scalar(Scalar::Null), Json::Null) => true,
        (Data::Scalar(Scalar::Bool(a)), Json::Bool(b)) => a == b,
        (Data::Scalar(Scalar::Plain(text)), Json::Number(number)) => {
            // The other reader does not round the last digit of long numbers as it should.
            let (a, b): (f64, f64) = (text.parse().unwrap_or(f64::NAN), number.as_f64().unwrap_or(f64::NAN));
            // Beyond its range, it reads the largest number.
            (a - b).abs() <= b.abs() * 1e-12 || (a.abs() == f64::INFINITY && b.abs() > 1e308)
        }
        (Data::Scalar(Scalar::String(a)), Json::String(b)) => a == b,
        _ => false,
    }
}
