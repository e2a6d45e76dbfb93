//! The authors of a `promote.yaml`: the people whose own consent to it does not count.

use crate::engine::OpError;
use crate::store::Store;
use promote_core::promotion::Person;
use promote_git::Commit;
use promote_model::ObjectId;

/// So many commits of a merged branch are looked at.
const FARTHEST: usize = 2_000;

/// Who wrote the `promote.yaml` that a commit puts in force: the commit's own author; of a merge that takes it as it is from
/// a branch, those who wrote it there.
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
    let (Some(from), Some(first)) = (from, commit.parents.first()) else { return Ok(vec![person(commit)]) };
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
            people.push(person(&commit));
        }
    }
    if people.is_empty() {
        people.push(person(commit));
    }
    Ok(Person::distinct(people))
}

fn person(commit: &Commit) -> Person {
    Person { name: commit.author.name.clone(), email: commit.author.email.clone() }
}
