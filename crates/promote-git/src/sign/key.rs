//! The key that git would sign with.

use super::error::SignError;
use super::format::SignFormat;
use super::program::{ProgramRunner, expand_home};
use crate::exec::Command;
use crate::{Repo, Result};

/// A signing key in the form that the program takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// A file, or a key id or user id for gpg.
    Named(String),
    /// A public SSH key; the private key is in an agent.
    Literal(String),
}

impl Key {
    /// The file, id or public key.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Named(text) | Self::Literal(text) => text,
        }
    }

    /// Parses `key::ssh-ed25519 AAAA…`. git also accepts the older form without `key::` if it begins with `ssh-`.
    fn literal(text: &str) -> Option<Self> {
        let key = text.strip_prefix("key::").or_else(|| text.starts_with("ssh-").then_some(text))?;
        Some(Self::Literal(key.trim().to_owned()))
    }
}

impl Repo {
    /// The configured key, else the committer (gpg) or the key from `gpg.ssh.defaultKeyCommand` (SSH).
    pub(super) fn signing_key(&self, format: SignFormat, runner: &ProgramRunner) -> Result<Key, SignError> {
        let configured = self.config("user.signingkey")?.filter(|key| !key.is_empty());
        if format != SignFormat::Ssh {
            // gpg also finds a key by the committer's name and email address.
            let committer = || self.committer().map(|by| format!("{} <{}>", by.name, by.email));
            return Ok(Key::Named(configured.map_or_else(committer, Ok)?));
        }
        if let Some(text) = configured {
            return Ok(Key::literal(&text).unwrap_or_else(|| Key::Named(expand_home(&text))));
        }
        match self.config("gpg.ssh.defaultkeycommand")? {
            Some(command) => default_key(command, runner),
            None => Err(SignError::NoKey { format }),
        }
    }
}

/// The first key that `gpg.ssh.defaultKeyCommand` prints.
fn default_key(line: String, runner: &ProgramRunner) -> Result<Key, SignError> {
    let words = split(&line);
    let none = |message: String| SignError::NoDefaultKey { command: line.clone(), message };
    let Some((program, args)) = words.split_first() else { return Err(none(String::new())) };
    let output = runner.run(Command::new(program).args(args));
    let output =
        output.map_err(|source| SignError::NotRun { program: program.clone(), format: SignFormat::Ssh, source })?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let key = text.lines().next().and_then(Key::literal).filter(|_| output.success());
    key.ok_or_else(|| none(output.stderr_text()))
}

/// Splits a command line as git does (`split_cmdline`): quotes and backslashes, no shell.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\\', None | Some('"')) => word.get_or_insert_default().extend(chars.next()),
            (c @ ('"' | '\''), None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_as_git_does() {
        assert_eq!(split(r#"a  'b c' "d \"e" f\ g '' x"y"z"#), ["a", "b c", "d \"e", "f g", "", "xyz"]);
        assert!(split("  ").is_empty());
    }

    #[test]
    fn literal_keys_are_told_from_files() {
        let literal = |text: &str| Key::literal(text).map(|key| key.text().to_owned());
        assert_eq!(literal("key::ecdsa-sha2-nistp256 AAAA").as_deref(), Some("ecdsa-sha2-nistp256 AAAA"));
        assert_eq!(literal("ssh-ed25519 AAAA me").as_deref(), Some("ssh-ed25519 AAAA me"));
        assert_eq!(literal("~/.ssh/id_ed25519.pub"), None);
    }
}
