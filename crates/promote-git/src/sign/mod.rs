//! Signing as git signs: with the key and the program from the user's configuration, for commits and statements.
//!
//! ```text
//! format     openpgp, x509, ssh
//! key        which key: user.signingkey, gpg.ssh.defaultKeyCommand, else the committer
//! program    which program, and how it is run
//! mod        gpg --status-fd=2 -bsau KEY   |   ssh-keygen -Y sign -n NAMESPACE -f KEY FILE
//! checker    gpg --status-fd=1 --verify SIGNATURE -     (SSH signatures need no program)
//! check      what the output of that says
//! header     a commit with its signature in it
//! ```
//!
//! Programs get the arguments that git passes (`gpg-interface.c`), since many users replace them with their own. A
//! program may ask for a passphrase at the terminal. Without a terminal it fails at once if that can be detected, and
//! after a time limit in any case.

mod check;
mod checker;
mod error;
mod format;
mod header;
mod key;
mod program;

use std::io::Read as _;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use super::{Repo, Result, Timeouts};
use crate::exec::{Command, ExecError, Output};

pub use check::{Distrust, SignatureCheck, SigningKey};
pub use checker::SignatureChecker;
pub use error::SignError;
pub use format::SignFormat;
pub(super) use header::signed;
use key::Key;
use program::ProgramRunner;

/// The signature namespace of commits; statements have their own.
pub(crate) const COMMITS: &str = "git";

/// A signing key with the program that signs.
#[derive(Debug, Clone)]
pub struct Signer {
    format: SignFormat,
    program: String,
    key: Key,
    runner: ProgramRunner,
}

impl Repo {
    /// Whether the user's configuration signs commits (`commit.gpgSign`).
    ///
    /// # Errors
    /// If the configuration cannot be read.
    pub fn signs_commits(&self) -> Result<bool> {
        self.config_bool("commit.gpgsign")
    }

    /// The signer from the user's configuration. Does not run the signing program yet.
    ///
    /// # Errors
    /// If git would not know which key to sign with.
    pub fn signer(&self, timeouts: Timeouts) -> Result<Signer, SignError> {
        let word = self.config("gpg.format")?.unwrap_or_else(|| "openpgp".to_owned());
        let format = SignFormat::of(&word).ok_or(SignError::Format { word })?;
        let runner = self.program_runner(timeouts);
        let key = self.signing_key(format, &runner)?;
        Ok(Signer { format, program: self.sign_program(format)?, key, runner })
    }
}

impl Signer {
    /// Makes a detached, armored signature over `bytes`.
    ///
    /// # Errors
    /// If the program cannot be run or does not sign.
    pub fn sign(&self, bytes: &[u8], namespace: &str) -> Result<String, SignError> {
        let signature = match self.format {
            SignFormat::Ssh => self.ssh(bytes, namespace)?,
            SignFormat::OpenPgp | SignFormat::X509 => self.gpg(bytes)?,
        };
        // Some programs write CRLF line ends; git removes them, too.
        Ok(signature.replace('\r', ""))
    }

    fn gpg(&self, bytes: &[u8]) -> Result<String, SignError> {
        let command = Command::new(&self.program).args(["--status-fd=2", "-bsau", self.key.text()]).stdin(bytes);
        let output = self.runner.run(command).map_err(|source| self.not_run(source))?;
        let status = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.success() || !status.lines().any(|line| line.starts_with("[GNUPG:] SIG_CREATED ")) {
            return Err(self.refused(&output));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn ssh(&self, bytes: &[u8], namespace: &str) -> Result<String, SignError> {
        let io = |source| SignError::Io { source };
        let workspace = tempfile::Builder::new().prefix("promote-sign-").tempdir().map_err(io)?;
        let message = workspace.path().join("message");
        std::fs::write(&message, bytes).map_err(io)?;
        let mut command = Command::new(&self.program).args(["-Y", "sign", "-n", namespace, "-f"]);
        match &self.key {
            // The private key is in an agent; only the public key is known here.
            Key::Literal(key) => {
                let file = workspace.path().join("key");
                std::fs::write(&file, format!("{key}\n")).map_err(io)?;
                command = command.arg(file).arg("-U");
            }
            Key::Named(path) => command = command.arg(path),
        }
        let output = self.runner.run(command.arg(&message)).map_err(|source| self.not_run(source))?;
        match read_signature(&message.with_extension("sig")) {
            Some(signature) if output.success() => Ok(signature),
            _ => Err(self.refused(&output)),
        }
    }

    fn refused(&self, output: &Output) -> SignError {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        let lines = message.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("[GNUPG:]"));
        let message = lines.collect::<Vec<_>>().join("; ");
        let message = if message.is_empty() { "no reason given".to_owned() } else { message };
        let (program, key) = (self.program.clone(), self.key.text().to_owned());
        SignError::Refused { program, key, message, format: self.format, terminal: self.runner.terminal }
    }

    fn not_run(&self, source: ExecError) -> SignError {
        SignError::NotRun { program: self.program.clone(), format: self.format, source }
    }
}

/// The largest signature that is read, in bytes.
const MAX_SIGNATURE: u64 = 1 << 20;

/// The signature in a file that a program wrote. Anything but a regular file is not read: a pipe or a device could keep
/// the reader waiting for ever.
fn read_signature(path: &Path) -> Option<String> {
    // Opening a pipe must not wait for a writer, either (`fifo(7)`).
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = std::fs::File::from(rustix::fs::open(path, flags, Mode::empty()).ok()?);
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    file.take(MAX_SIGNATURE).read_to_string(&mut text).ok()?;
    Some(text)
}
