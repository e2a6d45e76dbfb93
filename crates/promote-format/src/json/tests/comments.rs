//! JSONC: reading, and laws of editing with comments in every place.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::changes::{changes, configs};
use super::laws::{blocked, chosen, document, expected};
use super::{edited, jsonc};
use crate::{Edit, Format, MAX_DEPTH, read};
use promote_model::Key;

fn refusal(text: &str) -> String {
    read(Format::Jsonc, text.as_bytes().to_vec()).unwrap_err().to_string()
}

#[test]
fn only_comments_and_trailing_commas_are_read_beyond_json() {
    let text = "\u{feff}// top\n{ /* a */ \"a\" /* b */ : // c\n [1, /*,*/ 2,], \"b\": {\"c\": 1 /**/,}, }\n// end";
    let value = jsonc(text).tree.documents[0].root.value().to_json();
    assert_eq!(value, serde_json::json!({ "a": [1, 2], "b": { "c": 1 } }));
    for (text, expected) in [
        ("[1,,2]", "line 1, column 4: expected a value"),
        ("[,]", "line 1, column 2: expected a value"),
        ("{,}", "line 1, column 2: expected a key in double quotes"),
        ("[1] // x\n2", "line 2, column 1: text follows the value, but JSON has only one"),
        ("[1 /* x ]", "line 1, column 4: the comment is not closed"),
        ("[1 # x\n]", "line 1, column 4: a comment is not JSON"),
        ("['a']", "line 1, column 2: a string in single quotes is not JSON: use double quotes"),
        ("{a: 1}", "line 1, column 2: expected a key in double quotes"),
        ("// nothing\n", "line 2, column 1: the file is empty; JSON needs a value"),
        (
            "{\"a\": 1, // x\n\"a\": 2}",
            "line 2, column 1: the key \"a\" occurs twice in one object: line 1, column 2 and line 2, column 1",
        ),
    ] {
        assert_eq!(refusal(text), expected, "{text:?}");
    }
    assert!(refusal(&"[/**/".repeat(MAX_DEPTH + 1)).contains("nesting is deeper"));
}

#[test]
fn file_names_of_json_with_comments() {
    for name in [
        "a.jsonc",
        "x/tsconfig.json",
        "tsconfig.build.json",
        "tsconfig-base.json",
        "jsconfig.json",
        ".eslintrc.json",
        ".devcontainer/devcontainer.json",
        ".devcontainer.json",
        "app/.vscode/launch.json",
        "x.code-workspace",
    ] {
        assert_eq!(Format::of_path(name), Format::Jsonc, "{name}");
    }
    for name in ["a.json", "tsconfigs.json", "vscode/launch.json", "package.json", ".vscode/x/y.json"] {
        assert_eq!(Format::of_path(name), Format::Json, "{name}");
    }
}

/// Writes a document with a different comment in many places, and sometimes trailing commas.
struct Print {
    seed: u64,
    comments: usize,
    out: String,
}

impl Print {
    fn text(json: &Json, seed: u64) -> String {
        let mut print = Self { seed, comments: 0, out: String::new() };
        if print.any(3) == 0 {
            print.out += "// top\n";
        }
        print.value(json, "");
        print.out + if seed & 1 == 0 { "\n" } else { "" }
    }

    fn any(&mut self, of: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.seed >> 33).unwrap() % of
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
        let last_comma = self.any(2) == 0;
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
            if i + 1 < parts.len() || (tall && last_comma) {
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
fn comments(text: &str) -> Vec<&str> {
    let starts = text.match_indices("c").filter(|(at, _)| text[..*at].ends_with("// ") || text[..*at].ends_with("/* "));
    starts.map(|(at, _)| text[at..].split(',').next().unwrap_or_default()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn results_equal_the_model(
        target in document(), source in document(), seeds in any::<(u64, u64)>(), mask in any::<u64>(),
    ) {
        let (text, other) = (Print::text(&target, seeds.0), Print::text(&source, seeds.1));
        let (target, source) = (jsonc(&text), jsonc(&other));
        let (old, new) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let edits = chosen(changes(old, new), mask);
        if blocked(old, &edits) {
            prop_assert!(edited(&target, &source, &edits).is_err());
            return Ok(());
        }
        let told = || format!("{edits:?}\n--- target\n{text}\n--- source\n{other}");
        let after = edited(&target, &source, &edits).map_err(|bad| TestCaseError::fail(format!("{bad}\n{}", told())))?;
        let again = jsonc(&after);
        prop_assert_eq!(configs(&again.tree.documents[0].root), expected(old, new, &edits), "{}", after);
        let crlf = |text: &str| text.replace('\n', "\r\n");
        if text.contains('\n') {
            let windows = edited(&jsonc(&crlf(&text)), &source, &edits);
            prop_assert_eq!(windows.unwrap_or_default(), crlf(&after), "line ends matter: {}", told());
        }
        // Pure additions keep every line and every comment, except for a comma or a bracket.
        let is_new = |edit: &Edit| {
            let Edit::Set { at, .. } = edit else { return false };
            let above = (0..=at.key.steps().len()).map(|n| Key::from(at.key.steps()[..n].to_vec()));
            old.find(&at.key).is_none() && above.into_iter().all(|key| old.find(&key).is_none_or(|node| !node.is_empty()))
        };
        if edits.iter().all(is_new) {
            let (kept, now) = (comments(&text), comments(&after));
            prop_assert!(kept.iter().all(|comment| now.contains(comment)), "{}\n--- after\n{}", told(), after);
            let (kept, now) = (text.lines().count(), after.lines().count());
            prop_assert!(kept <= now, "{}\n--- after\n{}", told(), after);
        }
    }

    #[test]
    fn one_changed_value_and_back_gives_the_old_bytes(
        document in document(), seeds in any::<(u64, u64)>(), mask in any::<u64>(),
    ) {
        let (text, other) = (Print::text(&document, seeds.0), Print::text(&document, seeds.1));
        let (target, source) = (jsonc(&text), jsonc(&other));
        let root = &source.tree.documents[0].root;
        let scalars: Vec<Key> = configs(root).into_keys().filter(|key| {
            root.find(key).is_some_and(|node| matches!(node.data, crate::Data::Scalar(_)))
        }).collect();
        let Some(key) = scalars.get(usize::try_from(mask % 64).unwrap() % scalars.len().max(1)) else { return Ok(()) };
        let span = root.find(key).unwrap().span();
        let changed = jsonc(&format!("{}\"changed\"{}", &other[..span.start], &other[span.end..]));
        let edits = [super::changes::set(key.clone())];
        let Ok(after) = edited(&target, &changed, &edits) else { return Ok(()) };
        let now = target.tree.documents[0].root.find(key).unwrap().span();
        prop_assert!(after.starts_with(&text[..now.start]) && after.ends_with(&text[now.end..]));
        prop_assert_eq!(edited(&jsonc(&after), &target, &edits).unwrap_or_default(), text);
    }
}
