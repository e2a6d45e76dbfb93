//! The authors of a `promote.yaml`, whose own approvals of it do not count.

use std::collections::HashSet;

use crate::engine::OpError;
use crate::engine::authors::commit_authors;
use crate::store::Store;
use promote_core::promotion::Person;
use promote_git::Commit;
use promote_model::ObjectId;

/// The authors of the `promote.yaml` that a commit puts in force: authors and co-authors of every commit that changed the
/// file, of those that the commit brings to its first parent. A merge changes the file where none of its parents has the
/// same one.
///
/// # Errors
/// Where history cannot be read, as in a shallow clone.
pub(crate) fn policy_authors(store: &Store, commit: &Commit) -> Result<Vec<Person>, OpError> {
    let before = commit.parents.first().copied();
    let (mut people, mut seen) = (Vec::new(), HashSet::from([commit.id]));
    let mut waiting = vec![commit.clone()];
    while let Some(commit) = waiting.pop() {
        if wrote_policy(store, &commit)? {
            people.extend(commit_authors(&commit));
        }
        for parent in &commit.parents {
            let known = before.map(|before| store.is_in(*parent, before)).transpose()?.unwrap_or_default();
            if !known && seen.insert(*parent) {
                waiting.push(store.repo.read_commit(*parent)?);
            }
        }
    }
    if people.is_empty() {
        people.extend(commit_authors(commit));
    }
    Ok(Person::distinct(people))
}

/// Whether a commit has another `promote.yaml` than each of its parents.
fn wrote_policy(store: &Store, commit: &Commit) -> Result<bool, OpError> {
    let now = store.policy_blob(commit.id)?;
    let before = |parent: &ObjectId| store.policy_blob(*parent);
    let before = commit.parents.iter().map(before).collect::<Result<Vec<_>, _>>()?;
    Ok(match before.as_slice() {
        [] => now.is_some(),
        before => before.iter().all(|old| *old != now),
    })
}
