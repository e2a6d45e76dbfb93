//! What every use case needs from outside: where, when, and who.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::OpError;
use crate::store::{Authority, LastFetch, RemoteAccess, Store};
use promote_core::promotion::{Person, PromotionId};
pub(crate) use promote_git::exec::Interrupt;
use promote_git::{Batch, GitError, Repo, Signature, Timeouts};
use promote_model::text::rough_duration;

/// Where and when a command runs.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The folder that it runs in.
    pub(crate) dir: PathBuf,
    /// What the clock says. Decisions are made at the store's time, which no clock sets back.
    pub(crate) now: Timestamp,
    /// The offset of the user's clock from UTC, in minutes, where it is given; else the system's, which is looked up
    /// when somebody acts: it takes as long as a small `diff`.
    pub(crate) offset: Option<i32>,
    /// Makes ids repeatable, for tests.
    pub(crate) seed: Option<String>,
    /// Whether nothing may be written.
    pub(crate) dry_run: bool,
    /// Whether the commands of checks may run, whatever git's configuration says.
    pub(crate) run_commands: bool,
    /// Whether values are shown that are secrets: to a person who asks for them, at a terminal.
    pub(crate) show_secrets: bool,
    /// How a remote may be reached, where one decides.
    pub(crate) reach: RemoteAccess,
    /// What is to be said besides the report.
    pub(crate) remarks: Remarks,
    /// Who is told how far a validation is.
    pub(crate) watcher: Watcher,
    /// Who may want a validation to end.
    pub(crate) interrupt: Interrupt,
}

/// Whoever is told how far something is that may take a while.
#[derive(Clone, Default)]
pub(crate) struct Watcher(Option<Arc<Tell>>);

/// A call that tells.
type Tell = dyn Fn(Progress<'_>) + Send + Sync;

/// How far the checks of a validation are. All of them come from whichever thread runs a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress<'a> {
    /// So many checks are to be run.
    Checks(usize),
    /// One is begun.
    Begun(&'a str),
    /// It has ended.
    ClosedPromotion(&'a str),
    /// All have.
    Over,
}

impl Watcher {
    /// One that is told by a call.
    pub(crate) fn new(tell: impl Fn(Progress<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// Tells it.
    pub(crate) fn tell(&self, progress: Progress<'_>) {
        if let Self(Some(tell)) = self {
            tell(progress);
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Watcher(..)" } else { "Watcher" })
    }
}

/// What a person should know besides what they asked: how old it is, what was left alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remarks(Arc<Mutex<Vec<String>>>);

impl Remarks {
    /// Adds one, a sentence without a period; once is enough.
    pub(crate) fn add(&self, remark: impl Into<String>) {
        let mut remarks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let remark = remark.into();
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }

    /// Takes them all.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Who acts, as they sign commits.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    /// The person.
    pub(crate) person: Person,
    /// The author of the commits that record the step.
    pub(crate) signature: Signature,
    /// Their committer: the same person, but where a host merged a request.
    pub(crate) committer: Signature,
    /// How long the program that signs may take, and whether it may ask; `None` in a dry run, which signs nothing.
    pub(crate) signs: Option<Timeouts>,
}

impl Context {
    /// The repository and its policy, to look at.
    ///
    /// # Errors
    /// Where there is none, it is wrong, or the remote that decides cannot be asked.
    pub(crate) fn store(&self) -> Result<Store, OpError> {
        Ok(self.remarked(Store::open(&self.dir, self.reach, self.now)?))
    }

    /// The same, for somebody who acts.
    ///
    /// # Errors
    /// As [`Self::store`]; and where a remote decides that may not be asked.
    pub(crate) fn store_to_act(&self) -> Result<Store, OpError> {
        let store = self.remarked(Store::open_to_act(&self.dir, self.reach, self.now)?);
        // What others' clocks have written counts, so whoever is far behind them should know.
        if store.now.duration_since(self.now) > SignedDuration::from_mins(1) {
            let ahead = store.now.strftime("%F %T UTC");
            self.remarks.add(format!("the ledger's last event is of {ahead}, ahead of this clock: that time counts"));
        }
        match store.authority.remote().filter(|_| self.reach.offline && !self.dry_run) {
            None => Ok(store),
            Some(name) => Err(OpError::Usage {
                message: format!("decisions are made at the remote '{name}', which --offline does not ask"),
                hints: vec!["run it without --offline, or with --dry-run to see what it would do".to_owned()],
            }),
        }
    }

    fn remarked(&self, store: Store) -> Store {
        if let Authority::Remote { name, seen: Some(seen) } = &store.authority {
            self.remarks.add(match seen {
                LastFetch::Never => format!("'{name}' was never asked from here: this is what the clone brought"),
                LastFetch::At(time) => {
                    format!(
                        "this is '{name}' as it was {} ago",
                        rough_duration(time.elapsed().unwrap_or_default().as_secs())
                    )
                }
            });
        }
        store
    }

    /// Who acts, at that time.
    ///
    /// # Errors
    /// Where git does not know.
    pub(crate) fn actor(&self, repo: &Repo, now: Timestamp) -> Result<Actor, OpError> {
        let identity = repo.identity()?;
        // Rules speak of people by their mail: somebody without one could be anybody.
        if identity.email.trim().is_empty() {
            return Err(GitError::NoIdentity { message: "the mail address is empty".to_owned() }.into());
        }
        let person = Person { name: identity.name.clone(), email: identity.email.clone() };
        let signature = Signature {
            name: identity.name,
            email: identity.email,
            seconds: now.as_second(),
            offset: self.offset.unwrap_or_else(|| Zoned::now().offset().seconds() / 60),
        };
        let signs = (!self.dry_run).then_some(self.reach.timeouts);
        Ok(Actor { person, committer: signature.clone(), signature, signs })
    }

    /// Objects to be written; commits are signed where the user's git signs them.
    ///
    /// # Errors
    /// Where git would not know which key to sign with.
    pub(crate) fn batch<'r>(&self, repo: &'r Repo) -> Result<Batch<'r>, OpError> {
        let batch = repo.batch();
        if self.dry_run || !repo.signs_commits()? {
            return Ok(batch);
        }
        let signer = repo.signer(self.reach.timeouts).map_err(|error| GitError::from(Box::new(error)))?;
        Ok(batch.signed_by(signer))
    }

    /// The zone of the user's clock.
    pub(crate) fn zone(&self) -> TimeZone {
        // Where the system does not say, it is UTC that it shows.
        Some(TimeZone::system()).filter(|zone| !zone.is_unknown()).unwrap_or(TimeZone::UTC)
    }

    /// A new promotion's id: UUIDv7 (RFC 9562), milliseconds and randomness.
    pub(crate) fn new_id(&self) -> PromotionId {
        let Some(seed) = &self.seed else { return PromotionId(Uuid::now_v7()) };
        let hash = Sha256::digest(format!("{seed}{}", self.now).as_bytes());
        let mut random = [0; 10];
        random.copy_from_slice(&hash[..10]);
        let millis = u64::try_from(self.now.as_millisecond()).unwrap_or_default();
        PromotionId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}
