//! Races: how often one is run again, and when it was none.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use super::OpError;
use super::error::Race;
use crate::store::Store;
use promote_git::{PushError, RefUpdate};
use promote_model::ObjectId;

/// How long races are run in one repository.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many are run at a remote.
const MOST: u32 = 10;
/// After so many losses without a winner something else is the matter: a lock that nobody holds, say.
const STILL: u32 = 3;

/// The races of one decision.
pub(crate) struct Races {
    started: Instant,
    losses: u32,
    /// The ref of the last one and where it stood when we read it.
    last: Option<(String, Option<ObjectId>)>,
    still: u32,
}

impl Races {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), losses: 0, last: None, still: 0 }
    }

    /// Counts a loss and waits a little.
    ///
    /// # Errors
    /// Where it was one too many.
    pub(crate) fn lost(
        &mut self,
        store: &Store,
        updates: &[RefUpdate],
        name: String,
        error: Option<Box<PushError>>,
    ) -> Result<(), OpError> {
        self.losses += 1;
        let branch = name.strip_prefix("refs/heads/").unwrap_or(&name);
        let stood = (name.clone(), store.branches.tips.get(branch).copied());
        self.still = if self.last.as_ref() == Some(&stood) { self.still + 1 } else { 0 };
        self.last = Some(stood);
        let remote = store.authority.remote();
        if let Some(PushError::LostRace { name, reason, message }) = error.map(|error| *error)
            && self.still >= STILL
        {
            let refused = PushError::refused(remote.unwrap_or_default(), name, reason, message);
            return Err(OpError::push(store, updates, refused));
        }
        let enough = match remote {
            Some(_) => self.losses >= MOST,
            None => self.started.elapsed() > PATIENCE,
        };
        if enough {
            return Err(OpError::LostRace(Race { name, losses: self.losses, winner: winner(store) }));
        }
        std::thread::sleep(self.pause(remote.is_some()));
        Ok(())
    }

    /// Longer after each loss, and not the same for everybody.
    fn pause(&self, far: bool) -> Duration {
        let spread = RandomState::new().hash_one(self.losses) % 1000;
        let longest = if far { 60 << self.losses.min(6) } else { u64::from(self.losses.min(8)) * 20 };
        Duration::from_millis(3 + longest * spread / 1000)
    }
}

/// Who wrote to the ledger last, as far as we have seen, and what.
fn winner(store: &Store) -> Option<String> {
    let tip = store.ledger().ok()?.tip()?;
    let commit = store.repo.read_commit(tip).ok()?;
    Some(format!("{}: {}", commit.author.name, commit.title()))
}
