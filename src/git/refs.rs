//! Reading refs, through the git program: every ref format works, and one call reads many.

use std::collections::BTreeMap;

use super::{Repo, Result};
use crate::model::ObjectId;

impl Repo {
    /// The commit that `rev` names (tags are followed); `None` if there is none.
    pub fn resolve(&self, rev: &str) -> Result<Option<ObjectId>> {
        let _ = rev;
        todo!()
    }
    /// What these refs (full names: `refs/heads/main`) point to, in one call; those that do not exist are left out.
    pub fn refs(&self, names: &[&str]) -> Result<BTreeMap<String, ObjectId>> {
        let _ = names;
        todo!()
    }
    /// The local branches, by short name.
    pub fn branches(&self) -> Result<Vec<(String, ObjectId)>> {
        todo!()
    }
    /// The full name of the ref that the symbolic ref `name` stands for (`refs/remotes/origin/HEAD`).
    pub fn symbolic_ref(&self, name: &str) -> Result<Option<String>> {
        let _ = name;
        todo!()
    }
}
