//! The JSON schemas of checks: the files on the policy branch that `promote.yaml` names, and the files they refer to.

use std::collections::BTreeMap;

use super::error::StoreError;
use super::repository::Store;
use promote_core::policy::Policy;
use promote_core::policy::checks::{CheckKind, SchemaFiles};
use promote_git::{EntryMode, Repo};
use promote_model::ObjectId;

/// The largest number of files of one schema.
const MAX_FILES: usize = 1_000;

/// Sets the blobs of the schemas in a policy. They are part of its checks.
pub(super) fn load(repo: &Repo, tree: ObjectId, policy: &mut Policy) -> Result<(), StoreError> {
    let mut library = SchemaFiles::default();
    let mut schemas = BTreeMap::new();
    for check in &policy.checks {
        if let CheckKind::Schema(path) = &check.kind {
            schemas.insert(path.clone(), referenced(repo, tree, path, &mut library)?);
        }
    }
    policy.schemas = schemas;
    Ok(())
}

impl Store {
    /// The files of the policy's schemas.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn library(&self) -> Result<SchemaFiles, StoreError> {
        let mut library = SchemaFiles::default();
        for (path, blob) in self.policy.schemas.values().flatten() {
            if !library.has(path) {
                library.add(path, blob.map(|blob| self.repo.read_blob(blob)).transpose()?);
            }
        }
        Ok(library)
    }
}

/// A schema and all files it refers to, by path.
fn referenced(
    repo: &Repo,
    tree: ObjectId,
    path: &str,
    library: &mut SchemaFiles,
) -> Result<BTreeMap<String, Option<ObjectId>>, StoreError> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(path) = waiting.pop() {
        if found.contains_key(&path) || found.len() == MAX_FILES {
            continue;
        }
        let entry = repo.find_path(tree, path.as_bytes())?;
        let blob = entry.filter(|entry| matches!(entry.mode, EntryMode::File(_))).map(|entry| entry.oid);
        if !library.has(&path) {
            library.add(&path, blob.map(|blob| repo.read_blob(blob)).transpose()?);
        }
        waiting.extend(library.references(&path));
        found.insert(path, blob);
    }
    Ok(found)
}
