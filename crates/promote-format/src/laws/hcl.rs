//! A writer of HCL: attributes, objects, tuples, and blocks for the names `d` and `e`.

use serde_json::{Map, Value as Json};

use super::document::{Dice, Shape};

/// The documents of HCL: names are identifiers.
pub(crate) const SHAPE: Shape = Shape { names: "[a-e]", nulls: true };

struct HclWriter {
    dice: Dice,
    comments: usize,
}

/// Random HCL.
pub(crate) fn text(json: &Json, seed: u64) -> String {
    let mut writer = HclWriter { dice: Dice(seed), comments: 0 };
    let head = if writer.dice.one_in(4) { "# top\n\n" } else { "" };
    let body = json.as_object().map(|map| writer.body(map, "")).unwrap_or_default();
    format!("{head}{body}")
}

/// The comments of a text.
pub(crate) fn comments(text: &str) -> Vec<String> {
    let comment = |line: &str| Some(line[line.find("# c")?..].to_owned());
    text.lines().filter_map(comment).collect()
}

impl HclWriter {
    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# c{}: \"{{", self.comments)
    }

    fn tail(&mut self) -> String {
        if self.dice.one_in(6) { format!(" {}", self.comment()) } else { String::new() }
    }

    fn body(&mut self, map: &Map<String, Json>, indent: &str) -> String {
        let mut out = String::new();
        for (name, value) in map {
            if !out.is_empty() && self.dice.one_in(6) {
                out.push('\n');
            }
            if !out.is_empty() && self.dice.one_in(6) {
                out += &format!("{indent}{}\n", self.comment());
            }
            let deeper = format!("{indent}  ");
            out += &match value {
                Json::Object(map) if !map.is_empty() && matches!(name.as_str(), "d" | "e") => {
                    format!("{indent}{name} {{\n{}{indent}}}\n", self.body(map, &deeper))
                }
                value => format!("{indent}{name} = {}{}\n", self.value(value, indent), self.tail()),
            };
        }
        out
    }

    fn value(&mut self, value: &Json, indent: &str) -> String {
        let deeper = format!("{indent}  ");
        match value {
            Json::Array(items) if !items.is_empty() => {
                let tall = self.dice.one_in(2);
                let items: Vec<String> = items.iter().map(|item| self.value(item, &deeper)).collect();
                match tall {
                    true => format!("[\n{deeper}{},\n{indent}]", items.join(&format!(",\n{deeper}"))),
                    false => format!("[{}]", items.join(", ")),
                }
            }
            Json::Object(map) if !map.is_empty() => {
                let mixed = self.dice.one_in(2);
                let mut out = String::from("{");
                let mut shared = mixed && self.dice.one_in(6);
                for (name, value) in map {
                    out += &if shared { " ".to_owned() } else { format!("\n{deeper}") };
                    let colon = if mixed { [" = ", ": ", "=", " : "][self.dice.below(4)] } else { " = " };
                    out += &format!("{name}{colon}{}", self.value(value, &deeper));
                    shared = mixed && self.dice.one_in(6);
                    out += if shared || mixed && self.dice.one_in(2) { "," } else { "" };
                    out += &if shared { String::new() } else { self.tail() };
                }
                format!("{out}\n{indent}}}")
            }
            scalar => scalar.to_string(),
        }
    }
}
