//! The calls of the service that this project descends from, as they stand but for host, ids and tokens.

use serde_json::{Value as Json, json};

use super::{PROMOTIONS, SEED, Server, open, refused};
use crate::support::{POLICY, Repo};

/// The body of the seed's call, with ids of the sample.
fn body(config: &str, flag: &str) -> String {
    format!(
        r#"{{
  "sourceEnvironment": "staging",
  "targetEnvironment": "production",
  "promotionType": "SELECTIVE",
  "configIds": ["{config}"],
  "flagIds": ["{flag}"],
  "keyPatterns": ["query.*"],
  "notes": "Promoting query timeout changes verified in staging"
}}"#
    )
}

/// The sample with a flag, and the id of that flag.
fn with_flag(policy: &str) -> (Repo, String) {
    let repo = super::served(policy);
    repo.write("envs/staging/flags.yaml", "flags:\n  search: { on: true }\n");
    repo.write("envs/production/flags.yaml", "flags:\n  search: { on: false }\n").commit("A flag");
    let keys: Json = serde_json::from_str(&repo.ok("keys staging flags.yaml:flags.search -o json")).unwrap();
    (repo, keys["configs"][0]["id"].as_str().unwrap().to_owned())
}

/// The id of `query.timeout`.
const TIMEOUT: &str = "bfcecf44-3808-5c8e-962f-d870e3259339";

#[test]
fn a_promotion_is_created_validated_executed_and_rolled_back() {
    let (repo, flag) = with_flag(&crate::support::open_policy());
    let server = Server::insecure(&repo);
    let created = server.post(PROMOTIONS, &SEED, &body(TIMEOUT, &flag));
    assert_eq!(created.status, 201, "{}", created.body);
    let promotion = created.json();
    let id = promotion["id"].as_str().unwrap();
    let path = format!("{PROMOTIONS}/{id}");
    assert_eq!(created.header("location"), Some(path.as_str()));
    assert_eq!((&promotion["schemaVersion"], &promotion["status"]), (&json!(1), &json!("CREATED")));
    assert_eq!(promotion["promotionType"], "SELECTIVE");
    assert_eq!(promotion["notes"], "Promoting query timeout changes verified in staging");
    assert_eq!(promotion["createdBy"], json!({ "name": "dev", "email": "dev@acme.com" }));

    for (step, status) in [("validate", "VALIDATED"), ("execute", "EXECUTED"), ("rollback", "ROLLED_BACK")] {
        let done = server.post(&format!("{path}/{step}"), &SEED, "");
        assert_eq!((done.status, &done.json()["status"]), (200, &json!(status)), "{}", done.body);
    }
    let shown = server.get(&path, &SEED).json();
    assert_eq!(shown["events"].as_array().unwrap().last().unwrap()["reason"], "requested over HTTP");
    // The user is the author of everything, and the service the committer.
    let who = repo.git_line("log --format=%ae,%ce promotions main");
    let written = who.lines().filter(|line| *line == "dev@acme.com,ann@acme.com").count();
    assert_eq!(written, 4 + 1 + 2, "four events, the first commit of the ledger, two commits of the target:\n{who}");
    assert!(repo.ok("verify").contains("ok") || repo.run("verify").code == 0);
}

#[test]
fn a_promotion_is_approved_and_scheduled() {
    let (repo, flag) = with_flag(&POLICY.replace("required: 2", "required: 1"));
    let server = Server::insecure(&repo);
    let id = server.post(PROMOTIONS, &SEED, &body(TIMEOUT, &flag)).json()["id"].as_str().unwrap().to_owned();
    let path = format!("{PROMOTIONS}/{id}");
    assert_eq!(server.post(&format!("{path}/validate"), &SEED, "").status, 200);
    assert_eq!(refused(&server.post(&format!("{path}/execute"), &SEED, ""), 403), "approvals-missing");
    assert_eq!(refused(&server.post(&format!("{path}/approve"), &SEED, ""), 403), "self-approval");
    let approved = server.post(&format!("{path}/approve"), &super::by("bob@acme.com"), "");
    assert_eq!((approved.status, &approved.json()["status"]), (200, &json!("APPROVED")), "{}", approved.body);
    let wrong = server.post(&format!("{path}/schedule"), &SEED, "{}");
    assert_eq!(refused(&wrong, 422), "bad-request");
    let scheduled = server.post(&format!("{path}/schedule"), &SEED, r#"{"scheduledAt": "2026-03-03T09:00:00Z"}"#);
    assert_eq!((scheduled.status, &scheduled.json()["status"]), (200, &json!("SCHEDULED")), "{}", scheduled.body);
    assert_eq!(scheduled.json()["scheduledAt"], "2026-03-03T09:00:00Z");
    let free = server.post(&format!("{path}/unschedule"), &SEED, "");
    assert_eq!((free.status, &free.json()["status"]), (200, &json!("APPROVED")));
}

#[test]
fn a_promotion_is_cancelled_once_and_twice() {
    let repo = open();
    let server = Server::insecure(&repo);
    let id = super::validated(&server, "query.timeout");
    let path = format!("{PROMOTIONS}/{id}");
    for headers in [&SEED[..], &super::by("bob@acme.com"), &SEED[..]] {
        let cancelled = server.send("DELETE", &path, headers, "");
        assert_eq!((cancelled.status, &cancelled.json()["status"]), (200, &json!("CANCELLED")), "{}", cancelled.body);
    }
    let events = server.get(&path, &SEED).json()["events"].clone();
    let reasons: Vec<&Json> = events.as_array().unwrap().iter().filter_map(|event| event.get("reason")).collect();
    assert_eq!(reasons, ["requested over HTTP"]);
    assert_eq!(refused(&server.post(&format!("{path}/execute"), &SEED, ""), 409), "illegal-step");
}

#[test]
fn two_environments_are_compared() {
    let repo = open();
    let server = Server::insecure(&repo);
    let diff = server.get(&format!("{PROMOTIONS}/diff?source=staging&target=production"), &SEED[..2]);
    assert_eq!(diff.status, 200, "{}", diff.body);
    let diff = diff.json();
    // The seed's fields, and its entries within ours.
    assert_eq!((&diff["sourceEnvironment"], &diff["targetEnvironment"]), (&json!("staging"), &json!("production")));
    let added = &diff["added"][0];
    assert_eq!((&added["key"], &added["value"]), (&json!("query.cache"), &json!(true)));
    let modified = &diff["modified"][0];
    assert_eq!(
        (&modified["key"], &modified["sourceValue"], &modified["targetValue"]),
        (&json!("query.timeout"), &json!(60), &json!(30))
    );
    assert_eq!((diff["removed"][0]["key"].as_str(), &diff["unchanged"]), (Some("server.region"), &json!(1)));
    let said: Json = serde_json::from_str(&repo.ok("diff staging production -o json")).unwrap();
    assert_eq!(diff, said);
    assert_eq!(refused(&server.get(&format!("{PROMOTIONS}/diff?source=staging"), &SEED), 400), "bad-query");
    let unknown = server.get(&format!("{PROMOTIONS}/diff?source=staging&target=prod"), &SEED);
    assert_eq!(refused(&unknown, 404), "unknown-environment");
}

#[test]
fn nothing_to_promote_creates_nothing() {
    let repo = open();
    let server = Server::insecure(&repo);
    let body =
        r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["query.retries"]}"#;
    let answer = server.post(PROMOTIONS, &SEED, body);
    assert_eq!((answer.status, &answer.json()["id"]), (200, &Json::Null), "{}", answer.body);
    assert_eq!(answer.header("location"), None);
    for (body, status) in [
        ("{", 400),
        ("[]", 422),
        (r#"{"sourceEnvironment": "staging"}"#, 422),
        (r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "oops": 1}"#, 422),
    ] {
        assert_eq!(refused(&server.post(PROMOTIONS, &SEED, body), status), "bad-request");
    }
    let miss = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["nothing.*"]}"#;
    assert_eq!(refused(&server.post(PROMOTIONS, &SEED, miss), 422), "no-match");
    let back = r#"{"sourceEnvironment": "production", "targetEnvironment": "staging"}"#;
    assert_eq!(refused(&server.post(PROMOTIONS, &SEED, back), 403), "no-edge");
}
