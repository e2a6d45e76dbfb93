//! A bound on what the parser is given: where objects stand in the place of other objects' keys
//! (`{ a - { a - { …`), it tries every level in several ways, and a few hundred bytes take it minutes.

use super::read::Fault;

/// So deep may objects stand in keys of objects; in real files none does, but for `{ for k, v in {…} : …`.
const MAX: usize = 6;

/// What is open.
enum Open {
    /// An object; whether what comes next belongs to a key, and how many objects in keys it stands in.
    Object { in_key: bool, depth: usize },
    /// A block's body, a parenthesis, a list, or what a template holds.
    Other { depth: usize },
    /// A text in quotes.
    Quotes { depth: usize },
}

impl Open {
    fn depth(&self) -> usize {
        match self {
            Self::Object { depth, .. } | Self::Other { depth } | Self::Quotes { depth } => *depth,
        }
    }
}

/// Refuses a text that the parser would take too long for.
///
/// # Errors
/// With the byte of the object that is too deep.
pub fn check(text: &str) -> Result<(), Fault> {
    let mut scan = Scan { text, at: 0, open: Vec::new(), value: false };
    while let Some(byte) = text.as_bytes().get(scan.at) {
        scan.step(*byte)?;
    }
    Ok(())
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    /// Whether what stands before leads to a value: a brace is an object then, and else a block's.
    value: bool,
}

impl Scan<'_> {
    fn step(&mut self, byte: u8) -> Result<(), Fault> {
        let rest = &self.text.as_bytes()[self.at..];
        if let Some(Open::Quotes { depth }) = self.open.last() {
            let depth = *depth;
            self.at += match (byte, rest.get(1)) {
                (b'\\', _) => 2,
                (b'"' | b'\n', _) => {
                    self.open.pop();
                    self.value = false;
                    1
                }
                (b'$' | b'%', Some(b'{')) if rest.get(2) != Some(&byte) => {
                    self.open.push(Open::Other { depth });
                    2
                }
                _ => 1,
            };
            return Ok(());
        }
        if let Some(length) = self.passed_over(byte, rest.get(1).copied()) {
            self.at += length;
            return Ok(());
        }
        match byte {
            b'"' => self.open.push(Open::Quotes { depth: self.depth() }),
            b'{' => self.brace()?,
            b'(' | b'[' => self.open.push(Open::Other { depth: self.depth() }),
            b'}' | b')' | b']' => _ = self.open.pop(),
            b'=' | b':' => self.key(false),
            b'\n' | b',' => self.key(true),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            self.value =
                !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'"' | b'}' | b')' | b']') || byte > 127);
        }
        self.at += 1;
        Ok(())
    }

    fn depth(&self) -> usize {
        self.open.last().map_or(0, Open::depth)
    }

    fn brace(&mut self) -> Result<(), Fault> {
        let nested = matches!(self.open.last(), Some(Open::Object { in_key: true, .. }));
        let depth = self.depth() + usize::from(nested && self.value);
        if depth > MAX {
            let reason = format!("objects stand in keys of objects more than {MAX} levels deep");
            return Err(Fault { at: self.at, reason });
        }
        let object = self.value || nested;
        self.open.push(if object { Open::Object { in_key: true, depth } } else { Open::Other { depth } });
        Ok(())
    }

    fn key(&mut self, begins: bool) {
        if let Some(Open::Object { in_key, .. }) = self.open.last_mut() {
            *in_key = begins;
        }
    }

    /// The length of the comment or heredoc that begins here.
    fn passed_over(&mut self, byte: u8, next: Option<u8>) -> Option<usize> {
        // Inside a character nothing begins.
        let rest = self.text.get(self.at..)?;
        match (byte, next) {
            // Its line break ends an entry.
            (b'#', _) | (b'/', Some(b'/')) => Some(rest.find('\n').unwrap_or(rest.len())),
            (b'/', Some(b'*')) => Some(rest.find("*/").map_or(rest.len(), |end| end + 2)),
            (b'<', Some(b'<')) => {
                self.value = false;
                Some(self.heredoc())
            }
            _ => None,
        }
    }

    fn heredoc(&self) -> usize {
        let rest = &self.text[self.at..];
        let (first, body) = rest.split_once('\n').unwrap_or((rest, ""));
        let word = first.trim_start_matches('<').trim_start_matches('-').trim();
        let mut length = first.len();
        if !word.is_empty() {
            for line in body.split_inclusive('\n') {
                length += line.len();
                if line.trim() == word {
                    break;
                }
            }
        }
        length.max(2).min(rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_in_keys_are_bounded_and_nothing_else_is() {
        let deep = |piece: &str, end: &str| format!("a = {}1{}\n", piece.repeat(200), end.repeat(200));
        assert!(check(&deep("{ a - ", "}")).is_err());
        assert!(check(&deep("{\n a %", "}")).is_err());
        assert!(check(&deep("{ if ---s %", "")).is_err());
        assert!(check(&deep("{ a = ", "}")).is_ok());
        assert!(check(&deep("{\n a = [", "]}")).is_ok());
        assert!(check(&deep("{ for k, v in x : k => ", "}")).is_ok());
        assert!(check(&format!("{}a = 1\n{}", "b \"x\" {\n".repeat(200), "}\n".repeat(200))).is_ok());
        assert!(check("\u{feff}größe = \"ü\"\n").is_ok());
        assert!(check("a = \"${x == {} ? \"{{{{{{{{{\" : 1}\"\nb = <<E\n{ { { { { { { { {\nE\n").is_ok());
    }
}
