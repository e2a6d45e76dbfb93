//! Runs the program that has the user's keyring to check OpenPGP and X.509 signatures.
//!
//! ```text
//! gpg    --status-fd=1 --verify SIGNATURE -              who signed, and whether the key may
//! gpg    --with-colons --list-keys -- FINGERPRINT        when an expired key expired
//! gpgsm  --pinentry-mode=error --status-fd=1 --verify SIGNATURE -
//! gpgsm  --export FINGERPRINT                            the certificate, for its SHA-256 fingerprint
//! ```

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::check::{self, SignatureCheck, SigningKey, seconds};
use super::error::SignError;
use super::format::SignFormat;
use crate::exec::{Command, ExecError};
use crate::{Repo, Timeouts};

/// Checks signatures, and remembers what it learned about keys and programs. Clones share their memory.
#[derive(Debug, Clone, Default)]
pub struct SignatureChecker {
    timeouts: Timeouts,
    memory: Arc<Mutex<Memory>>,
}

/// What earlier checks have shown.
#[derive(Debug, Default)]
struct Memory {
    /// The programs that exceeded their time limit, with the reason. They are not run again: a hundred signatures must
    /// not take a hundred time limits.
    stopped: HashMap<String, String>,
    /// The SHA-256 fingerprints of certificates, by their SHA-1 fingerprints.
    certificates: HashMap<String, String>,
}

impl SignatureChecker {
    /// A checker whose programs have this time limit. They never ask at the terminal.
    pub fn new(timeouts: Timeouts) -> Self {
        Self { timeouts: Timeouts { terminal: false, ..timeouts }, memory: Arc::default() }
    }

    /// Checks a detached signature over `bytes`.
    ///
    /// # Errors
    /// If the program cannot be run to its end.
    pub fn check(
        &self,
        repo: &Repo,
        format: SignFormat,
        bytes: &[u8],
        signature: &[u8],
    ) -> Result<SignatureCheck, SignError> {
        let io = |source| SignError::Io { source };
        let workspace = tempfile::Builder::new().prefix("promote-check-").tempdir().map_err(io)?;
        let file = workspace.path().join("signature");
        std::fs::write(&file, signature).map_err(io)?;
        let verify = Program { repo, name: repo.sign_program(format)? };
        // Otherwise gpgsm asks whether an unknown root is to be trusted, and writes the answer down.
        let options: &[&str] = if format == SignFormat::X509 { &["--pinentry-mode=error"] } else { &[] };
        let arguments = |command: Command| {
            command.args(options).args(["--status-fd=1", "--verify"]).arg(&file).arg("-").stdin(bytes)
        };
        let output = self.run(&verify, arguments)?;
        let checked = check::read(format, &String::from_utf8_lossy(&output.stdout), output.status);
        Ok(match (format, checked) {
            (SignFormat::X509, SignatureCheck::Good(key)) => SignatureCheck::Good(self.certificate(&verify, key)?),
            (SignFormat::X509, SignatureCheck::ExpiredKey(key, end)) => {
                SignatureCheck::ExpiredKey(self.certificate(&verify, key)?, end)
            }
            (_, SignatureCheck::ExpiredKey(key, reported)) => {
                let end = self.listed_expiry(&verify, &key)?.or(reported);
                SignatureCheck::ExpiredKey(key, end)
            }
            (_, checked) => checked,
        })
    }

    /// The fingerprints of a key in the keyring besides this one: those of its subkeys, or the SHA-256 fingerprint of a
    /// certificate; empty if the keyring does not have the key.
    ///
    /// # Errors
    /// If the program cannot be run to its end.
    pub fn other_names(&self, repo: &Repo, format: SignFormat, fingerprint: &str) -> Result<Vec<String>, SignError> {
        let program = Program { repo, name: repo.sign_program(format)? };
        let key = SigningKey { fingerprint: fingerprint.to_owned(), aliases: Vec::new() };
        if format == SignFormat::X509 {
            return match self.certificate(&program, key) {
                Err(SignError::NoCertificate { .. }) => Ok(Vec::new()),
                found => Ok(found?.aliases),
            };
        }
        let listing = self.listing(&program, &key)?;
        let names = listing.lines().filter(|line| line.starts_with("fpr:")).filter_map(|line| line.split(':').nth(9));
        Ok(names.map(str::to_ascii_uppercase).collect())
    }

    /// The key of a certificate with its SHA-256 fingerprint added, as `openssl` and browsers print it: `promote.yaml`
    /// may name it that way.
    fn certificate(&self, program: &Program<'_>, mut key: SigningKey) -> Result<SigningKey, SignError> {
        let known = self.remembered(|memory| memory.certificates.get(&key.fingerprint).cloned());
        let sha256 = match known {
            Some(sha256) => sha256,
            None => {
                let output = self.run(program, |command| command.arg("--export").arg(&key.fingerprint))?;
                // The program prints nothing for an unknown certificate.
                if !output.success() || output.stdout.is_empty() {
                    let (program, fingerprint) = (program.name.clone(), key.fingerprint);
                    return Err(SignError::NoCertificate { program, fingerprint });
                }
                let sha256 = hexadecimal(&Sha256::digest(&output.stdout));
                self.remembered(|memory| memory.certificates.insert(key.fingerprint.clone(), sha256.clone()));
                sha256
            }
        };
        key.aliases.push(sha256);
        Ok(key)
    }

    /// When an OpenPGP key expired, as the keyring lists it: the primary key or the subkey that signed, whichever was
    /// first. `None` if the program does not list keys.
    fn listed_expiry(&self, program: &Program<'_>, key: &SigningKey) -> Result<Option<i64>, SignError> {
        Ok(earliest_expiry(&self.listing(program, key)?, key))
    }

    /// The listing of an OpenPGP key with colons; empty if the keyring does not have the key.
    fn listing(&self, program: &Program<'_>, key: &SigningKey) -> Result<String, SignError> {
        let list = |command: Command| command.args(["--with-colons", "--list-keys", "--"]).arg(&key.fingerprint);
        Ok(String::from_utf8_lossy(&self.run(program, list)?.stdout).into_owned())
    }

    /// Runs a program, unless it has exceeded its time limit before.
    fn run(
        &self,
        program: &Program<'_>,
        arguments: impl FnOnce(Command) -> Command,
    ) -> Result<crate::exec::Output, SignError> {
        let name = &program.name;
        if let Some(reason) = self.remembered(|memory| memory.stopped.get(name).cloned()) {
            return Err(SignError::StoppedBefore { reason });
        }
        let output = program.repo.program_runner(self.timeouts).run(arguments(Command::new(name)));
        output.map_err(|source| {
            if matches!(source, ExecError::TimedOut { .. }) {
                self.remembered(|memory| memory.stopped.insert(name.clone(), source.to_string()));
            }
            SignError::NotChecked { program: name.clone(), source }
        })
    }

    fn remembered<T>(&self, act: impl FnOnce(&mut Memory) -> T) -> T {
        // Each change is one insert, so a poisoned lock still guards valid maps.
        act(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A program that checks signatures.
struct Program<'r> {
    repo: &'r Repo,
    name: String,
}

/// The earliest expiry of the primary key and the signing subkey in a listing with colons (`doc/DETAILS`): field 7 of a
/// `pub` or `sub` record is the expiry, field 10 of the `fpr` record behind it is the fingerprint.
fn earliest_expiry(listing: &str, key: &SigningKey) -> Option<i64> {
    let names = |text: &str| text == key.fingerprint || key.aliases.iter().any(|alias| alias == text);
    let (mut expiry, mut earliest) = (None, None::<i64>);
    for line in listing.lines() {
        let fields: Vec<&str> = line.split(':').collect();
        match (fields.first(), fields.get(6), fields.get(9)) {
            (Some(&("pub" | "sub")), Some(end), _) => expiry = seconds(end),
            (Some(&"fpr"), _, Some(fingerprint)) if names(&fingerprint.to_ascii_uppercase()) => {
                earliest = earliest.into_iter().chain(expiry.take()).min();
            }
            _ => {}
        }
    }
    earliest
}

/// Bytes as hexadecimal digits in upper case.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The encryption subkey that expired first signed nothing.
    #[test]
    fn the_expiry_is_that_of_the_key_that_signed() {
        let listing = "tru::1:1:0:3:1:5\npub:e:255:22:CCCC:1767225600:1780272000::-:::sc::::::0:\n\
            fpr:::::::::AAAA:\nuid:e::::1::2B::Ann::::::::::0:\n\
            sub:e:255:18:DDDD:1767225600:1769904000:::::e::::::0:\nfpr:::::::::BBBB:\n\
            sub:e:255:22:EEEE:1767225600:1777593600:::::s::::::0:\nfpr:::::::::EEEE:\n";
        let key = |aliases: &[&str]| SigningKey {
            fingerprint: "AAAA".to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        assert_eq!(earliest_expiry(listing, &key(&[])), Some(1_780_272_000));
        assert_eq!(earliest_expiry(listing, &key(&["EEEE"])), Some(1_777_593_600));
        assert_eq!(earliest_expiry("", &key(&[])), None);
    }
}
