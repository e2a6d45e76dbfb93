//! Who may ask: forged headers, tokens, expired and forged JSON Web Tokens, proxies.

use std::fs;

use sha2::{Digest as _, Sha256};

use super::client::{Server, send_unix};
use super::{PROMOTIONS, SEED, by, open, refused, validated};
use crate::support::Repo;

const LIST: &str = PROMOTIONS;

/// A file with tokens: Dev proposes, Bob does everything.
pub fn token_file(repo: &Repo) -> String {
    let digest = |token: &str| Sha256::digest(token.as_bytes()).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let (dev, bob) = (digest("dev-token"), digest("bob-token"));
    let text = format!(
        "- {{ sha256: {dev}, email: dev@acme.com, name: Dev, id: u1, scopes: [read, propose] }}\n\
         - {{ sha256: {bob}, email: bob@acme.com, name: Bob, scopes: [read, propose, approve, execute] }}\n"
    );
    let path = repo.beside("tokens.yaml");
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[test]
fn a_service_says_how_clients_are_known() {
    let repo = open();
    for (options, words) in [
        ("", "nothing says who the clients are"),
        ("--insecure-identity --listen 0.0.0.0:0", "works on a loopback address or a socket only"),
        ("--token-file nowhere.yaml", "cannot read nowhere.yaml"),
        ("--jwks keys.json", "--issuer"),
        ("--insecure-identity --trust-proxy 10.0.0.0/8", "cannot be used with"),
        ("--listen localhost", "unix:PATH"),
    ] {
        let said = repo.fails(2, &format!("serve {options}"));
        assert!(said.contains(words), "{options}: {said}");
    }
}

#[test]
fn headers_are_believed_on_this_machine_only() {
    let repo = open();
    let server = Server::insecure(&repo);
    // Reading needs no name, deciding does.
    assert_eq!(server.get(LIST, &[]).status, 200);
    let id = validated(&server, "query.timeout");
    let path = format!("{PROMOTIONS}/{id}/execute");
    let unknown = server.post(&path, &[], "");
    assert_eq!(
        (refused(&unknown, 401).as_str(), unknown.header("www-authenticate")),
        ("unauthenticated", Some("Bearer"))
    );
    assert_eq!(refused(&server.post(&path, &by("nobody"), ""), 400), "bad-header");
    let twice = [("X-User-Email", "dev@acme.com"), ("X-User-Email", "bob@acme.com")];
    assert_eq!(refused(&server.post(&path, &twice, ""), 400), "bad-header");
    // A page of another site that names this machine.
    let page = [("Host", "evil.example:8888"), ("X-User-Email", "dev@acme.com")];
    assert_eq!(refused(&server.post(&path, &page, ""), 403), "host");
    assert_eq!(server.get(LIST, &[("Host", "localhost:1")]).status, 200);
}

#[test]
fn tokens_name_people_and_what_they_may() {
    let repo = open();
    let file = token_file(&repo);
    let server = Server::start(&repo, &format!("--token-file {file}"));
    let (dev, bob) = (bearer("dev-token"), bearer("bob-token"));
    let dev = |more: &[(&'static str, &'static str)]| {
        let mut headers = vec![("Authorization", dev.as_str())];
        headers.extend(more);
        headers.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>()
    };
    let get = |headers: Vec<(String, String)>| {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        server.get(LIST, &headers)
    };
    assert_eq!(get(dev(&[])).status, 200);
    assert_eq!(get(dev(&[("X-User-Email", "DEV@acme.com"), ("X-User-ID", "u1")])).status, 200);
    // Forged headers.
    for forged in [("X-User-Email", "bob@acme.com"), ("X-User-ID", "u2")] {
        assert_eq!(refused(&get(dev(&[forged])), 403), "contradiction");
    }
    assert_eq!(refused(&server.get(LIST, &by("dev@acme.com")), 401), "unauthenticated");
    assert_eq!(refused(&server.get(LIST, &SEED), 401), "bad-token");
    assert_eq!(refused(&server.get(LIST, &[("Authorization", "Basic ZGV2")]), 401), "bad-token");
    // Scopes.
    let body = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production"}"#;
    let token = bearer("dev-token");
    let created = server.post(PROMOTIONS, &[("Authorization", &token)], body);
    assert_eq!((created.status, &created.json()["createdBy"]["name"]), (201, &"Dev".into()), "{}", created.body);
    let id = created.json()["id"].as_str().unwrap().to_owned();
    let execute = format!("{PROMOTIONS}/{id}/execute");
    assert_eq!(refused(&server.post(&execute, &[("Authorization", &token)], ""), 403), "scope");
    assert_eq!(server.post(&format!("{PROMOTIONS}/{id}/validate"), &[("Authorization", &token)], "").status, 200);
    assert_eq!(server.post(&execute, &[("Authorization", &bob)], "").status, 200);
    // A token that is taken away.
    fs::write(repo.beside("tokens.yaml"), "[]\n").unwrap();
    assert_eq!(refused(&server.get(LIST, &[("Authorization", &token)]), 401), "bad-token");
    assert!(!server.log().contains("dev-token"), "{}", server.log());
}

#[test]
fn json_web_tokens_are_checked() {
    let repo = open();
    let root = env!("CARGO_MANIFEST_DIR");
    let options = format!("--jwks {root}/fixtures/serve/jwks.json --issuer https://id.acme.com --audience promote");
    let server = Server::start(&repo, &options);
    let text = fs::read_to_string(format!("{root}/fixtures/serve/tokens.txt")).unwrap();
    let good = ["eddsa", "es256", "rs256", "no-kid", "list-of-audiences"];
    for (name, token) in text.lines().filter_map(|line| line.split_once(' ')) {
        let token = bearer(token);
        let answer = server.get(LIST, &[("Authorization", &token)]);
        match name {
            name if good.contains(&name) => assert_eq!(answer.status, 200, "{name}: {}", answer.body),
            "no-scope" => assert_eq!(refused(&answer, 403), "scope"),
            // The rules of this repository know no tenants.
            "tenant" => assert_eq!(refused(&answer, 403), "other-tenant"),
            name => {
                assert_eq!(answer.status, 401, "{name}: {}", answer.body);
                assert_eq!(refused(&answer, 401), "bad-token");
            }
        }
    }
    let token = text.lines().next().unwrap().split_once(' ').unwrap().1;
    let forged = [("Authorization", bearer(token)), ("X-User-Email", "ann@acme.com".to_owned())];
    let forged: Vec<(&str, &str)> = forged.iter().map(|(a, b)| (*a, b.as_str())).collect();
    assert_eq!(refused(&server.get(LIST, &forged), 403), "contradiction");
    assert!(!server.log().contains(token), "{}", server.log());
}

#[test]
fn headers_of_a_proxy_count_from_its_network_only() {
    let repo = open();
    let near = Server::start(&repo, "--trust-proxy 127.0.0.0/8");
    assert_eq!(near.get(LIST, &by("dev@acme.com")).status, 200);
    assert_eq!(refused(&near.get(LIST, &[]), 401), "unauthenticated");
    let far = Server::start(&repo, "--trust-proxy 10.0.0.0/8");
    assert_eq!(refused(&far.get(LIST, &by("dev@acme.com")), 401), "unauthenticated");
    let socket = repo.beside("socket");
    let both = Server::start(&repo, &format!("--listen unix:{} --trust-proxy unix", socket.display()));
    assert_eq!(send_unix(&socket, LIST, &by("dev@acme.com")).status, 200);
    assert_eq!(refused(&both.get(LIST, &by("dev@acme.com")), 401), "unauthenticated");
}
