//! Bodies, headers, rates and slow clients; what the log says.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::client::Server;
use super::{PROMOTIONS, by, open, refused, validated};

#[test]
fn what_is_no_request_is_refused() {
    let repo = open();
    let server = Server::insecure(&repo);
    let large = format!("{{\"notes\": \"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(refused(&server.post(PROMOTIONS, &by("dev@acme.com"), &large), 413), "too-large");
    let form = [("X-User-Email", "dev@acme.com"), ("Content-Type", "text/plain")];
    assert_eq!(refused(&server.post(PROMOTIONS, &form, "{}"), 415), "media-type");
    assert_eq!(refused(&server.get("/api/v1/config/promotion", &[]), 404), "no-route");
    assert_eq!(refused(&server.send("PUT", PROMOTIONS, &by("dev@acme.com"), ""), 405), "method");
    assert_eq!(refused(&server.get(&format!("{PROMOTIONS}/%ff"), &[]), 400), "bad-path");
    assert_eq!(refused(&server.get(&format!("{PROMOTIONS}/nothing"), &[]), 404), "bad-id");
    assert_eq!(refused(&server.get(&format!("{PROMOTIONS}?oops=1"), &[]), 400), "bad-query");
    let many: Vec<(String, String)> = (0..200).map(|n| (format!("X-H{n}"), "x".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(server.get(PROMOTIONS, &many).status, 431);
    assert!(server.raw(b"nonsense\r\n\r\n").starts_with(b"HTTP/1.1 400"));
    let smuggled =
        b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET";
    let answer = String::from_utf8(server.raw(smuggled)).unwrap();
    assert!(!answer.contains("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.get("/healthz", &[]).status, 200);
}

#[test]
fn each_client_has_its_own_rate() {
    let repo = open();
    let server = Server::start(&repo, "--insecure-identity --rate 2");
    let statuses: Vec<u16> = (0..14).map(|_| server.get("/metrics", &by("dev@acme.com")).status).collect();
    assert!(statuses.starts_with(&[200; 10]) && statuses.contains(&429), "{statuses:?}");
    let refusal = server.get("/metrics", &by("dev@acme.com"));
    assert_eq!((refused(&refusal, 429).as_str(), refusal.header("retry-after")), ("too-many-requests", Some("1")));
    assert_eq!(server.get("/metrics", &by("bob@acme.com")).status, 200);
}

/// `PROMOTE_LONG=1` opens a thousand connections, for which many systems allow one process too few files.
#[test]
fn idle_and_slow_clients_do_not_stop_others() {
    let repo = open();
    let server = Server::insecure(&repo);
    let many = if std::env::var_os("PROMOTE_LONG").is_some() { 1000 } else { 300 };
    let idle: Vec<TcpStream> = (0..many).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let mut slow = TcpStream::connect(&server.address).unwrap();
    slow.write_all(b"POST /api/v1/config/promotions HTTP/1.1\r\nHost: localhost\r\nX-User-Em").unwrap();
    let mut half = TcpStream::connect(&server.address).unwrap();
    let start = b"POST /api/v1/config/promotions HTTP/1.1\r\nHost: localhost\r\nX-User-Email: dev@acme.com\r\n\
                  Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
    half.write_all(start).unwrap();
    let begun = Instant::now();
    assert_eq!(server.get(PROMOTIONS, &[]).status, 200);
    validated(&server, "query.timeout");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    drop((idle, slow, half));
}

#[test]
fn the_log_has_a_line_for_each_request_and_no_value() {
    let repo = open();
    let server = Server::insecure(&repo);
    let body = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "notes": "swordfish", "keyPatterns": ["query.timeout"]}"#;
    assert_eq!(server.post(PROMOTIONS, &by("dev@acme.com"), body).status, 201);
    server.get(
        &format!("{PROMOTIONS}/diff?source=swordfish&target=production"),
        &[("Authorization", "Bearer swordfish")],
    );
    let log = server.log();
    assert!(!log.contains("swordfish") && !log.contains("query.timeout"), "{log}");
    let lines: Vec<Json> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let requests: Vec<&Json> = lines.iter().filter(|line| line["message"] == "request").collect();
    assert_eq!(requests.len(), 2, "{log}");
    assert_eq!((&requests[0]["operation"], &requests[0]["by"]), (&"create".into(), &"dev@acme.com".into()));
    assert_eq!((&requests[1]["status"], &requests[1]["code"]), (&404.into(), &"unknown-environment".into()));
    let metrics = server.get("/metrics", &[]).body;
    assert!(metrics.contains("promote_requests_total{operation=\"create\",status=\"201\"} 1\n"), "{metrics}");
}

#[test]
fn a_window_says_when_to_try_again() {
    // It is Monday, 09:00 UTC; the freeze ends long after the real clock.
    let rules = "freezes:\n  - { name: audit, from: \"2026-01-01T00:00Z\", to: \"2099-01-01T00:00Z\" }\n";
    let repo = crate::support::Repo::with_rules(rules);
    let policy = repo.read("promote.yaml");
    repo.policy(&format!("{policy}services: [ann@acme.com]\n")).commit("A service");
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let answer = server.post(&format!("{PROMOTIONS}/{id}/execute"), &by("dev@acme.com"), "");
    assert_eq!(refused(&answer, 403), "frozen");
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!(seconds > 3600, "{seconds}");
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

#[test]
fn nonsense_is_answered_and_never_fails_the_service() {
    let repo = open();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let (mut dice, refs) = (Dice(7), repo.git_line("for-each-ref"));
    let bodies = [
        r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["que*"], "only": ["a=b"]}"#,
        r#"{"scheduledAt": "2026-03-03T09:00Z", "in": "2h", "expires": "1h"}"#,
        r#"{"statement": "x", "signature": "y", "digest": "abcdef"}"#,
        r#"{"override": "why", "branch": "main", "reason": "r", "keyPatterns": ["{"]}"#,
    ];
    let bits =
        ["%", "%00", "=", "&", "?", "{", "}", "\"", "\\u0000", "*", "@", "..", "/", "#", "é", "source=", "1e999"];
    for _ in 0..150 {
        let mut body = bodies[dice.roll(bodies.len())].to_owned();
        for _ in 0..=dice.roll(3) {
            let at = dice.roll(body.len());
            let bit = bits[dice.roll(bits.len())];
            if body.is_char_boundary(at) {
                body.replace_range(at..at, bit);
            }
        }
        let bit = || bits.iter().filter(|bit| bit.is_ascii() && !bit.contains(['#', '"', '{', '}', '\\']));
        let noise: String = (0..3).map(|_| *bit().nth(dice.roll(bit().count())).unwrap()).collect();
        let (method, path) = match dice.roll(6) {
            0 => ("POST", format!("{PROMOTIONS}/{id}/approve?{noise}")),
            1 => ("POST", format!("{PROMOTIONS}/{id}/schedule")),
            2 => ("GET", format!("{PROMOTIONS}/diff?source=staging{noise}&target=production&key={noise}")),
            3 => ("GET", format!("{PROMOTIONS}?{noise}")),
            4 => ("GET", format!("/api/v1/config/environments/{noise}/keys")),
            _ => ("GET", format!("{PROMOTIONS}/{noise}")),
        };
        let answer = server.send(method, &path, &by("bob@acme.com"), if method == "GET" { "" } else { &body });
        assert!((200..500).contains(&answer.status), "{method} {path}\n{body}\n{}", answer.body);
    }
    assert_eq!(repo.git_line("for-each-ref"), refs, "nothing of this is a decision");
}
