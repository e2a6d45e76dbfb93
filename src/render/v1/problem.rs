//! An error of the service, as RFC 9457 shapes it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

/// An error of the service (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    /// A URI that names the kind of error: `urn:promote:error:` and the code.
    pub(crate) r#type: String,
    /// The meaning of the status.
    pub(crate) title: String,
    /// The status.
    pub(crate) status: u16,
    /// One sentence that says what is wrong.
    pub(crate) detail: String,
    /// A stable word for the kind of error, as on the command line.
    pub(crate) code: String,
    /// The causes, one line each.
    pub(crate) causes: Vec<String>,
    /// What to do, with the commands to run.
    pub(crate) hints: Vec<String>,
    /// The details; their fields depend on the code.
    #[schemars(with = "serde_json::Map<String, Json>")]
    pub(crate) details: Json,
    /// The number of the request in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
}
