//! What is wrong with a window or a time, and where.

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TimeError {
    /// The byte in the text.
    pub(crate) at: usize,
    /// What is wrong, in one sentence without a period.
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

    /// The same, where the text stands that far inside another.
    #[must_use]
    pub(crate) fn behind(mut self, bytes: usize) -> Self {
        self.at += bytes;
        self
    }
}
