//! `diff`.

use schemars::JsonSchema;
use serde::Serialize;

use super::change::{BothValues, Change, NamePair, Place, TypedValue, translated, value};
use super::common::Versioned;
use super::judged::Judged;
use super::keys::Unreadable;
use crate::ops::diff::{Difference, ModeDifference};
use promote_core::env::change::{self, Op};
use promote_core::env::respelled::Respelled;
use promote_model::FileMode;

/// The difference between two environments, key by key.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diff {
    /// The source environment, as it was named.
    source_environment: String,
    /// The target environment, as it was named.
    target_environment: String,
    /// Keys in the source and not in the target.
    added: Vec<OneSided>,
    /// Keys in both, with different values.
    modified: Vec<Modified>,
    /// Keys in the target and not in the source.
    removed: Vec<OneSided>,
    /// The number of keys that are equal.
    unchanged: usize,
    /// The number of these that are equal up to the names of the environments; absent where values are not translated.
    #[serde(skip_serializing_if = "Option::is_none")]
    translated: Option<usize>,
    /// With `--translated`: the keys that are equal up to the names of the environments.
    #[serde(skip_serializing_if = "Option::is_none")]
    translated_keys: Option<Vec<Change>>,
    /// The number of differing keys that the target owns (`keep`); they are not promoted.
    kept: usize,
    /// The logical names of files whose bytes differ and whose keys do not.
    format_only: Vec<String>,
    /// Files of which only one side is executable; modes are not promoted.
    modes: Vec<FileModes>,
    /// Keys that differ only in Unicode normalization; they are among `added` and `removed`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    normalization: Vec<OtherNormalization>,
    /// Files that cannot be read by key.
    unreadable: Vec<Unreadable>,
    /// With `--keep`: the differing keys that the target owns.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<Vec<Change>>,
}

/// A key that only one side has.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OneSided {
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    value: TypedValue,
    /// True where the target owns the key (`keep`): a new file has to bring some value for it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    own: bool,
    /// The names that a promotion replaces in the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    translated: Vec<NamePair>,
    #[serde(flatten)]
    judged: Option<Judged>,
}

/// A key with different values.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Modified {
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    values: BothValues,
    /// The names that a promotion replaces in the source's value; `sourceValue` has the names of the target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    translated: Vec<NamePair>,
    #[serde(flatten)]
    judged: Option<Judged>,
}

/// A file whose modes differ.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileModes {
    /// The logical name of the file.
    file: String,
    /// The mode in the source, in octal as git prints it.
    source_mode: String,
    /// The mode in the target.
    target_mode: String,
}

/// A key of the source and one of the target that differ only in Unicode normalization.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OtherNormalization {
    /// The logical name of the file.
    file: String,
    /// The document, in a file with several.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// The key in the source.
    source_key: String,
    /// The key in the target.
    target_key: String,
}

impl From<&Respelled> for OtherNormalization {
    fn from(key: &Respelled) -> Self {
        let (source_key, target_key) = (key.source.to_string(), key.target.to_string());
        Self { file: key.file.clone(), document: key.document.clone(), source_key, target_key }
    }
}

impl Diff {
    /// The shape; with `keep` also the keys that the target owns, with `same` also those that are equal up to the names of
    /// the environments.
    pub(crate) fn new(diff: &Difference, keep: bool, same: bool) -> Versioned<Self> {
        let of = |op: Op| diff.changes().filter(move |change| change.op == op);
        let judged = |change: &change::Change| Some(Judged::from(diff.judgements.as_ref()?.get(change)?));
        let kept = || diff.files.iter().flat_map(|file| &file.kept).map(Change::from).collect();
        Versioned::new(Self {
            source_environment: diff.source.clone(),
            target_environment: diff.target.clone(),
            added: of(Op::Added)
                .map(|change| OneSided { own: change.own, ..one(change, &change.source, judged(change)) })
                .collect(),
            modified: of(Op::Modified)
                .map(|change| Modified {
                    place: change.into(),
                    values: change.into(),
                    translated: translated(change),
                    judged: judged(change),
                })
                .collect(),
            removed: of(Op::Removed).map(|change| one(change, &change.target, judged(change))).collect(),
            unchanged: diff.unchanged.unwrap_or_default(),
            translated: diff.translates.then(|| diff.translated().count()),
            translated_keys: same.then(|| diff.translated().map(Change::from).collect()),
            kept: diff.kept(),
            format_only: diff.format_only.clone(),
            modes: diff.modes.iter().map(FileModes::from).collect(),
            normalization: diff.respelled.iter().map(OtherNormalization::from).collect(),
            unreadable: unreadable(diff),
            own: keep.then(kept),
        })
    }
}

fn one(change: &change::Change, side: &Option<change::SpelledValue>, judged: Option<Judged>) -> OneSided {
    OneSided { place: change.into(), value: value(side).into(), own: false, translated: translated(change), judged }
}

fn unreadable(diff: &Difference) -> Vec<Unreadable> {
    let shown = diff.files.iter().flat_map(|file| &file.unreadable);
    let shown = shown.map(|(path, reason)| Unreadable { path: path.clone(), reason: Some(reason.clone()) });
    let others = diff.unsearchable.iter();
    shown.chain(others.map(|file| Unreadable { path: file.path.clone(), reason: file.reason.clone() })).collect()
}

impl From<&ModeDifference> for FileModes {
    fn from(modes: &ModeDifference) -> Self {
        let text = |mode: FileMode| format!("{:o}", mode.bits());
        Self { file: modes.file.clone(), source_mode: text(modes.source), target_mode: text(modes.target) }
    }
}
