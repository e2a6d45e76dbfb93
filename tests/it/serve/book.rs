//! The calls in the book, as they stand but for host, ids and tokens.

use std::fs;

use super::client::Server;
use super::{by, open};
use crate::support::words;

/// The calls of a page: each line that begins with `curl`, with the lines that it goes on in.
fn calls(page: &str) -> Vec<String> {
    let (mut calls, mut inside) = (Vec::<String>::new(), false);
    for line in page.lines() {
        let quoted = |text: &str| text.matches('\'').count() % 2 == 1;
        match calls.last_mut().filter(|_| inside) {
            Some(call) => {
                call.push('\n');
                call.push_str(line);
                inside = call.ends_with('\\') || quoted(call);
            }
            None if line.starts_with("curl ") => {
                inside = line.ends_with('\\') || quoted(line);
                calls.push(line.to_owned());
            }
            None => {}
        }
    }
    calls
}

/// A call: method, path, headers and body.
struct Call {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
}

fn parse(call: &str) -> Call {
    let words = words(&call.replace("\\\n", " "));
    let (mut method, mut path, mut headers, mut body) = (None, String::new(), Vec::new(), String::new());
    let mut rest = words.into_iter().skip(1);
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-X" => method = rest.next(),
            "-H" => {
                let header = rest.next().unwrap();
                let (name, value) = header.split_once(": ").unwrap();
                headers.push((name.to_owned(), value.to_owned()));
            }
            "-d" => body = rest.next().unwrap(),
            "-N" => {}
            url => path = url.strip_prefix("http://localhost:8888").unwrap().to_owned(),
        }
    }
    Call { method: method.unwrap_or_else(|| "GET".to_owned()), path, headers, body }
}

#[test]
fn every_call_in_the_book_works() {
    let page = fs::read_to_string(format!("{}/docs/serve.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let repo = open();
    repo.policy(
        &repo.read("promote.yaml").replace("from: [staging]", "from: [staging]\n    approvals: { required: 1 }"),
    );
    repo.commit("One approval");
    let server = Server::insecure(&repo);
    let body = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["server.log"]}"#;
    let other = server.post(super::PROMOTIONS, &by("dev@acme.com"), body).json()["id"].as_str().unwrap().to_owned();
    let calls = calls(&page);
    let mut id = String::new();
    for call in &calls {
        let call = call.replace("${ID}", &id).replace("${OTHER}", &other).replace("${TOKEN}", "TOKEN");
        let Call { method, path, headers, body } = parse(&call);
        if path.ends_with("/events") {
            continue;
        }
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = server.send(&method, &path, &headers, &body);
        assert!((200..300).contains(&answer.status), "{call}\n{}", answer.body);
        if answer.status == 201 {
            id = answer.json()["id"].as_str().unwrap().to_owned();
        }
    }
    assert_eq!(calls.len(), 9, "{calls:#?}");
    assert_eq!(repo.run("verify").code, 0);
}
