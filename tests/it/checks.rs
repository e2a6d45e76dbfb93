//! `checks:` in `promote.yaml`: schemas, rules, required and forbidden keys, evaluated on the planned result.

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::Repo;

fn created(repo: &Repo) -> &Repo {
    repo.ok("create staging production --key query");
    repo
}

const SCHEMA: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "properties": {
    "query": {
      "properties": { "timeout": { "type": "integer", "maximum": 45 } },
      "required": ["timeout", "retries"]
    }
  }
}
"#;

const SCHEMA_CHECK: &str = "  - { name: app schema, files: application.yaml, schema: schemas/app.json }\n";

#[test]
fn reports_missing_required_keys() {
    let repo =
        Repo::with_checks("  - { name: owners, requires: [\"application.yaml:server.*.owner\", query.timeout] }\n");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  owners  3 findings

    failed: envs/production/application.yaml:8:13: server.replicas.owner is missing (owners)
    failed: envs/production/application.yaml:9:8: server.log.owner is missing (owners)
    failed: envs/production/application.yaml:11:11: server.region.owner is missing (owners)

    Promotion <P1> is not valid: 3 errors
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    ");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion <P1> cannot be executed: the last validation found 3 errors
    hint: promote validate <P1>
    --- exit 3
    ");
    repo.write("envs/production/application.yaml", repo.read("envs/production/application.yaml") + "extra: {}\n");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Validate staging to production (findings): 2 keys

    - server.replicas.owner is missing
    - server.log.owner is missing
    - server.region.owner is missing

    Promotion-Id: <P1>
    Promotion-Event: validated
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    ");
}

#[test]
fn reports_a_required_key_that_no_file_has() {
    let repo =
        Repo::with_checks("  - { name: zone, requires: [zone] }\n  - { name: a file, requires: [\"b.yaml:x\"] }\n");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  zone    1 finding
    failed  a file  1 finding

    failed: zone is missing in every file (zone)
    failed: b.yaml:x is missing: no file matches (a file)

    Promotion <P1> is not valid: 2 errors
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    ");
}

#[test]
fn reports_forbidden_keys() {
    let repo = Repo::with_checks(
        "  - { name: calm, for: [production], forbids: [query.timeout], message: \"{key} of {file} is a secret\" }\n",
    );
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  calm  1 finding

    failed: envs/production/application.yaml:3:12: query.timeout of envs/production/application.yaml is a secret (calm)

    Promotion <P1> is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    ");
    // The check is limited to production.
    repo.ok("create dev staging");
    assert_snapshot!(repo.promote_line("validate --all-open"), @"
    $ promote validate --all-open
    failed  calm  1 finding

    failed: envs/production/application.yaml:3:12: query.timeout of envs/production/application.yaml is a secret (calm)

    Promotion <P1> is not valid: 1 error
    Promotion <P2> is valid: ready to execute
    1 of 2 promotions not valid
    --- exit 1
    ");
}

#[test]
fn a_warning_does_not_block() {
    let repo = Repo::with_checks("  - { name: zone, requires: [\"application.yaml:zone\"], level: warning }\n");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    warning  zone  1 finding

    warning: envs/production/application.yaml: zone is missing (zone)

    Promotion <P1> is valid: ready to execute
    --- stderr
    hint: promote execute <P1>
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    warning  zone  1 finding

    warning: envs/production/application.yaml: zone is missing (zone)

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:09 UTC  validated  Ann  ok

    ready to execute: promote execute <P1>
    ");
    repo.ok("execute @");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  3 events
    staging     0 promotions
    production  1 promotion

    Verified: no findings.
    ");
}

#[test]
fn validates_against_a_schema() {
    let repo = Repo::with_checks(SCHEMA_CHECK);
    repo.write("schemas/app.json", SCHEMA);
    repo.commit("A schema");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  app schema  1 finding

    failed: envs/production/application.yaml:3:12: 60 is greater than the maximum of 45 (app schema)

    Promotion <P1> is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    ");
    repo.write("schemas/app.json", SCHEMA.replace("45", "60").replace(", \"retries\"", ""));
    repo.commit("A milder schema");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    ok  app schema

    Promotion <P1> is valid: ready to execute
    --- stderr
    hint: promote execute <P1>
    ");
    repo.ok("execute @");
}

#[test]
fn schemas_may_refer_to_each_other() {
    let repo = Repo::with_checks(SCHEMA_CHECK);
    repo.write(
        "schemas/app.json",
        r#"{ "properties": { "query": { "$ref": "parts/query.yaml#/definitions/query" } } }"#,
    );
    repo.write("schemas/parts/query.yaml", "definitions:\n  query:\n    additionalProperties: { maximum: 5 }\n");
    repo.commit("Schemas");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  app schema  1 finding

    failed: envs/production/application.yaml:3:12: 60 is greater than the maximum of 5 (app schema)

    Promotion <P1> is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    ");
    repo.write("schemas/parts/query.yaml", "definitions: { query: {} }\n");
    repo.commit("Anything goes");
    repo.ok("validate @");
    // Referenced schemas are part of the check.
    repo.write("schemas/parts/query.yaml", "definitions: { query: { type: object } }\n");
    repo.commit("An object");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion <P1> cannot be executed: the checks for production changed after the last validation
    hint: promote validate <P1>
    --- exit 3
    ");
    repo.ok("validate @");
    repo.ok("execute @");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  5 events
    staging     0 promotions
    production  1 promotion

    Verified: no findings.
    ");
}

/// The `$id` of a schema does not say where its file is.
#[test]
fn resolves_schemas_with_an_id() {
    let repo =
        Repo::with_checks("  - { name: app schema, files: application.yaml, schema: \"my schemas/app.json\" }\n");
    repo.write(
        "my schemas/app.json",
        r##"{ "$id": "https://acme.com/schemas/app.json", "properties": {
            "query": { "$ref": "my%20parts.json#/$defs/query" },
            "server": { "$ref": "https://acme.com/schemas/app.json#/$defs/server" } },
          "$defs": { "server": { "type": "object" } } }"##,
    );
    repo.write(
        "my schemas/my parts.json",
        r##"{ "$id": "https://acme.com/other.json", "$defs": {
            "query": { "additionalProperties": { "$ref": "#/$defs/few" } }, "few": { "maximum": 5 } } }"##,
    );
    repo.commit("Schemas");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  app schema  1 finding

    failed: envs/production/application.yaml:3:12: 60 is greater than the maximum of 5 (app schema)

    Promotion <P1> is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    ");
}

/// Elements of a list without identifying fields are reported under the key of the list.
#[test]
fn reports_an_unnamed_list_element_under_the_key_of_its_list() {
    let repo = Repo::with_checks("  - { name: app schema, files: ports.json, schema: s.json }\n");
    repo.write("envs/staging/ports.json", "{ \"a\": { \"l\": [ { \"p\": 5 } ] } }\n");
    repo.write("envs/production/ports.json", "{ \"a\": { \"l\": [] } }\n");
    let item = r#"{ "items": { "properties": { "p": { "type": "string" } } } }"#;
    repo.write("s.json", format!(r#"{{ "properties": {{ "a": {{ "properties": {{ "l": {item} }} }} }} }}"#));
    repo.commit("A list");
    repo.ok("create staging production --key ports.json:*");
    let run = repo.run("validate @ -o json");
    let json: Json = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["validation"]["findings"][0]["key"], "a.l", "{}", run.stdout);
    assert_eq!(json["validation"]["findings"][0]["column"], 23, "{}", run.stdout);
}

#[test]
fn supports_all_schema_drafts() {
    for draft in [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ] {
        let repo = Repo::with_checks(SCHEMA_CHECK);
        let schema =
            |most| format!(r#"{{ "$schema": "{draft}", "properties": {{ "query": {{ "maxProperties": {most} }} }} }}"#);
        repo.write("schemas/app.json", schema(9));
        repo.commit("A schema");
        created(&repo).ok("validate @");
        repo.write("schemas/app.json", schema(0));
        repo.commit("Another schema");
        assert!(repo.fails(1, "validate @").contains("refresh"));
    }
}

#[test]
fn reports_an_invalid_schema() {
    let repo = Repo::with_checks(SCHEMA_CHECK);
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    --- stderr
    error: the schema schemas/app.json: it is not on the policy branch
    hint: correct the schema and commit it on main
    --- exit 2
    ");
    for text in [
        "{",
        "{\n  \"properties\": { \"query\": { \"type\": \"txt\" } }\n}\n",
        r#"{ "$schema": "https://acme.com/own" }"#,
    ] {
        repo.write("schemas/app.json", text);
        repo.commit("A schema");
        assert!(repo.fails(2, "validate @").contains("the schema schemas/app.json"));
    }
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    --- stderr
    error: the schema schemas/app.json:1:1: Unknown meta-schema: 'https://acme.com/own'. Custom meta-schemas must be registered in the registry before use
    hint: correct the schema and commit it on main
    --- exit 2
    ");
}

/// Attack: only files of the policy branch are read, and nothing is fetched.
#[test]
fn attack_a_schema_that_refers_to_something_outside() {
    let repo = Repo::with_checks(SCHEMA_CHECK);
    std::fs::write(repo.beside("outside.json"), "{}").unwrap();
    created(&repo);
    let outside = format!("file://{}", repo.beside("outside.json").display());
    for to in [
        "https://acme.com/app.json",
        outside.as_str(),
        "../../outside.json",
        "/etc/passwd",
        "//acme.com/app.json",
        "promote:///.git/config",
    ] {
        repo.write("schemas/app.json", format!(r#"{{ "properties": {{ "query": {{ "$ref": "{to}" }} }} }}"#));
        repo.commit("A schema");
        let said = repo.fails(2, "validate @");
        assert!(said.contains("policy branch"), "{to}: {said}");
    }
}

#[test]
fn checks_that_changed_since_are_asked_again() {
    let repo = Repo::with_checks("  - { name: zone, requires: [zone], level: warning }\n");
    created(&repo).ok("validate @");
    let text = repo.read("promote.yaml").replace("level: warning", "level: error");
    repo.policy(&text);
    repo.commit("No zone, no way");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion <P1> cannot be executed: the checks for production changed after the last validation
    hint: promote validate <P1>
    --- exit 3
    ");
    repo.fails(1, "validate @");
}

#[test]
fn checks_documents_lists_and_several_files() {
    let repo = Repo::with_checks(
        "  - name: images\n    files: \"**/deploy.yaml\"\n    all: true\n    schema: schemas/deploy.json\n  - { name: limits, requires: [\"deploy.yaml#Deployment/*:spec.containers.*.limits\"] }\n  - { name: latest, forbids: [\"*.image.latest\"] }\n",
    );
    let deploy = "kind: Deployment\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: web:1\n      limits: 5\n    - name: side\n      image: 7\n---\nkind: Service\nmetadata: { name: web }\nspec: { port: 80 }\n";
    for env in ["staging", "production"] {
        repo.write(&format!("envs/{env}/deploy.yaml"), deploy);
    }
    repo.write("schemas/deploy.json", r#"{ "if": { "properties": { "kind": { "const": "Deployment" } } }, "then": { "properties": { "spec": { "properties": { "containers": { "items": { "properties": { "image": { "type": "string" } } } } } } } } }"#);
    repo.commit("Deployments");
    assert_snapshot!(created(&repo).promote_line("validate @"), @r#"
    $ promote validate @
    failed  images  1 finding
    failed  limits  1 finding
    ok      latest

    failed: envs/production/deploy.yaml:9:14: 7 is not of type "string" (images)
    failed: envs/production/deploy.yaml:9:14: spec.containers[name=side].limits is missing (limits)

    Promotion <P1> is not valid: 2 errors
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    "#);
    let json: Json = serde_json::from_str(&repo.run("validate @ -o json").stdout).unwrap();
    let finding = &json["validation"]["findings"][0];
    assert_eq!(finding["document"], "Deployment/web");
    assert_eq!(finding["key"], "spec.containers[name=side].image");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(9), Some(14)));
    assert_eq!(finding["schemaPath"], "/then/properties/spec/properties/containers/items/properties/image/type");
    assert_eq!(json["validation"]["checks"][0]["tool"], "jsonschema 0.61.2");
}

#[test]
fn rules_may_test_changes() {
    let jump =
        r#"change.op != "modified" || type(change.sourceValue) != int || change.sourceValue < 2 * change.targetValue"#;
    let repo = Repo::with_checks(&format!(
        "  - name: no big jumps\n    rule: '{jump}'\n    message: \"{{key}} more than doubles ({{op}} in {{file}})\"\n  - {{ name: new keys, rule: 'change.op == \"modified\"', level: warning }}\n"
    ));
    assert_snapshot!(created(&repo).promote_line("validate @"), @r#"
    $ promote validate @
    failed   no big jumps  1 finding
    warning  new keys      1 finding

    failed: envs/production/application.yaml:3:12: query.timeout more than doubles (modified in envs/production/application.yaml) (no big jumps)
    warning: envs/production/application.yaml:5:10: the rule is false: change.op == "modified" (new keys)

    Promotion <P1> is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    "#);
    assert_snapshot!(repo.promote_line("cancel @ --reason Wrong"), @"
    $ promote cancel @ --reason Wrong
    Cancelled promotion <P1>
    ");
    repo.ok("create staging production --key query.cache --validate");
}

#[test]
fn rules_may_test_files_and_the_promotion() {
    let repo = Repo::with_checks(
        "  - { name: retries, each: file, rule: 'document.query.retries * document.query.timeout < 100 && file.endsWith(\"application.yaml\")' }\n  - { name: small, each: promotion, rule: 'changes.size() < 2 || notes.contains(\"big\")' }\n  - { name: who, each: promotion, rule: 'source == \"staging\" && target == \"production\" && creator == \"ann@acme.com\" && now > timestamp(\"2026-01-01T00:00:00Z\")' }\n",
    );
    assert_snapshot!(created(&repo).promote_line("validate @"), @r#"
    $ promote validate @
    failed  retries  1 finding
    failed  small    1 finding
    ok      who

    failed: envs/production/application.yaml: the rule is false: document.query.retries * document.query.timeout < 100 && file.endsWith("application.yaml") (retries)
    failed: the rule is false: changes.size() < 2 || notes.contains("big") (small)

    Promotion <P1> is not valid: 2 errors
    --- stderr
    hint: fix the findings in staging, then: promote refresh <P1>
    --- exit 1
    "#);
    repo.ok("cancel @ --reason Wrong");
    repo.ok("create staging production --key query.cache --notes big --validate");
}

/// A rule fails if its result is not a boolean, or if it cannot be evaluated.
#[test]
fn a_rule_without_a_boolean_result_fails() {
    let repo = Repo::with_checks(
        "  - { name: number, rule: '1' }\n  - { name: unknown, rule: 'change.sourceValue.owner == 1' }\n  - { name: types, rule: 'change.key < 1', message: never shown }\n  - { name: missing, rule: 'change[\"owner\"] == \"a\"' }\n",
    );
    repo.ok("create staging production --key query.cache");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed  number   1 finding
    failed  unknown  1 finding
    failed  types    1 finding
    failed  missing  1 finding

    failed: envs/production/application.yaml:5:10: the rule failed to evaluate: the result is neither true nor false but of type int (number)
    failed: envs/production/application.yaml:5:10: the rule failed to evaluate: found no matching overload for '_._' applied to '(bool, string)' (unknown)
    failed: envs/production/application.yaml:5:10: the rule failed to evaluate: found no matching overload for '_<_' applied to '(string, int)' (types)
    failed: envs/production/application.yaml:5:10: the rule failed to evaluate: No such key: owner (missing)

    Promotion <P1> is not valid: 4 errors
    --- stderr
    hint: fix the cause of the evaluation errors, then: promote validate <P1>; if the cause is in staging: promote refresh <P1>
    --- exit 1
    ");
}

#[test]
fn rejects_invalid_rules_when_loading_the_policy() {
    let repo = Repo::with_checks(
        "  - { name: slip, rule: 'change.op = \"added\"' }\n  - { name: name, rule: 'changed.op == \"added\"' }\n",
    );
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 2 mistakes
    caused by: promote.yaml:13:36: the rule is invalid: token recognition error at: '= '
    caused by: promote.yaml:14:26: the rule is invalid: 'changed' is not a variable; did you mean 'change'?
    --- exit 2
    ");
}

/// Attack: a rule with deeply nested loops fails after a time limit.
#[test]
fn attack_a_rule_that_never_ends() {
    let list = "[0,1,2,3,4,5,6,7,8,9]";
    let rule = (0..14).fold("true".to_owned(), |rule, n| format!("{list}.all(x{n}, {rule})"));
    let repo = Repo::with_checks(&format!("  - {{ name: endless, rule: '{rule}' }}\n"));
    repo.ok("create staging production --key query.cache");
    let begin = std::time::Instant::now();
    let run = repo.run("validate @");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("the evaluation took longer than"), "{}", run.stdout);
    assert!(begin.elapsed().as_secs() < 60);
}

/// The tool versions in reports are the pinned versions in Cargo.toml.
#[test]
fn reported_tool_versions_match_cargo_toml() {
    let manifest = include_str!("../../Cargo.toml");
    assert!(manifest.contains("jsonschema = { version = \"=0.61.2\""));
    assert!(manifest.contains("cel = { version = \"=0.15.0\""));
}

/// The progress line names the check it waits for, and is cleared before the report.
#[test]
fn shows_progress_at_a_terminal() {
    let repo =
        Repo::with_checks("  - { name: manifests, run: [sleep, \"1.2\"] }\n  - { name: owners, forbids: [nothing] }\n");
    created(&repo);
    let Some(seen) = repo.at_terminal("validate @ --run-commands") else { return };
    assert!(seen.contains("1 of 2 checks done, waiting for manifests ("), "{seen:?}");
    let (line, report) = seen.rsplit_once("\u{1b}[2K").unwrap();
    assert!(line.contains("waiting") && report.starts_with("ok  manifests\nok  owners\n"), "{seen:?}");
    assert!(!repo.at_terminal("validate @ --run-commands -q").unwrap().contains("waiting"));
    assert!(!repo.run("validate @ --run-commands").stderr.contains("waiting"));
}
