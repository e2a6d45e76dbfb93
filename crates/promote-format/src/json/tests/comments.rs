//! JSONC: reading, and file names.

use super::jsonc;
use crate::{Format, MAX_DEPTH, read};

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
