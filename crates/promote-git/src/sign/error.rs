//! Errors of signing, with hints about git's configuration.

use std::io;

use super::format::SignFormat;
use crate::exec::ExecError;

/// A signature could not be made or checked.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// `gpg.format` has an unknown value.
    #[error("gpg.format is '{word}' in git's configuration; expected 'openpgp', 'x509' or 'ssh'")]
    Format {
        /// The value.
        word: String,
    },
    /// No key is configured.
    #[error("a signature is required, but git's configuration names no signing key")]
    NoKey {
        /// The signature format.
        format: SignFormat,
    },
    /// `gpg.ssh.defaultKeyCommand` printed no key.
    #[error("gpg.ssh.defaultKeyCommand '{command}' printed no key{}", if message.is_empty() { String::new() } else { format!(": {message}") })]
    NoDefaultKey {
        /// The command.
        command: String,
        /// Its error output.
        message: String,
    },
    /// The program ran and did not sign.
    #[error("'{program}' did not sign with the key {key}: {message}")]
    Refused {
        /// The program.
        program: String,
        /// The key.
        key: String,
        /// Its error output.
        message: String,
        /// The signature format.
        format: SignFormat,
        /// Whether the program could ask at a terminal.
        terminal: bool,
    },
    /// The program could not be run to its end.
    #[error("'{program}' could not be run to make the signature")]
    NotRun {
        /// The program.
        program: String,
        /// The signature format.
        format: SignFormat,
        /// The cause.
        #[source]
        source: ExecError,
    },
    /// The program that checks signatures could not be run to its end.
    #[error("'{program}' could not be run to check the signature")]
    NotChecked {
        /// The program.
        program: String,
        /// The cause.
        #[source]
        source: ExecError,
    },
    /// The program was stopped when it checked another signature, and is not run again.
    #[error("{reason} when it checked another signature")]
    StoppedBefore {
        /// The reason.
        reason: String,
    },
    /// The keyring has no copy of the certificate that signed.
    #[error("'{program}' does not export the certificate {fingerprint}")]
    NoCertificate {
        /// The program.
        program: String,
        /// The SHA-1 fingerprint of the certificate.
        fingerprint: String,
    },
    /// A file for the program could not be written.
    #[error("the input of the signing program could not be written")]
    Io {
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// The configuration could not be read.
    #[error(transparent)]
    Configuration(Box<dyn std::error::Error + Send + Sync>),
}

impl SignError {
    /// Whether the user's configuration is the cause.
    pub fn is_configuration(&self) -> bool {
        match self {
            Self::Format { .. } | Self::NoKey { .. } | Self::NoDefaultKey { .. } => true,
            Self::NotRun { source, .. } => matches!(source, ExecError::NotFound { .. }),
            Self::NotChecked { .. }
            | Self::StoppedBefore { .. }
            | Self::NoCertificate { .. }
            | Self::Refused { .. }
            | Self::Io { .. }
            | Self::Configuration(_) => false,
        }
    }

    /// The error and its cause, on one line.
    pub fn reason(&self) -> String {
        match std::error::Error::source(self) {
            Some(source) => format!("{self}: {source}"),
            None => self.to_string(),
        }
    }

    /// Hints for the user, as commands to run.
    pub fn hints(&self) -> Vec<String> {
        let lines: &[&str] = match self {
            Self::Format { .. } => &["git config --global gpg.format ssh"],
            Self::NoKey { .. } | Self::NoDefaultKey { .. } => {
                &["git config --global gpg.format ssh", "git config --global user.signingkey ~/.ssh/id_ed25519.pub"]
            }
            Self::Refused { format: SignFormat::Ssh, terminal: false, message, .. }
                if message.contains("passphrase") =>
            {
                &["add the key to an agent (ssh-add), or run the command at a terminal"]
            }
            Self::Refused { format: SignFormat::OpenPgp, message, .. } if message.contains("No secret key") => &[
                "choose one of your keys (gpg --list-secret-keys): git config --global user.signingkey FINGERPRINT",
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
