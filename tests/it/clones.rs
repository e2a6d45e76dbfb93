//! Clones as CI makes them, where a remote decides: commands work, or say in one sentence what to fetch.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn works_in_a_detached_single_branch_clone() {
    let repo = Repo::shared();
    let id = repo.ok("create staging production --key query.timeout --validate -q");
    repo.git_in_world("clone -q --single-branch --branch main origin.git ci");
    repo.git_line("-C ../ci checkout -q --detach");
    repo.git_line("-C ../ci branch -q -D main");
    assert_eq!(repo.ok("-C ../ci list -q"), id);
    repo.as_user("bob").ok("-C ../ci approve @");
    repo.ok("-C ../ci execute @");
    assert_snapshot!(repo.git_text("-C ../origin.git log -1 --format=%s%n%an main"), @"
    Promote query.timeout to production
    Bob
    ");
    // The checked-out files are untouched.
    assert_snapshot!(repo.git_text("-C ../ci status --porcelain --branch"), @"## HEAD (no branch)");
}

#[test]
fn finds_the_policy_at_the_remote_from_another_branch() {
    let repo = Repo::shared();
    repo.git_line("push -q origin main~1:refs/heads/app");
    repo.git_line("push -q origin --delete app");
    repo.git_line("checkout -q --orphan app");
    repo.git_line("rm -rfq .");
    repo.write("main.rs", "fn main() {}\n");
    repo.commit("An application");
    repo.git_line("push -q origin app");
    repo.git_in_world("clone -q --single-branch --branch app origin.git ci");
    assert_snapshot!(repo.promote_line("-C ../ci status"), @"
    $ promote -C ../ci status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    No promotion is open.
    ");
    // The fetched state is kept for `--offline`.
    let run = repo.run("-C ../ci status --offline");
    assert_eq!((run.code, run.stdout), (0, repo.run("-C ../ci status").stdout), "{}", run.stderr);
    assert!(run.stderr.starts_with("note: showing 'origin' as fetched "), "{}", run.stderr);
}

#[test]
fn works_in_a_clone_without_blobs() {
    let repo = Repo::shared();
    repo.git_line("-C ../origin.git config uploadpack.allowFilter true");
    repo.git_line("-C ../origin.git config uploadpack.allowAnySHA1InWant true");
    let origin = format!("file://{}", repo.beside("origin.git").display());
    repo.git(&[
        "clone",
        "-q",
        "--filter=blob:none",
        "--no-checkout",
        &origin,
        &repo.beside("ci").display().to_string(),
    ]);
    assert_snapshot!(repo.promote_line("-C ../ci diff staging production"), @"
    $ promote -C ../ci diff staging production
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug
      - server.region  eu-west-1  (only in production)

    staging -> production: 1 added, 2 modified, 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    ");
    assert_snapshot!(repo.promote_line("-C ../ci configs staging"), @"
    $ promote -C ../ci configs staging
    envs/{env}/application.yaml
      bfcecf44  query.timeout    60
      c7b042a4  query.retries    3
      d4042f3e  query.cache      true
      58b9aa60  server.replicas  2
      041eec02  server.log       debug

    staging: 5 keys in 1 file
    ");
    repo.ok("-C ../ci create staging production --key query.timeout --validate");
    repo.as_user("bob").ok("-C ../ci approve @");
    repo.ok("-C ../ci execute @");
}

#[test]
fn a_shallow_ledger_still_tells_all_executions() {
    let repo = Repo::open_shared();
    for key in ["query.timeout", "query.cache"] {
        repo.executed(&format!("--key {key}"));
        repo.pass(60);
    }
    repo.ok("rollback 2 --reason 'Too slow'");
    let origin = format!("file://{}", repo.beside("origin.git").display());
    let clone = ["clone", "-q", "--depth=1", "--no-single-branch", &origin];
    repo.git(&[&clone as &[&str], &[&repo.beside("ci").display().to_string()]].concat());
    let (whole, cut) = (repo.ok("log production"), repo.ok("-C ../ci log production"));
    assert_eq!(cut, whole);
    assert_eq!(whole.lines().count(), 2, "{whole}");
    assert_eq!(repo.ok("-C ../ci show @-"), repo.ok("show @-"));
    // The one that was rolled back is not the last.
    let last = |place: &str| {
        let status = repo.ok(&format!("{place} status"));
        let line = status.lines().find(|line| line.starts_with("staging -> production")).unwrap().to_owned();
        line.split_once("last ").unwrap().1.to_owned()
    };
    assert_eq!(last("-C ../ci"), last("-C ."));
    let second = whole.lines().next().unwrap();
    assert!(!second.starts_with(&last("-C .")), "{whole}\n{}", last("-C ."));
}

#[test]
fn works_in_a_shallow_clone_or_asks_for_its_history() {
    let repo = Repo::shared();
    let id = repo.ok("create staging production --key query.timeout --validate -q");
    for n in 0..3 {
        repo.write("README", format!("{n}")).commit("More");
    }
    repo.git_line("push -q origin main");
    let origin = format!("file://{}", repo.beside("origin.git").display());
    repo.git(&["clone", "-q", "--depth=1", &origin, &repo.beside("ci").display().to_string()]);
    assert_snapshot!(repo.promote_line("-C ../ci diff staging production --stat"), @"
    $ promote -C ../ci diff staging production --stat
    envs/{env}/application.yaml     4  +1 ~2 -1
    staging -> production: 1 added, 2 modified, 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    ");
    repo.as_user("bob");
    assert_snapshot!(repo.promote_line(&format!("-C ../ci approve {id}")), @"
    $ promote -C ../ci approve <P1>
    --- stderr
    error: this clone is shallow and lacks the required history
    hint: fetch the missing history: git fetch --unshallow
    --- exit 5
    ");
    assert_snapshot!(repo.promote_line(&format!("-C ../ci execute {id}")), @"
    $ promote -C ../ci execute <P1>
    --- stderr
    error: this clone is shallow and lacks the required history
    hint: fetch the missing history: git fetch --unshallow
    --- exit 5
    ");
    repo.git_line("-C ../ci fetch -q --unshallow");
    repo.ok(&format!("-C ../ci approve {id}"));
    assert_snapshot!(repo.promote_line(&format!("-C ../ci execute {id}")), @"
    $ promote -C ../ci execute <P1>
    Executed promotion 1 as b52de5013f on main
      Promote query.timeout to production
      files updated in /world/ci
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    // The rollback needs more history than another shallow clone has.
    repo.write("README", "3").commit("More");
    repo.git_line("fetch -q");
    repo.git_line("rebase -q origin/main");
    repo.git_line("push -q origin main");
    repo.git(&["clone", "-q", "--depth=1", &origin, &repo.beside("ci2").display().to_string()]);
    assert_snapshot!(repo.promote_line(&format!("-C ../ci2 rollback {id} --reason no")), @"
    $ promote -C ../ci2 rollback <P1> --reason no
    --- stderr
    error: this clone is shallow and lacks the required history
    hint: fetch the missing history: git fetch --unshallow
    --- exit 5
    ");
    assert_snapshot!(repo.promote_line("-C ../ci2 diff staging@HEAD~2 production"), @"
    $ promote -C ../ci2 diff staging@HEAD~2 production
    --- stderr
    error: 'HEAD~2' in 'staging@HEAD~2' is not a commit
    hint: if the commit is missing because this clone is shallow: git fetch --unshallow
    --- exit 2
    ");
    assert_eq!(repo.run("-C ../ci2 list --all").code, 0);
    repo.git_line("-C ../ci2 fetch -q --unshallow");
    repo.ok(&format!("-C ../ci2 rollback {id} --reason no"));
}

#[test]
fn notes_that_a_shallow_clone_cannot_see_a_merge() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    repo.ok(&format!("execute {id} --branch -q"));
    for n in 0..2 {
        repo.write("README", format!("{n}")).commit("More");
    }
    repo.git_line("push -q origin main");
    let origin = format!("file://{}", repo.beside("origin.git").display());
    repo.git(&["clone", "-q", "--depth=1", &origin, &repo.beside("ci").display().to_string()]);
    // A reading command prints a note and shows the rest.
    assert_snapshot!(repo.promote_line("-C ../ci list"), @"
    $ promote -C ../ci list
    1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:12 UTC  proposed on promote/019cadc6-c960  query.timeout
    --- stderr
    note: cannot check whether promotion 1 was merged into main: this clone is shallow and lacks the required history; fetch the missing history: git fetch --unshallow
    ");
}

#[test]
fn reports_an_environment_without_a_branch() {
    let repo = Repo::open_shared();
    let policy = repo.read("promote.yaml").replace("  production:\n", "  production:\n    branch: prod\n");
    repo.policy(&policy).commit("Production has a branch");
    repo.git_line("push -q origin main");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    --- stderr
    error: the branch prod of environment production does not exist
    hint: create the branch at the remote: git push origin COMMIT:refs/heads/prod
    --- exit 2
    ");
    repo.policy(&policy.replace("remote: origin\n", "")).commit("Everybody decides");
    repo.git_line("push -q origin main main:refs/heads/prod");
    repo.git_in_world("clone -q --single-branch --branch main origin.git ci");
    assert_snapshot!(repo.promote_line("-C ../ci diff staging production"), @"
    $ promote -C ../ci diff staging production
    --- stderr
    error: the branch prod of environment production does not exist
    hint: fetch the branch if a remote has it: git fetch origin prod:prod
    --- exit 2
    ");
    repo.git_line("-C ../ci fetch -q origin prod:prod");
    assert_eq!(repo.run("-C ../ci diff staging production").code, 0);
}
