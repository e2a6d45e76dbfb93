//! The reason of a failed transaction. git has one exit status for all, so the refs are read again, then its messages.

use super::super::stale_lock::StaleLock;
use super::super::{Repo, run};
use super::error::TransactionError;
use super::update::{Expected, RefUpdate};
use crate::exec::Output;

/// The operation, for error messages.
pub(super) fn operation(updates: &[RefUpdate]) -> String {
    let names: Vec<&str> = updates.iter().map(|update| update.name.as_str()).collect();
    format!("move {}", names.join(", "))
}

/// The error for a failed `git update-ref`.
pub(super) fn explain(repo: &Repo, updates: &[RefUpdate], output: &Output) -> TransactionError {
    let message = run::error_message(&output.stderr);
    if let Some(message) = hook_message(&message) {
        return TransactionError::Refused { message };
    }
    if let Some(lost) = lost_race(repo, updates) {
        return lost;
    }
    if let Some(lock) = StaleLock::in_message(&message).or_else(|| reftable_lock(repo, &message)) {
        return TransactionError::Locked(lock);
    }
    if ["Permission denied", "Read-only file system"].iter().any(|reason| message.contains(reason)) {
        return TransactionError::ReadOnly { message };
    }
    run::failed(operation(updates), output).into()
}

/// The first ref that has neither the expected nor the new value.
fn lost_race(repo: &Repo, updates: &[RefUpdate]) -> Option<TransactionError> {
    let names: Vec<&str> = updates.iter().map(|update| update.name.as_str()).collect();
    // If the refs cannot be read, the caller reports the first error.
    let refs = repo.refs(&names).ok()?;
    updates.iter().find_map(|update| {
        let actual = refs.get(&update.name).map_or(Expected::Absent, |id| Expected::Is(*id));
        let wanted = update.new.map_or(Expected::Absent, Expected::Is);
        let lost = actual != update.old && actual != wanted;
        lost.then(|| TransactionError::LostRace { name: update.name.clone(), expected: update.old, actual })
    })
}

/// The hook's message. The hook runs twice (prepared, then aborted) and often prints the same twice.
fn hook_message(message: &str) -> Option<String> {
    const VERDICT: &str = "ref updates aborted by hook";
    if !message.contains(VERDICT) {
        return None;
    }
    let mut lines: Vec<&str> = Vec::new();
    for line in message.lines().filter(|line| !line.contains(VERDICT)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    Some(if lines.is_empty() { "no reason given".to_owned() } else { lines.join("\n") })
}

/// The lock of the reftable backend, which its message does not name.
fn reftable_lock(repo: &Repo, message: &str) -> Option<StaleLock> {
    let path = repo.common_dir().join("reftable/tables.list.lock");
    (message.contains("cannot lock references") && path.exists()).then(|| StaleLock::at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_lines_of_a_hook_are_merged() {
        assert_eq!(hook_message("no\nno\nref updates aborted by hook").as_deref(), Some("no"));
        assert_eq!(hook_message("prepare: cannot lock ref"), None);
    }
}
