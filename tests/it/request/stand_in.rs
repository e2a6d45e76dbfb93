//! A world with stand-ins for `gh`, `glab` and `tea`: they write down their arguments and their standard input, and answer what
//! the test says. No other program of this machine is on the PATH but git and what the stand-ins need.

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::support::{Repo, Run, run};

/// Writes the call down, takes the input, answers.
const SCRIPT: &str = r#"#!/bin/sh
name=$(basename "$0")
{ printf '%s' "$name"; for arg in "$@"; do printf ' <%s>' "$arg"; done; echo; } >> "$HOME/calls"
cat > "$HOME/$name.$2.input"
if [ -z "$GH_PROMPT_DISABLED$NO_PROMPT" ] || [ -t 0 ]; then echo 'may ask' >> "$HOME/calls"; fi
if [ -f "$HOME/$name.$2.hang" ]; then sleep 30; fi
if [ -f "$HOME/$name.$2.err" ]; then cat "$HOME/$name.$2.err" >&2; exit "$(cat "$HOME/$name.$2.code")"; fi
cat "$HOME/$name.$2.out"
"#;

/// The programs that the stand-ins and git's hooks use.
const NEEDED: [&str; 7] = ["git", "sh", "cat", "basename", "sleep", "printenv", "env"];

/// A repository whose remote is at a host.
pub struct Host {
    pub repo: Repo,
    bin: PathBuf,
    home: PathBuf,
    read: Cell<usize>,
}

impl Host {
    /// A shared repository; production's `request` has these fields, and the remote this URL.
    pub fn new(url: &str, request: &str) -> Self {
        let repo = Repo::shared();
        let policy = repo.read("promote.yaml");
        let policy = policy.replace(
            "approvals: { required: 1 }\n",
            &format!("approvals: {{ required: 1, groups: {{ keepers: 1 }} }}\n    request: {request}\n"),
        );
        repo.policy(&(policy + "groups: { keepers: [ann@acme.com, cem@acme.com, dora@acme.com] }\n"));
        repo.commit("Requests");
        repo.git_line("push -q origin main");
        let (bin, home) = (repo.beside("bin"), repo.beside("home"));
        fs::create_dir(&bin).unwrap();
        for program in NEEDED {
            std::os::unix::fs::symlink(found(program), bin.join(program)).unwrap();
        }
        let host = Self { repo, bin, home, read: Cell::new(0) };
        host.repo.git(&["config", "remote.origin.url", url]);
        host.rewrite(url);
        host
    }

    /// Lets git use the bare repository of the test for a URL.
    pub fn rewrite(&self, url: &str) {
        let origin = self.repo.beside("origin.git");
        self.repo.git(&["config", "--add", &format!("url.{}.insteadOf", origin.display()), url]);
    }

    fn file(&self, program: &str, verb: &str, what: &str) -> PathBuf {
        self.home.join(format!("{program}.{verb}.{what}"))
    }

    /// A program is installed, and answers this.
    pub fn answers(&self, program: &str, verb: &str, out: &str) {
        let path = self.bin.join(program);
        fs::write(&path, SCRIPT).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let _ = fs::remove_file(self.file(program, verb, "err"));
        fs::write(self.file(program, verb, "out"), out).unwrap();
        for other in ["edit", "update"] {
            fs::write(self.file(program, other, "out"), "").unwrap();
        }
    }

    /// A program fails with this status and message.
    pub fn fails_with(&self, program: &str, verb: &str, code: i32, message: &str) {
        self.answers(program, verb, "");
        fs::write(self.file(program, verb, "err"), message).unwrap();
        fs::write(self.file(program, verb, "code"), code.to_string()).unwrap();
    }

    /// A program does not answer.
    pub fn hangs(&self, program: &str, verb: &str) {
        self.answers(program, verb, "");
        fs::write(self.file(program, verb, "hang"), "").unwrap();
    }

    /// The calls since the last time.
    pub fn calls(&self) -> String {
        let calls = fs::read_to_string(self.home.join("calls")).unwrap_or_default();
        let new = calls[self.read.get()..].to_owned();
        self.read.set(calls.len());
        self.repo.normalise(new.trim_end())
    }

    /// The standard input of the last call.
    pub fn input(&self, program: &str, verb: &str) -> String {
        self.repo.normalise(&fs::read_to_string(self.file(program, verb, "input")).unwrap())
    }

    /// Runs `promote` with the stand-ins on the PATH.
    pub fn run(&self, line: &str) -> Run {
        run(self.repo.promote_line_command(line).env("PATH", &self.bin), b"")
    }

    /// The transcript of a run.
    pub fn transcript(&self, line: &str) -> String {
        self.repo.describe(line, &self.run(line))
    }

    /// Runs `promote`, which must succeed; returns standard output.
    #[track_caller]
    pub fn ok(&self, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
        run.stdout.trim_end_matches('\n').to_owned()
    }

    /// The same, for a step that is not looked at.
    #[track_caller]
    pub fn promote(&self, line: &str) {
        self.ok(line);
    }

    /// Runs `promote`, which must exit with this code; returns standard error.
    #[track_caller]
    pub fn fails(&self, code: i32, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
        run.stderr
    }
}

/// The file of a program on the PATH of this test.
fn found(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let mut folders = std::env::split_paths(&path);
    folders.find_map(|folder| Some(folder.join(program)).filter(|file| Path::is_file(file))).unwrap()
}
