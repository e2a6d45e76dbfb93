//! Many clients at once, and a service that is killed.

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::client::Server;
use super::{PROMOTIONS, by, open, validated};
use crate::support::Run;

#[test]
fn sixteen_clients_execute_one_promotion() {
    let repo = open();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let before = repo.git_line("rev-list --count main");
    let path = format!("{PROMOTIONS}/{id}/execute");
    let answers: Vec<_> = thread::scope(|scope| {
        let clients: Vec<_> = (0..16).map(|_| scope.spawn(|| server.post(&path, &by("dev@acme.com"), ""))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let outcomes: Vec<_> = answers.iter().map(|answer| (answer.status, answer.json()["outcome"].clone())).collect();
    let count = |word: &str| outcomes.iter().filter(|one| **one == (200, json!(word))).count();
    assert_eq!((count("applied"), count("already-done")), (1, 15), "{outcomes:?}");
    let after: u32 = repo.git_line("rev-list --count main").parse().unwrap();
    assert_eq!(after, before.parse::<u32>().unwrap() + 1);
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn readers_and_the_command_line_work_beside_a_writer() {
    let repo = open();
    let server = Server::insecure(&repo);
    let ids = ["query.timeout", "query.cache", "server.log"].map(|key| validated(&server, key));
    let diff = format!("{PROMOTIONS}/diff?source=staging&target=production");
    thread::scope(|scope| {
        let reading: Vec<_> =
            (0..8).map(|_| scope.spawn(|| (0..4).map(|_| server.get(&diff, &[]).status).collect::<Vec<_>>())).collect();
        let mut command = repo.promote_line_command(&format!("execute {}", ids[0]));
        let other = scope.spawn(move || Run::of(&command.output().unwrap()));
        for id in &ids[1..] {
            let done = server.post(&format!("{PROMOTIONS}/{id}/execute"), &by("dev@acme.com"), "");
            assert_eq!(done.status, 200, "{}", done.body);
        }
        Run::assert_all_succeed(&[other.join().unwrap()]);
        for statuses in reading {
            assert_eq!(statuses.join().unwrap(), [200; 4]);
        }
    });
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn an_answer_that_is_shared_is_not_older_than_its_question() {
    let repo = open();
    let server = Server::insecure(&repo);
    let list = |who: &'static str| server.get(PROMOTIONS, &by(who));
    let stop = std::sync::atomic::AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    assert_eq!(list("dev@acme.com").status, 200);
                }
            });
        }
        for key in ["query.timeout", "query.cache", "server.log"] {
            let body = format!(
                r#"{{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["{key}"]}}"#
            );
            let created = server.post(PROMOTIONS, &by("dev@acme.com"), &body);
            let id = created.json()["id"].as_str().unwrap().to_owned();
            // The same question as the others ask, at the same time.
            let seen = list("dev@acme.com");
            assert!(seen.body.contains(&id), "{key}: {}", seen.body);
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn clients_do_not_share_answers_that_are_about_them() {
    let repo = open();
    let server = Server::insecure(&repo);
    validated(&server, "query.timeout");
    thread::scope(|scope| {
        let server = &server;
        for who in ["ann@acme.com", "bob@acme.com"].repeat(3) {
            scope.spawn(move || {
                for _ in 0..6 {
                    let page = server.get("/", &by(who));
                    let (_, rest) = page.body.split_once("Signed in as ").unwrap();
                    assert!(rest.split_once("</p>").unwrap().0.ends_with(&format!("({who})")), "{who}: {}", page.body);
                }
            });
        }
    });
}

/// `PROMOTE_LONG=N` kills it at N instants.
#[test]
fn a_killed_service_loses_nothing() {
    let rounds = std::env::var("PROMOTE_LONG").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let mut repo = open();
    let (mut applied, mut locks) = (0, 0);
    for round in 0..rounds {
        if round % 25 == 24 {
            repo = open();
        }
        let server = Server::insecure(&repo);
        let id = validated(&server, if round % 2 == 0 { "query.timeout" } else { "query.cache" });
        let path = format!("{PROMOTIONS}/{id}/execute");
        thread::scope(|scope| {
            let address = server.address.clone();
            let (path, id) = (path.clone(), server.id().to_string());
            scope.spawn(move || {
                // The answer may never come.
                let mut stream = std::net::TcpStream::connect(&address).unwrap();
                let text = format!(
                    "POST {path} HTTP/1.1\r\nHost: {address}\r\nX-User-Email: dev@acme.com\r\nContent-Length: 0\r\n\r\n"
                );
                std::io::Write::write_all(&mut stream, text.as_bytes()).unwrap();
                // A low-discrepancy sequence spreads any number of rounds evenly.
                thread::sleep(Duration::from_millis(90).mul_f64((round as f64 * 0.618_034).fract()));
                assert!(std::process::Command::new("kill").args(["-9", &id]).status().unwrap().success());
            });
        });
        drop(server);
        let next = Server::insecure(&repo);
        let already = repo.git_line("log --format=%s main").starts_with("Promote ");
        applied += u64::from(already);
        let mut done = next.post(&path, &by("dev@acme.com"), "");
        // A git that was killed leaves locks, which the answer names.
        for _ in 0..5 {
            let said = done.json();
            let Some(path) = said["hints"].as_array().and_then(|hints| {
                hints.iter().find_map(|hint| hint.as_str()?.split_once("rm '")?.1.split('\'').next().map(str::to_owned))
            }) else {
                break;
            };
            std::fs::remove_file(path).unwrap();
            locks += 1;
            done = next.post(&format!("{PROMOTIONS}/{id}/execute"), &by("dev@acme.com"), "");
        }
        assert_eq!((done.status, &done.json()["status"]), (200, &json!("EXECUTED")), "{}", done.body);
        assert_eq!(repo.run("verify").code, 0, "round {round}");
        assert_eq!(next.post(&format!("{PROMOTIONS}/{id}/rollback"), &by("dev@acme.com"), "").status, 200);
    }
    eprintln!("{rounds} instants: {applied} times the target had moved, {locks} locks were removed");
}
