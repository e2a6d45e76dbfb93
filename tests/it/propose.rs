//! `execute --branch`: a commit for a merge request; however it is merged, the next command records it.

use insta::assert_snapshot;

use crate::support::Repo;

/// Creates a validated and approved promotion of one key; returns its id.
fn ready(repo: &Repo, key: &str) -> String {
    let id = repo.as_user("ann").ok(&format!("create staging production --key {key} --validate -q"));
    repo.as_user("cem").ok(&format!("approve {id}"));
    repo.as_user("ann");
    id
}

/// Runs git commands on an updated main in Bob's clone and pushes it, as a host does on a merge.
fn merge(repo: &Repo, how: &str) {
    for line in ["fetch -q", "checkout -q main", "reset -q --hard origin/main"] {
        repo.as_user("host").git_line(&format!("-C ../bob {line}"));
    }
    how.lines().for_each(|line| drop(repo.git_line(&format!("-C ../bob {line}"))));
    repo.git_line("-C ../bob push -q origin main");
    repo.as_user("ann");
}

#[test]
fn records_a_merged_proposal() {
    let repo = Repo::shared();
    let id = ready(&repo, "query.timeout");
    assert_snapshot!(repo.promote_line(&format!("execute {id} --branch")), @"
    $ promote execute <P1> --branch
    Proposed promotion 1 as <c1> on promote/019cadc6-c960

    Promote query.timeout to production

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    --- stderr
    hint: merge promote/019cadc6-c960 into main; the next command that writes to the ledger records it
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id} --branch")), @"
    $ promote execute <P1> --branch
    Promotion 1 was already proposed as <c1> on promote/019cadc6-c960

    Promote query.timeout to production

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    --- stderr
    hint: merge promote/019cadc6-c960 into main; the next command that writes to the ledger records it
    ");
    assert_snapshot!(repo.promote_line("list"), @"
    $ promote list
    1  APPROVED  staging -> production  Ann, 2026-03-02 09:00:12 UTC  proposed on promote/019cadc6-c960  query.timeout
    ");
    let branch = repo.ok(&format!("execute {id} --branch -q"));
    merge(&repo, &format!("merge -q --no-ff origin/{branch} -m 'Merge request 12'"));
    assert_snapshot!(repo.promote_line(&format!("show {id}")), @"
    $ promote show <P1>
    promotion  1  <P1>
    status     EXECUTED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:12 UTC by Ann <ann@acme.com>
    source     <c2>
    plan       sha256:<digest>
    approvals  1 of 1: Cem
    commit     <c3>
    merged     as <c3>; author Host, committer Host; not recorded yet

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:12 UTC  created    Ann
    2026-03-02 09:00:12 UTC  validated  Ann   ok
    2026-03-02 09:00:13 UTC  approved   Cem
    2026-03-02 09:00:14 UTC  proposed   Ann   <c1> on promote/019cadc6-c960
    2026-03-02 09:00:21 UTC  executed   Host  <c3>
    ");
    // The next command that writes records the execution, with author and committer of the merge.
    repo.ok(&format!("rollback {id} --reason 'It is slow'"));
    assert_eq!(
        repo.git_text("-C ../origin.git log -2 --format=%s|%an|%cn promotions"),
        "Roll back staging to production: query.timeout|Ann|Ann\nExecute staging to production: query.timeout|Host|Host"
    );
    assert_eq!(repo.git_line("diff --stat HEAD origin/main~2"), "");
}

#[test]
fn records_a_squash_merge_onto_a_target_that_moved() {
    let repo = Repo::shared();
    let id = ready(&repo, "query.timeout");
    let branch = repo.ok(&format!("execute {id} --branch=mr/12 -q"));
    repo.write("README", "More\n").commit("Something else");
    repo.git_line("push -q origin main");
    let words = repo.git_line(&format!("log -1 --format=%B origin/{branch}"));
    std::fs::write(repo.beside("words"), words).unwrap();
    merge(&repo, &format!("merge -q --squash origin/{branch}\ncommit -q -F ../words"));
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 1 modified  last 2026-03-02 09:00:24 UTC
        1 only in production, 1 key owned by production (keep)

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    Promotion 1 was already executed as <c1> on main
      Promote query.timeout to production
      files updated in /world/repo
    ");
}

#[test]
fn does_not_record_a_merge_with_other_changes() {
    let repo = Repo::shared();
    let id = ready(&repo, "query.timeout");
    let branch = repo.ok(&format!("execute {id} --branch -q"));
    merge(
        &repo,
        &format!(
            "merge -q --no-ff --no-commit origin/{branch}\nmv promote.yaml other.yaml\nmv other.yaml promote.yaml\nrm -q envs/dev/application.yaml\ncommit -q -m Both"
        ),
    );
    assert_snapshot!(repo.promote_line(&format!("show {id} -q")), @"
    $ promote show <P1> -q
    promotion  1  <P1>
    status     APPROVED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:12 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  1 of 1: Cem
    proposed   <c2> on promote/019cadc6-c960, waiting to be merged

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:12 UTC  created    Ann
    2026-03-02 09:00:12 UTC  validated  Ann  ok
    2026-03-02 09:00:13 UTC  approved   Cem
    2026-03-02 09:00:14 UTC  proposed   Ann  <c2> on promote/019cadc6-c960

    ready to execute: promote execute 1
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: the plan of promotion 1 is stale: 1 key changed in production since the plan was made
    caused by: envs/production/application.yaml: query.timeout was 30 and is 60, changed by <c3> 'Both' (Host)
    hint: re-plan against the current target: promote refresh 1
    --- exit 4
    ");
}

#[test]
fn refuses_taken_branch_names_and_promotions_that_are_not_ready() {
    let repo = Repo::shared();
    let id = repo.ok("create staging production --key query.timeout --validate -q");
    assert_snapshot!(repo.promote_line(&format!("execute {id} --branch")), @"
    $ promote execute <P1> --branch
    --- stderr
    error: promotion 1 cannot be executed: needs 1 approval (0 so far)
    hint: ask someone other than ann@acme.com to run: promote approve 1
    --- exit 3
    ");
    repo.as_user("cem").ok("approve @");
    assert_snapshot!(repo.promote_line(&format!("execute {id} --branch=main")), @"
    $ promote execute <P1> --branch=main
    --- stderr
    error: branch main already exists at <c1> and does not belong to this promotion
    hint: use another branch name: promote execute 1 --branch=NAME
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id} --branch --dry-run")), @"
    $ promote execute <P1> --branch --dry-run
    Would propose promotion 1 on promote/019cadc6-c960

    Promote query.timeout to production

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c1>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    ");
    assert_eq!(
        repo.git_line("-C ../origin.git for-each-ref --format=%(refname)"),
        "refs/heads/main\nrefs/heads/promotions"
    );
}

#[test]
fn proposes_in_a_repository_without_a_remote() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let branch = repo.ok(&format!("execute {id} --branch -q"));
    assert_eq!(repo.git_line("diff --stat HEAD"), "");
    repo.git_line(&format!("merge -q --ff-only {branch}"));
    assert_snapshot!(repo.promote_line("list --all"), @"
    $ promote list --all
    1  EXECUTED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  query.timeout
    ");
}

#[test]
fn proposing_again_reuses_the_branch() {
    let repo = Repo::shared();
    let id = ready(&repo, "query.timeout");
    let branch = repo.ok(&format!("execute {id} --branch -q"));
    // Bob's clone does not have the commit of the proposal.
    let again = repo.as_user("bob").ok(&format!("-C ../bob execute {id} --branch"));
    assert!(again.starts_with("Promotion 1 was already proposed"), "{again}");
    // As after a kill between the two steps: the branch exists, but the ledger does not name it.
    let ledger = repo.git_line("-C ../origin.git rev-parse promotions~1");
    repo.git_line(&format!("-C ../origin.git update-ref refs/heads/promotions {ledger}"));
    let commit = repo.git_line(&format!("-C ../origin.git rev-parse {branch}"));
    let again = repo.ok(&format!("-C ../bob execute {id} --branch"));
    assert!(again.contains(&commit[..10]), "{again}");
    assert_eq!(repo.git_line(&format!("-C ../origin.git rev-parse {branch}")), commit);
    // A new plan reuses the branch of the old one.
    let text = repo.read("envs/staging/application.yaml").replace("60", "61");
    repo.as_user("ann").write("envs/staging/application.yaml", text).commit("Staging moves on");
    repo.git_line("push -q origin main");
    repo.ok(&format!("refresh {id}"));
    repo.ok(&format!("validate {id}"));
    repo.as_user("cem").ok(&format!("approve {id}"));
    assert_eq!(repo.ok(&format!("execute {id} --branch -q")), branch);
    assert_ne!(repo.git_line(&format!("-C ../origin.git rev-parse {branch}")), commit);
    assert_eq!(repo.git_line(&format!("-C ../origin.git rev-parse {branch}~1")), repo.git_line("rev-parse main"));
}

#[test]
fn ignores_merges_of_other_branches() {
    let repo = Repo::shared();
    let id = ready(&repo, "query.timeout");
    repo.ok(&format!("execute {id} --branch -q"));
    // Another branch is merged, seen from a clone that does not have the proposal.
    merge(
        &repo,
        "checkout -q -b other\ncommit -q --allow-empty -m Other\ncheckout -q main\nmerge -q --no-ff other -m 'Merge request 13'",
    );
    repo.git_in_world("clone -q --single-branch origin.git ci");
    assert!(repo.ok("-C ../ci list").contains("proposed on"));
}
