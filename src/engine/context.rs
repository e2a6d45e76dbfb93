//! The surroundings of a command: directory, time, person, and how it talks to the user.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::OpError;
use super::caller::{Caller, SignedStatement};
pub(crate) use crate::store::progress::{Progress, Watcher};
use crate::store::tracked_ledger::Relation;
use crate::store::{Authority, LastFetch, RemoteAccess, Store, StoreError};
use promote_core::env::rulebook::Rulebook;
use promote_core::policy::verify::AHEAD;
use promote_core::promotion::{Person, Promotion, PromotionId, is_mail};
#[cfg(feature = "serve")]
pub(crate) use promote_git::exec::Deadline;
pub(crate) use promote_git::exec::Interrupt;
use promote_git::exec::Pager;
use promote_git::{Batch, GitError, Repo, Signature, Timeouts};
use promote_model::text::rough_duration;

/// Where and when a command runs.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The working directory.
    pub(crate) dir: PathBuf,
    /// The system time. Decisions use the store's time, which never goes backwards.
    pub(crate) now: Timestamp,
    /// The offset of the user's clock from UTC, in minutes, if given. Otherwise the system's offset is looked up only when a
    /// commit is written, because that takes as long as a small `diff`.
    pub(crate) offset: Option<i32>,
    /// A seed that makes ids repeatable, for tests.
    pub(crate) seed: Option<String>,
    /// Whether nothing may be written.
    pub(crate) dry_run: bool,
    /// Whether the commands of checks may run regardless of the git configuration.
    pub(crate) run_commands: bool,
    /// Whether secrets are shown unmasked, on a terminal only.
    pub(crate) show_secrets: bool,
    /// How to reach the remote, where there is one.
    pub(crate) reach: RemoteAccess,
    /// Remarks for the user besides the report.
    pub(crate) remarks: Remarks,
    /// The observer of the progress of what takes long.
    pub(crate) watcher: Watcher,
    /// The signal that ends a validation.
    pub(crate) interrupt: Interrupt,
    /// The sets of rules that plans are made and carried out by.
    pub(crate) rulebook: Rulebook,
    /// The client of a service; `None` where the user of git acts.
    pub(crate) caller: Option<Caller>,
    /// The repository that is open already, for a report of several parts.
    pub(crate) opened: Opened,
}

/// A repository that is open already; none by default.
#[derive(Clone, Default)]
pub(crate) struct Opened(Option<Arc<Store>>);

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Opened").field(&self.0.is_some()).finish()
    }
}

/// Remarks besides the report: how old the data is, what was not updated.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remarks(Arc<Mutex<Vec<String>>>);

impl Remarks {
    /// Adds a remark, a sentence without a period; a repeated one is dropped.
    pub(crate) fn add(&self, remark: impl Into<String>) {
        let mut remarks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let remark = remark.into();
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }

    /// Takes all remarks.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The pager that git uses in the directory of a command.
pub(crate) fn pager(context: &Context) -> Option<Pager> {
    Pager::of(&context.dir)
}

/// The person who runs a command, as they sign commits.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    /// The person.
    pub(crate) person: Person,
    /// The author of the commits that record the step.
    pub(crate) signature: Signature,
    /// The committer of these commits: the same person, except where a host merged a merge request, or a service acts.
    pub(crate) committer: Signature,
    /// How the statements of the person are signed.
    pub(crate) signing: Signing,
}

/// How the statements of the person who acts are signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Signing {
    /// With the person's own key; the timeouts of the signing program, and whether it may prompt.
    Here(Timeouts),
    /// A dry run: nothing is signed, and a signature is assumed.
    Assumed,
    /// Not by this process: a service does not have the keys of its clients.
    Elsewhere,
    /// By the person, who gave the statement with its signature.
    Given(Arc<SignedStatement>),
}

impl Context {
    /// Opens the repository and its policy for reading.
    ///
    /// # Errors
    /// Where there is no policy, it is invalid, or the remote cannot be reached.
    pub(crate) fn store(&self) -> Result<Store, OpError> {
        if let Some(store) = &self.opened.0 {
            return Ok(Store::clone(store));
        }
        let store = Store::open(&self.dir, &self.reach, self.now)?.watched_by(&self.watcher);
        let store = store.ended_at(self.interrupt.deadline());
        Ok(self.remarked(store).with_rulebook(self.rulebook))
    }

    /// The same context with the repository open: all that is read with it is of one state.
    ///
    /// # Errors
    /// As [`Self::store`].
    #[cfg(feature = "serve")]
    pub(crate) fn opened(&self) -> Result<Self, OpError> {
        Ok(Self { opened: Opened(Some(Arc::new(self.store()?))), ..self.clone() })
    }

    /// The same context with the repository open: all that is read with it is of one state, and each file is read once.
    ///
    /// # Errors
    /// As [`Self::store`].
    pub(crate) fn of_one_state(&self) -> Result<Self, OpError> {
        Ok(Self { opened: Opened(Some(Arc::new(self.store()?.keeping_files()))), ..self.clone() })
    }

    /// Opens the repository as the one that decides, even if its policy names a remote for its clones.
    ///
    /// # Errors
    /// As [`Self::store`].
    pub(crate) fn authority(&self) -> Result<Store, StoreError> {
        Ok(Store::open_as_authority(&self.dir, self.reach.timeouts, self.now)?.with_rulebook(self.rulebook))
    }

    /// The repository in its last fetched state, for an error: it does not ask the network.
    pub(crate) fn last_known(&self) -> Option<Store> {
        let access = RemoteAccess { offline: true, ..self.reach.clone() };
        Store::open(&self.dir, &access, self.now).ok()
    }

    /// Opens the repository and its policy for writing.
    ///
    /// # Errors
    /// As [`Self::store`]; and with `--offline`, where the ledger is at a remote.
    pub(crate) fn store_to_act(&self) -> Result<Store, OpError> {
        self.to_act_in(Store::repo_to_act(&self.dir)?)
    }

    /// Opens the policy and the ledger of a repository for writing.
    ///
    /// # Errors
    /// As [`Self::store_to_act`].
    pub(crate) fn to_act_in(&self, repo: Repo) -> Result<Store, OpError> {
        let store = Store::to_act_in(repo, &self.reach, self.now)?.watched_by(&self.watcher);
        let store = store.ended_at(self.interrupt.deadline());
        let store = self.remarked(store).with_rulebook(self.rulebook);
        // Time in the ledger never goes backwards, so a clock that is behind has no effect.
        let ahead = store.now.duration_since(self.now);
        if ahead > SignedDuration::from_mins(1) && ahead <= AHEAD {
            let ahead = store.now.strftime("%F %T UTC");
            self.remarks
                .add(format!("using the time {ahead} of the last ledger event, because this clock is behind it"));
        }
        match store.authority.remote().filter(|_| self.reach.offline && !self.dry_run) {
            None => Ok(store),
            Some(name) => Err(OpError::Usage {
                message: format!("cannot write with --offline: the ledger is at the remote '{name}'"),
                hints: vec!["run the command without --offline, or add --dry-run to preview it".to_owned()],
            }),
        }
    }

    fn remarked(&self, store: Store) -> Store {
        if let Some(head) = &store.unmerged_policy {
            let branch = &store.policy_branch;
            self.remarks.add(format!(
                "showing promote.yaml of {head}, because {branch} has none yet; nothing can be promoted before it is merged \
                 into {branch}"
            ));
        }
        if let Some(tracked) = &store.tracked_ledger {
            let (remote, ledger) = (&tracked.remote, &store.policy.ledger);
            let place = format!("{remote}/{ledger}");
            let decide = format!("to decide there, write 'remote: {remote}' into promote.yaml");
            self.remarks.add(match tracked.relation {
                Relation::Shown => format!("showing the ledger {place} as it was fetched; {decide}"),
                Relation::Ahead => format!("{place} has events that {ledger} here has not; {decide}"),
                Relation::Diverged => {
                    format!("{ledger} here and {place} have diverged, and {ledger} here is shown; {decide}")
                }
            });
        }
        if let Some(recorded) = &store.ruled_by {
            self.remarks.add(format!(
                "using promote.yaml on {}, as git config promote.policyBranch says; promote.yaml on {recorded} rules, and \
                 nothing can be approved or executed by another one",
                store.policy_branch
            ));
        }
        // What cannot be read is reported where it is needed.
        if store.has_uncommitted_policy().unwrap_or_default() {
            self.remarks.add(
                "promote.yaml has changes here that are not committed, and do not rule; show them: \
                 git diff HEAD -- :/promote.yaml",
            );
        }
        if let Authority::Remote { name, seen: Some(seen), .. } = &store.authority {
            self.remarks.add(match seen {
                LastFetch::Never => format!("showing '{name}' as it was cloned; this clone has not fetched since"),
                LastFetch::At(time) => {
                    format!(
                        "showing '{name}' as fetched {} ago",
                        rough_duration(time.elapsed().unwrap_or_default().as_secs())
                    )
                }
            });
        }
        store
    }

    /// The person who acts, with the time of their commits: the user of git, or the client of a service, which is then the
    /// committer.
    ///
    /// # Errors
    /// Where git has no identity, or its `user.email` is not an email address.
    pub(crate) fn actor(&self, repo: &Repo, now: Timestamp) -> Result<Actor, OpError> {
        let identity = repo.identity()?;
        // The policy identifies people by their email address.
        if identity.email.trim().is_empty() {
            return Err(GitError::NoIdentity { message: "user.email is empty".to_owned() }.into());
        }
        if !is_mail(&identity.email) {
            return Err(OpError::Usage {
                message: format!(
                    "'{}' (user.email in git's configuration, or GIT_AUTHOR_EMAIL) is not an email address, by which people \
                     are told apart",
                    identity.email
                ),
                hints: vec!["git config user.email you@example.com".to_owned()],
            });
        }
        let committer = Signature {
            name: identity.name,
            email: identity.email,
            seconds: now.as_second(),
            offset: self.offset.unwrap_or_else(|| Zoned::now().offset().seconds() / 60),
        };
        let own = || Person { name: committer.name.clone(), email: committer.email.clone() };
        let person = match &self.caller {
            None => own(),
            Some(caller) => caller.person.clone().ok_or_else(|| {
                let message = "the client of the service did not say who acts".to_owned();
                OpError::Usage { message, hints: Vec::new() }
            })?,
        };
        let signature = Signature { name: person.name.clone(), email: person.email.clone(), ..committer.clone() };
        let signing = match (&self.caller, self.dry_run) {
            (_, true) => Signing::Assumed,
            (Some(caller), false) => caller.signed.clone().map_or(Signing::Elsewhere, Signing::Given),
            (None, false) => Signing::Here(self.reach.timeouts),
        };
        Ok(Actor { person, signature, committer, signing })
    }

    /// A batch of objects to write; commits are signed where the user's git signs commits.
    ///
    /// # Errors
    /// Where git has no signing key.
    pub(crate) fn batch<'r>(&self, repo: &'r Repo) -> Result<Batch<'r>, OpError> {
        let batch = repo.batch();
        if self.dry_run || !repo.signs_commits()? {
            return Ok(batch);
        }
        let signer = repo.signer(self.reach.timeouts).map_err(|error| GitError::from(Box::new(error)))?;
        Ok(batch.signed_by(signer))
    }

    /// `--only`, with the tenant of the client of a service.
    pub(crate) fn narrowed(&self, only: &[String]) -> Vec<String> {
        self.caller.as_ref().map_or_else(|| only.to_vec(), |caller| caller.narrowed(only))
    }

    /// Whether the files of all tenants are seen.
    pub(crate) fn sees_all(&self) -> bool {
        self.caller.as_ref().is_none_or(|caller| caller.tenant.is_none())
    }

    /// Whether the client of a service may see a promotion.
    ///
    /// # Errors
    /// As [`Caller::sees`].
    pub(crate) fn sees(&self, store: &Store, promotion: &Promotion) -> Result<bool, OpError> {
        self.caller.as_ref().map_or(Ok(true), |caller| caller.sees(store, promotion))
    }

    /// The time zone of the user.
    pub(crate) fn zone(&self) -> TimeZone {
        // A system without a time zone uses UTC.
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
