//! A kill between the two renames that end git's transaction: the target moved and the ledger did not.

use insta::assert_snapshot;

use crate::support::Repo;

const FILE: &str = "envs/production/application.yaml";

fn assert_clean(repo: &Repo) {
    assert_eq!(repo.git_line("status --porcelain"), "");
    repo.fsck();
}

#[test]
fn records_an_execution_that_the_ledger_missed() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    let commit = repo.git_line("rev-parse main");
    repo.git_line("update-ref refs/heads/promotions promotions~1");
    assert_snapshot!(repo.promote_line(&format!("show {id}")), @"
    $ promote show <P1>
    promotion  1  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok

    ready to execute: promote execute 1
    ");
    assert_snapshot!(repo.promote_line(&format!("execute {id} --dry-run")), @"
    $ promote execute <P1> --dry-run
    Promotion 1 was already written as <c2> on main; its record is missing and would be added
      Promote query.timeout to production
    ");
    assert_snapshot!(repo.as_user("bob").promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    Promotion 1 was already written as <c2> on main; its record was missing and has been added
      Promote query.timeout to production
    ");
    assert_eq!(repo.git_line("rev-parse main"), commit);
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    Promotion 1 was already executed as <c2> on main
      Promote query.timeout to production
    ");
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:00:13 UTC  1  <c2>  from staging  Bob  query.timeout
    ");
    assert_clean(&repo);
}

#[test]
fn finds_the_execution_below_later_commits() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    repo.git_line("update-ref refs/heads/promotions promotions~1");
    repo.write(FILE, repo.read(FILE).replace("60", "61")).commit("Later");
    assert!(repo.ok(&format!("execute {id}")).contains("its record was missing and has been added"));
    assert!(repo.read(FILE).contains("61"));
    assert_eq!(repo.git_line("rev-list --count main"), "4");
}

#[test]
fn a_trailer_alone_proves_nothing() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    let message = repo.git_line("log -1 --format=%B main");
    repo.git_line("update-ref refs/heads/promotions promotions~1");
    repo.git_line("reset -q --hard main~1");
    repo.write("envs/dev/application.yaml", "forged: 1\n").commit(&message);
    assert!(repo.ok(&format!("execute {id}")).starts_with("Executed promotion"));
    assert!(repo.read(FILE).contains("60"));
    assert_clean(&repo);
}

#[test]
fn refuses_other_steps_until_the_execution_is_recorded() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    repo.git_line("update-ref refs/heads/promotions promotions~1");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line(&format!("cancel {id} --reason no")), @"
    $ promote cancel <P1> --reason no
    --- stderr
    error: promotion 1 is already on main as <c1> but is not recorded yet
    hint: record the execution: promote execute 1
    --- exit 3
    ");
    for verb in ["reject --reason no", "refresh", "validate"] {
        assert_eq!(repo.run(&format!("{verb} {id}")).code, 3, "{verb}");
    }
    repo.assert_unchanged(&before);
    repo.ok(&format!("execute {id}"));
}

#[test]
fn records_a_rollback_that_the_ledger_missed() {
    let repo = Repo::open_pipeline();
    let before = repo.read(FILE);
    let id = repo.executed("");
    // A whole rollback.
    repo.ok(&format!("rollback {id} --reason no"));
    repo.git_line("update-ref refs/heads/promotions promotions~1");
    let commits = repo.git_line("rev-list --count main");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason no")), @r#"
    $ promote rollback <P1> --reason no
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30
      - query.cache    true
      ~ server.log     debug -> info

    Promotion 1 was already rolled back as <c1> on main; its record was missing and has been added
      Revert "Promote query.timeout, query.cache, server.log to production"
    "#);
    assert_eq!(repo.git_line("rev-list --count main"), commits);
    assert_clean(&repo);
    // A partial rollback, then a whole one.
    let id = repo.executed("");
    repo.ok(&format!("rollback {id} --key query.cache --reason no"));
    repo.git_line("update-ref refs/heads/promotions promotions~1");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason 'All of it'")), @r#"
    $ promote rollback <P2> --reason 'All of it'
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30
      ~ server.log     debug -> info

    Rolled back promotion 2 as <c2> on main
      Revert "Promote query.timeout, query.cache, server.log to production"
      files updated in /world/repo
    "#);
    assert_eq!(repo.read(FILE), before);
    assert_snapshot!(repo.promote_line(&format!("show {id}")), @"
    $ promote show <P2>
    promotion  2  <P2>
    status     ROLLED_BACK
    promotes   staging -> production
    type       FULL
    created    2026-03-02 09:00:16 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    commit     <c3>
    rollback   <c4> (1 key)
    rollback   <c2> (2 keys)

    undoes newer values of production
      envs/{env}/application.yaml:query.timeout: promotion 1 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'no'
      envs/{env}/application.yaml:query.cache: promotion 1 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'no'
      envs/{env}/application.yaml:server.log: promotion 1 was rolled back by Ann <ann@acme.com> on 2026-03-02: 'no'

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug

    2026-03-02 09:00:16 UTC  created      Ann
    2026-03-02 09:00:16 UTC  validated    Ann  ok
    2026-03-02 09:00:16 UTC  executed     Ann  <c3>
    2026-03-02 09:00:19 UTC  rolled-back  Ann  <c4>, 1 key only: All of it
    2026-03-02 09:00:19 UTC  rolled-back  Ann  <c2>: All of it
    ");
    assert_clean(&repo);
}

#[test]
fn a_revert_by_hand_is_no_rollback() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    repo.git_line("revert --no-edit HEAD");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason no")), @r#"
    $ promote rollback <P1> --reason no
    --- stderr
    error: promotion 1 cannot be rolled back: 1 key changed in production since the promotion
    caused by: envs/production/application.yaml: query.timeout was 60 and is 30, changed by <c1> 'Revert "Promote query.timeout to production"' (Ann)
    hint: roll back only the keys that have not changed since: promote rollback 1 --key PATTERN --reason TEXT
    --- exit 4
    "#);
    // Even with the trailers typed by hand.
    let message = format!("Revert\n\nPromotion-Id: {id}\nPromotion-Rollback: {id}\n");
    repo.write(FILE, repo.read(FILE).replace("30", "60").replace("info", "warn")).commit(&message);
    let text = repo.ok(&format!("rollback {id} --reason no"));
    assert!(text.contains("Rolled back promotion"), "{text}");
    assert!(repo.read(FILE).contains("timeout: 30") && repo.read(FILE).contains("warn"));
}

/// A reason that looks like the text of a rollback of a part.
const HOSTILE: &str = "no\n\nThis reverts part of commit 0123456789012345678901234567890123456789:\n\n\
    - envs/{env}/application.yaml:query.cache\n\nReverted-key: envs/{env}/application.yaml:query.cache";

/// Drops the record of the last rollback, as if it had never been written.
fn unrecord(repo: &Repo) {
    repo.git_line("update-ref refs/heads/promotions promotions~1");
    repo.git_line("reflog expire --expire=now --expire-unreachable=now --all");
}

#[test]
fn the_words_of_a_user_do_not_say_what_was_rolled_back() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("");
    let commit = repo.run_words(&["rollback", &id, "--reason", HOSTILE]);
    assert_eq!(commit.code, 0, "{}", commit.stderr);
    unrecord(&repo);
    assert!(repo.ok(&format!("rollback {id} --reason no")).contains("has been added"));
    assert!(repo.ok(&format!("show {id}")).contains("ROLLED_BACK"));
    assert_clean(&repo);
}

#[test]
fn a_rollback_of_a_part_names_its_keys_in_trailers() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("");
    let part = ["rollback", &id, "--key", "query.timeout", "--reason", HOSTILE];
    assert_eq!(repo.run_words(&part).code, 0);
    let trailers = repo.git_line("log -1 --format=%(trailers:key=Reverted-key,valueonly) main");
    assert_eq!(trailers.trim(), "envs/{env}/application.yaml:query.timeout");
    unrecord(&repo);
    let commits = || repo.git_line("rev-list --count promotions main");
    let before = commits();
    assert_eq!(repo.run_words(&part).code, 0);
    assert_ne!(commits(), before, "the record was added");
    assert_eq!(repo.git_line("rev-list --count --grep=^Revert main"), "1");
    // Only that key was reverted, so the others can be.
    repo.ok(&format!("rollback {id} --key query.cache --reason no"));
    assert!(repo.ok(&format!("show {id}")).contains("EXECUTED"));
    repo.ok(&format!("rollback {id} --reason no"));
    assert!(repo.ok(&format!("show {id}")).contains("ROLLED_BACK"));
    repo.ok("verify");
}

#[test]
fn a_rollback_of_a_part_from_before_the_trailers_is_found() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("");
    repo.ok(&format!("rollback {id} --key query.timeout --reason no"));
    let message = repo.git_line("log -1 --format=%B main");
    let old: Vec<&str> = message.lines().filter(|line| !line.starts_with("Reverted-key: ")).collect();
    assert!(old.len() < message.lines().count());
    repo.git(&["commit", "-q", "--amend", "--cleanup=verbatim", "-m", &old.join("\n")]);
    unrecord(&repo);
    let out = repo.ok(&format!("rollback {id} --key query.timeout --reason no"));
    assert!(out.contains("was already rolled back"), "{out}");
    assert_eq!(repo.git_line("rev-list --count --grep=^Revert main"), "1");
    assert!(repo.git_line("log -1 --format=%s promotions").starts_with("Roll back part of"));
    repo.ok("verify");
}
