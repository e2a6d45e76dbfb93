//! One entry of `revoked:`: a key, or a fingerprint in any spelling that a program prints. A spelling that is not
//! understood is an error, since it would leave the key trusted.
//!
//! ```text
//! SHA256:orabWxj33VOfow7kU8oiyPJ6WS+ScXDceOVATJ1HNMI     ssh-keygen -l
//! ssh-ed25519 AAAA… ann's laptop                         a public key
//! ann@acme.com ssh-ed25519 AAAA…                         a line of `signers`
//! 0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567     gpg --fingerprint, of a primary key or a subkey
//! SHA1 Fingerprint=01:23:45:…                            openssl x509 -fingerprint, also with SHA-256
//! ```

use super::line::{Rest, SHORT, SignerLineError, is_kind, key, problem, read};
use super::ssh::hexadecimal;
use super::{KeyId, Signers};
use crate::promotion::mail::is_mail;
use promote_model::text::is_hidden;

/// Parses an entry of `revoked:`; `None` for an empty line or a comment. Returns `SHA256:` and 43 characters for an SSH
/// key, and otherwise 40 or 64 hexadecimal digits in upper case.
///
/// # Errors
/// If it is neither a key nor a fingerprint.
pub fn revocation(line: &str) -> Result<Option<String>, SignerLineError> {
    let mut rest = Rest { line, at: 0 };
    rest.skip_blanks();
    if rest.text().trim_end().is_empty() || rest.text().starts_with('#') {
        return Ok(None);
    }
    if is_kind(rest.peek()) {
        let at = rest.at;
        let kind = rest.peek().len();
        return match rest.peek() {
            "openpgp" | "x509" => digits(at + kind, &rest.text()[kind..]).map(Some),
            _ => Ok(Some(key(&mut rest)?.text().to_owned())),
        };
    }
    if is_mail(rest.peek()) {
        // A whole line copied from `signers` is accepted, to make an urgent revocation easy.
        return Ok(read(line)?.map(|signer| signer.key.text().to_owned()));
    }
    fingerprint(rest.at, rest.text()).map(Some)
}

impl Signers {
    /// The entries of `revoked` that are not the key of any line, as far as their spelling tells.
    pub fn unmatched_revocations(&self) -> Vec<&str> {
        let is = |key: &KeyId, entry: &str| key.text() == entry || hexadecimal(key).as_deref() == Some(entry);
        let unmatched = |entry: &&str| !self.lines.iter().any(|line| is(&line.key, entry));
        self.revoked.iter().map(String::as_str).filter(unmatched).collect()
    }
}

/// Parses a fingerprint, with or without the name of its hash.
fn fingerprint(at: usize, text: &str) -> Result<String, SignerLineError> {
    // Some programs copy an invisible mark along.
    let text = text.trim_start_matches(is_hidden).trim();
    let (hash, value) = named_hash(text);
    let word = value.split_whitespace().next().unwrap_or_default().trim_end_matches('=');
    match hash.as_deref() {
        Some("MD5") => {
            problem(at, "an MD5 fingerprint is not unique; write the SHA-256 one, as printed by 'ssh-keygen -l'")
        }
        // As printed by `ssh-keygen -l`: 32 bytes in base64 without padding.
        Some("SHA256") if word.len() == 43 && word.bytes().all(is_base64) => Ok(format!("SHA256:{word}")),
        Some("SHA256") if !starts_with_digits(word) => {
            problem(at, "an SSH fingerprint is 'SHA256:' and 43 characters, as printed by 'ssh-keygen -l'")
        }
        _ => digits(at, value),
    }
}

/// The name of the hash before a fingerprint, as in `SHA256:…`, `sha1 Fingerprint=…` or `SHA-256: …`, and the rest.
fn named_hash(text: &str) -> (Option<String>, &str) {
    let Some(end) = text.find([':', '=']) else { return (None, text) };
    let name = text[..end].to_ascii_uppercase().replace(['-', ' '], "").replace("FINGERPRINT", "");
    match name.as_str() {
        "SHA1" | "SHA256" | "MD5" => (Some(name), &text[end + 1..]),
        "" | "OPENPGP4FPR" | "KEY" => (None, &text[end + 1..]),
        _ => (None, text),
    }
}

/// The hexadecimal digits of a fingerprint, together or in groups: `0123 4567 …`, `01:23:…`, `01 23 …`, `0x0123…`.
fn digits(at: usize, text: &str) -> Result<String, SignerLineError> {
    let text = text.trim_start();
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let mut found = String::new();
    for word in text.split_whitespace() {
        // A comment may follow a whole fingerprint.
        if is_whole(&found) && !(found.len() == 40 && continues(word)) {
            break;
        }
        let plain = word.replace([':', '-'], "");
        if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_hexdigit()) {
            break;
        }
        found.push_str(&plain.to_ascii_uppercase());
    }
    match found.len() {
        _ if is_whole(&found) => Ok(found),
        0 => problem(at, "expected a key or a fingerprint, like 'ssh-ed25519 AAAA…' or 'SHA256:…'"),
        8 | 16 => problem(at, SHORT),
        _ => problem(at, "a fingerprint has 40 or 64 hexadecimal digits, as printed by 'gpg --list-keys'"),
    }
}

/// Whether the digits are a SHA-1 or SHA-256 fingerprint.
fn is_whole(digits: &str) -> bool {
    matches!(digits.len(), 40 | 64)
}

/// Whether a word is the next group of a longer fingerprint, and not a comment.
fn continues(word: &str) -> bool {
    matches!(word.len(), 2 | 4 | 5 | 8) && word.bytes().all(|b| b.is_ascii_hexdigit())
}

fn starts_with_digits(word: &str) -> bool {
    let plain = word.replace(':', "");
    plain.len() >= 2 && plain.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'+' || b == b'/'
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "0123456789ABCDEF0123456789ABCDEF01234567";
    const SHA256: &str = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";

    fn grouped(digits: &str, size: usize, between: &str) -> String {
        let groups: Vec<&str> = digits.as_bytes().chunks(size).map(|group| str::from_utf8(group).unwrap()).collect();
        groups.join(between)
    }

    #[test]
    fn every_spelling_of_a_fingerprint() {
        for digits in [SHA1, SHA256] {
            let hash = if digits == SHA1 { "SHA1" } else { "SHA256" };
            for spelling in [
                digits.to_owned(),
                digits.to_ascii_lowercase(),
                grouped(digits, 2, ":"),
                grouped(&digits.to_ascii_lowercase(), 2, ":"),
                grouped(digits, 2, " "),
                grouped(digits, 4, " "),
                grouped(digits, 2, "-"),
                grouped(digits, 4, " ").replacen("CDEF 0123", "CDEF  0123", 1),
                format!("0x{digits}"),
                format!("0x{} lost in May", digits.to_ascii_lowercase()),
                format!("openpgp4fpr:{}", digits.to_ascii_lowercase()),
                format!("\u{200e}{}", grouped(digits, 2, " ")),
                format!("{hash} Fingerprint={}", grouped(digits, 2, ":")),
                format!("{} Fingerprint={}", hash.to_ascii_lowercase(), grouped(digits, 2, ":")),
                format!("{hash}:{digits}"),
                format!("{}: {}", hash.replace("SHA", "SHA-"), grouped(digits, 2, ":")),
                format!("openpgp {digits} ann's laptop"),
                format!("openpgp {}", grouped(digits, 4, " ")),
                format!("x509 {}", grouped(digits, 2, ":")),
                format!("ann@acme.com x509 {digits}"),
                format!("Key fingerprint = {}", grouped(digits, 4, " ")),
            ] {
                assert_eq!(revocation(&spelling), Ok(Some(digits.to_owned())), "{spelling}");
            }
        }
    }

    #[test]
    fn fingerprints_of_ssh_keys() {
        let hash = "orabWxj33VOfow7kU8oiyPJ6WS+ScXDceOVATJ1HNMI";
        for spelling in [format!("SHA256:{hash}"), format!("sha256:{hash}="), format!("SHA256:{hash} ann (ED25519)")] {
            assert_eq!(revocation(&spelling), Ok(Some(format!("SHA256:{hash}"))), "{spelling}");
        }
        assert_eq!(revocation("# nothing"), Ok(None));
        for wrong in ["MD5:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef", "SHA256:", "0x0123", "SHA1:zz", "openpgp"]
        {
            assert!(revocation(wrong).is_err(), "{wrong}");
        }
    }
}
