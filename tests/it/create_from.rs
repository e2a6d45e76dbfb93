//! `promote create --from`, `--validate`, `--execute`, `--changed`: requests from other programs, and steps taken at
//! once.

use insta::assert_snapshot;

use crate::support::Repo;

const BODY: &str = r#"{
  "sourceEnvironment": "staging", "targetEnvironment": "production", "promotionType": "SELECTIVE",
  "configIds": ["bfcecf44-3808-5c8e-962f-d870e3259339"], "flagIds": [], "keyPatterns": ["server.log"],
  "notes": "From elsewhere"
}"#;

fn from(repo: &Repo, body: &str) -> String {
    let run = repo.run_with("create --from -", body.as_bytes());
    repo.describe("create --from -", &run)
}

#[test]
fn reads_a_request_body() {
    let repo = Repo::pipeline();
    assert_snapshot!(from(&repo, BODY), @"
    $ promote create --from -
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      ~ server.log     info -> debug

    Created promotion 1 staging -> production: 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    std::fs::write(repo.beside("request.json"), BODY).unwrap();
    assert_snapshot!(repo.promote_line("create --from ../request.json -q"), @"
    $ promote create --from ../request.json -q
    <P1>
    --- stderr
    note: the same plan is open already, as promotion 1
    ");
    assert_snapshot!(from(&repo, r#"{"sourceEnvironment": "staging", "targetEnvironment": "production"}"#), @"
    $ promote create --from -
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug

    1 key owned by production (keep) left out
    1 key is only in production and stays; --prune removes it
    Created promotion 3 staging -> production: 1 added, 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 3
    ");
}

#[test]
fn refuses_invalid_request_bodies() {
    let repo = Repo::pipeline();
    let before = repo.everything();
    assert_snapshot!(from(&repo, ""), @r#"
    $ promote create --from -
    --- stderr
    error: standard input is not a request: EOF while parsing a value at line 1 column 0
    hint: it looks like {"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["query.*"]}
    --- exit 2
    "#);
    assert_snapshot!(from(&repo, "{\"sourceEnvironment\": \"staging\"}"), @r#"
    $ promote create --from -
    --- stderr
    error: standard input is not a request: missing field `targetEnvironment` at line 1 column 32
    hint: it looks like {"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["query.*"]}
    --- exit 2
    "#);
    assert_snapshot!(from(&repo, &BODY.replace("notes", "note")), @r#"
    $ promote create --from -
    --- stderr
    error: standard input is not a request: unknown field `note`, expected one of `sourceEnvironment`, `targetEnvironment`, `promotionType`, `configIds`, `flagIds`, `keyPatterns`, `only`, `changed`, `since`, `prune`, `translate`, `withComments`, `keepAliases`, `notes`, `undo`, `passedOver`, `undoReason` at line 4 column 8
    hint: it looks like {"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["query.*"]}
    --- exit 2
    "#);
    assert_snapshot!(from(&repo, &BODY.replace("SELECTIVE", "SOME")), @r#"
    $ promote create --from -
    --- stderr
    error: standard input is not a request: unknown variant `SOME`, expected one of `FULL`, `SELECTIVE`, `PATTERN` at line 2 column 92
    hint: it looks like {"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["query.*"]}
    --- exit 2
    "#);
    assert_snapshot!(from(&repo, &BODY.replace("SELECTIVE", "FULL")), @"
    $ promote create --from -
    --- stderr
    error: a FULL promotion takes all keys; remove the ids and patterns
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create --from ../nowhere.json"), @"
    $ promote create --from ../nowhere.json
    --- stderr
    error: cannot read the request from ../nowhere.json: No such file or directory (os error 2)
    hint: '--from -' reads it from standard input
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --from -"), @"
    $ promote create staging production --from -
    --- stderr
    error: the argument '[SOURCE]' cannot be used with '--from <FILE>'

    Usage: promote create <SOURCE> <TARGET> [KEY]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create"), @"
    $ promote create
    --- stderr
    error: the following required arguments were not provided:
      <SOURCE>
      <TARGET>

    Usage: promote create <SOURCE> <TARGET> [KEY]...

    For more information, try '--help'.
    hint: the environments in promote.yaml are dev, staging and production
    hint: the edges are dev -> staging and staging -> production
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn validates_at_once() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout --validate"), @"
    $ promote create staging production --key query.timeout --validate
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    Promotion 1 is valid: needs 2 approvals (0 so far)
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout --validate -q"), @"
    $ promote create staging production --key query.timeout --validate -q
    <P1>
    --- stderr
    note: the same plan is open already, as promotion 1
    ");
}

#[test]
fn executes_at_once() {
    let repo = Repo::open_pipeline();
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout --execute"), @"
    $ promote create staging production --key query.timeout --execute
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    Executed promotion 1 as <c1> on main
      Promote query.timeout to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.git_text("show --format=%an:%x20%B -U0"), @"
    Ann: Promote query.timeout to production

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>


    diff --git a/envs/production/application.yaml b/envs/production/application.yaml
    index 5daa38e..d454353 100644
    --- a/envs/production/application.yaml
    +++ b/envs/production/application.yaml
    @@ -3 +3 @@ query:
    -  timeout: 30   # seconds
    +  timeout: 60   # seconds
    ");
    assert_snapshot!(repo.promote_line("create staging production --key server.log --execute -q"), @"
    $ promote create staging production --key server.log --execute -q
    <P2>
    ");
}

#[test]
fn does_not_execute_at_once_without_required_approvals() {
    let repo = Repo::pipeline();
    let before = repo.git_line("rev-parse main");
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout --execute"), @"
    $ promote create staging production --key query.timeout --execute
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    error: promotion 1 cannot be executed: needs 2 approvals (0 so far)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    assert_eq!(repo.git_line("rev-parse main"), before);
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:06 UTC  needs 2 approvals (0 so far)  query.timeout
    ");
}

#[test]
fn changed_selects_only_what_the_source_changed() {
    let repo = Repo::open_pipeline();
    assert_snapshot!(repo.promote_line("create staging production --changed"), @"
    $ promote create staging production --changed
    Nothing to promote from staging to production.
    ");
    repo.executed("--key query.timeout");
    assert_snapshot!(repo.promote_line("create staging production --changed"), @"
    $ promote create staging production --changed
    Nothing to promote from staging to production.
    ");
    repo.write("envs/staging/application.yaml", repo.read("envs/staging/application.yaml").replace("debug", "warn"));
    repo.commit("Less noise");
    assert_snapshot!(repo.promote_line("create staging production --changed"), @"
    $ promote create staging production --changed
    Nothing to promote from staging to production.
    ");
    assert_snapshot!(repo.promote_line("create staging production --changed --key query"), @"
    $ promote create staging production --changed --key query
    Nothing to promote from staging to production.
    ");
    assert_snapshot!(repo.promote_line("create staging production --changed --since main~2 --key 'query.*'"), @"
    $ promote create staging production --changed --since main~2 --key 'query.*'
    Nothing to promote from staging to production.
    ");
}
