//! `--forward` and `--overwrite`.

use promote_core::promotion::UndoChoice;

/// What happens to keys whose promotion would undo newer values of the target.
#[derive(Debug, clap::Args)]
pub(super) struct Undo {
    /// Leave out keys whose promotion would undo newer values of TARGET
    #[arg(long, conflicts_with = "overwrite")]
    forward: bool,
    /// Take keys although that undoes newer values of TARGET
    #[arg(long)]
    overwrite: bool,
}

impl Undo {
    /// The choice; `None` leaves it to the target's rule.
    pub(super) fn choice(&self) -> Option<UndoChoice> {
        match (self.forward, self.overwrite) {
            (true, _) => Some(UndoChoice::Forward),
            (_, true) => Some(UndoChoice::Overwrite),
            _ => None,
        }
    }
}
