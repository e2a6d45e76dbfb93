//! `suggest`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use crate::ops::suggest;
use promote_core::policy::suggest as core;

/// Entries that the repository suggests for `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Suggested {
    /// The suggestions, by field.
    suggestions: Vec<Suggestion>,
    /// What was put into `promote.yaml`; null without `--write`.
    written: Option<WrittenEntries>,
}

/// An entry for `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
struct Suggestion {
    /// The field that it is suggested for.
    kind: SuggestionKind,
    /// The place, such as `environments.production.keep`.
    place: String,
    /// The environment, for `keep`.
    environment: Option<String>,
    /// The entry as YAML.
    entry: String,
    /// Whether it leaves no doubt; `--write` puts only these into the file.
    sure: bool,
    /// What the repository shows.
    evidence: String,
    /// Where that is, for `keep`: up to three keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples: Vec<String>,
}

/// The field that an entry is suggested for.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum SuggestionKind {
    /// Keys that belong to an environment.
    Keep,
    /// Fields that identify the elements of lists.
    ListKeys,
    /// Lists of scalars without an order.
    Sets,
    /// Feature flags.
    Flags,
    /// Secrets.
    Secrets,
    /// The format of files.
    Format,
}

/// What was put into `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WrittenEntries {
    /// The file.
    path: String,
    /// The number of entries.
    entries: usize,
    /// Whether nothing was written.
    dry_run: bool,
    /// The entries that cannot be put there.
    refused: Vec<RefusedEntry>,
}

/// An entry that cannot be put into `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
struct RefusedEntry {
    /// The place.
    place: String,
    /// The entry as YAML.
    entry: String,
    /// The reason.
    reason: String,
}

impl Suggested {
    /// The shape.
    pub(crate) fn new(suggested: &suggest::Suggested) -> Versioned<Self> {
        Versioned::new(Self {
            suggestions: suggested.suggestions.iter().map(Suggestion::from).collect(),
            written: suggested.written.as_ref().map(WrittenEntries::from),
        })
    }
}

impl From<&core::Suggestion> for Suggestion {
    fn from(one: &core::Suggestion) -> Self {
        let kind = match one.field {
            core::SuggestedField::Keep => SuggestionKind::Keep,
            core::SuggestedField::ListKeys => SuggestionKind::ListKeys,
            core::SuggestedField::Sets => SuggestionKind::Sets,
            core::SuggestedField::Flags => SuggestionKind::Flags,
            core::SuggestedField::Secrets => SuggestionKind::Secrets,
            core::SuggestedField::Format => SuggestionKind::Format,
        };
        Self {
            kind,
            place: one.place(),
            environment: one.environment.clone(),
            entry: one.entry.yaml(),
            sure: !one.unsure,
            evidence: one.evidence.clone(),
            examples: one.examples.clone(),
        }
    }
}

impl From<&suggest::WrittenEntries> for WrittenEntries {
    fn from(written: &suggest::WrittenEntries) -> Self {
        let refused = |one: &core::CannotWrite| RefusedEntry {
            place: one.place.clone(),
            entry: one.entry.clone(),
            reason: one.reason.clone(),
        };
        Self {
            path: written.path.display().to_string(),
            entries: written.entries,
            dry_run: written.dry_run,
            refused: written.refused.iter().map(refused).collect(),
        }
    }
}
