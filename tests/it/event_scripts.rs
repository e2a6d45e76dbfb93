//! The scripts in `examples/events/`, which read `promote events`; a stand-in takes what they send.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value as Json, json};

use crate::support::{Repo, Run, is_installed, run};

/// A request: its first line and its body.
type Request = (String, String);

/// A web server that answers each request with the next of these statuses; returns its URL, and what it was sent.
fn server(statuses: &'static [u16]) -> (String, Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut first, mut length) = (String::new(), 0);
            reader.read_line(&mut first).unwrap();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                if let Some(number) = line.to_lowercase().strip_prefix("content-length:") {
                    length = number.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            sender.send((first.trim().to_owned(), String::from_utf8(body).unwrap())).unwrap();
            write!(stream, "HTTP/1.1 {status} Answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        }
    });
    (url, receiver)
}

/// Runs a script in the repository; `None` without Python.
fn script(repo: &Repo, name: &str, args: &[&str]) -> Option<Run> {
    if !is_installed("python3") {
        return None;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/events").join(name);
    let mut command = repo.command("python3");
    command.arg(path).args(args).env("PROMOTE", env!("CARGO_BIN_EXE_promote"));
    // A proxy of the machine must not get what the stand-in waits for.
    command.env("no_proxy", "127.0.0.1");
    Some(run(&mut command, b""))
}

fn assert_ok(run: &Run) {
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
}

/// Three promotions: one executed and rolled back in part, one rejected, one open.
fn pipeline() -> Repo {
    let repo = Repo::open_pipeline();
    let done = repo.validated("--key query.*");
    repo.ok(&format!("execute {done}"));
    repo.ok(&format!("rollback {done} --key query.cache --reason 'cache & <all>'"));
    let refused = repo.validated("--key server.log");
    repo.as_user("bob").ok(&format!("reject {refused} --reason no"));
    repo.as_user("ann").ok("create dev staging --key query.timeout");
    repo
}

#[test]
fn chat_messages_are_posted_once() {
    let repo = pipeline();
    let (url, sent) = server(&[200, 500, 200, 200]);
    let chat = |repo: &Repo| script(repo, "chat.py", &[&url]);
    let Some(first) = chat(&repo) else { return };
    assert_ok(&first);
    assert!(sent.try_recv().is_err(), "the first run posts nothing");
    repo.as_user("bob").ok("create staging production --key server.log --validate --execute");
    let texts = |number: usize| -> Vec<String> {
        let texts = sent.iter().take(number).map(|(first, body)| {
            assert_eq!(first, "POST / HTTP/1.1");
            serde_json::from_str::<Json>(&body).unwrap()["text"].as_str().unwrap().to_owned()
        });
        texts.collect()
    };
    // The second message fails, and is the first one of the next run.
    let failed = chat(&repo).unwrap();
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    assert!(failed.stderr.starts_with("cannot post to the chat: "), "{}", failed.stderr);
    let waits = "promotion 4 (staging -&gt; production) waits for approval; Bob validated it";
    let executed = "Bob executed promotion 4 (staging -&gt; production)";
    assert_eq!(texts(2), [waits, executed]);
    assert_ok(&chat(&repo).unwrap());
    assert_eq!(texts(1), [executed]);
    assert_ok(&chat(&repo).unwrap());
    repo.ok("rollback 4 --reason 'too & <much>'");
    assert_ok(&chat(&repo).unwrap());
    assert_eq!(texts(1), ["Bob rolled back promotion 4 (staging -&gt; production): too &amp; &lt;much&gt;"]);
}

#[test]
fn metrics_are_pushed() {
    let repo = pipeline();
    let (url, sent) = server(&[500, 202, 202]);
    let Some(failed) = script(&repo, "metrics.py", &[&url]) else { return };
    assert_eq!(failed.code, 1);
    assert!(failed.stderr.starts_with(&format!("cannot push to {url}: ")), "{}", failed.stderr);
    sent.recv().unwrap();
    assert_ok(&script(&repo, "metrics.py", &[&url]).unwrap());
    let (first, text) = sent.recv().unwrap();
    assert_eq!(first, "PUT /metrics/job/promote HTTP/1.1");
    for line in [
        "# TYPE promote_events_total counter",
        "promote_events_total{environment=\"production\",event=\"created\"} 2",
        "promote_events_total{environment=\"production\",event=\"executed\"} 1",
        "promote_events_total{environment=\"production\",event=\"rolled-back\"} 1",
        "promote_events_total{environment=\"staging\",event=\"created\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(text.contains("promote_last_executed_seconds{environment=\"production\"} 17724420"), "{text}");
    // Nothing is counted twice.
    assert_ok(&script(&repo, "metrics.py", &[&url]).unwrap());
    assert_eq!(sent.recv().unwrap().1, text);
    assert_eq!(script(&repo, "metrics.py", &["-"]).unwrap().stdout, text);
}

#[test]
fn a_dashboard_is_written() {
    let repo = pipeline();
    let Some(written) = script(&repo, "dashboard.py", &["board.json", "--days", "100000"]) else { return };
    assert_ok(&written);
    let board: Json = serde_json::from_str(&repo.read("board.json")).unwrap();
    let environments = board["environments"].as_array().unwrap();
    assert_eq!([&environments[0]["name"], &environments[1]["name"]], ["production", "staging"]);
    let production = &environments[0];
    assert_eq!(production["days"], json!([{ "day": "2026-03-02", "executed": 1, "rolledBack": 1 }]));
    let last = &production["lastExecuted"];
    assert_eq!((&last["number"], &last["by"], &last["from"]), (&json!(1), &json!("Ann"), &json!("staging")));
    let open = |at: usize| environments[at]["open"].as_array().unwrap();
    assert_eq!((open(0).len(), &open(0)[0]["event"], &open(0)[0]["by"]), (1, &json!("rejected"), &json!("Bob")));
    assert_eq!(
        (open(1).len(), &open(1)[0]["event"], &environments[1]["lastExecuted"]),
        (1, &json!("created"), &Json::Null)
    );
}

#[test]
fn a_script_fails_as_promote_does() {
    let world = Repo::bare_world(".");
    for (name, args) in [("metrics.py", ["-"]), ("dashboard.py", ["board.json"])] {
        let Some(run) = script(&world, name, &args) else { return };
        assert_eq!((run.code, run.stdout.as_str()), (world.run("events").code, ""), "{name}: {}", run.stderr);
        assert!(run.stderr.starts_with("error: "), "{name}: {}", run.stderr);
    }
    assert!(!world.root().join("board.json").exists());
}
