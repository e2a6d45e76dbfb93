//! Groups of approvers, expiry of approvals, and who may not approve.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

const GROUPS: &str =
    "groups:\n  release-managers: [ann@acme.com, bob@acme.com]\n  security: [cem@acme.com, dora@acme.com]\n";

/// The pipeline with these approval rules for production, and a validated promotion.
fn requiring(approvals: &str) -> Repo {
    let repo = Repo::pipeline();
    repo.policy(&(POLICY.replace("{ required: 2 }", approvals) + GROUPS)).commit("Rules");
    repo.validated("--key query.timeout");
    repo
}

#[test]
fn one_of_each_group() {
    let repo = requiring("{ required: 2, groups: { release-managers: 1, security: 1 } }");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  0 of 2
               0 of 1 from release-managers
               0 of 1 from security
    missing    1 from release-managers: bob@acme.com, not ann@acme.com (created the promotion)
               1 from security: cem@acme.com or dora@acme.com

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok

    blocked: needs 2 approvals (0 so far), including 1 from release-managers (0 so far) and 1 from security (0 so far)
             rule: environments.production.approvals in promote.yaml
             ask bob@acme.com (release-managers) and cem@acme.com or dora@acme.com (security) to run: promote approve 1
    ");
    assert_snapshot!(repo.as_user("eve").promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: Eve <eve@acme.com> is not in release-managers or security, and may not approve promotions to production
    hint: ask bob@acme.com (release-managers) and cem@acme.com or dora@acme.com (security) to run: promote approve 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    1 promotion open
      1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  needs 2 approvals (0 so far), including 1 from release-managers (0 so far) and 1 from security (0 so far); bob@acme.com (release-managers) and cem@acme.com or dora@acme.com (security) must approve  query.timeout
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 1 of 2 approvals, including 0 of 1 from security
    ");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: needs 2 approvals (1 so far), including 1 from security (0 so far)
    hint: ask cem@acme.com or dora@acme.com (security) to run: promote approve 1
    --- exit 3
    ");
    assert_snapshot!(repo.as_user("dora").promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 2 of 2 approvals, ready to execute
    --- stderr
    hint: promote execute 1
    ");
    repo.ok("execute @");
    assert_snapshot!(repo.git_text("log -1 --format=%B main"), @"
    Promote query.timeout to production

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c1>
    Plan-Digest: sha256:<digest>
    Approved-by: Bob <bob@acme.com>
    Approved-by: Dora <dora@acme.com>
    ");
}

#[test]
fn an_approval_from_outside_the_group_counts_toward_the_number_only() {
    let repo = requiring("{ required: 3, groups: { security: 1 } }");
    assert_snapshot!(repo.as_user("eve").promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 1 of 3 approvals, including 0 of 1 from security
    --- stderr
    note: eve@acme.com is not in security, so this approval counts only toward the total
    ");
    repo.as_user("bob").ok("approve @");
    repo.as_user("fay").ok("approve @");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  3 of 3: Eve, Bob, Fay
               0 of 1 from security
    missing    1 from security: cem@acme.com or dora@acme.com

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok
    2026-03-02 09:00:09 UTC  approved   Eve
    2026-03-02 09:00:10 UTC  approved   Bob
    2026-03-02 09:00:11 UTC  approved   Fay

    blocked: needs 1 approval from security (0 so far)
             rule: environments.production.approvals in promote.yaml
             ask cem@acme.com or dora@acme.com (security) to run: promote approve 1
    ");
}

#[test]
fn reports_a_group_whose_members_may_not_approve() {
    let repo = requiring("{ required: 1, groups: { release-managers: 1 } }");
    repo.policy(
        &(POLICY.replace("{ required: 2 }", "{ required: 1, groups: { alone: 1 } }")
            + "groups: { alone: [Ann@Acme.com] }\n"),
    );
    repo.commit("One");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: needs 1 approval (0 so far), including 1 from alone (0 so far)
    hint: add a member to 'groups.alone' in promote.yaml, or have another person create the promotion: alone has no eligible approver left
    --- exit 3
    ");
}

#[test]
fn an_approval_expires() {
    let repo = requiring("{ required: 1, valid: 7d }");
    assert_snapshot!(repo.as_user("bob").promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 1 of 1 approval, ready to execute
    --- stderr
    hint: promote execute 1
    ");
    repo.pass(7 * 86_400 - 10);
    repo.ok("execute @ --dry-run");
    repo.pass(10);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: needs 1 approval (0 so far); not counted: Bob (gave an approval that expired at 2026-03-09 09:00:09 UTC)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion    1  <P1>
    status       VALIDATED
    promotes     staging -> production
    type         PATTERN
    created      2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source       <c1>
    plan         sha256:<digest>
    approvals    0 of 1
    missing      1 from anyone but Ann (created the promotion)
    not counted  Bob (gave an approval that expired at 2026-03-09 09:00:09 UTC)

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok
    2026-03-02 09:00:09 UTC  approved   Bob  until 2026-03-09 09:00:09 UTC

    blocked: needs 1 approval (0 so far); not counted: Bob (gave an approval that expired at 2026-03-09 09:00:09 UTC)
             rule: environments.production.approvals in promote.yaml
             ask someone other than ann@acme.com to run: promote approve 1
    ");
    repo.as_user("bob").ok("approve @");
    repo.ok("execute @");
}

/// Attack: a clock set back does not revive an approval once a later event is in the ledger.
#[test]
fn attack_a_clock_set_back() {
    let repo = requiring("{ required: 1, valid: 7d }");
    repo.as_user("bob").ok("approve @");
    repo.pass(7 * 86_400);
    repo.as_user("ann").ok("validate @");
    repo.pass(-300);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    note: using the time 2026-03-09 09:00:10 UTC of the last ledger event, because this clock is behind it
    error: promotion 1 cannot be executed: needs 1 approval (0 so far); not counted: Bob (gave an approval that expired at 2026-03-09 09:00:09 UTC)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    repo.as_user("bob").ok("approve @");
    repo.ok("execute @");
}

#[test]
fn stricter_rules_apply_to_earlier_approvals() {
    let repo = requiring("{ required: 1 }");
    repo.as_user("bob").ok("approve @");
    repo.pass(3600);
    repo.policy(&POLICY.replace("{ required: 2 }", "{ required: 1, valid: 1h }")).commit("Shorter");
    assert!(
        repo.fails(3, "execute @")
            .contains("needs 1 approval (0 so far); not counted: Bob (gave an approval that expired at")
    );
    repo.ok("approve @");
    repo.policy(&POLICY.replace("{ required: 2 }", "{ required: 1, valid: 30d }")).commit("Longer");
    repo.pass(3600);
    // A later rule does not prolong an earlier approval.
    repo.fails(3, "execute @");
}

#[test]
fn reports_mistakes_in_groups() {
    let repo = Repo::pipeline();
    let rules = "{ required: 1, groups: { security: 1, realease-managers: 1, few: 2, two: 2 }, valid: 3 months, authors: maybe }";
    let groups = "groups:\n  release-managers: [ann@acme.com, ANN@acme.com, Ann]\n  few: [bob@acme.com]\n  none: []\n  two: [a@x, b@x]\n  \"a b\": ann@acme.com\n";
    repo.policy(&(POLICY.replace("{ required: 2 }", rules) + groups)).commit("Rules");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 11 mistakes
    caused by: promote.yaml:10:41: unknown group 'security'; define it in the top-level 'groups'
    caused by: promote.yaml:10:54: unknown group 'realease-managers'; did you mean 'release-managers'?
    caused by: promote.yaml:10:76: 'few' has 1 member, but 2 must approve
    caused by: promote.yaml:10:84: 'required' is 1, but 2 members of 'two' must approve
    caused by: promote.yaml:10:101: '3 months' is not a duration; write one like '7d' or '36h'
    caused by: promote.yaml:10:120: expected true or false, found 'maybe'
    caused by: promote.yaml:14:36: 'ANN@acme.com' is already in this group, as 'ann@acme.com'
    caused by: promote.yaml:14:50: 'Ann' is not an email address
    caused by: promote.yaml:16:9: the group is empty
    caused by: promote.yaml:18:3: 'a b' is not a valid group name: use letters, digits, '-', '_', '.' and '+'
    caused by: promote.yaml:18:10: expected a list of email addresses, found text; put it in brackets: [ann@acme.com]
    --- exit 2
    ");
}

/// Attack: only the committed policy counts, as of the execution.
#[test]
fn attack_an_approver_added_in_the_working_tree() {
    let repo = requiring("{ required: 1, groups: { security: 1 } }");
    repo.policy(
        &(POLICY.replace("{ required: 2 }", "{ required: 1, groups: { security: 1 } }")
            + "groups: { security: [eve@acme.com] }\n"),
    );
    repo.as_user("eve").fails(3, "approve @");
    repo.git(&["add", "promote.yaml"]);
    repo.fails(3, "approve @");
    repo.fails(3, "execute @");
}

/// Attack: a `promote.yaml` on the source's branch has no effect.
#[test]
fn attack_an_approver_added_in_the_source_branch() {
    let repo = Repo::new();
    let rules = |group: &str| {
        format!(
            "version: 1\nfiles: [\"**\", \"!promote.yaml\"]\nenvironments:\n  staging: {{ branch: env/staging }}\n  production: {{ branch: env/production, from: [staging], approvals: {{ required: 1, groups: {{ security: 1 }} }} }}\ngroups: {{ security: [{group}@acme.com] }}\n"
        )
    };
    repo.policy(&rules("cem")).commit("Rules");
    repo.write("app.yaml", "a: 1\n").commit("App");
    repo.git_line("branch env/production");
    repo.git_line("checkout -q -b env/staging");
    repo.write("app.yaml", "a: 2\n").policy(&rules("eve")).commit("Mine");
    repo.git_line("checkout -q main");
    repo.as_user("bob").ok("create staging production --key a");
    repo.git_line("checkout -q env/staging");
    assert!(repo.ok("validate @").contains("is valid"));
    let refused = repo.as_user("eve").fails(3, "approve @");
    assert!(refused.contains("eve@acme.com> is not in security"), "{refused}");
    repo.git_line("checkout -q main");
    repo.fails(3, "approve @");
    repo.fails(3, "execute @");
    repo.as_user("cem").ok("approve @");
    repo.ok("execute @");
}

/// Attack: `promote.yaml` is not configuration, so a promotion cannot change its own approvers.
#[test]
fn attack_an_approver_added_in_the_promotion_itself() {
    let repo = Repo::new();
    let rules = |group: &str| {
        format!(
            "version: 1\nfiles: [\"**\"]\nenvironments:\n  staging: {{ branch: env/staging }}\n  production: {{ branch: env/production, from: [staging], approvals: {{ required: 1, groups: {{ security: 1 }} }} }}\ngroups: {{ security: [{group}@acme.com] }}\n"
        )
    };
    repo.policy(&rules("cem")).write("app.yaml", "a: 1\n").commit("Rules");
    repo.git_line("branch env/production");
    repo.git_line("checkout -q -b env/staging");
    repo.write("app.yaml", "a: 2\n").policy(&rules("eve")).commit("Mine");
    repo.git_line("checkout -q main");
    let created = repo.as_user("bob").ok("create staging production");
    assert!(created.contains("a  1 -> 2") && !created.contains("promote.yaml"), "{created}");
    repo.ok("validate @");
    repo.as_user("eve").fails(3, "approve @");
    repo.as_user("cem").ok("approve @");
    repo.ok("execute @");
    assert!(repo.git_text("show env/production:promote.yaml").contains("cem@acme.com"));
}

/// Attack: the creator approves under another spelling of their own email address.
#[test]
fn attack_the_creator_under_another_spelling_of_the_same_mail() {
    let repo = requiring("{ required: 1, groups: { release-managers: 1 } }");
    let own = "created promotion";
    let none = "is not an email address";
    for (mail, code, why) in [
        ("ANN@acme.com", 3, own),
        ("ann@ACME.COM", 3, own),
        ("ann@acme.com.", 2, none),
        ("ann@\u{200b}acme.com", 2, none),
        ("a\u{ad}nn@acme.com", 2, none),
    ] {
        let mut command = repo.promote_command(&["approve", "@"]);
        command.env("GIT_AUTHOR_EMAIL", mail).env("GIT_AUTHOR_NAME", "Somebody Else");
        let run = crate::support::run(&mut command, b"");
        assert_eq!(run.code, code, "{mail:?}: {}", run.stderr);
        assert!(run.stderr.contains(why), "{mail:?}: {}", run.stderr);
    }
    repo.fails(3, "execute @");
}

/// Attack: one person approves twice, under two spellings.
#[test]
fn attack_one_person_as_two() {
    let repo = requiring("{ required: 2 }");
    repo.as_user("bob").ok("approve @");
    assert!(repo.as_user("BOB").ok("approve @").contains("1 of 2"));
    repo.fails(3, "execute @");
}

/// Attack: an approval from before a refresh.
#[test]
fn attack_an_approval_from_before_a_refresh() {
    let repo = requiring("{ required: 1 }");
    repo.as_user("bob").ok("approve @");
    repo.as_user("ann").write("envs/staging/application.yaml", "query: { timeout: 61 }\n").commit("Another value");
    repo.ok("refresh @");
    repo.ok("validate @");
    assert!(repo.fails(3, "execute @").contains("needs 1 approval (0 so far)"));
    assert!(repo.ok("show @").contains("approvals  0 of 1"));
}
