//! `promote hold` and `promote unhold`: what a hold blocks, who sets and lifts it, and what is shown of it.

use insta::assert_snapshot;

use crate::attacks::codes;
use crate::receive::{guarded, push, strict};
use crate::support::{POLICY, Repo, open_policy};

/// A validated promotion of `query.timeout` to production, which needs no approval.
fn planned() -> (Repo, String) {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    (repo, id)
}

#[test]
fn sets_lists_and_lifts() {
    let (repo, _) = planned();
    assert_snapshot!(repo.promote_line("hold"), @"
    $ promote hold
    No hold is on.
    ");
    assert_snapshot!(repo.promote_line("hold production 'query.*' --reason 'Load test' --until 'today 18:00 UTC'"), @"
    $ promote hold production 'query.*' --reason 'Load test' --until 'today 18:00 UTC'
    Set hold 2 on query.* of production, until 2026-03-02 18:00:00 UTC
    --- stderr
    hint: to lift it: promote unhold 2
    ");
    assert_snapshot!(repo.promote_line("hold production 'query.*' --reason 'Load test' --until 'today 18:00 UTC'"), @"
    $ promote hold production 'query.*' --reason 'Load test' --until 'today 18:00 UTC'
    You set hold 2 on query.* of production before, until 2026-03-02 18:00:00 UTC
    --- stderr
    hint: to lift it: promote unhold 2
    ");
    repo.as_user("bob");
    assert_snapshot!(repo.promote_line("hold staging --reason 'Incident 42'"), @"
    $ promote hold staging --reason 'Incident 42'
    Set hold 3 on staging
    --- stderr
    hint: to lift it: promote unhold 3
    ");
    assert_snapshot!(repo.promote_line("hold"), @"
    $ promote hold
    2  query.* of production  Ann, 2026-03-02 09:00:10 UTC  until 2026-03-02 18:00:00 UTC  Load test
    3  staging                Bob, 2026-03-02 09:00:12 UTC                                 Incident 42
    ");
    assert_snapshot!(repo.promote_line("hold -q"), @"
    $ promote hold -q
    2
    3
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions~1"), @"
    Set hold 2 on production: query.*

    Hold: 2
    Hold-Event: hold-set
    Hold-Environment: production
    Policy-Commit: <c1>
    Hold-Pattern: query.*
    Hold-Until: 2026-03-02T18:00:00Z
    Reason: Load test
    ");
    assert_snapshot!(repo.git_text("ls-tree -r --name-only promotions holds numbers"), @"
    holds/2/events.jsonl
    holds/3/events.jsonl
    numbers/0/01
    numbers/0/02
    numbers/0/03
    ");
    assert_snapshot!(repo.promote_line("unhold staging"), @"
    $ promote unhold staging
    Lifted hold 3 from staging
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Lift hold 3 from staging

    Hold: 3
    Hold-Event: hold-lifted
    Hold-Environment: staging
    Policy-Commit: <c1>
    ");
    assert_snapshot!(repo.promote_line("unhold 3"), @"
    $ promote unhold 3
    Hold 3 on staging is over: Bob lifted it at 2026-03-02 09:00:17 UTC
    ");
    repo.pass(10 * 3600);
    assert_snapshot!(repo.promote_line("unhold 2"), @"
    $ promote unhold 2
    Hold 2 on query.* of production is over: it ended by itself at 2026-03-02 18:00:00 UTC
    ");
    assert_eq!(repo.ok("hold"), "No hold is on.");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn blocks_execution_proposal_and_schedule() {
    let (repo, _) = planned();
    repo.as_user("bob").ok("hold production query.timeout --reason 'Incident 42'");
    repo.as_user("ann");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: envs/{env}/application.yaml:query.timeout of production is on hold (hold 2 by Bob <bob@acme.com>): Incident 42
    hint: bob@acme.com may lift it: promote unhold 2; anybody else with --reason TEXT
    --- exit 3
    ");
    repo.fails(3, "execute @ --branch");
    assert_snapshot!(repo.promote_line("schedule @ --in 1h"), @"
    $ promote schedule @ --in 1h
    --- stderr
    error: promotion 1 cannot be scheduled for Mon 2026-03-02 10:00:12 UTC: envs/{env}/application.yaml:query.timeout of production is on hold (hold 2 by Bob <bob@acme.com>): Incident 42
    hint: bob@acme.com may lift it: promote unhold 2; anybody else with --reason TEXT
    --- exit 3
    ");
    assert!(repo.fails(3, "execute @ --override --reason 'Now'").contains("is on hold"));
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    Promotion 1 is valid: on hold (hold 2 by Bob)
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok
    2026-03-02 09:00:14 UTC  validated  Ann  ok

    blocked: envs/{env}/application.yaml:query.timeout of production is on hold (hold 2 by Bob <bob@acme.com>): Incident 42
             rule: nothing is promoted to keys that are on hold
             bob@acme.com may lift it: promote unhold 2; anybody else with --reason TEXT
    ");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  on hold (hold 2 by Bob)  query.timeout
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    query.timeout of production is on hold: Incident 42 (hold 2, Bob)

    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    1 promotion open
      1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  on hold (hold 2 by Bob)  query.timeout
    ");
    assert_snapshot!(repo.promote_line("status dev"), @"
    $ promote status dev
    dev -> staging  1 modified  never promoted

    No promotion is open.
    ");
    repo.as_user("bob").ok("unhold 2");
    repo.as_user("ann").ok("execute @");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn create_warns_and_other_keys_pass() {
    let repo = Repo::open_pipeline();
    repo.ok("hold production 'query.*' --reason 'Load test'");
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout"), @"
    $ promote create staging production --key query.timeout
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Created promotion 2 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 2
    note: envs/{env}/application.yaml:query.timeout of production is on hold (hold 1 by Ann <ann@acme.com>): Load test; the promotion cannot be executed until that ends
    ");
    repo.ok("cancel @ --reason no");
    let id = repo.validated("--key server.log");
    repo.ok(&format!("execute {id}"));
    repo.ok("create dev staging --key query.timeout --validate --execute");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn run_due_waits_for_the_end_of_a_hold() {
    let (repo, _) = planned();
    repo.ok("schedule @ --in 1h");
    repo.as_user("bob").ok("hold production --reason 'Incident 42' --until 2h");
    repo.as_user("ann").pass(3600);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Held: promotion 1 cannot be executed: production is on hold (hold 2 by Bob <bob@acme.com>, until 2026-03-02 11:00:10 UTC): Incident 42
    --- stderr
    hint: bob@acme.com may lift it: promote unhold 2; anybody else with --reason TEXT
    --- exit 3
    ");
    let events = repo.git_line("rev-list --count promotions");
    repo.fails(3, "run-due");
    assert_eq!(repo.git_line("rev-list --count promotions"), events);
    repo.pass(3600);
    assert!(repo.ok("run-due").starts_with("Executed promotion 1"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// A schedule behind the end of a hold is possible.
#[test]
fn schedules_behind_the_end_of_a_hold() {
    let (repo, _) = planned();
    repo.ok("hold production --reason 'Incident 42' --until 1h");
    assert!(repo.fails(3, "schedule @ --in 30m").contains("is on hold"));
    repo.ok("schedule @ --in 2h");
}

#[test]
fn a_rollback_passes_and_can_set_a_hold_on_its_keys() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key 'query.*'");
    repo.ok("hold production --reason 'Incident 42'");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key query.timeout --reason 'Too long' --hold")), @r#"
    $ promote rollback <P1> --key query.timeout --reason 'Too long' --hold
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30

    Rolled back part of promotion 1 as <c1> on main
      Revert "Promote query.timeout, query.cache to production"
      set hold 3 on 1 key of production
      files updated in /world/repo
    --- stderr
    hint: to lift hold 3: promote unhold 3
    "#);
    assert_snapshot!(repo.promote_line("hold"), @"
    $ promote hold
    2  production                                               Ann, 2026-03-02 09:00:09 UTC  Incident 42
    3  envs/{env}/application.yaml:query.timeout of production  Ann, 2026-03-02 09:00:10 UTC  Too long
    ");
    repo.ok("unhold 2");
    let again = repo.validated("--key query.timeout");
    assert!(repo.fails(3, &format!("execute {again}")).contains("hold 3"));
    repo.ok("unhold 3");
    repo.ok(&format!("execute {again}"));
    assert_snapshot!(repo.promote_line(&format!("rollback {again} --reason 'Too long' --hold --dry-run")), @r#"
    $ promote rollback <P2> --reason 'Too long' --hold --dry-run
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30

    Would roll back promotion 4 on main
      Revert "Promote query.timeout to production"
      would set hold 5 on 1 key of production
    "#);
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn anybody_else_lifts_with_a_reason() {
    let repo = Repo::pipeline();
    let groups = "groups: { ops: [cem@acme.com], incident-responders: [dora@acme.com] }\n";
    let rules = "    hold: [ops]\n    override: [incident-responders]\n";
    repo.policy(&(POLICY.replace("    approvals: { required: 2 }\n", rules) + groups)).commit("Rules");
    assert_snapshot!(repo.promote_line("hold production --reason 'I want to'"), @"
    $ promote hold production --reason 'I want to'
    --- stderr
    error: Ann <ann@acme.com> may not set a hold on production: only ops may
    hint: the groups are in environments.production.hold in promote.yaml
    --- exit 3
    ");
    repo.as_user("cem").ok("hold production query.timeout --reason 'Incident 42'");
    repo.ok("hold production server.log --reason 'Incident 43'");
    repo.as_user("ann");
    assert_snapshot!(repo.promote_line("unhold 1"), @"
    $ promote unhold 1
    --- stderr
    error: Ann <ann@acme.com> may lift hold 1 with a reason only; cem@acme.com or dora@acme.com may lift it without one
    hint: say why: promote unhold 1 --reason TEXT
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("unhold production"), @"
    $ promote unhold production
    --- stderr
    error: 2 holds are on for production; name one
    hint: promote unhold 1
    hint: promote unhold 2
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("unhold production query.cache"), @"
    $ promote unhold production query.cache
    --- stderr
    error: no hold of production has the patterns query.cache
    hint: promote unhold 1
    hint: promote unhold 2
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("unhold production query.timeout --reason 'It is over'"), @"
    $ promote unhold production query.timeout --reason 'It is over'
    Lifted hold 1 from query.timeout of production
    ");
    repo.as_user("dora").ok("unhold 2");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    assert_snapshot!(repo.promote_line("check --rev HEAD"), @"
    $ promote check --rev HEAD
    HEAD:promote.yaml:13:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)

    Environments
      dev         HEAD  1 file
      staging     HEAD  1 file
      production  HEAD  1 file

    Takes 3 of 3 configuration files of HEAD

    HEAD:promote.yaml: 1 warning
    --- exit 1
    ");
}

#[test]
fn refuses_wrong_usage() {
    let repo = Repo::open_pipeline();
    assert_snapshot!(repo.promote_line("hold production"), @"
    $ promote hold production
    --- stderr
    error: the following required arguments were not provided:
      --reason <TEXT>

    Usage: promote hold --reason <TEXT> <ENVIRONMENT> [PATTERN]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("hold dev --reason 'Never'"), @"
    $ promote hold dev --reason 'Never'
    --- stderr
    error: nothing is promoted to dev, so there is nothing to hold
    hint: show the pipeline: promote status
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("hold nowhere --reason 'Never'"), @"
    $ promote hold nowhere --reason 'Never'
    --- stderr
    error: there is no environment 'nowhere'
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("hold production '{' --reason 'Never'"), @"
    $ promote hold production '{' --reason 'Never'
    --- stderr
    error: '{' is not a valid pattern: a brace is not closed
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("hold production --reason 'Never' --until yesterday"), @"
    $ promote hold production --reason 'Never' --until yesterday
    --- stderr
    error: --until: 'yesterday' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    hint: for example: --until 'tomorrow 09:00', or --until 2h
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("hold production --reason 'Never' --until 2020-01-01T00:00Z"), @"
    $ promote hold production --reason 'Never' --until 2020-01-01T00:00Z
    --- stderr
    error: --until Wed 2020-01-01 00:00 UTC has passed; the time is Mon 2026-03-02 09:00:13 UTC
    hint: for example: --until 'tomorrow 09:00', or --until 2h
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("hold production --reason ' '"), @"
    $ promote hold production --reason ' '
    --- stderr
    error: invalid value ' ' for '--reason <TEXT>': the reason is empty

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("unhold production"), @"
    $ promote unhold production
    --- stderr
    error: no hold is on for production
    hint: list the holds: promote hold
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("unhold 7"), @"
    $ promote unhold 7
    --- stderr
    error: there is no hold 7
    hint: list the holds: promote hold
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("hold production query.time0ut --reason 'A typing mistake' --dry-run"), @"
    $ promote hold production query.time0ut --reason 'A typing mistake' --dry-run
    Would set hold 1 on query.time0ut of production
    --- stderr
    note: production has no key that matches 'query.time0ut'; did you mean query.timeout?; list all keys: promote keys production
    ");
    assert_eq!(repo.git_line("branch --list promotions"), "");
    repo.policy(&open_policy().replace("    from: [staging]\n", "    from: [staging]\n    hold: []\n"));
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:10:11: error: 'hold' names no group; without it, everybody may set a hold

    promote.yaml: 1 error
    --- exit 1
    ");
}

#[test]
fn json_of_holds() {
    let (repo, _) = planned();
    assert_snapshot!(repo.promote_line("hold production query.timeout --reason 'Incident 42' -o json"), @r#"
    $ promote hold production query.timeout --reason 'Incident 42' -o json
    {
      "schemaVersion": 1,
      "number": 2,
      "environment": "production",
      "patterns": [
        "query.timeout"
      ],
      "reason": "Incident 42",
      "by": {
        "name": "Ann",
        "email": "ann@acme.com"
      },
      "at": "2026-03-02T09:00:09Z",
      "until": null,
      "lifted": null
    }
    "#);
    repo.as_user("bob").ok("unhold 2 --reason 'It is over'");
    assert_snapshot!(repo.promote_line("hold -o json"), @r#"
    $ promote hold -o json
    {
      "schemaVersion": 1,
      "holds": []
    }
    "#);
    assert_snapshot!(repo.normalise(&repo.ok("events -o json").lines().skip(2).collect::<Vec<_>>().join("\n")), @r#"
    {"schemaVersion":1,"id":"<c1>","title":"Set hold 2 on production: query.timeout","event":"hold-set","hold":{"number":2,"environment":"production","patterns":["query.timeout"],"reason":"Incident 42","by":{"name":"Ann","email":"ann@acme.com"},"at":"2026-03-02T09:00:09Z","until":null,"lifted":null},"by":{"name":"Ann","email":"ann@acme.com"},"at":"2026-03-02T09:00:09Z","policyCommit":"<c2>"}
    {"schemaVersion":1,"id":"<c3>","title":"Lift hold 2 from production: query.timeout","event":"hold-lifted","hold":{"number":2,"environment":"production","patterns":["query.timeout"],"reason":"Incident 42","by":{"name":"Ann","email":"ann@acme.com"},"at":"2026-03-02T09:00:09Z","until":null,"lifted":{"by":{"name":"Bob","email":"bob@acme.com"},"at":"2026-03-02T09:00:10Z","reason":"It is over"}},"by":{"name":"Bob","email":"bob@acme.com"},"at":"2026-03-02T09:00:10Z","policyCommit":"<c2>"}
    "#);
    repo.ok("hold production --reason 'Incident 43' -q");
    let status: serde_json::Value = serde_json::from_str(&repo.ok("status -o json")).unwrap();
    assert_eq!(status["holds"][0]["number"], 3);
    let error: serde_json::Value = serde_json::from_str(&repo.fails(3, "execute @ -o json")).unwrap();
    assert_eq!(error["error"]["code"], "on-hold");
}

/// The number of a hold comes from the counter of promotions.
#[test]
fn holds_and_promotions_are_numbered_by_one_counter() {
    let repo = Repo::open_pipeline();
    repo.ok("hold production server.region --reason 'The first event of this ledger'");
    let id = repo.validated("--key query.timeout");
    assert!(repo.ok("list").starts_with("2 "));
    assert_snapshot!(repo.promote_line("show 1"), @"
    $ promote show 1
    --- stderr
    error: there is no promotion '1'
    hint: list all promotions: promote list --all
    --- exit 2
    ");
    repo.ok(&format!("execute {id}"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// A hold on a key blocks what writes more than the key: a flag, or a file that is no configuration by key.
#[test]
fn a_hold_on_a_part_blocks_the_whole() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/flags.yaml", "flags:\n  search: { on: true, share: 5 }\n");
    repo.write("envs/production/flags.yaml", "flags:\n  search: { on: true, share: 1 }\n");
    repo.write("envs/staging/motd.txt", "New\n").write("envs/production/motd.txt", "Old\n").commit("More files");
    repo.ok("hold production flags.search.share --reason 'Load test' -q");
    repo.ok("hold production 'motd.txt:*' --reason 'Load test' -q");
    for key in ["flags.search", "motd.txt:*"] {
        let id = repo.validated(&format!("--key '{key}'"));
        assert!(repo.fails(3, &format!("execute {id}")).contains("is on hold"), "{key}");
        repo.ok(&format!("cancel {id} --reason no"));
    }
}

/// The host merges a proposal during a hold, without the hook: `verify` says so, also after the hold was lifted.
#[test]
fn a_proposal_merged_during_a_hold_is_found() {
    let repo = Repo::open_shared();
    let policy = repo.read("promote.yaml") + "policy: { approvals: { required: 1 } }\n";
    repo.policy(&policy).commit("Rules for the rules");
    repo.git_line("push -q origin main");
    repo.validated("--key query.timeout");
    repo.ok("execute @ --branch=proposal");
    repo.ok("hold production --reason 'Incident 42'");
    repo.git_line("fetch -q");
    let merge = |repo: &Repo| {
        repo.as_user("host").git_line("merge -q --no-ff -m Merge origin/proposal");
        repo.git_line("push -q origin main");
        repo.git_line("fetch -q");
    };
    merge(&repo);
    repo.as_user("ann");
    assert_eq!(codes(&repo, "."), ["not-recorded"]);
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:16 UTC  on hold (hold 2 by Ann)  query.timeout
    --- stderr
    note: promotion 1 was merged into main and cannot be recorded: production is on hold (hold 2 by Ann <ann@acme.com>): Incident 42; ann@acme.com may lift it: promote unhold 2; anybody else with --reason TEXT
    ");
    assert_snapshot!(repo.promote_line("unhold 2"), @"
    $ promote unhold 2
    Lifted hold 2 from production
    --- stderr
    note: promotion 1 was merged into main and cannot be recorded: production is on hold (hold 2 by Ann <ann@acme.com>): Incident 42; ann@acme.com may lift it: promote unhold 2; anybody else with --reason TEXT
    ");
    // The next command that writes records the merge.
    repo.ok("create dev staging --key query.timeout -q");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      2 promotions  7 events
    staging     0 promotions
    production  1 promotion

    finding  on-hold  <c1>
      merged while production was on hold (hold 2 by Ann <ann@acme.com>): Incident 42
      promotion <P1>, production, by Host <host@acme.com>
      hint: look at it: git show <c1>; revert it and promote the change; or accept what was looked at, with 'accepted' in promote.yaml

    Not verified: 1 finding.
    --- exit 1
    ");
    assert_eq!(codes(&repo, "."), ["on-hold"]);
}

/// A proposal that was merged before the hold, and is recorded only afterwards, is in order.
#[test]
fn a_proposal_merged_before_a_hold_is_in_order() {
    let repo = Repo::open_shared();
    repo.validated("--key query.timeout");
    repo.ok("execute @ --branch=proposal");
    repo.git_line("fetch -q");
    repo.as_user("host").git_line("merge -q --no-ff -m Merge origin/proposal");
    repo.git_line("push -q origin main");
    repo.as_user("ann").ok("hold production --reason 'Incident 42'");
    repo.git_line("fetch -q");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    assert!(repo.ok("show 1").contains("EXECUTED"));
}

#[test]
fn the_hook_refuses_a_merge_during_a_hold() {
    let repo = guarded(&strict());
    repo.git_in_world("clone -q origin.git bob");
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("-C ../bob approve @");
    repo.as_user("ann").ok("execute @ --branch=proposal");
    repo.as_user("bob").ok("-C ../bob hold production --reason 'Incident 42'");
    repo.git_line("fetch -q origin");
    repo.as_user("host").git_line("merge -q --no-ff -m Merge origin/proposal");
    assert_snapshot!(push(&repo, "origin main"), @"
    refused
    promote: refused: <c1>: the commit names promotion <P1>, which was never executed: production is on hold (hold 2 by Bob <bob@acme.com>): Incident 42 (not-recorded)
    ");
    repo.as_user("bob").ok("-C ../bob unhold production");
    assert!(push(repo.as_user("host"), "origin main").starts_with("taken"));
    repo.as_user("ann").ok("create dev staging --key query.timeout -q");
    assert_eq!(codes(&repo, "../origin.git"), [] as [&str; 0]);
}

/// A killed execution moved the target and not the ledger; a hold that comes then does not keep it from its record.
#[test]
fn what_landed_before_a_hold_is_recorded_during_it() {
    let (repo, id) = planned();
    let before = repo.git_line("rev-parse promotions");
    repo.ok(&format!("execute {id}"));
    repo.git_line(&format!("update-ref refs/heads/promotions {before}"));
    repo.as_user("bob").ok("hold production --reason 'Incident 42'");
    repo.as_user("ann");
    assert!(repo.ok(&format!("execute {id}")).contains("its record was missing"));
    repo.git_in_world("clone -q --bare repo fresh.git");
    assert_eq!(codes(&repo, "../fresh.git"), [] as [&str; 0]);
}

#[test]
fn a_ledger_of_version_1_has_no_holds() {
    let repo = crate::frozen::frozen("v1");
    assert_snapshot!(repo.promote_line("hold production --reason 'Incident 42'"), @"
    $ promote hold production --reason 'Incident 42'
    --- stderr
    error: a ledger of version 1 has no holds
    hint: go on in the newer version first: promote ledger upgrade --reason TEXT
    --- exit 2
    ");
}
