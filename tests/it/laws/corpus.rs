//! Laws of edits on real files, at the level of formats: every difference between two environments' files is set or
//! removed, alone and with all others. (`promoted` tests promotions of the same files.)

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use promote_format::{Edit, Format, Parsed, edit, read};
use promote_model::Value;

use super::leaves::{changes, is_shared, owned_lines, place};
use super::repositories::{all_files, environments, parsed};

/// Calls `law` for each two files that are one file in two environments.
fn for_each_pair(mut law: impl FnMut(&str, &Parsed, &Parsed)) {
    for pair in environments() {
        let (Some(source), Some(target)) = (parsed(&pair.source), parsed(&pair.target)) else { continue };
        law(&pair.name, &source, &target);
    }
}

pub fn values(file: &Parsed) -> Vec<Value> {
    file.tree.documents.iter().map(|d| d.root.value()).collect()
}

fn apply(name: &str, target: &Parsed, source: &Parsed, edits: &[Edit]) -> Parsed {
    let bytes = edit(target, source, edits).unwrap_or_else(|e| panic!("{name}: {e}"));
    read(target.format, bytes).unwrap()
}

/// The lines that occur more often in `before` than in `after`, empty lines left out.
pub fn lost_lines(before: &Parsed, after: &Parsed) -> Vec<String> {
    let mut counts: HashMap<&str, isize> = HashMap::new();
    let text = |file: &Parsed| String::from_utf8(file.bytes.clone()).unwrap();
    let (old, new) = (text(before), text(after));
    old.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    new.lines().for_each(|line| *counts.entry(line).or_default() -= 1);
    let lost = counts.into_iter().filter(|(line, count)| *count > 0 && !line.trim().is_empty());
    lost.map(|(line, _)| line.to_owned()).collect()
}

/// Whether a line may be lost with a removed entry: its comment, the line of the next entry, which moves up to the
/// dash, and the comma of the entry before.
pub fn may_be_lost(line: &str, after: &Parsed) -> bool {
    let text = String::from_utf8_lossy(&after.bytes);
    let line = line.trim();
    let dashed = |other: &str| other.trim_end().trim_start_matches([' ', '-']) == line;
    let comma = line.contains(',') && text.replace(',', "").contains(&line.replace(',', ""));
    line.starts_with('#') || text.lines().any(dashed) || comma
}

#[test]
fn each_edit_alone_changes_only_its_own_lines_and_can_be_undone() {
    for_each_pair(|name, source, target| {
        let (sets, removals) = changes(target, source);
        for one in sets.iter().chain(&removals) {
            let at = place(one).unwrap();
            let name = format!("{name} {}", at.key);
            let after = match edit(target, source, std::slice::from_ref(one)) {
                Ok(bytes) => read(target.format, bytes).unwrap(),
                Err(error) => {
                    assert!(is_shared(target, at), "{name}: {error}");
                    continue;
                }
            };
            let owned = owned_lines(target, &after, one);
            for line in lost_lines(target, &after) {
                let along = matches!(one, Edit::Remove { .. }) && may_be_lost(&line, &after);
                assert!(owned.contains(&line) || along, "{name}: lost {line:?}");
            }
            let (sets, removals) = changes(&after, target);
            let back = apply(&name, &after, target, &[sets, removals].concat());
            assert!(equal_unordered(&values(&back), &values(target)), "{name}: and back");
        }
    });
}

#[test]
fn all_edits_together_give_the_source_and_can_be_undone() {
    for_each_pair(|name, source, target| {
        let (sets, removals) = changes(target, source);
        let after = apply(name, target, source, &sets);
        let (left, _) = changes(&after, source);
        assert!(left.is_empty(), "{name}: {left:?}");
        let after = apply(name, target, source, &[sets, removals].concat());
        if target.tree.documents.len() == source.tree.documents.len() {
            assert!(equal_unordered(&values(&after), &values(source)), "{name}: is not the source");
        }
        let (sets, removals) = changes(&after, target);
        let back = apply(name, &after, target, &[sets, removals].concat());
        assert!(equal_unordered(&values(&back), &values(target)), "{name}: and back");
    });
}

#[test]
fn any_file_can_become_any_other_with_any_line_ending() {
    let all: Vec<_> = all_files().into_iter().filter_map(|p| parsed(&p).map(|f| (p, f))).collect();
    for format in Format::ALL {
        let files: Vec<_> = all.iter().filter(|(_, f)| f.format == format && f.bytes.len() < 100_000).collect();
        for (index, (target_path, target)) in files.iter().enumerate() {
            any_other(&files, index, target_path, target);
        }
    }
}

fn any_other(files: &[&(PathBuf, Parsed)], index: usize, target_path: &Path, target: &Parsed) {
    for step in [1, 7, 40] {
        let (source_path, source) = files[(index + step) % files.len()];
        let name = format!("{} -> {}", source_path.display(), target_path.display());
        let (sets, removals) = changes(target, source);
        let edits = [sets, removals].concat();
        let after = apply(&name, target, source, &edits);
        let crlf = |file: &Parsed| String::from_utf8(file.bytes.clone()).unwrap().replace('\n', "\r\n").into_bytes();
        let windows = read(target.format, crlf(target)).unwrap();
        let with_crlf = apply(&name, &windows, source, &edits);
        assert!(with_crlf.bytes == crlf(&after), "{name}: line ends matter");
    }
}

/// Equality that ignores the order of list elements.
pub fn equal_unordered(a: &[Value], b: &[Value]) -> bool {
    let sorted = |values: &[Value]| -> Vec<Value> { values.iter().map(sorted).collect() };
    sorted(a) == sorted(b)
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::List(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            items.sort_by_key(|value| value.to_json().to_string());
            Value::List(items)
        }
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(k, v)| (k.clone(), sorted(v))).collect();
            entries.sort_by(|x, y| x.0.cmp(&y.0));
            Value::Map(entries)
        }
        other => other.clone(),
    }
}
