//! The end of a service, its schedule, and remotes.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::client::Server;
use super::{PROMOTIONS, by, open, validated};
use crate::support::Repo;

#[test]
fn a_service_that_is_stopped_ends_in_order() {
    let repo = open();
    let socket = repo.beside("socket");
    let mut server = Server::start(&repo, &format!("--insecure-identity --listen unix:{}", socket.display()));
    let id = validated(&server, "query.timeout");
    assert!(socket.exists());
    // A connection that is kept, and a decision that runs.
    let kept = std::net::TcpStream::connect(&server.address).unwrap();
    let address = server.address.clone();
    let path = format!("{PROMOTIONS}/{id}/execute");
    let client = thread::spawn(move || {
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        let text = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nX-User-Email: dev@acme.com\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        std::io::Write::write_all(&mut stream, text.as_bytes()).unwrap();
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
        answer
    });
    thread::sleep(Duration::from_millis(60));
    server.signal("TERM");
    let (code, time) = server.wait();
    assert_eq!(code, Some(0));
    assert!(time < Duration::from_secs(10), "{time:?}");
    let answer = client.join().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(!socket.exists());
    drop(kept);
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn an_interrupted_service_says_so() {
    let repo = open();
    let mut server = Server::insecure(&repo);
    server.signal("INT");
    assert_eq!(server.wait().0, Some(130));
    let taken = repo.fails(5, &format!("serve --insecure-identity --listen {}", taken_port(&repo)));
    assert!(taken.contains("cannot listen on"), "{taken}");
}

#[test]
fn a_service_takes_the_sockets_of_systemd() {
    let repo = open();
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let refused = repo.fails(2, "serve --insecure-identity --listen systemd");
    assert!(refused.contains("loopback address or a socket"), "{refused}");
    let tokens = repo.beside("tokens.yaml");
    let token = format!("- {{ sha256: '{}', email: dev@acme.com, name: Dev, scopes: [read] }}\n", "0".repeat(64));
    std::fs::write(&tokens, token).unwrap();
    let line = format!("serve --listen systemd --token-file {}", tokens.display());
    let none = repo.fails(5, &line);
    assert!(none.contains("systemd passed no socket to this process"), "{none}");
    // A shell passes its standard input as the third file, as systemd does.
    let pass = "exec 3<&0 </dev/null; export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$0\" \"$@\"";
    let inner = repo.promote_line_command(&line);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", pass]).arg(inner.get_program()).args(inner.get_args());
    shell.current_dir(repo.root()).envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.stdin(std::os::fd::OwnedFd::from(socket)).stdout(std::process::Stdio::null());
    let mut child = shell.stderr(std::process::Stdio::null()).spawn().unwrap();
    // Connections wait at the socket until the service takes them.
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    std::io::Write::write_all(&mut stream, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// A port on which another service listens, as long as the test runs.
fn taken_port(_repo: &Repo) -> String {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    std::mem::forget(socket);
    address
}

#[test]
fn what_is_due_is_executed_by_the_service() {
    let repo = open();
    let id = repo.validated("--key query.timeout");
    repo.ok(&format!("schedule {id} --in 1h"));
    repo.pass(7200);
    let server = Server::start(&repo, "--insecure-identity --schedule");
    let (path, start) = (format!("{PROMOTIONS}/{id}"), Instant::now());
    while server.get(&path, &[]).json()["status"] != "EXECUTED" {
        assert!(start.elapsed() < Duration::from_secs(120), "{}", server.log());
        thread::sleep(Duration::from_millis(100));
    }
    // The line comes after the execution.
    while !server.log().contains("\"outcome\":\"executed\"") {
        assert!(start.elapsed() < Duration::from_secs(120), "{}", server.log());
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn reads_use_a_recent_fetch_and_decisions_the_remote() {
    let repo = Repo::open_shared();
    let policy = repo.read("promote.yaml");
    repo.policy(&format!("{policy}services: [ann@acme.com]\n")).commit("A service");
    repo.git_line("push -q origin main");
    let (slow, quick) = (
        Server::start(&repo, "--insecure-identity --max-age 3600"),
        Server::start(&repo, "--insecure-identity --max-age 0"),
    );
    let list = |server: &Server| server.get(PROMOTIONS, &[]).json()["promotions"].as_array().unwrap().len();
    assert_eq!((list(&slow), list(&quick)), (0, 0));
    // Somebody else creates one in another clone.
    repo.git_line("-C ../bob pull -q origin main");
    let id = repo.as_user("bob").ok("-C ../bob create staging production --key query.timeout -q");
    repo.as_user("ann");
    assert_eq!((list(&slow), list(&quick)), (0, 1));
    // A decision asks the remote.
    let done = slow.post(&format!("{PROMOTIONS}/{id}/validate"), &by("dev@acme.com"), "");
    assert_eq!((done.status, &done.json()["status"]), (200, &json!("VALIDATED")), "{}", done.body);
    assert_eq!(list(&slow), 1);
    let done = quick.post(&format!("{PROMOTIONS}/{id}/execute"), &by("dev@acme.com"), "");
    assert_eq!((done.status, &done.json()["outcome"]), (200, &json!("applied")), "{}", done.body);
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn a_repository_that_cannot_be_read_is_no_service() {
    let repo = Repo::new();
    repo.write("README", "nothing").commit("No rules");
    let said = repo.fails(2, "serve --insecure-identity");
    assert!(said.contains("the branch main has no promote.yaml"), "{said}");
    let repo = open();
    let server = Server::insecure(&repo);
    assert_eq!(server.get("/readyz", &[]).json(), json!({ "status": "ready" }));
    repo.policy("version: 1\n").commit("Broken");
    assert_eq!(super::refused(&server.get("/readyz", &[]), 503), "not-ready");
    assert_eq!(super::refused(&server.get(PROMOTIONS, &[]), 503), "bad-policy");
    assert_eq!(server.get("/healthz", &[]).json(), json!({ "status": "ok" }));
}
