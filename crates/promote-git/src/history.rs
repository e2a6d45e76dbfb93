//! Earlier values of refs, and ancestry of the stored commits: git's own walks apply grafts and replace refs.

use std::collections::HashSet;
use std::path::Path;

use super::{Repo, Result};
use promote_model::ObjectId;

impl Repo {
    /// The current value of a ref (full name) and the earlier values in its reflog, newest first. Entries of values
    /// that the ref never had are left out.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn reflog_values(&self, name: &str) -> Result<Vec<ObjectId>> {
        let Some(now) = self.refs(&[name])?.get(name).copied() else { return Ok(Vec::new()) };
        let operation = format!("read the reflog of '{name}'");
        let args = ["rev-list", "--walk-reflogs", "--end-of-options", name, "--"];
        let output = self.git(operation).args(args).run()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // The value set by `git clone` has no entry of its own; it is the old value of the first entry.
        let replaced = format!("{name}@{{{}}}", text.lines().count());
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &replaced];
        let output = self.git("read the first entry of a reflog").args(args).run()?;
        let first = String::from_utf8_lossy(output.stdout.trim_ascii()).parse().ok();
        let mut seen = never_values(&self.common_dir().join("logs").join(name), now);
        let all = std::iter::once(now).chain(text.lines().filter_map(|line| line.parse().ok())).chain(first);
        Ok(all.filter(|id| seen.insert(*id)).collect())
    }

    /// Whether `commit` is an ancestor of `tip`, through any parent, in the stored commits.
    ///
    /// # Errors
    /// If the history cannot be read.
    pub fn is_stored_ancestor(&self, commit: ObjectId, tip: ObjectId) -> Result<bool> {
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

/// The new values of reflog entries that the ref never had: git writes the entry before it renames the lock, and may
/// fail or be killed in between. Then the next entry, or the ref, starts from the same old value. Only the files backend
/// does this; with reftable there is no such file.
fn never_values(log: &Path, now: ObjectId) -> HashSet<ObjectId> {
    let text = std::fs::read(log).unwrap_or_default();
    let entries: Vec<(ObjectId, ObjectId)> = text.split(|b| *b == b'\n').filter_map(entry).collect();
    let next = entries.iter().skip(1).map(|(old, _)| *old).chain([now]);
    let failed = entries.iter().zip(next).filter(|((old, new), next)| old == next && new != next);
    let had: HashSet<ObjectId> = entries.iter().map(|(old, _)| *old).chain([now]).collect();
    failed.map(|((_, new), _)| *new).filter(|new| !had.contains(new)).collect()
}

/// The old and the new value of a line.
fn entry(line: &[u8]) -> Option<(ObjectId, ObjectId)> {
    let mut fields = std::str::from_utf8(line.get(..81)?).ok()?.split(' ');
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}
