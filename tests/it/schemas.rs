//! The JSON Schemas: the committed ones are what the program prints, and what commands print is valid.
//!
//! `BLESS=1 cargo test --test it schemas` writes `schemas/` again.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::support::Repo;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn names(world: &Repo) -> Vec<String> {
    world.ok("schema").lines().map(str::to_owned).collect()
}

fn file(name: &str) -> PathBuf {
    folder().join(format!("{name}.schema.json"))
}

#[test]
fn the_committed_schemas_are_what_the_program_prints() {
    let world = Repo::bare_world(".");
    let names = names(&world);
    for name in &names {
        let run = world.run(&format!("schema {name}"));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(file(name), &run.stdout).unwrap();
        }
        let committed = fs::read_to_string(file(name)).unwrap_or_default();
        assert!(committed == run.stdout, "{} is old; BLESS=1 cargo test --test it schemas", file(name).display());
        let schema: Json = serde_json::from_str(&run.stdout).unwrap();
        jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(schema["$id"], format!("promote/v1/{name}"));
    }
    assert_eq!(fs::read_dir(folder()).unwrap().count(), names.len(), "a file of no schema in schemas/");
}

#[test]
fn names_and_schemas_in_other_formats() {
    let world = Repo::bare_world(".");
    let named: Json = serde_json::from_str(&world.ok("schema -o json")).unwrap();
    assert_eq!(named["schemas"].as_array().unwrap().len(), names(&world).len());
    let text: Json = serde_json::from_str(&world.ok("schema diff")).unwrap();
    assert_eq!(serde_yaml::from_str::<Json>(&world.ok("schema diff -o yaml")).unwrap(), text);
    let wrong = world.fails(2, "schema dif");
    assert_eq!(wrong, "error: there is no schema 'dif'; did you mean 'diff'?\nhint: promote schema\n");
}

/// Fails where a value is not what its schema says, or has a field that the schema does not know.
pub fn check(name: &str, text: &str) -> Json {
    let mut schema: Json = serde_json::from_str(&fs::read_to_string(file(name)).unwrap()).unwrap();
    let value: Json = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{text}");
    // Version 1 may gain fields, so that the schema allows others; our own outputs have none that it does not name.
    schema["unevaluatedProperties"] = false.into();
    let strict = jsonschema::draft202012::new(&schema).unwrap();
    assert!(strict.is_valid(&value), "{name}: a field that the schema does not name\n{text}");
    value
}

#[test]
fn what_commands_print_is_valid() {
    let repo = Repo::pipeline();
    let valid = |name: &str, line: &str| check(name, &repo.run(&format!("{line} -o json")).stdout);
    valid("init", "init --print");
    valid("check", "check");
    valid("suggest", "suggest");
    valid("suggest", "suggest --write --dry-run");
    valid("status", "status");
    valid("diff", "diff staging production --keep");
    valid("keys", "keys staging");
    valid("get", "get query.timeout");
    valid("get", "get query.timeout staging");
    valid("matrix", "matrix");
    valid("matrix", "matrix --differs --missing");
    valid("history", "history query.timeout");
    valid("blame", "blame envs/staging/application.yaml");
    valid("why", "why query.timeout");
    valid("create", "create staging production --key query.* --dry-run");
    valid("create", "create staging production --key query.timeout --notes why");
    valid("show", "show @");
    valid("refresh", "refresh @");
    valid("validate", "validate @");
    valid("validate-all-open", "validate --all-open");
    valid("attest", "attest @ --name e2e --ok --notes fine");
    repo.as_user("bob");
    valid("approve", "approve @");
    valid("withdraw", "withdraw @");
    valid("approve", "approve @");
    valid("approve", "approve @");
    repo.as_user("cem");
    valid("approve", "approve @");
    valid("show", "show @ --simulate-at 2026-03-02T12:00:00Z --simulate-as dan@acme.com");
    valid("schedule", "schedule @ --in 1h");
    valid("unschedule", "unschedule @");
    let id = valid("execute", "execute @")["id"].as_str().unwrap().to_owned();
    valid("create", "create staging production --key query.timeout");
    valid("rollback", &format!("rollback {id} --reason no --hold"));
    valid("hold", "hold production server.log --reason why --until 2h");
    valid("hold-list", "hold");
    valid("status", "status");
    valid("unhold", "unhold production server.log --reason over");
    repo.ok("create staging production --key query.cache -q");
    valid("reject", "reject @ --reason no");
    valid("list", "list");
    valid("status", "status");
    valid("cancel", "cancel @ --reason no");
    valid("list", "list --all");
    valid("log", "log production");
    for line in repo.ok("events").lines() {
        check("events", line);
    }
    valid("run-due", "run-due");
    valid("verify", "verify");
    valid("trust", "trust --revoke");
    valid("cache", "cache");
    valid("cache", "cache --clear");
    valid("schema", "schema");
    let error = repo.run("execute 0000 -o json");
    check("error", &error.stderr);
}
