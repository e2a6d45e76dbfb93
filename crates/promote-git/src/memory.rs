//! What a clone remembers of refs, and histories that are walked without a process: what git shows of them with grafts or
//! replace refs is not what is stored.

use std::collections::HashSet;

use super::{Repo, Result};
use promote_model::ObjectId;

impl Repo {
    /// Every value that a ref (its full name) has had as far as its reflog tells, and the one that it has; the newest first.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn remembered(&self, name: &str) -> Result<Vec<ObjectId>> {
        let Some(now) = self.refs(&[name])?.get(name).copied() else { return Ok(Vec::new()) };
        let operation = format!("read the reflog of '{name}'");
        let args = ["rev-list", "--walk-reflogs", "--end-of-options", name, "--"];
        let output = self.git(operation).args(args).run()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // What a clone brought is in no entry but as what the first one replaced.
        let replaced = format!("{name}@{{{}}}", text.lines().count());
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &replaced];
        let output = self.git("read the beginning of a reflog").args(args).run()?;
        let first = String::from_utf8_lossy(output.stdout.trim_ascii()).parse().ok();
        let mut seen = HashSet::new();
        let all = std::iter::once(now).chain(text.lines().filter_map(|line| line.parse().ok())).chain(first);
        Ok(all.filter(|id| seen.insert(*id)).collect())
    }

    /// Whether `tip` has `commit` in its history, along whichever parents, as it is stored.
    ///
    /// # Errors
    /// Where history cannot be read.
    pub fn is_reached(&self, commit: ObjectId, tip: ObjectId) -> Result<bool> {
        let (mut waiting, mut seen) = (vec![tip], HashSet::from([tip]));
        while let Some(id) = waiting.pop() {
            if id == commit {
                return Ok(true);
            }
            waiting.extend(self.read_commit(id)?.parents.into_iter().filter(|parent| seen.insert(*parent)));
        }
        Ok(false)
    }
}
