//! The stored form of a promotion (`promotion.json`, version 1), separate from the live types.
//!
//! Reading is strict: unknown fields and unknown versions are refused.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::id::PromotionId;
use super::person::Person;
use super::plan::{Digest, Plan, PlanFile, PlanSource};
use super::record::{Number, Promotion, Request};
use super::value::{InvalidStoredValue, mode_from_text, value_from_json, value_to_json};
use crate::env::change::{Change, CommentChange, Op, SpelledValue, Undone, UnitKind};
use crate::env::content::Format;
use crate::env::keys::KeyPrefix;
use crate::env::secrets::blobs;
use crate::env::translate::NamePair;
use promote_model::{ConfigId, Key, ObjectId, RulesNumber};

/// The version that this program writes, and the only one it reads.
pub(crate) const VERSION: u32 = 1;

/// Why a stored promotion cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoredError {
    /// Written by a newer version of the program.
    #[error(
        "version {0} is not supported by this version of promote; it supports version {VERSION}. Use a newer promote"
    )]
    Version(u64),
    /// Not a form that this program writes.
    #[error("{0}")]
    Malformed(String),
    /// The stored digest differs from the digest of the stored plan.
    #[error("the plan's digest is {real}, but the stored digest is {said}")]
    Digest {
        /// The computed digest.
        real: Digest,
        /// The stored digest.
        said: Digest,
    },
}

impl From<InvalidStoredValue> for StoredError {
    fn from(error: InvalidStoredValue) -> Self {
        Self::Malformed(error.to_string())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredPromotion {
    version: u32,
    id: PromotionId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    source_environment: String,
    target_environment: String,
    request: Request,
    created_by: Person,
    created_at: Timestamp,
    plan: StoredPlan,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredPlan {
    digest: Digest,
    source_commit: ObjectId,
    target_commit: ObjectId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rules: Option<RulesNumber>,
    files: Vec<StoredFile>,
    changes: Vec<StoredChange>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredFile {
    file: String,
    source: Option<StoredSource>,
    target_path: String,
    format: Format,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keys: Vec<StoredPrefix>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPrefix {
    shown: Key,
    source: Key,
    target: Key,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredSource {
    path: String,
    mode: String,
    blob: ObjectId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredChange {
    op: Op,
    kind: UnitKind,
    file: String,
    document: Option<String>,
    key: Key,
    id: ConfigId,
    old: Option<StoredValue>,
    new: Option<StoredValue>,
    own: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    translated: Vec<NamePair>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undoes: Option<Undone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<CommentChange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    anchor: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredValue {
    text: String,
    value: Json,
}

/// The text of `promotion.json`.
pub fn write(promotion: &Promotion) -> String {
    let plan = &promotion.plan;
    let stored = StoredPromotion {
        version: VERSION,
        id: promotion.id,
        number: promotion.number.and_then(Number::given),
        source_environment: promotion.source.clone(),
        target_environment: promotion.target.clone(),
        request: promotion.request.clone(),
        created_by: promotion.created_by.clone(),
        created_at: promotion.created_at,
        plan: StoredPlan {
            digest: plan.digest(promotion.id, &promotion.source, &promotion.target),
            source_commit: plan.source_commit,
            target_commit: plan.target_commit,
            rules: plan.rules,
            files: plan.files.iter().map(store_file).collect(),
            changes: plan.changes.iter().map(store_change).collect(),
        },
    };
    // Structs, strings and maps with string keys always serialise to JSON.
    let mut text = serde_json::to_string_pretty(&stored).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads `promotion.json`.
///
/// # Errors
/// If the version is unknown, a field is missing, unknown or malformed, or the digest is wrong.
pub fn read(bytes: &[u8]) -> Result<Promotion, StoredError> {
    read_with_digest(bytes).map(|(promotion, _)| promotion)
}

/// Reads `promotion.json` and returns the digest of its plan as well.
///
/// # Errors
/// As [`read`].
pub fn read_with_digest(bytes: &[u8]) -> Result<(Promotion, Digest), StoredError> {
    let stored: StoredPromotion = parse(bytes)?;
    let said = stored.plan.digest.clone();
    let promotion = Promotion {
        id: stored.id,
        number: stored.number.map(Number::Given),
        source: stored.source_environment,
        target: stored.target_environment,
        request: stored.request,
        created_by: stored.created_by,
        created_at: stored.created_at,
        plan: Plan {
            source_commit: stored.plan.source_commit,
            target_commit: stored.plan.target_commit,
            rules: stored.plan.rules,
            files: stored.plan.files.into_iter().map(load_file).collect::<Result<_, _>>()?,
            changes: stored.plan.changes.into_iter().map(load_change).collect::<Result<_, _>>()?,
        },
    };
    hidden_where_planned(&promotion.plan)?;
    let real = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    if real == said { Ok((promotion, real)) } else { Err(StoredError::Digest { real, said }) }
}

/// Checks that a masked value of the source names the blob of the planned file, and only that blob.
fn hidden_where_planned(plan: &Plan) -> Result<(), StoredError> {
    for change in plan.changes.iter().filter(|change| change.is_masked()) {
        let file = plan.files.iter().find(|file| file.file == change.file);
        let source = file.and_then(|file| file.source.as_ref()).map(|source| source.blob);
        let held = |side: &Option<SpelledValue>| side.as_ref().map(|s| blobs(&s.value)).unwrap_or_default();
        let (new, old) = (held(&change.source), held(&change.target));
        if new.iter().any(|blob| Some(*blob) != source) || old.windows(2).any(|pair| pair[0] != pair[1]) {
            return Err(StoredError::Malformed(format!(
                "{}: the masked value is not in a file of the plan",
                change.key
            )));
        }
    }
    Ok(())
}

/// Parses JSON of the known version; for any other version nothing but the version is read.
pub(super) fn parse<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, StoredError> {
    #[derive(Deserialize)]
    struct Versioned {
        version: Option<Json>,
    }
    let malformed = |e: serde_json::Error| StoredError::Malformed(e.to_string());
    let versioned: Versioned = serde_json::from_slice(bytes).map_err(malformed)?;
    match versioned.version.as_ref().and_then(Json::as_u64) {
        Some(version) if version == u64::from(VERSION) => serde_json::from_slice(bytes).map_err(malformed),
        Some(version) => Err(StoredError::Version(version)),
        None => Err(StoredError::Malformed("the version is missing".into())),
    }
}

fn store_file(file: &PlanFile) -> StoredFile {
    StoredFile {
        file: file.file.clone(),
        source: file.source.as_ref().map(|source| StoredSource {
            path: source.path.clone(),
            mode: format!("{:o}", source.mode.bits()),
            blob: source.blob,
        }),
        target_path: file.target_path.clone(),
        format: file.format,
        keys: file.keys.iter().map(store_prefix).collect(),
    }
}

fn load_file(file: StoredFile) -> Result<PlanFile, StoredError> {
    let source = file
        .source
        .map(|s| Ok::<_, StoredError>(PlanSource { path: s.path, mode: mode_from_text(&s.mode)?, blob: s.blob }))
        .transpose()?;
    let keys = file.keys.into_iter().map(load_prefix).collect::<Result<_, _>>()?;
    Ok(PlanFile { file: file.file, source, target_path: file.target_path, format: file.format, keys })
}

fn store_prefix(prefix: &KeyPrefix) -> StoredPrefix {
    let KeyPrefix { logical, source, target } = prefix.clone();
    StoredPrefix { shown: logical, source, target }
}

fn load_prefix(prefix: StoredPrefix) -> Result<KeyPrefix, StoredError> {
    let StoredPrefix { shown, source, target } = prefix;
    let steps = |key: &Key| key.steps().len();
    if steps(&source) != steps(&shown) || steps(&target) != steps(&shown) || shown.is_root() {
        return Err(StoredError::Malformed(format!("{shown}: the key prefixes do not match")));
    }
    Ok(KeyPrefix { logical: shown, source, target })
}

fn store_change(change: &Change) -> StoredChange {
    let side = |side: &Option<SpelledValue>| {
        side.as_ref().map(|s| StoredValue { text: s.text.clone(), value: value_to_json(&s.value) })
    };
    StoredChange {
        op: change.op,
        kind: change.kind,
        file: change.file.clone(),
        document: change.document.clone(),
        key: change.key.clone(),
        id: change.id,
        old: side(&change.target),
        new: side(&change.source),
        own: change.own,
        translated: change.translated.clone(),
        undoes: change.undoes.clone(),
        comment: change.comment.clone(),
        anchor: change.anchor.clone(),
    }
}

fn load_change(change: StoredChange) -> Result<Change, StoredError> {
    let side = |side: Option<StoredValue>| {
        side.map(|s| Ok::<_, StoredError>(SpelledValue { value: value_from_json(&s.value)?, text: s.text })).transpose()
    };
    let fits = match change.op {
        Op::Added => change.old.is_none() && change.new.is_some(),
        Op::Modified => change.old.is_some() && change.new.is_some(),
        Op::Removed => change.old.is_some() && change.new.is_none(),
    };
    if !fits {
        return Err(StoredError::Malformed(format!("{}: the values do not match the operation", change.key)));
    }
    if !change.translated.is_empty() && (change.op == Op::Removed || change.kind == UnitKind::File) {
        return Err(StoredError::Malformed(format!("{}: there is no value to translate", change.key)));
    }
    if change.comment.is_some() && change.op != Op::Modified {
        return Err(StoredError::Malformed(format!("{}: only a modified value takes a comment", change.key)));
    }
    if change.anchor.is_some() && (change.op != Op::Added || change.kind == UnitKind::File) {
        return Err(StoredError::Malformed(format!("{}: only a new key repeats an anchor", change.key)));
    }
    Ok(Change {
        op: change.op,
        kind: change.kind,
        file: change.file,
        document: change.document,
        key: change.key,
        id: change.id,
        source: side(change.new)?,
        target: side(change.old)?,
        own: change.own,
        translated: change.translated,
        undoes: change.undoes,
        comment: change.comment,
        anchor: change.anchor,
    })
}
