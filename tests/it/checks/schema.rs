//! `schema`: a JSON Schema that documents must satisfy.

use insta::assert_snapshot;
use serde_json::Value as Json;

use super::created;
use crate::support::Repo;

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
fn validates_against_a_schema() {
    let repo = Repo::with_checks(SCHEMA_CHECK);
    repo.write("schemas/app.json", SCHEMA);
    repo.commit("A schema");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  app schema  1 finding

    failed: envs/production/application.yaml:3:12: 60 is greater than the maximum of 45 (app schema)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
    --- exit 1
    ");
    repo.write("schemas/app.json", SCHEMA.replace("45", "60").replace(", \"retries\"", ""));
    repo.commit("A milder schema");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    ok  app schema

    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
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

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
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
    error: promotion 1 cannot be executed: the checks for production changed after the last validation
    hint: promote validate 1
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

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
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
    error: the schema schemas/app.json is not on the policy branch main
    hint: add the file and commit it on main, or correct 'schema' in promote.yaml
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
    error: promotion 1 cannot be executed: the checks for production changed after the last validation
    hint: promote validate 1
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

    Promotion 1 is not valid: 2 errors
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
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
