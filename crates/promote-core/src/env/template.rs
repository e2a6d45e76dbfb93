//! Path templates: which files are configuration, and which part of the path is the environment.
//!
//! `apps/{app}/overlays/{env}/**` is a list of segments. `{env}` and the names in an environment's `with:` are bound to
//! the environment's text. Other captures match within a segment (`{name**}`, a segment of its own, across segments).
//! `*` and `?` match within a segment, `**` across segments.

use std::collections::BTreeMap;

use super::key_template::KeyTemplate;
use super::token::{Token, is_name};
use promote_format::Format;

/// A parsed template, or an exclusion (`!`, without its mark).
#[derive(Debug, Clone)]
pub struct Template {
    /// The text as written.
    pub text: String,
    /// The format of the files, if given.
    pub(crate) format: Option<Format>,
    /// The value of `{env}` by environment name, where it is irregular; takes precedence over `with`.
    pub(crate) spelled: BTreeMap<String, String>,
    /// The key prefix of the configuration in the files, if given.
    pub keys: Option<KeyTemplate>,
    pub(super) segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// Any number of segments: `**` or `{name**}`.
    Many(Option<String>),
    /// One segment.
    One(Vec<Token>),
}

/// The text is not a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a path template: {reason}")]
pub(crate) struct BadTemplate {
    /// The text as given.
    pub(crate) text: String,
    /// The position of the wrong character, from 0.
    pub(crate) at: usize,
    /// The problem.
    pub(crate) reason: String,
}

impl Template {
    /// What the template calls an environment, where that is irregular (`env:`).
    pub fn spelling(&self, environment: &str) -> Option<&str> {
        self.spelled.get(environment).map(String::as_str)
    }

    /// Parses a template.
    ///
    /// # Errors
    /// If it is empty or absolute, or has an empty, `.` or `..` segment, an unclosed brace or an invalid
    /// capture name.
    pub(crate) fn parse(text: &str) -> Result<Self, BadTemplate> {
        let bad = |at: usize, reason: &str| BadTemplate { text: text.to_owned(), at, reason: reason.to_owned() };
        if text.is_empty() {
            return Err(bad(0, "it is empty; use '**' for every file"));
        }
        if text.starts_with('/') {
            return Err(bad(0, "paths are relative to the root of the repository, without a leading '/'"));
        }
        let mut segments = Vec::new();
        let mut at = 0;
        for part in text.split('/') {
            let segment = parse_segment(part).map_err(|(offset, reason)| bad(at + offset, &reason))?;
            // `**/**` is the same as `**`, and fewer states are faster.
            if segment != Segment::Many(None) || segments.last() != Some(&segment) {
                segments.push(segment);
            }
            at += part.chars().count() + 1;
        }
        Ok(Self { text: text.to_owned(), format: None, spelled: BTreeMap::new(), keys: None, segments })
    }

    /// The template and its keys as in `promote.yaml`.
    pub(crate) fn shown(&self) -> String {
        match &self.keys {
            None => format!("'{}'", self.text),
            Some(keys) => format!("'{}' with the keys '{}'", self.text, keys.text),
        }
    }

    /// The captures of the path and then of the keys, without duplicates.
    pub fn captures(&self) -> Vec<&str> {
        let mut names = self.path_captures();
        let keys: Vec<&str> = self.keys.iter().flat_map(KeyTemplate::captures).filter(|n| !names.contains(n)).collect();
        names.extend(keys);
        names
    }

    /// The captures of the path.
    pub(crate) fn path_captures(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for segment in &self.segments {
            let tokens: &[Token] = match segment {
                Segment::Many(Some(name)) if !names.contains(&name.as_str()) => {
                    names.push(name);
                    &[]
                }
                Segment::Many(_) => &[],
                Segment::One(tokens) => tokens,
            };
            for token in tokens {
                if let Token::Capture(name) = token
                    && !names.contains(&name.as_str())
                {
                    names.push(name);
                }
            }
        }
        names
    }
}

fn parse_segment(part: &str) -> Result<Segment, (usize, String)> {
    match part {
        "" => {
            return Err((
                0,
                "a segment is empty ('//' or a trailing '/'); use 'folder/**' for everything below it".into(),
            ));
        }
        "." | ".." => return Err((0, format!("'{part}' cannot be a segment of a path"))),
        "**" => return Ok(Segment::Many(None)),
        _ => {}
    }
    if let Some(name) = part.strip_prefix('{').and_then(|p| p.strip_suffix("**}"))
        && is_name(name)
    {
        return Ok(Segment::Many(Some(name.to_owned())));
    }
    let mut tokens = Vec::new();
    let mut rest = part.chars().enumerate().peekable();
    while let Some((at, c)) = rest.next() {
        match c {
            '{' => {
                let name: String = rest.by_ref().map(|(_, c)| c).take_while(|c| *c != '}').collect();
                tokens.push(capture(name, part, at)?);
            }
            '}' => return Err((at, "'}' without '{'".into())),
            '*' if rest.peek().is_some_and(|(_, c)| *c == '*') => {
                return Err((at, "'**' must be a whole segment".into()));
            }
            '*' => tokens.push(Token::Star),
            '?' => tokens.push(Token::Question),
            c => match tokens.last_mut() {
                Some(Token::Literal(text)) => text.push(c),
                _ => tokens.push(Token::Literal(c.to_string())),
            },
        }
    }
    Ok(Segment::One(tokens))
}

fn capture(name: String, part: &str, at: usize) -> Result<Token, (usize, String)> {
    if part.chars().skip(at).all(|c| c != '}') {
        return Err((at, "a brace is not closed".into()));
    }
    if name.ends_with("**") {
        return Err((at, format!("{{{name}}} must be a whole segment")));
    }
    if !is_name(&name) {
        return Err((at, format!("{{{name}}} is not a capture; use letters, digits, '-' and '_'")));
    }
    Ok(Token::Capture(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_are_named_once() {
        let template = Template::parse("{env}/{rest**}/{app}-{env}.yaml").unwrap();
        assert_eq!(template.captures(), ["env", "rest", "app"]);
    }

    #[test]
    fn errors_have_the_position() {
        for (text, at) in [
            ("", 0),
            ("/a", 0),
            ("a//b", 2),
            ("a/", 2),
            ("a/../b", 2),
            ("a/{env", 2),
            ("a/x{}", 3),
            ("a/x**", 3),
            ("a/{a,b}", 2),
            ("a}", 1),
            ("a/x{r**}", 3),
        ] {
            assert_eq!(Template::parse(text).unwrap_err().at, at, "{text}");
        }
    }
}
