//! A repository in a world of its own, and the commands that run in it.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::transcript::{Names, transcript};
use super::words;

/// 2026-03-02 09:00:00 UTC, a Monday: the first command's second.
const START: i64 = 1_772_442_000;

/// A git repository with a home, a clock and a user of its own.
pub struct Repo {
    world: tempfile::TempDir,
    root: PathBuf,
    user: RefCell<String>,
    clock: Cell<i64>,
    names: RefCell<Names>,
}

/// What a command left behind.
#[derive(Debug, Clone)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    /// The exit code, or the signal with a minus.
    pub code: i32,
}

impl Repo {
    /// An empty repository on branch `main`; Ann works in it.
    pub fn new() -> Self {
        let repo = Self::bare_world("repo");
        fs::create_dir(&repo.root).unwrap();
        repo.git(&["init", "-q", "-b", "main"]);
        repo
    }

    /// A world without a repository; commands run in its folder `name`, which the caller makes.
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

    /// Who acts from now on: `ann` is Ann <ann@acme.com>.
    pub fn as_user(&self, name: &str) -> &Self {
        *self.user.borrow_mut() = name.to_owned();
        self
    }

    /// Lets so many seconds pass; a negative number sets the clock back.
    pub fn pass(&self, seconds: i64) -> &Self {
        self.clock.set(self.clock.get() + seconds);
        self
    }

    /// A program in this world, one second later than the last one.
    pub fn command(&self, program: &str) -> Command {
        self.clock.set(self.clock.get() + 1);
        self.command_now(program)
    }

    /// A program in this world, in the same second as the last one.
    pub(super) fn command_now(&self, program: &str) -> Command {
        let (user, world) = (self.user.borrow(), self.world.path());
        let name = user[..1].to_uppercase() + &user[1..];
        let date = format!("{} +0000", self.clock.get());
        let mut command = Command::new(program);
        command.current_dir(&self.root).env_clear().stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap());
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
        command
    }

    /// `promote` in this world.
    pub fn promote_command(&self, args: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_promote"));
        command.args(args);
        command
    }

    /// Runs `promote` at a terminal, which `script(1)` makes; what a person sees, or `None` where there is no such program.
    pub fn at_terminal(&self, line: &str) -> Option<String> {
        if !super::has("script") {
            return None;
        }
        let program = env!("CARGO_BIN_EXE_promote");
        let mut script = self.command("script");
        script.args(["-qec", &format!("{program} {line}"), "/dev/null"]).env("TERM", "xterm").env("NO_COLOR", "1");
        let run = run(&mut script, b"");
        Some(run.stdout.replace('\r', ""))
    }

    /// Runs git, which must end well; its standard output without the last line break.
    pub fn git(&self, args: &[&str]) -> String {
        let run = run(self.command("git").args(args), b"");
        assert_eq!(run.code, 0, "git {args:?}\n{}{}", run.stdout, run.stderr);
        run.stdout.trim_end_matches('\n').to_owned()
    }

    /// Runs git with a line of words.
    pub fn git_line(&self, line: &str) -> String {
        self.git(&words(line).iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// What git says, with names for ids, for snapshots.
    pub fn git_text(&self, line: &str) -> String {
        self.normalise(&self.git_line(line))
    }

    /// Runs git beside the repository, which may not be there yet.
    pub fn git_in_world(&self, line: &str) {
        let run = run(self.command("git").args(words(line)).current_dir(self.world.path()), b"");
        assert_eq!(run.code, 0, "git {line}\n{}", run.stderr);
    }

    /// Writes a file of the working tree; folders on the way are made.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// A file of the working tree.
    pub fn read(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.root.join(path)).unwrap()).unwrap()
    }

    /// Commits all that is in the working tree; the commit's id.
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

    /// Runs `promote` with words that a line cannot hold.
    pub fn run_words(&self, words: &[&str]) -> Run {
        run(&mut self.promote_command(words), b"")
    }

    /// Runs `promote` with something on standard input.
    pub fn run_with(&self, line: &str, input: &[u8]) -> Run {
        let words = words(line);
        run(&mut self.promote_command(&words.iter().map(String::as_str).collect::<Vec<_>>()), input)
    }

    /// Runs `promote`, which must end well and say nothing on standard error but hints.
    pub fn ok(&self, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, 0, "{}", self.describe(line, &run));
        run.stdout.trim_end_matches('\n').to_owned()
    }

    /// Runs `promote`, which must end with this code; what it says on standard error.
    pub fn fails(&self, code: i32, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, code, "{}", self.describe(line, &run));
        run.stderr
    }

    /// Runs `promote`; the transcript.
    pub fn promote_line(&self, line: &str) -> String {
        let run = self.run(line);
        self.describe(line, &run)
    }

    /// Runs `promote` with words that a line cannot hold; the transcript.
    pub fn promote(&self, args: &[&str]) -> String {
        let run = run(&mut self.promote_command(args), b"");
        self.describe(&words::line(args), &run)
    }

    /// The transcript of a run.
    pub fn describe(&self, line: &str, run: &Run) -> String {
        self.normalise(&transcript(line, &run.stdout, &run.stderr, &run.code.to_string()))
    }

    /// Text with names for ids and places.
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
    /// What a process left behind.
    pub fn of(output: &Output) -> Self {
        let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
        Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or_else(|| -signal.unwrap()),
        }
    }
}
