//! One law for all formats of lines: the same edit of the same entries with the same comments and empty lines gives the same
//! lines, however the format spells them. It holds for flat files, for objects of JSON whose entries have lines of their own,
//! and, one level deep, for YAML's mappings and HCL's blocks.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::{Edit, Format, Place, edit, read};
use promote_model::{Key, Step};

/// The formats, with what is between a name and its value.
const SPELLINGS: [(Format, &str); 5] = [
    (Format::Dotenv, "="),
    (Format::Yaml, ": "),
    (Format::Toml, " = "),
    (Format::Properties, "="),
    (Format::Hcl, " = "),
];

/// The lines above an entry.
const ABOVE: [&str; 6] =
    ["", "# about it\n", "# off\n\n", "# level = 1\n", "# ---- part ----\n# why\n", "# two\n# lines\n"];

/// An entry: its name, its value, what is above it, and the number of empty lines before all that.
type Line = (u8, u8, usize, usize);

/// A file whose entries have the names `a` to `h`, each once, in any order.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (0..8_u8, 0..3_u8, 0..ABOVE.len(), 0..3_usize);
    prop::collection::vec(line, 0..7).prop_map(|mut lines| {
        let mut seen = [false; 8];
        lines.retain(|line| !std::mem::replace(&mut seen[usize::from(line.0)], true));
        lines
    })
}

fn name(line: &Line) -> String {
    char::from(b'a' + line.0).to_string()
}

/// The text of the entries, below one that is in every file.
fn text(lines: &[Line], spelling: &str) -> String {
    format!("z{spelling}0\n") + &lines.iter().map(|line| entry(line, spelling)).collect::<String>()
}

/// One entry with what is above it.
fn entry(line: &Line, spelling: &str) -> String {
    let (blanks, above) = ("\n".repeat(line.3), ABOVE[line.2]);
    format!("{blanks}{above}{}{spelling}{}\n", name(line), line.1)
}

/// The edits that a mask chooses: an entry of the source is set, one that only the target has is removed.
fn edits(source: &[Line], target: &[Line], mask: u16) -> Vec<Edit> {
    let place = |line: &Line| Place { document: 0, key: Key::from(vec![Step::Name(name(line))]) };
    let chosen = |line: &&Line| mask >> line.0 & 1 == 1;
    let set = source.iter().filter(chosen).map(|line| Edit::Set { at: place(line), from: 0 });
    let only = target.iter().filter(|line| !source.iter().any(|other| other.0 == line.0));
    let removed = only.filter(chosen).map(|line| Edit::Remove { at: place(line) });
    set.chain(removed).collect()
}

/// The lines of an edited file, with one spelling for all.
fn edited(source: &[Line], target: &[Line], mask: u16, (format, spelling): (Format, &str)) -> Vec<String> {
    let parsed = |lines: &[Line]| read(format, text(lines, spelling).into_bytes()).unwrap();
    let bytes = edit(&parsed(target), &parsed(source), &edits(source, target, mask)).unwrap();
    let own = |line: &str| if line.starts_with('#') { line.to_owned() } else { line.replacen(spelling, "=", 1) };
    String::from_utf8(bytes).unwrap().lines().map(own).collect()
}

#[test]
fn formats_of_lines_are_edited_alike() {
    let config = Config { failure_persistence: None, ..Config::with_cases(2_000) };
    let law = |(source, target, mask): (Vec<Line>, Vec<Line>, u16)| {
        let first = edited(&source, &target, mask, SPELLINGS[0]);
        for spelling in &SPELLINGS[1..] {
            let other = edited(&source, &target, mask, *spelling);
            prop_assert_eq!(&other, &first, "{:?}\n{}\n===\n{}", spelling, text(&source, "="), text(&target, "="));
        }
        Ok(())
    };
    TestRunner::new(config).run(&(lines(), lines(), any::<u16>()), law).unwrap_or_else(|error| panic!("{error}"));
}

/// The lines of an edited object of JSON or JSONC, spelled like lines of `.env`.
fn object_edited(source: &[Line], target: &[Line], mask: u16, format: Format) -> Vec<String> {
    let parsed = |lines: &[Line]| {
        let last = lines.len();
        let entry = |(index, line): (usize, &Line)| {
            let (blanks, comma) = ("\n".repeat(line.3), if index + 1 < last { "," } else { "" });
            let above: String =
                ABOVE[line.2].lines().map(|line| format!("  {}\n", line.replacen('#', "//", 1))).collect();
            format!("{blanks}{above}  \"{}\": {}{comma}\n", name(line), line.1)
        };
        let entries: String = lines.iter().enumerate().map(entry).collect();
        let first = if last > 0 { "," } else { "" };
        read(format, format!("{{\n  \"z\": 0{first}\n{entries}}}\n").into_bytes()).unwrap()
    };
    let bytes = edit(&parsed(target), &parsed(source), &edits(source, target, mask)).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let entries = text.lines().filter(|line| !matches!(*line, "{" | "}"));
    let own = |line: &str| line.trim().trim_end_matches(',').replace('"', "").replace(": ", "=").replacen("//", "#", 1);
    entries.map(own).collect()
}

/// Objects whose entries have lines of their own; of comments, those directly above an entry that document it,
/// and that the other file does not have.
#[test]
fn objects_are_edited_like_lines() {
    let config = Config { failure_persistence: None, ..Config::with_cases(2_000) };
    let with = |lines: &[Line], above: &[usize]| -> Vec<Line> {
        lines.iter().map(|line| (line.0, line.1, above[line.2 % above.len()], line.3)).collect()
    };
    let law = |(source, target, mask): (Vec<Line>, Vec<Line>, u16)| {
        for (format, above) in [(Format::Json, &[0][..]), (Format::Jsonc, &[0, 1, 2, 3, 4, 5])] {
            let (source, target) = (with(&source, above), with(&target, above));
            let lines = edited(&source, &target, mask, SPELLINGS[0]);
            let object = object_edited(&source, &target, mask, format);
            prop_assert_eq!(&object, &lines, "{}\n===\n{}", text(&source, "="), text(&target, "="));
        }
        Ok(())
    };
    TestRunner::new(config).run(&(lines(), lines(), any::<u16>()), law).unwrap_or_else(|error| panic!("{error}"));
}

/// An entry whose name is `e` to `h` is a map with these entries, below a first one that is in every map.
type Branch = (Line, Vec<Line>);

fn tree() -> impl Strategy<Value = Vec<Branch>> {
    let branches = |lines: Vec<Line>| {
        let branch = |line: Line| (Just(line), self::lines());
        lines.into_iter().map(branch).collect::<Vec<_>>()
    };
    lines().prop_flat_map(branches)
}

fn is_map(line: &Line) -> bool {
    line.0 >= 4
}

/// The text of a tree: mappings in YAML, blocks in HCL.
fn nested_text(tree: &[Branch], (format, spelling): (Format, &str)) -> String {
    let (open, close) = if format == Format::Hcl { (" {\n", "}\n") } else { (":\n", "") };
    let indented = |line: &str| if line.trim().is_empty() { line.to_owned() } else { format!("  {line}") };
    let branch = |(line, below): &Branch| {
        if !is_map(line) {
            return entry(line, spelling);
        }
        let below: String = text(below, spelling).split_inclusive('\n').map(indented).collect();
        format!("{}{}{}{open}{below}{close}", "\n".repeat(line.3), ABOVE[line.2], name(line))
    };
    format!("z{spelling}0\n") + &tree.iter().map(branch).collect::<String>()
}

/// The edits that a mask chooses: in maps that both have, those of their entries, else those of the map.
fn nested_edits(source: &[Branch], target: &[Branch], mask: u16) -> Vec<Edit> {
    let (ours, theirs): (Vec<Line>, Vec<Line>) =
        (target.iter().map(|branch| branch.0).collect(), source.iter().map(|branch| branch.0).collect());
    let in_both = |name: u8| {
        let find = |tree: &'_ [Branch]| tree.iter().find(|branch| branch.0.0 == name).map(|branch| branch.1.clone());
        find(source).zip(find(target)).filter(|_| name >= 4)
    };
    let mut all = Vec::new();
    for edit in edits(&theirs, &ours, mask) {
        let (Edit::Set { at, .. } | Edit::Remove { at }) = &edit else { continue };
        let name = at.key.to_string().bytes().next().unwrap_or(b'a') - b'a';
        let Some((source, target)) = in_both(name) else {
            all.push(edit);
            continue;
        };
        for mut inner in edits(&source, &target, mask.rotate_left(u32::from(name) * 3)) {
            if let Edit::Set { at: place, .. } | Edit::Remove { at: place } = &mut inner {
                place.key = Key::from([at.key.steps(), place.key.steps()].concat());
            }
            all.push(inner);
        }
    }
    all
}

/// The lines of an edited file, with one spelling for both formats, and without indentation and braces.
fn nested_edited(source: &[Branch], target: &[Branch], mask: u16, spelling: (Format, &str)) -> Vec<String> {
    let parsed = |tree: &[Branch]| read(spelling.0, nested_text(tree, spelling).into_bytes()).unwrap();
    let bytes = edit(&parsed(target), &parsed(source), &nested_edits(source, target, mask)).unwrap();
    let own = |line: &str| match line.trim() {
        comment if comment.starts_with('#') => comment.to_owned(),
        line => line.trim_end_matches([':', '{']).trim_end().replacen(spelling.1, "=", 1),
    };
    String::from_utf8(bytes).unwrap().lines().filter(|line| line.trim() != "}").map(own).collect()
}

#[test]
fn maps_of_lines_are_edited_alike() {
    let config = Config { failure_persistence: None, ..Config::with_cases(2_000) };
    let law = |(source, target, mask): (Vec<Branch>, Vec<Branch>, u16)| {
        let (yaml, hcl) = (SPELLINGS[1], SPELLINGS[4]);
        let first = nested_edited(&source, &target, mask, yaml);
        let other = nested_edited(&source, &target, mask, hcl);
        prop_assert_eq!(&other, &first, "{}\n===\n{}", nested_text(&source, yaml), nested_text(&target, yaml));
        Ok(())
    };
    TestRunner::new(config).run(&(tree(), tree(), any::<u16>()), law).unwrap_or_else(|error| panic!("{error}"));
}
