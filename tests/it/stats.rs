//! `promote stats`: how promotions into an environment went.

use insta::assert_snapshot;
use serde_json::{Value as Json, json};

use crate::support::{POLICY, Repo};

fn json(repo: &Repo, line: &str) -> Json {
    serde_json::from_str(&repo.ok(&format!("{line} -o json"))).unwrap()
}

#[test]
fn measures_a_pipeline() {
    let repo = Repo::promoted();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("stats production"), @"
    $ promote stats production
    production  2025-12-16 09:00:32 UTC to 2026-03-16 09:00:32 UTC

    promotions       2 executed, 2 created, 0 rejected, 0 cancelled
    rolled back      1 of 2 (1 in part), 50 %, median 24 hours later
    lead time        median 2 days, 90 % within 2 days, longest 2 days (3 keys)
    time to approve  median 1 second, 90 % within 1 second, longest 1 second (2 promotions)

    lead time by key, the longest first
      envs/{env}/app.yaml:query.retries  median 2 days  1 promotion
      envs/{env}/app.yaml:query.timeout  median 2 days  2 promotions
    ");
    assert_snapshot!(repo.promote_line("stats staging --since 2026-03-05"), @"
    $ promote stats staging --since 2026-03-05
    staging  2026-03-05 00:00:00 UTC to 2026-03-16 09:00:33 UTC

    promotions   1 executed, 1 created, 0 rejected, 0 cancelled
    rolled back  none of 1
    lead time    median 24 hours, 90 % within 2 days, longest 2 days (2 keys)

    lead time by key, the longest first
      envs/{env}/app.yaml:query.timeout  median 2 days    1 promotion
      envs/{env}/app.yaml:query.retries  median 24 hours  1 promotion
    ");
    assert_snapshot!(repo.promote_line("stats dev"), @"
    $ promote stats dev
    dev  2025-12-16 09:00:34 UTC to 2026-03-16 09:00:34 UTC

    promotions  0 executed, 0 created, 0 rejected, 0 cancelled
    ");
    // All but the period, which ends a second later.
    let rest = |text: String| text.split_once('\n').unwrap().1.to_owned();
    assert_eq!(rest(repo.ok("stats production -q")), rest(repo.ok("stats production")));
    repo.assert_unchanged(&before);
}

#[test]
fn a_lead_time_begins_with_the_value_in_the_source() {
    let repo = Repo::open_pipeline();
    let file = "envs/staging/application.yaml";
    let set = |from: &str, to: &str| repo.write(file, repo.read(file).replace(from, to)).commit("Set");
    repo.pass(1000);
    set("timeout: 60", "timeout: 61");
    repo.pass(3600);
    // Another key of the same file changes later, which says nothing about the first one.
    set("log: debug", "log: trace");
    repo.pass(600);
    repo.executed("--key query.timeout --key server.log");
    // The same key again, after 50 seconds in the source.
    set("timeout: 61", "timeout: 62");
    repo.pass(50);
    repo.executed("--key query.timeout");
    let stats = json(&repo, "stats production");
    let keys = stats["keys"].as_array().unwrap();
    let of = |at: usize| (keys[at]["key"].as_str().unwrap(), keys[at]["promotions"].as_u64().unwrap());
    assert_eq!([of(0), of(1)], [("server.log", 1), ("query.timeout", 2)]);
    assert_eq!(keys[0]["leadTime"], json!({ "count": 1, "median": 602, "p90": 602, "longest": 602 }));
    assert_eq!(keys[1]["leadTime"], json!({ "count": 2, "median": 52, "p90": 4205, "longest": 4205 }));
    assert_eq!(stats["leadTime"]["count"], 3);
}

#[test]
fn a_key_that_was_removed_or_renamed_has_a_lead_time_too() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/old.yaml", "a: 1\nb: 2\n").write("envs/production/old.yaml", "a: 1\nb: 2\n");
    repo.commit("Equal");
    repo.pass(500);
    repo.write("envs/staging/old.yaml", "b: 2\n").commit("Removed");
    repo.pass(100);
    repo.ok("create staging production 'old.yaml:a' --prune --execute -q");
    let stats = json(&repo, "stats production");
    assert_eq!(stats["keys"][0]["leadTime"]["median"], 102, "{stats}");
}

#[test]
fn counts_what_was_taken_back_refused_and_failed() {
    let repo = Repo::pipeline();
    let rule = "approvals: { required: 1 }\n    attestations: [e2e]";
    repo.policy(&POLICY.replace("approvals: { required: 2 }", rule)).commit("Attestations");
    let execute = |key: &str| {
        let id = repo.as_user("ann").validated(&format!("--key {key}"));
        repo.as_user("ci").ok(&format!("attest {id} --name e2e --failed"));
        repo.ok(&format!("attest {id} --name e2e --ok"));
        repo.pass(3600).as_user("bob").ok(&format!("approve {id}"));
        repo.as_user("ann").ok(&format!("execute {id}"));
        id
    };
    let whole = execute("query.timeout");
    repo.pass(7200).ok(&format!("rollback {whole} --reason no"));
    let part = execute("query.cache --key server.log");
    repo.pass(60).ok(&format!("rollback {part} --key server.log --reason no"));
    let cancelled = repo.validated("--key server.log");
    repo.ok(&format!("cancel {cancelled} --reason no"));
    let rejected = repo.validated("--key server.log");
    repo.as_user("bob").ok(&format!("reject {rejected} --reason no"));
    assert_snapshot!(repo.promote_line("stats production"), @"
    $ promote stats production
    production  2025-12-02 13:01:24 UTC to 2026-03-02 13:01:24 UTC

    promotions       2 executed, 4 created, 1 rejected, 1 cancelled
    rolled back      2 of 2 (1 in part), 100 %, median 61 seconds later
    lead time        median 4 hours, 90 % within 4 hours, longest 4 hours (3 keys)
    time to approve  median 60 minutes, 90 % within 60 minutes, longest 60 minutes (2 promotions)
    attestation e2e  2 of 4 failed

    lead time by key, the longest first
      envs/{env}/application.yaml:query.cache    median 4 hours     1 promotion
      envs/{env}/application.yaml:server.log     median 4 hours     1 promotion
      envs/{env}/application.yaml:query.timeout  median 60 minutes  1 promotion
    ");
    let stats = json(&repo, "stats production");
    assert_eq!(
        stats["promotions"],
        json!({ "created": 4, "rejected": 1, "cancelled": 1, "executed": 2, "rolledBack": 1, "partlyRolledBack": 1 })
    );
    assert_eq!(stats["attestations"], json!([{ "name": "e2e", "ok": 2, "failed": 2 }]));
    assert_eq!(stats["timeToApprove"]["median"], 3603);
    assert_snapshot!(repo.promote_line("stats production -o openmetrics"), @r#"
    $ promote stats production -o openmetrics
    # TYPE promote_promotions gauge
    # HELP promote_promotions Promotions into the environment in the period, by what happened to them.
    promote_promotions{environment="production",event="created"} 4
    promote_promotions{environment="production",event="rejected"} 1
    promote_promotions{environment="production",event="cancelled"} 1
    promote_promotions{environment="production",event="executed"} 2
    promote_promotions{environment="production",event="rolled-back"} 1
    promote_promotions{environment="production",event="partly-rolled-back"} 1
    # TYPE promote_attestations gauge
    # HELP promote_attestations Attestations recorded in the period.
    promote_attestations{environment="production",name="e2e",result="ok"} 2
    promote_attestations{environment="production",name="e2e",result="failed"} 2
    # TYPE promote_lead_time_seconds gauge
    # UNIT promote_lead_time_seconds seconds
    # HELP promote_lead_time_seconds Time from the value in the source to the value in the target.
    promote_lead_time_seconds{environment="production",statistic="median"} 14415
    promote_lead_time_seconds{environment="production",statistic="p90"} 14415
    promote_lead_time_seconds{environment="production",statistic="longest"} 14415
    # TYPE promote_time_to_approve_seconds gauge
    # UNIT promote_time_to_approve_seconds seconds
    # HELP promote_time_to_approve_seconds Time from the plan to its last approval.
    promote_time_to_approve_seconds{environment="production",statistic="median"} 3603
    promote_time_to_approve_seconds{environment="production",statistic="p90"} 3603
    promote_time_to_approve_seconds{environment="production",statistic="longest"} 3603
    # TYPE promote_time_to_rollback_seconds gauge
    # UNIT promote_time_to_rollback_seconds seconds
    # HELP promote_time_to_rollback_seconds Time from the execution to the first rollback.
    promote_time_to_rollback_seconds{environment="production",statistic="median"} 61
    promote_time_to_rollback_seconds{environment="production",statistic="p90"} 7201
    promote_time_to_rollback_seconds{environment="production",statistic="longest"} 7201
    # TYPE promote_key_promotions gauge
    # HELP promote_key_promotions Promotions that wrote a key.
    promote_key_promotions{environment="production",key="envs/{env}/application.yaml:query.cache"} 1
    promote_key_promotions{environment="production",key="envs/{env}/application.yaml:server.log"} 1
    promote_key_promotions{environment="production",key="envs/{env}/application.yaml:query.timeout"} 1
    # TYPE promote_key_lead_time_seconds gauge
    # UNIT promote_key_lead_time_seconds seconds
    # HELP promote_key_lead_time_seconds Time from the value of a key in the source to the value in the target.
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:query.cache",statistic="median"} 14415
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:query.cache",statistic="p90"} 14415
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:query.cache",statistic="longest"} 14415
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:server.log",statistic="median"} 14415
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:server.log",statistic="p90"} 14415
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:server.log",statistic="longest"} 14415
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:query.timeout",statistic="median"} 3609
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:query.timeout",statistic="p90"} 3609
    promote_key_lead_time_seconds{environment="production",key="envs/{env}/application.yaml:query.timeout",statistic="longest"} 3609
    # EOF
    "#);
}

#[test]
fn only_a_period_counts() {
    let repo = Repo::promoted();
    let executed = |line: &str| json(&repo, line)["promotions"]["executed"].as_u64().unwrap();
    assert_eq!(executed("stats production"), 2);
    assert_eq!(executed("stats production --since 2026-03-08"), 1);
    assert_eq!(executed("stats production --until 2026-03-08"), 1);
    assert_eq!(executed("stats production --since 1d"), 0);
    assert_snapshot!(repo.promote_line("stats production --since 1d"), @"
    $ promote stats production --since 1d
    production  2026-03-15 09:00:36 UTC to 2026-03-16 09:00:36 UTC

    promotions  0 executed, 0 created, 0 rejected, 0 cancelled
    ");
    assert_snapshot!(repo.promote_line("stats production --since yesterday"), @"
    $ promote stats production --since yesterday
    --- stderr
    error: --since needs a time, a day or a duration: 'yesterday' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    hint: for example: --since 90d, --since 2026-01-01 or --since 2026-03-02T09:00Z
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("stats productoin"), @"
    $ promote stats productoin
    --- stderr
    error: there is no environment 'productoin'
    hint: did you mean production?
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("stats production -o markdown"), @"
    $ promote stats production -o markdown
    --- stderr
    error: 'promote stats' does not support '-o markdown'; it supports text, json, yaml and openmetrics
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("list -o openmetrics"), @"
    $ promote list -o openmetrics
    --- stderr
    error: 'promote list' does not support '-o openmetrics'; it supports text, json, yaml and markdown
    hint: only 'promote stats' prints OpenMetrics: promote stats ENVIRONMENT -o openmetrics
    --- exit 2
    ");
}

#[test]
fn a_merge_that_is_not_recorded_yet_counts() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    repo.ok(&format!("execute {id} --branch"));
    let branch = repo.git_line("for-each-ref --format=%(refname:short) refs/heads/promote");
    repo.git_line(&format!("merge -q --no-ff -m Merge {branch}"));
    let stats = json(&repo, "stats production");
    assert_eq!((&stats["promotions"]["executed"], &stats["leadTime"]["count"]), (&json!(1), &json!(1)), "{stats}");
}

#[test]
fn a_source_that_is_gone_has_no_lead_times() {
    let repo = Repo::open_pipeline();
    repo.executed("--key query.timeout");
    let policy = repo.read("promote.yaml").replace("  staging:\n    from: [dev]\n", "").replace("[staging]", "[dev]");
    repo.policy(&policy).commit("No staging");
    let stats = json(&repo, "stats production");
    assert_eq!((&stats["keys"][0]["promotions"], &stats["leadTime"]["count"]), (&json!(1), &json!(0)));
    assert!(repo.ok("stats production").contains("lead time    unknown"));
}

#[test]
fn a_shallow_clone_says_what_it_knows() {
    let repo = Repo::promoted();
    repo.git_in_world("clone -q --no-local --depth 1 --no-single-branch repo shallow");
    let shallow = repo.beside("shallow").display().to_string();
    let stats = json(&repo, &format!("-C {shallow} stats production"));
    assert_eq!((&stats["promotions"]["executed"], &stats["leadTime"]["count"]), (&json!(2), &json!(0)), "{stats}");
}

#[test]
fn without_a_ledger_there_is_nothing_to_count() {
    assert_snapshot!(Repo::pipeline().promote_line("stats production"), @"
    $ promote stats production
    production  2025-12-02 09:00:05 UTC to 2026-03-02 09:00:05 UTC

    promotions  0 executed, 0 created, 0 rejected, 0 cancelled
    ");
}
