//! Checking OpenPGP and X.509 signatures with the program that has the user's keyring. The result is read from its
//! status lines (`doc/DETAILS` of GnuPG), never from its messages.

use super::error::SignError;
use super::format::SignFormat;
use crate::exec::Command;
use crate::{Repo, Timeouts};

/// The result of checking a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureCheck {
    /// Good, by the primary key with this fingerprint in upper case.
    Good(String),
    /// Good, but the key has expired; with the expiry in seconds since the epoch, if reported.
    ExpiredKey(String, Option<i64>),
    /// Good, but the key is revoked.
    RevokedKey(String),
    /// The signature itself has expired.
    Expired,
    /// The hash algorithm is weak (MD5, SHA-1 or RIPEMD-160).
    Weak,
    /// The signature is over other bytes.
    Bad,
    /// The key with this id is not in the keyring.
    NoKey(String),
    /// Not a signature, or more than one.
    Unreadable,
}

impl Repo {
    /// Checks a detached signature.
    ///
    /// # Errors
    /// If the program cannot be run.
    pub fn check_detached(
        &self,
        format: SignFormat,
        bytes: &[u8],
        signature: &[u8],
        timeouts: Timeouts,
    ) -> Result<SignatureCheck, SignError> {
        let program = self.sign_program(format)?;
        let io = |source| SignError::Io { source };
        let workspace = tempfile::Builder::new().prefix("promote-check-").tempdir().map_err(io)?;
        let file = workspace.path().join("signature");
        std::fs::write(&file, signature).map_err(io)?;
        let command = Command::new(&program).args(["--status-fd=1", "--verify"]).arg(&file).arg("-").stdin(bytes);
        let output = self.program_runner(Timeouts { terminal: false, ..timeouts }).run(command);
        let output = output.map_err(|source| SignError::NotRun { program, format, source })?;
        Ok(read(&String::from_utf8_lossy(&output.stdout)))
    }
}

/// Parses the status lines. Exactly one of them must be a verdict; otherwise a bad signature could hide behind a good
/// one.
fn read(status: &str) -> SignatureCheck {
    let lines = || {
        status.lines().filter_map(|line| {
            let mut words = line.strip_prefix("[GNUPG:] ")?.split(' ');
            Some((words.next()?, words.collect::<Vec<_>>()))
        })
    };
    let verdicts = ["GOODSIG", "BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG"];
    let mut found = lines().filter(|(word, _)| verdicts.contains(word));
    let (Some((verdict, words)), None) = (found.next(), found.next()) else { return SignatureCheck::Unreadable };
    let word = |at: usize| words.get(at).map(|word| (*word).to_owned()).unwrap_or_default();
    match verdict {
        "BADSIG" => return SignatureCheck::Bad,
        // Newer versions add the fingerprint as the last word.
        "ERRSIG" => {
            return SignatureCheck::NoKey(words.get(6).filter(|w| w.len() >= 40).map_or(word(0), |w| (*w).to_owned()));
        }
        "EXPSIG" => return SignatureCheck::Expired,
        _ => {}
    }
    let mut valid = lines().filter(|(word, _)| *word == "VALIDSIG");
    let (Some((_, facts)), None) = (valid.next(), valid.next()) else { return SignatureCheck::Unreadable };
    // fingerprint, date, time, expiry, version, -, public key algorithm, hash, class, primary fingerprint
    let primary = facts.get(9).or_else(|| facts.first()).map(|text| text.to_ascii_uppercase()).unwrap_or_default();
    if facts.get(7).is_some_and(|hash| ["1", "2", "3"].contains(hash)) {
        return SignatureCheck::Weak;
    }
    match verdict {
        "GOODSIG" => SignatureCheck::Good(primary),
        "REVKEYSIG" => SignatureCheck::RevokedKey(primary),
        _ => {
            let times = lines().filter(|(word, _)| *word == "KEYEXPIRED").filter_map(|(_, w)| w.first()?.parse().ok());
            SignatureCheck::ExpiredKey(primary, times.min())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIMARY: &str = "0123456789ABCDEF0123456789ABCDEF01234567";

    fn valid(hash: u8) -> String {
        format!(
            "[GNUPG:] VALIDSIG AAAA456789ABCDEF0123456789ABCDEF0123AAAA 2026-03-02 1772442000 0 4 0 22 {hash} 00 {PRIMARY}\n"
        )
    }

    #[test]
    fn good_and_weak_signatures_by_the_primary_key() {
        let status = format!("gpg: hello\n[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0123 Ann <a@b>\n{}", valid(8));
        assert_eq!(read(&status), SignatureCheck::Good(PRIMARY.to_owned()));
        assert_eq!(read(&status.replace(" 22 8 ", " 22 2 ")), SignatureCheck::Weak);
    }

    #[test]
    fn expired_and_revoked_keys() {
        let status = format!("[GNUPG:] KEYEXPIRED 1700000000\n[GNUPG:] EXPKEYSIG 0123 Ann\n{}", valid(8));
        assert_eq!(read(&status), SignatureCheck::ExpiredKey(PRIMARY.to_owned(), Some(1_700_000_000)));
        let status = format!("[GNUPG:] REVKEYSIG 0123 Ann\n{}", valid(10));
        assert_eq!(read(&status), SignatureCheck::RevokedKey(PRIMARY.to_owned()));
        assert_eq!(read("[GNUPG:] EXPSIG 0123 Ann\n"), SignatureCheck::Expired);
    }

    #[test]
    fn bad_missing_and_ambiguous_signatures() {
        assert_eq!(read("[GNUPG:] BADSIG 0123 Ann\n"), SignatureCheck::Bad);
        let status =
            format!("[GNUPG:] ERRSIG 0123456789ABCDEF 22 8 00 1772442000 9 {PRIMARY}\n[GNUPG:] NO_PUBKEY 0123\n");
        assert_eq!(read(&status), SignatureCheck::NoKey(PRIMARY.to_owned()));
        let twice = format!("[GNUPG:] GOODSIG 0123 Ann\n{0}[GNUPG:] BADSIG 0123 Ann\n{0}", valid(8));
        for status in ["", "[GNUPG:] NODATA 4\n", "[GNUPG:] GOODSIG 0123 Ann\n", "GOODSIG 0123 Ann\n", &twice] {
            assert_eq!(read(status), SignatureCheck::Unreadable, "{status}");
        }
    }
}
