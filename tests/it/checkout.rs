//! Checked-out files follow their branch, or the command refuses before it writes anything.

use std::fs;

use insta::assert_snapshot;

use crate::support::Repo;

const FILE: &str = "envs/production/application.yaml";

/// Validates a promotion of one key and of a new file; returns its id.
fn ready(repo: &Repo) -> String {
    repo.write("envs/staging/new.yaml", "a: 1\n").commit("A new file");
    repo.validated("--key query.timeout --key new.yaml:*")
}

/// Asserts that `execute` refuses and writes nothing, and that it works after `cure`; returns the transcript.
fn refused_until(repo: &Repo, cure: impl FnOnce()) -> String {
    let id = repo.ok("list -q");
    let before = repo.everything();
    let text = repo.promote_line("execute @");
    repo.assert_unchanged(&before);
    cure();
    repo.ok(&format!("execute {id}"));
    text
}

#[test]
fn refuses_to_overwrite_local_changes() {
    let repo = Repo::open_pipeline();
    ready(&repo);
    let text = repo.read(FILE);
    repo.write(FILE, text.replace("info", "warn"));
    assert_snapshot!(refused_until(&repo, || fs::write(repo.root().join(FILE), text).unwrap()), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/application.yaml' has local changes
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
}

#[test]
fn refuses_to_overwrite_staged_changes() {
    let repo = Repo::open_pipeline();
    ready(&repo);
    let text = repo.read(FILE);
    repo.write(FILE, text.replace("info", "warn")).git(&["add", FILE]);
    repo.write(FILE, &text);
    assert_snapshot!(refused_until(&repo, || drop(repo.git(&["reset", "-q"]))), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/application.yaml' has staged changes
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
}

#[test]
fn refuses_to_overwrite_untracked_and_ignored_files() {
    let repo = Repo::open_pipeline();
    ready(&repo);
    let new = "envs/production/new.yaml";
    repo.write(new, "mine: 1\n");
    assert_snapshot!(refused_until(&repo, || fs::remove_file(repo.root().join(new)).unwrap()), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/new.yaml' is untracked and would be overwritten
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
    let repo = Repo::open_pipeline();
    repo.write(".gitignore", "new.yaml\n").write("envs/staging/new.yaml", "a: 1\n");
    repo.git(&["add", "-f", "envs/staging/new.yaml"]);
    ready(&repo);
    repo.write(new, "mine: 1\n");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert_snapshot!(refused_until(&repo, || fs::remove_file(repo.root().join(new)).unwrap()), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/new.yaml' is untracked and would be overwritten
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
}

#[test]
fn accepts_an_untracked_file_with_the_planned_content() {
    let repo = Repo::open_pipeline();
    let id = ready(&repo);
    repo.write("envs/production/new.yaml", "a: 1\n");
    repo.ok(&format!("execute {id}"));
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn refuses_a_file_in_the_place_of_a_folder_and_the_reverse() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/deep/a.yaml", "a: 1\n").commit("Deep");
    repo.validated("--key **/deep/a.yaml:*");
    repo.write("envs/production/deep", "a file\n");
    assert_snapshot!(refused_until(&repo, || fs::remove_file(repo.root().join("envs/production/deep")).unwrap()), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/deep' is not a directory, but a directory is needed there
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
    let repo = Repo::open_pipeline();
    ready(&repo);
    repo.write("envs/production/new.yaml/mine", "x");
    assert_snapshot!(refused_until(&repo, || fs::remove_dir_all(repo.root().join("envs/production/new.yaml")).unwrap()), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/new.yaml/mine' is in a directory that would be replaced by a file
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
}

#[test]
fn refuses_a_symlink_out_of_the_working_tree() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/deep/a.yaml", "a: 1\n").commit("Deep");
    repo.validated("--key **/deep/a.yaml:*");
    fs::create_dir(repo.beside("outside")).unwrap();
    std::os::unix::fs::symlink(repo.beside("outside"), repo.root().join("envs/production/deep")).unwrap();
    assert_snapshot!(refused_until(&repo, || fs::remove_file(repo.root().join("envs/production/deep")).unwrap()), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/deep' is not a directory, but a directory is needed there
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
    assert_eq!(fs::read_dir(repo.beside("outside")).unwrap().count(), 0);
}

#[test]
fn leaves_other_local_changes_alone() {
    let repo = Repo::open_pipeline();
    ready(&repo);
    repo.write("envs/dev/application.yaml", "dirty: 1\n").write("staged.txt", "x").git(&["add", "staged.txt"]);
    repo.write("untracked.txt", "y");
    let status = repo.git_line("status --porcelain");
    repo.ok("execute @");
    assert_eq!(repo.git_line("status --porcelain"), status);
    assert_eq!(repo.read("envs/dev/application.yaml"), "dirty: 1\n");
}

#[test]
fn ignores_local_changes_on_another_branch() {
    let repo = Repo::open_pipeline();
    let id = ready(&repo);
    repo.git_line("checkout -q -b elsewhere");
    repo.write(FILE, "dirty: 1\n");
    repo.git_line("config promote.policyBranch main");
    repo.ok(&format!("execute {id}"));
    assert_eq!(repo.read(FILE), "dirty: 1\n");
}

#[test]
fn refuses_during_a_merge_with_conflicts() {
    let repo = Repo::open_pipeline();
    ready(&repo);
    // A merge with a conflict in a file that the promotion writes.
    let text = repo.read(FILE);
    repo.git_line("branch other");
    repo.write(FILE, text.replace("info", "warn")).commit("One");
    repo.git_line("checkout -q other");
    repo.write(FILE, text.replace("info", "error")).commit("Other");
    repo.git_line("checkout -q main");
    let merge = crate::support::run(repo.command("git").args(["merge", "-q", "other"]), b"");
    assert_eq!(merge.code, 1, "{}", merge.stderr);
    assert_snapshot!(refused_until(&repo, || drop(repo.git_line("merge --abort"))), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/application.yaml' has unresolved conflicts, 'envs/production/application.yaml' has staged changes
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
}

#[test]
fn rollback_refuses_to_overwrite_local_changes() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    repo.write(FILE, repo.read(FILE) + "mine: 1\n");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason no")), @"
    $ promote rollback <P1> --reason no
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/application.yaml' has local changes
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn respects_line_ending_conversion() {
    let repo = Repo::open_pipeline();
    repo.write(".gitattributes", "*.yaml text eol=crlf\n").commit("CRLF in working trees");
    repo.git_line("rm -q --cached -r .");
    repo.git_line("reset -q --hard");
    assert!(repo.read(FILE).contains("\r\n"));
    repo.executed("--key query.timeout");
    assert!(repo.read(FILE).contains("timeout: 60   # seconds\r\n"));
    assert_eq!(repo.git_line("status --porcelain"), "");
    repo.write(FILE, repo.read(FILE).replace("info", "warn"));
    repo.validated("--key query.cache");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: the working tree /world/repo cannot be updated: 'envs/production/application.yaml' has local changes
    hint: commit, move or stash the files (git -C '/world/repo' stash -u -- FILE), then run the command again
    --- exit 4
    ");
}
