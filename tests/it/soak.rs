//! `soak:`: a value must have been in the source for a given time before it is promoted.

use insta::assert_snapshot;
use promote_core::promotion::event::EventKind;

use crate::attacks::codes;
use crate::attacks::forge::Ledger;
use crate::support::{POLICY, Repo};

const STAGING: &str = "envs/staging/application.yaml";

/// The pipeline with this rule for production instead of approvals, three hours later.
fn soaking(rule: &str) -> Repo {
    let repo = Repo::pipeline();
    let policy = POLICY.replace("    from: [staging]\n    approvals: { required: 2 }\n", rule);
    assert_ne!(policy, POLICY);
    repo.policy(&policy).commit("Soak");
    repo.pass(3 * 3600);
    repo
}

fn sample() -> Repo {
    soaking("    from: [staging]\n    soak: 2h\n")
}

fn change(repo: &Repo, from: &str, to: &str) {
    repo.write(STAGING, repo.read(STAGING).replace(from, to));
    repo.commit(&format!("{to} in staging"));
}

#[test]
fn a_new_value_waits() {
    let repo = sample();
    change(&repo, "timeout: 60", "timeout: 75");
    repo.pass(1800);
    let id = repo.ok("create staging production --key query.timeout --validate -q");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: the values must soak in staging for 2 hours, until 2026-03-02 14:00:09 UTC
    hint: schedule it for the end of the soak: promote schedule 1 --at '2026-03-02T14:00:09Z'
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 12:30:11 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 75

    2026-03-02 12:30:11 UTC  created    Ann
    2026-03-02 12:30:11 UTC  validated  Ann  ok

    blocked: the values must soak in staging for 2 hours, until 2026-03-02 14:00:09 UTC
             rule: environments.production.soak in promote.yaml
             schedule it for the end of the soak: promote schedule 1 --at '2026-03-02T14:00:09Z'
    ");
    assert_snapshot!(repo.promote_line("schedule @ --in 30m"), @"
    $ promote schedule @ --in 30m
    --- stderr
    error: promotion 1 cannot be scheduled for Mon 2026-03-02 13:00:14 UTC: the values must soak in staging for 2 hours, until 2026-03-02 14:00:09 UTC
    hint: schedule it for the end of the soak: promote schedule 1 --at '2026-03-02T14:00:09Z'
    --- exit 3
    ");
    assert!(repo.ok("show @ --simulate-at 2026-03-02T14:00:30Z").contains("the promotion could be executed"));
    repo.ok("schedule @ --in 2h");
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Nothing is due; the next is due 2026-03-02 14:30:16 UTC.
    ");
    repo.pass(7200);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Executed promotion 1 as <c2> on main (staging -> production, due 2026-03-02 14:30:16 UTC)
      files updated in /world/repo
    ");
    assert!(repo.ok(&format!("show {}", id.trim())).contains("EXECUTED"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// Each key soaks on its own; another one in the file may be newer.
#[test]
fn an_old_value_does_not_wait() {
    let repo = sample();
    change(&repo, "log: debug", "log: trace");
    let id = repo.ok("create staging production --key query --validate -q");
    repo.ok(&format!("execute {id}"));
    repo.ok("create staging production --key server.log --validate -q");
    assert!(repo.fails(3, "execute @").contains("must soak in staging for 2 hours, until "));
}

#[test]
fn a_value_that_was_reverted_in_the_source_is_not_promoted() {
    let repo = sample();
    change(&repo, "timeout: 60", "timeout: 75");
    repo.ok("create staging production --key query --validate -q");
    repo.pass(3600);
    change(&repo, "timeout: 75", "timeout: 60");
    repo.pass(3600);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: envs/{env}/application.yaml:query.timeout changed in staging after the plan was made
    hint: promote refresh 1
    --- exit 3
    ");
    assert!(
        repo.ok("show @")
            .contains("blocked: envs/{env}/application.yaml:query.timeout changed in staging after the plan was made")
    );
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: envs/{env}/application.yaml:query.timeout changed in staging after the plan was made

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    // The value is new again, and soaks again.
    repo.ok("refresh @");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    Promotion 1 is valid: the values must soak in staging for 2 hours, until 2026-03-02 15:00:13 UTC
    ");
}

#[test]
fn a_promoted_value_soaks_from_its_event_in_the_ledger() {
    let repo = sample();
    repo.ok("create dev staging --key query.timeout --execute -q");
    repo.pass(60);
    repo.ok("create staging production --key query.timeout --validate -q");
    assert!(repo.fails(3, "execute @").contains("until 2026-03-02 14:00:"));
    repo.pass(2 * 3600);
    repo.ok("execute @");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn removals_and_files_soak_too() {
    let repo = sample();
    repo.write("envs/staging/new.txt", "new\n").commit("A file");
    repo.ok("create staging production --key new.txt:* --validate -q");
    assert!(repo.fails(3, "execute @").contains("until "));
    repo.ok("cancel @ --reason x");
    // This key was never in staging, so its removal does not wait.
    repo.ok("create staging production --key server.region --prune --execute -q");
    change(&repo, "  log: debug\n", "");
    repo.ok("create staging production --key server.log --prune --validate -q");
    assert!(repo.fails(3, "execute @").contains("until "));
    repo.pass(7200);
    repo.ok("execute @");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn an_edge_may_have_its_own_soak_time() {
    let repo = soaking("    from: [{ name: staging, soak: 0 }, { name: dev, soak: 1d }]\n    soak: 2h\n");
    change(&repo, "timeout: 60", "timeout: 75");
    repo.ok("create staging production --key query.timeout --execute -q");
    repo.ok("create dev production --key query.retries --key query.cache --validate -q");
    assert!(repo.fails(3, "execute @").contains("must soak in dev for 1 day, until "));
}

/// A plan from before the rule does not record since when its values were in the source.
#[test]
fn a_rule_added_after_the_plan_needs_a_refresh() {
    let repo = soaking("    from: [staging]\n");
    repo.ok("create staging production --key query --validate -q");
    repo.policy(&repo.read("promote.yaml").replace("from: [staging]\n", "from: [staging]\n    soak: 1h\n"));
    repo.commit("Soak after all");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: the values must soak in staging for 1 hour; the plan was made before this rule and does not record when they reached staging
    hint: promote refresh 1
    --- exit 3
    ");
    repo.ok("refresh @");
    repo.ok("validate @");
    repo.ok("execute @");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// A backdated commit counts no earlier than its parent.
#[test]
fn a_commit_that_is_dated_back() {
    let repo = sample();
    change(&repo, "log: debug", "log: trace");
    repo.pass(-86_400);
    change(&repo, "timeout: 60", "timeout: 75");
    repo.pass(86_400);
    repo.ok("create staging production --key query.timeout --validate -q");
    assert!(repo.fails(3, "execute @").contains("must soak in staging"));
}

/// Attack: empty backdated commits on top of a new value.
#[test]
fn attack_many_commits_that_are_dated_back_on_top() {
    let repo = sample();
    change(&repo, "log: debug", "log: trace");
    change(&repo, "timeout: 60", "timeout: 75");
    repo.pass(-30 * 86_400);
    for n in 0..40 {
        repo.git_line(&format!("commit -q --allow-empty -m {n}"));
    }
    repo.pass(30 * 86_400);
    repo.ok("create staging production --key query.timeout --validate -q");
    assert!(repo.fails(3, "execute @").contains("must soak in staging"));
}

/// A commit dated years ahead does not affect the commits after it.
#[test]
fn a_commit_dated_ahead_does_not_affect_later_ones() {
    let repo = sample();
    repo.pass(3 * 365 * 86_400);
    change(&repo, "log: debug", "log: trace");
    repo.pass(-3 * 365 * 86_400);
    change(&repo, "timeout: 60", "timeout: 75");
    repo.pass(3 * 3600);
    repo.ok("create staging production --key query.timeout --validate -q");
    repo.ok("execute @");
}

#[test]
fn attack_a_source_that_is_gone() {
    let repo = Repo::new();
    repo.policy(
        "version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments:\n  staging: { branch: stg }\n\
         \x20 production: { from: [staging], soak: 1s }\n",
    );
    repo.write("envs/staging/a.yaml", "a: 2\n").write("envs/production/a.yaml", "a: 1\n");
    repo.commit("All");
    repo.git_line("branch stg");
    repo.pass(60);
    repo.ok("create staging production --validate -q");
    repo.git_line("branch -q -D stg");
    let said = repo.fails(3, "execute @");
    assert!(said.contains("envs/{env}/a.yaml:a changed in staging after the plan was made"), "{said}");
}

/// Attack: the ledger claims that the value was there earlier than it was.
#[test]
fn attack_a_plan_that_claims_to_have_soaked() {
    let repo = sample();
    change(&repo, "timeout: 60", "timeout: 75");
    let id = repo.ok("create staging production --key query.timeout -q").trim().to_owned();
    let ledger = Ledger::open(&repo);
    let mut events = ledger.events(&id);
    let EventKind::Created { since: Some(since), .. } = &mut events[0].what else { panic!("{events:?}") };
    *since = "2026-03-02T09:00:00Z".parse().unwrap();
    let text = serde_json::to_string(&events[0]).unwrap() + "\n";
    ledger.write(&format!("{}/events.jsonl", ledger.folder(&id)), &text);
    ledger.commit_as(&ledger.promotion(&id), &events[0], &["--amend"]);
    repo.ok("validate @");
    // Whoever executes computes the time again.
    assert!(repo.fails(3, "execute @").contains("must soak in staging for 2 hours"));
}

#[test]
fn reports_mistakes_in_the_rule() {
    let repo = Repo::pipeline();
    let rule = "    from: [{ name: staging, soak: soon }, { soak: 2h }, { name: dev, sok: 1h }]\n    soak: -1h\n";
    repo.policy(&POLICY.replace("    from: [staging]\n", rule));
    repo.commit("Wrong");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 4 mistakes
    caused by: promote.yaml:9:35: 'soon' is not a duration; write one like '7d' or '36h'
    caused by: promote.yaml:9:43: 'name' is missing (the source environment)
    caused by: promote.yaml:9:70: unknown field 'sok'; did you mean 'soak'?
    caused by: promote.yaml:10:11: '-1h' is not a duration; write one like '7d' or '36h'
    --- exit 2
    ");
}
