//! A process to run, and its output.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::error::ExecError;
use super::interrupt::Interrupt;
use super::pump::{self, StopCondition, StopReason};
use promote_model::work::PROCESSES;

/// The default time limit, far above what git needs for local operations.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// The default output limit.
const OUTPUT_LIMIT: usize = 64 << 20;

/// A process to run. The environment is inherited unless changed.
#[derive(Debug, Clone)]
pub struct Command {
    program: OsString,
    args: Vec<OsString>,
    dir: Option<PathBuf>,
    env: Vec<(OsString, Option<OsString>)>,
    inherits: bool,
    stdin: Vec<u8>,
    time_limit: Duration,
    output_limit: usize,
    on_terminal: bool,
    kills_group: bool,
    interrupt: Option<Interrupt>,
}

/// The exit status and output of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The exit status; `None` if the process was killed by a signal.
    pub status: Option<i32>,
    /// The signal that killed the process.
    pub signal: Option<i32>,
    /// All of standard output.
    pub stdout: Vec<u8>,
    /// All of standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    /// Whether the exit status is zero.
    pub fn success(&self) -> bool {
        self.status == Some(0)
    }

    /// Standard error as trimmed text, for messages.
    pub(crate) fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).trim().to_owned()
    }
}

impl Command {
    /// A process that runs `program`, looked up on the `PATH`.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            dir: None,
            env: Vec::new(),
            inherits: true,
            stdin: Vec::new(),
            time_limit: TIME_LIMIT,
            output_limit: OUTPUT_LIMIT,
            on_terminal: false,
            kills_group: false,
            interrupt: None,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets the working directory.
    #[must_use]
    pub fn dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.dir = Some(dir.into());
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), Some(value.as_ref().to_owned())));
        self
    }

    /// Removes an environment variable.
    #[must_use]
    pub fn env_remove(mut self, name: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), None));
        self
    }

    /// Does not inherit the environment; variables set on this command remain.
    #[must_use]
    pub fn env_clear(mut self) -> Self {
        self.inherits = false;
        self
    }

    /// Sets the standard input, which is empty by default.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Sets the time limit (10 minutes by default), after which the process and its children are killed.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Sets the output limit of standard output and standard error each (64 MiB by default).
    #[must_use]
    pub fn output_limit(mut self, bytes: usize) -> Self {
        self.output_limit = bytes;
        self
    }

    /// Lets the process ask at the terminal, for example for a password. It stays in our process group, because the
    /// system stops a background group that reads from the terminal. Then a time limit kills only the process itself;
    /// its children notice the closed pipes.
    #[must_use]
    pub(crate) fn on_terminal(mut self) -> Self {
        self.on_terminal = true;
        self
    }

    /// Kills remaining processes of the process group after the process has ended, even if it succeeded.
    #[must_use]
    pub fn kill_group_after_exit(mut self) -> Self {
        self.kills_group = true;
        self
    }

    /// Kills the process and its children if the user interrupts this program.
    #[must_use]
    pub fn interrupt(mut self, interrupt: &Interrupt) -> Self {
        self.interrupt = Some(interrupt.clone());
        self
    }

    /// Runs the process to its end.
    pub fn run(self) -> Result<Output, ExecError> {
        self.start()?.wait()
    }

    /// Starts the process. Its output is not read before [`Running::wait`]: until then it can write as much as a pipe
    /// holds.
    pub(crate) fn start(self) -> Result<Running, ExecError> {
        // A limit too large to add is never reached.
        let deadline = Instant::now().checked_add(self.time_limit);
        let child = Some(self.spawn()?);
        Ok(Running { command: self, child, deadline })
    }

    fn spawn(&self) -> Result<Child, ExecError> {
        let mut command = std::process::Command::new(&self.program);
        command.args(&self.args).stdout(Stdio::piped()).stderr(Stdio::piped());
        if !self.on_terminal {
            command.process_group(0);
        }
        command.stdin(if self.stdin.is_empty() { Stdio::null() } else { Stdio::piped() });
        if let Some(dir) = &self.dir {
            command.current_dir(dir);
        }
        if !self.inherits {
            command.env_clear();
        }
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        PROCESSES.add_one();
        command.spawn().map_err(|source| match source.kind() {
            // A missing working directory gives the same error; it is reported as an I/O error.
            io::ErrorKind::NotFound if self.dir.as_deref().is_none_or(Path::exists) => {
                ExecError::NotFound { program: self.program() }
            }
            _ => self.io(source),
        })
    }

    fn end(&self, child: &mut Child) {
        pump::end(child, if self.on_terminal { pump::KillScope::Process } else { pump::KillScope::Group });
    }

    fn stopped(&self, stop: StopReason) -> ExecError {
        let program = self.program();
        match stop {
            StopReason::TimedOut => ExecError::TimedOut { program, limit: self.time_limit },
            StopReason::Interrupted => ExecError::Interrupted { program },
            StopReason::TooMuchOutput => ExecError::TooMuchOutput { program, limit: self.output_limit },
            StopReason::Io(source) => ExecError::Io { program, source },
        }
    }

    fn io(&self, source: io::Error) -> ExecError {
        ExecError::Io { program: self.program(), source }
    }

    fn program(&self) -> String {
        self.program.to_string_lossy().into_owned()
    }
}

/// A running process, killed if dropped before it has ended.
#[derive(Debug)]
pub struct Running {
    command: Command,
    child: Option<Child>,
    deadline: Option<Instant>,
}

impl Running {
    /// Waits for the process to end.
    pub(crate) fn wait(mut self) -> Result<Output, ExecError> {
        let command = &self.command;
        let Some(mut child) = self.child.take() else {
            return Err(command.io(io::ErrorKind::NotFound.into()));
        };
        let until = StopCondition { deadline: self.deadline, interrupt: command.interrupt.as_ref() };
        let pumped = pump::pump(&mut child, &command.stdin, until, command.output_limit);
        if pumped.is_err() {
            command.end(&mut child);
        }
        let status = child.wait();
        if command.kills_group && !command.on_terminal {
            pump::kill_group(child.id());
        }
        let (stdout, stderr) = pumped.map_err(|stop| command.stopped(stop))?;
        let status = status.map_err(|source| command.io(source))?;
        Ok(Output { status: status.code(), signal: status.signal(), stdout, stderr })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            self.command.end(&mut child);
            // The process has ended; its status is not needed.
            let _ = child.wait();
        }
    }
}
