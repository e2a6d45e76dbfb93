//! `promote serve`: the commands over HTTP, against a service on a port of its own.

mod book;
mod client;
mod conditions;
mod described;
mod ends;
mod fuzzed;
mod identities;
mod limits;
mod page;
mod races;
mod seed;
mod signed;
mod stream;
mod tenants;

use client::{Answer, Server};

use crate::support::Repo;

/// The path of the promotions.
const PROMOTIONS: &str = "/api/v1/config/promotions";

/// The tenant, the user and the token of the seed's calls.
const SEED: [(&str, &str); 4] = [
    ("Authorization", "Bearer TOKEN"),
    ("X-Tenant-ID", "550e8400-e29b-41d4-a716-446655440000"),
    ("X-User-ID", "550e8400-e29b-41d4-a716-446655440001"),
    ("X-User-Email", "dev@acme.com"),
];

/// A pipeline whose policy has these lines, too, and names the service.
fn served(policy: &str) -> Repo {
    let repo = Repo::pipeline();
    repo.policy(&format!("{policy}services: [ann@acme.com]\n"));
    repo.commit("A service");
    repo
}

/// The same without approvals.
fn open() -> Repo {
    served(&crate::support::open_policy())
}

/// Somebody's headers.
fn by(mail: &'static str) -> [(&'static str, &'static str); 1] {
    [("X-User-Email", mail)]
}

/// Creates and validates a promotion of a key over HTTP; returns its id.
fn validated(server: &Server, key: &str) -> String {
    let body = format!(
        r#"{{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["{key}"], "undo": "overwrite"}}"#
    );
    let created = server.post(PROMOTIONS, &by("dev@acme.com"), &body);
    assert_eq!(created.status, 201, "{}", created.body);
    let id = created.json()["id"].as_str().unwrap().to_owned();
    let done = server.post(&format!("{PROMOTIONS}/{id}/validate"), &by("dev@acme.com"), "");
    assert_eq!(done.status, 200, "{}", done.body);
    id
}

/// The code of a refusal with a status.
#[track_caller]
fn refused(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.body);
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    let code = problem["code"].as_str().unwrap().to_owned();
    assert_eq!(problem["type"], format!("urn:promote:error:{code}"));
    code
}
