//! Files in which a check found nothing, remembered below the git directory: they need not be read again. The same for whole
//! targets: their files need not be listed again.
//!
//! Only that there is no finding is remembered, and only of files that can be read by key. The key is the hash of the
//! question, the file's blob, its names and format, its key prefixes, the rules of reading, and this version of the program;
//! of a target, the hash of all checks, the tree, the layout and the same rules.

use std::collections::{BTreeMap, BTreeSet};

use crate::store::Store;
use crate::store::cache::{CacheKind, FactKey, Facts, hash};
use crate::store::environment::EnvSnapshot;
use crate::store::walk::ListedFile;
use promote_core::env::layout::Matcher;
use promote_core::policy::checks::{Check, FileQuestion};
use promote_model::ObjectId;

/// The tool that validates by schemas. Cargo.toml pins the crate to this version.
pub(super) const SCHEMAS: &str = "jsonschema 0.61.2";

/// The hash of a file, and of how it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileKey(FactKey);

/// The hash of a question, and of the rules of reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct QuestionKey(FactKey);

/// The hash of a target, and of all checks that only ask files.
#[derive(Debug, Clone, Copy)]
pub(super) struct TargetKey(FactKey);

/// The answers of earlier commands.
pub(super) struct Remembered<'a> {
    facts: Facts,
    rules: String,
    /// The files of all schemas: one may refer to a file of another.
    schemas: &'a BTreeMap<String, BTreeMap<String, Option<ObjectId>>>,
}

impl<'a> Remembered<'a> {
    pub(super) fn open(store: &'a Store) -> Self {
        Self {
            facts: Facts::open(&store.repo, CacheKind::Checks),
            rules: store.rules.text(),
            schemas: &store.policy.schemas,
        }
    }

    /// The key of a question.
    pub(super) fn question(&self, question: FileQuestion<'_>) -> QuestionKey {
        let by = match question {
            FileQuestion::Schema(_) => format!("{SCHEMAS} {:?}", self.schemas),
            FileQuestion::Readable | FileQuestion::Requires(_) | FileQuestion::Forbids(_) => String::new(),
        };
        let version = env!("CARGO_PKG_VERSION");
        QuestionKey(hash(&[version.as_bytes(), self.rules.as_bytes(), question.text().as_bytes(), by.as_bytes()]))
    }

    /// The key of a file.
    pub(super) fn file(&self, matcher: &Matcher, logical: &str, entry: &ListedFile) -> FileKey {
        let keys = match entry.claims.as_slice() {
            [] => String::new(),
            claims => format!("{:?}", matcher.keys(matcher, claims)),
        };
        let read_as = format!("{:?}{:?}", entry.format, entry.mode);
        let names = [logical.as_bytes(), entry.path.as_bytes()];
        FileKey(hash(&[names[0], names[1], read_as.as_bytes(), keys.as_bytes(), entry.blob.as_bytes()]))
    }

    /// The key of a target of which the plan touches some files; `None` if a check sees more than single files.
    pub(super) fn target(
        &self,
        target: &EnvSnapshot,
        touched: &BTreeSet<&str>,
        checks: &[&Check],
    ) -> Option<TargetKey> {
        if !checks.iter().all(|check| check.only_asks_files()) {
            return None;
        }
        let forms: Vec<_> = checks.iter().map(|check| check.form()).collect();
        let asked = format!("{:?}", (SCHEMAS, forms, self.schemas));
        let files = format!("{:?}", (&target.matcher, touched));
        let version = env!("CARGO_PKG_VERSION");
        let by = [version, self.rules.as_str(), asked.as_str(), files.as_str()].map(str::as_bytes);
        Some(TargetKey(hash(&[b"target", by[0], by[1], by[2], by[3], target.tree.as_bytes()])))
    }

    /// Whether no check finds anything in the target.
    pub(super) fn has_target(&self, target: TargetKey) -> bool {
        self.facts.get(target.0).is_some()
    }

    /// Remembers that no check finds anything in the target.
    pub(super) fn put_target(&self, target: TargetKey) {
        self.facts.put(target.0, 1);
    }

    /// Whether the file answers the question without a finding.
    pub(super) fn has(&self, file: FileKey, question: QuestionKey) -> bool {
        self.facts.get(both(file, question)).is_some()
    }

    /// Remembers that it does.
    pub(super) fn put(&self, file: FileKey, question: QuestionKey) {
        self.facts.put(both(file, question), 1);
    }

    /// Writes what is new.
    pub(super) fn save(self) {
        self.facts.save();
    }
}

fn both(file: FileKey, question: QuestionKey) -> FactKey {
    hash(&[&file.0, &question.0])
}
