//! `--only NAME=VALUE`.

use std::fmt;

use promote_model::Pattern;

/// `--only NAME=VALUE`: a capture, and globs one of which its text must match.
#[derive(Debug, Clone)]
pub struct CaptureFilter {
    /// The capture's name.
    pub name: String,
    /// What its text may be.
    pub values: Vec<Pattern>,
}

impl fmt::Display for CaptureFilter {
    /// As it was given: `name=value`, or `name=one or other`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<&str> = self.values.iter().map(Pattern::text).collect();
        write!(f, "{}={}", self.name, values.join(" or "))
    }
}
