//! Frozen ledgers of earlier versions: every later version reads them and continues them.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::attacks::codes;
use crate::support::{Repo, run};

/// The repository of a frozen ledger; its commits keep their ids.
pub fn frozen(version: &str) -> Repo {
    let repo = Repo::new();
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ledger").join(version).join("repository.fast-export");
    let import = run(repo.command("git").args(["fast-import", "--quiet", "--force"]), &fs::read(file).unwrap());
    assert_eq!(import.code, 0, "{}", import.stderr);
    repo.git(&["reset", "-q", "--hard", "main"]);
    // Its last event is at 09:19.
    repo.pass(3600);
    repo
}

#[test]
fn version_1_keeps_its_commit_ids() {
    let repo = frozen("v1");
    assert_eq!(repo.git(&["rev-parse", "promotions"]), "a86dfc618a37031821234701fdd6ee14619e33bd");
    repo.git(&["fsck", "--strict"]);
}

#[test]
fn version_1_is_listed() {
    assert_snapshot!(frozen("v1").promote_line("list --all"), @r#"
    $ promote list --all
    6  APPROVED     staging -> production  Ann, 2026-03-02 09:18:00 UTC  ready to execute                                              query.ratio, ref, "odd key".$number, flags.dark-mode, flags.search, v
    5  REJECTED     staging -> production  Ann, 2026-03-02 09:16:00 UTC  Ann <ann@acme.com> rejected the promotion: After the release  flags.search
    4  CANCELLED    staging -> production  Ann, 2026-03-02 09:15:00 UTC                                                                ref
    3  EXECUTED     staging -> production  Ann, 2026-03-02 09:12:00 UTC                                                                ca.pem, v
    2  ROLLED_BACK  staging -> production  Ann, 2026-03-02 09:08:00 UTC                                                                flags.dark-mode
    1  EXECUTED     staging -> production  Ann, 2026-03-02 09:04:00 UTC                                                                query.timeout, query.ratio
    "#);
}

#[test]
fn version_1_shows_values_that_json_cannot_hold() {
    let repo = frozen("v1");
    let open = repo.ok("list -q");
    let approved = open.lines().next().unwrap();
    assert_snapshot!(repo.promote_line(&format!("show {approved}")), @r#"
    $ promote show <P1>
    promotion  6  <P1>
    status     APPROVED
    promotes   staging -> production
    type       FULL
    created    2026-03-02 09:18:00 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  1 of 1: Bob

    envs/{env}/app.yaml
      + query.ratio        1.10
      + ref                !Ref Name
      + "odd key".$number  1

    envs/{env}/flags.yaml
      ~ flags.dark-mode  {id: 7b1c2a34-9f0e-4d7b-8f36-0a1b2c3d4e5f, on: false} -> {id: 7b1c2a34-9f0e-4d7b-8f36-0a1b2c3d4e5f, on: true}
      + flags.search     {on: true}

    envs/{env}/multi.yaml
      #B/y
      ~ v  0 -> 2

    2026-03-02 09:18:00 UTC  created    Ann
    2026-03-02 09:18:00 UTC  validated  Ann  ok
    2026-03-02 09:19:00 UTC  approved   Bob

    ready to execute: promote execute 6
    "#);
}

#[test]
fn version_1_can_be_continued() {
    let repo = frozen("v1");
    let open = repo.ok("list -q");
    let approved = open.lines().next().unwrap();
    assert_snapshot!(repo.promote_line(&format!("execute {approved}")), @r#"
    $ promote execute <P1>
    Executed promotion 6 as <c1> on main
      Promote query.ratio, ref, "odd key".$number, v and 2 more to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 6 --reason TEXT
    "#);
    assert_snapshot!(repo.promote_line(&format!("rollback {approved} --reason 'As it was'")), @r#"
    $ promote rollback <P1> --reason 'As it was'
    envs/{env}/app.yaml
      - query.ratio        1.10
      - ref                !Ref Name
      - "odd key".$number  1

    envs/{env}/flags.yaml
      ~ flags.dark-mode  {id: 7b1c2a34-9f0e-4d7b-8f36-0a1b2c3d4e5f, on: true} -> {id: 7b1c2a34-9f0e-4d7b-8f36-0a1b2c3d4e5f, on: false}
      - flags.search     {on: true}

    envs/{env}/multi.yaml
      #B/y
      ~ v  2 -> 0

    Rolled back promotion 6 as <c2> on main
      Revert "Promote query.ratio, ref, "odd key".$number, v and 2 more to production"
      files updated in /world/repo
    "#);
    assert_eq!(repo.git(&["diff", "--stat", "HEAD~2", "HEAD"]), "");
}

#[test]
fn version_1_is_verified() {
    assert_snapshot!(frozen("v1").promote_line("verify"), @"
    $ promote verify
    ledger      6 promotions  22 events
    production  3 promotions, 2 rollbacks

    Verified: no findings.
    ");
}

/// A promotion in each format, a partial rollback, a refresh and a consent to the rules, written before version 2.
#[test]
fn version_1_in_every_format_is_proved() {
    let repo = frozen("v1-formats");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    assert_eq!(repo.ok("list --all -q").lines().count(), 5);
}

#[test]
fn version_1_goes_on_in_its_own_version() {
    let repo = frozen("v1-formats");
    let id = repo.ok("list -q");
    repo.as_user("bob").ok(&format!("approve {id}"));
    repo.as_user("ann").ok(&format!("execute {id}"));
    repo.as_user("bob").ok(&format!("rollback {id} --reason 'Back again'"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    let files = repo.git_line("ls-tree -r --name-only promotions");
    assert!(files.contains("ledger.json") && !files.contains("tips.json"), "{files}");
    let path = files.lines().find(|path| path.contains(&id) && path.ends_with("events.jsonl")).unwrap();
    let events = repo.git_line(&format!("show promotions:{path}"));
    assert!(!events.contains("\"clock\"") && !events.contains("\"rules\""), "{events}");
}

#[test]
fn a_newer_version_is_refused_by_name() {
    let repo = Repo::open_pipeline();
    repo.ok("create dev staging --key query.timeout -q");
    let header = repo.git_line("show promotions:ledger.json").replace("\"version\": 2", "\"version\": 3");
    repo.git_line("worktree add -q ../ledger promotions");
    fs::write(repo.beside("ledger/ledger.json"), header + "\n").unwrap();
    repo.git_line("-C ../ledger commit -q -a -m Newer");
    let said = repo.fails(5, "list");
    assert!(said.contains("version 3 is not supported; use a newer promote"), "{said}");
}

/// Promotions of version 1 have no numbers of their own. They are counted in the order of their creation, and version 2
/// goes on from there.
#[test]
fn promotions_of_version_1_are_counted() {
    let repo = frozen("v1");
    let field = |json: &serde_json::Value| json["id"].as_str().unwrap().to_owned();
    let shown = |number: u32| field(&serde_json::from_str(&repo.ok(&format!("show {number} -o json"))).unwrap());
    let mut ids: Vec<String> = repo.ok("list --all -q").lines().map(str::to_owned).collect();
    ids.reverse();
    assert_eq!((1..=6).map(shown).collect::<Vec<_>>(), ids);
    assert!(repo.fails(2, "show 7").contains("'7'"));
    assert!(repo.fails(2, "show 0").contains("'0'"));
    repo.ok("ledger upgrade --reason 'Numbers'");
    assert!(repo.ok("create staging production --key ref").contains("Created promotion 7"));
    assert_eq!((1..=6).map(shown).collect::<Vec<_>>(), ids);
    assert_ne!(shown(7), ids[5]);
    assert!(repo.ok("list --all").contains("\n6  "));
    repo.ok("cancel 6 --reason 'Too old'");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// The oldest commits of the ledger tell which promotion was the first.
#[test]
fn promotions_of_version_1_are_not_counted_in_a_shallow_clone() {
    let repo = frozen("v1");
    let from = repo.root().display().to_string();
    repo.git_line(&format!("clone -q --depth 3 --no-single-branch file://{from} ../shallow"));
    repo.git_line("-C ../shallow branch -q promotions origin/promotions");
    assert!(repo.fails(2, "-C ../shallow show 1").contains("'1'"));
    assert!(!repo.ok("-C ../shallow list --all").contains("\n1  "));
}
