//! `schemas/ledger-*.schema.json` agree with what the program writes: the frozen ledger, and a new one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::frozen::frozen;
use crate::support::Repo;

fn schema(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/ledger-{name}.schema.json"));
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

struct Schemas {
    promotion: Validator,
    event: Validator,
    hold_event: Validator,
    approval: Validator,
    attestation: Validator,
    header: Validator,
}

impl Schemas {
    fn read() -> Self {
        let of = |name: &str| jsonschema::draft202012::new(&schema(name)).unwrap();
        Self {
            promotion: of("promotion"),
            event: of("event"),
            hold_event: of("hold-event"),
            approval: of("approval"),
            attestation: of("attestation"),
            header: of("header"),
        }
    }

    /// The schema of a file of the ledger.
    fn of(&self, path: &str) -> Option<&Validator> {
        match path.rsplit('/').collect::<Vec<_>>().as_slice() {
            ["ledger.json"] => Some(&self.header),
            ["promotion.json", ..] => Some(&self.promotion),
            ["events.jsonl", _, "holds"] => Some(&self.hold_event),
            ["events.jsonl", ..] => Some(&self.event),
            [name, "approvals", ..] if name.ends_with(".json") => Some(&self.approval),
            [name, "attestations", ..] if name.ends_with(".json") => Some(&self.attestation),
            _ => None,
        }
    }
}

/// Every file of the ledger, with its JSON values.
fn records(repo: &Repo, schemas: &Schemas) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for path in repo.git_line("ls-tree -r --name-only promotions").lines().filter(|path| schemas.of(path).is_some()) {
        let text = repo.git(&["cat-file", "blob", &format!("promotions:{path}")]);
        let texts = if path.ends_with(".jsonl") { text.lines().collect() } else { vec![text.as_str()] };
        found.extend(texts.into_iter().map(|text| (path.to_owned(), serde_json::from_str(text).unwrap())));
    }
    found
}

/// Asserts that all records are valid; the names of the events among them.
fn valid(repo: &Repo) -> BTreeSet<String> {
    let schemas = Schemas::read();
    let mut events = BTreeSet::new();
    for (path, value) in records(repo, &schemas) {
        let validator = schemas.of(&path).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{path}\n{value:#}\n{wrong:#?}");
        events.extend(value["what"]["event"].as_str().map(str::to_owned));
    }
    events
}

#[test]
fn the_schemas_are_schemas() {
    for name in ["promotion", "event", "approval", "attestation", "header"] {
        let schema = schema(name);
        jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(schema["title"].is_string() && schema["description"].is_string(), "{name}");
    }
}

#[test]
fn the_frozen_ledger_is_valid() {
    let events = valid(&frozen("v1"));
    assert!(events.len() >= 7, "{events:?}");
}

/// Production has rules of every kind that leaves a trace in an event.
const RULES: &str = "    soak: 1s
    windows: [\"Mon-Fri 00:00-24:00 UTC\"]
    override: [all]
    rollback: { windows: true }
    approvals: { valid: 9d, ";

const CHECKS: &str = "\
groups: { all: [ann@acme.com] }
checks:
  - { name: big, level: warning, rule: 'false' }
  - { name: none, forbids: [nothing] }
";

/// Runs commands, each as a person: `ann: list`.
fn life(repo: &Repo, steps: &[&str]) {
    for step in steps {
        let (user, line) = step.split_once(": ").unwrap();
        let run = repo.as_user(user).run(line);
        assert!(run.code <= 1, "{step}\n{}{}", run.stdout, run.stderr);
    }
}

/// Lets every event happen.
fn every_event(repo: &Repo) {
    let policy = repo.read("promote.yaml").replace("    approvals: { ", RULES) + CHECKS;
    repo.policy(&policy);
    repo.write("envs/staging/odd.yaml", "$a: {$b: 1}\ntag: !T [1, x]\nday: 2026-01-01\n");
    repo.write("envs/staging/whole.txt", "x\n").commit("Odd values");
    repo.pass(10);
    let approved = ["ann: validate @", "bob: approve @", "cem: approve @"];
    life(repo, &["ann: create staging production --notes 'All of it'"]);
    life(repo, &approved);
    life(repo, &["bob: attest @ --name e2e --ok --url https://ci.acme.com/1 --notes well", "bob: withdraw @"]);
    life(repo, &["bob: attest @ --name load --failed", "bob: approve @"]);
    life(repo, &["ann: schedule @ --in 1h --expires 2h", "ann: unschedule @", "bob: reject @ --reason no"]);
    life(repo, &["ann: refresh @"]);
    life(repo, &approved);
    life(repo, &["ann: execute @ --branch", "ann: schedule @ --in 1h"]);
    repo.policy(&policy.replace("00:00-24:00", "22:00-24:00")).commit("Closed by day");
    repo.pass(3700);
    assert_eq!(repo.run("run-due").code, 3);
    repo.policy(&policy).commit("Open");
    // On a Saturday the target is closed.
    repo.pass(3600 * 24 * 5);
    life(repo, &["ann: refresh @"]);
    life(repo, &approved);
    repo.as_user("ann").ok("execute @ --override --reason 'An incident'");
    let id = repo.ok("list --all -q").lines().next().unwrap().to_owned();
    life(repo, &[&format!("ann: rollback {id} --override --key query.timeout --reason 'Too long'")]);
    life(repo, &["ann: create staging production --key query.timeout --overwrite", "ann: cancel @ --reason no"]);
}

#[test]
fn a_ledger_with_every_event_is_valid() {
    let repo = Repo::pipeline();
    every_event(&repo);
    let schema = schema("event");
    let kinds = schema["$defs"]["What"]["oneOf"].as_array().unwrap().iter();
    let wanted = kinds.map(|kind| kind["properties"]["event"]["const"].as_str().unwrap().to_owned());
    assert_eq!(valid(&repo), wanted.collect());
}

#[test]
fn a_ledger_with_every_event_of_holds_is_valid() {
    let repo = Repo::open_pipeline();
    repo.ok("hold production query.timeout --reason 'Load test' --until 2h");
    repo.ok("hold production --reason 'Incident 42'");
    repo.as_user("bob").ok("unhold 2 --reason 'It is over'");
    repo.as_user("ann").ok("unhold 1");
    assert_eq!(valid(&repo), ["hold-lifted", "hold-set"].map(str::to_owned).into());
}

#[test]
fn what_the_program_never_writes_is_invalid() {
    let schemas = Schemas::read();
    let repo = Repo::open_pipeline();
    repo.executed("--key query.timeout");
    let records = records(&repo, &schemas);
    let first = |name: &str| records.iter().find(|(path, _)| path.ends_with(name)).unwrap().1.clone();
    for (name, pointer, wrong) in [
        ("ledger.json", "/version", json!(3)),
        ("ledger.json", "/more", json!(1)),
        ("promotion.json", "/id", json!("x")),
        ("promotion.json", "/plan/digest", json!("sha256:1")),
        ("promotion.json", "/plan/changes/0/op", json!("renamed")),
        ("promotion.json", "/plan/changes/0/old/value", json!(1)),
        ("promotion.json", "/plan/changes/0/old/value", json!({ "$what": "1" })),
        ("promotion.json", "/plan/files/0/source/mode", json!("160000")),
        ("events.jsonl", "/what/event", json!("lost")),
        ("events.jsonl", "/what/more", json!(1)),
        ("events.jsonl", "/at", json!("yesterday")),
        ("events.jsonl", "/policy", Value::Null),
    ] {
        let (path, mut value) = (name, first(name));
        assert!(schemas.of(path).unwrap().is_valid(&value), "{name}");
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        value.pointer_mut(parent).unwrap()[field] = wrong;
        assert!(!schemas.of(path).unwrap().is_valid(&value), "{name} {pointer}: {value:#}");
    }
}
