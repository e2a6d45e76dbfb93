//! The scanner of `.properties` files: logical lines with continuations, and escapes.

use std::ops::Range;

use crate::error::SyntaxFault;
use crate::{Data, Entry, Node, Scalar};

/// The entries of a text, in order.
///
/// # Errors
/// If `load` refuses an escape, or at a lone carriage return or a document separator.
pub(crate) fn entries(text: &str) -> Result<Vec<Entry>, SyntaxFault> {
    if let Some((at, _)) = text.match_indices('\r').find(|(at, _)| text.as_bytes().get(at + 1) != Some(&b'\n')) {
        return Err(SyntaxFault::new(at, "the carriage return is not followed by a line feed"));
    }
    let mut scanner = LineScanner { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } };
    let mut entries = Vec::new();
    loop {
        scanner.skip(|c| is_blank(c) || matches!(c, '\n' | '\r'));
        match scanner.peek() {
            None => return Ok(entries),
            Some('#' | '!') => scanner.comment()?,
            Some(_) => entries.extend(scanner.entry()?),
        }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{c}')
}

struct LineScanner<'a> {
    text: &'a str,
    at: usize,
}

impl LineScanner<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches(wanted).len();
    }

    fn comment(&mut self) -> Result<(), SyntaxFault> {
        let start = self.at;
        self.skip(|c| c != '\n');
        match self.text[start..self.at].trim_end() {
            "#---" | "!---" => Err(SyntaxFault::new(start, "the file has several documents and cannot be read by key")),
            _ => Ok(()),
        }
    }

    /// The entry whose logical line starts here; `None` if the line is empty.
    fn entry(&mut self) -> Result<Option<Entry>, SyntaxFault> {
        let start = self.at;
        self.glue();
        let (name, name_end) = self.text_until(|c| is_blank(c) || matches!(c, '=' | ':'))?;
        if name.is_empty() && self.is_end() {
            return Ok(None);
        }
        self.blanks();
        if let Some('=' | ':') = self.peek() {
            self.at += 1;
            self.blanks();
        }
        // A key without a value ends with its name.
        let value_start = if self.is_end() { self.end_of(name_end) } else { self.at };
        let (value, value_end) = self.text_until(|_| false)?;
        let span = value_start..value_end.max(value_start);
        let value = Node::new(span, Data::Scalar(Scalar::String(value.into())));
        Ok(Some(Entry::new(name, start..name_end, value)))
    }

    /// The offset of an empty value: after the text skipped since `name_end`, but on the same line.
    fn end_of(&self, name_end: usize) -> usize {
        let passed = &self.text[name_end..self.at];
        name_end + passed.find('\\').unwrap_or(passed.len())
    }

    fn is_end(&self) -> bool {
        matches!(self.peek(), None | Some('\n' | '\r'))
    }

    /// Skips blanks and line continuations.
    fn blanks(&mut self) {
        self.skip(is_blank);
        if self.glue() {
            self.blanks();
        }
    }

    /// Skips a line continuation and the indentation of the next line.
    fn glue(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let length = ["\\\n", "\\\r\n"].iter().find(|end| rest.starts_with(**end)).map(|end| end.len());
        match length {
            Some(length) => self.at += length,
            None if rest == "\\" => self.at += 1,
            None => return false,
        }
        self.skip(is_blank);
        true
    }

    /// The text up to a character for which `stops` is true, or to the end of the logical line, and the end of
    /// its last character.
    fn text_until(&mut self, stops: impl Fn(char) -> bool) -> Result<(String, usize), SyntaxFault> {
        let mut out = String::new();
        let mut end = self.at;
        loop {
            if self.glue() {
                continue;
            }
            match self.peek() {
                None | Some('\n') => break,
                Some('\r') if self.text[self.at..].starts_with("\r\n") => break,
                Some(c) if stops(c) => break,
                Some('\\') => out.push(self.escape()?),
                Some(c) => {
                    out.push(c);
                    self.at += c.len_utf8();
                }
            }
            end = self.at;
        }
        Ok((out, end))
    }

    fn escape(&mut self) -> Result<char, SyntaxFault> {
        let c = self.text[self.at + 1..].chars().next().unwrap_or('\\');
        if c == 'u' {
            return self.unicode();
        }
        self.at += 1 + c.len_utf8();
        Ok(match c {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{c}',
            other => other,
        })
    }

    fn unicode(&mut self) -> Result<char, SyntaxFault> {
        let start = self.at;
        let fault = |reason| SyntaxFault::new(start, reason);
        let high = self.unit().ok_or_else(|| fault("four hexadecimal digits must follow \\u"))?;
        if let Some(c) = char::from_u32(high) {
            return Ok(c);
        }
        let lone = || fault("an unpaired surrogate is not a character");
        match self.unit() {
            Some(low) if (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low) => {
                char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)).ok_or_else(lone)
            }
            _ => Err(lone()),
        }
    }

    /// The UTF-16 unit of the `\uXXXX` at the current position.
    fn unit(&mut self) -> Option<u32> {
        let digits: Range<usize> = self.at + 2..self.at + 6;
        let digits = self.text.get(digits).filter(|_| self.text[self.at..].starts_with("\\u"))?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 6;
        u32::from_str_radix(digits, 16).ok()
    }
}
