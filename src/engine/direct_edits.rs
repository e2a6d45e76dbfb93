//! Commits that changed an environment and that no promotion or rollback wrote.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OpError;
use super::judgement::Origins;
use super::origin::{Origin, OriginKind};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::walk::files;
use promote_core::env::layout::CaptureFilter;
use promote_git::PathScopes;

/// A commit that changed an environment directly.
#[derive(Debug, Clone)]
pub(crate) struct DirectEdit {
    /// The environment.
    pub(crate) environment: String,
    /// The commit, its author and its time.
    pub(crate) origin: Arc<Origin>,
    /// The paths of the environment's files that it changed.
    pub(crate) paths: Vec<String>,
}

/// The direct edits among the newest `most` commits on the first parents of each branch that changed files which an
/// environment has now, narrowed to `only`; newest first. An environment that cannot be read has none.
///
/// # Errors
/// Where history or the ledger cannot be read.
pub(crate) fn direct_edits(store: &Store, only: &[CaptureFilter], most: usize) -> Result<Vec<DirectEdit>, OpError> {
    let mut by_branch: BTreeMap<&str, Vec<EnvSnapshot>> = BTreeMap::new();
    for environment in &store.policy.environments {
        if let Ok(side) = store.side(&environment.name, only) {
            by_branch.entry(store.branch_of(environment)).or_default().push(side);
        }
    }
    let (mut origins, mut found) = (Origins::new(store), Vec::new());
    for sides in by_branch.values() {
        let mut paths = Vec::new();
        for side in sides {
            paths.extend(files(&store.repo, side, &[])?.into_iter().map(|(_, file)| file.path));
        }
        let scopes = PathScopes::of(paths.iter().map(String::as_str));
        let Some(tip) = sides.first().map(|side| side.commit) else { continue };
        for commit in store.repo.path_log(tip, &scopes, most)? {
            for side in sides {
                let changed = commit.changes.iter().filter_map(|change| std::str::from_utf8(&change.path).ok());
                let paths: Vec<String> =
                    changed.filter(|path| !side.matcher.names(path).is_empty()).map(str::to_owned).collect();
                let origin = if paths.is_empty() { None } else { origins.of(Some(commit.commit))? };
                let edit = origin.filter(|origin| origin.kind == OriginKind::Edit);
                found.extend(edit.map(|origin| DirectEdit { environment: side.name.clone(), origin, paths }));
            }
        }
    }
    found.sort_by_key(|edit| std::cmp::Reverse(edit.origin.at));
    Ok(found)
}
