//! The failure of a command, and its report.

use std::io::{self, Write};

use super::output::Format;
use crate::engine::OpError;
use crate::render::reports::error::{error, io_error};
use crate::render::yaml;
use promote_model::text::{visible, visible_json};

/// The failure of a command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// An error of the command itself.
    #[error(transparent)]
    Op(#[from] OpError),
    /// The output cannot be written.
    #[error(transparent)]
    Output(#[from] io::Error),
    /// Any other error, for example about a file outside the repository.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl Failure {
    /// Writes the error with its hints; returns the exit code.
    pub(crate) fn report(&self, format: Format, err: &mut dyn Write) -> u8 {
        let text = match format {
            Format::Json => format!("{}\n", visible_json(&self.json().to_string())),
            Format::Yaml => yaml::document(&self.json()),
            Format::Text | Format::Markdown | Format::Patch | Format::Csv | Format::Openmetrics => self.text(),
        };
        // If even this cannot be written, the exit code still reports the failure.
        let _ = err.write_all(text.as_bytes());
        match self {
            Self::Op(error) => error.exit() as u8,
            Self::Output(_) | Self::Other(_) => 5,
        }
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Self::Op(failed) => error(failed),
            Self::Output(error) => io_error(error.to_string()),
            Self::Other(error) => io_error(format!("{error:#}")),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Op(error) => {
                let mut text = format!("error: {}\n", visible(&error.to_string()));
                let label = error.causes_label();
                text.extend(error.causes().iter().map(|cause| format!("{label}: {}\n", visible(cause))));
                text.extend(error.hints().iter().map(|hint| format!("hint: {}\n", visible(hint))));
                text
            }
            Self::Output(error) => format!("error: cannot write the output: {}\n", visible(&error.to_string())),
            Self::Other(error) => format!("error: {}\n", visible(&format!("{error:#}"))),
        }
    }
}
