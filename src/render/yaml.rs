//! The public JSON as YAML, with nothing hidden in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use promote_model::text::is_hidden;

/// A JSON value as one YAML document.
///
/// The emitter leaves some characters as they are that cannot be seen (marks of direction, for example). A string with
/// such a character is written in double quotes with escapes: while YAML is emitted, a unique word stands in its place.
pub(crate) fn document(value: &Json) -> String {
    let text = value.to_string();
    if !text.chars().any(is_hidden)
        && !text.contains("\\u")
        && !text.contains("\\b")
        && !text.contains("\\f")
        && !text.contains("\\r")
    {
        return emit(value);
    }
    let mut words = Words { prefix: free_prefix(&text), texts: BTreeMap::new() };
    let mut out = emit(&words.replace(value));
    // From the last one, so that no word is the beginning of another.
    for (number, text) in words.texts.iter().rev() {
        out = out.replace(&format!("{}{number}", words.prefix), text);
    }
    out
}

fn emit(value: &Json) -> String {
    // JSON is YAML, too.
    serde_yaml::to_string(value).unwrap_or_else(|_| format!("{value}\n"))
}

/// The beginning of words that do not occur in the text.
fn free_prefix(text: &str) -> String {
    let mut prefix = "Hidden".to_owned();
    while text.contains(&prefix) {
        prefix.push('X');
    }
    prefix
}

/// Words, and the quoted strings that they stand for.
struct Words {
    prefix: String,
    texts: BTreeMap<usize, String>,
}

impl Words {
    fn replace(&mut self, value: &Json) -> Json {
        match value {
            Json::String(text) => Json::String(self.word(text)),
            Json::Array(items) => items.iter().map(|item| self.replace(item)).collect(),
            Json::Object(members) => {
                let members = members.iter().map(|(name, value)| (self.word(name), self.replace(value)));
                Json::Object(members.collect::<Map<_, _>>())
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => value.clone(),
        }
    }

    fn word(&mut self, text: &str) -> String {
        // Line breaks and tabs are the emitter's own business.
        if !text.chars().any(|c| is_hidden(c) && !matches!(c, '\n' | '\t')) {
            return text.to_owned();
        }
        let number = self.texts.len();
        self.texts.insert(number, quoted(text));
        format!("{}{number}", self.prefix)
    }
}

/// A double-quoted scalar (YAML 1.2, 7.3.1).
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_is_hidden_and_nothing_is_lost() {
        let many: Vec<String> = (0..12).map(|n| format!("\u{202e}{n}")).collect();
        let value = json!({
            "schemaVersion": 1, "a\u{200b}": "\u{202e}x", "lines": "a\nb\n", "bell": "\u{7}", "word": "Hidden0",
            "yes": "yes", "number": "1.10", "many": many, "quotes": "\"\\\u{feff}",
        });
        let text = document(&value);
        assert!(text.starts_with("schemaVersion: 1\n"), "{text}");
        assert!(!text.chars().any(|c| is_hidden(c) && c != '\n'), "{text}");
        assert_eq!(serde_yaml::from_str::<Json>(&text).unwrap(), value, "{text}");
    }
}
