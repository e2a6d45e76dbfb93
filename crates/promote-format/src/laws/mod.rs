//! Laws of editing on random files: one table with a row for each format. `rules` has the laws.

mod alike;
mod brackets;
pub(crate) mod changes;
mod document;
mod flat;
mod hcl;
pub(crate) mod json;
mod jsonc;
pub(crate) mod model;
mod rules;
mod toml;
mod yaml;

use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use serde_json::Value as Json;

use crate::Format;
use document::{ANY_NAMES, Shape, document};
use rules::{KeptLines, Row, Twins};

const WITHOUT_NULLS: Shape = Shape { names: ANY_NAMES, nulls: false };

/// Files of a format that has no unusual notations, as a starting point for rows.
const PLAIN: Row = Row {
    format: Format::Json,
    cases: 512,
    file: || file(json::SHAPE, json::text),
    twins: || twins(json::SHAPE, json::text),
    changed: "\"changed\"",
    comments: |_| Vec::new(),
    may_change: |_| true,
    keeps_containers: false,
    keeps_last_line: true,
    kept_lines: None,
    other_endings: true,
    value_alone: true,
    refuses: |_| false,
};

const JSON: Row = Row { keeps_containers: true, other_endings: false, ..PLAIN };

const JSONC: Row = Row {
    format: Format::Jsonc,
    cases: 1024,
    file: || file(json::SHAPE, jsonc::JsoncPrinter::text),
    twins: || twins(json::SHAPE, jsonc::JsoncPrinter::text),
    comments: |text| jsonc::comments(text).into_iter().map(str::to_owned).collect(),
    ..PLAIN
};

const TOML: Row = Row {
    format: Format::Toml,
    cases: 1024,
    file: || file(WITHOUT_NULLS, toml::TomlPrinter::text),
    twins: || twins(WITHOUT_NULLS, toml::TomlPrinter::text),
    comments: |text| toml::comments(text).into_iter().map(str::to_owned).collect(),
    // The line of a list or map in brackets gets new parts.
    may_change: |line| line.contains(['{', '[', ']', '}', '"']),
    ..PLAIN
};

const YAML: Row = Row {
    format: Format::Yaml,
    cases: 512,
    file: || file(json::SHAPE, yaml::text),
    twins: || twins(json::SHAPE, yaml::text),
    comments: yaml::comments,
    may_change: |line| line.contains(['{', '[', ']', '}']),
    ..PLAIN
};

const HCL: Row = Row {
    format: Format::Hcl,
    cases: 256,
    file: || file(hcl::SHAPE, hcl::text),
    twins: || twins(hcl::SHAPE, hcl::text),
    comments: hcl::comments,
    may_change: |line| line.contains(['{', '[', ']', '}', ',']),
    refuses: |reason| reason.contains("a block in one of the files"),
    ..PLAIN
};

const DOTENV: Row = Row {
    format: Format::Dotenv,
    file: || flat::file(flat::DOTENV).boxed(),
    twins: || flat::twins(flat::DOTENV).boxed(),
    changed: "changed",
    may_change: |_| false,
    kept_lines: Some(flat::kept as KeptLines),
    value_alone: false,
    ..PLAIN
};

const PROPERTIES: Row = Row {
    format: Format::Properties,
    file: || flat::file(flat::PROPERTIES).boxed(),
    twins: || flat::twins(flat::PROPERTIES).boxed(),
    ..DOTENV
};

/// A writer: the text of a document in the notation that a seed selects.
type Write = fn(&Json, u64) -> String;

fn file(shape: Shape, write: Write) -> BoxedStrategy<Vec<u8>> {
    (document(shape), any::<u64>()).prop_map(move |(json, seed)| write(&json, seed).into_bytes()).boxed()
}

/// The same document in two notations.
fn twins(shape: Shape, write: Write) -> BoxedStrategy<Twins> {
    let both = (document(shape), any::<(u64, u64)>());
    both.prop_map(move |(json, (a, b))| (write(&json, a).into_bytes(), write(&json, b).into_bytes())).boxed()
}

macro_rules! rows {
    ($($format:ident: $row:expr,)*) => {
        $(mod $format {
            use super::*;

            #[test]
            fn edits_equal_the_model_and_keep_everything_else() {
                rules::edits_equal_the_model(&$row);
            }

            #[test]
            fn one_changed_value_can_be_reverted() {
                rules::one_changed_value_can_be_reverted(&$row);
            }

            #[test]
            fn arbitrary_edits_do_not_panic() {
                rules::arbitrary_edits_do_not_panic(&$row);
            }
        })*
    };
}

rows! {
    yaml_files: YAML,
    json_files: JSON,
    jsonc_files: JSONC,
    toml_files: TOML,
    hcl_files: HCL,
    dotenv_files: DOTENV,
    properties_files: PROPERTIES,
}

/// Found by chance: new keys of an element whose tables follow those of another element.
#[test]
fn keys_are_added_to_an_element_with_tables() {
    let target = serde_json::json!({"\"é": [{"a": {"a": false}, "x y": {"a": false}, "name": "a"}]});
    let source = serde_json::json!({"\"é": [
        {"a": false, "\"é": {"\"é": false, "a": false, "b": false}, "name": "a"},
        {"name": "b"},
    ]});
    let text = |json, seed| toml::TomlPrinter::text(json, seed).into_bytes();
    let (target, source) = (text(&target, 400_175_559_178_831_941), text(&source, 2_470_131_548_355_472_359));
    rules::model_holds(&TOML, &target, &source, 509_962_816_502_603_489, 0).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn arbitrary_bytes_do_not_panic(
        target in "[A-Ca-c=:#!\\\\\"' \t\n\r$.u0-9é\u{c}]{0,40}",
        source in "[A-Ca-c=:#!\\\\\"' \t\n\r$.u0-9é\u{c}]{0,40}",
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        for format in [Format::Dotenv, Format::Properties] {
            rules::survives(format, target.as_bytes(), source.as_bytes());
            rules::survives(format, &bytes, source.as_bytes());
            rules::survives(format, target.as_bytes(), &bytes);
        }
    }
}
