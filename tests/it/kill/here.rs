//! Every command that writes, killed where the repository itself decides.

use super::{
    attested, by_bob, created, has_status, is_promoted, is_rolled_back, one_or_two_open, outdated, scheduled, status,
    survives, validated,
};
use crate::support::Repo;

const CREATE: &str = "create staging production --key query -q";

#[test]
fn create_survives() {
    survives(Repo::open_pipeline, CREATE, &[0], &|_| String::new(), &one_or_two_open);
}

#[test]
fn validate_survives() {
    survives(Repo::open_pipeline, "validate ID", &[0], &created, &has_status("VALIDATED"));
}

#[test]
fn approve_survives() {
    survives(Repo::open_pipeline, "approve ID", &[0], &by_bob, &has_status("APPROVED"));
}

#[test]
fn refresh_survives() {
    survives(Repo::open_pipeline, "refresh ID", &[0], &outdated, &has_status("CREATED"));
}

#[test]
fn reject_survives() {
    survives(Repo::open_pipeline, "reject ID --reason no", &[0], &validated, &has_status("REJECTED"));
}

#[test]
fn cancel_survives() {
    survives(Repo::open_pipeline, "cancel ID --reason no", &[0], &validated, &has_status("CANCELLED"));
}

#[test]
fn execute_survives() {
    survives(Repo::open_pipeline, "execute ID", &[0], &validated, &is_promoted);
}

#[test]
fn propose_survives() {
    survives(Repo::open_pipeline, "execute ID --branch", &[0], &validated, &|repo, id| {
        assert_eq!(status(repo, id), "VALIDATED");
        assert!(repo.ok(&format!("show {id}")).contains("to be merged"));
    });
}

#[test]
fn rollback_survives() {
    let executed = |repo: &Repo| repo.executed("--key query");
    survives(Repo::open_pipeline, "rollback ID --reason no", &[0], &executed, &is_rolled_back);
}

#[test]
fn withdraw_survives() {
    let approved = |repo: &Repo| {
        let id = by_bob(repo);
        repo.ok(&format!("approve {id}"));
        id
    };
    survives(Repo::open_pipeline, "withdraw ID", &[0], &approved, &has_status("VALIDATED"));
}

#[test]
fn attest_survives() {
    survives(Repo::open_pipeline, "attest ID --name load --ok", &[0], &validated, &attested);
}

#[test]
fn schedule_survives() {
    survives(Repo::open_pipeline, "schedule ID --in 2h", &[0], &validated, &has_status("SCHEDULED"));
}

#[test]
fn unschedule_survives() {
    survives(Repo::open_pipeline, "unschedule ID", &[0], &scheduled, &has_status("VALIDATED"));
}

#[test]
fn run_due_survives() {
    let due = |repo: &Repo| {
        let id = scheduled(repo);
        repo.pass(3600);
        id
    };
    survives(Repo::open_pipeline, "run-due", &[0], &due, &is_promoted);
}
