//! `requires` and `forbids`: keys that a result must have or must not have.

use insta::assert_snapshot;

use super::created;
use crate::support::Repo;

#[test]
fn reports_missing_required_keys() {
    let repo =
        Repo::with_checks("  - { name: owners, requires: [\"application.yaml:server.*.owner\", query.timeout] }\n");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  owners  3 findings

    failed: envs/production/application.yaml:8:13: server.replicas.owner is missing (owners)
    failed: envs/production/application.yaml:9:8: server.log.owner is missing (owners)
    failed: envs/production/application.yaml:11:11: server.region.owner is missing (owners)

    Promotion 1 is not valid: 3 errors
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
    --- exit 1
    ");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: the last validation found 3 errors
    hint: promote validate 1
    --- exit 3
    ");
    repo.write("envs/production/application.yaml", repo.read("envs/production/application.yaml") + "extra: {}\n");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Validate staging to production (findings): query.timeout, query.cache

    - server.replicas.owner is missing
    - server.log.owner is missing
    - server.region.owner is missing

    Promotion-Id: <P1>
    Promotion-Event: validated
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    ");
}

#[test]
fn reports_a_required_key_that_no_file_has() {
    let repo =
        Repo::with_checks("  - { name: zone, requires: [zone] }\n  - { name: a file, requires: [\"b.yaml:x\"] }\n");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  zone    1 finding
    failed  a file  1 finding

    failed: zone is missing in every file (zone)
    failed: b.yaml:x is missing: no file matches (a file)

    Promotion 1 is not valid: 2 errors
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
    --- exit 1
    ");
}

#[test]
fn reports_forbidden_keys() {
    let repo = Repo::with_checks(
        "  - { name: calm, for: [production], forbids: [query.timeout], message: \"{key} of {file} is a secret\" }\n",
    );
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    failed  calm  1 finding

    failed: envs/production/application.yaml:3:12: query.timeout of envs/production/application.yaml is a secret (calm)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
    --- exit 1
    ");
    // The check is limited to production.
    repo.ok("create dev staging");
    assert_snapshot!(repo.promote_line("validate --all-open"), @"
    $ promote validate --all-open
    failed  calm  1 finding

    failed: envs/production/application.yaml:3:12: query.timeout of envs/production/application.yaml is a secret (calm)

    Promotion 1 is not valid: 1 error
    Promotion 2 is valid: ready to execute
    1 of 2 promotions not valid
    --- exit 1
    ");
}

#[test]
fn a_warning_does_not_block() {
    let repo = Repo::with_checks("  - { name: zone, requires: [\"application.yaml:zone\"], level: warning }\n");
    assert_snapshot!(created(&repo).promote_line("validate @"), @"
    $ promote validate @
    warning  zone  1 finding

    warning: envs/production/application.yaml: zone is missing (zone)

    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
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
      + query.cache    true

    warning  zone  1 finding

    warning: envs/production/application.yaml: zone is missing (zone)

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:09 UTC  validated  Ann  ok

    ready to execute: promote execute 1
    ");
    repo.ok("execute @");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  3 events
    staging     0 promotions
    production  1 promotion

    Verified: no findings.
    ");
}
