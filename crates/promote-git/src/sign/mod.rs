//! Signing as git signs: with the key and the program of the user's configuration, for commits and for statements of ours.
//!
//! ```text
//! key        which key: user.signingkey, gpg.ssh.defaultKeyCommand, else who commits
//! mod        gpg --status-fd=2 -bsau KEY   |   ssh-keygen -Y sign -n NAMESPACE -f KEY FILE
//! check      gpg --status-fd=1 --verify SIGNATURE -     (an SSH signature needs no program)
//! header     a commit with its signature in it
//! ```
//!
//! Programs are called with the arguments that git calls them with (`gpg-interface.c`), since many people have another one
//! in their place. They may ask for a passphrase: a person at the terminal; a script is refused at once where that can be
//! told beforehand, and after a time limit in any case.

mod check;
mod error;
mod header;
mod key;

use std::path::Path;
use std::time::Duration;

use super::{Repo, Result, Timeouts};
use crate::exec::{Command, ExecError, Output};

pub use check::SignatureCheck;
pub use error::SignError;
pub(super) use header::signed;
use key::Key;

/// What a signature of a commit is made for; statements of ours have a namespace of their own.
pub(crate) const COMMITS: &str = "git";

/// Kinds of signatures (`gpg.format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignFormat {
    /// OpenPGP
    OpenPgp,
    /// X.509
    X509,
    /// SSH
    Ssh,
}

impl SignFormat {
    fn of(word: &str) -> Option<Self> {
        match word {
            "openpgp" => Some(Self::OpenPgp),
            "x509" => Some(Self::X509),
            "ssh" => Some(Self::Ssh),
            _ => None,
        }
    }
}

/// Who signs, and how.
#[derive(Debug, Clone)]
pub struct Signer {
    format: SignFormat,
    program: String,
    key: Key,
    call: Calling,
}

/// How the programs are called.
#[derive(Debug, Clone)]
struct Calling {
    dir: std::path::PathBuf,
    limit: Duration,
    terminal: bool,
}

impl Repo {
    /// Whether the user's configuration signs commits (`commit.gpgSign`).
    ///
    /// # Errors
    /// Where the configuration cannot be read.
    pub fn signs_commits(&self) -> Result<bool> {
        self.config_bool("commit.gpgsign")
    }

    /// Who signs here, by the user's configuration; no program is asked to sign yet.
    ///
    /// # Errors
    /// Where git would not know which key to sign with.
    pub fn signer(&self, patience: Timeouts) -> Result<Signer, SignError> {
        let word = self.config("gpg.format")?.unwrap_or_else(|| "openpgp".to_owned());
        let format = SignFormat::of(&word).ok_or(SignError::Format { word })?;
        let call = self.calling(patience);
        let key = self.signing_key(format, &call)?;
        Ok(Signer { format, program: self.sign_program(format)?, key, call })
    }

    fn calling(&self, patience: Timeouts) -> Calling {
        let dir = self.work_tree().unwrap_or(self.git_dir()).to_owned();
        Calling { dir, limit: patience.limit(self), terminal: patience.terminal }
    }

    /// The program for a kind of signatures.
    fn sign_program(&self, format: SignFormat) -> Result<String> {
        let (keys, default): (&[&str], _) = match format {
            SignFormat::OpenPgp => (&["gpg.openpgp.program", "gpg.program"], "gpg"),
            SignFormat::X509 => (&["gpg.x509.program"], "gpgsm"),
            SignFormat::Ssh => (&["gpg.ssh.program"], "ssh-keygen"),
        };
        for key in keys {
            if let Some(program) = self.config(key)? {
                return Ok(key::at_home(&program));
            }
        }
        Ok(default.to_owned())
    }
}

impl Calling {
    /// Runs a program that may ask for a passphrase.
    fn run(&self, command: Command) -> Result<Output, ExecError> {
        let command = command.dir(&self.dir).env("LC_ALL", "C").time_limit(self.limit);
        if self.terminal {
            let asks = std::env::var_os("GPG_TTY").is_none().then(terminal).flatten();
            let command = asks.iter().fold(command, |command, tty| command.env("GPG_TTY", tty));
            return command.on_terminal().run();
        }
        // Without a person, `pinentry` must find no terminal and ssh-keygen ask nobody at one: it would wait for ever. A
        // program of the user's own that asks in a window may.
        let mut command = command.env_remove("GPG_TTY").env("SSH_ASKPASS_REQUIRE", "force");
        if std::env::var_os("SSH_ASKPASS").is_none() {
            command = command.env("SSH_ASKPASS", "false");
        }
        command.run()
    }
}

/// The terminal that a person sits at, for `pinentry`; where the system does not tell, the user has told gpg.
fn terminal() -> Option<std::path::PathBuf> {
    std::fs::read_link("/proc/self/fd/0").ok().filter(|path| path.starts_with("/dev"))
}

impl Signer {
    /// A detached signature over these bytes, armored.
    ///
    /// # Errors
    /// Where the program cannot be run, or does not sign.
    pub fn sign(&self, bytes: &[u8], namespace: &str) -> Result<String, SignError> {
        let signature = match self.format {
            SignFormat::Ssh => self.ssh(bytes, namespace)?,
            SignFormat::OpenPgp | SignFormat::X509 => self.gpg(bytes)?,
        };
        // Some programs end lines as Windows does; git takes that out, too.
        Ok(signature.replace('\r', ""))
    }

    fn gpg(&self, bytes: &[u8]) -> Result<String, SignError> {
        let command = Command::new(&self.program).args(["--status-fd=2", "-bsau", self.key.text()]).stdin(bytes);
        let output = self.call.run(command).map_err(|source| self.not_run(source))?;
        let status = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.success() || !status.lines().any(|line| line.starts_with("[GNUPG:] SIG_CREATED ")) {
            return Err(self.refused(&output));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn ssh(&self, bytes: &[u8], namespace: &str) -> Result<String, SignError> {
        let io = |source| SignError::Io { source };
        let desk = tempfile::Builder::new().prefix("promote-sign-").tempdir().map_err(io)?;
        let message = desk.path().join("message");
        std::fs::write(&message, bytes).map_err(io)?;
        let mut command = Command::new(&self.program).args(["-Y", "sign", "-n", namespace, "-f"]);
        match &self.key {
            // The key of an agent, of which only the public half is here.
            Key::Literal(key) => {
                let file = desk.path().join("key");
                std::fs::write(&file, format!("{key}\n")).map_err(io)?;
                command = command.arg(file).arg("-U");
            }
            Key::Named(path) => command = command.arg(path),
        }
        let output = self.call.run(command.arg(&message)).map_err(|source| self.not_run(source))?;
        match std::fs::read_to_string(Path::new(&message).with_extension("sig")) {
            Ok(signature) if output.success() => Ok(signature),
            _ => Err(self.refused(&output)),
        }
    }

    fn refused(&self, output: &Output) -> SignError {
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        let lines = words.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("[GNUPG:]"));
        let words = lines.collect::<Vec<_>>().join("; ");
        let words = if words.is_empty() { "it gave no reason".to_owned() } else { words };
        let (program, key) = (self.program.clone(), self.key.text().to_owned());
        SignError::Refused { program, key, words, format: self.format, terminal: self.call.terminal }
    }

    fn not_run(&self, source: ExecError) -> SignError {
        SignError::NotRun { program: self.program.clone(), format: self.format, source }
    }
}
