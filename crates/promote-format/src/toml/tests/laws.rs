//! Laws of editing on generated documents with all notations of TOML: headers in any order, dotted keys, inline
//! tables, arrays of tables, comments, odd blanks, both line endings.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::{Map, Value as Json};

use super::changes::{changes, configs};
use super::{edited, parsed};
use crate::json::tests::laws::{blocked, chosen, expected};
use crate::{Edit, Node};
use promote_model::Key;

fn document() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        any::<bool>().prop_map(Json::from),
        (-9..99).prop_map(Json::from),
        "[a-c é\"\\\\/{},:\\[\\]#='\n]{0,4}".prop_map(Json::from),
    ];
    let leaf = prop_oneof![
        4 => scalar.clone(),
        1 => Just(Json::Array(vec![])),
        1 => Just(Json::Object(Map::new())),
        1 => prop::collection::vec(scalar, 1..4).prop_map(Json::Array),
    ];
    let tree = leaf.prop_recursive(4, 40, 5, |inner| {
        let elements = prop::collection::btree_map("[a-d]", map(inner.clone()), 1..4).prop_map(|elements| {
            let named = |(name, mut map): (String, Map<String, Json>)| {
                map.insert("name".to_owned(), Json::String(name));
                Json::Object(map)
            };
            Json::Array(elements.into_iter().map(named).collect())
        });
        prop_oneof![3 => map(inner).prop_map(Json::Object), 1 => elements]
    });
    map(tree).prop_map(Json::Object)
}

fn map(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Map<String, Json>> {
    prop::collection::vec(("[a-e]|x y|\"é", value), 0..5).prop_map(|entries| entries.into_iter().collect())
}

/// Writes a document in one of its many possible notations.
struct Print {
    seed: u64,
    comments: usize,
    dotted: bool,
    indented: bool,
    out: String,
}

impl Print {
    fn text(json: &Json, seed: u64) -> String {
        let mut print = Self { seed, comments: 0, dotted: false, indented: false, out: String::new() };
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
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.seed >> 33).unwrap() % of
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

fn leaves<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    if node.is_empty() {
        return found.push(node);
    }
    (0..node.len()).filter_map(|at| node.nth(at)).for_each(|below| leaves(below, found));
}

/// The comments of a text, in order.
fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.find("[c] = \"d\"").map(|_| &line[line.find("# ").unwrap_or(0)..])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn results_equal_the_model(
        target in document(), source in document(), seeds in any::<(u64, u64)>(), mask in any::<u64>(), shape in 0..8_usize,
    ) {
        let text = Print::text(&target, seeds.0);
        let text = if shape & 1 > 0 { text.trim_end_matches('\n').to_owned() } else { text };
        let (target, source) = (parsed(&text), parsed(&Print::text(&source, seeds.1)));
        let (old, new) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let edits = chosen(changes(old, new), mask);
        if blocked(old, &edits) {
            prop_assert!(edited(&target, &source, &edits).is_err());
            return Ok(());
        }
        let told = || format!("{edits:?}\n--- target\n{text}\n--- source\n{}", String::from_utf8_lossy(&source.bytes));
        let after = edited(&target, &source, &edits).map_err(|bad| TestCaseError::fail(format!("{bad}\n{}", told())))?;
        let again = parsed(&after);
        prop_assert_eq!(configs(&again.tree.documents[0].root), expected(old, new, &edits), "{}", after);
        if !text.is_empty() && !after.is_empty() {
            prop_assert_eq!(after.ends_with('\n'), text.ends_with('\n'), "{}\n--- after\n{}", told(), after);
        }
        // Values without an edit keep their bytes.
        let is_new = |edit: &Edit| {
            let Edit::Set { at, .. } = edit else { return false };
            let above = (1..=at.key.steps().len()).map(|n| Key::from(at.key.steps()[..n].to_vec()));
            old.find(&at.key).is_none() && above.into_iter().all(|key| old.find(&key).is_none_or(|node| !node.is_empty()))
        };
        if edits.iter().all(is_new) {
            let (kept, now) = (text.lines(), after.lines().collect::<HashSet<_>>());
            let lost: Vec<&str> = kept.filter(|line| !line.trim().is_empty() && !now.contains(line)).collect();
            // The line of a list or map in braces changes.
            prop_assert!(lost.iter().all(|line| line.contains(['{', '[', ']', '}', '"'])), "{lost:?}\n{}\n--- after\n{}", told(), after);
            prop_assert!(comments(&text).iter().all(|comment| comments(&after).contains(comment)), "{}\n--- after\n{}", told(), after);
        }
        if shape & 2 > 0 {
            let crlf = |text: &str| text.replace('\n', "\r\n");
            let mark = if shape & 4 > 0 { "\u{feff}" } else { "" };
            let windows = edited(&parsed(&format!("{mark}{}", crlf(&text))), &source, &edits)
                .map_err(|bad| TestCaseError::fail(format!("CRLF: {bad}\n{}", told())))?;
            // A file of one line does not show its line ending.
            if text.contains('\n') {
                prop_assert_eq!(windows, format!("{mark}{}", crlf(&after)), "line ends matter");
            }
        }
    }

    #[test]
    fn one_changed_value_changes_its_own_lines_and_back(
        document in document(), seeds in any::<(u64, u64)>(), which in any::<prop::sample::Index>(),
    ) {
        let (text, other) = (Print::text(&document, seeds.0), Print::text(&document, seeds.1));
        let (target, source) = (parsed(&text), parsed(&other));
        let old = &target.tree.documents[0].root;
        let keys: Vec<_> = configs(old).into_keys().collect();
        if keys.is_empty() {
            return Ok(());
        }
        // The same document with another value for one key.
        let key = which.get(&keys);
        let node = source.tree.documents[0].root.find(key).unwrap();
        let mut found = Vec::new();
        leaves(node, &mut found);
        let leaf = found[0].span();
        if !matches!(found[0].data, crate::Data::Scalar(_)) {
            return Ok(());
        }
        let changed = format!("{}\"changed\"{}", &other[..leaf.start], &other[leaf.end..]);
        let changed = parsed(&changed);
        let edits = changes(old, &changed.tree.documents[0].root);
        let bad = |bad| TestCaseError::fail(format!("{bad}\n{edits:?}\n--- target\n{text}\n--- source\n{}", String::from_utf8_lossy(&changed.bytes)));
        let after = edited(&target, &changed, &edits).map_err(bad)?;
        let back = changes(&parsed(&after).tree.documents[0].root, old);
        let bad = |bad| TestCaseError::fail(format!("{bad}\n{back:?}\n--- target\n{after}\n--- source\n{text}"));
        let back = edited(&parsed(&after), &target, &back).map_err(bad)?;
        if edits.iter().all(|edit| matches!(edit, Edit::Set { at, .. } if old.find(&at.key).is_some_and(|n| n.is_empty()))) {
            let span = old.find(key).unwrap().span();
            prop_assert!(after.starts_with(&text[..span.start]) && after.ends_with(&text[span.end..]), "{}\n--- after\n{}", text, after);
            prop_assert_eq!(back, text);
        }
    }

    #[test]
    fn edits_of_anything_by_anything_never_panic(
        target in document(), source in document(), seeds in any::<(u64, u64)>(), mask in any::<u64>(),
    ) {
        let (target, source) = (parsed(&Print::text(&target, seeds.0)), parsed(&Print::text(&source, seeds.1)));
        let (old, new) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let keys: Vec<_> = configs(old).into_keys().chain(configs(new).into_keys()).collect();
        let mask = |i: usize| mask >> (i % 64) & 1 == 1;
        let edit = |(i, key)| if mask(i) { super::changes::set(key) } else { super::changes::remove(key) };
        let edits: Vec<Edit> = keys.into_iter().enumerate().map(edit).collect();
        if let Ok(after) = edited(&target, &source, &edits) {
            parsed(&after);
        }
    }
}
