//! The only place that starts a process: a program with its input, a time limit for its whole
//! process group, and bounded output.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A command to run. Its environment is the user's own, changed where said.
#[derive(Debug, Clone)]
pub struct Command {
    program: OsString,
    args: Vec<OsString>,
    dir: Option<PathBuf>,
    env: Vec<(OsString, Option<OsString>)>,
    input: Vec<u8>,
    limit: Duration,
    most_output: u64,
}

/// What a command left behind.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its exit status; `None` where a signal ended it.
    pub status: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
}

/// Why a command gave no output.
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    /// The program is not there.
    #[error("the program '{0}' was not found; install it, or put it into PATH")]
    NotFound(String),
    /// It took longer than it may.
    #[error("'{command}' was stopped after {seconds} seconds")]
    TimedOut {
        /// What was run.
        command: String,
        /// The limit.
        seconds: u64,
    },
    /// It wrote more than it may.
    #[error("'{command}' wrote more than {bytes} bytes")]
    TooMuchOutput {
        /// What was run.
        command: String,
        /// The limit.
        bytes: u64,
    },
    /// It could not be started or talked to.
    #[error("'{command}' could not be run: {error}")]
    Io {
        /// What was run.
        command: String,
        /// The system's reason.
        error: std::io::Error,
    },
}

impl Command {
    /// A command without arguments: ten minutes, a gigabyte of output.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            args: Vec::new(),
            dir: None,
            env: Vec::new(),
            input: Vec::new(),
            limit: Duration::from_secs(600),
            most_output: 1 << 30,
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
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|a| a.as_ref().to_owned()));
        self
    }

    /// Runs it in this folder.
    #[must_use]
    pub fn dir(mut self, dir: &Path) -> Self {
        self.dir = Some(dir.to_owned());
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), Some(value.as_ref().to_owned())));
        self
    }

    /// Unsets a variable.
    #[must_use]
    pub fn without_env(mut self, name: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), None));
        self
    }

    /// What it reads on standard input; nothing where not said.
    #[must_use]
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// How long it may take.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// How many bytes it may write, to each of its outputs.
    #[must_use]
    pub fn most_output(mut self, bytes: u64) -> Self {
        self.most_output = bytes;
        self
    }

    fn words(&self) -> String {
        let words = std::iter::once(&self.program).chain(self.args.iter().take(3));
        words.map(|w| w.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// Where it cannot be started, takes too long (it and all that it started are killed then) or
    /// writes too much. A status other than zero is no error here.
    pub fn run(&self) -> Result<Output, ExecError> {
        let io = |error| ExecError::Io { command: self.words(), error };
        let mut child = self.start()?;
        let stdin = child.stdin.take();
        let input = self.input.clone();
        // Nobody waits for the writer: a program that does not read its input is free to do so.
        std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
        let (sender, results) = mpsc::channel();
        let out = child.stdout.take().map(|pipe| (0, Box::new(pipe) as Box<dyn Read + Send>));
        let err = child.stderr.take().map(|pipe| (1, Box::new(pipe) as Box<dyn Read + Send>));
        for (index, pipe) in [out, err].into_iter().flatten() {
            let (sender, most) = (sender.clone(), self.most_output);
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                let result = pipe.take(most + 1).read_to_end(&mut bytes).map(|_| bytes);
                // The receiver is gone only where the command was given up.
                let _ = sender.send((index, result));
            });
        }
        let deadline = std::time::Instant::now() + self.limit;
        let mut outputs = [Vec::new(), Vec::new()];
        for _ in 0..2 {
            let left = deadline.saturating_duration_since(std::time::Instant::now());
            let Ok((index, result)) = results.recv_timeout(left) else {
                kill(&mut child);
                return Err(ExecError::TimedOut { command: self.words(), seconds: self.limit.as_secs() });
            };
            let bytes: Vec<u8> = result.map_err(io)?;
            if bytes.len() as u64 > self.most_output {
                kill(&mut child);
                return Err(ExecError::TooMuchOutput { command: self.words(), bytes: self.most_output });
            }
            if let Some(output) = outputs.get_mut::<usize>(index) {
                *output = bytes;
            }
        }
        let status = child.wait().map_err(io)?;
        let [stdout, stderr] = outputs;
        Ok(Output { status: status.code(), signal: status.signal(), stdout, stderr })
    }

    fn start(&self) -> Result<Child, ExecError> {
        let mut command = std::process::Command::new(&self.program);
        command.args(&self.args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own, so that a time limit ends all that it started.
        command.process_group(0);
        if let Some(dir) = &self.dir {
            command.current_dir(dir);
        }
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.spawn().map_err(|error| match error.kind() {
            // A missing folder gives the same error as a missing program.
            std::io::ErrorKind::NotFound if self.dir.as_ref().is_none_or(|d| d.is_dir()) => {
                ExecError::NotFound(self.program.to_string_lossy().into_owned())
            }
            _ => ExecError::Io { command: self.words(), error },
        })
    }
}

fn kill(child: &mut Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // It may have ended by itself in this very moment.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.wait();
}

impl Output {
    /// Whether it ended well.
    pub fn ok(&self) -> bool {
        self.status == Some(0)
    }

    /// Standard output as text, without the line break at its end.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).trim_end_matches('\n').to_owned()
    }

    /// Standard error as text, trimmed.
    pub fn words(&self) -> String {
        String::from_utf8_lossy(&self.stderr).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_output_and_status() {
        let output = Command::new("sh").args(["-c", "cat; echo no >&2; exit 3"]).input("yes").run().unwrap();
        assert_eq!((output.status, output.text(), output.words()), (Some(3), "yes".into(), "no".into()));
    }

    #[test]
    fn a_limit_ends_the_whole_group() {
        let started = std::time::Instant::now();
        let command = Command::new("sh").args(["-c", "sleep 30 & sleep 30"]).limit(Duration::from_millis(200));
        assert!(matches!(command.run(), Err(ExecError::TimedOut { .. })));
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn too_much_output_and_no_program() {
        let command = Command::new("sh").args(["-c", "yes"]).most_output(1000);
        assert!(matches!(command.run(), Err(ExecError::TooMuchOutput { .. })));
        assert!(matches!(Command::new("no-such-program").run(), Err(ExecError::NotFound(_))));
    }
}
