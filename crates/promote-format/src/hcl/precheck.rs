//! A check before parsing, against input that `hcl-edit` handles badly. The parser reads the last operand of a
//! chain of operators twice if the chain does not end well, so the time doubles with each nested chain. It
//! compares each key of an object with all previous ones. And it looks for the end of a heredoc only after the
//! heredoc's first line.
//!
//! ```text
//! a = 1 - 1 - { 1 - 1 - { 1 - 1 - { …     each brace doubles the work
//! a = <<E                                  an empty heredoc: `b` would be part of its text
//! E
//! b = <<E
//! E
//! ```
//!
//! The check is one pass over the bytes with a stack of open constructs. It need not recognize syntax errors:
//! text after the point where the parser stops does not matter.

use crate::error::SyntaxFault;

/// The number of bytes that the parser may read, repetitions included; four times the file's size if that is
/// more.
const WORK: u64 = 1 << 20;
/// The number of keys that the parser may compare: 32,768 short ones in one object.
const COMPARED: u64 = 1 << 29;
/// The parser's limit is 64 levels, each of which opens at most two constructs here.
const OPEN: usize = 256;

/// Refuses text that the parser would misread or take too long to parse.
///
/// # Errors
/// At an empty heredoc, and if parsing would take too long.
pub(crate) fn check(text: &str) -> Result<(), SyntaxFault> {
    let file = Frame { kind: Code::at(0, true), tries: 0 };
    let mut scanner = OperatorScanner { bytes: text.as_bytes(), at: 0, open: vec![file], compared: 0 };
    let (mut work, limit) = (0_u64, WORK.max(4 * text.len() as u64));
    while let Some(frame) = scanner.open.last().filter(|_| scanner.at < text.len() && scanner.open.len() <= OPEN) {
        let (from, tries) = (scanner.at, frame.tries);
        scanner.step()?;
        work = work.saturating_add(((scanner.at - from) as u64) << tries.min(32));
        let too_many =
            |what: &str| Err(SyntaxFault::new(from, format!("the file has too many {what} to be read by key")));
        if work > limit {
            return too_many("nested chains of operators");
        }
        if scanner.compared > COMPARED {
            return too_many("keys in one object");
        }
    }
    Ok(())
}

/// An open construct, and how many times it may double the parser's work.
struct Frame<'a> {
    kind: FrameKind<'a>,
    tries: u32,
}

enum FrameKind<'a> {
    /// Expressions and blocks: the file, brackets, interpolations.
    Code(Code),
    Quoted,
    /// The content of a template directive.
    Template,
    /// A heredoc that ends with this word.
    Heredoc(&'a [u8]),
}

#[derive(Default)]
struct Code {
    /// Whether a line break ends an expression.
    lines: bool,
    /// The number of binary operators in the expression so far.
    operators: u32,
    /// Whether the last token was an operand.
    operand: bool,
    /// The start of the expression.
    start: usize,
    /// The number of keys so far.
    keys: u64,
}

impl Code {
    /// A construct that starts at `start`.
    fn at(start: usize, lines: bool) -> FrameKind<'static> {
        FrameKind::Code(Self { lines, start, ..Self::default() })
    }

    /// Starts another expression.
    fn begin(&mut self, start: usize) {
        (self.operators, self.operand, self.start) = (0, false, start);
    }

    /// Whether a two-byte operator starts here, so that its `=` does not follow a key.
    fn operates(&self, rest: &[u8]) -> bool {
        self.operand && matches!(rest, [b'=' | b'!' | b'<' | b'>', b'=', ..])
    }

    /// The length of the operator, name, number or other token that starts here, which neither opens nor closes
    /// a construct.
    fn word(&mut self, rest: &[u8], at: usize) -> usize {
        match rest {
            [b':', b':', ..] | [b'.', b'*', ..] => return 2,
            [b',' | b'?' | b'=' | b':', ..] if !self.operates(rest) => self.begin(at + 1),
            [b'=' | b'!' | b'<' | b'>' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|', ..] => {
                let length = 1 + usize::from(self.operates(rest));
                self.operators += u32::from(self.operand);
                self.operand = false;
                return length;
            }
            [first, ..] if is_of_name(*first) => {
                self.operand = true;
                let goes_on = |byte: &u8| is_of_name(*byte) && (*byte != b'-' || !first.is_ascii_digit());
                return rest.iter().take_while(|byte| goes_on(byte)).count();
            }
            _ => {}
        }
        1
    }
}

struct OperatorScanner<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<Frame<'a>>,
    compared: u64,
}

impl<'a> OperatorScanner<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    fn step(&mut self) -> Result<(), SyntaxFault> {
        match self.open.last().map(|frame| &frame.kind) {
            Some(FrameKind::Code(_)) => self.code(),
            Some(FrameKind::Quoted) => {
                match self.rest()[0] {
                    b'\\' => self.at += 2.min(self.rest().len()),
                    b'"' => self.close(1),
                    _ => self.template(),
                }
                Ok(())
            }
            Some(FrameKind::Heredoc(word)) => {
                match ending(self.rest()).and_then(|length| Some(length + marker(&self.rest()[length..], word)?)) {
                    Some(length) => self.close(length),
                    None => self.template(),
                }
                Ok(())
            }
            _ => {
                self.template();
                Ok(())
            }
        }
    }

    fn push(&mut self, kind: FrameKind<'a>) {
        let tries = self.open.last().map_or(0, |frame| match &frame.kind {
            FrameKind::Code(code) if code.operators > 1 => frame.tries + 1,
            _ => frame.tries,
        });
        self.open.push(Frame { kind, tries });
    }

    /// Closes the innermost construct after `length` bytes.
    fn close(&mut self, length: usize) {
        self.at += length;
        self.open.pop();
        if let Some(Frame { kind: FrameKind::Code(code), .. }) = self.open.last_mut() {
            code.operand = true;
        }
    }

    fn code(&mut self) -> Result<(), SyntaxFault> {
        let rest = self.rest();
        let Some(Frame { kind: FrameKind::Code(code), .. }) = self.open.last_mut() else { return Ok(()) };
        if let Some(length) = blank(rest) {
            if code.lines && rest[0] == b'\n' {
                code.begin(self.at + 1);
            }
            self.at += length;
            return Ok(());
        }
        match rest {
            [b'<', b'<', ..] if !code.operand => return self.heredoc(),
            [b')' | b']' | b'}', ..] => {
                self.close(1);
                return Ok(());
            }
            [b'"', ..] => self.push(FrameKind::Quoted),
            [b'(' | b'[', ..] => self.push(Code::at(self.at + 1, false)),
            [b'{', ..] => {
                // Except where `for` may continue on the next line.
                let lines = !rest[1 + blanks(&rest[1..])..].starts_with(b"for");
                self.push(Code::at(self.at + 1, lines));
            }
            [b'=' | b':', other, ..] if !code.operates(rest) && (rest[0], *other) != (b':', b':') => {
                // Long keys take longer to compare.
                self.compared += code.keys * (1 + (self.at - code.start) as u64 / 32);
                code.keys += 1;
                code.begin(self.at + 1);
            }
            _ => {
                self.at += code.word(rest, self.at);
                return Ok(());
            }
        }
        self.at += 1;
        Ok(())
    }

    fn heredoc(&mut self) -> Result<(), SyntaxFault> {
        let start = self.at;
        self.at += 2;
        self.at += usize::from(self.rest().starts_with(b"-"));
        let word = self.rest();
        let word = &word[..word.iter().take_while(|byte| is_of_name(**byte)).count()];
        self.at += word.len();
        let Some(length) = ending(self.rest()).filter(|_| !word.is_empty()) else { return Ok(()) };
        if marker(&self.rest()[length..], word).is_some() {
            let reason = "the heredoc is empty: write \"\" instead".to_owned();
            return Err(SyntaxFault::new(start, reason));
        }
        self.push(FrameKind::Heredoc(word));
        Ok(())
    }

    /// The text of a template, with interpolations and directives.
    fn template(&mut self) {
        match self.rest() {
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => self.at += 3,
            [b'$', b'{', ..] => {
                self.at += 2;
                self.push(Code::at(self.at, false));
            }
            [b'%', b'{', ..] => self.directive(),
            _ => self.at += 1,
        }
    }

    /// `%{if x}` and `%{for x in y}` contain a template that does not end with the enclosing quote.
    fn directive(&mut self) {
        self.at += 2;
        self.at += usize::from(self.rest().starts_with(b"~"));
        self.at += blanks(self.rest());
        let is = |word: &str| self.rest().starts_with(word.as_bytes());
        if is("if") || is("for") {
            self.push(FrameKind::Template);
        } else if is("end") && matches!(self.open.last(), Some(Frame { kind: FrameKind::Template, .. })) {
            self.open.pop();
        }
        self.push(Code::at(self.at, false));
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || !byte.is_ascii()
}

/// The length of the blank or comment that starts here.
fn blank(rest: &[u8]) -> Option<usize> {
    let line = || rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    match rest {
        [b' ' | b'\t' | b'\r' | b'\n', ..] => Some(1),
        [b'#', ..] | [b'/', b'/', ..] => Some(line()),
        [b'/', b'*', inside @ ..] => {
            Some(inside.windows(2).position(|two| two == b"*/").map_or(rest.len(), |at| at + 4))
        }
        _ => None,
    }
}

fn blanks(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(length) = blank(&rest[at..]) {
        at += length;
    }
    at
}

/// The length of the line break that starts here.
fn ending(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

/// The length of the word that ends a heredoc, with its indentation, if the line starts with it.
fn marker(line: &[u8], word: &[u8]) -> Option<usize> {
    let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let behind = line[indent..].strip_prefix(word)?;
    behind.first().is_none_or(|byte| !is_of_name(*byte)).then_some(indent + word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_without_chains_is_accepted() {
        let deep = |piece: &str, end: &str| format!("a = {}1{}\n", piece.repeat(100), end.repeat(100));
        assert!(check(&deep("{ a - 1 - ", "}")).is_err());
        assert!(check(&deep("{\n a = b - 1 %", "}")).is_err());
        assert!(check(&deep("{ if ---s % a - ", "")).is_err());
        assert!(check(&deep("{ a = ", "}")).is_ok());
        assert!(check(&deep("{ a - ", "}")).is_ok());
        assert!(check(&deep("{\n a = [", "]}")).is_ok());
        assert!(check(&deep("{ for k, v in x : k => ", "}")).is_ok());
        assert!(check(&format!("{}a = 1\n{}", "b \"x\" {\n".repeat(200), "}\n".repeat(200))).is_ok());
        assert!(check("\u{feff}größe = \"ü\"\n").is_ok());
        assert!(check("a = \"${x == {} ? \"{{{{{{{{{\" : 1}\"\nb = <<E\n{ { { { { { { { {\nE\n").is_ok());
    }
}
