//! The branch that a working tree is on at this moment: the user may switch to another one at any time.

use std::path::Path;

use super::super::{Repo, Result};
use super::Checkout;
use promote_model::ObjectId;

/// What `HEAD` holds where the refs are kept elsewhere (`gitformat-reftable(5)`).
const ELSEWHERE: &str = "refs/heads/.invalid";

impl Repo {
    /// The branch of the working tree with a git directory, by its full name; `None` if its `HEAD` is detached.
    pub(super) fn branch_of(&self, git_dir: &Path) -> Result<Option<String>> {
        let text = std::fs::read_to_string(git_dir.join("HEAD")).unwrap_or_default();
        let text = text.trim_end();
        match text.strip_prefix("ref: ").map(str::trim_start) {
            Some(name) if name != ELSEWHERE => Ok(Some(name.to_owned())),
            None if text.parse::<ObjectId>().is_ok() && !git_dir.join("HEAD").is_symlink() => Ok(None),
            _ => {
                let call = self.git("read HEAD").env("GIT_DIR", git_dir).args(["symbolic-ref", "--quiet", "HEAD"]);
                let output = call.run()?;
                let name = String::from_utf8_lossy(output.stdout.trim_ascii()).into_owned();
                Ok(Some(name).filter(|name| output.success() && !name.is_empty()))
            }
        }
    }

    /// Whether a working tree is still on its branch.
    pub(super) fn is_on_branch(&self, at: &Checkout) -> Result<bool> {
        Ok(self.branch_of(&at.git_dir)?.as_deref() == Some(at.branch.as_str()))
    }
}
