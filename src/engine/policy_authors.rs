//! The authors of a `promote.yaml`, whose own approvals of it do not count.

use crate::engine::OpError;
use crate::engine::authors::commit_authors;
use crate::engine::recognise::merged_commits;
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
    let mut people = Vec::new();
    for commit in std::iter::once(commit).chain(&merged_commits(store, commit)?) {
        if wrote_policy(store, commit)? {
            people.extend(commit_authors(commit));
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
