//! Values as JSON, with their types where JSON cannot express them.
//!
//! JSON has one kind of number, of 64 bits in most parsers, and neither dates nor tags. A scalar that it cannot
//! represent without loss becomes a string, and its type is given separately.

use std::fmt;

use serde_json::{Map, Value as Json};

use super::{MASK, Value};
use crate::{Key, Step};

impl Value {
    /// The value as JSON. A token that JSON cannot represent without loss becomes a string.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(b) => Json::Bool(*b),
            Self::Token(text) => exact_number(text).map_or_else(|| Json::String(text.clone()), Json::Number),
            Self::String(s) => Json::String(s.clone()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Map(entries) => Json::Object(entries.iter().map(|(k, v)| (k.clone(), v.to_json())).collect()),
            Self::Tagged(tag, inner) => serde_json::json!({ tag.as_str(): inner.to_json() }),
            Self::File(file) => serde_json::json!({
                "blob": file.blob.to_string(),
                "mode": format!("{:o}", file.mode.bits()),
                "size": file.size,
            }),
            Self::Secret(_) => Json::from(MASK),
        }
    }

    /// The value as JSON with numbers by numeric value, within 64 bits, regardless of their notation (`0x1F4`, `+9`,
    /// `9.50`; YAML 1.2.2, 10.3.2, and TOML 1.0.0, Integer and Float). Other tokens (dates, words, infinity) become
    /// strings.
    pub fn to_json_by_value(&self) -> Json {
        match self {
            Self::Token(text) => numeric_value(text).map_or_else(|| Json::String(text.clone()), Json::Number),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json_by_value).collect()),
            Self::Map(entries) => {
                Json::Object(entries.iter().map(|(name, value)| (name.clone(), value.to_json_by_value())).collect())
            }
            Self::Tagged(tag, inner) => serde_json::json!({ tag.as_str(): inner.to_json_by_value() }),
            other => other.to_json(),
        }
    }

    /// The types that [`Self::to_json`] does not express: the type of a scalar that is a string in JSON but not in the
    /// file; for a list or map, these types by key, with positions in lists. `None` if the JSON is exact.
    pub fn json_type(&self) -> Option<Json> {
        let mut types = Vec::new();
        collect(self, &Key::root(), &mut types);
        match types.as_slice() {
            [] => None,
            [(key, only)] if key.is_root() => Some(Json::String((*only).to_owned())),
            _ => Some(Json::Object(types.iter().map(|(k, t)| (k.to_string(), Json::from(*t))).collect::<Map<_, _>>())),
        }
    }
}

/// JSON on one line, except that tokens and tags are printed as written in the file.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(text) => f.write_str(text),
            Self::Secret(_) => f.write_str(MASK),
            Self::Tagged(tag, inner) => write!(f, "{tag} {inner}"),
            Self::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { '[' } else { ',' })?;
                }
                f.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Self::Map(entries) => {
                for (at, (name, value)) in entries.iter().enumerate() {
                    write!(f, "{}{}:{value}", if at == 0 { '{' } else { ',' }, Json::from(name.as_str()))?;
                }
                f.write_str(if entries.is_empty() { "{}" } else { "}" })
            }
            Self::Null | Self::Bool(_) | Self::String(_) | Self::File(_) => write!(f, "{}", self.to_json()),
        }
    }
}

/// Collects the types that JSON does not express.
fn collect(value: &Value, key: &Key, types: &mut Vec<(Key, &'static str)>) {
    match value {
        Value::Token(text) if exact_number(text).is_none() => types.push((key.clone(), type_of(text))),
        Value::Secret(_) => types.push((key.clone(), "secret")),
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, &key.child(Step::Index(at)), types);
            }
        }
        Value::Map(entries) => {
            for (name, value) in entries {
                collect(value, &key.child(Step::Name(name.clone())), types);
            }
        }
        Value::Tagged(tag, inner) => {
            types.push((key.clone(), "tagged"));
            collect(inner, &key.child(Step::Name(tag.clone())), types);
        }
        _ => {}
    }
}

/// The JSON number with exactly this spelling.
fn exact_number(text: &str) -> Option<serde_json::Number> {
    serde_json::from_str::<serde_json::Number>(text).ok().filter(|number| number.to_string() == text)
}

/// The numeric value of a token.
fn numeric_value(text: &str) -> Option<serde_json::Number> {
    if let Some(number) = exact_number(text) {
        return Some(number);
    }
    if is_date(text) || !is_number(text) {
        return None;
    }
    let plain = text.replace('_', "");
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let whole = BASES.iter().find_map(|(prefix, radix)| Some((digits.strip_prefix(prefix)?, *radix)));
    let whole = whole.map_or_else(|| digits.parse().ok(), |(digits, radix)| i128::from_str_radix(digits, radix).ok());
    match whole.and_then(|whole| serde_json::Number::from_i128(sign * whole)) {
        Some(number) => Some(number),
        None => {
            let value = match whole {
                Some(whole) => whole as f64,
                None => digits.parse().ok()?,
            };
            serde_json::Number::from_f64(f64::from(sign as i8) * value)
        }
    }
}

/// The prefixes of non-decimal numbers.
const BASES: [(&str, u32); 4] = [("0x", 16), ("0X", 16), ("0o", 8), ("0b", 2)];

/// The type of a token: a number of any format, a date, or a word that some YAML parsers read as a boolean or number.
fn type_of(text: &str) -> &'static str {
    if is_date(text) {
        "date"
    } else if is_number(text) {
        "number"
    } else {
        "word"
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(digits.to_ascii_lowercase().as_str(), ".inf" | ".nan" | "inf" | "nan") {
        return true;
    }
    let based = |radix: u32, digits: &str| {
        digits.starts_with(|c: char| c.is_digit(radix)) && digits.chars().all(|c| c == '_' || c.is_digit(radix))
    };
    for (prefix, radix) in BASES {
        if let Some(digits) = digits.strip_prefix(prefix) {
            return based(radix, digits);
        }
    }
    digits.starts_with(|c: char| c == '.' || c.is_ascii_digit()) && digits.replace('_', "").parse::<f64>().is_ok()
}

/// Whether the text begins with a date such as `2024-01-01`.
fn is_date(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() >= 10 && text.bytes().take(10).enumerate().all(shape)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_by_numeric_value() {
        for (text, expected) in [
            ("9.50", json!(9.5)),
            ("+9", json!(9)),
            ("-0x1F4", json!(-500)),
            ("0o764", json!(500)),
            ("0b11", json!(3)),
            ("1_000", json!(1000)),
            ("017", json!(17)),
            ("5e2", json!(500.0)),
            ("+.5", json!(0.5)),
            ("99999999999999999999", json!(99_999_999_999_999_999_999.0)),
            ("-99999999999999999999", json!(-99_999_999_999_999_999_999.0)),
            ("0xFFFFFFFFFFFFFFFFF", json!(295_147_905_179_352_825_855.0)),
            ("18446744073709551615", json!(18_446_744_073_709_551_615_u64)),
            ("2024-01-01", json!("2024-01-01")),
            (".inf", json!(".inf")),
            ("-.nan", json!("-.nan")),
            ("yes", json!("yes")),
            ("1e999", json!("1e999")),
        ] {
            assert_eq!(number(text).to_json_by_value(), expected, "{text}");
        }
        let list = Value::List(vec![Value::Map(vec![("a".to_owned(), number("+1"))])]);
        assert_eq!(list.to_json_by_value(), json!([{ "a": 1 }]));
    }

    fn number(text: &str) -> Value {
        Value::Token(text.to_owned())
    }

    #[test]
    fn json_quotes_tokens_that_it_cannot_represent() {
        for exact in ["30", "-1", "18446744073709551615", "0.1", "1.0"] {
            assert_eq!(number(exact).to_json().to_string(), exact);
            assert_eq!(number(exact).json_type(), None, "{exact}");
        }
        for text in [
            "1.10",
            "0o17",
            "017",
            "0x1F",
            "+1",
            "1.",
            ".5",
            "1e3",
            "-0",
            ".inf",
            "-.INF",
            ".nan",
            "12345678901234567890123",
            "0.1234567890123456789",
            "1_000",
            "0b11",
        ] {
            assert_eq!(
                (number(text).to_json(), number(text).json_type()),
                (json!(text), Some(json!("number"))),
                "{text}"
            );
        }
        for text in ["2024-01-01", "2024-01-01T10:00:00Z"] {
            assert_eq!(
                (number(text).to_json(), number(text).json_type()),
                (json!(text), Some(json!("date"))),
                "{text}"
            );
        }
        for text in ["yes", "OFF", "1:30:00", "0x", "0b2"] {
            assert_eq!(
                (number(text).to_json(), number(text).json_type()),
                (json!(text), Some(json!("word"))),
                "{text}"
            );
        }
        for value in [Value::Null, Value::Bool(true), Value::String("1.10".into()), Value::String(String::new())] {
            assert_eq!(value.json_type(), None);
        }
    }

    #[test]
    fn types_in_lists_and_maps_are_given_by_key() {
        let text = |text: &str| Value::String(text.to_owned());
        let list = Value::List(vec![number("1.10"), text("1.10"), number("1")]);
        let tagged = Value::Tagged("!Ref".to_owned(), Box::new(number("yes")));
        let map = Value::Map(vec![("a.b".to_owned(), list.clone()), ("t".to_owned(), tagged.clone())]);
        assert_eq!(list.json_type(), Some(json!({ "[0]": "number" })));
        assert_eq!(map.to_string(), r#"{"a.b":[1.10,"1.10",1],"t":!Ref yes}"#);
        assert_eq!(
            (Value::List(Vec::new()).to_string(), Value::Map(Vec::new()).to_string()),
            ("[]".into(), "{}".into())
        );
        assert_eq!(tagged.json_type(), Some(json!({ ".": "tagged", "!Ref": "word" })));
        assert_eq!(map.json_type(), Some(json!({ "\"a.b\"[0]": "number", "t": "tagged", "t.!Ref": "word" })));
    }
}
