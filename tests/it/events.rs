//! `promote events`: one line of JSON for each event of the ledger.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use crate::support::{POLICY, Repo};

fn lines(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn words(events: &[Json]) -> Vec<String> {
    events.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect()
}

/// A pipeline without approvals, in which one promotion was executed and another one was created.
fn pipeline() -> (Repo, String) {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    repo.ok(&format!("execute {id}"));
    repo.ok("create staging production --key server.log");
    (repo, id)
}

#[test]
fn each_event_is_a_line() {
    let (repo, id) = pipeline();
    let events = lines(&repo.ok("events"));
    assert_eq!(words(&events), ["created", "validated", "executed", "created"]);
    let executed = &events[2];
    assert_eq!(executed["promotionId"], id.as_str());
    assert_eq!((&executed["number"], &executed["schemaVersion"]), (&1.into(), &1.into()));
    let (source, target) = (&executed["sourceEnvironment"], &executed["targetEnvironment"]);
    assert_eq!((source, target), (&"staging".into(), &"production".into()));
    assert_eq!((&executed["by"]["email"], &executed["title"]), (&"ann@acme.com".into(), &title(&repo, executed)));
    let ids: Vec<&str> = events.iter().map(|event| event["id"].as_str().unwrap()).collect();
    let commits = repo.git_line("log --reverse --format=%H promotions");
    assert_eq!(ids, commits.lines().skip(1).collect::<Vec<_>>());
    assert_eq!(repo.ok("events -o json"), repo.ok("events"));
    assert_eq!(repo.ok("events -q").lines().collect::<Vec<_>>(), ids);
    assert_eq!(repo.ok("events -o yaml").matches("\nschemaVersion: 1\n").count(), 4);
}

fn title(repo: &Repo, event: &Json) -> Json {
    repo.git(&["log", "-1", "--format=%s", event["id"].as_str().unwrap()]).into()
}

#[test]
fn a_reader_goes_on_behind_the_last_event() {
    let (repo, id) = pipeline();
    let all = lines(&repo.ok("events"));
    for (at, event) in all.iter().enumerate() {
        let (full, short) = (event["id"].as_str().unwrap(), &event["id"].as_str().unwrap()[..10]);
        for since in [full, short] {
            assert_eq!(lines(&repo.ok(&format!("events --since {since}"))), all[at + 1..]);
        }
    }
    let last = all[3]["id"].as_str().unwrap();
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(words(&lines(&repo.ok(&format!("events --since {last}")))), ["rolled-back"]);
}

#[test]
fn a_reader_begins_at_a_time() {
    let (repo, _) = pipeline();
    let all = lines(&repo.ok("events"));
    let time = all[2]["at"].as_str().unwrap();
    assert_eq!(lines(&repo.ok(&format!("events --since {time}"))), all[2..]);
    assert_eq!(repo.ok("events --since 2030-01-01T00:00Z"), "");
    let said = repo.fails(2, "events --since soon");
    assert!(said.starts_with("error: --since needs a ledger commit or a time: "), "{said}");
    let main = repo.git_line("rev-parse main");
    let said = repo.fails(2, &format!("events --since {main}"));
    assert_eq!(said, format!("error: '{main}' is not an event of the ledger\nhint: read all events: promote events\n"));
    assert!(repo.fails(2, "events --since abcdef1").contains("is not an event of the ledger"));
}

#[test]
fn without_a_ledger_there_are_no_events() {
    assert_eq!(Repo::pipeline().ok("events"), "");
}

#[test]
fn decisions_about_the_rules_are_events_without_a_promotion() {
    let (repo, _) = pipeline();
    repo.policy(&format!("{POLICY}policy: {{ approvals: {{ required: 1 }} }}\n"));
    repo.commit("The rules are guarded");
    repo.policy(&format!("{POLICY}policy: {{ approvals: {{ required: 2 }} }}\n"));
    repo.as_user("bob").commit("More");
    repo.as_user("ann").ok("approve --policy HEAD");
    let last = lines(&repo.ok("events")).pop().unwrap();
    assert_eq!((&last["event"], &last["by"]["email"]), (&"decision".into(), &"ann@acme.com".into()));
    assert_eq!((last.get("promotionId"), &last["title"]), (None, &title(&repo, &last)));
}

#[test]
fn values_of_secrets_are_not_shown() {
    let repo = Repo::open_pipeline();
    let text = repo.read("envs/staging/application.yaml").replace("timeout: 60", "timeout: swordfish");
    repo.policy(&format!("{}secrets: [query.timeout]\n", crate::support::open_policy()));
    repo.write("envs/staging/application.yaml", text).commit("Secrets");
    repo.validated("--key query.timeout");
    let said = repo.ok("events");
    assert!(said.contains("query.timeout") && !said.contains("swordfish"), "{said}");
}

#[test]
fn a_follower_gets_each_event_once() {
    let (repo, _) = pipeline();
    let all = lines(&repo.ok("events"));
    let since = all[1]["id"].as_str().unwrap();
    let mut follower = repo.promote_line_command(&format!("events --follow --since {since}"));
    let mut follower = follower.stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(follower.stdout.take().unwrap());
    let mut next = || {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        serde_json::from_str::<Json>(&line).unwrap()
    };
    assert_eq!([next(), next()], all[2..]);
    repo.ok("validate @");
    repo.ok("cancel @ --reason no");
    assert_eq!(words(&[next(), next()]), ["validated", "cancelled"]);
    assert!(Command::new("kill").arg(follower.id().to_string()).status().unwrap().success());
    assert_eq!(follower.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    output.read_line(&mut rest).unwrap();
    assert_eq!(rest, "");
}
