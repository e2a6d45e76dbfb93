//! A mistake in `promote.yaml`, and values that remember their place in it.

/// One thing that is wrong with `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("promote.yaml:{line}:{column}: {message}")]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, in one sentence without a period, with the nearest known name where one is near.
    pub message: String,
}

/// Something that was read, and the byte where it stands.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) at: usize,
}
