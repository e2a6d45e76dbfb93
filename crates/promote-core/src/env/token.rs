//! Tokens of path templates and key prefixes: literal text, captures and wildcards.

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Literal(String),
    Capture(String),
    Star,
    Question,
}

impl Token {
    pub(super) fn capture(&self) -> Option<&String> {
        if let Self::Capture(name) = self { Some(name) } else { None }
    }
}

/// Whether a text can name a capture.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
