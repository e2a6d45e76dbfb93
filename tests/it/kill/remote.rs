//! Every verb that writes, killed where a remote decides.

use super::{by_bob, created, is, one_or_two, promoted, status, survives, taken_back, validated};
use crate::support::Repo;

const CREATE: &str = "create staging production --key query -q";

#[test]
fn create() {
    survives(Repo::open_shared, CREATE, &[0], &|_| String::new(), &one_or_two);
}

#[test]
fn validate() {
    survives(Repo::open_shared, "validate ID", &[0], &created, &is("VALIDATED"));
}

#[test]
fn approve() {
    survives(Repo::open_shared, "approve ID", &[0], &by_bob, &is("APPROVED"));
}

#[test]
fn refresh() {
    survives(Repo::open_shared, "refresh ID", &[0], &validated, &is("CREATED"));
}

// What was recorded before the kill is an illegal step the second time.

#[test]
fn reject() {
    survives(Repo::open_shared, "reject ID --reason no", &[0, 3], &validated, &is("REJECTED"));
}

#[test]
fn cancel() {
    survives(Repo::open_shared, "cancel ID --reason no", &[0, 3], &validated, &is("CANCELLED"));
}

#[test]
fn execute() {
    survives(Repo::open_shared, "execute ID", &[0], &validated, &promoted);
}

#[test]
fn propose() {
    survives(Repo::open_shared, "execute ID --branch", &[0], &validated, &|repo, id| {
        assert_eq!(status(repo, id), "VALIDATED");
        assert!(repo.ok(&format!("show {id}")).contains("to be merged"));
    });
}

#[test]
fn rollback() {
    let executed = |repo: &Repo| repo.executed("--key query");
    survives(Repo::open_shared, "rollback ID --reason no", &[0], &executed, &taken_back);
}
