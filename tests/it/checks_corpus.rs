//! Real configuration against a schema made from one of its environments, and broken by hand in ten ways. (Skipped where
//! there is no corpus.)

use std::fs;

use promote_format::{Format, read};
use serde_json::{Value as Json, json};

use crate::laws::repositories::all_files;
use crate::support::Repo;

/// The shape of a value: the types of what is in it, and nothing besides.
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

/// What a line of the source becomes, which key is promoted, and where the finding is.
const BROKEN: [(&str, &str, &str, &str); 10] = [
    ("name: \"idfdev\"", "name: 5", "name", "name"),
    ("fqdn: \"data-dev.lsst.cloud\"", "fqdn: true", "fqdn", "fqdn"),
    ("  butler: true", "  butler: \"yes\"", "applications.butler", "applications.butler"),
    ("  gke: true", "  gke: 1", "applications.gke", "applications.gke"),
    ("  region: \"us-central1\"", "  region: [us-central1]", "gcp.region", "gcp.region"),
    ("  projectId: \"science-platform-dev-7696\"", "  projectId: null", "gcp.projectId", "gcp.projectId"),
    ("  clusterName: \"rsp-dev\"", "  clusterName: 1.0", "gcp.clusterName", "gcp.clusterName"),
    ("appOfAppsName: \"science-platform\"", "appOfAppsNam: \"science-platform\"", "appOfAppsNam", "."),
    ("  clusterName: \"rsp-dev\"", "  clusterName: \"rsp-dev\"\n  clusterNam: \"x\"", "gcp.clusterNam", "gcp"),
    (
        "  connectUrl: \"https://roundtable-dev.lsst.cloud/1password\"",
        "  connectUrl: { host: x }",
        "onepassword.connectUrl",
        "onepassword.connectUrl",
    ),
];

#[test]
fn real_files_broken_in_ten_ways() {
    let files = all_files();
    let text = |env: &str| {
        let name = format!("phalanx/environments/values-{env}.yaml");
        files.iter().find(|path| path.ends_with(&name)).map(|path| fs::read_to_string(path).unwrap())
    };
    let (Some(dev), Some(int)) = (text("idfdev"), text("idfint")) else {
        eprintln!("skipped: no corpus");
        return;
    };
    let parsed = read(Format::Yaml, int.clone().into_bytes()).unwrap();
    let schema = schema_of(&parsed.tree.documents[0].root.value().to_json());
    let repo = Repo::new();
    repo.write("environments/values-idfint.yaml", &int);
    repo.write("schemas/values.json", serde_json::to_string_pretty(&schema).unwrap());
    repo.policy(
        "version: 1\nfiles: [\"environments/values-{env}.yaml\"]\nenvironments:\n  idfdev: {}\n  idfint: { from: [idfdev] }\nchecks:\n  - { name: shape, schema: schemas/values.json }\n",
    );
    for (index, (old, new, key, found)) in BROKEN.iter().enumerate() {
        assert!(dev.contains(old), "{old}");
        repo.write("environments/values-idfdev.yaml", dev.replacen(old, new, 1));
        repo.commit(&format!("Broken {index}"));
        repo.ok(&format!("create idfdev idfint --key {key}"));
        let run = repo.run("validate @ -o json");
        let json: Json = serde_json::from_str(&run.stdout).unwrap();
        let findings = json["validation"]["findings"].as_array().unwrap();
        assert_eq!((run.code, findings.len()), (1, 1), "{new}: {}", run.stdout);
        assert_eq!(findings[0]["key"].as_str().unwrap_or("."), *found, "{new}");
        assert!(findings[0]["line"].is_u64(), "{new}");
        repo.ok("cancel @ --reason Broken");
    }
    // As it is, it fits.
    repo.write("environments/values-idfdev.yaml", &dev);
    repo.commit("Whole");
    repo.ok("create idfdev idfint --key name --validate");
}
