//! `promote approve`: who may approve, what is approved, and how often it counts.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

#[test]
fn needs_two_approvals_by_others_than_the_creator() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    assert_snapshot!(repo.promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: Ann <ann@acme.com> created promotion 1, and production does not let creators approve their own promotions (self)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 1 of 2 approvals
    ");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: needs 2 approvals (1 so far)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    You already approved the plan of promotion 1: 1 of 2 approvals
    ");
    assert_snapshot!(repo.as_user("cem").promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 2 of 2 approvals, ready to execute
    --- stderr
    hint: promote execute 1
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%an%n%B promotions"), @"
    Cem
    Approve staging to production: query.timeout

    Promotion-Id: <P1>
    Promotion-Event: approved
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Approved-by: Cem <cem@acme.com>
    ");
    assert_snapshot!(repo.normalise(&repo.git(&["show", &format!("promotions:open/{id}/approvals/3.json")])), @r#"
    {
      "version": 1,
      "ledger": "<c2>",
      "promotionId": "<P1>",
      "planDigest": "sha256:<digest>",
      "policyCommit": "<c1>",
      "sourceCommit": "<c1>",
      "targetRef": "refs/heads/main",
      "decision": "approve",
      "by": {
        "name": "Bob",
        "email": "bob@acme.com"
      },
      "at": "2026-03-02T09:00:07Z"
    }
    "#);
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     APPROVED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:05 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  2 of 2: Bob, Cem

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:05 UTC  created    Ann
    2026-03-02 09:00:05 UTC  validated  Ann  ok
    2026-03-02 09:00:07 UTC  approved   Bob
    2026-03-02 09:00:10 UTC  approved   Cem

    ready to execute: promote execute 1
    ");
}

#[test]
fn compares_mail_addresses_without_case() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    assert_snapshot!(repo.as_user("ANN").promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: ANN <ANN@acme.com> created promotion 1, and production does not let creators approve their own promotions (self)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
}

#[test]
fn self_true_lets_the_creator_approve() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("required: 2", "required: 1, self: true")).commit("Trust");
    repo.validated("--key query.timeout");
    assert_snapshot!(repo.promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 1 of 1 approval, ready to execute
    --- stderr
    hint: promote execute 1
    ");
    repo.policy(POLICY).commit("No trust");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: needs 2 approvals (0 so far); not counted: Ann (created the promotion)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
}

#[test]
fn approves_only_the_plan_with_the_given_digest() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    let show = repo.ok("show @");
    let digest = show.lines().find_map(|line| line.strip_prefix("plan")).unwrap().trim().to_owned();
    let before = repo.everything();
    repo.as_user("bob");
    assert_snapshot!(repo.promote_line("approve @ --digest sha256:0123456789"), @"
    $ promote approve @ --digest sha256:0123456789
    --- stderr
    error: the plan of promotion 1 has digest sha256:<digest>, not sha256:0123456789
    hint: show the current plan: promote show 1
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line("approve @ --digest 12345"), @"
    $ promote approve @ --digest 12345
    --- stderr
    error: invalid value '12345' for '--digest <DIGEST>': a digest has at least 6 hexadecimal digits

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line(&format!("approve @ --dry-run --digest {digest}")), @"
    $ promote approve @ --dry-run --digest sha256:<digest>
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Would approve promotion 1: 1 of 2 approvals
    ");
    repo.assert_unchanged(&before);
    repo.ok(&format!("approve {id} --digest {}", &digest["sha256:".len()..][..8]));
    repo.as_user("cem").ok(&format!("approve {id} --digest {digest}"));
}

#[test]
fn a_refresh_drops_approvals() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @");
    repo.write("envs/production/application.yaml", "query: { timeout: 31 }\n").commit("Touched");
    assert_snapshot!(repo.promote_line("refresh @"), @"
    $ promote refresh @
    envs/{env}/application.yaml
      ~ query.timeout  31 -> 60

    Refreshed promotion 1 staging -> production: 1 modified
    the approval of Bob lapses, because the plan is another one
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     CREATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:05 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  0 of 2
    missing    2 from anyone but Ann (created the promotion) and Bob (refreshed the promotion)

    envs/{env}/application.yaml
      ~ query.timeout  31 -> 60

    2026-03-02 09:00:05 UTC  created    Ann
    2026-03-02 09:00:05 UTC  validated  Ann  ok
    2026-03-02 09:00:06 UTC  approved   Bob
    2026-03-02 09:00:10 UTC  refreshed  Bob

    blocked: not validated yet
             rule: every plan needs a validation without errors
             promote validate 1
    blocked: needs 2 approvals (0 so far)
             rule: environments.production.approvals in promote.yaml
             ask someone other than ann@acme.com or bob@acme.com to run: promote approve 1
    ");
    repo.ok("validate @");
    // The person who refreshes counts as a creator of the plan, too.
    assert_eq!(repo.fails(3, "approve @").lines().count(), 2);
    assert_snapshot!(repo.as_user("cem").promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  31 -> 60

    Approved promotion 1: 1 of 2 approvals
    ");
}

#[test]
fn refuses_a_user_without_a_configured_identity() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    let mut command = repo.promote_command(&["approve", "@"]);
    command.env_remove("GIT_AUTHOR_NAME").env_remove("GIT_AUTHOR_EMAIL").env("EMAIL", "");
    command.env_remove("GIT_COMMITTER_NAME").env_remove("GIT_COMMITTER_EMAIL");
    std::fs::write(repo.beside("gitconfig"), "[user]\n\tuseConfigOnly = true\n").unwrap();
    let run = crate::support::run(&mut command, b"");
    assert_snapshot!(repo.describe("approve @", &run), @"
    $ promote approve @
    --- stderr
    error: git has no user name and email address for you: no email was given and auto-detection is disabled
    hint: git config --global user.name 'Your Name' && git config --global user.email you@example.com
    --- exit 5
    ");
}
