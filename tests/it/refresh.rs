//! `promote refresh`: plans the same request again, on the current source and target.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

fn staging(repo: &Repo, from: &str, to: &str) {
    repo.write("envs/staging/application.yaml", repo.read("envs/staging/application.yaml").replace(from, to));
    repo.commit("Staging moves on");
}

#[test]
fn plans_the_current_values_of_the_source() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query");
    staging(&repo, "60", "75");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("refresh @ --dry-run"), @"
    $ promote refresh @ --dry-run
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 75
      + query.cache    true

    Would refresh promotion 1 staging -> production: 1 added, 1 modified
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.as_user("bob").promote_line("refresh @"), @"
    $ promote refresh @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 75
      + query.cache    true

    Refreshed promotion 1 staging -> production: 1 added, 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B promotions"), @"
    Refresh staging to production: query.timeout, query.cache

    staging -> production: 1 added and 1 modified

    envs/{env}/application.yaml
      ~ query.timeout: 30 -> 75
      + query.cache: true

    Promotion-Id: <P1>
    Promotion-Event: refreshed
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    ");
    assert_eq!(
        repo.git(&["ls-tree", "--name-only", &format!("promotions:open/{id}")]),
        "events.jsonl\nplan.txt\npromotion.json\nsource"
    );
    assert_snapshot!(repo.promote_line("refresh @ -q"), @"$ promote refresh @ -q");
}

#[test]
fn reports_that_nothing_differs_any_more() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    staging(&repo, "60", "30");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("refresh @"), @"
    $ promote refresh @
    Nothing to promote from staging to production.
    --- stderr
    hint: promote cancel @ --reason 'Nothing differs any more'
    ");
    assert_snapshot!(repo.promote_line("refresh @ -o json"), @r#"
    $ promote refresh @ -o json
    {
      "schemaVersion": 1,
      "id": null,
      "sourceEnvironment": "staging",
      "targetEnvironment": "production",
      "kept": 0
    }
    "#);
    repo.assert_unchanged(&before);
}

#[test]
fn reports_a_selector_that_matches_nothing_any_more() {
    let repo = Repo::pipeline();
    repo.validated("--key query.cache");
    staging(&repo, "  cache: true\n", "");
    assert_snapshot!(repo.promote_line("refresh @"), @"
    $ promote refresh @
    --- stderr
    error: 'query.cache' matches no key in staging or production
    hint: list the keys: promote keys staging
    --- exit 2
    ");
}

#[test]
fn reports_an_edge_that_was_removed() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.policy(&POLICY.replace("from: [staging]", "from: [dev]")).commit("Another pipeline");
    assert_snapshot!(repo.promote_line("refresh @"), @"
    $ promote refresh @
    --- stderr
    error: the pipeline has no edge from staging to production: production takes promotions from dev
    hint: promote create dev production [--key PATTERN]
    --- exit 3
    ");
}

#[test]
fn refuses_a_promotion_that_has_ended() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    assert_snapshot!(repo.promote_line(&format!("refresh {id}")), @"
    $ promote refresh <P1>
    --- stderr
    error: promotion 1 is EXECUTED and cannot be refreshed
    hint: roll it back: promote rollback 1 --reason TEXT
    --- exit 3
    ");
}

#[test]
fn changed_still_counts_from_the_last_promotion() {
    let repo = Repo::open_pipeline();
    repo.executed("--key query.timeout");
    staging(&repo, "60", "61");
    let id = repo.ok("create staging production --changed -q");
    staging(&repo, "debug", "trace");
    assert_snapshot!(repo.promote_line(&format!("refresh {id}")), @"
    $ promote refresh <P1>
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 61

    Refreshed promotion 2 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 2
    ");
}
