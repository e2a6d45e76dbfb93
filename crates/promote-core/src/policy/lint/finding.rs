//! A finding about `promote.yaml`, with its place.

use crate::policy::Mistake;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Commands refuse this `promote.yaml`, or an environment of it.
    Error,
    /// Something has no effect, or less than it seems to.
    Warning,
    /// Information.
    Note,
}

impl Level {
    /// The word in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// The kind of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LintCode {
    /// A mistake in `promote.yaml`.
    Invalid,
    /// Two templates give a file two logical names.
    TwoNames,
    /// Two templates claim the same keys of a file.
    TwoClaims,
    /// Two files have one logical name.
    TwoFiles,
    /// Two environments match a file, and it belongs to neither.
    Contested,
    /// A template takes no file.
    UnusedTemplate,
    /// An exclusion excludes no file.
    UnusedExclusion,
    /// An environment has no file.
    EmptyEnvironment,
    /// The branch of an environment does not exist.
    NoBranch,
    /// A pattern matches nothing.
    UnusedPattern,
    /// The fields of an entry of `list-keys` identify the elements of no list.
    UnusedListKey,
    /// The schema of a check does not exist.
    MissingSchema,
}

impl LintCode {
    /// The code in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::TwoNames => "two-names",
            Self::TwoClaims => "two-claims",
            Self::TwoFiles => "two-files",
            Self::Contested => "contested",
            Self::UnusedTemplate => "unused-template",
            Self::UnusedExclusion => "unused-exclusion",
            Self::EmptyEnvironment => "empty-environment",
            Self::NoBranch => "no-branch",
            Self::UnusedPattern => "unused-pattern",
            Self::UnusedListKey => "unused-list-key",
            Self::MissingSchema => "missing-schema",
        }
    }

    /// The usual severity.
    pub(super) fn level(self) -> Level {
        match self {
            Self::Invalid | Self::TwoNames | Self::TwoClaims | Self::TwoFiles => Level::Error,
            _ => Level::Warning,
        }
    }
}

/// A finding about `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    /// The kind.
    pub code: LintCode,
    /// The severity.
    pub level: Level,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The field, such as `environments.production.keep`; empty for a mistake.
    pub field: String,
    /// The environment, if the finding is about one.
    pub environment: Option<String>,
    /// The finding, in one sentence without a period.
    pub message: String,
    /// The files that the finding is about.
    pub paths: Vec<String>,
}

impl LintFinding {
    /// A finding of the usual severity.
    pub(super) fn new(code: LintCode, (line, column): (usize, usize), field: &str, message: String) -> Self {
        let (field, paths) = (field.to_owned(), Vec::new());
        Self { code, level: code.level(), line, column, field, environment: None, message, paths }
    }

    /// The same about an environment.
    #[must_use]
    pub(super) fn of(self, environment: &str) -> Self {
        Self { environment: Some(environment.to_owned()), ..self }
    }
}

impl From<&Mistake> for LintFinding {
    fn from(mistake: &Mistake) -> Self {
        Self::new(LintCode::Invalid, (mistake.line, mistake.column), "", mistake.message.clone())
    }
}
