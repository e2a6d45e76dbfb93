//! A writer of TOML in all its notations: headers in any order, dotted keys, inline tables, arrays of tables,
//! comments, odd blanks.

use serde_json::{Map, Value as Json};

use super::document::Dice;

/// Writes a document in one of its many possible notations.
pub(crate) struct TomlPrinter {
    dice: Dice,
    comments: usize,
    dotted: bool,
    indented: bool,
    out: String,
}

impl TomlPrinter {
    pub(crate) fn text(json: &Json, seed: u64) -> String {
        let mut print = Self { dice: Dice(seed), comments: 0, dotted: false, indented: false, out: String::new() };
        (print.dotted, print.indented) = (print.any(2) == 0, print.any(3) == 0);
        if print.any(4) == 0 {
            print.out.push_str("# the file's\n\n");
        }
        print.body(json.as_object().unwrap(), &[], "");
        if print.any(4) == 0 {
            print.out.push_str("\n# the last\n");
        }
        print.out
    }

    fn any(&mut self, of: usize) -> usize {
        self.dice.below(of)
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# {} [c] = \"d\"", self.comments)
    }

    /// The lines of one map, then the sections below it.
    fn body(&mut self, map: &Map<String, Json>, path: &[String], indent: &str) {
        let mut tables = Vec::new();
        for (key, value) in map {
            let nested = value.as_object().is_some_and(|map| !map.is_empty())
                || value.as_array().is_some_and(|list| list.iter().any(Json::is_object));
            if nested && self.any(4) > 0 {
                tables.push((key, value));
            } else {
                self.line(&[spelled(key)], value, indent);
            }
        }
        tables.retain(|(key, value)| match value {
            // A map without headers below it may be written as dotted keys.
            Json::Object(inner) if self.dotted && self.any(3) == 0 => {
                inner.iter().for_each(|(name, value)| self.line(&[spelled(key), spelled(name)], value, indent));
                false
            }
            _ => true,
        });
        for (key, value) in tables {
            let path = [path, &[spelled(key)]].concat();
            let indent = if self.indented && path.len() > 1 { format!("{indent}  ") } else { String::new() };
            match value {
                Json::Array(items) => items.iter().for_each(|item| {
                    self.header(&format!("[[{}]]", path.join(".")), &indent);
                    self.body(item.as_object().unwrap(), &path, &indent);
                }),
                _ => {
                    let map = value.as_object().unwrap();
                    let only_tables = map.values().all(|value| value.as_object().is_some_and(|map| !map.is_empty()));
                    // A map that contains only tables needs no header if they all have one.
                    if only_tables && self.any(2) == 0 {
                        for (key, value) in map {
                            let path = [&path[..], &[spelled(key)]].concat();
                            self.header(&format!("[{}]", path.join(".")), &indent);
                            self.body(value.as_object().unwrap(), &path, &indent);
                        }
                    } else {
                        self.header(&format!("[{}]", path.join(".")), &indent);
                        self.body(map, &path, &indent);
                    }
                }
            }
        }
    }

    fn header(&mut self, header: &str, indent: &str) {
        let blank = !self.out.is_empty() && self.any(4) > 0;
        let comment = if self.any(5) == 0 { format!("{indent}{}\n", self.comment()) } else { String::new() };
        let tail = if self.any(6) == 0 { format!(" {}", self.comment()) } else { String::new() };
        self.out += &format!("{}{comment}{indent}{header}{tail}\n", if blank { "\n" } else { "" });
    }

    fn line(&mut self, names: &[String], value: &Json, indent: &str) {
        if self.any(8) == 0 {
            self.out.push('\n');
        }
        if self.any(6) == 0 {
            let comment = self.comment();
            let blank = if self.any(4) == 0 { "\n" } else { "" };
            self.out += &format!("{indent}{comment}\n{blank}");
        }
        let value = self.value(value, indent);
        let tail = if self.any(6) == 0 { format!("  {}", self.comment()) } else { String::new() };
        self.out += &format!("{indent}{} = {value}{tail}\n", names.join("."));
    }

    fn value(&mut self, value: &Json, indent: &str) -> String {
        match value {
            Json::String(text) if !text.contains('\'') && self.any(3) == 0 => {
                if text.contains('\n') {
                    format!("'''\n{text}'''")
                } else {
                    format!("'{text}'")
                }
            }
            Json::String(text) if self.any(3) == 0 => {
                format!("\"\"\"\n{}\"\"\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Json::Array(items) => {
                let tall = !items.is_empty() && self.any(2) == 0;
                let mut out = "[".to_owned();
                for (index, item) in items.iter().enumerate() {
                    let comment = if tall && self.any(5) == 0 {
                        format!("{indent}  {}\n", self.comment())
                    } else {
                        String::new()
                    };
                    let before =
                        if tall { format!("\n{comment}{indent}  ") } else { " ".repeat(usize::from(index > 0)) };
                    let comma = if index + 1 < items.len() || (tall && self.any(2) == 0) { "," } else { "" };
                    let tail = if tall && self.any(5) == 0 { format!(" {}", self.comment()) } else { String::new() };
                    out += &format!("{before}{}{comma}{tail}", self.value(item, &format!("{indent}  ")));
                }
                out + &if tall { format!("\n{indent}]") } else { "]".to_owned() }
            }
            Json::Object(map) if map.is_empty() => "{}".to_owned(),
            Json::Object(map) => {
                let entries =
                    map.iter().map(|(key, value)| format!("{} = {}", spelled(key), self.value(value, indent)));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
            scalar => scalar.to_string(),
        }
    }
}

fn spelled(key: &str) -> String {
    if key.bytes().all(|b| b.is_ascii_alphanumeric()) { key.to_owned() } else { Json::from(key).to_string() }
}

/// The comments of a text, in order.
pub(crate) fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.find("[c] = \"d\"").map(|_| &line[line.find("# ").unwrap_or(0)..])).collect()
}
