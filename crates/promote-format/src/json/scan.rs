//! The scanner of JSON: one literal at a time.

use super::escape::unescape;
use crate::bracket::{JSONC, comment};
use crate::error::SyntaxFault;

/// The way out for a file with extensions of JSONC.
const AS_JSONC: &str = "`format: jsonc` in promote.yaml allows it";

pub(crate) const BOM: &str = "\u{feff}";

/// A position in the text.
pub(crate) struct LiteralScanner<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
    /// Whether comments are allowed.
    pub(crate) comments: bool,
}

impl LiteralScanner<'_> {
    pub(crate) fn string(&mut self) -> Result<String, SyntaxFault> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut end = start;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(0..=0x1f) => {
                    let reason = "a control character in a string must be written as an escape".to_owned();
                    return Err(SyntaxFault::new(end, reason));
                }
                Some(_) => end += 1,
                None => return Err(self.fault("the string is not closed")),
            }
        }
        self.at = end + 1;
        let literal = &self.text[start..end];
        unescape(literal).map_err(|(at, reason)| SyntaxFault::new(start + at, reason))
    }

    /// A number as written: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    pub(crate) fn number(&mut self) -> Result<String, SyntaxFault> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        } else if matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.fault("a number cannot start with a zero"));
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Ok(self.text[start..self.at].to_owned())
    }

    fn digits(&mut self) -> Result<(), SyntaxFault> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.fault("expected a digit"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    pub(crate) fn word(&mut self, word: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    /// Skips blanks, and comments if they are allowed.
    pub(crate) fn blanks(&mut self) -> Result<(), SyntaxFault> {
        loop {
            while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
                self.at += 1;
            }
            if !self.comments || self.peek() != Some(b'/') {
                return Ok(());
            }
            match comment(&self.text[self.at..], &JSONC) {
                Some(length) => self.at += length,
                None if self.text[self.at..].starts_with("/*") => return Err(self.fault("the comment is not closed")),
                None => return Ok(()),
            }
        }
    }

    pub(crate) fn eat(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += 1;
        }
        found
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn fault(&self, reason: &str) -> SyntaxFault {
        SyntaxFault::new(self.at, reason)
    }

    /// The reason for a comma before a closing bracket.
    pub(crate) fn no_last_comma(&self) -> String {
        format!("a trailing comma is not JSON ({AS_JSONC})")
    }

    /// A fault at the current position. Common extensions of JSON are reported by name.
    pub(crate) fn unexpected(&self, else_reason: &str) -> SyntaxFault {
        match self.peek() {
            Some(b'/') if !self.comments && comment(&self.text[self.at..], &JSONC).is_some() => {
                self.fault(&format!("a comment is not JSON ({AS_JSONC})"))
            }
            Some(b'#') => self.fault("a comment is not JSON"),
            Some(b'\'') => self.fault("a string in single quotes is not JSON: use double quotes"),
            None => self.fault("the file ends inside a value"),
            _ => self.fault(else_reason),
        }
    }
}
