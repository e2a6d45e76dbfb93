//! Values as text: for flow collections from the source's own text where it keeps its meaning, and as newly
//! written text otherwise.

use super::anchors::{Aliases, aliases};
use super::change::SourceValue;
use super::indent::{MovedLines, Shift};
use super::layout::{NodeStyle, YamlText};
use super::scalar;
use crate::{Data, Entry, Node, Scalar};
use promote_model::Value;

/// A value as text, in two parts, without a line break at the end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct WrittenValue {
    /// The text after the key or dash; may be empty.
    pub(crate) head: String,
    /// The lines below, indented; may be empty.
    pub(crate) tail: String,
}

/// A value in block style; the lines below the indicator start at `column`.
pub(crate) fn block(value: &Value, column: usize, behind_dash: bool) -> WrittenValue {
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
            WrittenValue { head, tail: inner.tail }
        }
        _ => WrittenValue { head: flow(value, false), tail: String::new() },
    }
}

fn placed(lines: String, column: usize, behind_dash: bool) -> WrittenValue {
    if !behind_dash {
        return WrittenValue { head: String::new(), tail: lines };
    }
    let rest = lines.get(column..).unwrap_or_default();
    let (head, tail) = rest.split_once('\n').unwrap_or((rest, ""));
    WrittenValue { head: head.to_owned(), tail: tail.to_owned() }
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

/// A value on one line; `json` quotes all strings.
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

/// Text without quotes if that is safe in every context, otherwise in double quotes.
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

/// A value for a flow collection; `json` uses double quotes for keys and strings.
pub(crate) fn flow_value(source: YamlText<'_>, new: &SourceValue<'_>, json: bool) -> String {
    match &new.part {
        None => whole(source, new.node, json),
        Some(part) => {
            let texts: Vec<String> = part.iter().map(|new| flow_child(source, new, json)).collect();
            braced(&new.node.data, texts)
        }
    }
}

/// A multi-line flow collection or quoted scalar, for a line that starts at column `to`; `None` if the value is not
/// such a value or its text cannot be copied.
pub(crate) fn flow_lines(source: YamlText<'_>, new: &SourceValue<'_>, json: bool, to: usize) -> Option<String> {
    let node = new.node;
    let text = &source.text[node.span()];
    let braced = match source.style(node) {
        NodeStyle::Flow => true,
        style => style == NodeStyle::Scalar && text.starts_with(['"', '\'']),
    };
    let own = aliases(node) == Aliases::None && source.anchor(node).is_none() && new.part.is_none();
    if !text.contains('\n') || !braced || !own || (json && !is_json(source, node)) {
        return None;
    }
    let by = Shift { from: source.indent(node.span().start), to };
    Some(MovedLines::behind(source, node.span(), by).text())
}

/// An entry or element for a flow collection, on one line.
pub(crate) fn flow_child(source: YamlText<'_>, new: &SourceValue<'_>, json: bool) -> String {
    flow_entry(source, new, json, ": ", &flow_value(source, new, json))
}

/// An entry or element of a flow collection with this text as its value.
pub(crate) fn flow_entry(source: YamlText<'_>, new: &SourceValue<'_>, json: bool, colon: &str, value: &str) -> String {
    match new.parent {
        Some((Node { data: Data::Map(entries), .. }, index)) => {
            format!("{}{colon}{value}", key(source, &entries[index], context(json)))
        }
        _ => value.to_owned(),
    }
}

fn whole(source: YamlText<'_>, node: &Node, json: bool) -> String {
    let text = &source.text[node.span()];
    let own = aliases(node) == Aliases::None && source.anchor(node).is_none();
    let one_line = !text.contains('\n') && !text.is_empty();
    let fits = match source.style(node) {
        NodeStyle::Scalar => text.starts_with(['"', '\'']) || is_safe(text),
        NodeStyle::Flow => true,
        _ => false,
    };
    if own && one_line && fits && (!json || is_json(source, node)) {
        return text.to_owned();
    }
    let body = match &node.data {
        Data::Scalar(value) => flow(&value.value(), json),
        Data::Map(entries) => {
            let entry = |e: &Entry| format!("{}: {}", key(source, e, context(json)), whole(source, &e.value, json));
            braced(&node.data, entries.iter().map(entry).collect())
        }
        Data::List(items) => braced(&node.data, items.iter().map(|n| whole(source, n, json)).collect()),
    };
    match node.tag() {
        Some(tag) => format!("{tag} {body}"),
        None => body,
    }
}

/// Whether all keys and strings of a flow collection or scalar are in double quotes.
fn is_json(source: YamlText<'_>, node: &Node) -> bool {
    let quoted = |at: usize| source.text[at..].starts_with('"');
    match &node.data {
        Data::Scalar(Scalar::String(_)) => quoted(node.span().start),
        Data::Scalar(_) => true,
        Data::List(items) => items.iter().all(|item| is_json(source, item)),
        Data::Map(entries) => {
            entries.iter().all(|entry| quoted(entry.name_span().start) && is_json(source, &entry.value))
        }
    }
}

fn braced(data: &Data, texts: Vec<String>) -> String {
    match data {
        Data::List(_) => format!("[{}]", texts.join(", ")),
        _ => format!("{{{}}}", texts.join(", ")),
    }
}

fn context(json: bool) -> KeyContext {
    if json { KeyContext::Json } else { KeyContext::Flow }
}

/// Whether plain text of a block has the same meaning in a flow collection.
fn is_safe(text: &str) -> bool {
    !text.contains([',', '[', ']', '{', '}']) && !text.ends_with(':')
}

/// The place where a key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyContext {
    /// A block mapping.
    Block,
    /// A flow mapping.
    Flow,
    /// A flow mapping that uses quotes as JSON does.
    Json,
}

/// A key, copied from the source if possible.
pub(crate) fn key(source: YamlText<'_>, entry: &Entry, context: KeyContext) -> String {
    let text = &source.text[entry.name_span()];
    let copied = !text.is_empty() && !text.contains('\n') && !text.starts_with(['&', '*', '!']) && text != "<<";
    let same = match context {
        KeyContext::Block => true,
        KeyContext::Flow => text.starts_with(['"', '\'']) || is_safe(text),
        KeyContext::Json => text.starts_with('"'),
    };
    if copied && same { text.to_owned() } else { scalar_text(&entry.name, context == KeyContext::Json) }
}
