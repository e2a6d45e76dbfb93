//! The files in the report of `check`: coverage, and files that are not read by key.

use schemars::JsonSchema;
use serde::Serialize;

use crate::ops::check;
use promote_core::policy::lint;

/// How many of the configuration files of a branch are taken.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BranchCoverage {
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
pub(super) struct UnparsedFile {
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
    /// It has a mistake.
    Broken,
    /// It is in another encoding, or beyond a limit.
    Unreadable,
    /// It is a template that has to be rendered first.
    Template,
    /// It is encrypted.
    Encrypted,
    /// It is a symlink.
    Symlink,
    /// Its format has no keys, or is unknown.
    Text,
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
                lint::UnparsedKind::Unreadable => UnparsedKind::Unreadable,
                lint::UnparsedKind::Template => UnparsedKind::Template,
                lint::UnparsedKind::Encrypted => UnparsedKind::Encrypted,
                lint::UnparsedKind::Symlink => UnparsedKind::Symlink,
                lint::UnparsedKind::Text => UnparsedKind::Text,
            },
            reason: file.reason.clone(),
        }
    }
}
