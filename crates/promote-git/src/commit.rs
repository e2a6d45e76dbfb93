//! Commits as plain values: read from git's own text, written as such.

use super::error::GitError;
use super::objects::ObjectKind;
use super::{Repo, Result};
use promote_model::ObjectId;

/// Who and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// Seconds since 1970, UTC.
    pub seconds: i64,
    /// The offset of the clock that was read, in minutes east of UTC.
    pub offset: i32,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents, the first one first.
    pub parents: Vec<ObjectId>,
    /// Who wrote it.
    pub author: Signature,
    /// Who committed it.
    pub committer: Signature,
    /// The whole message.
    pub message: String,
}

/// A commit to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitDraft {
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents, the first one first.
    pub parents: Vec<ObjectId>,
    /// Who wrote it.
    pub author: Signature,
    /// Who commits it.
    pub committer: Signature,
    /// The whole message; a line break is added where it does not end with one.
    pub message: String,
}

impl Commit {
    /// The first line of the message.
    pub fn title(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

impl Signature {
    /// Reads `Name <mail> seconds offset`. Old histories hold all kinds of damage here; what is missing stays empty.
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

    fn to_line(&self) -> Result<String> {
        let name = clean(&self.name);
        if name.is_empty() {
            return Err(GitError::NoIdentity { words: "the name is empty".to_owned() });
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs();
        let (seconds, email) = (self.seconds.max(0), clean(&self.email));
        Ok(format!("{name} <{email}> {seconds} {sign}{:02}{:02}", minutes / 60 % 100, minutes % 60))
    }
}

/// What git itself takes out of names and addresses, so that a line stays one line with one address. (Some
/// versions take dots at the ends, too; what they say of the user has none then.)
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
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        use std::fmt::Write;
        if self.message.contains('\0') {
            let words = "its message holds a NUL byte".to_owned();
            return Err(GitError::Failed { operation: "write a commit".to_owned(), words });
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
            // A line that begins with a blank continues the one above: a signature's, which is not read here.
            let Some(space) = line.iter().position(|b| *b == b' ').filter(|at| *at > 0) else { continue };
            let value = &line[space + 1..];
            match &line[..space] {
                b"tree" if tree.is_none() => tree = Some(oid(value).ok_or_else(|| damaged("its tree is no id"))?),
                b"parent" => parents.push(oid(value).ok_or_else(|| damaged("a parent is no id"))?),
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

/// The message as text; of the encodings before UTF-8 only the one that needs no table is read as what it is.
fn decode(message: &[u8], encoding: Option<&[u8]>) -> String {
    let latin = encoding.is_some_and(|name| {
        [b"iso-8859-1".as_slice(), b"iso8859-1", b"latin1", b"latin-1"].iter().any(|l| name.eq_ignore_ascii_case(l))
    });
    if latin { message.iter().map(|b| char::from(*b)).collect() } else { String::from_utf8_lossy(message).into_owned() }
}

/// A commit, its first parent, that one's first parent, and so on; ends after an error.
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

    /// Why a commit is none that git writes: a header that stands there once is there twice, so that two readers may see
    /// two commits, or two signatures.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn odd_header(&self, id: ObjectId) -> Result<Option<String>> {
        let bytes = self.read(id, ObjectKind::Commit)?;
        let (headers, _) = split_headers(&bytes);
        let mut seen: Vec<&[u8]> = Vec::new();
        for line in headers.split(|b| *b == b'\n').filter(|line| !line.starts_with(b" ")) {
            let token = line.split(|b| *b == b' ').next().unwrap_or_default();
            if seen.contains(&token) && token != b"parent" && token != b"mergetag" {
                return Ok(Some(format!("its header '{}' is there twice", String::from_utf8_lossy(token))));
            }
            seen.push(token);
        }
        Ok(None)
    }

    /// The commits from `from` along first parents to the root.
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
