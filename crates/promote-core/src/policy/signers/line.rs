//! One line of git's allowed-signers format (`ssh-keygen(1)`, ALLOWED SIGNERS), restricted to one person per line, and
//! extended by OpenPGP and X.509 keys:
//!
//! ```text
//! # a comment
//! ann@acme.com ssh-ed25519 AAAA… ann's laptop
//! ann@acme.com valid-after="20260101",valid-before="20270101Z" ssh-ed25519 AAAA…
//! bob@acme.com namespaces="promote,git" openpgp 0123456789ABCDEF0123456789ABCDEF01234567
//! cem@acme.com x509 0123456789ABCDEF0123456789ABCDEF01234567
//! ```

use ssh_key::PublicKey;

use super::validity::{KeyValidity, time};
use super::{KeyId, TrustedSigner, ssh};
use crate::promotion::mail::is_mail;

/// An invalid line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerLineError {
    /// The byte offset.
    pub(crate) at: usize,
    /// The problem, in one sentence without a period; it quotes the line as it is.
    pub(crate) message: String,
}

/// The refusal of a key id.
pub(super) const SHORT: &str = "this is a short key id, which is not unique; write the full fingerprint";

pub(super) fn problem<T>(at: usize, message: impl Into<String>) -> Result<T, SignerLineError> {
    Err(SignerLineError { at, message: message.into() })
}

/// Parses a line; `None` for an empty line or a comment.
///
/// # Errors
/// The first mistake in the line.
pub fn read(line: &str) -> Result<Option<TrustedSigner>, SignerLineError> {
    let mut rest = Rest { line, at: 0 };
    rest.skip_blanks();
    if rest.text().is_empty() || rest.text().starts_with('#') {
        return Ok(None);
    }
    let mail = principal(&mut rest)?;
    rest.skip_blanks();
    let mut validity = KeyValidity::default();
    if !is_kind(rest.peek()) && !rest.text().is_empty() {
        validity = options(&mut rest)?;
        rest.skip_blanks();
    }
    let key = key(&mut rest)?;
    Ok(Some(TrustedSigner { mail, key, validity }))
}

/// The rest of a line.
pub(super) struct Rest<'l> {
    pub(super) line: &'l str,
    pub(super) at: usize,
}

impl<'l> Rest<'l> {
    pub(super) fn text(&self) -> &'l str {
        &self.line[self.at..]
    }

    pub(super) fn skip_blanks(&mut self) {
        self.at += self.text().len() - self.text().trim_start_matches([' ', '\t']).len();
    }

    /// The next word.
    pub(super) fn peek(&self) -> &'l str {
        self.text().split([' ', '\t']).next().unwrap_or_default()
    }

    fn word(&mut self) -> &'l str {
        let word = self.peek();
        self.at += word.len();
        word
    }

    /// A text in double quotes; also returns the offset of its first character.
    fn quoted(&mut self) -> Result<(usize, String), SignerLineError> {
        let start = self.at;
        self.at += 1;
        let (mut text, from) = (String::new(), self.at);
        let mut chars = self.text().char_indices().peekable();
        while let Some((index, c)) = chars.next() {
            match c {
                '"' => {
                    self.at = from + index + 1;
                    return Ok((from, text));
                }
                '\\' if chars.peek().is_some_and(|(_, next)| *next == '"') => {
                    text.push('"');
                    chars.next();
                }
                c => text.push(c),
            }
        }
        problem(start, "a quote is not closed")
    }
}

fn principal(rest: &mut Rest<'_>) -> Result<String, SignerLineError> {
    let at = rest.at;
    let text = match rest.text().starts_with('"') {
        true => rest.quoted()?.1,
        false => rest.word().to_owned(),
    };
    if is_kind(&text) {
        return problem(at, "the email address before the key is missing");
    }
    if text.contains(['*', '?', '!']) {
        let reason = "each line names one person";
        return problem(at, format!("'{text}' is a pattern; write one email address: {reason}"));
    }
    if text.contains(',') {
        return problem(at, format!("'{text}' names several people; write one line per person"));
    }
    match is_mail(&text) {
        true => Ok(text),
        false => problem(at, format!("'{text}' is not an email address")),
    }
}

fn options(rest: &mut Rest<'_>) -> Result<KeyValidity, SignerLineError> {
    let mut validity = KeyValidity::default();
    loop {
        let at = rest.at;
        let end = rest.text().find(['=', ',', ' ', '\t']).map_or(rest.line.len(), |end| at + end);
        let name = rest.line[at..end].to_ascii_lowercase();
        rest.at = end;
        if !rest.text().starts_with('=') {
            return problem(at, lone(&rest.line[at..end]));
        }
        rest.at += 1;
        if !rest.text().starts_with('"') {
            return problem(rest.at, format!("the value of '{name}' must be in double quotes"));
        }
        let (place, value) = rest.quoted()?;
        let twice = match name.as_str() {
            "namespaces" => validity.namespaces.replace(value).is_some(),
            "valid-after" => validity.after.replace(date(place, &value)?).is_some(),
            "valid-before" => validity.before.replace(date(place, &value)?).is_some(),
            _ => return problem(at, unknown(&name)),
        };
        if twice {
            return problem(at, format!("'{name}' is given twice"));
        }
        if let (Some(after), Some(before)) = (validity.after, validity.before)
            && after >= before
        {
            return problem(at, "the key is never valid: 'valid-before' is not later than 'valid-after'");
        }
        match rest.text().strip_prefix(',') {
            Some(_) => rest.at += 1,
            None => return Ok(validity),
        }
    }
}

const OPTIONS: &str = "'namespaces', 'valid-after' and 'valid-before'";

fn lone(word: &str) -> String {
    match word.to_ascii_lowercase().as_str() {
        "cert-authority" => "'cert-authority' is not supported; list each person's own key".to_owned(),
        name @ ("namespaces" | "valid-after" | "valid-before") => {
            format!("'{name}' has no value; write {name}=\"…\"")
        }
        _ => unknown(word),
    }
}

fn unknown(word: &str) -> String {
    match word.contains("ssh") || word.contains("ecdsa") || word.starts_with("AAAA") {
        true => format!("'{word}' is not an accepted key type; use ed25519, ecdsa, their sk- types or rsa"),
        false => format!("'{word}' is neither an option nor a key type; the options are {OPTIONS}"),
    }
}

fn date(at: usize, text: &str) -> Result<jiff::Timestamp, SignerLineError> {
    match time(text) {
        Some(time) => Ok(time),
        None => problem(at, format!("'{text}' is not a time; write YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS (UTC)")),
    }
}

/// Whether the word is the type of the key that follows.
pub(super) fn is_kind(word: &str) -> bool {
    matches!(
        word,
        "ssh-ed25519"
            | "ssh-rsa"
            | "ecdsa-sha2-nistp256"
            | "ecdsa-sha2-nistp384"
            | "ecdsa-sha2-nistp521"
            | "sk-ssh-ed25519@openssh.com"
            | "sk-ecdsa-sha2-nistp256@openssh.com"
            | "openpgp"
            | "x509"
    )
}

pub(super) fn key(rest: &mut Rest<'_>) -> Result<KeyId, SignerLineError> {
    let at = rest.at;
    let kind = rest.word();
    rest.skip_blanks();
    match kind {
        "" => return problem(at, "the key is missing"),
        "openpgp" => return Ok(KeyId::OpenPgp(fingerprint(rest)?)),
        "x509" => return Ok(KeyId::X509(fingerprint(rest)?)),
        kind if !is_kind(kind) => return problem(at, unknown(kind)),
        _ => {}
    }
    let (place, encoded) = (rest.at, rest.word());
    if encoded.is_empty() {
        return problem(at, format!("the key after '{kind}' is missing"));
    }
    let Ok(key) = PublicKey::from_openssh(&format!("{kind} {encoded}")) else {
        return problem(place, format!("this is not a complete key of type '{kind}'"));
    };
    match ssh::weakness(key.key_data()) {
        None => Ok(ssh::id(&key)),
        Some(weak) => problem(place, format!("the key is too weak: {weak}")),
    }
}

/// The fingerprint of an OpenPGP key or an X.509 certificate, in upper case.
fn fingerprint(rest: &mut Rest<'_>) -> Result<String, SignerLineError> {
    let at = rest.at;
    let digits: String = rest.word().chars().filter(|c| *c != ':').collect();
    match digits.len() {
        40 | 64 if digits.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(digits.to_ascii_uppercase()),
        4 => problem(at, "write the fingerprint without spaces"),
        8 | 16 => problem(at, SHORT),
        _ => problem(at, "a fingerprint has 40 or 64 hexadecimal digits, as printed by 'gpg --list-keys'"),
    }
}
