//! Why something was not signed, and what to configure.

use std::io;

use super::SignFormat;
use crate::GitError;
use crate::exec::ExecError;

/// Something was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// `gpg.format` is none that there is.
    #[error("gpg.format is '{word}' in git's configuration; it is 'openpgp', 'x509' or 'ssh'")]
    Format {
        /// What it is.
        word: String,
    },
    /// No key is configured.
    #[error("this must be signed, and git's configuration names no key to sign with")]
    NoKey {
        /// The kind that is wanted.
        format: SignFormat,
    },
    /// The program that should name the key did not.
    #[error("'{command}', which names the key to sign with, named none{}", if words.is_empty() { String::new() } else { format!(": {words}") })]
    NoDefaultKey {
        /// `gpg.ssh.defaultKeyCommand`
        command: String,
        /// What it said.
        words: String,
    },
    /// The program did not sign.
    #[error("'{program}' did not sign with the key {key}: {words}")]
    Refused {
        /// The program.
        program: String,
        /// The key.
        key: String,
        /// What it said.
        words: String,
        /// What kind of signature was asked for.
        format: SignFormat,
        /// Whether it could ask a person.
        terminal: bool,
    },
    /// The program could not be run to its end.
    #[error("'{program}' could not be run to sign this")]
    NotRun {
        /// The program.
        program: String,
        /// What kind of signature was asked for.
        format: SignFormat,
        /// Why.
        #[source]
        source: ExecError,
    },
    /// A file for the program could not be written.
    #[error("could not write what is to be signed")]
    Io {
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// The configuration could not be read.
    #[error(transparent)]
    Git(#[from] Box<GitError>),
}

impl From<GitError> for SignError {
    fn from(error: GitError) -> Self {
        Self::Git(Box::new(error))
    }
}

impl SignError {
    /// Whether the user's configuration is at fault.
    pub fn is_configuration(&self) -> bool {
        match self {
            Self::Format { .. } | Self::NoKey { .. } | Self::NoDefaultKey { .. } => true,
            Self::NotRun { source, .. } => matches!(source, ExecError::NotFound { .. }),
            Self::Refused { .. } | Self::Io { .. } | Self::Git(_) => false,
        }
    }

    /// The error and what caused it, in one line.
    pub fn reason(&self) -> String {
        match std::error::Error::source(self) {
            Some(source) => format!("{self}: {source}"),
            None => self.to_string(),
        }
    }

    /// What the user can do about it, as commands to run.
    pub fn hints(&self) -> Vec<String> {
        let lines: &[&str] = match self {
            Self::Format { .. } => &["git config --global gpg.format ssh"],
            Self::NoKey { .. } | Self::NoDefaultKey { .. } => {
                &["git config --global gpg.format ssh", "git config --global user.signingkey ~/.ssh/id_ed25519.pub"]
            }
            Self::Refused { format: SignFormat::Ssh, terminal: false, words, .. } if words.contains("passphrase") => {
                &["ssh-add lets an agent keep the key, so that nobody is asked; or run this at a terminal"]
            }
            Self::Refused { format: SignFormat::OpenPgp, words, .. } if words.contains("No secret key") => &[
                "gpg --list-secret-keys shows your keys; name one: git config --global user.signingkey FINGERPRINT",
                "or sign with an SSH key: git config --global gpg.format ssh",
            ],
            Self::NotRun { format: SignFormat::OpenPgp, source: ExecError::NotFound { .. }, .. } => {
                &["git config --global gpg.format ssh", "git config --global user.signingkey ~/.ssh/id_ed25519.pub"]
            }
            _ => &[],
        };
        lines.iter().map(|line| (*line).to_owned()).collect()
    }
}
