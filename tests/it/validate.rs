//! `promote validate`: outcomes, findings and ids.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

#[test]
fn validates_again_with_the_same_outcome() {
    let repo = Repo::pipeline();
    repo.ok("create staging production --key query");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    Promotion 1 is valid: needs 2 approvals (0 so far)
    ");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    Promotion 1 is valid: needs 2 approvals (0 so far)
    ");
    assert_snapshot!(repo.promote_line("validate @ -q"), @"$ promote validate @ -q");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("validate @ --dry-run"), @"
    $ promote validate @ --dry-run
    Promotion 1 would be valid
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Validate staging to production: query.timeout, query.cache

    Promotion-Id: <P1>
    Promotion-Event: validated
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    ");
}

#[test]
fn is_ready_without_required_approvals() {
    let repo = Repo::open_pipeline();
    repo.ok("create staging production --key query");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
    ");
}

#[test]
fn a_stale_plan_is_a_finding() {
    let repo = Repo::pipeline();
    repo.ok("create staging production --key query");
    let production = repo.read("envs/production/application.yaml");
    repo.write("envs/production/application.yaml", production.replace("30", "31") + "more: 1\n");
    repo.commit("Somebody touched it");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: stale: envs/production/application.yaml: query.timeout was 30 and is 31, changed by <c1> 'Somebody touched it' (Ann)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     CREATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:05 UTC by Ann <ann@acme.com>
    source     <c2>
    plan       sha256:<digest>
    approvals  0 of 2
    missing    2 from anyone but Ann (created the promotion)

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    failed: stale: envs/production/application.yaml: query.timeout was 30 and is 31, changed by <c1> 'Somebody touched it' (Ann)

    2026-03-02 09:00:05 UTC  created    Ann
    2026-03-02 09:00:09 UTC  validated  Ann  1 finding

    blocked: the last validation found 1 error
             rule: every plan needs a validation without errors
             promote validate 1
    blocked: needs 2 approvals (0 so far)
             rule: environments.production.approvals in promote.yaml
             ask someone other than ann@acme.com to run: promote approve 1
    ");
    repo.write("envs/production/application.yaml", production).commit("And put it back");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    Promotion 1 is valid: needs 2 approvals (0 so far)
    ");
}

#[test]
fn ignores_later_changes_of_the_source() {
    let repo = Repo::pipeline();
    repo.ok("create staging production --key query");
    repo.git(&["rm", "-q", "-r", "envs/staging"]);
    repo.commit("Staging is gone");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    Promotion 1 is valid: needs 2 approvals (0 so far)
    ");
}

#[test]
fn reports_an_unreadable_target() {
    let repo = Repo::pipeline();
    repo.ok("create staging production --key query");
    repo.write("envs/production/application.yaml", "query: [\n").commit("Broken");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: stale: envs/production/application.yaml: query.timeout was 30 and is absent, changed by <c1> 'Broken' (Ann)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    repo.git(&["rm", "-q", "envs/production/application.yaml"]);
    repo.commit("Gone");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: stale: envs/production/application.yaml: query.timeout was 30 and is absent, changed by <c1> 'Broken' (Ann)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
}

#[test]
fn reports_a_changed_policy() {
    let repo = Repo::pipeline();
    repo.ok("create staging production --key query");
    repo.policy(&POLICY.replace("from: [staging]", "from: [dev]")).commit("Another pipeline");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: the pipeline has no edge from staging to production: production takes promotions from dev

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: change promote.yaml, or cancel the promotion: promote cancel 1 --reason TEXT
    --- exit 1
    ");
    repo.policy(&POLICY[..POLICY.find("  production:").unwrap()]).commit("No production");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: there is no environment 'production'

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: change promote.yaml, or cancel the promotion: promote cancel 1 --reason TEXT
    --- exit 1
    ");
    assert_snapshot!(repo.promote_line("validate @ -q"), @"
    $ promote validate @ -q
    --- exit 1
    ");
}

#[test]
fn refuses_ids_that_match_nothing() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    --- stderr
    error: '@' means the only open promotion, but none is open
    hint: create a promotion: promote create SOURCE TARGET
    hint: name a closed promotion by its id: promote list --all
    --- exit 2
    ");
    repo.ok("create staging production --key query.timeout");
    repo.ok("create staging production --key server.log");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    --- stderr
    error: '@' means the only open promotion, but 2 are open
    one of: 1  staging -> production  query.timeout  CREATED
    one of: 2  staging -> production  server.log  CREATED
    hint: name one promotion by its number
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("validate 019cad"), @"
    $ promote validate 019cad
    --- stderr
    error: the id prefix '019cad' is ambiguous: 2 promotions begin with it
    one of: 1  staging -> production  query.timeout  CREATED
    one of: 2  staging -> production  server.log  CREATED
    hint: use more digits of the id
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("validate ffffff"), @"
    $ promote validate ffffff
    --- stderr
    error: there is no promotion 'ffffff'
    hint: list all promotions: promote list --all
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("validate 019"), @"
    $ promote validate 019
    --- stderr
    error: '019' is not an id: an id has at least 6 hexadecimal digits
    hint: list all promotions: promote list --all
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("validate ''"), @"
    $ promote validate ''
    --- stderr
    error: '' is not an id: an id has at least 6 hexadecimal digits
    hint: list all promotions: promote list --all
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("validate"), @"
    $ promote validate
    --- stderr
    error: the following required arguments were not provided:
      <ID>

    Usage: promote validate <ID>

    For more information, try '--help'.
    hint: promote validate 2   staging -> production: server.log
    hint: promote validate 1   staging -> production: query.timeout
    --- exit 2
    ");
}

#[test]
fn accepts_the_beginning_of_an_id() {
    let repo = Repo::pipeline();
    let id = repo.ok("create staging production --key query.timeout -q");
    repo.ok("create staging production --key server.log -q");
    repo.ok(&format!("validate {}", &id[..18]));
    repo.ok(&format!("validate {}", id.to_uppercase()));
    repo.ok(&format!("validate {}", id.replace('-', "")));
}
