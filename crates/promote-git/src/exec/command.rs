//! The description of a process to run, and what came out of it.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::error::ExecError;
use super::interrupt::Interrupt;
use super::pump::{self, Stop, Until};

/// How long a program may run unless told otherwise: far above what git needs for anything local.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// How much a program may write unless told otherwise.
const OUTPUT_LIMIT: usize = 64 << 20;

/// A process to run; the environment is inherited unless changed here.
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
    sweeps: bool,
    interrupt: Option<Interrupt>,
}

/// What a process left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The exit status; `None` if a signal ended it.
    pub status: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// All of standard output.
    pub stdout: Vec<u8>,
    /// All of standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    /// Whether it ended with status zero.
    pub fn success(&self) -> bool {
        self.status == Some(0)
    }

    /// Standard error as text without blank space around it, for messages.
    pub(crate) fn words(&self) -> String {
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
            sweeps: false,
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

    /// Runs it in this directory.
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

    /// Takes an environment variable away.
    #[must_use]
    pub(crate) fn env_remove(mut self, name: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), None));
        self
    }

    /// Gives it no environment but what is set here, before or after.
    #[must_use]
    pub fn env_clear(mut self) -> Self {
        self.inherits = false;
        self
    }

    /// Gives it these bytes as standard input; without, its input is empty.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Ends it, and what it started, after this long (10 minutes unless set).
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Ends it when it writes more than this to standard output or to standard error (64 MiB each unless set).
    #[must_use]
    pub fn output_limit(mut self, bytes: usize) -> Self {
        self.output_limit = bytes;
        self
    }

    /// Lets it ask questions at the terminal (a password, say): it stays in our own process group, because the system stops
    /// a background group that reads from the terminal. A time limit ends the process alone then; what it started notices
    /// that its pipes are gone.
    #[must_use]
    pub(crate) fn on_terminal(mut self) -> Self {
        self.on_terminal = true;
        self
    }

    /// Ends what it started and left behind in its process group, also where it ends well itself.
    #[must_use]
    pub fn sweep(mut self) -> Self {
        self.sweeps = true;
        self
    }

    /// Ends it, and what it started, where somebody interrupts us.
    #[must_use]
    pub fn interrupt(mut self, interrupt: &Interrupt) -> Self {
        self.interrupt = Some(interrupt.clone());
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Result<Output, ExecError> {
        self.start()?.wait()
    }

    /// Starts it. Its output is not read before it is waited for: until then it may write what a pipe holds.
    pub(crate) fn start(self) -> Result<Running, ExecError> {
        // A limit too large to add to now is no limit that anybody will meet.
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
        command.spawn().map_err(|source| match source.kind() {
            // The same error stands for a missing directory; that one is named as what it is.
            io::ErrorKind::NotFound if self.dir.as_deref().is_none_or(Path::exists) => {
                ExecError::NotFound { program: self.program() }
            }
            _ => self.io(source),
        })
    }

    fn end(&self, child: &mut Child) {
        pump::end(child, if self.on_terminal { pump::Reach::Process } else { pump::Reach::Group });
    }

    fn stopped(&self, stop: Stop) -> ExecError {
        let program = self.program();
        match stop {
            Stop::TimedOut => ExecError::TimedOut { program, limit: self.time_limit },
            Stop::Interrupted => ExecError::Interrupted { program },
            Stop::TooMuchOutput => ExecError::TooMuchOutput { program, limit: self.output_limit },
            Stop::Io(source) => ExecError::Io { program, source },
        }
    }

    fn io(&self, source: io::Error) -> ExecError {
        ExecError::Io { program: self.program(), source }
    }

    fn program(&self) -> String {
        self.program.to_string_lossy().into_owned()
    }
}

/// A process that was started; it is ended where nobody waits for it.
#[derive(Debug)]
pub struct Running {
    command: Command,
    child: Option<Child>,
    deadline: Option<Instant>,
}

impl Running {
    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Result<Output, ExecError> {
        let command = &self.command;
        let Some(mut child) = self.child.take() else {
            return Err(command.io(io::ErrorKind::NotFound.into()));
        };
        let until = Until { deadline: self.deadline, interrupt: command.interrupt.as_ref() };
        let pumped = pump::pump(&mut child, &command.stdin, until, command.output_limit);
        if pumped.is_err() {
            command.end(&mut child);
        }
        let status = child.wait();
        if command.sweeps && !command.on_terminal {
            pump::sweep(child.id());
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
            // It is gone, one way or the other.
            let _ = child.wait();
        }
    }
}
