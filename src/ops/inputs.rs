//! The bodies of requests to a service, besides that of `create`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use promote_core::promotion::UndoChoice;

/// A reason.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReasonInput {
    /// The reason.
    #[serde(default)]
    pub(crate) reason: Option<String>,
}

/// A hold.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct HoldInput {
    /// Only keys that one of these patterns matches; all keys without one.
    #[serde(default)]
    pub(crate) key_patterns: Vec<String>,
    /// The reason.
    #[serde(default)]
    pub(crate) reason: Option<String>,
    /// A time or a duration after which it ends by itself.
    #[serde(default)]
    pub(crate) until: Option<String>,
}

/// An approval.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ApproveInput {
    /// The digest of the plan, or its first six digits or more; another plan is not approved.
    #[serde(default)]
    pub(crate) digest: Option<String>,
    /// The statement of the approval, as `promote approve ID --print-statement` prints it.
    #[serde(default)]
    pub(crate) statement: Option<String>,
    /// The signature over exactly these bytes, as `ssh-keygen -Y sign -n promote` or `gpg --armor --detach-sign` make it.
    #[serde(default)]
    pub(crate) signature: Option<String>,
}

/// The result of a test.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AttestInput {
    /// The name of the test.
    pub(crate) name: String,
    /// Whether it passed.
    pub(crate) ok: bool,
    /// A URL with details.
    #[serde(default)]
    pub(crate) url: Option<String>,
    /// Free text.
    #[serde(default)]
    pub(crate) notes: Option<String>,
}

/// How a plan is made again.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RefreshInput {
    /// What happens from now on to keys whose promotion would undo a newer value: `forward` or `overwrite`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(crate) undo: Option<UndoChoice>,
}

/// An execution.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ExecuteInput {
    /// The reason for executing outside a window or during a freeze.
    #[serde(default, rename = "override")]
    pub(crate) overriding: Option<String>,
    /// True, or the name of a branch: the commit is written there, to be merged into the target.
    #[serde(default)]
    #[schemars(with = "Option<Branch>")]
    pub(crate) branch: Option<Json>,
}

/// Whether a branch is written, or its name, as the schema says it.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Branch {
    Wanted(bool),
    Named(String),
}

/// The time of an execution.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ScheduleInput {
    /// The time, such as `2026-11-24T09:00[Europe/Berlin]`.
    #[serde(default, alias = "at")]
    pub(crate) scheduled_at: Option<String>,
    /// How long from now instead, such as `2h`.
    #[serde(default, rename = "in")]
    pub(crate) within: Option<String>,
    /// The time, or how long after the due time, after which it is not executed.
    #[serde(default)]
    pub(crate) expires: Option<String>,
}

/// A rollback.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RollbackInput {
    /// The reason.
    #[serde(default)]
    pub(crate) reason: Option<String>,
    /// Only keys that one of these patterns matches.
    #[serde(default)]
    pub(crate) key_patterns: Vec<String>,
    /// Whether the keys are put on hold.
    #[serde(default)]
    pub(crate) hold: bool,
    /// Whether it is rolled back outside a window or during a freeze.
    #[serde(default, rename = "override")]
    pub(crate) overriding: bool,
}
