//! One law for all formats with brackets: the same edit of the same list or map over lines, with the same comments and empty
//! lines, gives the same lines, however the format spells them.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::{Data, Edit, Format, Parsed, Place, edit, read};
use promote_model::{Key, Step};

/// How a format spells a file with one list or map.
#[derive(Debug, Clone, Copy)]
struct Spelling {
    format: Format,
    /// The text before and after the brackets.
    around: [&'static str; 2],
    comment: &'static str,
    /// Whether names and elements are in double quotes.
    quotes: bool,
}

const JSONC: Spelling = Spelling { format: Format::Jsonc, around: ["{\"x\": ", "}"], comment: "//", quotes: true };
const JSON_LIKE: Spelling = Spelling { format: Format::Yaml, around: ["x: ", ""], comment: "#", quotes: true };
const YAML: Spelling = Spelling { quotes: false, ..JSON_LIKE };
/// As a target; the source has no anchor.
const ANCHORED: Spelling = Spelling { around: ["x: &all ", ""], ..YAML };
const TOML: Spelling = Spelling { format: Format::Toml, around: ["x = ", ""], ..JSON_LIKE };
const HCL: Spelling = Spelling { format: Format::Hcl, ..TOML };

/// The lines above a part.
const ABOVE: [&str; 6] = ["", "# about it\n", "# off\n\n", "# ---- part ----\n# why\n", "\n# apart\n", "\n"];

/// Above a part on the line of the one before it.
const JOINED: usize = ABOVE.len();

/// A part: its name, its value in a map, what is above it, and whether it has a comment behind it.
type Line = (u8, u8, usize, bool);

/// A list or map, and its layout: whether the commas start the lines, whether a comma follows the last part, whether a comment follows the opening bracket,
/// whether one precedes the closing bracket, and whether the first and the last part share the lines of the brackets.
#[derive(Debug, Clone)]
struct File {
    lines: Vec<Line>,
    leading: bool,
    last_comma: bool,
    head: bool,
    foot: bool,
    shares: [bool; 2],
}

/// A file whose parts have the names `a` to `h`, each once, in any order.
fn file() -> impl Strategy<Value = File> {
    let line = (0..8_u8, 0..3_u8, 0..=JOINED, any::<bool>());
    let layout =
        (prop::bool::weighted(0.3), any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.2), 0..6_u8);
    (prop::collection::vec(line, 0..7), layout).prop_map(|(mut lines, (leading, last_comma, head, foot, shares))| {
        let mut seen = [false; 8];
        lines.retain(|line| !std::mem::replace(&mut seen[usize::from(line.0)], true));
        File { lines, leading, last_comma: last_comma && !leading, head, foot, shares: [shares == 1, shares == 2] }
    })
}

fn name(line: &Line) -> String {
    char::from(b'a' + line.0).to_string()
}

impl File {
    fn text(&self, spelling: Spelling, is_map: bool) -> String {
        let [open, close] = if is_map { ["{", "}"] } else { ["[", "]"] };
        let mut out = open.to_owned() + if self.head { " # head\n" } else { "" };
        for (at, line) in self.lines.iter().enumerate() {
            out += &self.before(at);
            out += &if spelling.quotes { format!("\"{}\"", name(line)) } else { name(line) };
            out += &if is_map { format!(": {}", line.1) } else { String::new() };
            out += &self.behind(at);
        }
        out += if self.lines.is_empty() && !self.head { "\n" } else { "" };
        out += if self.foot { "  # foot\n" } else { "" };
        let out = (out + close).replace("# ", &format!("{} ", spelling.comment));
        format!("{}{out}{}\n", spelling.around[0], spelling.around[1])
    }

    /// The text between a part and the one before it, or the opening bracket.
    fn before(&self, at: usize) -> String {
        let line = &self.lines[at];
        match at.checked_sub(1).map(|at| self.lines[at]) {
            None if self.shares[0] && !self.head => return if self.leading { " " } else { "" }.to_owned(),
            Some(before) if line.2 == JOINED && !before.3 => return if self.leading { ", " } else { " " }.to_owned(),
            _ => {}
        }
        let newline = if at == 0 && self.head { "" } else { "\n" };
        let comma = match self.leading {
            true if at == 0 => "  ",
            true => ", ",
            false => "",
        };
        format!("{newline}{}  {comma}", ABOVE.get(line.2).unwrap_or(&"").replace("# ", "  # "))
    }

    /// The comma and the comment of a part, and the line break after the last one.
    fn behind(&self, at: usize) -> String {
        let (line, last) = (&self.lines[at], at + 1 == self.lines.len());
        let comma = if (!last && !self.leading) || self.last_comma { "," } else { "" };
        if last && self.shares[1] && !self.foot {
            return comma.to_owned();
        }
        let comment = if line.3 { format!(" # of {}", name(line)) } else { String::new() };
        format!("{comma}{comment}{}", if last { "\n" } else { "" })
    }

    fn parsed(&self, spelling: Spelling, is_map: bool) -> Parsed {
        let text = self.text(spelling, is_map);
        read(spelling.format, text.clone().into_bytes()).unwrap_or_else(|error| panic!("{error} in\n{text}"))
    }
}

/// The edits that a mask chooses: a part of the source is set, one that only the target has is removed.
fn edits(source: &File, target: &File, mask: u16, is_map: bool) -> Vec<Edit> {
    let place = |line: &Line| {
        let step = if is_map {
            Step::Name(name(line))
        } else {
            format!("[={}]", name(line)).parse::<Key>().unwrap().steps()[0].clone()
        };
        Place { document: 0, key: Key::from(vec![Step::Name("x".to_owned()), step]) }
    };
    let chosen = |line: &&Line| mask >> line.0 & 1 == 1;
    let set = source.lines.iter().filter(chosen).map(|line| Edit::Set { at: place(line), from: 0 });
    let only = target.lines.iter().filter(|line| !source.lines.iter().any(|other| other.0 == line.0));
    let removed = only.filter(chosen).map(|line| Edit::Remove { at: place(line) });
    set.chain(removed).collect()
}

/// Whether nothing would be left.
fn empties(target: &File, edits: &[Edit]) -> bool {
    edits.len() == target.lines.len() && edits.iter().all(|edit| matches!(edit, Edit::Remove { .. }))
}

/// The lines of an edited file, with one spelling for all.
fn edited(source: &File, target: &File, mask: u16, is_map: bool, spelling: Spelling) -> String {
    let edits = edits(source, target, mask, is_map);
    let plain = if spelling.around == ANCHORED.around { YAML } else { spelling };
    let bytes = edit(&target.parsed(spelling, is_map), &source.parsed(plain, is_map), &edits);
    let text = bytes.map(|bytes| String::from_utf8(bytes).unwrap()).unwrap_or_else(|error| {
        let [source, target] = [source, target].map(|file| file.text(spelling, is_map));
        panic!("{error}\n{source}=== target\n{target}{edits:?}")
    });
    let text = text.strip_prefix(spelling.around[0]).unwrap_or(&text).trim_end();
    let text = text.strip_suffix(spelling.around[1]).unwrap_or(text);
    text.replace('"', "").replace(&format!("{} ", spelling.comment), "# ")
}

fn edited_alike(formats: &'static [Spelling], is_map: bool) {
    let config = Config { failure_persistence: None, ..Config::with_cases(1_500) };
    let law = |(source, target, mask): (File, File, u16)| {
        // Commas below the bracket depend on its column, and so on the spelling of the key.
        let is_new = source.leading && target.lines.is_empty();
        if is_new || empties(&target, &edits(&source, &target, mask, is_map)) {
            return Ok(());
        }
        let first = edited(&source, &target, mask, is_map, formats[0]);
        for other in &formats[1..] {
            let shown = [&source, &target].map(|file| file.text(*other, is_map));
            let text = edited(&source, &target, mask, is_map, *other);
            prop_assert!(
                text == first,
                "{:?}\n{}=== target\n{}=== as\n{text}\n=== but\n{first}\n{:?}",
                other.format,
                shown[0],
                shown[1],
                edits(&source, &target, mask, is_map)
            );
        }
        Ok(())
    };
    let inputs = (file(), file(), any::<u16>());
    TestRunner::new(config).run(&inputs, law).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn lists_in_brackets_are_edited_alike() {
    edited_alike(&[JSONC, JSON_LIKE, YAML, ANCHORED, TOML, HCL], false);
}

#[test]
fn maps_in_braces_are_edited_alike() {
    edited_alike(&[JSONC, JSON_LIKE, YAML, ANCHORED], true);
}

#[test]
fn examples_are_as_written() {
    let data = |spelling: Spelling| {
        let file = File {
            lines: vec![(0, 1, 1, true)],
            leading: false,
            last_comma: true,
            head: true,
            foot: true,
            shares: [false; 2],
        };
        let parsed = file.parsed(spelling, false);
        let Data::Map(entries) = &parsed.tree.documents[0].root.data else { panic!() };
        entries[0].value.value()
    };
    assert!([JSON_LIKE, YAML, TOML, HCL].into_iter().all(|spelling| data(spelling) == data(JSONC)));
}
