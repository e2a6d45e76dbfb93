//! The formats of files, as `promote.yaml` and the ledger spell them.

#![expect(dead_code, reason = "a mirror type: only its schema is used")]

use schemars::JsonSchema;

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(super) enum Format {
    Yaml,
    Json,
    Jsonc,
    Toml,
    Dotenv,
    Properties,
    Hcl,
    Text,
}
