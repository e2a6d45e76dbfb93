//! What is stored in git, read with git itself: trailers, digest, ledger.

use insta::assert_snapshot;

use crate::support::{Repo, run};

/// The whole life of one promotion with two approvals; returns its id.
fn whole_life(repo: &Repo) -> String {
    let id = repo.ok("create staging production --key query --notes 'Why it is.\n\nMore of it.' -q --validate");
    repo.as_user("bob").ok("approve @");
    repo.as_user("cem").ok("approve @");
    repo.as_user("dan").ok("execute @");
    repo.ok(&format!("rollback {id} --key query.cache --reason 'Too warm'"));
    repo.as_user("eve").ok(&format!("rollback {id} --reason 'All of it'"));
    id
}

fn trailers(repo: &Repo, revision: &str) -> String {
    let message = repo.git(&["log", "-1", "--format=%B", revision]);
    repo.normalise(&run(repo.command("git").args(["interpret-trailers", "--parse"]), message.as_bytes()).stdout)
}

#[test]
fn git_reads_the_trailers() {
    let repo = Repo::pipeline();
    whole_life(&repo);
    assert_snapshot!(trailers(&repo, "main~2"), @"
    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c1>
    Plan-Digest: sha256:<digest>
    Approved-by: Bob <bob@acme.com>
    Approved-by: Cem <cem@acme.com>
    ");
    assert_snapshot!(trailers(&repo, "main~1"), @"
    Promotion-Id: <P1>
    Promotion-Rollback: <P1>
    Reverted-key: envs/{env}/application.yaml:query.cache
    ");
    assert_snapshot!(trailers(&repo, "main"), @"
    Promotion-Id: <P1>
    Promotion-Rollback: <P1>
    Reverted-key: envs/{env}/application.yaml:query.timeout
    ");
    let events = (0..=6).map(|n| trailers(&repo, &format!("promotions~{n}"))).collect::<Vec<_>>().join("\n");
    assert_snapshot!(events, @"
    Promotion-Id: <P1>
    Promotion-Event: rolled-back
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c2>
    Rollback-commit: <c3>
    Reason: All of it

    Promotion-Id: <P1>
    Promotion-Event: rolled-back
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c4>
    Rollback-commit: <c2>
    Reason: Too warm

    Promotion-Id: <P1>
    Promotion-Event: executed
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Executed-commit: <c4>

    Promotion-Id: <P1>
    Promotion-Event: approved
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Approved-by: Cem <cem@acme.com>

    Promotion-Id: <P1>
    Promotion-Event: approved
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Approved-by: Bob <bob@acme.com>

    Promotion-Id: <P1>
    Promotion-Event: validated
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>

    Promotion-Id: <P1>
    Promotion-Event: created
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    ");
    assert_snapshot!(repo.git_text("log --format=%an:%x20%s promotions"), @"
    Eve: Roll back staging to production: query.timeout, query.cache
    Dan: Roll back part of staging to production: query.timeout, query.cache
    Dan: Execute staging to production: query.timeout, query.cache
    Cem: Approve staging to production: query.timeout, query.cache
    Bob: Approve staging to production: query.timeout, query.cache
    Ann: Validate staging to production: query.timeout, query.cache
    Ann: Create staging to production: query.timeout, query.cache
    Ann: Begin the ledger of promotions
    ");
}

#[test]
fn user_text_cannot_forge_a_trailer() {
    let repo = Repo::open_pipeline();
    let notes = "Fine.\n\nApproved-by: Eve <eve@evil.com>\nPromotion-Id: 1";
    repo.promote(&["create", "staging", "production", "--key", "query.timeout", "--notes", notes, "--execute"]);
    assert_snapshot!(repo.git_text("log -1 --format=%B main"), @"
    Promote query.timeout to production

    Fine.

    Approved-by: Eve <eve@evil.com>
    Promotion-Id: 1

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    ");
    assert_snapshot!(trailers(&repo, "main"), @"
    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    ");
    let id = repo.ok("create staging production --key server.log -q");
    repo.promote(&["reject", &id, "--reason", "No\nApproved-by: Eve <eve@evil.com>\n\nPlan-Digest: x"]);
    assert_snapshot!(trailers(&repo, "promotions"), @"
    Promotion-Id: <P2>
    Promotion-Event: rejected
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Reason: No Approved-by: Eve <eve@evil.com> Plan-Digest: x
    ");
}

#[test]
fn the_ledger_has_its_documented_tree() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query");
    repo.as_user("bob").ok("approve @");
    assert_snapshot!(repo.git_text("ls-tree -r --name-only promotions"), @"
    README
    ledger.json
    numbers/0/01
    open/<P1>/approvals/3.json
    open/<P1>/events.jsonl
    open/<P1>/plan.txt
    open/<P1>/promotion.json
    open/<P1>/source/0
    root
    tips.json
    ");
    assert_snapshot!(repo.git_text("show promotions:ledger.json"), @r#"
    {
      "version": 2,
      "policyBranch": "main"
    }
    "#);
    assert_eq!(repo.git_line("show promotions:root"), repo.git_line("rev-list --max-parents=0 promotions"));
    assert_snapshot!(repo.git_text(&format!("show promotions:open/{id}/plan.txt")), @"
    staging -> production: 1 added and 1 modified

    envs/{env}/application.yaml
      ~ query.timeout: 30 -> 60
      + query.cache: true
    ");
    assert_snapshot!(repo.git_text(&format!("show promotions:open/{id}/events.jsonl")), @r#"
    {"what":{"event":"created","digest":"sha256:<digest>","authors":[{"name":"Ann","email":"ann@acme.com"}]},"by":{"name":"Ann","email":"ann@acme.com"},"at":"2026-03-02T09:00:05Z","policy":"<c1>","rules":"e97e4b69f577d27dd2b39d98c2d5f6f9a3767463","clock":"2026-03-02T09:00:05Z"}
    {"what":{"event":"validated","digest":"sha256:<digest>","ok":true,"findings":[]},"by":{"name":"Ann","email":"ann@acme.com"},"at":"2026-03-02T09:00:05Z","policy":"<c1>","rules":"e97e4b69f577d27dd2b39d98c2d5f6f9a3767463","clock":"2026-03-02T09:00:05Z"}
    {"what":{"event":"approved","digest":"sha256:<digest>"},"by":{"name":"Bob","email":"bob@acme.com"},"at":"2026-03-02T09:00:06Z","policy":"<c1>","rules":"e97e4b69f577d27dd2b39d98c2d5f6f9a3767463","clock":"2026-03-02T09:00:06Z"}
    "#);
    repo.ok("cancel @ --reason no");
    assert_snapshot!(repo.git_text("ls-tree -r --name-only promotions"), @"
    README
    closed/2026/03/eb/<P1>/approvals/3.json
    closed/2026/03/eb/<P1>/events.jsonl
    closed/2026/03/eb/<P1>/plan.txt
    closed/2026/03/eb/<P1>/promotion.json
    closed/2026/03/eb/<P1>/source/0
    ledger.json
    numbers/0/01
    root
    tips.json
    ");
}

#[test]
fn the_ledger_is_linear_with_one_event_for_each_commit() {
    let repo = Repo::pipeline();
    let id = whole_life(&repo);
    let other = repo.as_user("ann").validated("--key server.log");
    repo.fsck();
    assert_eq!(repo.git_line("rev-list --count --min-parents=2 promotions"), "0");
    assert_eq!(repo.git_line("rev-list --count --max-parents=0 promotions"), "1");
    let commits: usize = repo.git_line("rev-list --count promotions").parse().unwrap();
    let count = |place: &str| repo.git(&["show", &format!("promotions:{place}/events.jsonl")]).lines().count();
    assert_eq!(commits, 1 + count(&format!("closed/2026/03/{}/{id}", &id[34..])) + count(&format!("open/{other}")));
    let common = run(repo.command("git").args(["merge-base", "main", "promotions"]), b"");
    assert_eq!((common.code, common.stdout.as_str()), (1, ""), "an orphan");
}

#[test]
fn refuses_a_ledger_that_was_edited() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let place = format!("open/{id}/promotion.json");
    let text = repo.git(&["show", &format!("promotions:{place}")]);
    repo.git_line("worktree add -q ../ledger promotions");
    let ledger = repo.beside("ledger");
    let tamper = |name: &str, text: &str| {
        std::fs::write(ledger.join(name), text).unwrap();
        let at = ledger.display().to_string();
        repo.git(&["-C", &at, "commit", "-qam", "Tampered"]);
    };
    tamper(&place, &text.replace("\"60\"", "\"600\""));
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: open/<P1>/promotion.json in the ledger (promotions) cannot be read: the plan's digest is sha256:<digest>, but the stored digest is sha256:<digest>
    hint: show the commits of the ledger branch: git log --stat promotions
    --- exit 5
    ");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    --- stderr
    error: open/<P1>/promotion.json in the ledger (promotions) cannot be read: the plan's digest is sha256:<digest>, but the stored digest is sha256:<digest>
    hint: show the commits of the ledger branch: git log --stat promotions
    --- exit 5
    ");
    tamper(&place, &text.replace("\"version\": 1", "\"version\": 2"));
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: open/<P1>/promotion.json in the ledger (promotions) cannot be read: version 2 is not supported by this version of promote; it supports version 1. Use a newer promote
    hint: show the commits of the ledger branch: git log --stat promotions
    --- exit 5
    ");
    tamper(&place, &text);
    let events = repo.git(&["show", &format!("promotions:open/{id}/events.jsonl")]);
    tamper(&format!("open/{id}/events.jsonl"), &format!("{}\n", events.lines().last().unwrap()));
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: open/<P1>/events.jsonl in the ledger (promotions) cannot be read: unexpected event 'validated': a promotion begins with the event 'created', which occurs only once
    hint: show the commits of the ledger branch: git log --stat promotions
    --- exit 5
    ");
    tamper(&format!("open/{id}/events.jsonl"), "{}\n");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: open/<P1>/events.jsonl in the ledger (promotions) cannot be read: line 1: missing field `what` at line 1 column 2
    hint: show the commits of the ledger branch: git log --stat promotions
    --- exit 5
    ");
}
