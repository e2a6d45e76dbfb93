//! Templates bound to one environment: captures are replaced by the environment's text, which is
//! kept in braces in logical names.

use std::collections::BTreeMap;

use super::CaptureFilter;
use crate::env::key_template::KeyTemplate;
use crate::env::template::{Segment, Template};
use crate::env::token::Token;
use promote_format::Format;
use promote_model::Key;

/// The name of an environment and the values of its captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings {
    /// The name, which is the value of `{env}` by default.
    pub name: String,
    /// The values of captures (`with:`).
    pub with: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub(super) struct BoundTemplate {
    /// The template as written.
    pub(crate) text: String,
    pub(crate) segments: Vec<BoundSegment>,
    /// The index of the first segment after the last bound capture.
    pub(crate) settled_from: usize,
    pub(crate) format: Option<Format>,
    /// The bound captures, for `--only`.
    pub(crate) fixed: Vec<(String, String)>,
    /// The key prefix template.
    pub(crate) keys: Option<KeyTemplate>,
    /// With `keys:`, the bound captures of the other environments on the branch.
    rival_keys: Vec<Vec<(String, String)>>,
    /// The unbound captures whose values are needed later: they occur in another segment or in the keys, or `--only`
    /// filters them. Other values are dropped, so that sibling folders have equal states.
    kept: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) enum BoundSegment {
    Many(Option<String>),
    One(Vec<Vec<BoundToken>>),
}

#[derive(Debug, Clone)]
pub(super) enum BoundToken {
    Literal { text: String, logical: String },
    Capture(String),
    Star,
    Question,
}

impl Bindings {
    /// The value of a capture; `None` if the environment does not bind it.
    pub(crate) fn value(&self, template: &Template, name: &str) -> Option<String> {
        match template.spelled.get(&self.name) {
            Some(value) if name == "env" => Some(value.clone()),
            _ => self.with.get(name).cloned().or_else(|| (name == "env").then(|| self.name.clone())),
        }
    }

    /// The path of a logical name in this environment.
    pub fn path(&self, template: &Template, logical: &str) -> String {
        template.captures().into_iter().fold(logical.to_owned(), |path, name| match self.value(template, name) {
            Some(value) => path.replace(&format!("{{{name}}}"), &value),
            None => path,
        })
    }
}

impl BoundTemplate {
    pub(crate) fn new(template: &Template, env: &Bindings, rivals: &[Bindings], only: &[CaptureFilter]) -> Self {
        let value_of = |name: &str| env.value(template, name);
        let mut settled_from = 0;
        let mut segments = Vec::new();
        for (index, segment) in template.segments.iter().enumerate() {
            let (bound, depends) = bind(segment, &value_of);
            if depends {
                settled_from = index + 1;
            }
            segments.push(bound);
        }
        let values = |env: &Bindings| -> Vec<(String, String)> {
            template.captures().into_iter().filter_map(|n| Some((n.to_owned(), env.value(template, n)?))).collect()
        };
        let fixed = values(env);
        let rival_keys = rivals.iter().filter(|_| template.keys.is_some()).map(values).collect();
        let named = |segment: &BoundSegment, name: &str| match segment {
            BoundSegment::Many(capture) => capture.as_deref() == Some(name),
            BoundSegment::One(parts) => {
                parts.iter().flatten().any(|token| matches!(token, BoundToken::Capture(capture) if capture == name))
            }
        };
        let again = |name: &str| segments.iter().filter(|segment| named(segment, name)).count() > 1;
        let in_keys = |name: &str| template.keys.as_ref().is_some_and(|keys| keys.captures().contains(&name));
        let asked = |name: &str| only.iter().any(|only| only.name == *name);
        let captures = template.path_captures().into_iter().map(str::to_owned);
        let kept = captures.filter(|name| again(name) || in_keys(name) || asked(name)).collect();
        let (text, keys) = (template.shown(), template.keys.clone());
        Self { text, segments, settled_from, format: template.format, fixed, keys, rival_keys, kept }
    }

    /// The key prefix as shown and as written in files, given the values of the path's captures.
    pub(crate) fn prefix(&self, captures: &[(String, String)]) -> Option<(Key, Key)> {
        self.prefix_of(&self.fixed, captures)
    }

    /// The key prefixes of the other environments on the branch.
    pub(crate) fn rival_prefixes(&self, captures: &[(String, String)]) -> impl Iterator<Item = (Key, Key)> {
        self.rival_keys.iter().filter_map(move |fixed| self.prefix_of(fixed, captures))
    }

    fn prefix_of(&self, fixed: &[(String, String)], captures: &[(String, String)]) -> Option<(Key, Key)> {
        let find =
            |pairs: &[(String, String)], name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, t)| t.clone());
        Some(self.keys.as_ref()?.bind(&|name| find(fixed, name), &|name| find(captures, name)))
    }

    /// Whether a capture occurs only in the keys.
    pub(crate) fn is_of_keys(&self, capture: &str) -> bool {
        let bound = self.fixed.iter().any(|(name, _)| name == capture);
        let in_path = self.kept.iter().any(|name| name == capture);
        !bound && !in_path && self.keys.as_ref().is_some_and(|keys| keys.captures().contains(&capture))
    }

    /// Whether the value of a capture is needed later.
    pub(crate) fn keeps(&self, capture: &str) -> bool {
        self.kept.iter().any(|name| name == capture)
    }
}

/// Binds the captures of a segment; also returns whether there were any.
fn bind(segment: &Segment, value_of: &dyn Fn(&str) -> Option<String>) -> (BoundSegment, bool) {
    let tokens = match segment {
        Segment::Many(Some(name)) => match value_of(name) {
            Some(_) => vec![Token::Capture(name.clone())],
            None => return (BoundSegment::Many(Some(name.clone())), false),
        },
        Segment::Many(None) => return (BoundSegment::Many(None), false),
        Segment::One(tokens) => tokens.clone(),
    };
    let mut depends = false;
    let mut parts: Vec<Vec<BoundToken>> = vec![Vec::new()];
    let mut push = |token: BoundToken, new_part: bool| {
        if new_part {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    };
    for token in tokens {
        match token {
            Token::Literal(text) => push(BoundToken::Literal { logical: text.clone(), text }, false),
            Token::Star => push(BoundToken::Star, false),
            Token::Question => push(BoundToken::Question, false),
            Token::Capture(name) => match value_of(&name) {
                None => push(BoundToken::Capture(name), false),
                Some(value) => {
                    depends = true;
                    for (i, text) in value.split('/').enumerate() {
                        // The whole binding is spelled once, at its first part.
                        let logical = if i == 0 { format!("{{{name}}}") } else { String::new() };
                        push(BoundToken::Literal { text: text.to_owned(), logical }, i > 0);
                    }
                }
            },
        }
    }
    (BoundSegment::One(parts), depends)
}
