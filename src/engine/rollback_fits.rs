//! Checks that a rollback touches only what is the target's to promote: no key that is owned by the target now (`keep`),
//! and no file of another environment.

use std::fmt;

use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, StoreError};
use promote_core::env::change::Change;
use promote_core::promotion::plan::PlanFile;
use promote_model::Pattern;
use promote_model::text::enumerate;

/// The reason why a rollback is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnfitRollback {
    /// These keys are owned by the target (`keep`).
    OwnKeys {
        /// The addresses.
        keys: Vec<String>,
        /// The target.
        target: String,
    },
    /// A file belongs to another environment.
    OtherOwner {
        /// The path.
        path: String,
        /// The environment.
        owner: String,
    },
}

impl fmt::Display for UnfitRollback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnKeys { keys, target } => {
                let verb = if keys.len() == 1 { "is" } else { "are" };
                write!(f, "{} {verb} now owned by {target} (keep)", enumerate(keys, "and"))
            }
            Self::OtherOwner { path, owner } => write!(f, "{path} belongs to {owner}"),
        }
    }
}

/// Checks a rollback of these changes.
///
/// # Errors
/// If git cannot be read.
pub(crate) fn unfit(
    store: &Store,
    entry: &LedgerEntry,
    target: &EnvSnapshot,
    wanted: &[Change],
) -> Result<Option<UnfitRollback>, StoreError> {
    let files = &entry.promotion.plan.files;
    let keep = store.policy.environment(&target.name).map(|e| e.keep.as_slice()).unwrap_or_default();
    // A file that was new to the target brought some keys that were owned by the target already.
    let owned = |change: &&Change| {
        let file = files.iter().find(|file| file.file == change.file);
        !change.own && keep.iter().any(|pattern| matches(file, pattern, change))
    };
    let keys: Vec<String> = wanted.iter().filter(owned).map(Change::address).collect();
    if !keys.is_empty() {
        return Ok(Some(UnfitRollback::OwnKeys { keys, target: target.name.clone() }));
    }
    for file in files.iter().filter(|file| wanted.iter().any(|change| change.file == file.file)) {
        if let Some(owner) = store.other_owner(target, &file.target_path)? {
            return Ok(Some(UnfitRollback::OtherOwner { path: file.target_path.clone(), owner }));
        }
    }
    Ok(None)
}

/// Whether a pattern of `keep` matches a change, by any name of its file.
fn matches(file: Option<&PlanFile>, pattern: &Pattern, change: &Change) -> bool {
    let mut names = vec![change.file.as_str()];
    names.extend(file.map(|file| file.target_path.as_str()));
    names.extend(file.and_then(|file| file.source.as_ref()).map(|source| source.path.as_str()));
    let keys = file.map(PlanFile::keys).unwrap_or_default();
    pattern.matches_file(&names) && keys.spellings(&change.key).match_key(pattern, change.document.as_deref())
}
