//! Where the history of a shallow clone ends.

use crate::store::StoreError;
use promote_git::{PathCommit, Repo};

/// Whether a page ends at a shallow boundary. There every file looks new, so that commit is dropped.
pub(super) fn is_cut(repo: &Repo, page: &mut Vec<PathCommit>, is_last: bool) -> Result<bool, StoreError> {
    match page.last() {
        Some(last) if last.parent.is_none() => {
            let cut = !repo.read_commit(last.commit)?.parents.is_empty();
            page.truncate(page.len() - usize::from(cut));
            Ok(cut)
        }
        _ => Ok(is_last && repo.is_shallow()),
    }
}
