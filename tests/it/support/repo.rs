//! A repository in a world of its own, and the commands that run in it.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::transcript::{Names, transcript};
use super::words;

/// 2026-03-02 09:00:00 UTC, a Monday: where the clock starts.
const START: i64 = 1_772_442_000;

/// A git repository with a home, a clock and a user of its own.
pub struct Repo {
    world: tempfile::TempDir,
    root: PathBuf,
    user: RefCell<String>,
    clock: Cell<i64>,
    names: RefCell<Names>,
}

/// The result of a command.
#[derive(Debug, Clone)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    /// The exit code, or the negative number of a signal.
    pub code: i32,
}

impl Run {
    /// Fails with what those printed that did not succeed.
    #[track_caller]
    pub fn assert_all_succeed(runs: &[Self]) {
        let failed: Vec<String> = runs
            .iter()
            .filter(|run| run.code != 0)
            .map(|run| format!("exit {}\n{}{}", run.code, run.stdout, run.stderr))
            .collect();
        assert!(failed.is_empty(), "{} of {} failed:\n{}", failed.len(), runs.len(), failed.join("\n"));
    }
}

impl Repo {
    /// An empty repository on branch `main`; Ann works in it.
    pub fn new() -> Self {
        let repo = Self::bare_world("repo");
        fs::create_dir(&repo.root).unwrap();
        repo.git(&["init", "-q", "-b", "main"]);
        repo
    }

    /// A world without a repository; commands run in its folder `name`, which the caller creates.
    pub fn bare_world(name: &str) -> Self {
        let world = tempfile::Builder::new().prefix("promote-it-").tempdir().unwrap();
        for folder in ["home", "tmp"] {
            fs::create_dir(world.path().join(folder)).unwrap();
        }
        let config = "[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n[gc]\n\tauto = 0\n";
        fs::write(world.path().join("gitconfig"), config).unwrap();
        // The system's own temporary folder may be a link; git prints paths without links.
        let root = world.path().canonicalize().unwrap().join(name);
        Self {
            world,
            root,
            user: RefCell::new("ann".to_owned()),
            clock: Cell::new(START),
            names: RefCell::new(Names::default()),
        }
    }

    /// The working tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder beside the repository.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.root.parent().unwrap().join(name)
    }

    /// Switches to a user: `ann` is Ann <ann@acme.com>.
    pub fn as_user(&self, name: &str) -> &Self {
        *self.user.borrow_mut() = name.to_owned();
        self
    }

    /// Advances the clock; a negative number sets it back.
    pub fn pass(&self, seconds: i64) -> &Self {
        self.clock.set(self.clock.get() + seconds);
        self
    }

    /// A command in this world, one second after the last one.
    pub fn command(&self, program: &str) -> Command {
        self.clock.set(self.clock.get() + 1);
        self.command_now(program)
    }

    /// A command in this world, in the same second as the last one.
    pub(super) fn command_now(&self, program: &str) -> Command {
        let (user, world) = (self.user.borrow(), self.world.path());
        let name = user[..1].to_uppercase() + &user[1..];
        let date = format!("{} +0000", self.clock.get());
        let mut command = Command::new(program);
        command.current_dir(&self.root).env_clear().stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap());
        // Where coverage is measured, the program writes its counts there and not into the test's repository.
        if let Some(file) = std::env::var_os("LLVM_PROFILE_FILE") {
            command.env("LLVM_PROFILE_FILE", file);
        }
        command.env("HOME", world.join("home")).env("XDG_CONFIG_HOME", world.join("home/.config"));
        command.env("TMPDIR", world.join("tmp")).env("TZ", "UTC").env("LC_ALL", "C");
        command.env("GIT_CONFIG_GLOBAL", world.join("gitconfig")).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_CEILING_DIRECTORIES", world);
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), &name);
            command.env(format!("GIT_{role}_EMAIL"), format!("{user}@acme.com"));
            command.env(format!("GIT_{role}_DATE"), &date);
        }
        command.env("PROMOTE_ID_SEED", "test");
        // A pager at a terminal waits for a person.
        command.env("GIT_PAGER", "cat");
        command
    }

    /// `promote` in this world.
    pub fn promote_command(&self, args: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_promote"));
        command.args(args);
        command
    }

    /// `promote` in this world, with the words of a line.
    pub fn promote_line_command(&self, line: &str) -> Command {
        self.promote_command(&words(line).iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Runs `promote` at a terminal made by `script(1)`; returns what a person sees, or `None` without that program.
    pub fn at_terminal(&self, line: &str) -> Option<String> {
        self.at_terminal_without("", line)
    }

    /// The same without one of the variables of the environment.
    pub fn at_terminal_without(&self, variable: &str, line: &str) -> Option<String> {
        if !super::is_installed("script") {
            return None;
        }
        let program = env!("CARGO_BIN_EXE_promote");
        let mut script = self.command("script");
        script.args(["-qec", &format!("{program} {line}"), "/dev/null"]).env("TERM", "xterm").env("NO_COLOR", "1");
        if !variable.is_empty() {
            script.env_remove(variable);
        }
        let run = run(&mut script, b"");
        Some(run.stdout.replace('\r', ""))
    }

    /// `promote` in a session of its own, for a pseudo-terminal; `None` without `setsid(1)`.
    pub fn in_session(&self, line: &str) -> Option<Command> {
        if !super::is_installed("setsid") {
            return None;
        }
        let mut command = self.command("setsid");
        command.arg("-c").arg(env!("CARGO_BIN_EXE_promote")).args(words(line)).env("TERM", "xterm-256color");
        Some(command)
    }

    /// Runs git, which must succeed; returns standard output without the last line break.
    pub fn git(&self, args: &[&str]) -> String {
        let run = run(self.command("git").args(args), b"");
        assert_eq!(run.code, 0, "git {args:?}\n{}{}", run.stdout, run.stderr);
        run.stdout.trim_end_matches('\n').to_owned()
    }

    /// Runs git with the words of a line.
    pub fn git_line(&self, line: &str) -> String {
        self.git(&words(line).iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The output of git with ids replaced, for snapshots.
    pub fn git_text(&self, line: &str) -> String {
        self.normalise(&self.git_line(line))
    }

    /// Removes objects, which then cannot be opened. All of them are named while they are there.
    pub fn remove_objects(&self, names: &[&str]) {
        let ids: Vec<String> = names.iter().map(|name| self.git(&["rev-parse", name])).collect();
        for id in ids {
            fs::remove_file(self.root.join(format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();
        }
    }

    /// Runs git beside the repository, which may not exist yet.
    pub fn git_in_world(&self, line: &str) {
        let run = run(self.command("git").args(words(line)).current_dir(self.world.path()), b"");
        assert_eq!(run.code, 0, "git {line}\n{}", run.stderr);
    }

    /// Writes a file of the working tree; creates its folders.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Reads a file of the working tree.
    pub fn read(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.root.join(path)).unwrap()).unwrap()
    }

    /// Commits everything in the working tree; returns the id of the commit.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Writes `promote.yaml`.
    pub fn policy(&self, yaml: &str) -> &Self {
        self.write("promote.yaml", yaml)
    }

    /// Runs `promote`.
    pub fn run(&self, line: &str) -> Run {
        self.run_with(line, b"")
    }

    /// Runs `promote` with arguments that a line cannot hold.
    pub fn run_words(&self, words: &[&str]) -> Run {
        run(&mut self.promote_command(words), b"")
    }

    /// Runs `promote` with this standard input.
    pub fn run_with(&self, line: &str, input: &[u8]) -> Run {
        run(&mut self.promote_line_command(line), input)
    }

    /// Runs `promote`, which must succeed; returns standard output.
    pub fn ok(&self, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, 0, "{}", self.describe(line, &run));
        run.stdout.trim_end_matches('\n').to_owned()
    }

    /// Runs `promote`, which must exit with this code; returns standard error.
    pub fn fails(&self, code: i32, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, code, "{}", self.describe(line, &run));
        run.stderr
    }

    /// Runs `promote`; returns the transcript.
    pub fn promote_line(&self, line: &str) -> String {
        let run = self.run(line);
        self.describe(line, &run)
    }

    /// Runs `promote` with arguments that a line cannot hold; returns the transcript.
    pub fn promote(&self, args: &[&str]) -> String {
        let run = run(&mut self.promote_command(args), b"");
        self.describe(&words::line(args), &run)
    }

    /// The transcript of a run.
    pub fn describe(&self, line: &str, run: &Run) -> String {
        self.normalise(&transcript(line, &run.stdout, &run.stderr, &run.code.to_string()))
    }

    /// The text with ids and paths replaced.
    pub fn normalise(&self, text: &str) -> String {
        let mut names = self.names.borrow_mut();
        if names.has_unknown(text) {
            names.learn(&run(self.command_now("git").args(["rev-list", "--all", "--reflog"]), b"").stdout);
        }
        let world = self.root.parent().unwrap().display().to_string();
        names.normalise(&text.replace(&world, "/world"))
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command, input: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that does not read its input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input);
    Run::of(&child.wait_with_output().unwrap())
}

impl Run {
    /// The result of a process.
    pub fn of(output: &Output) -> Self {
        let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
        Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or_else(|| -signal.unwrap()),
        }
    }
}
