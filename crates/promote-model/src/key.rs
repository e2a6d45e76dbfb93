//! Keys: the dotted path of a config inside its document.
//!
//! Grammar (the one that people type and that every output prints):
//!
//! ```text
//! key   = "." | step ( "." name | element )*      "." alone is the document itself
//! step  = name | element
//! name  = bare | quoted | bound                   bare: no . [ ] " = : # * ? { } , blank or control
//! bound = "*" | bare with "{" capture "}" in it   as a template of promote.yaml has it; in no file
//! element = "[" index "]" | "[" field "=" value "]" | "[=" value "]"
//! ```
//!
//! `spec.containers[name=web].image`, `annotations."app.io/name"`, `ports[0]`, `resources[=../base]`,
//! `environments.{env}.replicas`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One step from a node to a node below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The entry of a map.
    Name(String),
    /// The element of a list of maps whose `field` is `value`; without a field, the element of a set
    /// of scalars that is `value` itself.
    Element {
        /// The identifying field; empty in a set, where the whole element identifies itself.
        field: String,
        /// Its value, as text.
        value: String,
    },
    /// The element of a list by position, from zero.
    Index(usize),
    /// The entry of a map that has another name in each environment, as a template of `promote.yaml`
    /// spells it: `{env}`. Keys that people are shown have such steps; keys of files have not.
    Bound(String),
}

impl Step {
    /// Whether the step leads to an element of a list, and not to an entry of a map.
    pub fn is_of_a_list(&self) -> bool {
        matches!(self, Self::Element { .. } | Self::Index(_))
    }
}

/// The path of a config inside its document; empty for the document itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<Step>);

impl Key {
    /// The document itself, printed as `.`.
    pub fn root() -> Self {
        Self::default()
    }

    /// The steps, outermost first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether this names the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The key one step below.
    #[must_use]
    pub fn child(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }

    /// Goes one step down.
    pub fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    /// Goes one step up again; the root stays what it is.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// The key one step above; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }

    /// The last step; `None` at the root.
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// Whether `self` is `other` or lies above it.
    pub fn is_prefix_of(&self, other: &Key) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Whether one file cannot have both: one lies above the other, or what they part at is a map for
    /// one and a list for the other.
    pub fn excludes(&self, other: &Key) -> bool {
        let parting = self.0.iter().zip(&other.0).find(|(a, b)| a != b);
        parting.is_none_or(|(a, b)| a.is_of_a_list() != b.is_of_a_list())
    }
}

impl From<Vec<Step>> for Key {
    fn from(steps: Vec<Step>) -> Self {
        Self(steps)
    }
}

fn is_bare(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| ".[]\"=:#*?{},\\".contains(c) || c.is_whitespace() || c.is_control())
}

/// Whether every brace opens or closes the name of a capture.
fn braces_hold_names(text: &str) -> bool {
    let mut pieces = text.split('{');
    let no_more = |text: &str| !text.contains('}');
    pieces.next().is_none_or(no_more)
        && pieces.all(|piece| {
            piece.split_once('}').is_some_and(|(name, rest)| is_bare(name.trim_end_matches('*')) && no_more(rest))
        })
}

fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    if is_bare(name) { f.write_str(name) } else { write_quoted(f, name) }
}

fn write_quoted(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in name.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            c if c.is_control() => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write_name(f, name),
            // A template has nothing in such a step that would have to be quoted.
            Self::Bound(text) => f.write_str(text),
            Self::Element { field, value } => {
                f.write_str("[")?;
                if !field.is_empty() {
                    write_name(f, field)?;
                }
                f.write_str("=")?;
                // Inside brackets dots and colons are ordinary: [name=my.app] needs no quotes.
                let ordinary = |c: char| !"[]\"=*?{},\\".contains(c) && !c.is_whitespace() && !c.is_control();
                if !value.is_empty() && value.chars().all(ordinary) {
                    f.write_str(value)?;
                } else {
                    write_quoted(f, value)?;
                }
                f.write_str("]")
            }
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 && !step.is_of_a_list() {
                f.write_str(".")?;
            }
            write!(f, "{step}")?;
        }
        Ok(())
    }
}

/// The text is not a key; the message says at which character and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a key: {reason} (character {at})")]
pub struct BadKey {
    /// The text as given.
    pub(crate) text: String,
    /// The position, counted in characters from 1.
    pub(crate) at: usize,
    /// What is wrong there.
    pub(crate) reason: &'static str,
}

struct Parser<'a> {
    text: &'a str,
    chars: std::iter::Peekable<std::iter::Enumerate<std::str::Chars<'a>>>,
}

impl Parser<'_> {
    fn bad(&mut self, reason: &'static str) -> BadKey {
        let end = self.text.chars().count();
        let at = self.chars.peek().map_or(end, |(i, _)| *i) + 1;
        BadKey { text: self.text.to_owned(), at, reason }
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn quoted(&mut self) -> Result<String, BadKey> {
        let mut out = String::new();
        loop {
            match self.chars.next() {
                None => return Err(self.bad("the quote is not closed")),
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
                    _ => Err(self.bad("that is no character")),
                }
            }
            Some((_, c @ ('"' | '\\'))) => Ok(c),
            _ => Err(self.bad("only \\\" \\\\ \\n and \\u{…} are escapes")),
        }
    }

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
            return Err(self.bad("an empty name identifies no element"));
        }
        if self.eat('=') {
            let value = self.until("[]\"")?;
            return if self.eat(']') {
                Ok(Step::Element { field, value })
            } else {
                Err(self.bad("the bracket is not closed"))
            };
        }
        match (field.parse(), self.eat(']')) {
            (Ok(index), true) => Ok(Step::Index(index)),
            _ => Err(self.bad("brackets hold [field=value], [=value] or a position")),
        }
    }
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
                    return Err(parser.bad("braces hold the name of a capture: {env}; in quotes they are ordinary"));
                }
                steps.push(if bound { Step::Bound(name) } else { Step::Name(name) });
            }
            if parser.chars.peek().is_none() {
                return Ok(Self(steps));
            }
            let bracket = parser.chars.peek().is_some_and(|(_, c)| *c == '[');
            if !bracket && !parser.eat('.') {
                return Err(parser.bad("a dot or a bracket must follow"));
            }
        }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_manual_read_back() {
        for text in [
            ".",
            "query.timeout",
            "spec.containers[name=web].image",
            "annotations.\"app.io/name\"",
            "ports[0]",
            "[id=7].x",
            "a[name=my.app:8080].b",
            "resources[=../base]",
            "[=a#b]",
            "args[=\"--level=info\"]",
            "args[=\" a b\"].c",
            "environments.{env}.\"{env}\"",
            "*.{env}-blue[0]",
        ] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_one_file_cannot_have_both() {
        let key = |text: &str| text.parse::<Key>().unwrap();
        let excludes = |a: &str, b: &str| (key(a).excludes(&key(b)), key(b).excludes(&key(a)));
        assert_eq!(excludes("a", "a.b.c"), (true, true));
        assert_eq!(excludes("a.b", "a.c"), (false, false));
        assert_eq!(excludes("a[name=x].v", "a.c"), (true, true));
        assert_eq!(excludes("a[name=x].v", "a[name=y]"), (false, false));
    }

    #[test]
    fn refusals_say_where() {
        let bad = "a..b".parse::<Key>().unwrap_err();
        assert_eq!((bad.at, bad.reason), (3, "a name is missing"));
        assert!("a[".parse::<Key>().is_err());
        assert!("a[x]".parse::<Key>().is_err());
        assert!("".parse::<Key>().is_err());
        assert!("\"a".parse::<Key>().is_err());
        assert!("a[=]".parse::<Key>().is_err());
        assert!("a[\"\"=x]".parse::<Key>().is_err());
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            any::<String>().prop_map(Step::Name),
            (any::<String>(), any::<String>()).prop_map(|(field, value)| Step::Element { field, value }),
            any::<usize>().prop_map(Step::Index),
        ]
    }

    proptest! {
        #[test]
        fn every_key_is_read_back_from_its_text(steps in prop::collection::vec(step(), 0..5)) {
            let key = Key::from(steps);
            prop_assert_eq!(key.to_string().parse::<Key>().unwrap(), key);
        }
    }
}
