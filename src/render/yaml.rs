//! The public JSON as YAML, with nothing hidden in it, and the same for readers of YAML 1.1 and 1.2.

use serde_json::{Map, Value as Json};

use promote_model::text::is_hidden;

/// A JSON value as one YAML document.
///
/// The emitter leaves some characters as they are that cannot be seen (marks of direction, for example), and some words
/// without quotes that YAML 1.1 does not read as text (`yes`, `2024-01-01`). Such a string is written in double quotes:
/// while YAML is emitted, a unique word replaces it.
pub(crate) fn document(value: &Json) -> String {
    let mut words = Words { prefix: free_prefix(&value.to_string()), texts: Vec::new() };
    let emitted = emit(&words.replace(value));
    let mut parts = emitted.split(words.prefix.as_str());
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_at(part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len()));
        let text = number.parse().ok().and_then(|number: usize| words.texts.get(number));
        out.push_str(&text.map(|text| quoted(text)).unwrap_or_default());
        out.push_str(rest);
    }
    out
}

fn emit(value: &Json) -> String {
    // JSON is YAML, too.
    serde_yaml::to_string(value).unwrap_or_else(|_| format!("{value}\n"))
}

/// The beginning of words that do not occur in the text.
fn free_prefix(text: &str) -> String {
    let mut prefix = "Quoted".to_owned();
    while text.contains(&prefix) {
        prefix.push('X');
    }
    prefix
}

/// Words, and the strings that they stand for, by number.
struct Words {
    prefix: String,
    texts: Vec<String>,
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
        let hidden = text.chars().any(|c| is_hidden(c) && !matches!(c, '\n' | '\t'));
        if !hidden && !is_ambiguous(text) {
            return text.to_owned();
        }
        self.texts.push(text.to_owned());
        format!("{}{}", self.prefix, self.texts.len() - 1)
    }
}

/// Whether a reader of YAML 1.1 could take the text for a boolean, a number, a date or a merge key.
fn is_ambiguous(text: &str) -> bool {
    let word = ["y", "n", "yes", "no", "on", "off", "=", "<<"].iter().any(|word| text.eq_ignore_ascii_case(word));
    word || !text.contains('\n') && text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
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
            "schemaVersion": 1, "a\u{200b}": "\u{202e}x", "lines": "a\nb\n", "bell": "\u{7}", "word": "Quoted0",
            "yes": "yes", "number": "1.10", "many": many, "quotes": "\"\\\u{feff}",
            "0x1F": "2024-01-01", "times": ["1:30:00", "1_000", "off", "-"], "many lines": "1\n2\n",
        });
        let text = document(&value);
        assert!(text.starts_with("schemaVersion: 1\n"), "{text}");
        assert!(!text.chars().any(|c| is_hidden(c) && c != '\n'), "{text}");
        assert_eq!(serde_yaml::from_str::<Json>(&text).unwrap(), value, "{text}");
        for quoted in ["\"yes\": \"yes\"\n", "\"0x1F\": \"2024-01-01\"\n", "- \"1:30:00\"\n"] {
            assert!(text.contains(quoted), "{quoted}\n{text}");
        }
    }
}
