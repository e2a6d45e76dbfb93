//! Plans that undo a newer value of the target: they say so, or they are refused.

use insta::assert_snapshot;

use super::{one_file, set};
use crate::support::Repo;

/// Production is ahead with `level`, and staging with `timeout`.
fn hotfixed(rules: &str) -> Repo {
    let repo = one_file();
    if !rules.is_empty() {
        let policy = repo.read("promote.yaml").replace("from: [staging]", &format!("from: [staging], {rules}"));
        repo.policy(&policy).commit("Rules");
    }
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    set(&repo, "production", "level", "debug", "Look for the fault");
    repo
}

#[test]
fn a_value_that_becomes_newer_after_the_plan_makes_it_stale() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    repo.ok("create staging production timeout --validate");
    repo.ok("create staging production timeout --execute --overwrite");
    repo.ok("rollback 2 --reason 'Stale prices'");
    // The files are the same bytes as when the plan was made.
    assert_snapshot!(repo.promote_line("execute 1"), @"
    $ promote execute 1
    --- stderr
    error: the plan of promotion 1 is stale: it would undo 1 newer value of production that it does not name
    caused by: envs/{env}/app.yaml:timeout: promotion 2 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'Stale prices'
    hint: plan again, with what it undoes: promote refresh 1
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    promotion 1 would undo 1 newer value of production: promote refresh 1
      envs/{env}/app.yaml:timeout: promotion 2 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'Stale prices'

    staging -> production  nothing waits  never promoted
        production is ahead with 1

    1 promotion open
      1  VALIDATED  staging -> production  Ann, 2026-03-02 10:00:08 UTC  the plan is stale: it would undo 1 newer value of production  timeout
    ");
    assert_snapshot!(repo.promote_line("validate 1"), @"
    $ promote validate 1
    failed: stale: this undoes a newer value that the plan does not name: envs/{env}/app.yaml:timeout: promotion 2 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'Stale prices'

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    assert!(repo.fails(3, "refresh 1").contains("promote again what was rolled back"));
}

#[test]
fn an_approver_is_not_asked_to_approve_blindly() {
    let repo = one_file();
    let policy = repo.read("promote.yaml").replace("from: [staging]", "from: [staging], approvals: { required: 1 }");
    repo.policy(&policy).commit("Approvals");
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    repo.ok("create staging production timeout --validate");
    repo.as_user("cem");
    set(&repo, "production", "timeout", "60", "Take it over by hand");
    set(&repo, "production", "timeout", "30", "That was too early");
    assert!(repo.as_user("bob").fails(4, "approve 1").contains("would undo 1 newer value"));
    repo.as_user("ann").ok("cancel 1 --reason 'Another way'");
    repo.ok("create staging production timeout --validate");
    assert_snapshot!(repo.as_user("bob").promote_line("approve 2"), @"
    $ promote approve 2
    undoes newer values of production
      envs/{env}/app.yaml:timeout: undoes <c1> 'That was too early' of Cem <cem@acme.com>, 2026-03-02

    envs/{env}/app.yaml
      ~ timeout  30 -> 60

    Approved promotion 2: 1 of 1 approval, ready to execute
    --- stderr
    hint: promote execute 2
    ");
}

#[test]
fn what_is_due_is_judged_again_and_held() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    repo.ok("create staging production timeout --validate");
    repo.ok("schedule 1 --in 3h");
    repo.ok("create staging production timeout --execute");
    repo.ok("rollback 2 --reason 'Stale prices'");
    repo.pass(4 * 3600);
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Held: the plan of promotion 1 is stale: it would undo 1 newer value of production that it does not name
      envs/{env}/app.yaml:timeout: promotion 2 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'Stale prices'
    --- stderr
    hint: plan again, with what it undoes: promote refresh 1
    --- exit 4
    ");
    repo.fails(4, "run-due");
    assert!(repo.read("envs/production/app.yaml").contains("timeout: 30"));
}

#[test]
fn a_target_may_allow_to_undo() {
    let repo = hotfixed("undo: allow");
    let run = repo.run("create staging production");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("undoes newer values of production\n  envs/{env}/app.yaml:level"), "{}", run.stdout);
    assert!(repo.ok("show 1").contains("undoes newer values of production"));
}

#[test]
fn a_target_may_deny_to_undo() {
    let repo = hotfixed("undo: deny, override: [managers]");
    let policy = repo.read("promote.yaml") + "groups:\n  managers: [mia@acme.com]\n";
    repo.policy(&policy).commit("Managers");
    assert_snapshot!(repo.promote_line("create staging production level"), @"
    $ promote create staging production level
    --- stderr
    error: this would undo newer values of production, which denies that: 1 key
    caused by: envs/{env}/app.yaml:level: undoes <c1> 'Look for the fault' of Ann <ann@acme.com>, 2026-03-02
    hint: leave them out: --forward
    hint: managers may: --overwrite --reason TEXT
    --- exit 3
    ");
    assert!(repo.fails(3, "create staging production level --overwrite").contains("which denies that"));
    // Whoever may not override gets a plan that nobody can execute.
    repo.ok("create staging production level --overwrite --reason 'Logs are full' --validate");
    assert_snapshot!(repo.promote_line("execute 1"), @"
    $ promote execute 1
    --- stderr
    error: promotion 1 cannot be executed: it undoes newer values of production: envs/{env}/app.yaml:level
    hint: mia@acme.com may plan it: promote create SOURCE production --overwrite --reason TEXT
    --- exit 3
    ");
    repo.as_user("mia").ok("create staging production level --overwrite --reason 'Logs are full' --execute");
    assert!(repo.ok("verify").contains("no findings"));
}

#[test]
fn a_word_that_is_no_rule_is_refused_with_its_place() {
    let repo = one_file();
    let policy = repo.read("promote.yaml").replace("from: [staging]", "from: [staging], undo: never");
    repo.policy(&policy).commit("A mistake");
    let said = repo.fails(2, "status");
    assert!(said.contains("promote.yaml:5:") && said.contains("expected 'ask', 'allow' or 'deny'"), "{said}");
}

#[test]
fn a_request_in_json_says_what_to_do() {
    let repo = hotfixed("");
    let request = |undo: &str| {
        format!(r#"{{"sourceEnvironment": "staging", "targetEnvironment": "production"{undo}}}"#).into_bytes()
    };
    let refused = repo.run_with("create --from - -o json", &request(""));
    assert_eq!(refused.code, 3);
    let error: serde_json::Value = serde_json::from_str(&refused.stderr).unwrap();
    assert_eq!(error["error"]["code"], "would-undo");
    assert_eq!(error["error"]["details"]["keys"][0]["key"], "envs/{env}/app.yaml:level");
    assert_eq!(error["error"]["details"]["keys"][0]["subject"], "Look for the fault");
    let forward = repo.run_with("create --from - -o json --dry-run", &request(r#", "undo": "forward""#));
    assert!(forward.stdout.contains("timeout") && !forward.stdout.contains("\"level\""), "{}", forward.stdout);
    let overwrite = repo.run_with("create --from - -o json", &request(r#", "undo": "overwrite""#));
    assert!(overwrite.stdout.contains("\"undoes\"") && overwrite.stdout.contains("\"edit\""), "{}", overwrite.stdout);
    assert_eq!(repo.run_with("create --from -", &request(r#", "undo": "perhaps""#)).code, 2);
}
