//! `schemas/promote-yaml.schema.json` agrees with the program about `promote.yaml`, as far as a schema can.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use promote_format::Format;
use serde_json::Value;

/// The files in `fixtures/policy/invalid` whose mistakes only the program can find, and why.
const ONLY_THE_PROGRAM: [(&str, &str); 7] = [
    ("keys-captures", "'with' and the captures of key prefixes depend on each other"),
    ("keys-shared", "two entries claim the same keys"),
    ("ledger", "a branch lies below the ledger's"),
    ("overlaps", "two templates take the same path"),
    ("request-remote", "requests are opened at a remote, which another field names"),
    ("same-place", "two environments are the same place"),
    ("shared-files", "two environments share files"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> Value {
    serde_json::from_slice(&fs::read(root().join("schemas/promote-yaml.schema.json")).unwrap()).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

/// The only document of a file as JSON, or why there is none.
fn json(path: &Path) -> Result<Value, String> {
    let parsed = promote_format::read(Format::Yaml, fs::read(path).unwrap()).map_err(|error| error.reason)?;
    match parsed.tree.documents.as_slice() {
        [document] => Ok(document.root.value().to_json()),
        documents => Err(format!("{} documents", documents.len())),
    }
}

fn policies(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(root().join("fixtures/policy").join(folder)).unwrap().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
    files.sort();
    files
}

fn problems(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schema_is_one() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn valid_policies_are_valid() {
    let validator = validator();
    for path in policies("valid") {
        assert_eq!(problems(&validator, &json(&path).unwrap()), [""; 0], "{}", path.display());
    }
}

#[test]
fn invalid_policies_are_invalid_but_for_those_that_only_the_program_can_judge() {
    let validator = validator();
    let accepted: Vec<String> = policies("invalid")
        .iter()
        .filter(|path| json(path).is_ok_and(|value| validator.is_valid(&value)))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(accepted, ONLY_THE_PROGRAM.map(|(name, _)| name));
}

/// The properties of all objects in the schema.
fn properties(schema: &Value, found: &mut BTreeSet<BTreeSet<String>>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties")
                && members.contains_key("additionalProperties")
            {
                found.insert(properties.keys().cloned().collect());
            }
            members.values().for_each(|member| properties(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, found)),
        _ => {}
    }
}

#[test]
fn every_field_that_the_program_knows_is_in_the_schema() {
    let source = fs::read_to_string(root().join("crates/promote-core/src/policy/decode/fields.rs")).unwrap();
    let known = source.split("fn known(").nth(1).unwrap().split("fn owner(").next().unwrap();
    let lists = known.split("Self::").skip(1).map(|list| {
        let quoted = list.split('"').skip(1).step_by(2);
        quoted.map(str::to_owned).collect::<BTreeSet<String>>()
    });
    let lists: BTreeSet<BTreeSet<String>> = lists.collect();
    assert!(lists.len() > 8, "{lists:?}");
    let mut found = BTreeSet::new();
    properties(&schema(), &mut found);
    let missing: Vec<_> = lists.difference(&found).collect();
    assert!(missing.is_empty(), "not in the schema: {missing:?}\n{found:?}");
}

#[test]
fn every_field_has_a_description() {
    fn walk(schema: &Value, place: &str, wrong: &mut Vec<String>) {
        let Some(members) = schema.as_object() else { return };
        let fields = members
            .get("properties")
            .and_then(Value::as_object)
            .filter(|_| members.contains_key("title") || members.contains_key("additionalProperties"));
        for (name, field) in fields.into_iter().flatten() {
            let text = field.get("description").and_then(Value::as_str).unwrap_or_default();
            if !text.ends_with('.') || text.contains('\n') {
                wrong.push(format!("{place}.{name}: {text:?}"));
            }
        }
        for (name, definition) in members.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            walk(definition, name, wrong);
        }
    }
    let mut wrong = Vec::new();
    walk(&schema(), "", &mut wrong);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn examples_in_the_schema_are_valid() {
    fn walk(schema: &Value, root: &Value, wrong: &mut Vec<String>) {
        if let Some(examples) = schema.get("examples").and_then(Value::as_array) {
            let mut alone = schema.clone();
            alone["$defs"] = root["$defs"].clone();
            let validator = jsonschema::draft202012::new(&alone).unwrap();
            let bad = examples.iter().filter(|example| !validator.is_valid(example));
            wrong.extend(bad.map(|example| format!("{example} in {schema}")));
        }
        match schema {
            Value::Object(members) => members.values().for_each(|member| walk(member, root, wrong)),
            Value::Array(items) => items.iter().for_each(|item| walk(item, root, wrong)),
            _ => {}
        }
    }
    let (schema, mut wrong) = (schema(), Vec::new());
    walk(&schema, &schema, &mut wrong);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Asserts that schema and program agree about each of these texts as the field of an environment. `{}` is the text.
fn agree(field: &str, texts: &[&str]) {
    let validator = validator();
    for text in texts {
        let field = field.replace("{}", text);
        let policy =
            format!("version: 1\nfiles: ['{{env}}/**']\nenvironments:\n  a: {{}}\n  b: {{ from: [a], {field} }}\n");
        let (is_read, value) = (promote_core::policy::read(policy.as_bytes()).is_ok(), json_of(&policy));
        assert_eq!(validator.is_valid(&value), is_read, "{policy}{:?}", problems(&validator, &value));
    }
}

#[test]
fn lengths_of_time() {
    agree("soak: '{}'", &["2h", "1d 12h", "7d", "90m", "PT90M", "P1DT2H", "1 day, 2 hours", "1h 30min", "2 weeks"]);
    agree("soak: '{}'", &["soon", "1mo", "-2h", "1y", "", "2", "h", "2h ago", "P"]);
}

#[test]
fn windows() {
    agree("windows: ['{}']", &["Mon-Fri 09:00-16:00 Europe/Berlin", "Sat, Sun 09:00-12:00,13:00-16:00 UTC"]);
    agree("windows: ['{}']", &["daily 22:00-02:00 America/New_York", "Monday 18:00-24:00 Etc/GMT+5"]);
    agree("windows: ['{}']", &["Mon", "09:00-16:00 UTC", "Mon 9-16 UTC", "Mon 09:00-16:00", "Mon 09:00 UTC", ""]);
}

#[test]
fn times() {
    let freeze = "freezes: [{ name: x, from: '{}', to: 2030-01-01T00:00Z }]";
    agree(freeze, &["2026-12-18T00:00[Europe/Berlin]", "2026-12-18T00:00Z", "2026-12-18 00:00+02:00"]);
    agree(freeze, &["2026-12-18T00:00:30.5Z", "2026-12-18T00:00+01:00[Europe/Berlin]"]);
    agree(freeze, &["2026-12-18", "2026-12-18T00:00", "soon", ""]);
}

#[test]
fn names_of_branches() {
    agree(
        "branch: '{}'",
        &["main", "env/production", "a..b", "refs/heads/a", "a.lock", "-a", "a b", "HEAD", "@", "a/"],
    );
    agree(
        "branch: '{}'",
        &["é", "a.b", "a@b", "a{b", "a@{b", "a//b", "a/.b", "a.lock/b", "a~b", "a:b", "", ".", "x.lockx"],
    );
}

#[test]
fn path_templates() {
    let validator = validator();
    let texts =
        ["{env}/**", "{env}/{rest**}", "a/{env}.yaml", "{env}", "/a/{env}", "a//{env}", "{env}/", "{env", "env}"];
    for text in
        texts.into_iter().chain(["", "./{env}", "a/../{env}", "{a b}/{env}", "{env}/.x", "{env}/..x", "..{env}"])
    {
        let policy = format!("version: 1\nfiles: ['{text}']\nenvironments:\n  a: {{}}\n  b: {{ from: [a] }}\n");
        let (is_read, value) = (promote_core::policy::read(policy.as_bytes()).is_ok(), json_of(&policy));
        assert_eq!(validator.is_valid(&value), is_read, "{policy}{:?}", problems(&validator, &value));
    }
}

#[test]
fn every_promote_yaml_in_the_book_is_valid() {
    let validator = validator();
    let docs = fs::read_dir(root().join("docs")).unwrap().flatten().map(|entry| entry.path());
    let mut found = 0;
    for path in docs.chain([root().join("README.md")]) {
        let text = fs::read_to_string(&path).unwrap();
        for block in text.split("```yaml\nversion: 1\n").skip(1) {
            let policy = format!("version: 1\n{}", block.split("```").next().unwrap());
            assert_eq!(problems(&validator, &json_of(&policy)), [""; 0], "{}\n{policy}", path.display());
            found += 1;
        }
    }
    assert!(found > 10, "{found}");
}

fn json_of(text: &str) -> Value {
    let parsed = promote_format::read(Format::Yaml, text.as_bytes().to_vec()).unwrap();
    parsed.tree.documents[0].root.value().to_json()
}
