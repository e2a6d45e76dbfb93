//! Parsing keys.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use super::print::is_bare;
use super::{Key, Step};

/// The text is not a valid key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a valid key: {reason} (character {at})")]
pub struct BadKey {
    /// The text as given.
    pub(crate) text: String,
    /// The position in characters, from 1.
    pub(crate) at: usize,
    /// The reason.
    pub(crate) reason: &'static str,
}

struct Parser<'a> {
    text: &'a str,
    chars: std::iter::Peekable<std::iter::Enumerate<std::str::Chars<'a>>>,
}

impl Parser<'_> {
    /// An error at the current position.
    fn bad(&mut self, reason: &'static str) -> BadKey {
        let end = self.text.chars().count();
        let at = self.chars.peek().map_or(end, |(i, _)| *i) + 1;
        BadKey { text: self.text.to_owned(), at, reason }
    }

    /// Consumes a character, if it is next.
    fn eat(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn quoted(&mut self) -> Result<String, BadKey> {
        let mut out = String::new();
        loop {
            match self.chars.next() {
                None => return Err(self.bad("the closing quote is missing")),
                Some((_, '"')) => return Ok(out),
                Some((_, '\\')) => out.push(self.escape()?),
                Some((_, c)) => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, BadKey> {
        match self.chars.next() {
            Some((_, 'n')) => Ok('\n'),
            Some((_, 'u')) => {
                if !self.eat('{') {
                    return Err(self.bad("\\u needs braces: \\u{1b}"));
                }
                let mut digits = String::new();
                while let Some((_, c)) = self.chars.next_if(|(_, c)| c.is_ascii_hexdigit()) {
                    digits.push(c);
                }
                let c = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                match (c, self.eat('}')) {
                    (Some(c), true) => Ok(c),
                    _ => Err(self.bad("the code point is invalid")),
                }
            }
            Some((_, c @ ('"' | '\\'))) => Ok(c),
            _ => Err(self.bad("the escape is unknown; known are \\\" \\\\ \\n and \\u{…}")),
        }
    }

    /// A quoted name, or characters up to one of `stops`.
    fn until(&mut self, stops: &str) -> Result<String, BadKey> {
        if self.eat('"') {
            return self.quoted();
        }
        let mut out = String::new();
        while let Some((_, c)) = self.chars.next_if(|(_, c)| !stops.contains(*c) && !c.is_control()) {
            out.push(c);
        }
        if out.is_empty() {
            return Err(self.bad("a name is missing"));
        }
        Ok(out)
    }

    fn element(&mut self) -> Result<Step, BadKey> {
        let quoted = self.chars.peek().is_some_and(|(_, c)| *c == '"');
        let in_a_set = self.chars.peek().is_some_and(|(_, c)| *c == '=');
        let field = if in_a_set { String::new() } else { self.until("[]=\"")? };
        if quoted && field.is_empty() {
            return Err(self.bad("the field name is empty"));
        }
        if self.eat('=') {
            let value = self.until("[]\"")?;
            return if self.eat(']') {
                Ok(Step::Element { field, value })
            } else {
                Err(self.bad("the closing bracket is missing"))
            };
        }
        match (field.parse(), self.eat(']')) {
            (Ok(index), true) => Ok(Step::Index(index)),
            _ => Err(self.bad("brackets need [field=value], [=value] or a position")),
        }
    }
}

/// Whether all braces enclose names of captures.
fn braces_hold_names(text: &str) -> bool {
    let mut pieces = text.split('{');
    let no_more = |text: &str| !text.contains('}');
    pieces.next().is_none_or(no_more)
        && pieces.all(|piece| {
            piece.split_once('}').is_some_and(|(name, rest)| is_bare(name.trim_end_matches('*')) && no_more(rest))
        })
}

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parser = Parser { text, chars: text.chars().enumerate().peekable() };
        if text == "." {
            return Ok(Self::root());
        }
        let mut steps = Vec::new();
        loop {
            if parser.eat('[') {
                steps.push(parser.element()?);
            } else {
                let quoted = parser.chars.peek().is_some_and(|(_, c)| *c == '"');
                let name = parser.until(".[]\"")?;
                let bound = !quoted && (name == "*" || name.contains(['{', '}']));
                if bound && !braces_hold_names(&name) {
                    return Err(
                        parser.bad("braces need the name of a capture ({env}); quote the name for literal braces")
                    );
                }
                steps.push(if bound { Step::Bound(name) } else { Step::Name(name) });
            }
            if parser.chars.peek().is_none() {
                return Ok(Self(steps));
            }
            let bracket = parser.chars.peek().is_some_and(|(_, c)| *c == '[');
            if !bracket && !parser.eat('.') {
                return Err(parser.bad("a dot or a bracket is expected"));
            }
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
