//! Writing a decision: all refs or none, in this repository or at the remote.

use super::authority::{Authority, RemoteAccess};
use super::repository::Store;
use promote_git::{Advertised, Expected, PushError, RefUpdate, RemoteError, TransactionError};

/// A decision was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// A ref was moved after the decision was made.
    #[error("{name} was moved by another process")]
    LostRace {
        /// The ref.
        name: String,
        /// The push error, reported if the ref turns out not to have moved.
        #[source]
        error: Option<Box<PushError>>,
    },
    /// The local transaction failed.
    #[error(transparent)]
    Local(TransactionError),
    /// The push failed.
    #[error(transparent)]
    Remote(PushError),
}

impl Store {
    /// Moves refs, all or none, at the authority. `message` goes into the reflogs of this repository.
    ///
    /// # Errors
    /// If a ref was moved by another process, or the repository or the remote refuses.
    pub(crate) fn write(&self, updates: &[RefUpdate], message: &str, access: &RemoteAccess) -> Result<(), WriteError> {
        let Authority::Remote { name, .. } = &self.authority else {
            return self.repo.transaction(updates, message).map_err(|error| match error {
                TransactionError::LostRace { name, .. } => WriteError::LostRace { name, error: None },
                error => WriteError::Local(error),
            });
        };
        let remote = self.repo.remote(name, access.timeouts).map_err(|error| WriteError::Remote(error.into()))?;
        match remote.push(updates) {
            Ok(()) => Ok(()),
            Err(PushError::LostRace { name, reason, message }) => Err(WriteError::LostRace {
                name: name.clone(),
                error: Some(Box::new(PushError::LostRace { name, reason, message })),
            }),
            // The answer was lost, but the push succeeded.
            Err(PushError::Remote(_)) if is_applied(&remote.advertised(&branches(updates)), updates) => {
                remote.update_tracking_refs(updates);
                Ok(())
            }
            Err(error) => Err(WriteError::Remote(error)),
        }
    }
}

/// Whether all refs have their new values. No other push can have set them, since each decision has its own commit.
fn is_applied(advertised: &Result<Advertised, RemoteError>, updates: &[RefUpdate]) -> bool {
    let Ok(advertised) = advertised else { return false };
    let mut moved = updates.iter().filter(|update| update.new.map(Expected::Is) != Some(update.old)).peekable();
    moved.peek().is_some() && moved.all(|update| advertised.tips.get(branch(&update.name)).copied() == update.new)
}

fn branch(name: &str) -> &str {
    name.strip_prefix("refs/heads/").unwrap_or(name)
}

fn branches(updates: &[RefUpdate]) -> Vec<&str> {
    updates.iter().map(|update| branch(&update.name)).collect()
}
