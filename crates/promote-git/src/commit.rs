//! Commits as plain values, read from and written as git's commit format.

use super::error::GitError;
use super::objects::ObjectKind;
use super::{Repo, Result};
use promote_model::ObjectId;

/// A person and a time, as in the author and committer lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// The email address.
    pub email: String,
    /// Seconds since the epoch.
    pub seconds: i64,
    /// The time zone offset, in minutes east of UTC.
    pub offset: i32,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The id.
    pub id: ObjectId,
    /// The tree.
    pub tree: ObjectId,
    /// The parents, in order.
    pub parents: Vec<ObjectId>,
    /// The author.
    pub author: Signature,
    /// The committer.
    pub committer: Signature,
    /// The whole message.
    pub message: String,
}

/// A commit to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitDraft {
    /// The tree.
    pub tree: ObjectId,
    /// The parents, in order.
    pub parents: Vec<ObjectId>,
    /// The author.
    pub author: Signature,
    /// The committer.
    pub committer: Signature,
    /// The whole message; a final line break is added if missing.
    pub message: String,
}

impl Commit {
    /// The first line of the message.
    pub fn title(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

impl Signature {
    /// Parses `Name <mail> seconds offset`. Old histories contain malformed lines; missing parts stay empty.
    pub(super) fn parse(line: &[u8]) -> Self {
        let text = String::from_utf8_lossy(line);
        let (name, rest) = text.split_once('<').unwrap_or((&text, ""));
        let (email, time) = rest.rsplit_once('>').unwrap_or((rest, ""));
        let mut time = time.split_whitespace();
        Self {
            name: name.trim().to_owned(),
            email: email.trim().to_owned(),
            seconds: time.next().and_then(|text| text.parse().ok()).unwrap_or(0),
            offset: time.next().map_or(0, parse_offset),
        }
    }

    /// The line in a commit object.
    fn to_line(&self) -> Result<String> {
        let name = clean(&self.name);
        if name.is_empty() {
            return Err(GitError::NoIdentity { message: "the name is empty".to_owned() });
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs();
        let (seconds, email) = (self.seconds.max(0), clean(&self.email));
        Ok(format!("{name} <{email}> {seconds} {sign}{:02}{:02}", minutes / 60 % 100, minutes % 60))
    }
}

/// Removes the characters that git removes from names and addresses, so that the line stays parsable. (Some versions of
/// git also trim dots; they do so before we read the identity.)
fn clean(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect();
    kept.trim_matches(|c: char| c.is_whitespace() || ",:;\"\\'".contains(c)).to_owned()
}

/// `+0530` as minutes.
fn parse_offset(text: &str) -> i32 {
    let (sign, digits) = match text.split_at_checked(1) {
        Some(("-", digits)) => (-1, digits),
        Some(("+", digits)) => (1, digits),
        _ => return 0,
    };
    match digits.parse::<u16>() {
        Ok(number) if digits.len() == 4 => sign * (i32::from(number) / 100 * 60 + i32::from(number) % 100),
        _ => 0,
    }
}

impl CommitDraft {
    /// The bytes of the commit object.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        use std::fmt::Write;
        if self.message.contains('\0') {
            let message = "its message contains a NUL byte".to_owned();
            return Err(GitError::Failed { operation: "write a commit".to_owned(), message });
        }
        let mut text = format!("tree {}\n", self.tree);
        for parent in &self.parents {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "parent {parent}");
        }
        let (author, committer) = (self.author.to_line()?, self.committer.to_line()?);
        let _ = write!(text, "author {author}\ncommitter {committer}\n\n{}", self.message);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Ok(text.into_bytes())
    }
}

impl Commit {
    fn parse(id: ObjectId, bytes: &[u8]) -> Result<Self> {
        let damaged = |reason: &str| GitError::Damaged { kind: "commit", id, reason: reason.to_owned() };
        let (headers, message) = split_headers(bytes);
        let (mut tree, mut parents, mut author, mut committer, mut encoding) = (None, Vec::new(), None, None, None);
        let oid = |value: &[u8]| std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
        for line in headers.split(|b| *b == b'\n') {
            // A line that begins with a space continues the line above (a signature), which is not parsed here.
            let Some(space) = line.iter().position(|b| *b == b' ').filter(|at| *at > 0) else { continue };
            let value = &line[space + 1..];
            match &line[..space] {
                b"tree" if tree.is_none() => {
                    tree = Some(oid(value).ok_or_else(|| damaged("its tree is not an object id"))?)
                }
                b"parent" => parents.push(oid(value).ok_or_else(|| damaged("a parent is not an object id"))?),
                b"author" if author.is_none() => author = Some(Signature::parse(value)),
                b"committer" if committer.is_none() => committer = Some(Signature::parse(value)),
                b"encoding" => encoding = Some(value),
                _ => {}
            }
        }
        Ok(Self {
            id,
            tree: tree.ok_or_else(|| damaged("it has no tree"))?,
            parents,
            author: author.ok_or_else(|| damaged("it has no author"))?,
            committer: committer.ok_or_else(|| damaged("it has no committer"))?,
            message: decode(message, encoding),
        })
    }
}

fn split_headers(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &[]),
    }
}

/// The message as text. Besides UTF-8 only Latin-1 is decoded, which needs no table.
fn decode(message: &[u8], encoding: Option<&[u8]>) -> String {
    let latin = encoding.is_some_and(|name| {
        [b"iso-8859-1".as_slice(), b"iso8859-1", b"latin1", b"latin-1"].iter().any(|l| name.eq_ignore_ascii_case(l))
    });
    if latin { message.iter().map(|b| char::from(*b)).collect() } else { String::from_utf8_lossy(message).into_owned() }
}

/// An iterator over a commit and its first-parent ancestors; it ends after an error.
#[derive(Debug)]
pub struct FirstParents<'r> {
    repo: &'r Repo,
    next: Option<ObjectId>,
}

impl Repo {
    /// Reads a commit.
    pub fn read_commit(&self, id: ObjectId) -> Result<Commit> {
        Commit::parse(id, &self.read(id, ObjectKind::Commit)?)
    }

    /// Describes a duplicate header of a commit, if there is one. git never writes such a commit, and two readers could
    /// see different trees or signatures in it.
    ///
    /// # Errors
    /// If the commit cannot be read.
    pub fn duplicate_header(&self, id: ObjectId) -> Result<Option<String>> {
        let bytes = self.read(id, ObjectKind::Commit)?;
        let (headers, _) = split_headers(&bytes);
        let mut seen: Vec<&[u8]> = Vec::new();
        for line in headers.split(|b| *b == b'\n').filter(|line| !line.starts_with(b" ")) {
            let token = line.split(|b| *b == b' ').next().unwrap_or_default();
            if seen.contains(&token) && token != b"parent" && token != b"mergetag" {
                return Ok(Some(format!("its header '{}' occurs twice", String::from_utf8_lossy(token))));
            }
            seen.push(token);
        }
        Ok(None)
    }

    /// The commits from `from` to the root, along first parents.
    pub fn first_parents(&self, from: ObjectId) -> FirstParents<'_> {
        FirstParents { repo: self, next: Some(from) }
    }
}

impl Iterator for FirstParents<'_> {
    type Item = Result<Commit>;

    fn next(&mut self) -> Option<Self::Item> {
        let commit = self.repo.read_commit(self.next.take()?);
        self.next = commit.as_ref().ok().and_then(|commit| commit.parents.first().copied());
        Some(commit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn author_lines_round_trip() {
        for line in ["Ann Lee <ann@acme.com> 1700000000 +0530", "A <> 0 -0100"] {
            assert_eq!(Signature::parse(line.as_bytes()).to_line().unwrap(), line);
        }
    }

    #[test]
    fn malformed_author_lines_have_empty_parts() {
        let parsed = |line: &str| Signature::parse(line.as_bytes());
        assert_eq!(parsed("Ann"), Signature { name: "Ann".into(), email: String::new(), seconds: 0, offset: 0 });
        assert_eq!(parsed("Ann <a@b"), Signature { name: "Ann".into(), email: "a@b".into(), seconds: 0, offset: 0 });
        assert_eq!((parsed("A <b> x y").seconds, parsed("A <b> 5 +99999").offset), (0, 0));
    }

    #[test]
    fn names_lose_characters_that_break_the_line() {
        let signature = Signature { name: "Eve\n<x>,".into(), email: "e>@b".into(), seconds: -1, offset: 0 };
        assert_eq!(signature.to_line().unwrap(), "Evex <e@b> 0 +0000");
        let empty = Signature { name: " . <>".replace('.', ""), ..signature };
        assert!(matches!(empty.to_line(), Err(GitError::NoIdentity { .. })));
    }

    #[test]
    fn latin_1_messages_are_decoded() {
        assert_eq!(decode(b"M\xe9", Some(b"ISO-8859-1")), "M\u{e9}");
        assert_eq!(decode("M\u{e9}".as_bytes(), None), "M\u{e9}");
    }
}
