//! JSON Schemas (draft 2020-12) of the public JSON, made from its types. `schemas/` holds them, and a test compares.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value as Json};

use super::v1::common::Versioned;
use super::v1::{
    cache, check, diff, error, history, hold, host_request, init, keys, landed, ledger, ledger_event, matrix,
    promotion, run_due, schemas, simulation, stats, status, suggest, trust, verify,
};

/// Every schema with its name, in alphabetical order.
pub(crate) fn all() -> Vec<(&'static str, Schema)> {
    let mut all = outputs();
    all.extend(files());
    all.sort_by_key(|(name, _)| *name);
    all
}

/// A schema as the text of its file.
pub(crate) fn text(schema: &Schema) -> String {
    format!("{:#}\n", schema.as_value())
}

/// The outputs of commands. A command with two outputs has a name for each.
fn outputs() -> Vec<(&'static str, Schema)> {
    vec![
        output::<promotion::Promotion>("approve"),
        output::<trust::ApprovedPolicy>("approve-policy"),
        output::<promotion::Promotion>("attest"),
        output::<cache::Caches>("cache"),
        output::<promotion::Promotion>("cancel"),
        output::<check::Checked>("check"),
        output::<keys::Keys>("keys"),
        output::<promotion::Planned>("create"),
        output::<diff::Diff>("diff"),
        named("error", root::<error::Error>(), None),
        output::<ledger_event::LedgerEvent>("events"),
        output::<landed::Execution>("execute"),
        output::<matrix::Values>("get"),
        output::<history::History>("history"),
        output::<history::Blame>("blame"),
        output::<history::Why>("why"),
        output::<hold::Hold>("hold"),
        output::<hold::Holds>("hold-list"),
        output::<init::Init>("init"),
        output::<ledger::Disputed>("ledger-dispute"),
        output::<ledger::PolicyMoved>("ledger-policy-branch"),
        output::<ledger::Upgraded>("ledger-upgrade"),
        output::<promotion::Promotions>("list"),
        output::<promotion::Promotions>("log"),
        output::<matrix::Matrix>("matrix"),
        output::<promotion::Planned>("refresh"),
        output::<promotion::Promotion>("reject"),
        output::<host_request::Requested>("request"),
        output::<landed::Landed>("rollback"),
        output::<run_due::RunReport>("run-due"),
        output::<run_due::RunItem>("run-due-watch"),
        output::<promotion::Promotion>("schedule"),
        output::<schemas::Schemas>("schema"),
        output::<simulation::Shown>("show"),
        output::<stats::Stats>("stats"),
        output::<status::Status>("status"),
        output::<suggest::Suggested>("suggest"),
        output::<trust::Trust>("trust"),
        output::<hold::Hold>("unhold"),
        output::<promotion::Promotion>("unschedule"),
        output::<promotion::Promotion>("validate"),
        output::<promotion::Promotions>("validate-all-open"),
        output::<verify::Verified>("verify"),
        output::<promotion::Promotion>("withdraw"),
    ]
}

/// The files that promote reads and writes: `promote.yaml` and the ledger's.
fn files() -> Vec<(&'static str, Schema)> {
    crate::schema::all().into_iter().map(|(name, schema)| named(name, schema, None)).collect()
}

/// The schema of a shape at the top level, with the description of the shape itself.
fn output<T: JsonSchema>(name: &'static str) -> (&'static str, Schema) {
    let description = root::<T>().get("description").cloned();
    named(name, root::<Versioned<T>>(), description)
}

fn root<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// The schema with its name: `$schema`, `$id`, title and description first.
fn named(name: &'static str, schema: Schema, description: Option<Json>) -> (&'static str, Schema) {
    let mut members = Map::new();
    members.extend(schema.get("$schema").map(|draft| ("$schema".to_owned(), draft.clone())));
    members.insert("$id".to_owned(), Json::from(format!("promote/v1/{name}")));
    members.insert("title".to_owned(), Json::from(format!("promote {name}")));
    let description = description.or_else(|| schema.get("description").cloned());
    members.extend(description.map(|text| ("description".to_owned(), text)));
    for (key, value) in schema.as_object().into_iter().flatten() {
        if !members.contains_key(key) {
            members.insert(key.clone(), value.clone());
        }
    }
    (name, members.into())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_schema_has_its_name_and_says_what_it_is() {
        let all = all();
        let names: BTreeSet<&str> = all.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), all.len());
        for (name, schema) in &all {
            assert_eq!(schema.get("$id"), Some(&Json::from(format!("promote/v1/{name}"))));
            assert!(schema.get("description").is_some(), "{name}");
        }
    }

    #[test]
    fn every_field_of_an_output_has_a_description() {
        fn look(name: &str, schema: &Json) {
            for (field, inner) in schema.get("properties").and_then(Json::as_object).into_iter().flatten() {
                let told = ["description", "$ref", "const"].iter().any(|key| inner.get(key).is_some());
                assert!(told, "{name}: {field} {inner}");
            }
            match schema {
                Json::Object(members) => members.values().for_each(|inner| look(name, inner)),
                Json::Array(items) => items.iter().for_each(|inner| look(name, inner)),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
            }
        }
        for (name, schema) in &outputs() {
            look(name, schema.as_value());
        }
    }
}
