//! The result of checking an OpenPGP or X.509 signature, read from the status lines of the program (`doc/DETAILS` of
//! GnuPG) and its exit status, never from its messages.

use super::format::SignFormat;

/// The key that made a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The fingerprint of the OpenPGP primary key, or the SHA-1 fingerprint of the certificate, in upper case.
    pub fingerprint: String,
    /// Its other names: the fingerprint of the OpenPGP subkey that signed, or the SHA-256 fingerprint of the
    /// certificate.
    pub aliases: Vec<String>,
}

/// The result of checking a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureCheck {
    /// A good signature.
    Good(SigningKey),
    /// A good signature by a key that has expired; with the expiry in seconds since the epoch, if known.
    ExpiredKey(SigningKey, Option<i64>),
    /// A good signature by a key that is revoked.
    RevokedKey(String),
    /// A good signature by a key that the program does not trust.
    Untrusted(String, Distrust),
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

/// Why the program does not trust a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// The authority of the certificate revoked it.
    Revoked,
    /// The root certificate is not marked as trusted, or the owner of the OpenPGP key is marked as not trusted.
    NotTrusted,
    /// The authority's list of revoked certificates (CRL) is missing.
    NoCrl,
    /// The authority's list of revoked certificates (CRL) is too old.
    OldCrl,
    /// Another reason: the error code of `libgpg-error`, or else the exit status.
    Other(i64),
}

/// Hash algorithms that do not count: MD5, SHA-1 and RIPEMD-160, by their numbers in RFC 4880 (9.4).
const WEAK_HASHES: [&str; 3] = ["1", "2", "3"];

/// The status lines that say what a signature is; a program prints one for each signature.
const VERDICTS: [&str; 6] = ["GOODSIG", "BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG"];

/// The words of a status line after its keyword.
type Words<'s> = Vec<&'s str>;

/// The status lines, as keyword and words.
fn lines(status: &str) -> impl Iterator<Item = (&str, Words<'_>)> {
    status.lines().filter_map(|line| {
        let mut words = line.strip_prefix("[GNUPG:] ")?.split(' ');
        Some((words.next()?, words.collect()))
    })
}

/// Parses the status lines. Exactly one of them must be a verdict; otherwise a bad signature could hide behind a good
/// one. `exit` is the exit status: as for `git verify-commit`, a signature is good only if the program says so, too.
pub(super) fn read(format: SignFormat, status: &str, exit: Option<i32>) -> SignatureCheck {
    let mut found = lines(status).filter(|(word, _)| VERDICTS.contains(word));
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
    let mut valid = lines(status).filter(|(word, _)| *word == "VALIDSIG");
    let (Some((_, facts)), None) = (valid.next(), valid.next()) else { return SignatureCheck::Unreadable };
    if facts.get(7).is_some_and(|hash| WEAK_HASHES.contains(hash)) {
        return SignatureCheck::Weak;
    }
    let key = signing_key(&facts);
    if verdict == "REVKEYSIG" {
        return SignatureCheck::RevokedKey(key.fingerprint);
    }
    match distrust(format, status, exit) {
        Some(why) => SignatureCheck::Untrusted(key.fingerprint, why),
        None if verdict == "GOODSIG" => SignatureCheck::Good(key),
        None => SignatureCheck::ExpiredKey(key, expiry(format, status, &facts)),
    }
}

/// The key named by `VALIDSIG`: fingerprint, date, time, expiry, version, -, public key algorithm, hash, class, primary
/// fingerprint (OpenPGP only).
fn signing_key(facts: &[&str]) -> SigningKey {
    let upper = |at: usize| facts.get(at).map(|text| text.to_ascii_uppercase());
    let signed_by = upper(0).unwrap_or_default();
    let fingerprint = upper(9).unwrap_or_else(|| signed_by.clone());
    let aliases = (signed_by != fingerprint).then_some(signed_by);
    SigningKey { fingerprint, aliases: aliases.into_iter().collect() }
}

/// Why the program does not trust the key: `TRUST_NEVER`, for certificates also `TRUST_UNDEFINED` (OpenPGP keys have
/// that where nobody certified them), or an exit status other than 0.
fn distrust(format: SignFormat, status: &str, exit: Option<i32>) -> Option<Distrust> {
    let of_trust = |word: &str| word == "TRUST_NEVER" || (word == "TRUST_UNDEFINED" && format == SignFormat::X509);
    if let Some((_, words)) = lines(status).find(|(word, _)| of_trust(word)) {
        // Certificates come with an error code of libgpg-error (`gpg-error --list`), OpenPGP keys with 0.
        return Some(match words.first().and_then(|code| code.parse().ok()) {
            Some(94) => Distrust::Revoked,
            Some(95) => Distrust::NoCrl,
            Some(96) => Distrust::OldCrl,
            Some(code) if code > 0 && code != 98 => Distrust::Other(code),
            _ => Distrust::NotTrusted,
        });
    }
    (exit != Some(0)).then(|| Distrust::Other(exit.unwrap_or(-1).into()))
}

/// The expiry that the status lines tell. `gpgsm` prints the earliest one in the chain of certificates with `VALIDSIG`;
/// `gpg` prints `KEYEXPIRED` lines, which may also be about subkeys that did not sign.
fn expiry(format: SignFormat, status: &str, facts: &[&str]) -> Option<i64> {
    match format {
        SignFormat::X509 => facts.get(3).and_then(|text| seconds(text)),
        SignFormat::OpenPgp | SignFormat::Ssh => {
            let times = lines(status).filter(|(word, _)| *word == "KEYEXPIRED");
            times.filter_map(|(_, words)| seconds(words.first()?)).min()
        }
    }
}

/// A time as GnuPG prints it: seconds since the epoch, or `20260302T000001` in UTC; `None` for 0, which means no time.
pub(super) fn seconds(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds).filter(|seconds| *seconds > 0);
    }
    let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", text).ok()?;
    Some(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    use SignFormat::{OpenPgp, X509};

    const PRIMARY: &str = "0123456789ABCDEF0123456789ABCDEF01234567";

    fn valid(hash: u8) -> String {
        format!(
            "[GNUPG:] VALIDSIG AAAA456789ABCDEF0123456789ABCDEF0123AAAA 2026-03-02 1772442000 0 4 0 22 {hash} 00 {PRIMARY}\n"
        )
    }

    fn read(status: &str) -> SignatureCheck {
        super::read(OpenPgp, status, Some(0))
    }

    fn key() -> SigningKey {
        SigningKey {
            fingerprint: PRIMARY.to_owned(),
            aliases: vec!["AAAA456789ABCDEF0123456789ABCDEF0123AAAA".to_owned()],
        }
    }

    #[test]
    fn good_and_weak_signatures_by_the_primary_key() {
        let status = format!("gpg: hello\n[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0123 Ann <a@b>\n{}", valid(8));
        assert_eq!(read(&status), SignatureCheck::Good(key()));
        assert_eq!(read(&status.replace(" 22 8 ", " 22 2 ")), SignatureCheck::Weak);
    }

    #[test]
    fn expired_and_revoked_keys() {
        let status = format!("[GNUPG:] KEYEXPIRED 1700000000\n[GNUPG:] EXPKEYSIG 0123 Ann\n{}", valid(8));
        assert_eq!(read(&status), SignatureCheck::ExpiredKey(key(), Some(1_700_000_000)));
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

    #[test]
    fn certificates_count_if_the_program_trusts_them() {
        let status = |verdict: &str, trust: &str| {
            format!(
                "[GNUPG:] {verdict} {PRIMARY} /CN=Ann\n[GNUPG:] VALIDSIG {PRIMARY} 2026-02-01 20260201T000000 \
                 20260302T000001 0 0 1 8 00\n[GNUPG:] {trust}\n"
            )
        };
        let ann = || SigningKey { fingerprint: PRIMARY.to_owned(), aliases: Vec::new() };
        let check = |verdict, trust, exit| super::read(X509, &status(verdict, trust), exit);
        assert_eq!(check("GOODSIG", "TRUST_FULLY 0 shell", Some(0)), SignatureCheck::Good(ann()));
        let expired = SignatureCheck::ExpiredKey(ann(), Some(1_772_409_601));
        assert_eq!(check("EXPKEYSIG", "TRUST_FULLY 0 shell", Some(0)), expired);
        for (trust, exit, why) in [
            ("TRUST_NEVER 94", Some(2), Distrust::Revoked),
            ("TRUST_UNDEFINED 98", Some(2), Distrust::NotTrusted),
            ("TRUST_NEVER", Some(0), Distrust::NotTrusted),
            ("TRUST_NEVER 95", Some(2), Distrust::NoCrl),
            ("TRUST_UNDEFINED 96", Some(2), Distrust::OldCrl),
            ("TRUST_NEVER 100", Some(2), Distrust::Other(100)),
            ("TRUST_FULLY 0 shell", Some(2), Distrust::Other(2)),
            ("TRUST_FULLY 0 shell", None, Distrust::Other(-1)),
        ] {
            let untrusted = SignatureCheck::Untrusted(PRIMARY.to_owned(), why);
            assert_eq!(check("GOODSIG", trust, exit), untrusted, "{trust}");
            assert_eq!(check("EXPKEYSIG", trust, exit), untrusted, "{trust}");
        }
    }

    /// Nobody certified most OpenPGP keys, and `promote.yaml` says which are trusted.
    #[test]
    fn openpgp_keys_need_no_certification() {
        let status = format!("[GNUPG:] GOODSIG 0123 Ann\n{}[GNUPG:] TRUST_UNDEFINED 0 pgp\n", valid(8));
        assert_eq!(read(&status), SignatureCheck::Good(key()));
        let never = SignatureCheck::Untrusted(PRIMARY.to_owned(), Distrust::NotTrusted);
        assert_eq!(read(&status.replace("UNDEFINED", "NEVER")), never);
    }
}
