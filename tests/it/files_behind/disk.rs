//! The transaction has landed, and the files cannot follow: a full disk, a filter that fails, an edit of the user's.

use std::fs;

use insta::assert_snapshot;

use super::{FILE, assert_promoted, commit_all, when, with_git};
use crate::support::{Repo, run};

/// A git that cannot write files of the working tree.
const FULL: &str =
    "case \" $* \" in *' read-tree '*) echo 'fatal: write error: No space left on device' >&2; exit 128;; esac";

#[test]
fn the_error_says_what_landed_and_the_same_command_finishes_it() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let line = format!("execute {id}");
    let failed = with_git(&repo, FULL, &line);
    assert_snapshot!(repo.describe(&line, &failed), @"
    $ promote execute <P1>
    --- stderr
    error: promotion 1 was executed as <c1> on main, but the files in /world/repo are not updated yet
    caused by: git could not update the files in /world/repo: write error: No space left on device
    hint: until then git does not commit there; finish the update: promote execute 1
    --- exit 5
    ");
    assert!(commit_all(&repo).stderr.contains("index.lock': File exists"));
    // As long as the disk is full, the error stays.
    let again = with_git(&repo, FULL, &line);
    assert_eq!((again.code, again.stderr), (failed.code, failed.stderr));
    // Commands that do not need these files work.
    let other = with_git(&repo, FULL, "create staging production --key query.cache -q");
    assert_eq!(other.code, 0, "{}", other.stderr);
    assert!(
        other.stderr.starts_with("note: promotion ") && other.stderr.contains("not updated yet"),
        "{}",
        other.stderr
    );
    assert_snapshot!(repo.promote_line(&line), @"
    $ promote execute <P1>
    Promotion 1 was already executed as <c1> on main
      Promote query.timeout to production
    --- stderr
    note: the files in /world/repo were updated to <c1> of main: an interrupted command had left them behind
    ");
    assert_promoted(&repo);
}

#[test]
fn a_rollback_and_run_due_say_it_too() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    repo.ok(&format!("schedule {id} --in 1s"));
    repo.pass(60);
    assert_snapshot!(repo.describe("run-due", &with_git(&repo, FULL, "run-due")), @"
    $ promote run-due
    Failed: promotion 1 (staging -> production): promotion 1 was executed as <c1> on main, but the files in /world/repo are not updated yet
      git could not update the files in /world/repo: write error: No space left on device
    --- stderr
    hint: until then git does not commit there; finish the update: promote execute 1
    --- exit 5
    ");
    assert_snapshot!(repo.describe("run-due", &with_git(&repo, FULL, "run-due")), @"
    $ promote run-due
    --- stderr
    error: promotion 1 was executed as <c1> on main, but the files in /world/repo are not updated yet
    caused by: git could not update the files in /world/repo: write error: No space left on device
    hint: until then git does not commit there; finish the update: promote execute 1
    --- exit 5
    ");
    assert_snapshot!(repo.promote_line("run-due"), @"
    $ promote run-due
    Nothing is due.
    --- stderr
    note: the files in /world/repo were updated to <c1> of main: an interrupted command had left them behind
    ");
    assert_promoted(&repo);
    let line = format!("rollback {id} --reason no");
    assert_snapshot!(repo.describe(&line, &with_git(&repo, FULL, &line)), @"
    $ promote rollback <P1> --reason no
    --- stderr
    error: promotion 1 was rolled back as <c2> on main, but the files in /world/repo are not updated yet
    caused by: git could not update the files in /world/repo: write error: No space left on device
    hint: until then git does not commit there; run the same command again
    --- exit 5
    ");
    repo.ok("run-due");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert!(repo.read(FILE).contains("timeout: 30"));
}

#[test]
fn where_a_remote_decides_it_is_a_note() {
    let repo = Repo::open_shared();
    let id = repo.validated("--key query.timeout");
    let line = format!("execute {id}");
    assert_snapshot!(repo.describe(&line, &with_git(&repo, FULL, &line)), @"
    $ promote execute <P1>
    Executed promotion 1 as <c1> on main
      Promote query.timeout to production
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: promotion <P1> was executed as <c1> on main, but the files in /world/repo are not updated yet: git could not update the files in /world/repo: write error: No space left on device; until then git does not commit there; finish the update: promote execute <P1>
    ");
    assert!(commit_all(&repo).stderr.contains("index.lock': File exists"));
    repo.ok("run-due");
    assert_promoted(&repo);
}

#[test]
fn an_edit_after_the_check_is_kept() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let file = repo.root().join(FILE);
    when(&repo, "committed", Some(&format!("echo '# mine' >> '{}'", file.display())));
    let line = format!("execute {id}");
    assert_snapshot!(repo.promote_line(&line), @"
    $ promote execute <P1>
    --- stderr
    error: promotion 1 was executed as <c1> on main, but the files in /world/repo are not updated yet
    caused by: the working tree /world/repo cannot be updated: 'envs/production/application.yaml' has local changes
    hint: move your versions of these files to other names, and merge them afterwards
    hint: until then git does not commit there; finish the update: promote execute 1
    --- exit 5
    ");
    when(&repo, "committed", None);
    assert_eq!(repo.fails(5, &line).lines().count(), 4);
    assert!(repo.read(FILE).ends_with("# mine\n"));
    fs::rename(&file, repo.beside("mine")).unwrap();
    repo.ok(&line);
    assert_promoted(&repo);
}

#[test]
fn a_git_that_dies_after_it_moved_the_refs_has_moved_them() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let dies = "case \" $* \" in *' update-ref '*) \"$GIT\" \"$@\"; kill -9 $$;; esac";
    let run = with_git(&repo, dies, &format!("execute {id}"));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_promoted(&repo);
}

#[test]
fn a_file_size_limit_is_an_error_with_words() {
    for limit in [0, 1, 4] {
        let repo = Repo::open_pipeline();
        // A file beyond the limit (in units of 512 or 1024 bytes), and an index that fits.
        repo.write("envs/staging/big.txt", "0123456789abcdef\n".repeat(4096)).commit("A big file");
        let id = repo.validated("");
        let before = repo.git_line("rev-parse main");
        let command = repo.promote_line_command(&format!("execute {id}"));
        let mut shell = repo.command("sh");
        shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.arg("-c").arg(format!("ulimit -f {limit}; exec \"$0\" \"$@\""));
        let run = run(shell.arg(command.get_program()).args(command.get_args()), b"");
        assert_eq!(run.code, 5, "{limit}: {}", run.stderr);
        let landed = repo.git_line("rev-parse main") != before;
        assert_eq!(run.stderr.contains("was executed as"), landed, "{limit}: {}", run.stderr);
        repo.ok(&format!("execute {id}"));
        assert_promoted(&repo);
    }
}
