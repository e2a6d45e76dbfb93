//! The plan: the exact changes that a promotion writes, and the digest that approvals are bound to.
//!
//! The digest is `sha256:` and the SHA-256 of one canonical JSON array (no spaces, members in this
//! order, changes sorted by file, document and key):
//!
//! ```text
//! ["promote-plan", 1, id, source, target, source commit,
//!   [[file, source path, mode, blob, target path, format], …],
//!   [[op, kind, file, document, key, old, new, own], …]]      old, new = null or [text, value]
//! ```
//!
//! A plan with the number of its rules has version 2 and the number as a further member, after the source commit. A plan
//! without one keeps version 1.
//!
//! A change that takes back a newer value of the target has one more member: `{"commit": …, "kind": …}`. One that takes the
//! comment behind the value has `{"old": …, "new": …}`.
//!
//! A file with `keys:` in its template has one more member, its key prefixes: `[[logical, in the source, in the
//! target], …]`. A change whose value was translated has one more member, its pairs of names: `[[from, to], …]`.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::id::PromotionId;
use super::value::value_to_json;
use crate::env::change::{Change, Op, SpelledValue};
use crate::env::content::Format;
use crate::env::keys::{KeyPrefix, KeyPrefixes, Side};
use promote_model::{FileMode, ObjectId, RulesNumber};

/// The changes that a promotion writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The source commit the plan was made from.
    pub source_commit: ObjectId,
    /// The target commit the plan was made from. Not part of the digest: unrelated commits on the target are allowed.
    pub target_commit: ObjectId,
    /// The number of the rules that the plan was made by; `None` for plans of ledgers of version 1 and of unreleased
    /// versions of the program.
    pub rules: Option<RulesNumber>,
    /// The touched files, by logical name.
    pub files: Vec<PlanFile>,
    /// The changes, in display order.
    pub changes: Vec<Change>,
}

/// A file that a plan touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFile {
    /// The logical name.
    pub file: String,
    /// The source's file at the source commit; `None` if the source has no such file.
    pub source: Option<PlanSource>,
    /// The path in the target.
    pub target_path: String,
    /// The format used to read the file.
    pub format: Format,
    /// The key prefixes of the template's `keys:`, as they are in each environment; empty if the whole file is
    /// configuration.
    pub keys: Vec<KeyPrefix>,
}

impl PlanFile {
    /// The key prefixes in the form used to read files.
    pub fn keys(&self) -> KeyPrefixes {
        KeyPrefixes::new(self.keys.clone(), &[])
    }

    /// What the file is called: the logical name, then the paths.
    pub fn names(&self) -> Vec<&str> {
        let source = self.source.as_ref().map(|source| source.path.as_str());
        [self.file.as_str(), &self.target_path].into_iter().chain(source).collect()
    }

    /// The path in one environment; `None` if the source has no such file.
    pub fn path(&self, end: Side) -> Option<&str> {
        match end {
            Side::Source => self.source.as_ref().map(|source| source.path.as_str()),
            Side::Target => Some(&self.target_path),
        }
    }
}

/// The source's version of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSource {
    /// The path in the source.
    pub path: String,
    /// The mode.
    pub mode: FileMode,
    /// The blob.
    pub blob: ObjectId,
}

/// The digest of a plan, `sha256:` and 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Whether `text` names this digest: in full, or by its first six or more digits, with or
    /// without `sha256:`.
    pub fn is_named_by(&self, text: &str) -> bool {
        let digits = text.strip_prefix("sha256:").unwrap_or(text).to_ascii_lowercase();
        digits.len() >= 6 && self.digits().starts_with(&digits)
    }

    fn digits(&self) -> &str {
        self.0.strip_prefix("sha256:").unwrap_or(&self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of changes of a plan, by operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// Added keys.
    pub added: usize,
    /// Modified keys.
    pub modified: usize,
    /// Removed keys.
    pub removed: usize,
}

impl ChangeCounts {
    /// Counts the changes.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Self {
        let mut counts = Self::default();
        for change in changes {
            match change.op {
                Op::Added => counts.added += 1,
                Op::Modified => counts.modified += 1,
                Op::Removed => counts.removed += 1,
            }
        }
        counts
    }

    /// The sum.
    pub fn total(&self) -> usize {
        self.added + self.modified + self.removed
    }
}

impl std::iter::Sum for ChangeCounts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, one| Self {
            added: sum.added + one.added,
            modified: sum.modified + one.modified,
            removed: sum.removed + one.removed,
        })
    }
}

impl Plan {
    /// Whether both plans do the same: from the same files of the source to the same files of the target, by the same rules.
    /// The branches may have moved on in between.
    pub fn does_the_same_as(&self, other: &Self) -> bool {
        self.rules == other.rules && self.files == other.files && self.changes == other.changes
    }

    /// The digest of this plan for one promotion.
    pub fn digest(&self, id: PromotionId, source: &str, target: &str) -> Digest {
        let mut files: Vec<&PlanFile> = self.files.iter().collect();
        files.sort_by(|a, b| a.file.cmp(&b.file));
        let mut changes: Vec<&Change> = self.changes.iter().collect();
        changes.sort_by_cached_key(|c| (c.file.clone(), c.document.clone(), c.key.clone(), c.op));
        let files: Vec<Json> = files.into_iter().map(file_to_json).collect();
        let changes: Vec<CanonicalChange<'_>> = changes.into_iter().map(CanonicalChange).collect();
        let commit = self.source_commit;
        let canonical = match self.rules {
            None => serde_json::to_vec(&("promote-plan", 1, id, source, target, commit, files, changes)),
            Some(rules) => serde_json::to_vec(&("promote-plan", 2, id, source, target, commit, rules, files, changes)),
        };
        // Tuples, strings and values always serialise to JSON.
        let hash = Sha256::digest(canonical.unwrap_or_default());
        Digest(hash.iter().fold(String::from("sha256:"), |text, byte| text + &format!("{byte:02x}")))
    }
}

fn file_to_json(file: &PlanFile) -> Json {
    let source = file.source.as_ref();
    let mut members = vec![
        json!(file.file),
        json!(source.map(|s| &s.path)),
        json!(source.map(|s| format!("{:o}", s.mode.bits()))),
        json!(source.map(|s| s.blob)),
        json!(file.target_path),
        json!(file.format),
    ];
    if !file.keys.is_empty() {
        let prefix = |p: &KeyPrefix| json!([p.logical, p.source, p.target]);
        members.push(file.keys.iter().map(prefix).collect());
    }
    Json::Array(members)
}

/// A change in the canonical form. Serialised without an intermediate tree: digests are computed for every promotion
/// that is read.
struct CanonicalChange<'a>(&'a Change);

impl Serialize for CanonicalChange<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn side(side: Option<&SpelledValue>) -> Option<(&str, Json)> {
            side.map(|s| (s.text.as_str(), value_to_json(&s.value)))
        }
        let Self(change) = self;
        let (old, new) = (side(change.target.as_ref()), side(change.source.as_ref()));
        let Change { op, kind, file, document, key, own, translated, undoes, comment, anchor, .. } = change;
        let mut members = serializer.serialize_seq(None)?;
        members.serialize_element(op)?;
        members.serialize_element(kind)?;
        members.serialize_element(file)?;
        members.serialize_element(document)?;
        members.serialize_element(key)?;
        members.serialize_element(&old)?;
        members.serialize_element(&new)?;
        members.serialize_element(own)?;
        undoes.iter().try_for_each(|undone| members.serialize_element(undone))?;
        comment.iter().try_for_each(|comment| members.serialize_element(comment))?;
        if let Some(name) = anchor {
            members.serialize_element(&json!({ "anchor": name }))?;
        }
        if !translated.is_empty() {
            members.serialize_element(translated)?;
        }
        members.end()
    }
}
