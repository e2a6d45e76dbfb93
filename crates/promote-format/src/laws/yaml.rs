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
            value => format!(" {}{}\n", self.flow(value), self.tail()),
        }
    }

    fn item(&mut self, item: &Json, column: usize) -> String {
        let pad = " ".repeat(column);
        match item {
            Json::Object(map) if !map.is_empty() => format!("{pad}- {}", self.map(map, column + 2)),
            item => format!("{pad}- {}{}\n", self.flow(item), self.tail()),
        }
    }

    fn tail(&mut self) -> String {
        if self.dice.one_in(6) { format!("  {}", self.comment()) } else { String::new() }
    }

    fn flow(&mut self, value: &Json) -> String {
        match value {
            Json::Array(items) => {
                format!("[{}]", items.iter().map(|item| self.flow(item)).collect::<Vec<_>>().join(", "))
            }
            Json::Object(map) => {
                let entries = map.iter().map(|(key, value)| {
                    // In a collection that looks like JSON, new strings get double quotes, too.
                    let key = if is_word(key) { key.clone() } else { format!("'{key}'") };
                    format!("{key}: {}", self.flow(value))
                });
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            Json::String(text) if is_word(text) && self.dice.one_in(2) => text.clone(),
            Json::String(text) if !text.contains(['\n', '\'']) && self.dice.one_in(2) => format!("'{text}'"),
            scalar => scalar.to_string(),
        }
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
