//! Where a target asks for signed approvals, the service's word is not enough: the approver signs with a key of their own.

use serde_json::{Value as Json, json};

use super::client::Server;
use super::{PROMOTIONS, by, refused};
use crate::support::{Repo, run};

/// A pipeline in which production asks for one signed approval, a service in it, and the path of a validated promotion.
fn signed() -> (Repo, String, String) {
    let repo = Repo::signed_pipeline(1, &[("bob", ""), ("cem", "")]);
    let policy = repo.read("promote.yaml");
    repo.policy(&format!("{policy}services: [ann@acme.com]\n")).commit("A service");
    let id = repo.as_user("dan").validated("--key query.timeout");
    repo.as_user("ann");
    let path = format!("{PROMOTIONS}/{id}");
    (repo, id, path)
}

/// A signature of a text with somebody's key, for a purpose.
fn sign(repo: &Repo, key: &str, namespace: &str, text: &str) -> String {
    let mut command = repo.command("ssh-keygen");
    command.args(["-q", "-Y", "sign", "-n", namespace, "-f"]).arg(repo.beside("keys").join(key));
    run(&mut command, text.as_bytes()).stdout
}

fn body(statement: &str, signature: &str) -> String {
    json!({ "statement": statement, "signature": signature }).to_string()
}

fn approve(server: &Server, path: &str, mail: &'static str, body: &str) -> super::Answer {
    server.post(&format!("{path}/approve"), &by(mail), body)
}

#[test]
fn the_word_of_the_service_is_not_enough() {
    let (repo, id, path) = signed();
    let server = Server::insecure(&repo);
    let answer = approve(&server, &path, "bob@acme.com", "");
    assert_eq!(refused(&answer, 403), "unsigned");
    let hint = answer.json()["hints"][0].as_str().unwrap().to_owned();
    assert!(hint.contains("--print-statement"), "{hint}");
    let half = approve(&server, &path, "bob@acme.com", r#"{"statement": "{}"}"#);
    assert_eq!(refused(&half, 422), "bad-request");
    assert_eq!(repo.ok(&format!("show {id} -o json")).matches("\"approved\"").count(), 0);
}

#[test]
fn an_approver_signs_elsewhere() {
    let (repo, id, path) = signed();
    let statement = repo.as_user("bob").ok(&format!("approve {id} --print-statement")) + "\n";
    let json: Json = serde_json::from_str(&statement).unwrap();
    assert_eq!((&json["decision"], &json["by"]["email"]), (&json!("approve"), &json!("bob@acme.com")));
    let server = Server::insecure(repo.as_user("ann"));
    let signature = sign(&repo, "bob", "promote", &statement);
    let answer = approve(&server, &path, "bob@acme.com", &body(&statement, &signature));
    assert_eq!((answer.status, &answer.json()["status"]), (200, &json!("APPROVED")), "{}", answer.body);
    let given = &answer.json()["approvals"]["given"][0];
    assert_eq!(
        (&given["signed"], &given["counts"], &given["email"]),
        (&json!(true), &json!(true), &json!("bob@acme.com"))
    );
    // Again: nothing new.
    let again = approve(&server, &path, "bob@acme.com", &body(&statement, &signature));
    assert_eq!(again.status, 200, "{}", again.body);
    assert_eq!(server.post(&format!("{path}/execute"), &by("dan@acme.com"), "").status, 200);
    assert_eq!(repo.run("verify").code, 0, "{}", repo.run("verify").stdout);
}

#[test]
fn the_service_prints_the_statement_for_clients_without_a_clone() {
    let (repo, _, path) = signed();
    let server = Server::insecure(&repo);
    let statement = server.get(&format!("{path}/statement"), &by("cem@acme.com"));
    assert_eq!(statement.status, 200, "{}", statement.body);
    let signature = sign(&repo, "cem", "promote", &statement.body);
    let answer = approve(&server, &path, "cem@acme.com", &body(&statement.body, &signature));
    assert_eq!(answer.status, 200, "{}", answer.body);
    // The creator cannot approve, and gets no statement.
    assert_eq!(refused(&server.get(&format!("{path}/statement"), &by("dan@acme.com")), 403), "self-approval");
    assert_eq!(refused(&server.get(&format!("{path}/statement"), &by("eve@acme.com")), 403), "no-key");
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn other_statements_and_signatures_are_refused() {
    let (repo, id, path) = signed();
    let server = Server::insecure(&repo);
    let statement = repo.as_user("bob").ok(&format!("approve {id} --print-statement")) + "\n";
    let signature = sign(&repo, "bob", "promote", &statement);
    let refusal = |mail, statement: &str, signature: &str| {
        let answer = approve(&server, &path, mail, &body(statement, signature));
        (answer.status, answer.json()["code"].as_str().unwrap().to_owned())
    };
    let is = |status: u16, code: &str| (status, code.to_owned());
    // Of another person, with another key, for another purpose, and over other bytes.
    assert_eq!(refusal("cem@acme.com", &statement, &signature), is(403, "other-statement"));
    let foreign = sign(&repo, "cem", "promote", &statement);
    assert_eq!(refusal("bob@acme.com", &statement, &foreign), is(403, "foreign-key"));
    let purpose = sign(&repo, "bob", "git", &statement);
    assert_eq!(refusal("bob@acme.com", &statement, &purpose), is(403, "bad-signature"));
    assert_eq!(refusal("bob@acme.com", &statement, "nonsense"), is(403, "bad-signature"));
    assert_eq!(refusal("bob@acme.com", "{}", &signature), is(422, "usage"));
    let spaced = format!("{statement} ");
    assert_eq!(refusal("bob@acme.com", &spaced, &sign(&repo, "bob", "promote", &spaced)), is(422, "usage"));
    // About another time, another plan and another promotion.
    let json: Json = serde_json::from_str(&statement).unwrap();
    for (field, value) in [
        ("at", "2026-03-01T00:00:00Z"),
        ("at", "2026-03-09T00:00:00Z"),
        ("planDigest", "sha256:0000000000000000000000000000000000000000000000000000000000000000"),
        ("promotionId", "019cadc6-b500-7000-8000-000000000000"),
        ("decision", "attest"),
        ("targetRef", "refs/heads/other"),
    ] {
        let mut other = json.clone();
        other[field] = value.into();
        let other = format!("{other:#}\n");
        let code = refusal("bob@acme.com", &other, &sign(&repo, "bob", "promote", &other));
        assert_eq!(code, is(403, "other-statement"), "{field} {value}");
    }
    assert_eq!(repo.ok(&format!("show {id} -o json")).matches("\"approved\"").count(), 0);
}
