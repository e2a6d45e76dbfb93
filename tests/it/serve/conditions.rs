//! ETags, `If-Match`, `If-None-Match`, `Idempotency-Key`, and what `promote.yaml` asks of clients.

use serde_json::{Value as Json, json};

use super::client::Server;
use super::{PROMOTIONS, by, open, refused, served, validated};
use crate::support::open_policy;

const BODY: &str =
    r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["query.timeout"]}"#;

fn with<'a>(name: &'a str, value: &'a str) -> [(&'a str, &'a str); 2] {
    [("X-User-Email", "dev@acme.com"), (name, value)]
}

#[test]
fn a_decision_is_about_the_state_that_the_client_has_seen() {
    let repo = open();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let path = format!("{PROMOTIONS}/{id}");
    let shown = server.get(&path, &[]);
    let etag = shown.header("etag").unwrap().to_owned();
    let digest = shown.json()["plan"]["digest"].as_str().unwrap().to_owned();
    for wrong in ["\"0-00\"", "W/\"x\"", "\"sha256:00112233\""] {
        let answer = server.post(&format!("{path}/execute"), &with("If-Match", wrong), "");
        assert_eq!(refused(&answer, 412), "other-state", "{wrong}");
        assert_eq!(answer.json()["details"]["digest"], digest.as_str());
    }
    let state = |value: &str| server.post(&format!("{path}/validate"), &with("If-Match", value), "").status;
    assert_eq!([state(&format!("\"{digest}\"")), state(&digest)], [200, 200]);
    // It was validated since.
    assert_eq!(state(&etag), 412);
    let etag = server.get(&path, &[]).header("etag").unwrap().to_owned();
    let done = server.post(&format!("{path}/execute"), &with("If-Match", &format!("\"other\", {etag}")), "");
    assert_eq!(done.status, 200, "{}", done.body);
    assert_ne!(done.header("etag"), Some(etag.as_str()));
    let again = server.get(&path, &[]);
    assert_eq!(done.header("etag"), again.header("etag"));
}

#[test]
fn a_client_that_has_the_state_gets_no_body() {
    let repo = open();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let paths = [
        format!("{PROMOTIONS}/{id}"),
        PROMOTIONS.to_owned(),
        format!("{PROMOTIONS}/diff?source=staging&target=production"),
        "/api/v1/config/environments/production/keys".to_owned(),
        "/api/v1/config/environments/production/log".to_owned(),
    ];
    let etags: Vec<String> =
        paths.iter().map(|path| server.get(path, &[]).header("etag").unwrap().to_owned()).collect();
    for (path, etag) in paths.iter().zip(&etags) {
        let known = server.get(path, &[("If-None-Match", etag)]);
        assert_eq!((known.status, known.body.as_str(), known.header("etag")), (304, "", Some(etag.as_str())), "{path}");
    }
    assert_eq!(server.post(&format!("{PROMOTIONS}/{id}/execute"), &by("dev@acme.com"), "").status, 200);
    for (path, etag) in paths.iter().zip(&etags) {
        assert_eq!(server.get(path, &[("If-None-Match", etag)]).status, 200, "{path}");
    }
}

#[test]
fn the_rules_may_ask_for_the_state() {
    let repo = served(&format!("{}if-match: required\n", open_policy()));
    let server = Server::insecure(&repo);
    let created = server.post(PROMOTIONS, &by("dev@acme.com"), BODY);
    assert_eq!(created.status, 201, "{}", created.body);
    let path = created.header("location").unwrap().to_owned();
    assert_eq!(
        refused(&server.post(&format!("{path}/validate"), &by("dev@acme.com"), ""), 428),
        "precondition-required"
    );
    let etag = created.header("etag").unwrap();
    assert_eq!(server.post(&format!("{path}/validate"), &with("If-Match", etag), "").status, 200);
    assert_eq!(server.send("DELETE", &path, &with("If-Match", "*"), "").status, 200);
}

#[test]
fn a_request_with_a_key_is_done_once() {
    let repo = open();
    let (one, two) = (Server::insecure(&repo), Server::insecure(&repo));
    let key = with("Idempotency-Key", "k1");
    let first = one.post(PROMOTIONS, &key, BODY);
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, None), "{}", first.body);
    // Also at another server, and after the state moved on.
    let id = first.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(one.post(&format!("{PROMOTIONS}/{id}/validate"), &by("dev@acme.com"), "").status, 200);
    for server in [&one, &two] {
        let again = server.post(PROMOTIONS, &key, BODY);
        assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")), "{}", again.body);
        assert_eq!((&again.json()["id"], &again.json()["status"]), (&json!(id), &json!("VALIDATED")));
        assert_eq!(again.header("location"), first.header("location"));
    }
    let other = BODY.replace("timeout", "cache");
    assert_eq!(refused(&two.post(PROMOTIONS, &key, &other), 422), "key-reused");
    // Another person, and another key, are another request.
    let bob = [("X-User-Email", "bob@acme.com"), ("Idempotency-Key", "k1")];
    assert_eq!(two.post(PROMOTIONS, &bob, BODY).header("idempotency-replayed"), None);
    assert_eq!(two.post(PROMOTIONS, &with("Idempotency-Key", "k2"), BODY).header("idempotency-replayed"), None);
    let list = one.get(PROMOTIONS, &[]).json()["promotions"].clone();
    assert_eq!(list.as_array().unwrap().len(), 3);
    // The key itself is nowhere.
    let line = repo.git(&["show", &format!("promotions:open/{id}/events.jsonl")]);
    let event: Json = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!(event["request"]["key"].as_str().unwrap().len(), 64);
    assert_eq!(refused(&one.post(PROMOTIONS, &with("Idempotency-Key", &"k".repeat(300)), BODY), 400), "bad-header");
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn a_key_is_remembered_for_a_day() {
    let repo = open();
    let key = with("Idempotency-Key", "k1");
    assert_eq!(Server::insecure(&repo).post(PROMOTIONS, &key, BODY).status, 201);
    repo.pass(23 * 3600);
    assert_eq!(Server::insecure(&repo).post(PROMOTIONS, &key, BODY).header("idempotency-replayed"), Some("true"));
    repo.pass(2 * 3600);
    let later = Server::insecure(&repo).post(PROMOTIONS, &key, BODY);
    assert_eq!((later.status, later.header("idempotency-replayed")), (201, None));
}

#[test]
fn a_rollback_with_a_key_is_done_once() {
    let repo = open();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.*");
    let path = format!("{PROMOTIONS}/{id}");
    assert_eq!(server.post(&format!("{path}/execute"), &by("dev@acme.com"), "").status, 200);
    let key = with("Idempotency-Key", "r1");
    let body = r#"{"reason": "Too slow", "keyPatterns": ["query.timeout"]}"#;
    let outcomes = [(); 2].map(|()| server.post(&format!("{path}/rollback"), &key, body).json()["outcome"].clone());
    assert_eq!(outcomes, [json!("applied"), json!("already-done")]);
    assert_eq!(refused(&server.post(&format!("{path}/rollback"), &key, ""), 422), "key-reused");
    let rest = server.post(&format!("{path}/rollback"), &by("dev@acme.com"), "");
    assert_eq!((rest.status, &rest.json()["status"]), (200, &json!("ROLLED_BACK")), "{}", rest.body);
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn the_rules_may_ask_for_reasons() {
    let repo = served(&format!("{}reasons: required\n", open_policy()));
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let path = format!("{PROMOTIONS}/{id}");
    assert_eq!(refused(&server.send("DELETE", &path, &by("dev@acme.com"), ""), 422), "reason-required");
    assert_eq!(server.post(&format!("{path}/execute"), &by("dev@acme.com"), "").status, 200);
    let rollback = format!("{path}/rollback");
    for body in ["", "{}", r#"{"reason": " "}"#] {
        assert_eq!(refused(&server.post(&rollback, &by("dev@acme.com"), body), 422), "reason-required");
    }
    assert_eq!(server.post(&rollback, &by("dev@acme.com"), r#"{"reason": "Too slow"}"#).status, 200);
    let id = validated(&server, "query.cache");
    let cancelled = server.send("DELETE", &format!("{PROMOTIONS}/{id}?reason=no"), &by("dev@acme.com"), "");
    assert_eq!(cancelled.status, 200, "{}", cancelled.body);
}

#[test]
fn lists_have_pages() {
    let repo = open();
    for key in ["query.timeout", "query.cache", "server.log"] {
        repo.ok(&format!("create staging production --key {key} -q"));
    }
    let server = Server::insecure(&repo);
    for all in ["", "all=true&"] {
        let (mut path, mut seen) = (format!("{PROMOTIONS}?{all}limit=2"), Vec::new());
        loop {
            let page = server.get(&path, &[]);
            assert_eq!(page.status, 200, "{}", page.body);
            let list = page.json()["promotions"].clone();
            seen.extend(list.as_array().unwrap().iter().map(|one| one["number"].as_u64().unwrap()));
            let Some(link) = page.header("link") else { break };
            path = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
        }
        assert_eq!(seen, [3, 2, 1]);
    }
    for wrong in ["limit=0", "limit=501", "limit=x", "cursor=1", "page=2", "all=yes", "limit=1&limit=2"] {
        assert_eq!(refused(&server.get(&format!("{PROMOTIONS}?{wrong}"), &[]), 400), "bad-query", "{wrong}");
    }
}
