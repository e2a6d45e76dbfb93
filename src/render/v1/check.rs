//! `check`.

use schemars::JsonSchema;
use serde::Serialize;

use super::checked_files::{BranchCoverage, UnparsedFile};
use super::common::Versioned;
use super::policy_changes::{MovedFiles, RuleChange, Ruling};
use crate::ops::check::{self, PolicySource};
use promote_core::policy::lint;

/// What is wrong with a `promote.yaml`, what it takes, and what it changes.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// Whether there is no finding; notes do not count.
    ok: bool,
    /// The name of the file, with the revision if one was given.
    file: String,
    /// Where it was read from.
    source: Source,
    /// The findings, in the order of the file.
    findings: Vec<LintFinding>,
    /// The environments, in pipeline order; empty if the file is invalid.
    environments: Vec<CheckedEnvironment>,
    /// The coverage of each branch that holds environments.
    coverage: Vec<BranchCoverage>,
    /// The files that are taken and not read by key.
    unparsed: Vec<UnparsedFile>,
    /// The `promote.yaml` in force.
    ruling: Ruling,
    /// What changes against it.
    changes: Vec<RuleChange>,
    /// The files that environments gain or lose against it.
    moved: Vec<MovedFiles>,
}

/// Where the file was read from.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Source {
    /// The root of the working tree.
    WorkingTree,
    /// A file that was named.
    File,
    /// A revision.
    Revision,
    /// Standard input.
    StandardInput,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
struct LintFinding {
    /// A stable word for the kind of finding.
    code: &'static str,
    /// The severity.
    severity: LintLevel,
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
    /// The field, such as `environments.production.keep`; null for a mistake.
    field: Option<String>,
    /// The environment.
    environment: Option<String>,
    /// One sentence that says what is wrong.
    message: String,
    /// The files that it is about.
    files: Vec<String>,
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum LintLevel {
    /// Commands refuse this file or an environment of it: exit code 1.
    Error,
    /// Something has no effect: exit code 1.
    Warning,
    /// Information; the exit code stays 0.
    Note,
}

/// An environment.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckedEnvironment {
    /// The name.
    name: String,
    /// The branch or the revision.
    branch: String,
    /// The commit; null if the branch does not exist.
    commit: Option<String>,
    /// The number of files that it takes.
    files: usize,
}

impl Checked {
    /// The shape.
    pub(crate) fn new(checked: &check::Checked) -> Versioned<Self> {
        Versioned::new(Self {
            ok: checked.holds(),
            file: checked.source.name(),
            source: match checked.source {
                PolicySource::WorkingTree => Source::WorkingTree,
                PolicySource::File(_) => Source::File,
                PolicySource::Revision(_) => Source::Revision,
                PolicySource::Input(_) => Source::StandardInput,
            },
            findings: checked.findings.iter().map(LintFinding::from).collect(),
            environments: checked.environments.iter().map(CheckedEnvironment::from).collect(),
            coverage: checked.branches.iter().map(BranchCoverage::from).collect(),
            unparsed: checked.unparsed.iter().map(UnparsedFile::from).collect(),
            ruling: Ruling::from(checked),
            changes: checked.changes.iter().map(RuleChange::from).collect(),
            moved: checked.moved.iter().map(MovedFiles::from).collect(),
        })
    }
}

impl From<&lint::LintFinding> for LintFinding {
    fn from(finding: &lint::LintFinding) -> Self {
        Self {
            code: finding.code.word(),
            severity: match finding.level {
                lint::Level::Error => LintLevel::Error,
                lint::Level::Warning => LintLevel::Warning,
                lint::Level::Note => LintLevel::Note,
            },
            line: finding.line,
            column: finding.column,
            field: Some(finding.field.clone()).filter(|field| !field.is_empty()),
            environment: finding.environment.clone(),
            message: finding.message.clone(),
            files: finding.paths.clone(),
        }
    }
}

impl From<&check::CheckedEnvironment> for CheckedEnvironment {
    fn from(environment: &check::CheckedEnvironment) -> Self {
        Self {
            name: environment.name.clone(),
            branch: environment.place.label.clone(),
            commit: environment.place.commit.map(|commit| commit.to_string()),
            files: environment.files,
        }
    }
}
