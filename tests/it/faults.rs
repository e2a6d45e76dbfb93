//! Full disks, dying remotes, jumping clocks: a clear error, nothing half done, and the same command completes when run
//! again.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::support::{Repo, Run, run};

/// Runs a command with a file size limit of 0, which acts like a full disk.
fn on_a_full_disk(repo: &Repo, line: &str) -> Run {
    let command = repo.promote_command(&[]);
    let program = command.get_program().to_owned();
    let mut shell = repo.command("sh");
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f 0; exec \"$0\" {line}")).arg(program);
    run(&mut shell, b"")
}

fn hook(repo: &Repo, name: &str, script: &str) {
    let path = repo.beside("origin.git/hooks").join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_full_disk_leaves_everything_unchanged() {
    for repo in [Repo::open_pipeline(), Repo::open_shared()] {
        let id = repo.validated("--key query.timeout");
        let before = repo.everything();
        for line in
            [format!("execute {id}"), format!("cancel {id} --reason no"), "create staging production".to_owned()]
        {
            let run = on_a_full_disk(&repo, &line);
            assert_eq!(run.code, 5, "{}", repo.describe(&line, &run));
            assert!(run.stderr.contains("File too large"), "{}", run.stderr);
        }
        repo.assert_unchanged(&before);
        // Commands that write nothing work.
        assert_eq!(on_a_full_disk(&repo, "status").code, 0);
        repo.ok(&format!("execute {id}"));
        repo.fsck();
    }
}

#[test]
fn a_remote_that_dies_before_the_push_changes_nothing() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    let (refs, there) = (repo.refs(), repo.git_line("-C ../origin.git for-each-ref"));
    hook(&repo, "pre-receive", "kill -9 $PPID");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: the remote 'origin' could not be reached: Killed; send-pack: unexpected disconnect while reading sideband packet; the remote end hung up unexpectedly
    hint: check the connection: git ls-remote origin
    hint: run the same command again: the remote may have accepted the push
    --- exit 5
    ");
    assert_eq!((repo.refs(), repo.git_line("-C ../origin.git for-each-ref")), (refs, there));
    hook(&repo, "pre-receive", "exit 0");
    repo.ok(&format!("execute {id}"));
}

#[test]
fn an_execution_counts_if_the_remote_dies_after_the_push() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    hook(&repo, "post-receive", "kill -9 $PPID");
    // The remote moved its refs before it died, and that decides.
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    Executed promotion 1 as <c1> on main
      Promote query.timeout to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    hook(&repo, "post-receive", "exit 0");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    Promotion 1 was already executed as <c1> on main
      Promote query.timeout to production
    ");
    assert_eq!(repo.git_line("-C ../origin.git rev-list --count main"), "3");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert_eq!(
        repo.git_line("rev-parse main origin/main origin/promotions"),
        repo.git_line("-C ../origin.git rev-parse main main promotions")
    );
}

#[test]
fn the_order_of_the_ledger_counts_not_clocks() {
    let repo = Repo::shared();
    let id = repo.ok("create staging production --key query.timeout --overwrite --validate -q");
    // Bob's clock is four minutes behind and Cem's four ahead; only the order of the ledger counts.
    let at = |user: &str, seconds: i64, line: &str| {
        repo.pass(seconds);
        let code = repo.as_user(user).run(line).code;
        repo.pass(-seconds);
        code
    };
    assert_eq!(at("bob", -240, &format!("approve {id}")), 0);
    assert_eq!(at("cem", 240, &format!("execute {id}")), 0);
    assert_eq!(at("cem", -240, &format!("rollback {id} --reason no")), 0);
    assert_snapshot!(repo.git_text("log --format=%ad%x20%s --date=format:%H:%M:%S origin/promotions"), @"
    09:04:14 Roll back staging to production: query.timeout
    09:04:14 Execute staging to production: query.timeout
    09:00:12 Approve staging to production: query.timeout
    09:00:12 Validate staging to production: query.timeout
    09:00:12 Create staging to production: query.timeout
    09:00:12 Begin the ledger of promotions
    ");
    let second = repo.as_user("ann").ok("create staging production --key query.timeout --overwrite --validate -q");
    assert_eq!(at("bob", -240, &format!("approve {second}")), 0);
    assert_eq!(at("cem", -240, &format!("execute {second}")), 0);
    assert_snapshot!(repo.as_user("ann").promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:04:14 UTC  2  <c1>  from staging  Cem               query.timeout
    2026-03-02 09:04:14 UTC  1  <c2>  from staging  Cem  rolled back  query.timeout
    ");
    // The order of creation does not count, either.
    let ids = ["cache", "retries"].map(|key| {
        repo.write("envs/staging/application.yaml", repo.read("envs/staging/application.yaml").replace("3\n", "4\n"));
        repo.commit("More retries");
        repo.git_line("push -q origin main");
        let id =
            repo.as_user("ann").ok(&format!("create staging production --key query.{key} --overwrite --validate -q"));
        repo.as_user("bob").ok(&format!("approve {id}"));
        id
    });
    assert_eq!(at("cem", -240, &format!("execute {}", ids[1])), 0);
    assert_eq!(at("cem", -200, &format!("execute {}", ids[0])), 0);
    let log = repo.as_user("ann").ok("log production -o json");
    let order: Vec<usize> = [&ids[0], &ids[1], &second, &id].iter().map(|id| log.find(id.as_str()).unwrap()).collect();
    assert!(order.is_sorted(), "{log}");
    let status = repo.ok("status -o json");
    assert!(status.contains(ids[0].as_str()) && !status.contains(ids[1].as_str()), "{status}");
}
