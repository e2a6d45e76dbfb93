//! A remote that decides: several clones of one repository, each with its own view, and one outcome.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn continues_a_promotion_from_another_clone() {
    let repo = Repo::shared();
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout --validate"), @"
    $ promote create staging production --key query.timeout --validate
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    Promotion 1 is valid: needs 1 approval (0 so far)
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob approve @"), @"
    $ promote -C ../bob approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 1 of 1 approval, ready to execute
    --- stderr
    hint: promote execute 1
    ");
    assert_snapshot!(repo.as_user("ann").promote_line("execute @"), @"
    $ promote execute @
    Executed promotion 1 as <c1> on main
      Promote query.timeout to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    assert_snapshot!(repo.git_text("log --format=%s%d --all"), @"
    Promote query.timeout to production (HEAD -> main, origin/main)
    Execute staging to production: query.timeout (origin/promotions)
    Approve staging to production: query.timeout
    Validate staging to production: query.timeout
    Create staging to production: query.timeout
    Begin the ledger of promotions
    A remote decides
    Three environments
    ");
    assert_snapshot!(repo.git_text("-C ../origin.git log --format=%s%d --all"), @"
    Promote query.timeout to production (HEAD -> main)
    Execute staging to production: query.timeout (promotions)
    Approve staging to production: query.timeout
    Validate staging to production: query.timeout
    Create staging to production: query.timeout
    Begin the ledger of promotions
    A remote decides
    Three environments
    ");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob status"), @"
    $ promote -C ../bob status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 1 modified  last 2026-03-02 09:00:14 UTC
        1 only in production, 1 key owned by production (keep)

    No promotion is open.
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob rollback @ --reason 'It is slow'"), @"
    $ promote -C ../bob rollback @ --reason 'It is slow'
    --- stderr
    error: '@' means the only open promotion, but none is open
    hint: create a promotion: promote create SOURCE TARGET
    hint: name a closed promotion by its id: promote list --all
    --- exit 2
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob list --all"), @"
    $ promote -C ../bob list --all
    1  EXECUTED  staging -> production  Ann, 2026-03-02 09:00:12 UTC  query.timeout
    ");
    repo.fsck();
}

#[test]
fn reports_why_a_local_branch_cannot_follow() {
    let repo = Repo::shared();
    repo.git_line("-C ../bob commit -q --allow-empty -m 'Not pushed yet'");
    let promote = |key: &str| {
        repo.as_user("ann").ok(&format!("create staging production --key {key} --validate"));
        repo.as_user("cem").ok("approve @");
    };
    promote("query.timeout");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob execute @"), @"
    $ promote -C ../bob execute @
    Executed promotion 1 as cbde832855 on main
      Promote query.timeout to production
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: your branch main was not updated: the branch and origin/main have diverged
    ");
    repo.git_line("-C ../bob reset -q --hard HEAD~1");
    promote("query.cache");
    fs::write(repo.beside("bob/envs/production/application.yaml"), "mine: true\n").unwrap();
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob execute @"), @"
    $ promote -C ../bob execute @
    Executed promotion 2 as b1ff7d8019 on main
      Promote query.cache to production
    --- stderr
    hint: to roll it back: promote rollback 2 --reason TEXT
    note: your branch main was not updated: the working tree /world/bob cannot be updated: 'envs/production/application.yaml' has local changes
    ");
    repo.git_line("-C ../bob checkout -q envs");
    promote("server.log");
    // The local branch moves by both commits at once.
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob execute @"), @"
    $ promote -C ../bob execute @
    Executed promotion 3 as 057927bb5f on main
      Promote server.log to production
      files updated in /world/bob
    --- stderr
    hint: to roll it back: promote rollback 3 --reason TEXT
    ");
    assert_eq!(repo.git_line("-C ../bob status --porcelain --branch"), "## main...origin/main");
}

#[test]
fn two_clones_execute_two_promotions() {
    let repo = Repo::shared();
    let created = |key: &str| {
        let id = repo.as_user("ann").ok(&format!("create staging production --key {key} --validate -q"));
        repo.as_user("cem").ok(&format!("approve {id}"));
        id
    };
    let ids = [created("query.timeout"), created("query.cache")];
    // Bob's clone has not fetched Ann's execution.
    for (user, clone, id) in [("ann", "repo", &ids[0]), ("bob", "bob", &ids[1])] {
        repo.as_user(user).ok(&format!("-C ../{clone} execute {id}"));
    }
    assert_snapshot!(repo.as_user("bob").promote_line(&format!("-C ../bob execute {}", ids[0])), @"
    $ promote -C ../bob execute <P1>
    Promotion 1 was already executed as <c1> on main
      Promote query.timeout to production
    ");
    assert_snapshot!(repo.git_text("-C ../origin.git log --format=%an%x20%s main"), @"
    Bob Promote query.cache to production
    Ann Promote query.timeout to production
    Ann A remote decides
    Ann Three environments
    ");
}

#[test]
fn reports_why_the_remote_refuses() {
    let repo = Repo::shared();
    let id = repo.ok("create staging production --key query.timeout --validate -q");
    repo.as_user("bob").ok("approve @");
    let hook = |name: &str, script: &str| {
        let path = repo.beside("origin.git/hooks").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    hook("update", "[ $1 != refs/heads/main ] || { echo 'main takes merge requests only' >&2; exit 1; }");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: a hook of the remote 'origin' rejected the push to main (hook declined)
    caused by: remote: main takes merge requests only
    hint: if the branch accepts merge requests only, propose it for a merge request: promote execute 1 --branch
    --- exit 5
    ");
    hook("update", "[ $1 != refs/heads/promotions ] || exit 1");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: a hook of the remote 'origin' rejected the push to promotions (hook declined)
    hint: allow all users of promote to push to the ledger branch promotions; protect that branch against force pushes and deletion only
    --- exit 5
    ");
    hook("update", "exit 0");
    repo.git_line("-C ../origin.git config receive.advertiseAtomic false");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: the remote 'origin' does not support atomic pushes
    hint: use a server that supports atomic pushes (git 2.4 or later, over ssh, https or git)
    --- exit 5
    ");
    repo.git_line("-C ../origin.git config receive.advertiseAtomic true");
    fs::write(repo.beside("origin.git/refs/heads/main.lock"), "").unwrap();
    // The age of the lock depends on the machine, and git's message on its version.
    let said = repo.promote_line(&format!("execute {id}"));
    let said: Vec<_> = said.lines().filter(|line| !line.starts_with("caused by: remote: ")).collect();
    let (before, age) = said[3].rsplit_once(" and is ").unwrap();
    assert!(age.ends_with(" second old") || age.ends_with(" seconds old"), "{age}");
    let said = [&said[..3], &[before], &said[4..]].concat().join("\n");
    assert_snapshot!(said, @"
    $ promote execute <P1>
    --- stderr
    error: the branch main is locked at the remote 'origin' (atomic transaction failed)
    caused by: the lock file /world/origin.git/refs/heads/main.lock exists
    hint: if no git process is running, remove the file (rm '/world/origin.git/refs/heads/main.lock') and run the same command again
    --- exit 5
    ");
    fs::remove_file(repo.beside("origin.git/refs/heads/main.lock")).unwrap();
    fs::rename(repo.beside("origin.git"), repo.beside("moved.git")).unwrap();
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: the remote 'origin' could not be reached: '../origin.git' does not appear to be a git repository; Could not read from remote repository.
    hint: check the connection: git ls-remote origin
    hint: commands that only read can use the last fetched state: add --offline
    --- exit 5
    ");
    // The age depends on the machine.
    let said = repo.fails(2, &format!("execute {id} --offline"));
    let (age, rest) = said.split_once('\n').unwrap();
    assert!(age.starts_with("note: showing 'origin' as fetched ") && age.ends_with(" ago"), "{age}");
    assert_snapshot!(rest, @"
    error: cannot write with --offline: the ledger is at the remote 'origin'
    hint: run the command without --offline, or add --dry-run to preview it
    ");
    assert_eq!(repo.run("status --offline").code, 0);
    assert!(repo.run("show @ --offline").stderr.starts_with("note: showing 'origin' as fetched "));
    repo.git_line("remote rename origin upstream");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: this repository has no remote 'origin'
    hint: git remote add origin URL
    --- exit 2
    ");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert_eq!(repo.git_line("-C ../moved.git rev-list --count main"), "2");
}

#[test]
fn asks_the_remote_once_when_nothing_is_new() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    let asked = |line: &str| {
        let trace = repo.beside("trace");
        let mut command = repo.promote_line_command(line);
        let run = crate::support::run(command.env("GIT_TRACE", &trace), b"");
        assert_eq!(run.code, 0, "{}", run.stderr);
        let text = fs::read_to_string(&trace).unwrap();
        fs::remove_file(trace).unwrap();
        let calls = |verb: &str| text.lines().filter(|line| line.contains(&format!("built-in: git {verb} "))).count();
        [calls("ls-remote"), calls("fetch"), calls("push")]
    };
    for line in ["list", "status", "show @", "diff staging production", "configs production", "log production"] {
        assert_eq!(asked(line), [1, 0, 0], "{line}");
    }
    assert_eq!(asked("list --offline"), [0, 0, 0]);
    assert_eq!(asked(&format!("execute {id}")), [1, 0, 1]);
    // Bob's clone has to fetch what is new.
    assert_eq!(asked("-C ../bob list"), [1, 1, 0]);
    assert_eq!(asked("-C ../bob list"), [1, 0, 0]);
}

#[test]
fn gives_up_after_ten_lost_races() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    // Before each push is accepted, another commit is added to the ledger.
    let script = "#!/bin/sh\nunset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\n\
                  new=$(git commit-tree -p promotions -m 'Something else' 'promotions^{tree}')\n\
                  exec git update-ref refs/heads/promotions $new\n";
    let path = repo.beside("origin.git/hooks/pre-receive");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let before = repo.git_line("-C ../origin.git rev-list --count promotions").parse::<u32>().unwrap();
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: other processes moved refs/heads/promotions 10 times in a row, most recently Ann: Something else
    hint: run the same command again
    --- exit 4
    ");
    let after = repo.git_line("-C ../origin.git rev-list --count promotions").parse::<u32>().unwrap();
    assert_eq!((after - before, repo.git_line("-C ../origin.git rev-list --count main").as_str()), (10, "2"));
    fs::remove_file(path).unwrap();
    repo.ok(&format!("execute {id}"));
}
