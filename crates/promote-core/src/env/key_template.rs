//! Key prefixes of templates: the part of a file that belongs to an environment.
//!
//! `clouds.{cloud}.environments.{env}` is a path through maps. A capture that the environment binds is replaced by its
//! text, and may be a part of a step (`{env}-blue`). Any other capture is a whole step; it matches any name, the same
//! one on both sides. `*` does so without a name. Text in quotes is literal.

use super::token::{Token, is_name};
use promote_model::{Key, Step};

/// A parsed `keys:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTemplate {
    /// The text as written.
    pub text: String,
    steps: Vec<Vec<Token>>,
}

/// The text is not a key prefix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a key prefix: {reason}")]
pub(crate) struct BadKeyTemplate {
    /// The text as given.
    pub(crate) text: String,
    /// The position of the wrong character, from 0.
    pub(crate) at: usize,
    /// The problem.
    pub(crate) reason: String,
}

impl KeyTemplate {
    /// Parses a key prefix.
    ///
    /// # Errors
    /// If it is empty, has an empty step, leads through a list, or has an unclosed brace or an invalid
    /// capture name.
    pub(crate) fn parse(text: &str) -> Result<Self, BadKeyTemplate> {
        let bad = |(at, reason): (usize, String)| BadKeyTemplate { text: text.to_owned(), at, reason };
        if text.is_empty() {
            return Err(bad((0, "it is empty; omit 'keys' if the whole file is configuration".to_owned())));
        }
        let chars: Vec<char> = text.chars().collect();
        let (mut steps, mut at) = (Vec::new(), 0);
        loop {
            let (step, end) = parse_step(&chars, at).map_err(bad)?;
            steps.push(step);
            match chars.get(end) {
                None => return Ok(Self { text: text.to_owned(), steps }),
                Some(_) => at = end + 1,
            }
        }
    }

    /// The names of the captures, without duplicates.
    pub(crate) fn captures(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.steps.iter().flatten().filter_map(Token::capture) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// The captures that are only a part of a step; these must be bound.
    pub(crate) fn parts(&self) -> Vec<&str> {
        let mixed = self.steps.iter().filter(|step| step.len() > 1);
        mixed.flatten().filter_map(Token::capture).map(String::as_str).collect()
    }

    /// The prefix as shown in output, and as written in files. A capture is replaced by its value from `bound`, else by
    /// the value from `known` in both forms, else it is kept.
    pub(crate) fn bind(
        &self,
        bound: &dyn Fn(&str) -> Option<String>,
        known: &dyn Fn(&str) -> Option<String>,
    ) -> (Key, Key) {
        let steps = self.steps.iter().map(|tokens| {
            let (mut logical, mut real) = (String::new(), String::new());
            let (mut is_bound, mut is_free) = (false, false);
            for token in tokens {
                let name = match token {
                    Token::Capture(name) => name,
                    Token::Literal(text) => {
                        logical.push_str(text);
                        real.push_str(text);
                        continue;
                    }
                    Token::Star | Token::Question => return (Step::Bound("*".to_owned()), Step::Bound("*".to_owned())),
                };
                match (bound(name), known(name)) {
                    (Some(value), _) => {
                        is_bound = true;
                        logical.push_str(&format!("{{{name}}}"));
                        real.push_str(&value);
                    }
                    (None, Some(text)) => {
                        logical.push_str(&text);
                        real.push_str(&text);
                    }
                    (None, None) => {
                        is_free = true;
                        logical.push_str(&format!("{{{name}}}"));
                        real.push_str(&format!("{{{name}}}"));
                    }
                }
            }
            let logical = if is_bound || is_free { Step::Bound(logical) } else { Step::Name(logical) };
            (logical, if is_free { Step::Bound(real) } else { Step::Name(real) })
        });
        let (logical, real): (Vec<Step>, Vec<Step>) = steps.unzip();
        (Key::from(logical), Key::from(real))
    }
}

/// Parses the step at `start`; also returns the position after it.
fn parse_step(chars: &[char], start: usize) -> Result<(Vec<Token>, usize), (usize, String)> {
    if chars.get(start) == Some(&'"') {
        return quoted(chars, start);
    }
    let mut tokens = Vec::new();
    let mut at = start;
    while let Some(&c) = chars.get(at).filter(|c| **c != '.') {
        match c {
            '{' => {
                let length = chars[at..].iter().position(|c| *c == '}');
                let end = at + length.ok_or((at, "a brace is not closed".to_owned()))?;
                let name: String = chars[at + 1..end].iter().collect();
                if !is_name(&name) {
                    return Err((at, format!("{{{name}}} is not a capture; use letters, digits, '-' and '_'")));
                }
                tokens.push(Token::Capture(name));
                at = end;
            }
            '}' => return Err((at, "'}' without '{'".to_owned())),
            '*' if at == start && chars.get(at + 1).is_none_or(|c| *c == '.') => tokens.push(Token::Star),
            '*' => return Err((at, "'*' must be a whole step; use a capture for a part of a step".to_owned())),
            '[' | ']' => return Err((at, "a prefix cannot contain list elements".to_owned())),
            c if "\"=:#?,\\".contains(c) || c.is_whitespace() || c.is_control() => {
                return Err((at, format!("a name with {c:?} must be quoted")));
            }
            c => match tokens.last_mut() {
                Some(Token::Literal(text)) => text.push(c),
                _ => tokens.push(Token::Literal(c.to_string())),
            },
        }
        at += 1;
    }
    if tokens.is_empty() {
        return Err((start, "a step is empty".to_owned()));
    }
    Ok((tokens, at))
}

/// Parses a literal step in quotes.
fn quoted(chars: &[char], start: usize) -> Result<(Vec<Token>, usize), (usize, String)> {
    let mut text = String::new();
    let mut rest = chars.iter().enumerate().skip(start + 1);
    while let Some((at, &c)) = rest.next() {
        match c {
            '"' if text.is_empty() => return Err((start, "a step is empty".to_owned())),
            '"' if chars.get(at + 1).is_none_or(|c| *c == '.') => return Ok((vec![Token::Literal(text)], at + 1)),
            '"' => return Err((at + 1, "a dot must follow".to_owned())),
            '\\' => match rest.next() {
                Some((_, &c @ ('"' | '\\'))) => text.push(c),
                _ => return Err((at, "only \\\" and \\\\ are escapes".to_owned())),
            },
            c => text.push(c),
        }
    }
    Err((start, "a quote is not closed".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(text: &str) -> (String, String) {
        let template = KeyTemplate::parse(text).unwrap();
        let value = |name: &str| (name == "env").then(|| "prod.eu".to_owned());
        let known = |name: &str| (name == "app").then(|| "web".to_owned());
        let (logical, real) = template.bind(&value, &known);
        (logical.to_string(), real.to_string())
    }

    #[test]
    fn bound_captures_stay_in_braces() {
        let pair = |logical: &str, real: &str| (logical.to_owned(), real.to_owned());
        assert_eq!(bound("clouds.{cloud}.{env}"), pair("clouds.{cloud}.{env}", "clouds.{cloud}.\"prod.eu\""));
        assert_eq!(bound("{app}.*.x-{env}"), pair("web.*.x-{env}", "web.*.\"x-prod.eu\""));
        assert_eq!(bound("\"a.{env}\".b"), pair("\"a.{env}\".b", "\"a.{env}\".b"));
    }

    #[test]
    fn captures_and_parts() {
        let template = KeyTemplate::parse("{cloud}.{env}.{cloud}.{region}-{env}").unwrap();
        assert_eq!(template.captures(), ["cloud", "env", "region"]);
        assert_eq!(template.parts(), ["region", "env"]);
    }

    #[test]
    fn errors_have_the_position() {
        for (text, at) in [
            ("", 0),
            (".", 0),
            ("a..b", 2),
            ("a.", 2),
            ("a.{env", 2),
            ("a.{}", 2),
            ("a.{b**}", 2),
            ("a.b}", 3),
            ("a.**", 2),
            ("a.b*", 3),
            ("a[0].b", 1),
            ("a.b c", 3),
            ("a.\"b", 2),
            ("a.\"b\"c", 5),
            ("\"\".a", 0),
        ] {
            assert_eq!(KeyTemplate::parse(text).unwrap_err().at, at, "{text}");
        }
    }
}
