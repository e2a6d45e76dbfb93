//! A writer of YAML: block and flow collections, quotes, block scalars, comments, two indentations.

use serde_json::{Map, Value as Json};

use super::document::Dice;

struct YamlWriter {
    dice: Dice,
    comments: usize,
    indent: usize,
    /// Whether sequences are indented below their key.
    deep_lists: bool,
}

/// Random YAML.
pub(crate) fn text(json: &Json, seed: u64) -> String {
    let mut dice = Dice(seed);
    let (indent, deep_lists) = ([2, 4][dice.below(2)], dice.one_in(2));
    let mut writer = YamlWriter { dice, comments: 0, indent, deep_lists };
    let Some(map) = json.as_object().filter(|map| !map.is_empty()) else { return "{}\n".to_owned() };
    let head = if writer.dice.one_in(4) { "# top\n\n" } else { "" };
    format!("{head}{}", writer.map(map, 0))
}

/// The comments of a text.
pub(crate) fn comments(text: &str) -> Vec<String> {
    let comment = |line: &str| Some(line[line.find("# c")?..].to_owned());
    text.lines().filter_map(comment).collect()
}

impl YamlWriter {
    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# c{}: 'x", self.comments)
    }

    /// The lines of a block mapping, the first one without its indentation.
    fn map(&mut self, map: &Map<String, Json>, column: usize) -> String {
        let pad = " ".repeat(column);
        let mut out = String::new();
        for (at, (key, value)) in map.iter().enumerate() {
            if at > 0 {
                if self.dice.one_in(6) {
                    out.push('\n');
                }
                if self.dice.one_in(6) {
                    out += &format!("{pad}{}\n", self.comment());
                }
                out += &pad;
            }
            out += &format!("{}:{}", self.key(key), self.value(value, column));
        }
        out
    }

    /// A value behind its key, with the line break.
    fn value(&mut self, value: &Json, column: usize) -> String {
        match value {
            Json::Object(map) if !map.is_empty() && !self.dice.one_in(5) => {
                let below = column + self.indent;
                let tail = self.tail();
                format!("{tail}\n{}{}", " ".repeat(below), self.map(map, below))
            }
            Json::Array(items) if !items.is_empty() && !self.dice.one_in(3) => {
                let below = if self.deep_lists { column + self.indent } else { column };
                let tail = self.tail();
                let items: String = items.iter().map(|item| self.item(item, below)).collect();
                format!("{tail}\n{items}")
            }
            Json::String(text) if is_literal(text) && self.dice.one_in(2) => {
                let pad = " ".repeat(column + self.indent);
                format!(" |\n{}", text.lines().map(|line| format!("{pad}{line}\n")).collect::<String>())
            }
            value => format!(" {}{}\n", self.flow(value, column), self.tail()),
        }
    }

    fn item(&mut self, item: &Json, column: usize) -> String {
        let pad = " ".repeat(column);
        match item {
            Json::Object(map) if !map.is_empty() => format!("{pad}- {}", self.map(map, column + 2)),
            item => format!("{pad}- {}{}\n", self.flow(item, column + 2), self.tail()),
        }
    }

    fn tail(&mut self) -> String {
        if self.dice.one_in(6) { format!("  {}", self.comment()) } else { String::new() }
    }

    /// A value in flow style; further lines are indented by `column`.
    fn flow(&mut self, value: &Json, column: usize) -> String {
        match value {
            Json::Array(items) if !items.is_empty() => {
                let below = self.below(column);
                let items: Vec<String> = items.iter().map(|item| self.element(item, column, below)).collect();
                format!("[{}]", self.parts(&items, column, below))
            }
            Json::Object(map) if !map.is_empty() => {
                let below = self.below(column);
                let entries: Vec<String> =
                    map.iter().map(|(key, value)| self.entry(key, value, below.unwrap_or(column))).collect();
                format!("{{{}}}", self.parts(&entries, column, below))
            }
            Json::String(text) if is_word(text) && self.dice.one_in(2) => text.clone(),
            Json::String(text) if !text.contains(['\n', '\'']) && self.dice.one_in(2) => format!("'{text}'"),
            scalar => scalar.to_string(),
        }
    }

    fn element(&mut self, item: &Json, column: usize, below: Option<usize>) -> String {
        match item.as_object().filter(|map| map.len() == 1).and_then(|map| map.iter().next()) {
            // A single pair may have no braces. It gets them with a second one, so its line may change.
            Some((key, value)) if is_word(key) && below.is_none() && self.dice.one_in(2) => {
                self.entry(key, value, column)
            }
            _ => self.flow(item, below.unwrap_or(column)),
        }
    }

    fn entry(&mut self, key: &str, value: &Json, column: usize) -> String {
        let explicit = if self.dice.one_in(12) { "? " } else { "" };
        // In a collection that looks like JSON, new strings get double quotes, too.
        let key = if is_word(key) { key.to_owned() } else { format!("'{key}'") };
        match value {
            Json::Null if self.dice.one_in(3) => format!("{explicit}{key}:"),
            value => format!("{explicit}{key}: {}", self.flow(value, column)),
        }
    }

    /// The indentation of parts on lines of their own.
    fn below(&mut self, column: usize) -> Option<usize> {
        self.dice.one_in(3).then_some(column + self.indent)
    }

    /// The parts of a flow collection, on one line or on lines of their own with comments.
    fn parts(&mut self, parts: &[String], column: usize, below: Option<usize>) -> String {
        let Some(below) = below else { return parts.join(", ") };
        let (pad, closes) = (" ".repeat(below), self.dice.one_in(2));
        let mut out = if self.dice.one_in(8) { format!(" {}", self.comment()) } else { String::new() };
        for (at, part) in parts.iter().enumerate() {
            let last = at + 1 == parts.len();
            if self.dice.one_in(5) {
                out += if self.dice.one_in(3) { "\n" } else { "" };
                out += &format!("\n{pad}{}", self.comment());
                out += if self.dice.one_in(3) { "\n" } else { "" };
            }
            out += &format!("\n{pad}{part}{}", if last && !closes { "" } else { "," });
            out += &if last && !closes { String::new() } else { self.tail() };
        }
        if closes { format!("{out}\n{}", " ".repeat(column)) } else { out }
    }

    fn key(&mut self, key: &str) -> String {
        if is_word(key) && !self.dice.one_in(4) { key.to_owned() } else { Json::from(key).to_string() }
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether a block scalar can hold the text.
fn is_literal(text: &str) -> bool {
    text.ends_with('\n') && text.lines().all(is_word)
}
