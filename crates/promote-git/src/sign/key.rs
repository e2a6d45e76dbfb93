//! Which key git would sign with.

use super::{Calling, SignError, SignFormat};
use crate::exec::Command;
use crate::{Repo, Result};

/// A key as the programs are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// A file, or whatever gpg finds a key by.
    Named(String),
    /// A public SSH key itself; an agent has the other half.
    Literal(String),
}

impl Key {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Named(text) | Self::Literal(text) => text,
        }
    }

    /// `key::ssh-ed25519 AAAA…`; without `key::` where it begins with `ssh-`, as it was once written.
    fn literal(text: &str) -> Option<Self> {
        let key = text.strip_prefix("key::").or_else(|| text.starts_with("ssh-").then_some(text))?;
        Some(Self::Literal(key.trim().to_owned()))
    }
}

impl Repo {
    pub(super) fn signing_key(&self, format: SignFormat, call: &Calling) -> Result<Key, SignError> {
        let configured = self.config("user.signingkey")?.filter(|key| !key.is_empty());
        if format != SignFormat::Ssh {
            // gpg finds a key by who commits, too.
            let who = || self.committer().map(|who| format!("{} <{}>", who.name, who.email));
            return Ok(Key::Named(configured.map_or_else(who, Ok)?));
        }
        if let Some(text) = configured {
            return Ok(Key::literal(&text).unwrap_or_else(|| Key::Named(at_home(&text))));
        }
        match self.config("gpg.ssh.defaultkeycommand")? {
            Some(command) => default_key(command, call),
            None => Err(SignError::NoKey { format }),
        }
    }
}

/// The first key that `gpg.ssh.defaultKeyCommand` prints.
fn default_key(line: String, call: &Calling) -> Result<Key, SignError> {
    let words = split(&line);
    let none = |words: String| SignError::NoDefaultKey { command: line.clone(), words };
    let Some((program, args)) = words.split_first() else { return Err(none(String::new())) };
    let output = call.run(Command::new(program).args(args));
    let output =
        output.map_err(|source| SignError::NotRun { program: program.clone(), format: SignFormat::Ssh, source })?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let key = text.lines().next().and_then(Key::literal).filter(|_| output.success());
    key.ok_or_else(|| none(output.words()))
}

/// A path that begins with `~/` is the user's.
pub(super) fn at_home(path: &str) -> String {
    match (path.strip_prefix("~/"), std::env::var("HOME")) {
        (Some(rest), Ok(home)) => format!("{home}/{rest}"),
        _ => path.to_owned(),
    }
}

/// The words of a line as git takes them apart (`split_cmdline`): quotes and backslashes, no shell.
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
    fn keys_are_files_or_themselves() {
        let literal = |text: &str| Key::literal(text).map(|key| key.text().to_owned());
        assert_eq!(literal("key::ecdsa-sha2-nistp256 AAAA").as_deref(), Some("ecdsa-sha2-nistp256 AAAA"));
        assert_eq!(literal("ssh-ed25519 AAAA me").as_deref(), Some("ssh-ed25519 AAAA me"));
        assert_eq!(literal("~/.ssh/id_ed25519.pub"), None);
    }
}
