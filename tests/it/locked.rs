//! Locks left by a killed git, in a clone and at the remote: reported with their age and a command to remove them.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use insta::assert_snapshot;

use crate::support::Repo;

/// Creates a lock file that is an hour old.
fn old_lock(path: PathBuf) -> PathBuf {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(&path).unwrap().set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
    path
}

#[test]
fn reports_a_lock_in_the_way_of_a_fetch() {
    let repo = Repo::open_shared();
    repo.ok("create staging production --key query.timeout");
    let lock = old_lock(repo.beside("bob/.git/refs/remotes/origin/promotions.lock"));
    // Bob's clone has not fetched the promotion yet.
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob list"), @"
    $ promote -C ../bob list
    --- stderr
    error: the lock file /world/bob/.git/refs/remotes/origin/promotions.lock exists and is 60 minutes old
    hint: if no git process is running, remove the file (rm '/world/bob/.git/refs/remotes/origin/promotions.lock') and run the same command again
    --- exit 5
    ");
    assert_eq!(repo.run("-C ../bob list --offline").code, 0);
    fs::remove_file(lock).unwrap();
    assert!(repo.ok("-C ../bob list").contains("CREATED"));
}

#[test]
fn reports_a_lock_at_the_remote() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    let before = repo.git_line("-C ../origin.git for-each-ref");
    for name in ["main", "promotions"] {
        let lock = old_lock(repo.beside(&format!("origin.git/refs/heads/{name}.lock")));
        let run = repo.run(&format!("execute {id}"));
        assert_eq!(run.code, 5, "{}", run.stderr);
        let path = lock.display();
        assert!(run.stderr.contains(&format!("the lock file {path} exists and is 60 minutes old")), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("rm '{path}'")), "{}", run.stderr);
        assert_eq!(repo.git_line("-C ../origin.git for-each-ref"), before);
        fs::remove_file(lock).unwrap();
    }
    repo.ok(&format!("execute {id}"));
}

#[test]
fn reports_a_lock_on_the_local_branch_or_index() {
    let repo = Repo::open_shared();
    for name in ["refs/heads/main", "index"] {
        let id = repo.validated("--key query.timeout");
        let lock = old_lock(repo.root().join(format!(".git/{name}.lock")));
        let run = repo.run(&format!("execute {id} -q"));
        // The execution is done at the remote; only this clone's branch and files could not follow.
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(
            run.stderr
                .contains(&format!("note: your branch main was not updated: the lock file {} exists", lock.display())),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains("rm '"), "{}", run.stderr);
        if name != "index" {
            assert_eq!(repo.git_line("status --porcelain"), "");
        }
        fs::remove_file(lock).unwrap();
        repo.ok(&format!("execute {id}"));
        assert_eq!(
            (repo.git_line("status --porcelain"), repo.git_line("rev-parse main")),
            (String::new(), repo.git_line("rev-parse origin/main"))
        );
        repo.ok(&format!("rollback {id} --reason 'Once more'"));
    }
}
