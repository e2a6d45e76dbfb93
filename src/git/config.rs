//! git's configuration and the user's identity, as git itself works them out.

use super::commit::Signature;
use super::{Repo, Result};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
}

impl Repo {
    /// The last value of a configuration key; all keys are read in one call, the first time one is asked for.
    pub fn config(&self, key: &str) -> Result<Option<String>> {
        let _ = key;
        todo!()
    }
    /// Every value of a configuration key, in git's order (the last one rules where one is wanted).
    pub fn config_all(&self, key: &str) -> Result<Vec<String>> {
        let _ = key;
        todo!()
    }
    /// Who acts: git's author.
    pub fn identity(&self) -> Result<Identity> {
        todo!()
    }
    /// Who acts and when, as git would write it into a commit of this moment (`GIT_AUTHOR_DATE` counts).
    pub fn author(&self) -> Result<Signature> {
        todo!()
    }
    /// Who commits and when (`GIT_COMMITTER_DATE` counts).
    pub fn committer(&self) -> Result<Signature> {
        todo!()
    }
}
