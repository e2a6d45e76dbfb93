//! Read-only folders, in a clone and at the remote: a clear error, and nothing half done.

use insta::assert_snapshot;

use crate::support::Repo;

/// Runs a line with one folder read-only, and asserts that nothing moved; returns standard error.
fn closed(repo: &Repo, folder: &str, line: &str) -> Option<String> {
    let there = || {
        if repo.beside("origin.git").exists() { repo.git_line("-C ../origin.git for-each-ref") } else { String::new() }
    };
    let before = (repo.git_line("for-each-ref refs/heads"), there());
    let run = repo.with_read_only(folder, line)?;
    assert_eq!(run.code, 5, "{folder}: {}", repo.describe(line, &run));
    assert_eq!((repo.git_line("for-each-ref refs/heads"), there()), before, "{folder}");
    assert_eq!(repo.git_line("status --porcelain"), "", "{folder}");
    repo.fsck();
    let lines = run.stderr.lines().filter(|line| !line.contains("incoming-") && !line.contains("tmp_obj"));
    let said = repo.normalise(&lines.map(|line| format!("{line}\n")).collect::<String>());
    // The folder of an object depends on its content.
    Some(said.lines().fold(String::new(), |all, line| match line.split_once("/objects/") {
        Some((root, _)) => format!("{all}{root}/objects/..\n"),
        None => format!("{all}{line}\n"),
    }))
}

#[test]
fn reports_read_only_folders_of_a_repository() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let execute = format!("execute {id}");
    let folders =
        ["repo/.git/objects", "repo/.git/refs/heads", "repo/.git/promote", "repo/envs/production", "repo/.git"];
    let Some(said) = folders
        .iter()
        .map(|folder| Some(format!("{folder}\n{}", closed(&repo, folder, &execute)?)))
        .collect::<Option<Vec<_>>>()
    else {
        eprintln!("skipped: permissions cannot be taken away here");
        return;
    };
    assert_snapshot!(said.join("\n"), @"
    repo/.git/objects
    error: could not create /world/repo/.git/objects/..
    caused by: Permission denied (os error 13)

    repo/.git/refs/heads
    error: the repository is not writable: prepare: cannot lock ref 'refs/heads/main': Unable to create '/world/repo/.git/refs/heads/main.lock': Permission denied
    hint: nothing was written; when the cause is fixed, run the same command again

    repo/.git/promote
    error: could not create the lock file /world/repo/.git/promote/checkout.lock
    caused by: Permission denied (os error 13)
    hint: nothing was written; when the cause is fixed, run the same command again

    repo/envs/production
    error: the working tree /world/repo cannot be updated: the directory /world/repo/envs/production is not writable
    hint: check its permissions: ls -ld '/world/repo/envs/production'

    repo/.git
    error: could not create the lock file /world/repo/.git/promote/checkout.lock
    caused by: Permission denied (os error 13)
    hint: nothing was written; when the cause is fixed, run the same command again
    ");
    repo.ok(&execute);
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn reports_read_only_folders_of_a_remote() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    let execute = format!("execute {id}");
    let folders = ["origin.git/objects", "origin.git/refs/heads", "repo/.git/objects"];
    let Some(said) = folders
        .iter()
        .map(|folder| Some(format!("{folder}\n{}", closed(&repo, folder, &execute)?)))
        .collect::<Option<Vec<_>>>()
    else {
        return;
    };
    assert_snapshot!(said.join("\n"), @"
    origin.git/objects
    error: the remote 'origin' could not store the push to main (unpacker error)
    caused by: remote: unable to create temporary object directory
    hint: ask the administrator of the server to free space and check write permissions

    origin.git/refs/heads
    error: the remote 'origin' could not store the push to main (atomic transaction failed)
    caused by: remote: error: cannot lock ref 'refs/heads/main': Unable to create '/world/origin.git/./refs/heads/main.lock': Permission denied
    hint: ask the administrator of the server to free space and check write permissions

    repo/.git/objects
    error: could not create /world/repo/.git/objects/..
    caused by: Permission denied (os error 13)
    ");
    // A read-only folder of this clone does not block the execution at the remote.
    let run = repo.with_read_only("repo/envs/production", &execute).unwrap();
    assert_snapshot!(repo.describe(&execute, &run), @"
    $ promote execute <P1>
    Executed promotion 1 as <c1> on main
      Promote query.timeout to production
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: your branch main was not updated: the working tree /world/repo cannot be updated: the directory /world/repo/envs/production is not writable
    ");
    repo.ok(&execute);
    assert_eq!(
        (repo.git_line("status --porcelain"), repo.git_line("rev-parse main")),
        (String::new(), repo.git_line("rev-parse origin/main"))
    );
}
