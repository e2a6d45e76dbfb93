//! Writers of JSON and JSONC.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::document::{ANY_NAMES, Shape, document};

/// The documents of JSON.
pub(crate) const SHAPE: Shape = Shape { names: ANY_NAMES, nulls: true };

/// Random JSON in one of the usual layouts, or with random blanks between tokens; sometimes with a byte order
/// mark.
pub(crate) fn text(json: &Json, seed: u64) -> String {
    let layouts = [
        JsonPrinter::Lines("  "),
        JsonPrinter::Lines("    "),
        JsonPrinter::Lines("\t"),
        JsonPrinter::Minified,
        JsonPrinter::Spaced,
    ];
    let text = match layouts.get(usize::try_from(seed % 8).unwrap()) {
        Some(layout) => format!("{}\n", layout.text(json)),
        None => shaken(&JsonPrinter::Minified.text(json), seed),
    };
    if seed & 0x700 == 0 { format!("\u{feff}{text}") } else { text }
}

/// Random JSON.
pub(crate) fn json() -> impl Strategy<Value = Json> {
    document(SHAPE)
}

/// A layout: indented, or on one line with or without blanks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum JsonPrinter {
    Lines(&'static str),
    Minified,
    Spaced,
}

pub(crate) fn print() -> impl Strategy<Value = JsonPrinter> {
    let lines = prop_oneof![Just("  "), Just("    "), Just("\t")].prop_map(JsonPrinter::Lines);
    prop_oneof![3 => lines, 1 => Just(JsonPrinter::Minified), 1 => Just(JsonPrinter::Spaced)]
}

impl JsonPrinter {
    pub(crate) fn text(self, json: &Json) -> String {
        let mut out = String::new();
        self.write(&mut out, json, "");
        out
    }

    fn write(self, out: &mut String, json: &Json, indent: &str) {
        let parts: Vec<(Option<&String>, &Json)> = match json {
            Json::Object(map) => map.iter().map(|(k, v)| (Some(k), v)).collect(),
            Json::Array(items) => items.iter().map(|v| (None, v)).collect(),
            scalar => return out.push_str(&scalar.to_string()),
        };
        let (open, close) = if json.is_object() { ('{', '}') } else { ('[', ']') };
        out.push(open);
        let inner = match self {
            Self::Lines(unit) => format!("{indent}{unit}"),
            _ => String::new(),
        };
        for (i, (key, value)) in parts.iter().enumerate() {
            match self {
                Self::Lines(_) => out.push_str(&format!("{}\n{inner}", if i > 0 { "," } else { "" })),
                Self::Spaced if i > 0 => out.push_str(", "),
                Self::Minified if i > 0 => out.push(','),
                _ => {}
            }
            if let Some(key) = key {
                out.push_str(&Json::from(key.as_str()).to_string());
                out.push_str(if matches!(self, Self::Minified) { ":" } else { ": " });
            }
            self.write(out, value, &inner);
        }
        if let (Self::Lines(_), false) = (self, parts.is_empty()) {
            out.push_str(&format!("\n{indent}"));
        }
        out.push(close);
    }
}

/// Random blanks between all tokens, chosen by `seed`.
fn shaken(text: &str, mut seed: u64) -> String {
    let blanks = ["", " ", "\n", "\r\n\t", "  ", "\n\n   "];
    let mut out = String::new();
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        let structural = !in_string && "{}[]:,".contains(c);
        let mut blank = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            blanks[usize::try_from(seed >> 33).unwrap() % blanks.len()]
        };
        if structural {
            out.push_str(blank());
        }
        out.push(c);
        if structural {
            out.push_str(blank());
        }
        in_string ^= c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
    }
    out
}
