//! A mistake in `promote.yaml`, and values with their place in it.

/// A mistake in `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("promote.yaml:{line}:{column}: {message}")]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The problem, in one sentence without a period, with the most similar known name if there is one.
    pub message: String,
}

/// A parsed value with its byte offset.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) at: usize,
}
