//! Branch and files move as one: no `git commit` falls between them, and what a kill or a full disk leaves is finished by
//! the next command that writes.

mod disk;
mod killed;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use crate::support::{Repo, Run, run};

const FILE: &str = "envs/production/application.yaml";

/// Writes a program.
fn program(path: &PathBuf, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A hook that runs a script when a transaction of the target reaches this state; without a script, no hook.
fn when(repo: &Repo, state: &str, script: Option<&str>) {
    let path = repo.root().join(".git/hooks/reference-transaction");
    let Some(script) = script else { return fs::remove_file(path).unwrap() };
    let guard = format!("[ \"$1\" = {state} ] && [ -z \"$GUARD\" ] && grep -q 'refs/heads/main$' || exit 0");
    program(&path, &format!("{guard}\nexport GUARD=1\nunset GIT_DIR GIT_INDEX_FILE\n{script}"));
}

/// Runs `promote` and kills it when a transaction of the target reaches this state.
fn killed_when(repo: &Repo, state: &str, line: &str) {
    let killed = signalled_when(repo, "KILL", state, line);
    assert_eq!(killed.code, -9, "{}", repo.describe(line, &killed));
}

/// Runs `promote` and sends it a signal when a transaction of the target reaches this state.
fn signalled_when(repo: &Repo, signal: &str, state: &str, line: &str) -> Run {
    let pid = repo.beside("pid");
    let status = if state == "prepared" { 1 } else { 0 };
    when(repo, state, Some(&format!("kill -s {signal} $(cat '{}'); exit {status}", pid.display())));
    let command = repo.promote_line_command(line);
    let mut shell = repo.command("sh");
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.arg("-c").arg("echo $$ > \"$0\"; exec \"$@\"").arg(&pid).arg(command.get_program()).args(command.get_args());
    let run = run(&mut shell, b"");
    when(repo, state, None);
    run
}

/// Runs `promote` with a git that a script replaces; `exec "$GIT" "$@"` follows it.
fn with_git(repo: &Repo, script: &str, line: &str) -> Run {
    let folder = repo.beside("bin");
    let path = std::env::var("PATH").unwrap();
    let git = std::env::split_paths(&path).map(|folder| folder.join("git")).find(|git| git.is_file()).unwrap();
    program(&folder.join("git"), &format!("GIT='{}'\n{script}\nexec \"$GIT\" \"$@\"", git.display()));
    run(repo.promote_line_command(line).env("PATH", format!("{}:{path}", folder.display())), b"")
}

/// A `git commit` of everything, which may fail.
fn commit_all(repo: &Repo) -> Run {
    run(&mut commit_command(repo), b"")
}

fn commit_command(repo: &Repo) -> Command {
    let mut command = repo.command("git");
    command.args(["commit", "-q", "-a", "-m", "Mine"]);
    command
}

/// Asserts that the working tree is clean, the target has the promoted value, and the history proves.
fn assert_promoted(repo: &Repo) {
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert!(repo.git_line(&format!("show main:{FILE}")).contains("timeout: 60"));
    assert!(repo.read(FILE).contains("timeout: 60"));
    assert!(!repo.root().join(".git/index.lock").exists());
    repo.ok("verify");
    repo.fsck();
}

#[test]
fn a_commit_between_branch_and_files_is_refused() {
    for commit in ["git commit -q -a -m theirs", "git commit -q -m theirs", "git commit -q -m theirs -- mine"] {
        let repo = Repo::open_pipeline();
        let id = repo.validated("--key query.timeout");
        repo.write("mine", "1\n").git(&["add", "mine"]);
        let words = repo.beside("words");
        when(&repo, "committed", Some(&format!("cd '{}'; {commit} 2>> '{}'", repo.root().display(), words.display())));
        repo.ok(&format!("execute {id}"));
        assert!(fs::read_to_string(words).unwrap().contains("index.lock': File exists"), "{commit}");
        when(&repo, "committed", None);
        assert_eq!(repo.git_line("status --porcelain"), "A  mine", "{commit}");
        repo.commit("Mine");
        assert_promoted(&repo);
    }
}

#[test]
fn the_lock_of_a_git_command_is_waited_for() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let lock = repo.root().join(".git/index.lock");
    fs::write(&lock, "").unwrap();
    let command = repo.promote_line_command(&format!("execute {id}"));
    let mut shell = repo.command("sh");
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    // As a short `git status` or `git add` would.
    shell.arg("-c").arg(r#"(sleep 0.2; rm "$0") & "$@"; code=$?; wait; exit $code"#).arg(&lock);
    let run = run(shell.arg(command.get_program()).args(command.get_args()), b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_promoted(&repo);
    // A lock that stays is reported, and nothing is written.
    fs::write(&lock, "").unwrap();
    let before = repo.refs();
    assert!(repo.fails(5, &format!("rollback {id} --reason no")).contains("index.lock exists"));
    assert_eq!(repo.refs(), before);
}

#[test]
fn an_interrupt_waits_until_branch_and_files_agree() {
    for signal in ["INT", "TERM", "HUP"] {
        let repo = Repo::open_pipeline();
        let id = repo.validated("--key query.timeout");
        let run = signalled_when(&repo, signal, "committed", &format!("execute {id}"));
        assert_eq!(run.code, 0, "{signal}: {}", run.stderr);
        assert_promoted(&repo);
    }
}
