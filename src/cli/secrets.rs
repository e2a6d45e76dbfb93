//! `--show-secrets`: for a person who looks, and for nothing that is kept.

use std::io::IsTerminal;

use super::Failure;
use crate::engine::OpError;

/// Whether secrets are shown.
#[derive(Debug, clap::Args)]
pub(crate) struct Secrets {
    /// Show the values of secrets (only at a terminal)
    #[arg(long)]
    show_secrets: bool,
}

impl Secrets {
    /// Whether they are.
    ///
    /// # Errors
    /// Where what is printed goes to a file, to another program, or to the log of a job.
    pub(crate) fn shown(&self) -> Result<bool, Failure> {
        if self.show_secrets && !std::io::stdout().is_terminal() {
            let message = "--show-secrets needs a terminal: what is printed here goes somewhere else".to_owned();
            let hints = vec!["run it at a terminal, or leave --show-secrets out".to_owned()];
            return Err(OpError::Usage { message, hints }.into());
        }
        Ok(self.show_secrets)
    }
}
