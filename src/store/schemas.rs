//! The schemas of checks, as the policy branch holds them: those that `promote.yaml` names, and what they refer to.

use std::collections::BTreeMap;

use super::Store;
use super::error::StoreError;
use promote_core::policy::Policy;
use promote_core::policy::checks::{CheckKind, SchemaFiles};
use promote_git::{EntryMode, Repo};
use promote_model::ObjectId;

/// So many files one schema may be made of.
const MOST: usize = 1_000;

/// Notes which blobs the schemas of a policy are made of: they are part of what its checks are.
pub(super) fn note(repo: &Repo, tree: ObjectId, policy: &mut Policy) -> Result<(), StoreError> {
    let mut library = SchemaFiles::default();
    let mut schemas = BTreeMap::new();
    for check in &policy.checks {
        if let CheckKind::Schema(path) = &check.kind {
            schemas.insert(path.clone(), reached(repo, tree, path, &mut library)?);
        }
    }
    policy.schemas = schemas;
    Ok(())
}

impl Store {
    /// The files that the schemas of this policy are made of.
    ///
    /// # Errors
    /// Where git cannot be read.
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

/// A schema and all that it refers to, by path.
fn reached(
    repo: &Repo,
    tree: ObjectId,
    path: &str,
    library: &mut SchemaFiles,
) -> Result<BTreeMap<String, Option<ObjectId>>, StoreError> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(path) = waiting.pop() {
        if found.contains_key(&path) || found.len() == MOST {
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
