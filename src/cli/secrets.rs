//! `--show-secrets`: only at a terminal, so that no secret is stored in a file or a log.

use std::io::IsTerminal;

use super::failure::Failure;
use super::output::Format;
use crate::engine::OpError;

/// Whether secrets are shown.
#[derive(Debug, clap::Args)]
pub(crate) struct Secrets {
    /// Show the values of secrets (only at a terminal)
    #[arg(long)]
    show_secrets: bool,
}

impl Secrets {
    /// Whether secrets are shown.
    ///
    /// # Errors
    /// When the output goes to a file, to another program or to a job's log, or is meant for a comment.
    pub(crate) fn shown(&self, format: Format) -> Result<bool, Failure> {
        let usage =
            |message: &str, hint: &str| OpError::Usage { message: message.to_owned(), hints: vec![hint.to_owned()] };
        if self.show_secrets && !std::io::stdout().is_terminal() {
            let message = "--show-secrets needs a terminal, but the output is redirected";
            return Err(usage(message, "run the command at a terminal, or omit --show-secrets").into());
        }
        if self.show_secrets && format == Format::Markdown {
            let message = "--show-secrets cannot be used with '-o markdown', which is meant for others to read";
            return Err(usage(message, "omit --show-secrets").into());
        }
        Ok(self.show_secrets)
    }
}
