//! What a difference means: forward, backward, diverged, passed over, unrelated or unknown, by the history of both sides.

use insta::assert_snapshot;

use crate::support::Repo;

mod histories;
mod laws;
mod layouts;
mod shallow;
mod undo;

/// One file in two environments that hold one value each, with a few commits behind it.
fn one_file() -> Repo {
    let repo = Repo::new();
    repo.policy(
        "version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments:\n  staging: {}\n  production: { from: [staging] }\n",
    );
    for env in ["staging", "production"] {
        repo.write(&format!("envs/{env}/app.yaml"), "image: 1.8.0\ntimeout: 30\ncache: 10\nlevel: info\n");
    }
    repo.commit("Set up");
    repo
}

/// Sets a key of an environment's file in a commit of its own.
fn set(repo: &Repo, env: &str, key: &str, value: &str, message: &str) -> String {
    let path = format!("envs/{env}/app.yaml");
    let line = |line: &str| match line.split_once(": ") {
        Some((name, _)) if name == key => format!("{key}: {value}\n"),
        _ => format!("{line}\n"),
    };
    let text: String = repo.read(&path).lines().map(line).collect();
    repo.write(&path, text);
    repo.pass(3600);
    repo.commit(message)
}

/// The direction and `passedOver` of a key, from JSON.
fn direction(repo: &Repo, sides: &str, key: &str) -> (String, u64) {
    let json: serde_json::Value = serde_json::from_str(&repo.ok(&format!("diff {sides} -o json"))).unwrap();
    let all = ["added", "modified", "removed"].into_iter().flat_map(|kind| json[kind].as_array().unwrap());
    let entry = all.into_iter().find(|entry| entry["key"] == key).unwrap_or_else(|| panic!("{key} in {json:#}"));
    (entry["direction"].as_str().unwrap().to_owned(), entry["passedOver"].as_u64().unwrap())
}

#[test]
fn a_hotfix_is_not_planned_away() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    set(&repo, "staging", "image", "1.9.0", "Release 1.9.0");
    repo.as_user("bob");
    set(&repo, "production", "image", "1.9.1", "Hotfix 1.9.1");
    set(&repo, "production", "level", "debug", "Look for the fault");
    repo.as_user("ann").pass(2 * 86_400);
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    staging -> production  1 key waits  never promoted
        1 diverged, production is ahead with 1

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    1 key waits

    envs/{env}/app.yaml
      ~ timeout  30 -> 60

    1 key diverged: staging and production changed it

    envs/{env}/app.yaml
      ~ image  1.9.1 -> 1.9.0
          undoes <c1> 'Hotfix 1.9.1', Bob, 2 days ago

    1 key would undo what production has since

    envs/{env}/app.yaml
      ~ level  debug -> info
          undoes <c2> 'Look for the fault', Bob, 2 days ago

    staging -> production: 3 modified
    ");
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    --- stderr
    error: this would undo newer values of production: 2 keys
    caused by: envs/{env}/app.yaml:image: undoes <c1> 'Hotfix 1.9.1' of Bob <bob@acme.com>, 2026-03-02
    caused by: envs/{env}/app.yaml:level: undoes <c2> 'Look for the fault' of Bob <bob@acme.com>, 2026-03-02
    hint: leave them out: --forward
    hint: take them: --overwrite
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("create staging production --forward --dry-run"), @"
    $ promote create staging production --forward --dry-run
    envs/{env}/app.yaml
      ~ timeout  30 -> 60

    left out, diverged: envs/{env}/app.yaml:image (name a key to take it)
    left out, would undo what production has since: envs/{env}/app.yaml:level (name a key to take it)
    Would create a promotion staging -> production: 1 modified
    ");
    assert_snapshot!(repo.promote_line("create staging production --changed --dry-run"), @"
    $ promote create staging production --changed --dry-run
    envs/{env}/app.yaml
      ~ timeout  30 -> 60

    left out, diverged: envs/{env}/app.yaml:image (name a key to take it)
    Would create a promotion staging -> production: 1 modified
    ");
    assert_snapshot!(repo.promote_line("create staging production 'lev*' --dry-run"), @"
    $ promote create staging production 'lev*' --dry-run
    --- stderr
    error: this would undo newer values of production: 1 key
    caused by: envs/{env}/app.yaml:level: undoes <c2> 'Look for the fault' of Bob <bob@acme.com>, 2026-03-02
    hint: leave them out: --forward
    hint: take them: --overwrite
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("create staging production image level"), @"
    $ promote create staging production image level
    undoes newer values of production
      envs/{env}/app.yaml:image: undoes <c1> 'Hotfix 1.9.1' of Bob <bob@acme.com>, 2026-03-02
      envs/{env}/app.yaml:level: undoes <c2> 'Look for the fault' of Bob <bob@acme.com>, 2026-03-02

    envs/{env}/app.yaml
      ~ image  1.9.1 -> 1.9.0
      ~ level  debug -> info

    Created promotion 1 staging -> production: 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("show 1"), @"
    $ promote show 1
    promotion  1  <P1>
    status     CREATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-04 13:00:23 UTC by Ann <ann@acme.com>
    source     <c2>
    plan       sha256:<digest>

    undoes newer values of production
      envs/{env}/app.yaml:image: undoes <c1> 'Hotfix 1.9.1' of Bob <bob@acme.com>, 2026-03-02
      envs/{env}/app.yaml:level: undoes <c2> 'Look for the fault' of Bob <bob@acme.com>, 2026-03-02

    envs/{env}/app.yaml
      ~ image  1.9.1 -> 1.9.0
      ~ level  debug -> info

    2026-03-04 13:00:23 UTC  created  Ann

    blocked: not validated yet
             rule: every plan needs a validation without errors
             promote validate 1
    ");
}

#[test]
fn the_plain_comparison_is_still_there() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    set(&repo, "production", "level", "debug", "Look for the fault");
    assert_snapshot!(repo.promote_line("diff staging production --no-history"), @"
    $ promote diff staging production --no-history
    envs/{env}/app.yaml
      ~ timeout  30 -> 60
      ~ level    debug -> info

    staging -> production: 2 modified
    ");
    let json = repo.ok("diff staging production --no-history -o json");
    assert!(!json.contains("direction"), "{json}");
    assert!(repo.ok("diff staging production -o patch").contains("+timeout: 60"));
}

#[test]
fn a_sibling_that_is_behind_does_not_downgrade_one_that_is_ahead() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments:\n  us: {}\n  eu: { from: [us] }\n");
    for env in ["eu", "us"] {
        repo.write(&format!("envs/{env}/app.yaml"), "image: 1.8.0\ntimeout: 30\n");
    }
    repo.commit("Set up");
    set(&repo, "eu", "image", "1.9.0", "Release 1.9.0 in the EU first");
    assert_eq!(direction(&repo, "us eu", "image"), ("backward".to_owned(), 0));
    assert!(repo.fails(3, "create us eu").contains("Release 1.9.0 in the EU first"));
    assert!(repo.ok("status").contains("nothing waits"));
}

#[test]
fn what_waits_is_known_after_a_partial_promotion_and_before_the_first() {
    let repo = one_file();
    for (key, value) in [("image", "1.9.0"), ("timeout", "60"), ("cache", "20")] {
        set(&repo, "staging", key, value, &format!("Set {key}"));
    }
    assert!(repo.ok("status").contains("3 keys wait"));
    repo.ok("create staging production image --execute");
    assert!(repo.ok("status").contains("2 keys wait"));
    repo.ok("create staging production timeout --execute");
    assert_eq!(direction(&repo, "staging production", "cache"), ("forward".to_owned(), 0));
    assert_snapshot!(repo.promote_line("create staging production --changed --execute"), @"
    $ promote create staging production --changed --execute
    envs/{env}/app.yaml
      ~ cache  10 -> 20

    Created promotion 3 staging -> production: 1 modified
    plan sha256:<digest>
    Executed promotion 3 as <c1> on main
      Promote cache to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 3 --reason TEXT
    ");
    assert!(repo.ok("status").contains("equal"));
}

#[test]
fn a_key_that_later_promotions_leave_out_twice_is_passed_over() {
    let repo = one_file();
    set(&repo, "staging", "level", "debug", "Debug staging");
    for (key, value) in [("image", "1.9.0"), ("timeout", "60")] {
        set(&repo, "staging", key, value, &format!("Set {key}"));
        repo.ok(&format!("create staging production {key} --execute"));
    }
    set(&repo, "staging", "cache", "20", "More cache");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    1 key waits

    envs/{env}/app.yaml
      ~ cache  10 -> 20

    1 key was passed over by later promotions

    envs/{env}/app.yaml
      ~ level  info -> debug
          passed over 2 times

    staging -> production: 2 modified
    ");
    assert_snapshot!(repo.promote_line("create staging production --changed --dry-run"), @"
    $ promote create staging production --changed --dry-run
    envs/{env}/app.yaml
      ~ cache  10 -> 20

    left out, passed over: envs/{env}/app.yaml:level (--passed-over takes them)
    Would create a promotion staging -> production: 1 modified
    ");
    assert!(repo.ok("create staging production --changed --passed-over --dry-run").contains("level"));
    assert!(repo.ok("status").contains("1 key waits"));
    assert!(repo.fails(2, "create staging production --passed-over").contains("--changed"));
}

#[test]
fn what_was_rolled_back_is_not_promoted_again_by_accident() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    repo.ok("create staging production timeout --execute");
    repo.as_user("bob").ok("rollback 1 --reason 'Stale prices'");
    repo.as_user("ann").pass(86_400);
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    1 key would undo what production has since

    envs/{env}/app.yaml
      ~ timeout  30 -> 60
          rolled back yesterday by Bob: 'Stale prices'

    staging -> production: 1 modified
    ");
    assert_snapshot!(repo.promote_line("create staging production timeout"), @"
    $ promote create staging production timeout
    --- stderr
    error: this would promote again what was rolled back in production: 1 key
    caused by: envs/{env}/app.yaml:timeout: promotion 1 was rolled back by Bob <bob@acme.com> on 2026-03-02: 'Stale prices'
    hint: leave them out: --forward
    hint: take them: --overwrite
    --- exit 3
    ");
    // The source changes the key: that is another value, and it is named exactly.
    set(&repo, "staging", "timeout", "45", "A shorter timeout");
    assert_eq!(direction(&repo, "staging production", "timeout").0, "diverged");
    assert!(repo.run("create staging production timeout --dry-run").stdout.contains("rolled back by Bob"));
}

#[test]
fn an_earlier_promotion_is_planned_once_more() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    set(&repo, "staging", "cache", "20", "More cache");
    repo.ok("create staging production timeout cache --execute");
    assert!(repo.fails(2, "create --again 1").contains("no key of promotion 1 differs any more"));
    repo.ok("rollback 1 --reason 'Stale prices'");
    set(&repo, "production", "cache", "20", "The cache was fine");
    assert_snapshot!(repo.promote_line("create --again 1 --notes 'Prices are fresh now' --execute"), @"
    $ promote create --again 1 --notes 'Prices are fresh now' --execute
    undoes newer values of production
      envs/{env}/app.yaml:timeout: promotion 1 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'Stale prices'

    envs/{env}/app.yaml
      ~ timeout  30 -> 60

    Created promotion 2 staging -> production: 1 modified
    plan sha256:<digest>
    Executed promotion 2 as <c1> on main
      Promote timeout to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 2 --reason TEXT
    note: 1 key of promotion 1 no longer differs
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B"), @"
    Promote timeout to production

    Prices are fresh now

    Undoes newer values of production:

    - envs/{env}/app.yaml:timeout (<c2>)

    Promotion-Id: <P1>
    Promotion-Type: SELECTIVE
    Promotion-Source: staging <c3>
    Plan-Digest: sha256:<digest>
    ");
    assert!(repo.fails(2, "create --again 9").contains("'9'"));
    assert!(repo.fails(2, "create --again 1 --key timeout").contains("--again"));
    repo.ok("verify");
}
