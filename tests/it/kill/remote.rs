//! Every command that writes, killed where a remote decides.

use super::{
    age_locks, attested, by_bob, created, has_status, is_promoted, is_rolled_back, one_or_two_open, outdated,
    scheduled, status, survives, validated,
};
use crate::support::Repo;

const CREATE: &str = "create staging production --key query -q";

#[test]
fn create_survives() {
    survives(Repo::open_shared, CREATE, &[0], &|_| String::new(), &one_or_two_open);
}

#[test]
fn validate_survives() {
    survives(Repo::open_shared, "validate ID", &[0], &created, &has_status("VALIDATED"));
}

#[test]
fn approve_survives() {
    survives(Repo::open_shared, "approve ID", &[0], &by_bob, &has_status("APPROVED"));
}

#[test]
fn refresh_survives() {
    survives(Repo::open_shared, "refresh ID", &[0], &outdated, &has_status("CREATED"));
}

#[test]
fn reject_survives() {
    survives(Repo::open_shared, "reject ID --reason no", &[0], &validated, &has_status("REJECTED"));
}

#[test]
fn cancel_survives() {
    survives(Repo::open_shared, "cancel ID --reason no", &[0], &validated, &has_status("CANCELLED"));
}

#[test]
fn execute_survives() {
    survives(Repo::open_shared, "execute ID", &[0], &validated, &is_promoted);
}

#[test]
fn propose_survives() {
    survives(Repo::open_shared, "execute ID --branch", &[0], &validated, &|repo, id| {
        assert_eq!(status(repo, id), "VALIDATED");
        assert!(repo.ok(&format!("show {id}")).contains("to be merged"));
    });
}

#[test]
fn rollback_survives() {
    let executed = |repo: &Repo| repo.executed("--key query");
    survives(Repo::open_shared, "rollback ID --reason no", &[0], &executed, &is_rolled_back);
}

#[test]
fn withdraw_survives() {
    let approved = |repo: &Repo| {
        let id = by_bob(repo);
        repo.ok(&format!("approve {id}"));
        id
    };
    survives(Repo::open_shared, "withdraw ID", &[0], &approved, &has_status("VALIDATED"));
}

#[test]
fn attest_survives() {
    survives(Repo::open_shared, "attest ID --name load --ok", &[0], &validated, &attested);
}

#[test]
fn schedule_survives() {
    survives(Repo::open_shared, "schedule ID --in 2h", &[0], &validated, &has_status("SCHEDULED"));
}

#[test]
fn unschedule_survives() {
    survives(Repo::open_shared, "unschedule ID", &[0], &scheduled, &has_status("VALIDATED"));
}

#[test]
fn run_due_survives() {
    let due = |repo: &Repo| {
        let id = scheduled(repo);
        repo.pass(3600);
        id
    };
    survives(Repo::open_shared, "run-due", &[0], &due, &|repo, id| {
        // The second run finds nothing due, so that the clone may be behind.
        age_locks(&repo.root().join(".git")).iter().for_each(|lock| std::fs::remove_file(lock).unwrap());
        repo.git_line("merge -q --ff-only origin/main");
        is_promoted(repo, id);
    });
}
