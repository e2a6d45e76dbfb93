//! `check`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use crate::ops::check::{self, PolicySource, RulingState};
use promote_core::policy::{compare, lint};

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

/// How many of the configuration files of a branch are taken.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BranchCoverage {
    /// The branch or the revision.
    branch: String,
    /// The commit.
    commit: String,
    /// The number of configuration files.
    configuration_files: usize,
    /// The number of files that an environment takes.
    taken: usize,
    /// The number of files that `!` excludes.
    excluded: usize,
    /// The configuration files that no template matches.
    not_taken: Vec<String>,
}

/// A file that is not read by key.
#[derive(Debug, Serialize, JsonSchema)]
struct UnparsedFile {
    /// The path.
    path: String,
    /// The environments that take it.
    environments: Vec<String>,
    /// Why, in one word.
    kind: UnparsedKind,
    /// The reason in words; null if the format has no keys.
    reason: Option<String>,
}

/// Why a file is not read by key.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum UnparsedKind {
    /// It cannot be parsed.
    Broken,
    /// It is a template that has to be rendered first.
    Template,
    /// It is encrypted.
    Encrypted,
    /// It is a symlink.
    Symlink,
    /// Its format has no keys, or is unknown.
    Text,
}

/// The `promote.yaml` in force.
#[derive(Debug, Serialize, JsonSchema)]
struct Ruling {
    /// Whether there is one.
    state: RulingWord,
    /// Its branch.
    branch: Option<String>,
    /// Its commit.
    commit: Option<String>,
    /// Why it cannot be determined.
    reason: Option<String>,
}

/// The state of the `promote.yaml` in force.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum RulingWord {
    /// It is valid.
    InForce,
    /// It has mistakes.
    Invalid,
    /// There is none yet.
    None,
    /// It cannot be determined.
    Unknown,
}

/// A change against the `promote.yaml` in force.
#[derive(Debug, Serialize, JsonSchema)]
struct RuleChange {
    /// What it does to the rule.
    effect: RuleEffect,
    /// The environment.
    environment: Option<String>,
    /// The rule, such as `approvals.required`.
    rule: String,
    /// The change, in a few words.
    message: String,
}

/// What a change does to a rule.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum RuleEffect {
    /// It permits or shows more than before.
    Weaker,
    /// It permits or shows less than before.
    Stronger,
    /// It is another rule.
    Changed,
    /// The environment is new.
    Added,
    /// The environment is removed.
    Removed,
}

/// The files that an environment gains and loses.
#[derive(Debug, Serialize, JsonSchema)]
struct MovedFiles {
    /// The environment.
    environment: String,
    /// The files that it gains.
    gained: Vec<String>,
    /// The files that it loses.
    lost: Vec<String>,
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
            ruling: Ruling::from(&checked.ruling),
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

impl From<&check::CheckedBranch> for BranchCoverage {
    fn from(branch: &check::CheckedBranch) -> Self {
        let coverage = &branch.coverage;
        Self {
            branch: branch.label.clone(),
            commit: branch.commit.to_string(),
            configuration_files: coverage.configuration,
            taken: coverage.taken,
            excluded: coverage.excluded,
            not_taken: coverage.not_taken.clone(),
        }
    }
}

impl From<&lint::UnparsedFile> for UnparsedFile {
    fn from(file: &lint::UnparsedFile) -> Self {
        Self {
            path: file.path.clone(),
            environments: file.environments.clone(),
            kind: match file.kind {
                lint::UnparsedKind::Broken => UnparsedKind::Broken,
                lint::UnparsedKind::Template => UnparsedKind::Template,
                lint::UnparsedKind::Encrypted => UnparsedKind::Encrypted,
                lint::UnparsedKind::Symlink => UnparsedKind::Symlink,
                lint::UnparsedKind::Text => UnparsedKind::Text,
            },
            reason: file.reason.clone(),
        }
    }
}

impl From<&RulingState> for Ruling {
    fn from(ruling: &RulingState) -> Self {
        let (state, branch, commit, reason) = match ruling {
            RulingState::InForce(branch, commit) => (RulingWord::InForce, Some(branch), Some(commit), None),
            RulingState::Invalid(branch, _) => (RulingWord::Invalid, Some(branch), None, None),
            RulingState::None => (RulingWord::None, None, None, None),
            RulingState::Unknown(reason) => (RulingWord::Unknown, None, None, Some(reason)),
        };
        Self { state, branch: branch.cloned(), commit: commit.map(ToString::to_string), reason: reason.cloned() }
    }
}

impl From<&compare::PolicyDifference> for RuleChange {
    fn from(change: &compare::PolicyDifference) -> Self {
        let effect = match change.effect {
            compare::Effect::Weaker => RuleEffect::Weaker,
            compare::Effect::Stronger => RuleEffect::Stronger,
            compare::Effect::Changed => RuleEffect::Changed,
            compare::Effect::Added => RuleEffect::Added,
            compare::Effect::Removed => RuleEffect::Removed,
        };
        let (environment, rule) = (change.environment.clone(), change.rule.clone());
        Self { effect, environment, rule, message: change.message.clone() }
    }
}

impl From<&check::MovedFiles> for MovedFiles {
    fn from(moved: &check::MovedFiles) -> Self {
        Self { environment: moved.environment.clone(), gained: moved.gained.clone(), lost: moved.lost.clone() }
    }
}
