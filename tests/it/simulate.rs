//! `promote show --simulate-at TIME --simulate-as EMAIL`: what would be possible at that time or for that person.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

fn requiring(approvals: &str) -> Repo {
    let repo = Repo::pipeline();
    let groups = "groups: { security: [cem@acme.com, dora@acme.com] }\n";
    repo.policy(&(POLICY.replace("{ required: 2 }", approvals) + groups)).commit("Rules");
    repo.validated("--key query.timeout");
    repo
}

/// The lines about the simulation.
fn last(repo: &Repo, line: &str) -> String {
    let text = repo.normalise(&repo.ok(line));
    text.lines().filter(|l| l.starts_with("simulated:")).collect::<Vec<_>>().join("\n")
}

#[test]
fn shows_what_an_approval_would_change() {
    let repo = requiring("{ required: 2, groups: { security: 1 } }");
    let before = repo.everything();
    assert_snapshot!(last(&repo, "show @ --simulate-as cem@acme.com"), @"
    simulated: at 2026-03-02 09:00:09 UTC the promotion could not be executed
    simulated: an approval by cem@acme.com would count; still blocked: needs 2 approvals (1 so far)
    ");
    assert_snapshot!(last(&repo, "show @ --simulate-as eve@acme.com"), @"
    simulated: at 2026-03-02 09:00:10 UTC the promotion could not be executed
    simulated: an approval by eve@acme.com would count only toward the total (not a member of security); still blocked: needs 2 approvals (1 so far), including 1 from security (0 so far)
    ");
    assert_snapshot!(last(&repo, "show @ --simulate-as ANN@acme.com"), @"
    simulated: at 2026-03-02 09:00:11 UTC the promotion could not be executed
    simulated: an approval by ANN@acme.com would be refused: Ann created the promotion
    ");
    repo.assert_unchanged(&before);
    repo.as_user("eve").ok("approve @");
    assert_snapshot!(last(&repo, "show @ --simulate-as dora@acme.com"), @"
    simulated: at 2026-03-02 09:00:13 UTC the promotion could not be executed
    simulated: an approval by dora@acme.com would count; then the promotion could be executed
    ");
    assert_snapshot!(last(&repo, "show @ --simulate-as eve@acme.com"), @"
    simulated: at 2026-03-02 09:00:14 UTC the promotion could not be executed
    simulated: an approval by eve@acme.com already exists and counts
    ");
    repo.as_user("cem").ok("approve @");
    assert_snapshot!(last(&repo, "show @ --simulate-as dora@acme.com"), @"
    simulated: at 2026-03-02 09:00:16 UTC the promotion could be executed
    simulated: an approval by dora@acme.com would count; then the promotion could be executed
    ");
    let id = repo.ok("list -q");
    repo.ok("execute @");
    assert_snapshot!(last(&repo, &format!("show {} --simulate-as dora@acme.com", id.trim())), @"simulated: at 2026-03-02 09:00:19 UTC the promotion is already executed");
}

#[test]
fn shows_what_time_would_change() {
    let repo = requiring("{ required: 1, valid: 7d }");
    repo.as_user("bob").ok("approve @");
    assert_snapshot!(last(&repo, "show @ --simulate-at 2026-03-09T09:00:00Z"), @"simulated: at 2026-03-09 09:00:00 UTC the promotion could be executed");
    assert_snapshot!(repo.promote_line("show @ --simulate-at '2026-03-09 10:30[Europe/Berlin]' --simulate-as bob@acme.com"), @"
    $ promote show @ --simulate-at '2026-03-09 10:30[Europe/Berlin]' --simulate-as bob@acme.com
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

    simulated: at 2026-03-09 09:30:00 UTC the promotion could not be executed
    simulated: an approval by bob@acme.com would count; then the promotion could be executed
    ");
    assert_snapshot!(repo.promote_line("show @ --simulate-at 2026-03-09T09:00 --simulate-as bob"), @"
    $ promote show @ --simulate-at 2026-03-09T09:00 --simulate-as bob
    --- stderr
    error: invalid value '2026-03-09T09:00' for '--simulate-at <TIME>': the time has no time zone; add one, as in 2026-03-10T09:00[Europe/Berlin] or 2026-03-10T09:00Z

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("show @ --simulate-as bob"), @"
    $ promote show @ --simulate-as bob
    --- stderr
    error: invalid value 'bob' for '--simulate-as <EMAIL>': give an email address, like ann@acme.com

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn prints_simulations_as_json() {
    let repo = requiring("{ required: 2, groups: { security: 1 } }");
    let json: serde_json::Value = serde_json::from_str(&repo.ok("show @ --simulate-as eve@acme.com -o json")).unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&json["simulated"]).unwrap(), @r#"
    {
      "at": "2026-03-02T09:00:09Z",
      "as": "eve@acme.com",
      "executable": false,
      "approval": {
        "counts": true,
        "why": null,
        "executable": false,
        "blockedBy": [
          {
            "code": "approvals-missing",
            "message": "needs 2 approvals (1 so far), including 1 from security (0 so far)",
            "hint": "ask cem@acme.com or dora@acme.com (security) to run: promote approve 1",
            "rule": "environments.production.approvals in promote.yaml",
            "who": [
              "cem@acme.com",
              "dora@acme.com"
            ],
            "until": null
          }
        ]
      }
    }
    "#);
    assert_snapshot!(serde_json::to_string_pretty(&json["approvals"]).unwrap(), @r#"
    {
      "required": 2,
      "counting": 0,
      "given": [],
      "groups": [
        {
          "group": "security",
          "required": 1,
          "given": [],
          "may": [
            "cem@acme.com",
            "dora@acme.com"
          ]
        }
      ],
      "barred": [
        {
          "name": "Ann",
          "email": "ann@acme.com",
          "why": "creator"
        }
      ]
    }
    "#);
}
