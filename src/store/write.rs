//! The one write of a decision: all refs or none, here or at the remote.

use super::{Authority, Reach, Store};
use promote_git::{Advertised, Expected, PushError, RefUpdate, RemoteError, TransactionError};

/// A decision was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// A ref is not where it was when the decision was made.
    #[error("{name} was moved by somebody else")]
    LostRace {
        /// The ref.
        name: String,
        /// Why there is more to it, should the ref turn out not to have moved at all.
        #[source]
        error: Option<Box<PushError>>,
    },
    /// This repository did not take it.
    #[error(transparent)]
    Here(TransactionError),
    /// The remote did not take it.
    #[error(transparent)]
    There(PushError),
}

impl Store {
    /// Moves refs, all or none, at whoever decides. `message` goes into the reflogs of this repository.
    ///
    /// # Errors
    /// Where one was moved by somebody else, or the repository or the remote refuses.
    pub(crate) fn write(&self, updates: &[RefUpdate], message: &str, reach: Reach) -> Result<(), WriteError> {
        let Authority::Remote { name, .. } = &self.judge else {
            return self.repo.transaction(updates, message).map_err(|error| match error {
                TransactionError::LostRace { name, .. } => WriteError::LostRace { name, error: None },
                error => WriteError::Here(error),
            });
        };
        let remote = self.repo.remote(name, reach.patience).map_err(|error| WriteError::There(error.into()))?;
        match remote.push(updates) {
            Ok(()) => Ok(()),
            Err(PushError::LostRace { name, reason, words }) => Err(WriteError::LostRace {
                name: name.clone(),
                error: Some(Box::new(PushError::LostRace { name, reason, words })),
            }),
            // Its answer was lost; what it did was not.
            Err(PushError::Remote(_)) if stands(&remote.advertised(&branches(updates)), updates) => {
                remote.update_tracking_refs(updates);
                Ok(())
            }
            Err(error) => Err(WriteError::There(error)),
        }
    }
}

/// Whether all refs that were to move hold what they should. Nobody else can have put it there: each decision is a
/// commit of its own.
fn stands(there: &Result<Advertised, RemoteError>, updates: &[RefUpdate]) -> bool {
    let Ok(there) = there else { return false };
    let mut moved = updates.iter().filter(|update| update.new.map(Expected::Is) != Some(update.old)).peekable();
    moved.peek().is_some() && moved.all(|update| there.tips.get(branch(&update.name)).copied() == update.new)
}

fn branch(name: &str) -> &str {
    name.strip_prefix("refs/heads/").unwrap_or(name)
}

fn branches(updates: &[RefUpdate]) -> Vec<&str> {
    updates.iter().map(|update| branch(&update.name)).collect()
}
