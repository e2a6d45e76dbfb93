//! Masked values are promoted as all others: the plan names blobs instead of values.

use insta::assert_snapshot;
use serde_json::Value as Json;

use super::{FILE, hiding, sample};
use crate::support::Repo;

#[test]
fn promotes_and_rolls_back_masked_values() {
    let repo = sample();
    let before = repo.read(FILE);
    assert_snapshot!(repo.promote_line("create staging production --key db --key clients --key tokens --validate"), @"
    $ promote create staging production --key db --key clients --key tokens --validate
    envs/{env}/application.yaml
      ~ db.password                 •••• -> ••••
      ~ db.pool                     1 -> 2
      ~ tokens[0]                   •••• -> ••••
      ~ clients[name=web].password  •••• -> ••••

    Created promotion 1 staging -> production: 4 modified
    plan sha256:<digest>
    Promotion 1 is valid: needs 1 approval (0 so far)
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(ledger(&repo, "plan.txt"), @"
    staging -> production: 4 modified

    envs/{env}/application.yaml
      ~ db.password: •••• -> ••••
      ~ db.pool: 1 -> 2
      ~ tokens[0]: •••• -> ••••
      ~ clients[name=web].password: •••• -> ••••
    ");
    assert_snapshot!(in_the_plan(&repo, "db.password"), @r#"
    old {"text":"••••","value":{"$secret":"350b4ed1555f2544dc881f6c80f7e31db96146a7"}}
    new {"text":"••••","value":{"$secret":"9f057a66742f4c2128455a75a7fed1205580f6cd"}}
    "#);
    repo.as_user("bob").ok("approve @");
    assert_snapshot!(repo.as_user("ann").promote_line("execute @"), @"
    $ promote execute @
    Executed promotion 1 as <c2> on main
      Promote db.password, db.pool, tokens[0] and 1 more to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    assert_snapshot!(repo.read(FILE), @"
    # Query service, production
    query:
      timeout: 30   # seconds
      retries: 3

    server:
      replicas: 12
      log: info
      # only here
      region: eu-west-1
    db:
      user: app
      password: s3cr3t-s-db # rotated monthly
      pool: 2
    tokens:
      - s3cr3t-s-first
      - s3cr3t-common
    clients:
      - { name: web, password: 's3cr3t-s-web' }
    ");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  4 events
    staging     0 promotions, 1 direct edit
    production  1 promotion, 1 direct edit

    notice  direct-edit  <c1>
      the commit changes envs/staging/application.yaml of staging without a promotion
      staging, by Ann <ann@acme.com>
    notice  direct-edit  <c1>
      the commit changes envs/production/application.yaml of production without a promotion
      production, by Ann <ann@acme.com>

    Verified, with 2 notices.
    ");
    let id = repo.ok("list --all").split_whitespace().next().unwrap().to_owned();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key db.password --reason 'Too early'")), @r#"
    $ promote rollback 1 --key db.password --reason 'Too early'
    envs/{env}/application.yaml
      ~ db.password  •••• -> ••••

    Rolled back part of promotion 1 as <c3> on main
      Revert "Promote db.password, db.pool, tokens[0] and 1 more to production"
      files updated in /world/repo
    "#);
    repo.ok(&format!("rollback {id} --reason 'All of it'"));
    assert_eq!(repo.read(FILE), before);
    repo.ok("verify");
    repo.fsck();
}

/// A file of the one open promotion in the ledger.
fn ledger(repo: &Repo, name: &str) -> String {
    let paths = repo.git_line("ls-tree -r --name-only promotions open");
    let path = paths.lines().find(|path| path.ends_with(name)).unwrap();
    repo.normalise(&repo.git_text(&format!("show promotions:{path}")))
}

/// A change as stored in promotion.json.
fn in_the_plan(repo: &Repo, key: &str) -> String {
    let plan: Json = serde_json::from_str(&ledger(repo, "promotion.json")).unwrap();
    let changes = plan["plan"]["changes"].as_array().unwrap();
    let change = changes.iter().find(|change| change["key"] == key).unwrap();
    format!("old {}\nnew {}", change["old"], change["new"])
}

#[test]
fn the_plan_names_the_blobs_of_masked_values() {
    let repo = sample();
    repo.ok("create staging production --key db.password");
    let blobs = ["production", "staging"].map(|e| repo.git_line(&format!("rev-parse HEAD:envs/{e}/application.yaml")));
    let plan: Json = serde_json::from_str(&ledger(&repo, "promotion.json")).unwrap();
    let change = &plan["plan"]["changes"][0];
    assert_eq!([&change["old"]["value"]["$secret"], &change["new"]["value"]["$secret"]], [&blobs[0], &blobs[1]]);
}

#[test]
fn refuses_a_plan_whose_secrets_are_no_longer_secret() {
    let repo = sample();
    repo.ok("create staging production --key db --validate");
    repo.as_user("bob").ok("approve @");
    let policy = repo.read("promote.yaml");
    repo.policy(
        &policy.lines().filter(|line| !line.starts_with("secrets:")).map(|l| format!("{l}\n")).collect::<String>(),
    );
    repo.as_user("ann").commit("Nothing is secret");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promote.yaml has changed since promotion 1 was planned: envs/{env}/application.yaml:db.password is no longer a secret
    hint: re-plan with the current promote.yaml: promote refresh 1
    --- exit 3
    ");
}

/// Masked values are executed, rolled back and verified like any others.
#[test]
fn masking_does_not_change_what_is_written() {
    let (open, hidden) = (hiding("[nothing]"), hiding("[\"*\"]"));
    for repo in [&open, &hidden] {
        let id = repo.ok("create staging production --validate -q");
        repo.as_user("bob").ok("approve @");
        repo.as_user("ann").ok("execute @");
        repo.ok("verify");
        repo.ok(&format!("rollback {} --key query --reason Part", id.trim()));
        repo.ok("verify");
    }
    assert_eq!(open.git_line("rev-parse main:envs"), hidden.git_line("rev-parse main:envs"));
    assert!(!hidden.ok("log production -o json").contains("\"sourceValue\": 60"));
}
