//! Reading commands write nothing: no ref moves, even if a merged proposal is not recorded yet.

use insta::assert_snapshot;

use crate::support::Repo;

/// All refs, of the clone and of the remote.
fn refs(repo: &Repo) -> String {
    format!("{}{}", repo.git_text("for-each-ref"), repo.git_text("-C ../origin.git for-each-ref"))
}

/// A repository in which a host has merged the proposal of a promotion, and its id. Ann has fetched the merge.
fn merged() -> (Repo, String) {
    let repo = Repo::shared();
    let id = repo.as_user("ann").ok("create staging production --key query.timeout --validate -q");
    repo.as_user("cem").ok(&format!("approve {id}"));
    let branch = repo.as_user("ann").ok(&format!("execute {id} --branch -q"));
    for line in ["fetch -q", "checkout -q main", "reset -q --hard origin/main"] {
        repo.as_user("host").git_line(&format!("-C ../bob {line}"));
    }
    repo.git_line(&format!("-C ../bob merge -q --no-ff origin/{branch} -m Merge"));
    repo.git_line("-C ../bob push -q origin main");
    repo.as_user("ann").git_line("fetch -q");
    (repo, id)
}

#[test]
fn reading_commands_move_no_ref() {
    let (repo, id) = merged();
    let before = refs(&repo);
    for line in [
        "status",
        "check",
        "check --rev HEAD",
        "suggest",
        "list",
        "hold",
        "list --all",
        "log production",
        "log production --since 1d -o csv",
        "stats production",
        "events",
        "diff staging production",
        "diff staging production --changed",
        "configs production",
        "matrix",
        "matrix --differs",
        "get query.timeout",
        "history query.timeout",
        "blame envs/production/application.yaml",
        "why query.timeout",
        "report --html -",
        "validate --dry-run --all-open",
        "create staging production --dry-run",
    ] {
        repo.promote_line(line);
        assert_eq!(refs(&repo), before, "{line} moved a ref");
    }
    let again = [format!("show {id} -o json"), format!("execute {id} --dry-run"), format!("request {id}")];
    for line in [format!("show {id}")].into_iter().chain(again) {
        repo.promote_line(&line);
        assert_eq!(refs(&repo), before, "{line} moved a ref");
    }
}

#[test]
fn an_unrecorded_merge_is_shown_as_executed() {
    let (repo, id) = merged();
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("list --all"), @"
    $ promote list --all
    1  EXECUTED  staging -> production  Ann, 2026-03-02 09:00:12 UTC  query.timeout
    ");
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:00:18 UTC  1  <c1>  from staging  Host  query.timeout
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 1 modified  last 2026-03-02 09:00:18 UTC
        1 only in production, 1 key owned by production (keep)

    No promotion is open.
    ");
    let shown: serde_json::Value = serde_json::from_str(&repo.ok(&format!("show {id} -o json"))).unwrap();
    assert_eq!((&shown["status"], &shown["merged"]["author"]["name"]), (&"EXECUTED".into(), &"Host".into()));
    assert_eq!(shown["merged"]["commit"], shown["commit"]);
}

#[test]
fn the_next_command_that_writes_records_the_merge() {
    let (repo, id) = merged();
    let other = repo.ok("create dev staging -q");
    assert_ne!(id, other);
    assert_snapshot!(repo.git_text("-C ../origin.git log -2 --format=%s|%an|%cn promotions"), @"
    Create dev to staging: query.timeout|Ann|Ann
    Execute staging to production: query.timeout|Host|Host
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    Promotion 1 was already executed as <c1> on main
      Merge
      files updated in /world/repo
    ");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      2 promotions  6 events
    staging     0 promotions
    production  1 promotion

    Verified: no findings.
    ");
}

#[test]
fn a_merge_that_the_policy_refuses_is_reported_and_not_recorded() {
    let (repo, id) = merged();
    repo.git_line("reset -q --hard origin/main");
    let policy = repo.read("promote.yaml").replace("required: 1", "required: 2");
    repo.write("promote.yaml", policy).commit("Two approvals");
    repo.git_line("push -q origin HEAD:main");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:12 UTC  needs 2 approvals (1 so far)  query.timeout
    --- stderr
    note: promotion 1 was merged into main and cannot be recorded: needs 2 approvals (1 so far); ask someone other than ann@acme.com to run: promote approve 1
    ");
    let before = refs(&repo);
    repo.ok("create dev staging -q");
    assert_snapshot!(repo.git_text("-C ../origin.git log -1 --format=%s promotions"), @"Create dev to staging: query.timeout");
    assert_ne!(refs(&repo), before);
    assert_snapshot!(repo.promote_line(&format!("show {id} -q")), @"
    $ promote show <P1> -q
    promotion  1  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:12 UTC by Ann <ann@acme.com>
    source     <c5>
    plan       sha256:<digest>
    approvals  1 of 2: Cem
    missing    1 from anyone but Ann (created the promotion)
    proposed   <c2> on promote/019cadc6-c960; merged into main, not recorded

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:12 UTC  created    Ann
    2026-03-02 09:00:12 UTC  validated  Ann  ok
    2026-03-02 09:00:13 UTC  approved   Cem
    2026-03-02 09:00:14 UTC  proposed   Ann  <c2> on promote/019cadc6-c960

    blocked: needs 2 approvals (1 so far)
             rule: environments.production.approvals in promote.yaml
             ask someone other than ann@acme.com to run: promote approve 1
    --- stderr
    note: promotion 1 was merged into main and cannot be recorded: needs 2 approvals (1 so far); ask someone other than ann@acme.com to run: promote approve 1
    ");
}

#[test]
fn at_names_the_promotion_whose_merge_the_command_records() {
    let (repo, _) = merged();
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    Promotion 1 was already executed as <c1> on main
      Merge
      files updated in /world/repo
    ");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: '@' means the only open promotion, but none is open
    hint: create a promotion: promote create SOURCE TARGET
    hint: name a closed promotion by its id: promote list --all
    --- exit 2
    ");
}
