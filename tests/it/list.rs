//! `promote list`, `promote log`, `promote show` and `promote status`: open promotions, history, pending differences.

use insta::assert_snapshot;

use crate::attacks::codes;
use crate::support::Repo;

#[test]
fn lists_nothing_in_a_new_repository() {
    let repo = Repo::pipeline();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("list --all"), @"
    $ promote list --all
    There is no promotion.
    ");
    assert_snapshot!(repo.promote_line("list -q"), @"$ promote list -q");
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    Nothing was promoted into production yet.
    ");
    repo.fails(2, "log production --limit 0");
    assert_snapshot!(repo.promote_line("log productoin"), @"
    $ promote log productoin
    --- stderr
    error: there is no environment 'productoin'
    hint: did you mean production?
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    --- stderr
    error: '@' means the only open promotion, but none is open
    hint: create a promotion: promote create SOURCE TARGET
    hint: name a closed promotion by its id: promote list --all
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    No promotion is open.
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn lists_promotions_in_all_states() {
    let repo = Repo::open_pipeline();
    let rolled_back = repo.executed("--key query.timeout");
    repo.ok(&format!("rollback {rolled_back} --reason no"));
    let part = repo.executed("--key query");
    repo.ok(&format!("rollback {part} --key query.cache --reason no"));
    let cancelled = repo.validated("--key query.cache");
    repo.ok(&format!("cancel {cancelled} --reason no"));
    let rejected = repo.validated("--key query.cache");
    repo.as_user("bob").ok(&format!("reject {rejected} --reason 'Too warm'"));
    repo.validated("--key server.log");
    repo.ok("create dev staging --notes 'Everything'");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    6  CREATED    dev -> staging         Bob, 2026-03-02 09:00:17 UTC  not validated yet                                    query.timeout
    5  VALIDATED  staging -> production  Bob, 2026-03-02 09:00:16 UTC  ready to execute                                     server.log
    4  REJECTED   staging -> production  Ann, 2026-03-02 09:00:14 UTC  Bob <bob@acme.com> rejected the promotion: Too warm  query.cache
    ");
    assert_snapshot!(repo.promote_line("list --all"), @"
    $ promote list --all
    6  CREATED      dev -> staging         Bob, 2026-03-02 09:00:17 UTC  not validated yet                                    query.timeout
    5  VALIDATED    staging -> production  Bob, 2026-03-02 09:00:16 UTC  ready to execute                                     server.log
    4  REJECTED     staging -> production  Ann, 2026-03-02 09:00:14 UTC  Bob <bob@acme.com> rejected the promotion: Too warm  query.cache
    3  CANCELLED    staging -> production  Ann, 2026-03-02 09:00:12 UTC                                                       query.cache
    2  EXECUTED     staging -> production  Ann, 2026-03-02 09:00:10 UTC                                                       query.timeout, query.cache
    1  ROLLED_BACK  staging -> production  Ann, 2026-03-02 09:00:08 UTC                                                       query.timeout
    ");
    assert_snapshot!(repo.promote_line("list --all --limit 2 -q"), @"
    $ promote list --all --limit 2 -q
    <P1>
    <P2>
    ");
    assert_snapshot!(repo.promote_line("list --limit 0"), @"
    $ promote list --limit 0
    --- stderr
    error: invalid value '0' for '--limit <N>': the smallest limit is 1

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:00:10 UTC  2  <c1>  from staging  Ann  1 key rolled back  query.timeout, query.cache
    2026-03-02 09:00:08 UTC  1  <c2>  from staging  Ann  rolled back        query.timeout
    ");
    assert_snapshot!(repo.promote_line("log production --limit 1"), @"
    $ promote log production --limit 1
    2026-03-02 09:00:10 UTC  2  <c1>  from staging  Ann  1 key rolled back  query.timeout, query.cache
    ");
    assert_snapshot!(repo.promote_line("log production -q"), @"
    $ promote log production -q
    <P3>
    <P4>
    ");
    assert_snapshot!(repo.promote_line("log staging"), @"
    $ promote log staging
    Nothing was promoted into staging yet.
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified     never promoted
    staging -> production  nothing waits  last 2026-03-02 09:00:10 UTC
        production is ahead with 1, 1 other, 1 only in production, 1 key owned by production (keep)

    3 promotions open
      6  CREATED    dev -> staging         Bob, 2026-03-02 09:00:17 UTC  not validated yet                                    query.timeout
      5  VALIDATED  staging -> production  Bob, 2026-03-02 09:00:16 UTC  ready to execute                                     server.log
      4  REJECTED   staging -> production  Ann, 2026-03-02 09:00:14 UTC  Bob <bob@acme.com> rejected the promotion: Too warm  query.cache
    ");
    assert_snapshot!(repo.promote_line(&format!("show {part}")), @"
    $ promote show <P3>
    promotion  2  <P3>
    status     EXECUTED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:10 UTC by Ann <ann@acme.com>
    source     <c3>
    plan       sha256:<digest>
    commit     <c1>
    rollback   <c4> (1 key)

    undoes newer values of production
      envs/{env}/application.yaml:query.timeout: promotion 1 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'no'

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    2026-03-02 09:00:10 UTC  created      Ann
    2026-03-02 09:00:10 UTC  validated    Ann  ok
    2026-03-02 09:00:10 UTC  executed     Ann  <c1>
    2026-03-02 09:00:11 UTC  rolled-back  Ann  <c4>, 1 key only: no
    ");
}

#[test]
fn status_shows_equal_and_missing_environments() {
    let repo = Repo::pipeline();
    repo.write("envs/dev/application.yaml", repo.read("envs/staging/application.yaml")).commit("Equal");
    let policy = repo.read("promote.yaml").replace("  production:\n", "  production:\n    branch: prod\n");
    repo.policy(&policy).commit("Production lives elsewhere");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         equal  never promoted
    staging -> production  the branch prod of environment production does not exist

    No promotion is open.
    ");
    repo.git_line("branch prod");
    assert_snapshot!(repo.promote_line("status -q"), @"
    $ promote status -q
    dev -> staging         equal                never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("status --only app=web"), @"
    $ promote status --only app=web
    --- stderr
    error: no path template captures 'app'
    hint: the templates in promote.yaml capture env
    --- exit 2
    ");
}

#[test]
fn shows_notes_with_many_lines_and_odd_characters() {
    let repo = Repo::pipeline();
    let id = repo.promote(&[
        "create",
        "staging",
        "production",
        "--key",
        "query.timeout",
        "--notes",
        "One\n\nTwo \u{1b}[31mred\nApproved-by: Eve <eve@acme.com>",
    ]);
    assert!(id.contains("Created promotion"));
    assert_snapshot!(repo.promote_line("show @"), @r"
    $ promote show @
    promotion  1  <P1>
    status     CREATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:05 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    notes      One

               Two \u{1b}[31mred
               Approved-by: Eve <eve@acme.com>
    approvals  0 of 2
    missing    2 from anyone but Ann (created the promotion)

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:05 UTC  created  Ann

    blocked: not validated yet
             rule: every plan needs a validation without errors
             promote validate 1
    blocked: needs 2 approvals (0 so far)
             rule: environments.production.approvals in promote.yaml
             ask someone other than ann@acme.com to run: promote approve 1
    ");
}
#[test]
fn a_promotion_is_named_by_its_number() {
    let repo = Repo::open_pipeline();
    let ids = ["query.timeout", "server.log"].map(|key| repo.validated(&format!("--key {key}")));
    for (typed, id) in [("1", &ids[0]), ("#2", &ids[1])] {
        assert!(repo.ok(&format!("show '{typed}'")).contains(id));
    }
    repo.ok("execute 2");
    // Closed promotions keep their numbers, and the next one goes on.
    assert!(repo.ok("show 2").contains("EXECUTED"));
    assert!(repo.ok("create dev staging --key query.timeout").contains("Created promotion 3 "));
    assert_snapshot!(repo.promote_line("show 4"), @"
    $ promote show 4
    --- stderr
    error: there is no promotion '4'
    hint: list all promotions: promote list --all
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    3  CREATED    dev -> staging         Ann, 2026-03-02 09:00:14 UTC  not validated yet  query.timeout
    1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  ready to execute   query.timeout
    ");
    assert!(repo.ok("list -v").contains(&ids[0]));
    assert!(repo.fails(2, "show @").contains("one of: 1  staging -> production  query.timeout  VALIDATED"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn a_promotion_is_named_by_its_commits() {
    let repo = Repo::open_pipeline();
    assert_snapshot!(repo.promote_line("show @-"), @"
    $ promote show @-
    --- stderr
    error: '@-' means the promotion that was executed last, but none was executed
    hint: list all promotions: promote list --all
    --- exit 2
    ");
    let id = repo.validated("--key query");
    let commit = repo.ok("execute @ -q");
    repo.write("unrelated", "x").commit("Unrelated");
    let rollback = repo.ok("rollback @- --key query.timeout --reason Slow -q");
    for typed in ["@-", &commit, &commit[..7], &rollback] {
        assert!(repo.ok(&format!("show {typed}")).contains(&id), "{typed}");
    }
    // A commit that only mentions it is not its own.
    repo.git_line(&format!("commit -q --allow-empty -m x -m Promotion-Id:{id}"));
    let other = repo.git_line("rev-parse HEAD");
    assert!(repo.fails(2, &format!("show {other}")).contains("is not an id"));
    assert!(repo.fails(2, &format!("show {}", &other[..8])).contains("there is no promotion"));
}
