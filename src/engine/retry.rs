//! How often a command tries again after it lost a race.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use super::OpError;
use super::error::LostRace;
use crate::store::Store;
use promote_git::{PushError, RefUpdate};
use promote_model::ObjectId;

/// How long a command tries again in one repository.
const TIME_LIMIT: Duration = Duration::from_secs(20);
/// How many attempts a command makes at a remote.
const MOST_ATTEMPTS: u32 = 10;
/// After this many losses in which the ref did not move, the cause is not a race but, for example, a stale lock.
const MOST_STILL: u32 = 3;

/// The lost races of one decision.
pub(crate) struct Retry {
    started: Instant,
    losses: u32,
    /// The ref of the last lost race, and its value when this process read it.
    last: Option<(String, Option<ObjectId>)>,
    /// How many times in a row that value was the same.
    still: u32,
}

impl Retry {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), losses: 0, last: None, still: 0 }
    }

    /// Counts a lost race and waits a little.
    ///
    /// # Errors
    /// After too many losses.
    pub(crate) fn lost(
        &mut self,
        store: &Store,
        updates: &[RefUpdate],
        name: String,
        error: Option<Box<PushError>>,
    ) -> Result<(), OpError> {
        self.losses += 1;
        let branch = name.strip_prefix("refs/heads/").unwrap_or(&name);
        let read = (name.clone(), store.branches.tips.get(branch).copied());
        self.still = if self.last.as_ref() == Some(&read) { self.still + 1 } else { 0 };
        self.last = Some(read);
        let remote = store.authority.remote();
        if let Some(PushError::LostRace { name, reason, message }) = error.map(|error| *error)
            && self.still >= MOST_STILL
        {
            let refused = PushError::refused(remote.unwrap_or_default(), name, reason, message);
            return Err(OpError::push(store, updates, refused));
        }
        let enough = match remote {
            Some(_) => self.losses >= MOST_ATTEMPTS,
            None => self.started.elapsed() > TIME_LIMIT,
        };
        if enough {
            return Err(OpError::LostRace(LostRace { name, losses: self.losses, winner: winner(store) }));
        }
        std::thread::sleep(self.pause(remote.is_some()));
        Ok(())
    }

    /// A pause that grows with each loss and differs between processes.
    fn pause(&self, remote: bool) -> Duration {
        let spread = RandomState::new().hash_one(self.losses) % 1000;
        let longest = if remote { 60 << self.losses.min(6) } else { u64::from(self.losses.min(8)) * 20 };
        Duration::from_millis(3 + longest * spread / 1000)
    }
}

/// The last writer of the ledger and the title of their commit, as far as this process has seen.
fn winner(store: &Store) -> Option<String> {
    let tip = store.ledger().ok()?.tip()?;
    let commit = store.repo.read_commit(tip).ok()?;
    Some(format!("{}: {}", commit.author.name, commit.title()))
}
