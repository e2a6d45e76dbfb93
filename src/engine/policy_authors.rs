//! The authors of a `promote.yaml`, whose own approvals of it do not count.

use crate::engine::OpError;
use crate::engine::merged::person;
use crate::store::Store;
use promote_core::promotion::Person;
use promote_git::Commit;
use promote_model::ObjectId;

/// Commits of a merged branch that are searched.
const FARTHEST: usize = 2_000;

/// The authors of the `promote.yaml` that a commit puts in force: the author of the commit; for a merge that takes the file
/// unchanged from a branch, the people who changed it there.
///
/// # Errors
/// Where history cannot be read.
pub(crate) fn policy_authors(store: &Store, commit: &Commit) -> Result<Vec<Person>, OpError> {
    let new = store.policy_blob(commit.id)?;
    let mut from = None;
    for parent in commit.parents.iter().skip(1) {
        if store.policy_blob(*parent)? == new {
            from = Some(*parent);
        }
    }
    let (Some(from), Some(first)) = (from, commit.parents.first()) else { return Ok(vec![person(&commit.author)]) };
    let known: std::collections::HashSet<ObjectId> =
        store.repo.first_parents(*first).map(|commit| commit.map(|c| c.id)).collect::<Result<_, _>>()?;
    let mut people = Vec::new();
    for commit in store.repo.first_parents(from).take(FARTHEST) {
        let commit = commit?;
        if known.contains(&commit.id) {
            break;
        }
        let before = commit.parents.first().map(|parent| store.policy_blob(*parent)).transpose()?.flatten();
        if store.policy_blob(commit.id)? != before {
            people.push(person(&commit.author));
        }
    }
    if people.is_empty() {
        people.push(person(&commit.author));
    }
    Ok(Person::distinct(people))
}
