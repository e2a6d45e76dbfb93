//! `promote create`: what a plan contains.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn plans_everything_that_differs() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("create staging production --notes 'First one'"), @"
    $ promote create staging production --notes 'First one'
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug

    1 key owned by production (keep) left out
    1 key is only in production and stays; --prune removes it
    Created promotion 1 staging -> production: 1 added, 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.git_text("log --format=%an:%x20%s%n%b promotions"), @"
    Ann: Create staging to production: query.timeout, query.cache, server.log
    staging -> production: 1 added and 2 modified

    envs/{env}/application.yaml
      ~ query.timeout: 30 -> 60
      + query.cache: true
      ~ server.log: info -> debug

    Promotion-Id: <P1>
    Promotion-Event: created
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>

    Ann: Begin the ledger of promotions
    ");
}

#[test]
fn selects_by_pattern() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("create staging production --key 'query.*'"), @"
    $ promote create staging production --key 'query.*'
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    Created promotion 1 staging -> production: 1 added, 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout --key server.log --type pattern"), @"
    $ promote create staging production --key query.timeout --key server.log --type pattern
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      ~ server.log     info -> debug

    Created promotion 2 staging -> production: 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 2
    ");
}

#[test]
fn selects_by_id_and_by_pattern() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("create staging production --config bfcecf44"), @"
    $ promote create staging production --config bfcecf44
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("create staging production --config BFCECF44-3808 --key server.log"), @"
    $ promote create staging production --config BFCECF44-3808 --key server.log
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      ~ server.log     info -> debug

    Created promotion 2 staging -> production: 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --config bfcecf --type SELECTIVE -q"), @"
    $ promote create staging production --config bfcecf --type SELECTIVE -q
    <P1>
    --- stderr
    note: the same plan is open already, as promotion 1
    ");
}

#[test]
fn keeps_keys_that_only_the_target_has_unless_named_or_pruned() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("create staging production --key server"), @"
    $ promote create staging production --key server
    envs/{env}/application.yaml
      ~ server.log  info -> debug

    1 key owned by production (keep) left out
    1 key is only in production and stays; --prune removes it
    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("create staging production --key server --prune"), @"
    $ promote create staging production --key server --prune
    envs/{env}/application.yaml
      ~ server.log     info -> debug
      - server.region  eu-west-1

    1 key owned by production (keep) left out
    Created promotion 2 staging -> production: 1 modified, 1 removed
    plan sha256:<digest>
    --- stderr
    hint: promote validate 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --config 0f2721fd"), @"
    $ promote create staging production --config 0f2721fd
    envs/{env}/application.yaml
      - server.region  eu-west-1

    Created promotion 3 staging -> production: 1 removed
    plan sha256:<digest>
    --- stderr
    hint: promote validate 3
    ");
    assert_snapshot!(repo.promote_line("create staging production --key server.region"), @"
    $ promote create staging production --key server.region
    Nothing to promote from staging to production.
    1 key is only in production and stays; --prune removes it
    ");
}

#[test]
fn selects_flags_by_id() {
    let repo = Repo::pipeline();
    let flags = |percent: u8| {
        format!("flags:\n  cart:\n    uuid: 0b9d11aa-3f0e-4f8f-9a39-6c1d1f0c7e55\n    percent: {percent}\n")
    };
    repo.write("envs/staging/flags.yaml", flags(50)).write("envs/production/flags.yaml", flags(0)).commit("Flags");
    assert_snapshot!(repo.promote_line("create staging production --flag 0b9d11aa"), @"
    $ promote create staging production --flag 0b9d11aa
    envs/{env}/flags.yaml
      ~ flags.cart
            uuid: 0b9d11aa-3f0e-4f8f-9a39-6c1d1f0c7e55
          - percent: 0
          + percent: 50

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("create staging production --flag bfcecf44"), @"
    $ promote create staging production --flag bfcecf44
    --- stderr
    error: id 'bfcecf44' belongs to envs/{env}/application.yaml:query.timeout, which is not a flag
    hint: select the key by its id: --config bfcecf44; flags are declared under 'flags' in promote.yaml
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --flag 0b9d11ab"), @"
    $ promote create staging production --flag 0b9d11ab
    --- stderr
    error: '0b9d11ab' matches no key in staging or production
    hint: list the keys: promote keys staging
    --- exit 2
    ");
}

#[test]
fn creates_nothing_when_nothing_differs() {
    let repo = Repo::pipeline();
    let before = repo.refs();
    assert_snapshot!(repo.promote_line("create staging production --key query.retries"), @"
    $ promote create staging production --key query.retries
    Nothing to promote from staging to production.
    ");
    assert_snapshot!(repo.promote_line("create staging production --key server.replicas"), @"
    $ promote create staging production --key server.replicas
    Nothing to promote from staging to production.
    1 key owned by production (keep) left out
    ");
    assert_snapshot!(repo.promote_line("create staging production --key query.retries -q"), @"$ promote create staging production --key query.retries -q");
    assert_snapshot!(repo.promote_line("create staging production --key query.retries -o json"), @r#"
    $ promote create staging production --key query.retries -o json
    {
      "schemaVersion": 1,
      "id": null,
      "sourceEnvironment": "staging",
      "targetEnvironment": "production",
      "kept": 0
    }
    "#);
    assert_eq!(repo.refs(), before);
}

#[test]
fn a_new_file_includes_keys_excluded_by_keep() {
    let repo = Repo::pipeline();
    repo.write("envs/staging/new.yaml", "app:\n  replicas: 1\n  port: 80\n").commit("New");
    assert_snapshot!(repo.promote_line("create staging production --key 'new.yaml:*'"), @"
    $ promote create staging production --key 'new.yaml:*'
    envs/{env}/new.yaml
      + app.replicas  1  (owned by production, takes the source's value)
      + app.port      80

    Created promotion 1 staging -> production: 2 added
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("create staging production --key 'new.yaml:app.port'"), @"
    $ promote create staging production --key 'new.yaml:app.port'
    envs/{env}/new.yaml
      + app.port  80

    Created promotion 2 staging -> production: 1 added
    plan sha256:<digest>
    --- stderr
    hint: promote validate 2
    ");
}

#[test]
fn dry_runs_write_nothing() {
    let repo = Repo::pipeline();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create staging production --key query --dry-run"), @"
    $ promote create staging production --key query --dry-run
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    Would create a promotion staging -> production: 1 added, 1 modified
    ");
    assert_snapshot!(repo.promote_line("create staging production --key query --dry-run -q"), @"$ promote create staging production --key query --dry-run -q");
    assert_snapshot!(repo.promote_line("create staging production --key query --dry-run --execute"), @"
    $ promote create staging production --key query --dry-run --execute
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    Would create a promotion staging -> production: 1 added, 1 modified
    ");
    repo.assert_unchanged(&before);
}
