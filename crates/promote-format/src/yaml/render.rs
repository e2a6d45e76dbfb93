//! Values as new text, where the source's own cannot be taken along: what an alias stood for.

use super::scalar;
use super::spell::Spelled;
use crate::Scalar;
use promote_model::Value;

/// A value behind its indicator; the lines below it begin at `column`.
pub(crate) fn block(value: &Value, column: usize, behind_dash: bool) -> Spelled {
    match value {
        Value::Map(entries) if !entries.is_empty() => {
            let lines = entries.iter().map(|(name, value)| entry(&(scalar_text(name, false) + ":"), value, column));
            placed(lines.collect::<Vec<_>>().join("\n"), column, behind_dash)
        }
        Value::List(items) if !items.is_empty() => {
            let lines = items.iter().map(|value| entry("-", value, column));
            placed(lines.collect::<Vec<_>>().join("\n"), column, behind_dash)
        }
        Value::Tagged(tag, value) => {
            let inner = block(value, column, false);
            let head = if inner.head.is_empty() { tag.clone() } else { format!("{tag} {}", inner.head) };
            Spelled { head, tail: inner.tail }
        }
        _ => Spelled { head: flow(value, false), tail: String::new() },
    }
}

fn placed(lines: String, column: usize, behind_dash: bool) -> Spelled {
    if !behind_dash {
        return Spelled { head: String::new(), tail: lines };
    }
    let rest = lines.get(column..).unwrap_or_default();
    let (head, tail) = rest.split_once('\n').unwrap_or((rest, ""));
    Spelled { head: head.to_owned(), tail: tail.to_owned() }
}

fn entry(indicator: &str, value: &Value, column: usize) -> String {
    let spelled = block(value, column + 2, indicator == "-");
    let mut out = " ".repeat(column) + indicator;
    if !spelled.head.is_empty() {
        out = out + " " + &spelled.head;
    }
    if !spelled.tail.is_empty() {
        out = out + "\n" + &spelled.tail;
    }
    out
}

/// A value on one line; `json` quotes all text.
pub(crate) fn flow(value: &Value, json: bool) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Value::Null | Value::File(_) | Value::Secret(_) => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Token(text) => text.clone(),
        Value::String(text) => scalar_text(text, json),
        Value::List(items) => format!("[{}]", list(items.iter().map(|v| flow(v, json)).collect())),
        Value::Map(entries) => {
            let entry = |(name, value): &(String, Value)| format!("{}: {}", scalar_text(name, json), flow(value, json));
            format!("{{{}}}", list(entries.iter().map(entry).collect()))
        }
        Value::Tagged(tag, value) => format!("{tag} {}", flow(value, json)),
    }
}

/// Text without quotes where that is safe everywhere, else in double quotes.
pub(crate) fn scalar_text(text: &str, quoted: bool) -> String {
    if !quoted && is_plain(text) { text.to_owned() } else { double_quoted(text) }
}

fn is_plain(text: &str) -> bool {
    let special = |c: char| {
        c.is_control() || ",[]{}#&*!|>'\"%@`".contains(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    matches!(scalar::plain(text), Scalar::String(_))
        && !text.contains(special)
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.starts_with(['-', '?', ':', '=', '<'])
        && !text.starts_with("...")
        && text.trim() == text
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
