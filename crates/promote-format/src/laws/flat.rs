//! Writers of `.env` and `.properties` files, and the lines of such a file that edits must keep.

use proptest::prelude::*;

use crate::flat::entries;
use crate::{Edit, Format, Parsed, Place};
use promote_model::{Key, Step};

/// The notation of one format.
#[derive(Clone, Copy)]
pub(crate) struct Dialect {
    format: Format,
    names: [&'static str; 8],
    values: [&'static str; 12],
    separators: [&'static str; 4],
    prefixes: [&'static str; 3],
    comments: [&'static str; 3],
    tails: [&'static str; 2],
}

pub(crate) const DOTENV: Dialect = Dialect {
    format: Format::Dotenv,
    names: ["A", "B", "LONG_NAME", "a.b", "x-y", "DB_HOST", "DB_PORT", "Z9"],
    values: [
        "1",
        "two words",
        "'single # quoted'",
        "\"double \\\" $X\"",
        "\"several\n  lines # no comment\n\"",
        "",
        "a=b",
        "${X}#y",
        "'1'",
        "http://x/?a=b#c",
        "{\"json\": [1, 2]}",
        "é€",
    ],
    separators: ["=", "=", " = ", "="],
    prefixes: ["", "export ", "  "],
    comments: ["# a comment", "#A=commented out", "  # indented"],
    tails: ["", "   # behind"],
};

pub(crate) const PROPERTIES: Dialect = Dialect {
    format: Format::Properties,
    names: ["a", "a.b", "a.b.c", "key\\ with\\=all", "logging.level.x", "é", "\\u00fc", "Z9"],
    values: [
        "1",
        "two words ",
        "a,\\\n    b,\\\n    c",
        "C:\\\\dir",
        "",
        "=x",
        "\\ blank",
        "\\u20ac",
        "ä",
        "# no comment",
        "tab\\tend\\\\",
        "x\\\n\ty",
    ],
    separators: ["=", " = ", ":", "=\\\n    "],
    prefixes: ["", "", "  "],
    comments: ["# a comment", "! another", "#a=commented out"],
    tails: ["", ""],
};

/// One entry: its name, its value, and a seed for its layout.
type Line = (usize, usize, u32);

fn lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec((0..8_usize, 0..12_usize, any::<u32>()), 0..8).prop_map(|mut lines: Vec<Line>| {
        let mut seen = [false; 8];
        lines.retain(|(name, ..)| !std::mem::replace(&mut seen[*name], true));
        lines
    })
}

/// The style of a file: the prefix and separator of all its lines, or a different one per line; line endings.
type Habits = (Option<usize>, bool, bool);

fn habits() -> impl Strategy<Value = Habits> {
    (prop::option::of(0..12_usize), any::<bool>(), any::<bool>())
}

fn text(dialect: Dialect, lines: &[Line], (habit, crlf, ended): Habits) -> String {
    let mut out = String::new();
    for (name, value, seed) in lines {
        let mut seed = *seed as usize;
        let mut one_in = |many: usize| {
            let hit = seed.is_multiple_of(many);
            seed /= many;
            hit
        };
        for _ in 0..2 {
            if one_in(4) {
                out.push('\n');
            }
            if one_in(3) {
                out.push_str(dialect.comments[name % 3]);
                out.push('\n');
            }
        }
        let style = habit.unwrap_or(seed);
        out.push_str(dialect.prefixes[style % 3]);
        out.push_str(dialect.names[*name]);
        out.push_str(dialect.separators[style % 4]);
        out.push_str(dialect.values[*value]);
        // Only a blank starts a comment.
        out.push_str(dialect.tails[if dialect.values[*value].is_empty() { 0 } else { seed / 12 % 2 }]);
        out.push('\n');
    }
    if !ended {
        out.pop();
    }
    if crlf { out.replace('\n', "\r\n") } else { out }
}

/// A random file.
pub(crate) fn file(dialect: Dialect) -> impl Strategy<Value = Vec<u8>> {
    (lines(), habits(), any::<bool>()).prop_map(move |(lines, habits, latin)| bytes(dialect, &lines, habits, latin))
}

/// Two files with the same entries in different layouts.
pub(crate) fn twins(dialect: Dialect) -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    (lines(), habits(), habits(), any::<u32>()).prop_map(move |(lines, ours, theirs, turn)| {
        let others: Vec<Line> = lines.iter().map(|(name, value, seed)| (*name, *value, seed ^ turn)).collect();
        (bytes(dialect, &lines, ours, false), bytes(dialect, &others, theirs, false))
    })
}

fn bytes(dialect: Dialect, lines: &[Line], habits: Habits, latin: bool) -> Vec<u8> {
    let text = text(dialect, lines, habits);
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.filter(|_| latin && dialect.format == Format::Properties).unwrap_or(text.into_bytes())
}

fn at(name: &str) -> Place {
    Place { document: 0, key: Key::from(vec![Step::Name(name.to_owned())]) }
}

fn named(edits: &[Edit], name: &str) -> bool {
    edits
        .iter()
        .any(|edit| matches!(edit, Edit::Set { at: place, .. } | Edit::Remove { at: place } if *place == at(name)))
}

/// The lines that no edit may touch: those of other entries, and comments that are not directly above a removed
/// entry.
pub(crate) fn kept(file: &Parsed, edits: &[Edit]) -> Vec<Vec<u8>> {
    let line_of = |byte: usize| file.bytes[..byte].iter().filter(|b| **b == b'\n').count();
    let all: Vec<&[u8]> = lines_of(&file.bytes).collect();
    let mut owned = vec![false; all.len()];
    for entry in entries(&file.tree).iter().filter(|entry| named(edits, &entry.name)) {
        let (first, last) = (line_of(entry.name_span().start), line_of(entry.value.span().end));
        owned[first..=last].fill(true);
        let is_comment =
            |line: &&[u8]| line.trim_ascii_start().starts_with(b"#") || line.trim_ascii_start().starts_with(b"!");
        let comments = all[..first].iter().rev().take_while(|line| is_comment(line)).count();
        owned[first - comments..first].fill(true);
    }
    all.into_iter()
        .zip(owned)
        .filter(|(line, owned)| !owned && !line.trim_ascii().is_empty())
        .map(|(line, _)| line.to_vec())
        .collect()
}

fn lines_of(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}
