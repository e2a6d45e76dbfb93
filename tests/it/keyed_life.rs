//! The life of a promotion between two environments in one file.

use insta::assert_snapshot;

use crate::keyed::{CLOUDS, clouds};
use crate::support::Repo;

fn edit(repo: &Repo, from: &str, to: &str, message: &str) {
    let text = repo.read("config.yaml");
    assert_eq!(text.matches(from).count(), 1, "{text}");
    repo.write("config.yaml", text.replace(from, to)).commit(message);
}

#[test]
fn rolls_back_byte_for_byte() {
    let repo = clouds();
    for selectors in ["", "--key clouds.gcp", "--key *.image --prune"] {
        let id = repo.executed(selectors);
        assert_ne!(repo.read("config.yaml"), CLOUDS);
        repo.ok(&format!("rollback {id} --reason no"));
        assert_eq!(repo.read("config.yaml"), CLOUDS, "{selectors}");
    }
}

#[test]
fn a_rollback_keeps_later_changes() {
    let repo = clouds();
    let id = repo.executed("");
    edit(&repo, "owner: platform", "owner: runtime", "Another owner");
    edit(&repo, "{image: '3', replicas: 1}", "{image: '4', replicas: 1}", "The next image, in dev");
    repo.ok("create dev staging --key clouds.aws.environments.{env}.image --execute");
    let staging = repo.read("config.yaml");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key clouds.gcp.environments.production --reason no")), @r#"
    $ promote rollback <P1> --key clouds.gcp.environments.production --reason no
    config.yaml
      - clouds.gcp.environments.{env}.image  '2'
      - clouds.gcp.environments.{env}.debug  true

    Rolled back part of promotion 1 as <c1> on main
      Revert "Promote clouds.aws.environments.{env}.image and 2 more to production"
      files updated in /world/repo
    "#);
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason no")), @r#"
    $ promote rollback <P1> --reason no
    config.yaml
      ~ clouds.aws.environments.{env}.image  '2' -> '1'

    Rolled back promotion 1 as <c2> on main
      Revert "Promote clouds.aws.environments.{env}.image and 2 more to production"
      files updated in /world/repo
    "#);
    let expected = CLOUDS
        .replace("owner: platform", "owner: runtime")
        .replace("{image: '3', replicas: 1}", "{image: '4', replicas: 1}")
        .replace("image: '2'\n        replicas", "image: '4'\n        replicas");
    assert_ne!(staging, expected);
    assert_eq!(repo.read("config.yaml"), expected);
}

#[test]
fn a_plan_is_stale_only_if_its_own_keys_changed_in_the_target() {
    let repo = clouds();
    let id = repo.validated("--key *.image");
    edit(&repo, "image: '2'\n        replicas", "image: '5'\n        replicas", "Staging goes on");
    repo.ok(&format!("execute {id} --dry-run"));
    edit(&repo, "'1'   # pinned", "'6'   # pinned", "By hand");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: the plan of promotion 1 is stale: 1 key changed in production since the plan was made
    caused by: config.yaml: clouds.aws.environments.{env}.image was '1' and is '6', changed by <c1> 'By hand' (Ann)
    hint: re-plan against the current target: promote refresh 1
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line(&format!("validate {id}")), @"
    $ promote validate <P1>
    failed: stale: config.yaml: clouds.aws.environments.{env}.image was '1' and is '6', changed by <c1> 'By hand' (Ann)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    repo.ok(&format!("refresh {id}"));
    repo.ok(&format!("validate {id}"));
    repo.ok(&format!("execute {id}"));
    assert!(repo.read("config.yaml").contains("image: '5'   # pinned"), "{}", repo.read("config.yaml"));
}

#[test]
fn writes_the_planned_values_even_if_the_source_changed() {
    let repo = clouds();
    let id = repo.validated("--key *.image");
    edit(&repo, "image: '2'\n        replicas", "image: '5'\n        replicas", "Staging goes on");
    repo.ok(&format!("execute {id}"));
    assert!(repo.read("config.yaml").contains("image: '2'   # pinned"));
    let conflict = repo.read("config.yaml").replace("'2'   # pinned", "'7'   # pinned");
    repo.write("config.yaml", conflict).commit("By hand");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason no")), @"
    $ promote rollback <P1> --reason no
    --- stderr
    error: promotion 1 cannot be rolled back: 1 key changed in production since the promotion
    caused by: config.yaml: clouds.aws.environments.{env}.image was '2' and is '7', changed by <c1> 'By hand' (Ann)
    hint: roll back only the keys that have not changed since: promote rollback 1 --key PATTERN --reason TEXT
    --- exit 4
    ");
}

#[test]
fn compares_older_revisions_and_changed_keys() {
    let repo = clouds();
    repo.executed("");
    edit(&repo, "debug: true\n      production", "debug: false\n      production", "Quieter, in staging");
    edit(&repo, "owner: platform", "owner: runtime", "Another owner");
    assert_snapshot!(repo.promote_line("diff staging production --changed"), @"
    $ promote diff staging production --changed
    1 key waits

    config.yaml
      ~ clouds.gcp.environments.{env}.debug  true -> false

    staging -> production: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging staging@HEAD~3"), @"
    $ promote diff staging staging@HEAD~3
    config.yaml
      ~ clouds.gcp.environments.{env}.debug  true -> false

    staging -> staging@HEAD~3: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff production@HEAD~3 production"), @"
    $ promote diff production@HEAD~3 production
    config.yaml
      ~ clouds.aws.environments.{env}.image  '2' -> '1'
      - clouds.gcp.environments.{env}.image  '2'  (only in production)
      - clouds.gcp.environments.{env}.debug  true  (only in production)

    production@HEAD~3 -> production: 1 modified, 2 only in production
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         nothing waits  never promoted
        2 others, 2 only in staging
    staging -> production  1 key waits    last 2026-03-02 09:00:05 UTC
        1 key owned by production (keep)

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:00:05 UTC  1  <c1>  from staging  Ann  clouds.aws.environments.{env}.image, clouds.gcp.environments.{env}.image, clouds.gcp.environments.{env}.debug
    ");
    assert_snapshot!(repo.promote_line("diff staging staging@HEAD"), @"
    $ promote diff staging staging@HEAD
    staging -> staging@HEAD: no difference
    ");
}

#[test]
fn counts_unchanged_keys_of_both_environments() {
    let repo = clouds();
    let count = |line: &str| {
        let json: serde_json::Value = serde_json::from_str(&repo.ok(line)).unwrap();
        json["unchanged"].as_u64().unwrap()
    };
    for _ in 0..2 {
        assert_eq!(count("diff staging production -o json"), 0);
        assert_eq!(count("diff staging staging@HEAD -o json"), 4);
        assert_eq!(count("diff production production@HEAD -o json"), 2);
        assert_eq!(count("diff staging production clouds.gcp -o json"), 0);
        repo.executed("");
        assert_eq!(count("diff staging production -o json"), 3);
        assert_eq!(count("diff staging production clouds.gcp -o json"), 2);
        repo.write("config.yaml", CLOUDS).commit("Again");
    }
}

#[test]
fn the_patch_equals_the_promotion() {
    let repo = clouds();
    let patch = repo.ok("diff staging production -o patch") + "\n";
    repo.executed("");
    let promoted = repo.read("config.yaml");
    repo.write("config.yaml", CLOUDS).write("../patch", &patch);
    repo.git_line("apply ../patch");
    assert_eq!(repo.read("config.yaml"), promoted);
}

#[test]
fn prune_removes_keys_that_only_the_target_has() {
    let repo = clouds();
    edit(&repo, "'1'   # pinned", "'1'   # pinned\n        canary: true   # only here", "A canary");
    assert_snapshot!(repo.promote_line("create staging production --key clouds.aws --prune --execute"), @"
    $ promote create staging production --key clouds.aws --prune --execute
    config.yaml
      ~ clouds.aws.environments.{env}.image   '1' -> '2'
      - clouds.aws.environments.{env}.canary  true

    1 key owned by production (keep) left out
    Created promotion 1 staging -> production: 1 modified, 1 removed
    plan sha256:<digest>
    Executed promotion 1 as <c1> on main
      Promote clouds.aws.environments.{env}.image and 1 more to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    let text = repo.read("config.yaml");
    assert_eq!(text, CLOUDS.replace("'1'   # pinned", "'2'   # pinned"));
    repo.ok("create dev staging --prune --execute");
    assert_snapshot!(repo.read("config.yaml"), @"
    # Which image runs where
    clouds:
      aws:
        region: eu-west-1   # for all of them
        environments:
          dev: {image: '3', replicas: 1}
          # staging is small
          staging:
            # as tested
            image: '3'
            replicas: 1
          # production is not
          production:
            image: '2'   # pinned
            replicas: 9
    owner: platform
    ");
}

#[test]
fn reports_a_policy_change_between_plan_and_execution() {
    let policy = |keys: &str| {
        format!(
            "version: 1\nfiles: [{{ path: config.yaml, keys: \"{keys}\" }}]\nenvironments: {{ staging: {{}}, production: {{ from: [staging] }} }}\n"
        )
    };
    let repo = clouds();
    let id = repo.validated("--key *.image");
    for keys in ["clouds.{cloud}.environments.{env}", "clouds.*.environments.{env}"] {
        repo.policy(&policy(keys)).commit("Other rules, the same keys");
        let run = repo.run(&format!("execute {id} --dry-run"));
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    repo.policy(&policy("clouds.aws.environments.{env}")).commit("One cloud");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: promote.yaml has changed since promotion 1 was planned: config.yaml:clouds.gcp.environments.{env}.image is no longer configuration of production
    hint: re-plan with the current promote.yaml: promote refresh 1
    --- exit 3
    ");
    repo.policy(&policy("x.{env}")).commit("Elsewhere");
    assert_snapshot!(repo.promote_line(&format!("validate {id}")), @"
    $ promote validate <P1>
    failed: promote.yaml has changed since promotion 1 was planned: config.yaml:clouds.aws.environments.{env}.image is no longer configuration of production

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    let whole =
        "version: 1\nfiles: [config.yaml]\nenvironments: { staging: { branch: s }, production: { from: [staging] } }\n";
    repo.policy(whole).commit("All of it");
    repo.git_line("branch s");
    assert_snapshot!(repo.promote_line(&format!("validate {id}")), @"
    $ promote validate <P1>
    failed: promote.yaml has changed since promotion 1 was planned: config.yaml:clouds.aws.environments.{env}.image is no longer configuration of production

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
}

#[test]
fn records_the_keys_of_the_file() {
    let repo = clouds();
    let id = repo.validated("--key *.image");
    let text = repo.git(&["show", &format!("promotions:open/{id}/promotion.json")]);
    let stored: serde_json::Value = serde_json::from_str(&text).unwrap();
    let keys = serde_json::json!([{
        "shown": "clouds.{cloud}.environments.{env}",
        "source": "clouds.{cloud}.environments.staging",
        "target": "clouds.{cloud}.environments.production",
    }]);
    assert_eq!(stored["plan"]["files"][0]["keys"], keys);
    assert_snapshot!(repo.git_text(&format!("show promotions:open/{id}/plan.txt")), @"
    staging -> production: 1 added and 1 modified

    config.yaml
      ~ clouds.aws.environments.{env}.image: '1' -> '2'
      + clouds.gcp.environments.{env}.image: '2'
    ");
}
