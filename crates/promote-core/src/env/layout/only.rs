//! Filters on captures: `--only NAME=VALUE`.

use std::fmt;

use promote_model::Pattern;

/// `--only NAME=VALUE`: the name of a capture, and globs for its value.
#[derive(Debug, Clone)]
pub struct CaptureFilter {
    /// The capture's name.
    pub name: String,
    /// The globs; one of them must match.
    pub values: Vec<Pattern>,
}

impl CaptureFilter {
    /// Whether a value of the capture is taken.
    pub(super) fn takes(&self, value: &str) -> bool {
        self.values.iter().any(|glob| glob.matches_key(None, value))
    }
}

impl fmt::Display for CaptureFilter {
    /// As given: `name=value`, or `name=one or other`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<&str> = self.values.iter().map(Pattern::text).collect();
        write!(f, "{}={}", self.name, values.join(" or "))
    }
}
