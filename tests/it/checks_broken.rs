//! Validates configuration against a schema generated from another environment, with ten mistakes made by hand.

use promote_format::{Format, read};
use serde_json::{Value as Json, json};

use crate::support::Repo;

/// A schema with the types of a value and no other constraints.
fn schema_of(value: &Json) -> Json {
    match value {
        Json::Object(fields) => {
            let properties: serde_json::Map<String, Json> =
                fields.iter().map(|(name, value)| (name.clone(), schema_of(value))).collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        Json::Array(items) => json!({ "type": "array", "items": items.first().map_or(json!({}), schema_of) }),
        Json::String(_) => json!({ "type": "string" }),
        Json::Bool(_) => json!({ "type": "boolean" }),
        Json::Number(_) => json!({ "type": "number" }),
        Json::Null => json!({}),
    }
}

/// The values of the source environment.
const DEV: &str = r#"name: "dev"
fqdn: "data-dev.acme.com"
appOfAppsName: "data-platform"
repositories:
  first: "https://data-dev.acme.com/api/repo/first.yaml"
gcp:
  projectId: "data-platform-dev-7696"
  region: "us-central1"
  clusterName: "platform-dev"
vault:
  connectUrl: "https://vault-dev.acme.com/connect"
  title: "data-dev.acme.com"
vaultPathPrefix: "secret/platform/dev"

applications:
  archive: true
  gke: true
  grafana: true
  notebooks: true
  portal: true
"#;

/// The values of the target environment.
const INT: &str = r#"name: "int"
fqdn: "data-int.acme.com"
appOfAppsName: "data-platform"
repositories:
  first: "https://data-int.acme.com/api/repo/first.yaml"
gcp:
  projectId: "data-platform-int-dc5d"
  region: "us-central1"
  clusterName: "platform-int"
vault:
  connectUrl: "https://vault-int.acme.com/connect"
  title: "data-int.acme.com"
vaultPathPrefix: "secret/platform/int"

applications:
  archive: true
  gke: true
  grafana: true
  notebooks: true
  portal: true
  search: true
"#;

/// A line of the source, its broken form, the promoted key, and the key of the finding.
const BROKEN: [(&str, &str, &str, &str); 10] = [
    ("name: \"dev\"", "name: 5", "name", "name"),
    ("fqdn: \"data-dev.acme.com\"", "fqdn: true", "fqdn", "fqdn"),
    ("  archive: true", "  archive: \"yes\"", "applications.archive", "applications.archive"),
    ("  gke: true", "  gke: 1", "applications.gke", "applications.gke"),
    ("  region: \"us-central1\"", "  region: [us-central1]", "gcp.region", "gcp.region"),
    ("  projectId: \"data-platform-dev-7696\"", "  projectId: null", "gcp.projectId", "gcp.projectId"),
    ("  clusterName: \"platform-dev\"", "  clusterName: 1.0", "gcp.clusterName", "gcp.clusterName"),
    ("appOfAppsName: \"data-platform\"", "appOfAppsNam: \"data-platform\"", "appOfAppsNam", "."),
    (
        "  clusterName: \"platform-dev\"",
        "  clusterName: \"platform-dev\"\n  clusterNam: \"x\"",
        "gcp.clusterNam",
        "gcp",
    ),
    (
        "  connectUrl: \"https://vault-dev.acme.com/connect\"",
        "  connectUrl: { host: x }",
        "vault.connectUrl",
        "vault.connectUrl",
    ),
];

#[test]
fn finds_ten_kinds_of_mistakes() {
    let parsed = read(Format::Yaml, INT.as_bytes().to_vec()).unwrap();
    let schema = schema_of(&parsed.tree.documents[0].root.value().to_json());
    let repo = Repo::new();
    repo.write("environments/values-int.yaml", INT);
    repo.write("schemas/values.json", serde_json::to_string_pretty(&schema).unwrap());
    repo.policy(
        "version: 1\nfiles: [\"environments/values-{env}.yaml\"]\nenvironments:\n  dev: {}\n  int: { from: [dev] }\nchecks:\n  - { name: shape, schema: schemas/values.json }\n",
    );
    for (index, (old, new, key, found)) in BROKEN.iter().enumerate() {
        assert!(DEV.contains(old), "{old}");
        repo.write("environments/values-dev.yaml", DEV.replacen(old, new, 1));
        repo.commit(&format!("Broken {index}"));
        repo.ok(&format!("create dev int --key {key}"));
        let run = repo.run("validate @ -o json");
        let json: Json = serde_json::from_str(&run.stdout).unwrap();
        let findings = json["validation"]["findings"].as_array().unwrap();
        assert_eq!((run.code, findings.len()), (1, 1), "{new}: {}", run.stdout);
        assert_eq!(findings[0]["key"].as_str().unwrap_or("."), *found, "{new}");
        assert!(findings[0]["line"].is_u64(), "{new}");
        repo.ok("cancel @ --reason Broken");
    }
    // Without a mistake, the file is valid.
    repo.write("environments/values-dev.yaml", DEV);
    repo.commit("Whole");
    repo.ok("create dev int --key name --validate");
}
