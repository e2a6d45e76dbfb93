//! The JSON reader: RFC 8259 and nothing else (for JSONC also comments and trailing commas), with the byte range
//! of each key and value.
//!
//! Common extensions (comments, trailing commas, `'text'`, NaN) are refused by name, so that the reason tells
//! users what to change.

use std::collections::HashMap;
use std::ops::Range;

use super::scan::{BOM, LiteralScanner};
use crate::error::SyntaxFault;
use crate::{Data, Document, Entry, MAX_DEPTH, MAX_NODES, Node, ReadError, Scalar, Tree, position};

/// Reads a JSON file. A byte order mark is skipped (its bytes count in every span).
///
/// # Errors
/// If RFC 8259 does not allow the text, a key of an object is a duplicate, a surrogate is unpaired, or a limit
/// is exceeded.
pub(crate) fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    read_as(bytes, false)
}

/// Reads a JSONC file: JSON with comments (`//`, `/* */`) and trailing commas.
///
/// # Errors
/// The same as for [`read`], and a comment that is not closed.
pub(crate) fn read_jsonc(bytes: &[u8]) -> Result<Tree, ReadError> {
    read_as(bytes, true)
}

fn read_as(bytes: &[u8], comments: bool) -> Result<Tree, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|e| not_utf8(bytes, e.valid_up_to()))?;
    let at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut reader = JsonReader { scanner: LiteralScanner { text, at, comments }, depth: 0, nodes: 0 };
    reader.document().map_err(|fault| fault.in_file(bytes))
}

fn not_utf8(bytes: &[u8], at: usize) -> ReadError {
    let reason = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file is UTF-16; JSON must be UTF-8",
        _ => "these bytes are not valid UTF-8",
    };
    ReadError::at(bytes, at, reason)
}

struct JsonReader<'a> {
    scanner: LiteralScanner<'a>,
    depth: usize,
    nodes: usize,
}

impl JsonReader<'_> {
    fn document(&mut self) -> Result<Tree, SyntaxFault> {
        self.scanner.blanks()?;
        if self.scanner.peek().is_none() {
            return Err(self.scanner.fault("the file is empty; JSON needs a value"));
        }
        let root = self.value()?;
        self.scanner.blanks()?;
        if self.scanner.peek().is_some() {
            return Err(self.scanner.unexpected("text follows the value, but JSON has only one"));
        }
        Ok(Tree { documents: vec![Document { root, span: 0..self.scanner.text.len() }] })
    }

    fn value(&mut self) -> Result<Node, SyntaxFault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(self.scanner.fault(&format!("the file has more than {MAX_NODES} values")));
        }
        let start = self.scanner.at;
        let data = match self.scanner.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Data::Scalar(Scalar::String(self.scanner.string()?.into())),
            Some(b'-' | b'0'..=b'9') => Data::Scalar(Scalar::Plain(self.scanner.number()?.into())),
            Some(b't') if self.scanner.word("true") => Data::Scalar(Scalar::Bool(true)),
            Some(b'f') if self.scanner.word("false") => Data::Scalar(Scalar::Bool(false)),
            Some(b'n') if self.scanner.word("null") => Data::Scalar(Scalar::Null),
            _ => return Err(self.scanner.unexpected("expected a value")),
        };
        Ok(Node::new(start..self.scanner.at, data))
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Result<Data, SyntaxFault>) -> Result<Data, SyntaxFault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.scanner.fault(&format!("the nesting is deeper than {MAX_DEPTH} levels")));
        }
        self.scanner.at += 1;
        self.scanner.blanks()?;
        let data = inner(self)?;
        self.depth -= 1;
        Ok(data)
    }

    fn object(&mut self) -> Result<Data, SyntaxFault> {
        let mut entries = Vec::new();
        if self.scanner.eat(b'}') {
            return Ok(Data::Map(entries.into()));
        }
        loop {
            if self.scanner.peek() != Some(b'"') {
                return Err(self.scanner.unexpected("expected a key in double quotes"));
            }
            let start = self.scanner.at;
            let name = self.scanner.string()?;
            let name_span = start..self.scanner.at;
            self.scanner.blanks()?;
            if !self.scanner.eat(b':') {
                return Err(self.scanner.unexpected("a colon must follow the key"));
            }
            self.scanner.blanks()?;
            let value = self.value()?;
            entries.push(Entry::new(name, name_span, value));
            if self.ends(b'}', "a comma or } must follow the value")? {
                break;
            }
        }
        self.no_key_twice(&entries)?;
        Ok(Data::Map(entries.into()))
    }

    fn array(&mut self) -> Result<Data, SyntaxFault> {
        let mut items = Vec::new();
        if self.scanner.eat(b']') {
            return Ok(Data::List(items.into()));
        }
        loop {
            items.push(self.value()?);
            if self.ends(b']', "a comma or ] must follow the value")? {
                return Ok(Data::List(items.into()));
            }
        }
    }

    /// Skips the token after a value: returns `true` for the bracket, `false` for a comma.
    fn ends(&mut self, bracket: u8, else_reason: &str) -> Result<bool, SyntaxFault> {
        self.scanner.blanks()?;
        if self.scanner.eat(bracket) {
            return Ok(true);
        }
        let comma = self.scanner.at;
        if !self.scanner.eat(b',') {
            return Err(self.scanner.unexpected(else_reason));
        }
        self.scanner.blanks()?;
        if matches!(self.scanner.peek(), Some(b'}' | b']')) {
            if self.scanner.comments && self.scanner.eat(bracket) {
                return Ok(true);
            }
            return Err(SyntaxFault::new(comma, self.scanner.no_last_comma()));
        }
        Ok(false)
    }

    fn no_key_twice(&self, entries: &[Entry]) -> Result<(), SyntaxFault> {
        let mut seen: HashMap<&str, Range<usize>> = HashMap::with_capacity(entries.len());
        for entry in entries {
            if let Some(first) = seen.insert(&entry.name, entry.name_span()) {
                let (line, column) = position(self.scanner.text.as_bytes(), first.start);
                let (again, there) = position(self.scanner.text.as_bytes(), entry.name_span().start);
                let name = &self.scanner.text[entry.name_span()];
                let reason = format!(
                    "the key {name} occurs twice in one object: line {line}, column {column} and line {again}, column {there}"
                );
                return Err(SyntaxFault::new(entry.name_span().start, reason));
            }
        }
        Ok(())
    }
}
