//! Why a transaction failed. git has one exit status for every reason, so the refs are read again first, then the words.

use super::super::stale::Stale;
use super::super::{Repo, run};
use super::{Expected, RefUpdate, TransactionError};
use crate::exec::Output;

pub(super) fn operation(updates: &[RefUpdate]) -> String {
    let names: Vec<&str> = updates.iter().map(|update| update.name.as_str()).collect();
    format!("move {}", names.join(", "))
}

pub(super) fn explain(repo: &Repo, updates: &[RefUpdate], output: &Output) -> TransactionError {
    let words = run::words(&output.stderr);
    if let Some(words) = hook_words(&words) {
        return TransactionError::Refused { words };
    }
    if let Some(lost) = lost_race(repo, updates) {
        return lost;
    }
    if let Some(stale) = Stale::in_words(&words).or_else(|| reftable_lock(repo, &words)) {
        return TransactionError::Locked(stale);
    }
    if ["Permission denied", "Read-only file system"].iter().any(|reason| words.contains(reason)) {
        return TransactionError::ReadOnly { words };
    }
    run::failed(operation(updates), output).into()
}

/// The first ref that holds neither what was expected nor what we wanted to put there.
fn lost_race(repo: &Repo, updates: &[RefUpdate]) -> Option<TransactionError> {
    let names: Vec<&str> = updates.iter().map(|update| update.name.as_str()).collect();
    // If the refs cannot be read, the first error is the one to tell.
    let refs = repo.refs(&names).ok()?;
    updates.iter().find_map(|update| {
        let now = refs.get(&update.name).map_or(Expected::Absent, |id| Expected::Is(*id));
        let wanted = update.new.map_or(Expected::Absent, Expected::Is);
        let lost = now != update.old && now != wanted;
        lost.then(|| TransactionError::LostRace { name: update.name.clone(), expected: update.old, now })
    })
}

/// What the hook said; it is asked twice (prepared, then aborted), and often says the same twice.
fn hook_words(words: &str) -> Option<String> {
    const VERDICT: &str = "ref updates aborted by hook";
    if !words.contains(VERDICT) {
        return None;
    }
    let mut said: Vec<&str> = Vec::new();
    for line in words.lines().filter(|line| !line.contains(VERDICT)) {
        if !said.contains(&line) {
            said.push(line);
        }
    }
    Some(if said.is_empty() { "it gave no reason".to_owned() } else { said.join("\n") })
}

/// The reftable backend does not name its lock.
fn reftable_lock(repo: &Repo, words: &str) -> Option<Stale> {
    let path = repo.common_dir().join("reftable/tables.list.lock");
    (words.contains("cannot lock references") && path.exists()).then(|| Stale::at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_git_are_read() {
        assert_eq!(hook_words("no\nno\nref updates aborted by hook").as_deref(), Some("no"));
        assert_eq!(hook_words("prepare: cannot lock ref"), None);
    }
}
