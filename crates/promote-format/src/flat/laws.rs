//! Laws of editing on generated flat files: the result equals the model, lines without edits are kept, and
//! editing back restores the bytes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::entries;
use crate::{Edit, Format, Parsed, Place, edit, read};
use promote_model::{Key, Step, Value};

/// The notation of one format.
#[derive(Clone, Copy)]
struct Dialect {
    format: Format,
    names: [&'static str; 8],
    values: [&'static str; 12],
    separators: [&'static str; 4],
    prefixes: [&'static str; 3],
    comments: [&'static str; 3],
    tails: [&'static str; 2],
}

const DOTENV: Dialect = Dialect {
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

const PROPERTIES: Dialect = Dialect {
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

fn parsed(format: Format, bytes: &[u8]) -> Parsed {
    let shown = String::from_utf8_lossy(bytes);
    read(format, bytes.to_vec()).unwrap_or_else(|bad| panic!("{bad} in\n{shown}"))
}

fn values(file: &Parsed) -> BTreeMap<String, Value> {
    entries(&file.tree).iter().map(|entry| (entry.name.to_string(), entry.value.value())).collect()
}

fn at(name: &str) -> Place {
    Place { document: 0, key: Key::from(vec![Step::Name(name.to_owned())]) }
}

/// Some of the edits from `target` to `source`, and the expected values.
fn edits(target: &Parsed, source: &Parsed, mask: u32, only_modify: bool) -> (Vec<Edit>, BTreeMap<String, Value>) {
    let (mut now, theirs) = (values(target), values(source));
    let mut edits = Vec::new();
    let names: Vec<String> =
        now.keys().chain(theirs.keys()).cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    for (index, name) in names.into_iter().enumerate() {
        let modifies = now.contains_key(&name) && theirs.contains_key(&name);
        if mask >> index & 1 == 0 || only_modify && !modifies {
            continue;
        }
        match theirs.get(&name) {
            Some(value) => {
                now.insert(name.clone(), value.clone());
                edits.push(Edit::Set { at: at(&name), from: 0 });
            }
            None => {
                now.remove(&name);
                edits.push(Edit::Remove { at: at(&name) });
            }
        }
    }
    (edits, now)
}

fn named(edits: &[Edit], name: &str) -> bool {
    edits
        .iter()
        .any(|edit| matches!(edit, Edit::Set { at: place, .. } | Edit::Remove { at: place } if *place == at(name)))
}

/// The lines that no edit may touch: those of other entries, and comments that are not directly above a removed
/// entry.
fn kept<'f>(file: &'f Parsed, edits: &[Edit]) -> Vec<&'f [u8]> {
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
        .map(|(line, _)| line)
        .collect()
}

fn lines_of(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

fn is_subsequence(part: &[&[u8]], whole: &[u8]) -> bool {
    let mut lines = lines_of(whole);
    part.iter().all(|wanted| lines.any(|line| line == *wanted))
}

fn any_file(dialect: Dialect) -> impl Strategy<Value = Vec<u8>> {
    (lines(), habits(), any::<bool>()).prop_map(move |(lines, habits, latin)| {
        let text = text(dialect, &lines, habits);
        let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        bytes.filter(|_| latin && dialect.format == Format::Properties).unwrap_or(text.into_bytes())
    })
}

fn hold(dialect: Dialect, target: &[u8], source: &[u8], mask: u32) -> Result<(), TestCaseError> {
    let (target, source) = (parsed(dialect.format, target), parsed(dialect.format, source));
    let told = |after: &[u8]| {
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        format!("=== source\n{}\n=== target\n{}\n=== after\n{}", show(&source.bytes), show(&target.bytes), show(after))
    };
    let (all, expected) = edits(&target, &source, mask, false);
    let after = edit(&target, &source, &all).map_err(|error| TestCaseError::fail(format!("{error}\n{}", told(&[]))))?;
    let again = parsed(dialect.format, &after);
    prop_assert_eq!(values(&again), expected, "{}", told(&after));
    let kept = kept(&target, &all);
    prop_assert!(is_subsequence(&kept, &after), "{}", told(&after));

    let (some, _) = edits(&target, &source, mask, true);
    let after = edit(&target, &source, &some).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let changed = parsed(dialect.format, &after);
    let back = edit(&changed, &target, &some).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert!(back == target.bytes, "and back\n{}\n=== back\n{}", told(&after), String::from_utf8_lossy(&back));
    Ok(())
}

fn survives(format: Format, target: &[u8], source: &[u8]) {
    if let (Ok(target), Ok(source)) = (read(format, target.to_vec()), read(format, source.to_vec())) {
        for mask in [u32::MAX, 1, 0b1010] {
            let (all, expected) = edits(&target, &source, mask, false);
            if let Ok(after) = edit(&target, &source, &all) {
                assert_eq!(values(&parsed(format, &after)), expected);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn dotenv(target in any_file(DOTENV), source in any_file(DOTENV), mask in any::<u32>()) {
        hold(DOTENV, &target, &source, mask)?;
    }

    #[test]
    fn properties(target in any_file(PROPERTIES), source in any_file(PROPERTIES), mask in any::<u32>()) {
        hold(PROPERTIES, &target, &source, mask)?;
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(
        target in "[A-Ca-c=:#!\\\\\"' \t\n\r$.u0-9é\u{c}]{0,40}",
        source in "[A-Ca-c=:#!\\\\\"' \t\n\r$.u0-9é\u{c}]{0,40}",
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        for format in [Format::Dotenv, Format::Properties] {
            survives(format, target.as_bytes(), source.as_bytes());
            survives(format, &bytes, source.as_bytes());
            survives(format, target.as_bytes(), &bytes);
        }
    }
}
