//! A writer of JSONC.

use serde_json::Value as Json;

use super::document::Dice;

/// Writes a document with a different comment in many places, and sometimes with trailing commas, or with commas that
/// start the lines.
pub(crate) struct JsoncPrinter {
    dice: Dice,
    comments: usize,
    out: String,
}

impl JsoncPrinter {
    pub(crate) fn text(json: &Json, seed: u64) -> String {
        let mut print = Self { dice: Dice(seed), comments: 0, out: String::new() };
        if print.any(3) == 0 {
            print.out += "// top\n";
        }
        print.value(json, "");
        print.out + if seed & 1 == 0 { "\n" } else { "" }
    }

    fn any(&mut self, of: usize) -> usize {
        self.dice.below(of)
    }

    /// A comment at the end of a line or in the middle.
    fn comment(&mut self, ends: bool) -> String {
        self.comments += 1;
        let block = !ends || self.any(3) == 0;
        if block { format!("/* c{}, \"]}} */", self.comments) } else { format!("// c{}, \"]}}", self.comments) }
    }

    fn value(&mut self, json: &Json, indent: &str) {
        let parts: Vec<(Option<&String>, &Json)> = match json {
            Json::Object(map) => map.iter().map(|(k, v)| (Some(k), v)).collect(),
            Json::Array(items) => items.iter().map(|v| (None, v)).collect(),
            scalar => return self.out += &scalar.to_string(),
        };
        let (open, close) = if json.is_object() { ('{', '}') } else { ('[', ']') };
        let inner = format!("{indent}  ");
        let tall = self.any(4) > 0;
        self.out.push(open);
        if tall && self.any(8) == 0 {
            let comment = self.comment(true);
            self.out += &format!(" {comment}");
        }
        let comma_first = tall && self.any(4) == 0;
        let last_comma = !comma_first && self.any(2) == 0;
        for (i, (key, value)) in parts.iter().enumerate() {
            if tall {
                let apart = i > 0 && self.any(5) == 0;
                self.out += if apart { "\n\n" } else { "\n" };
                self.out += &inner;
                if self.any(5) == 0 {
                    let comment = self.comment(true);
                    let blank = if self.any(3) == 0 { "\n" } else { "" };
                    self.out += &format!("{comment}\n{blank}{inner}");
                }
            } else if i > 0 {
                self.out.push(' ');
            }
            if comma_first && i > 0 {
                self.out += ", ";
            }
            if self.any(9) == 0 {
                let comment = self.comment(false);
                self.out += &format!("{comment} ");
            }
            if let Some(key) = key {
                self.out += &format!("{}: ", Json::from(key.as_str()));
            }
            self.value(value, &inner);
            if self.any(9) == 0 {
                let comment = self.comment(false);
                self.out += &format!(" {comment}");
            }
            if !comma_first && i + 1 < parts.len() || (tall && last_comma) {
                self.out.push(',');
            }
            if tall && self.any(5) == 0 {
                let comment = self.comment(true);
                self.out += &format!(" {comment}");
            }
        }
        if tall && (!parts.is_empty() || self.out.ends_with(char::is_alphanumeric) || self.out.ends_with(['}', '/'])) {
            if self.any(6) == 0 {
                let comment = self.comment(true);
                self.out += &format!("\n{inner}{comment}");
            }
            self.out += &format!("\n{indent}");
        }
        self.out.push(close);
    }
}

/// The numbers of the comments in a text.
pub(crate) fn comments(text: &str) -> Vec<&str> {
    let starts = text.match_indices("c").filter(|(at, _)| text[..*at].ends_with("// ") || text[..*at].ends_with("/* "));
    starts.map(|(at, _)| text[at..].split(',').next().unwrap_or_default()).collect()
}
