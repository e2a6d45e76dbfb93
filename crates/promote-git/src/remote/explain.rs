//! The reason of a failed push. Lost races and refusals need different reactions, but git has one exit status for both.

use super::super::RefUpdate;
use super::error::{PushError, RemoteError};
use super::report::{Rejected, Report};

/// Reasons that mean that the ref has another value than expected. The remote's own reasons come from concurrent
/// pushes: the later one finds the ref moved or locked.
const LOST_RACE: [&str; 8] = [
    "stale info",
    "fetch first",
    "non-fast-forward",
    "already exists",
    "failed to update ref",
    "incorrect old value",
    "atomic transaction failed",
    "transaction failed",
];

/// The error for a failed push. `order` is the order of the updates; the ledger's ref is last.
pub(super) fn explain(
    remote: &str,
    order: &[RefUpdate],
    report: Report,
    unreachable: impl FnOnce() -> RemoteError,
) -> PushError {
    if report.message.contains("does not support --atomic") {
        return PushError::NotAtomic { remote: remote.to_owned() };
    }
    let Some(culprit) = culprit(order, &report) else { return PushError::Remote(unreachable()) };
    let (name, reason, message) = (culprit.name.clone(), culprit.reason.clone(), report.remote_message.clone());
    if LOST_RACE.contains(&reason.as_str()) || reason.contains("cannot lock ref") {
        return PushError::LostRace { name, reason, message };
    }
    PushError::refused(remote, name, reason, message)
}

/// The ref that caused the refusal. A hook that checks the whole push rejects all refs with the same reason; then the
/// culprit is the ref that the remote's messages mention, else the first.
fn culprit<'r>(order: &[RefUpdate], report: &'r Report) -> Option<&'r Rejected> {
    let mut culprits: Vec<&Rejected> = report.culprits().collect();
    if culprits.is_empty() {
        culprits = report.rejected.iter().collect();
    }
    culprits.sort_by_key(|rejected| order.iter().position(|update| update.name == rejected.name));
    let named = |rejected: &&&Rejected| {
        let branch = rejected.name.strip_prefix("refs/heads/").unwrap_or(&rejected.name);
        let within = |c: char| c.is_alphanumeric() || "-_/.".contains(c);
        let mut names = report.remote_message.split(|c| !within(c)).map(|word| word.trim_end_matches('.'));
        names.any(|word| word == rejected.name || word == branch)
    };
    culprits.iter().find(named).or(culprits.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Expected, Refusal};

    const TARGET: &str = "refs/heads/production";
    const LEDGER: &str = "refs/heads/promotions";

    fn explained(rejected: &[(&str, &str)], remote_message: &str, message: &str) -> PushError {
        let order = [TARGET, LEDGER].map(|name| RefUpdate { name: name.to_owned(), old: Expected::Absent, new: None });
        let entry = |(name, reason): &(&str, &str)| Rejected { name: (*name).to_owned(), reason: (*reason).to_owned() };
        let report = Report {
            rejected: rejected.iter().map(entry).collect(),
            remote_message: remote_message.to_owned(),
            message: message.to_owned(),
        };
        explain("origin", &order, report, || RemoteError::Unknown { name: "origin".to_owned() })
    }

    #[test]
    fn stale_leases_and_locked_refs_are_lost_races() {
        for reason in ["stale info", "failed to update ref", "cannot lock ref 'refs/heads/production'"] {
            let error = explained(&[(LEDGER, "atomic push failed"), (TARGET, reason)], "", "");
            assert!(matches!(&error, PushError::LostRace { name, .. } if name == TARGET), "{reason}: {error:?}");
        }
    }

    #[test]
    fn a_refusal_names_the_ref_that_the_remote_mentions_else_the_first() {
        let both = [(LEDGER, "pre-receive hook declined"), (TARGET, "pre-receive hook declined")];
        for (remote_message, culprit) in [("promotions is protected.", LEDGER), ("no pushes to promotions2", TARGET)] {
            match explained(&both, remote_message, "") {
                PushError::Refused { kind: Refusal::Hook, name, .. } => assert_eq!(name, culprit, "{remote_message}"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn other_failures() {
        let error = explained(&[], "", "fatal: the receiving end does not support --atomic push");
        assert!(matches!(error, PushError::NotAtomic { .. }), "{error:?}");
        assert!(matches!(explained(&[], "", ""), PushError::Remote(RemoteError::Unknown { .. })));
    }
}
