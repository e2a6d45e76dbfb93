//! Random bodies and query strings: each answer is one that the service describes, and none is an internal error.
//! `PROMOTE_LONG=SECONDS` goes on for that long, and `--nocapture` prints how many requests there were.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::client::Server;
use super::described::Described;
use super::{PROMOTIONS, open};
use crate::laws::Dice;

/// A request that the service takes as it is: method, path as it is described, query, body.
type Seed = (&'static str, &'static str, &'static str, &'static str);

const CREATE: &str = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "promotionType": "PARTIAL", "keyPatterns": ["query.*"], "notes": "n", "undo": "overwrite"}"#;

const SEEDS: [Seed; 20] = [
    ("post", PROMOTIONS, "", CREATE),
    ("post", PROMOTIONS, "", r#"{"sourceEnvironment": "staging", "targetEnvironment": "production"}"#),
    ("get", PROMOTIONS, "all=true&limit=3&cursor=01936f3e-0000-7000-8000-000000000000", ""),
    ("get", "/api/v1/config/promotions/diff", "source=staging&target=production&key=query.*&keep=true", ""),
    ("get", "/api/v1/config/promotions/diff", "source=staging@HEAD&target=production&since=HEAD~1", ""),
    ("get", "/api/v1/config/matrix", "key=query.*&missing=true&differs=false&keep=true", ""),
    ("get", "/api/v1/config/history", "key=query.timeout&environment=production@HEAD&limit=2", ""),
    ("get", "/api/v1/config/verify", "environment=production&since=HEAD", ""),
    ("get", "/api/v1/config/environments/{environment}/log", "key=query.*&limit=5", ""),
    ("get", "/api/v1/config/environments/{environment}/keys", "key=query.*", ""),
    ("get", "/api/v1/config/promotions/{id}", "", ""),
    ("post", "/api/v1/config/promotions/{id}/validate", "", "{}"),
    ("post", "/api/v1/config/promotions/{id}/approve", "", "{}"),
    ("post", "/api/v1/config/promotions/{id}/reject", "", r#"{"reason": "no"}"#),
    ("post", "/api/v1/config/promotions/{id}/execute", "", r#"{"branch": true}"#),
    ("post", "/api/v1/config/promotions/{id}/schedule", "", r#"{"in": "1h"}"#),
    ("post", "/api/v1/config/promotions/{id}/rollback", "", r#"{"reason": "slow", "keyPatterns": ["query.*"]}"#),
    (
        "post",
        "/api/v1/config/promotions/{id}/attest",
        "",
        r#"{"name": "e2e", "ok": true, "url": "https://ci.acme.com/1", "notes": "n"}"#,
    ),
    ("post", "/api/v1/config/promotions/{id}/refresh", "", r#"{"undo": "overwrite"}"#),
    ("get", "/", "done=1:abc", ""),
];

/// What is put into a text: what JSON, query strings and our own words are made of, and what none of them expects.
const PIECES: [&str; 34] = [
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "-1",
    "1e999",
    "18446744073709551616",
    "0.5",
    "\\u0000",
    "\\ud800",
    "%00",
    "%ff",
    "%",
    "&",
    "=",
    "+",
    "@",
    "~1",
    "..",
    "*",
    "**:{a,b",
    "\u{202e}",
    "\u{0}",
    "\r\n",
    "ä",
    "\"key\": ",
    "P1D",
    "1h",
    "HEAD",
];

/// The text with some bytes removed, doubled, replaced, or with a piece put in.
fn mutated(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..dice.below(4) {
        let (at, to) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
        let (at, to) = (at.min(to), at.max(to));
        match dice.below(6) {
            0 => drop(bytes.drain(at..to)),
            1 => {
                let again = bytes[at..to].to_vec();
                bytes.splice(at..at, again);
            }
            2 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            3 => bytes.splice(at..to, b"[".repeat(dice.below(300))).for_each(drop),
            _ => bytes.splice(at..at, PIECES[dice.below(PIECES.len())].bytes()).for_each(drop),
        }
    }
    bytes
}

/// The values that a field of a body may get.
const VALUES: [&str; 16] = [
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "\"\"",
    "\"production\"",
    "\"query.*\"",
    "\"**:{a,b\"",
    "\"@\"",
    "[]",
    "{}",
    "[[[[]]]]",
    "[\"query.timeout\"]",
    "{\"query\": 1}",
    "\"\\u0000\\u202e\"",
];

/// A body with another value in one field, or with one field more or less; else with other bytes.
fn other_body(body: &str, dice: &mut Dice) -> Vec<u8> {
    let Ok(Json::Object(mut fields)) = serde_json::from_str::<Json>(body) else { return mutated(body, dice) };
    if dice.one_in(3) {
        return mutated(body, dice);
    }
    for _ in 0..=dice.below(2) {
        let names: Vec<String> = fields.keys().cloned().collect();
        let name = names.get(dice.below(names.len())).cloned().unwrap_or_else(|| "notes".to_owned());
        let value = serde_json::from_str(VALUES[dice.below(VALUES.len())]).unwrap_or(Json::Null);
        match dice.below(6) {
            0 => drop(fields.shift_remove(&name)),
            1 => drop(fields.insert(format!("{name}s"), value)),
            _ => drop(fields.insert(name, value)),
        }
    }
    Json::Object(fields).to_string().into_bytes()
}

/// A query string with another value in one parameter, or with other bytes.
fn other_query(query: &str, dice: &mut Dice) -> Vec<u8> {
    if query.is_empty() || dice.one_in(3) {
        return mutated(query, dice);
    }
    let mut parts: Vec<String> = query.split('&').map(str::to_owned).collect();
    let at = dice.below(parts.len());
    let name = parts[at].split('=').next().unwrap_or_default().to_owned();
    match dice.below(4) {
        0 => drop(parts.remove(at)),
        1 => parts.push(parts[at].clone()),
        _ => parts[at] = format!("{name}={}", PIECES[dice.below(PIECES.len())]),
    }
    parts.join("&").into_bytes()
}

/// As bytes of a path: what would end the line of the request is escaped.
fn in_path(bytes: &[u8]) -> Vec<u8> {
    let escaped = |byte: &u8| match byte {
        b' ' | b'\r' | b'\n' | b'#' | 0..=31 | 127.. => format!("%{byte:02X}").into_bytes(),
        byte => vec![*byte],
    };
    bytes.iter().flat_map(escaped).collect()
}

#[test]
fn random_requests_get_answers_that_are_described() {
    let seconds = std::env::var("PROMOTE_LONG").ok().and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let repo = open();
    let server = Server::start(&repo, "--insecure-identity --rate 1000000");
    let mut described = Described::by(&server);
    let mut dice = Dice(seconds.map_or(20, |_| u64::from(std::process::id())));
    let (start, mut count) = (Instant::now(), 0);
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    while seconds.map_or(count < 300, |most| start.elapsed() < most) {
        count += 1;
        let (method, template, query, body) = SEEDS[dice.below(SEEDS.len())];
        let id = if dice.one_in(8) { in_path(&mutated("1", &mut dice)) } else { b"@".to_vec() };
        // A slash would make another path of it.
        let id: Vec<u8> = id.into_iter().filter(|byte| !b"/?".contains(byte)).collect();
        let id =
            if matches!(id.as_slice(), b"" | b"." | b"..") { "1".to_owned() } else { String::from_utf8(id).unwrap() };
        let mut path = template.replace("{id}", &id).replace("{environment}", "production").into_bytes();
        path.push(b'?');
        path.extend(in_path(&if dice.one_in(2) { query.as_bytes().to_vec() } else { other_query(query, &mut dice) }));
        let body = if dice.one_in(3) { body.as_bytes().to_vec() } else { other_body(body, &mut dice) };
        let request = || format!("{method} {}\n{:?}", String::from_utf8_lossy(&path), String::from_utf8_lossy(&body));
        let user = ("X-User-Email", ["dev@acme.com", "bob@acme.com"][dice.below(2)]);
        let headers = [user, ("Content-Type", if dice.one_in(20) { "text/plain" } else { "application/json" })];
        let answer = server.send_bytes(&method.to_uppercase(), &path, &headers, &body);
        let answer = answer.unwrap_or_else(|| panic!("no answer to {}", request()));
        *statuses.entry(answer.status).or_default() += 1;
        assert!(answer.status != 500, "{}\n{}", request(), answer.body);
        // The server itself refuses what is no path.
        if answer.header("content-type").is_some() {
            described.check(method, template, &answer);
        }
    }
    println!("{count} requests: {statuses:?}");
    assert_eq!(server.get("/healthz", &[]).status, 200);
    assert!(statuses[&200] > 0 && statuses[&422] > 0, "{statuses:?}");
    assert_eq!(repo.run("verify").code, 0);
}
