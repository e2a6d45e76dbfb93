//! The error for an invalid window or time, with its place.

/// An invalid window, time or duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TimeError {
    /// The byte offset in the text.
    pub(crate) at: usize,
    /// The problem, in one sentence without a period.
    pub(crate) message: String,
}

impl TimeError {
    pub(super) fn whole(message: String) -> Self {
        Self { at: 0, message }
    }

    /// `'Mun' is not a day; did you mean 'Mon'?`
    pub(super) fn word(wrong: &str, word: &str, near: Option<&str>, wanted: &str) -> Self {
        Self::whole(match near {
            Some(near) => format!("'{word}' {wrong}; did you mean '{near}'?"),
            None => format!("'{word}' {wrong}; {wanted}"),
        })
    }

    /// The same for a text that begins at an offset inside another one.
    #[must_use]
    pub(crate) fn behind(mut self, bytes: usize) -> Self {
        self.at += bytes;
        self
    }
}
