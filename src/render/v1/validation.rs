//! Validations: the outcome, the checks, the findings.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Time;
use super::names::{CheckOutcome, Level};
use promote_core::promotion::event;
use promote_core::promotion::state;

/// The last validation of the current plan.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Validation {
    /// Whether no error was found.
    ok: bool,
    /// The findings.
    findings: Vec<CheckFinding>,
    /// The checks of `promote.yaml`, in its order.
    checks: Vec<Checked>,
    /// The digest of the checks and their schemas; null where the target has no checks.
    checks_digest: Option<String>,
    /// The digest of the files that commands were shown; null where no command ran.
    files_digest: Option<String>,
    /// The time of the validation.
    at: Time,
}

impl From<&state::Validation> for Validation {
    fn from(validation: &state::Validation) -> Self {
        Self {
            ok: validation.ok,
            findings: validation.findings.iter().map(CheckFinding::from).collect(),
            checks: validation.checks.iter().map(Checked::from).collect(),
            checks_digest: validation.checks_digest.clone(),
            files_digest: validation.files_digest.clone(),
            at: validation.at.into(),
        }
    }
}

/// A finding of a validation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CheckFinding {
    /// A stable word for the kind of finding.
    code: String,
    /// The path of the file, where the finding is about one.
    file: Option<String>,
    /// The key, where the finding is about one.
    key: Option<String>,
    /// One sentence that says what is wrong.
    message: String,
    /// The name of the check in `promote.yaml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<String>,
    /// The severity, where it is not `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    /// The document of the file, where it has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// The line in the file as it would be, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// The column, in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    /// The place of the rule in its JSON Schema, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_path: Option<String>,
    /// The end of a command's output.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
}

impl From<&event::CheckFinding> for CheckFinding {
    fn from(finding: &event::CheckFinding) -> Self {
        Self {
            code: finding.code.clone(),
            file: finding.file.clone(),
            key: finding.key.clone(),
            message: finding.message.clone(),
            check: finding.check.clone(),
            level: Level::unusual(finding.level),
            document: finding.document.clone(),
            line: finding.line,
            column: finding.column,
            schema_path: finding.schema_path.clone(),
            output: finding.output.clone(),
        }
    }
}

/// The result of one check of `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// The name of the check.
    name: String,
    /// The kind of check: `schema`, `rule`, `requires`, `forbids`, `run`.
    kind: String,
    /// The severity of its findings, where it is not `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    /// The outcome.
    outcome: CheckOutcome,
    /// The tool that checked, with its version.
    tool: String,
    /// The duration in milliseconds.
    millis: u64,
    /// The number of findings.
    findings: usize,
}

impl From<&event::CheckResult> for Checked {
    fn from(checked: &event::CheckResult) -> Self {
        Self {
            name: checked.name.clone(),
            kind: checked.kind.clone(),
            level: Level::unusual(checked.level),
            outcome: checked.outcome.into(),
            tool: checked.tool.clone(),
            millis: checked.millis,
            findings: checked.findings,
        }
    }
}
