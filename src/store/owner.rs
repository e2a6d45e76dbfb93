//! The environment of a branch that owns a path.

use super::environment::EnvSnapshot;
use super::error::StoreError;
use super::repository::Store;
use promote_core::env::layout::Standing;

impl Store {
    /// The environment that owns a path on the target's branch, if it is not the target: one that spells more of the
    /// path, or as much.
    ///
    /// # Errors
    /// If the commit cannot be read.
    pub(crate) fn other_owner(&self, target: &EnvSnapshot, path: &str) -> Result<Option<String>, StoreError> {
        if !target.matcher.names(path).is_empty() {
            return Ok(None);
        }
        let others = self.policy.environments.iter().filter(|environment| environment.name != target.name);
        let mut contested = None;
        for other in others.filter(|environment| self.branch_of(environment) == target.branch) {
            match self.side_at(other, target.commit, &[])?.matcher.standing(path) {
                Some(Standing::Owned) => return Ok(Some(other.name.clone())),
                Some(Standing::Contested) => contested = contested.or_else(|| Some(other.name.clone())),
                Some(Standing::Lost) | None => {}
            }
        }
        Ok(contested)
    }
}
