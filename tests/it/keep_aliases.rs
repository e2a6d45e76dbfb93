//! `create --keep-aliases`: aliases of YAML in new keys stay, with the values of the target.

use insta::assert_snapshot;

use crate::support::Repo;

const STAGING: &str = "\
base: &base
  timeout: 5s
  retries: 3
limit: &limit 10
web: *base
worker:
  <<: *base
  queue: jobs
jobs: *limit # as everywhere
";
const PRODUCTION: &str = "\
base: &base
  timeout: 30s
  pool: 8
limit: &limit 100
";

fn with_anchors(production: &str) -> Repo {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/svc.yaml", STAGING).write("envs/production/svc.yaml", production).commit("Services");
    repo
}

#[test]
fn without_it_the_source_s_values_are_written_out() {
    let repo = with_anchors(PRODUCTION);
    assert_snapshot!(repo.promote_line("create staging production web worker jobs --dry-run"), @"
    $ promote create staging production web worker jobs --dry-run
    envs/{env}/svc.yaml
      + web.timeout     5s (*base)
      + web.retries     3 (*base)
      + worker.queue    jobs
      + worker.timeout  5s (*base)
      + worker.retries  3 (*base)
      + jobs            10 (*limit)

    Would create a promotion staging -> production: 6 added
    --- stderr
    note: envs/production/svc.yaml: web.timeout, web.retries, worker.timeout and 1 more are written out with the values of staging: the anchor 'base' does not hold the same in production
    note: envs/production/svc.yaml: jobs is written out with the values of staging: the anchor 'limit' does not hold the same in production
    ");
}

#[test]
fn aliases_stay_and_have_the_values_of_the_target() {
    let repo = with_anchors(PRODUCTION);
    assert_snapshot!(repo.promote_line("create staging production web worker jobs --keep-aliases --execute"), @"
    $ promote create staging production web worker jobs --keep-aliases --execute
    envs/{env}/svc.yaml
      + web.timeout     30s (*base)  (production's, by *base)
      + web.pool        8 (*base)  (production's, by *base)
      + worker.queue    jobs
      + worker.timeout  30s (*base)  (production's, by *base)
      + worker.pool     8 (*base)  (production's, by *base)
      + jobs            100 (*limit)  (production's, by *limit)

    Created promotion 1 staging -> production: 6 added
    plan sha256:<digest>
    Executed promotion 1 as <c1> on main
      Promote web.timeout, web.pool, worker.queue and 3 more to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.read("envs/production/svc.yaml"), @"
    base: &base
      timeout: 30s
      pool: 8
    limit: &limit 100
    web: *base
    worker:
      <<: *base
      queue: jobs
    jobs: *limit # as everywhere
    ");
    assert_snapshot!(repo.run("show 1 -o markdown").stdout, @"
    ### Promotion `1`: staging → production

    |  |  |
    | --- | --- |
    | Status | EXECUTED |
    | Created | 2026-03-02 09:00:11 UTC by Ann &lt;ann@&#8203;acme.com&gt; |
    | Commit | `fc9ef9084fbf2a22d2be274f5510dc77f6c7a59a` |
    | Plan | `sha256:7e1aa8eb517c8c71477dbc1d39d8c3f8248108fa56aec0fd047a5b4ff8eaa624` |

    #### `envs/{env}/svc.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | added | `web.timeout`<br>the value of production, by `*base` |  | `30s (*base)` |
    | added | `web.pool`<br>the value of production, by `*base` |  | `8 (*base)` |
    | added | `worker.queue` |  | `jobs` |
    | added | `worker.timeout`<br>the value of production, by `*base` |  | `30s (*base)` |
    | added | `worker.pool`<br>the value of production, by `*base` |  | `8 (*base)` |
    | added | `jobs`<br>the value of production, by `*limit` |  | `100 (*limit)` |

    #### Events

    | Time | Event | By | Details |
    | --- | --- | --- | --- |
    | 2026-03-02 09:00:11 UTC | created | Ann |  |
    | 2026-03-02 09:00:11 UTC | validated | Ann | ok |
    | 2026-03-02 09:00:11 UTC | executed | Ann | fc9ef9084f |
    ");
    assert_eq!(repo.run("verify").code, 0);
    assert_eq!(repo.run("rollback 1 --reason 'too slow'").code, 0);
    assert_eq!(repo.read("envs/production/svc.yaml"), PRODUCTION);
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn a_request_may_ask_for_it() {
    let repo = with_anchors(PRODUCTION);
    let body =
        r#"{"sourceEnvironment":"staging","targetEnvironment":"production","keyPatterns":["jobs"],"keepAliases":true}"#;
    repo.write("request.json", body);
    assert_snapshot!(repo.run("create --from request.json --dry-run").stdout, @"
    envs/{env}/svc.yaml
      + jobs  100 (*limit)  (production's, by *limit)

    Would create a promotion staging -> production: 1 added
    ");
    let json: serde_json::Value =
        serde_json::from_str(&repo.run("create --from request.json --dry-run -o json").stdout).unwrap();
    assert_eq!(json["plan"]["changes"][0]["anchor"], "limit");
    assert_eq!(json["plan"]["changes"][0]["sourceValue"], 100);
}

#[test]
fn where_the_target_has_no_such_anchor_the_values_are_written_out() {
    let repo = with_anchors("limit: 100\n");
    assert_snapshot!(repo.promote_line("create staging production jobs --keep-aliases --dry-run"), @"
    $ promote create staging production jobs --keep-aliases --dry-run
    envs/{env}/svc.yaml
      + jobs  10 (*limit)

    Would create a promotion staging -> production: 1 added
    --- stderr
    note: envs/production/svc.yaml: jobs is written out with the values of staging: the anchor 'limit' does not hold the same in production
    ");
}

#[test]
fn an_anchor_that_is_promoted_too_gives_its_new_value() {
    let repo = with_anchors(PRODUCTION);
    assert_snapshot!(repo.promote_line("create staging production limit jobs --keep-aliases --execute"), @"
    $ promote create staging production limit jobs --keep-aliases --execute
    envs/{env}/svc.yaml
      ~ limit  &limit 100 -> &limit 10
      + jobs   10 (*limit)

    Created promotion 1 staging -> production: 1 added, 1 modified
    plan sha256:<digest>
    Executed promotion 1 as <c1> on main
      Promote limit, jobs to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert!(repo.run("keys production jobs").stdout.contains("10"));
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn a_part_of_an_alias_is_written_out() {
    let repo = with_anchors(PRODUCTION);
    assert_snapshot!(repo.promote_line("create staging production web.timeout --keep-aliases --dry-run"), @"
    $ promote create staging production web.timeout --keep-aliases --dry-run
    envs/{env}/svc.yaml
      + web.timeout  5s (*base)

    Would create a promotion staging -> production: 1 added
    --- stderr
    note: envs/production/svc.yaml: web.timeout is written out with the values of staging: the anchor 'base' does not hold the same in production
    ");
}

#[test]
fn an_anchor_that_changed_since_makes_the_plan_stale() {
    let repo = with_anchors(PRODUCTION);
    assert_eq!(repo.run("create staging production jobs --keep-aliases --validate").code, 0);
    repo.write("envs/production/svc.yaml", PRODUCTION.replace("100", "50")).commit("A lower limit");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("execute 1"), @"
    $ promote execute 1
    --- stderr
    error: envs/production/svc.yaml: jobs would not get the planned value: the anchor 'limit' holds another one now (promote refresh)
    --- exit 4
    ");
    repo.assert_unchanged(&before);
}
