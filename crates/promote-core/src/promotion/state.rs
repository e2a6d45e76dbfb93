//! The fold of a promotion's events to its state, and which steps are legal in it.
//!
//! ```text
//! CREATED -> VALIDATED -> APPROVED -> (SCHEDULED) -> EXECUTED -> ROLLED_BACK
//!    ^           |  any open state: CANCELLED ends it,
//!    +- refresh -+  REJECTED blocks it until a refresh
//! ```

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use super::event::{CheckFinding, Checked, Event, EventKind};
use super::person::Person;
use super::plan::Digest;
use promote_model::ObjectId;

/// The state's name, as people and JSON see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Planned, not yet checked (or checked, with findings).
    Created,
    /// Checked, without findings.
    Validated,
    /// All approvals are there.
    Approved,
    /// It is to be executed at a time.
    Scheduled,
    /// Somebody said no.
    Rejected,
    /// Written to the target.
    Executed,
    /// Taken back as a whole.
    RolledBack,
    /// Given up.
    Cancelled,
}

impl Status {
    /// Whether it can still become something else than rolled back.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Validated | Self::Approved | Self::Scheduled | Self::Rejected)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "CREATED",
            Self::Validated => "VALIDATED",
            Self::Approved => "APPROVED",
            Self::Scheduled => "SCHEDULED",
            Self::Rejected => "REJECTED",
            Self::Executed => "EXECUTED",
            Self::RolledBack => "ROLLED_BACK",
            Self::Cancelled => "CANCELLED",
        })
    }
}

/// A step that somebody may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the verb of the same name")]
pub enum Action {
    Validate,
    Approve,
    Attest,
    Withdraw,
    Reject,
    Schedule,
    Unschedule,
    Execute,
    Refresh,
    Cancel,
    Rollback,
}

impl Action {
    /// The command's name.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Validate => "validate",
            Self::Approve => "approve",
            Self::Attest => "attest",
            Self::Withdraw => "withdraw",
            Self::Reject => "reject",
            Self::Schedule => "schedule",
            Self::Unschedule => "unschedule",
            Self::Execute => "execute",
            Self::Refresh => "refresh",
            Self::Cancel => "cancel",
            Self::Rollback => "rollback",
        }
    }
}

/// An outcome of a validation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// Whether nothing was found.
    pub ok: bool,
    /// What was found.
    pub findings: Vec<CheckFinding>,
    /// What came of the checks of `promote.yaml`.
    pub checks: Vec<Checked>,
    /// Which checks these were.
    pub checks_digest: Option<String>,
    /// The files that its commands were shown.
    pub files_digest: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An approval that was not taken back. Whether it counts is the gate's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Whose.
    pub by: Person,
    /// When, by the ledger's time: no clock sets it back before what had happened.
    pub at: Timestamp,
    /// When it lapses, by the rules of that day.
    pub expires: Option<Timestamp>,
    /// The number of its event, from 1: its statement has that name.
    pub number: usize,
}

/// How it went with the plan, as somebody says. Whether it counts is the gate's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// What was tried.
    pub name: String,
    /// Whether it went well.
    pub ok: bool,
    /// Where more stands.
    pub url: Option<String>,
    /// What is to be said of it.
    pub notes: Option<String>,
    /// Who says so.
    pub by: Person,
    /// When, by the ledger's time.
    pub at: Timestamp,
    /// The number of its event, from 1.
    pub number: usize,
}

/// A commit that carries a promotion out or takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// The commit.
    pub commit: ObjectId,
    /// By whom.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// The addresses of what was taken back; empty for an execution.
    pub keys: Vec<String>,
}

/// When it is to be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// When it is due.
    pub at: Timestamp,
    /// When it is too late.
    pub expires: Option<Timestamp>,
    /// Who said so.
    pub by: Person,
    /// Why it was not executed when it was due, by what is recorded last.
    pub held: Vec<String>,
}

/// A commit that waits on a branch of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The branch, without `refs/heads/`.
    pub branch: String,
    /// The commit.
    pub commit: ObjectId,
    /// By whom.
    pub(crate) by: Person,
    /// When.
    pub at: Timestamp,
}

/// What the events add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The digest of the plan that is in force.
    pub digest: Digest,
    /// Who made that plan: the creator, or whoever refreshed it.
    pub(crate) planned_by: Person,
    /// Who wrote what it promotes.
    pub authors: Vec<Person>,
    /// Since when all of that has stood in the source, where the rules asked for how long.
    pub since: Option<Timestamp>,
    /// The last validation of that plan.
    pub validation: Option<Validation>,
    /// The approvals of that plan, in order.
    pub approvals: Vec<Approval>,
    /// How it went with the plan, in order; the latest of a name is the one that matters.
    pub attestations: Vec<Attestation>,
    /// Who rejected that plan, and why.
    pub rejection: Option<(Person, String)>,
    /// When that plan is to be executed, or was.
    pub scheduled: Option<Schedule>,
    /// Where that plan waits to be merged.
    pub proposed: Option<Proposal>,
    /// The execution.
    pub executed: Option<Execution>,
    /// The rollbacks, in order.
    pub rollbacks: Vec<Execution>,
    /// Whether nothing of it is left.
    pub rolled_back: bool,
    /// Who cancelled it, and why.
    pub cancelled: Option<(Person, String)>,
    /// How many events there were.
    events: usize,
    /// The latest time of them.
    latest: Timestamp,
}

/// A step that the state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// The first event must create, and only the first.
    #[error("event {0} is out of place: a promotion begins with 'created', once")]
    OutOfPlace(&'static str),
    /// The step is not one of those that this state has.
    #[error("a promotion that is {status} cannot be {word}")]
    Action {
        /// The state.
        status: Status,
        /// The event's word.
        word: &'static str,
    },
    /// The event speaks of another plan.
    #[error("'{word}' speaks of plan {found}, but plan {current} is in force")]
    OtherPlan {
        /// The event's word.
        word: &'static str,
        /// The digest that it names.
        found: Digest,
        /// The digest in force.
        current: Digest,
    },
    /// What is not to be executed at a time cannot be taken off it.
    #[error("'{0}' speaks of a promotion that is not scheduled")]
    NotScheduled(&'static str),
    /// Nothing is there that could be taken back.
    #[error("{0} has not approved this plan")]
    NotApproved(Person),
    /// An execution with fewer approvals than it says were asked for.
    #[error("executed with {given} of {required} approvals")]
    Quorum {
        /// How many there were.
        given: usize,
        /// How many were asked for.
        required: u32,
    },
}

/// Folds events, oldest first.
///
/// # Errors
/// At the first event that its predecessors do not allow.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<State, Illegal> {
    let mut events = events.into_iter();
    let Some(first) = events.next() else { return Err(Illegal::OutOfPlace("none")) };
    let EventKind::Created { digest, authors, since } = &first.what else {
        return Err(Illegal::OutOfPlace(first.what.word()));
    };
    let mut state = State {
        digest: digest.clone(),
        planned_by: first.by.clone(),
        authors: authors.clone(),
        since: *since,
        validation: None,
        approvals: Vec::new(),
        attestations: Vec::new(),
        rejection: None,
        scheduled: None,
        proposed: None,
        executed: None,
        rollbacks: Vec::new(),
        rolled_back: false,
        cancelled: None,
        events: 1,
        latest: first.at,
    };
    for event in events {
        state.apply(event)?;
    }
    Ok(state)
}

impl State {
    /// The state's name where `required` approvals are asked for.
    pub fn status(&self, required: u32) -> Status {
        if self.cancelled.is_some() {
            Status::Cancelled
        } else if self.rolled_back {
            Status::RolledBack
        } else if self.executed.is_some() {
            Status::Executed
        } else if self.rejection.is_some() {
            Status::Rejected
        } else if !self.validation.as_ref().is_some_and(|v| v.ok) {
            Status::Created
        } else if self.scheduled.is_some() {
            Status::Scheduled
        } else if !self.approvals.is_empty() && self.approvals.len() >= required as usize {
            Status::Approved
        } else {
            Status::Validated
        }
    }

    /// How many events there were.
    pub fn events(&self) -> usize {
        self.events
    }

    /// The steps that are legal now; what the policy asks for besides is the gate's business.
    pub fn steps(&self) -> Vec<Action> {
        let status = self.status(1);
        let mut steps = match status {
            Status::Created => vec![Action::Validate, Action::Refresh, Action::Reject, Action::Cancel, Action::Attest],
            Status::Validated | Status::Approved | Status::Scheduled => vec![
                Action::Approve,
                Action::Execute,
                Action::Schedule,
                Action::Validate,
                Action::Reject,
                Action::Refresh,
                Action::Cancel,
                Action::Attest,
            ],
            Status::Rejected => vec![Action::Refresh, Action::Cancel],
            Status::Executed => vec![Action::Rollback],
            Status::RolledBack | Status::Cancelled => Vec::new(),
        };
        if status.is_open() && self.scheduled.is_some() {
            steps.push(Action::Unschedule);
        }
        if status.is_open() && !self.approvals.is_empty() {
            steps.push(Action::Withdraw);
        }
        steps
    }

    /// Takes one event in.
    ///
    /// # Errors
    /// Where the state does not allow it; the state is then as it was.
    pub fn apply(&mut self, event: &Event) -> Result<(), Illegal> {
        let word = event.what.word();
        let step = match &event.what {
            EventKind::Created { .. } => return Err(Illegal::OutOfPlace(word)),
            EventKind::Validated { .. } => Action::Validate,
            EventKind::Approved { .. } => Action::Approve,
            EventKind::Attested { .. } => Action::Attest,
            EventKind::Withdrawn { .. } => Action::Withdraw,
            EventKind::Rejected { .. } => Action::Reject,
            EventKind::Refreshed { .. } => Action::Refresh,
            EventKind::Scheduled { .. } => Action::Schedule,
            EventKind::Unscheduled { .. } | EventKind::Held { .. } => Action::Unschedule,
            EventKind::Proposed { .. } | EventKind::Executed { .. } => Action::Execute,
            EventKind::RolledBack { .. } => Action::Rollback,
            EventKind::Cancelled { .. } => Action::Cancel,
        };
        if !self.steps().contains(&step) {
            return Err(Illegal::Action { status: self.status(1), word });
        }
        match event.what.digest() {
            Some(found) if *found != self.digest && step != Action::Refresh => {
                Err(Illegal::OtherPlan { word, found: found.clone(), current: self.digest.clone() })
            }
            _ => self.take(event),
        }?;
        (self.events, self.latest) = (self.events + 1, self.latest.max(event.at));
        Ok(())
    }

    /// What the event does, once its step is known to be legal.
    fn take(&mut self, event: &Event) -> Result<(), Illegal> {
        let (by, at) = (event.by.clone(), event.at);
        let others = |approvals: &[Approval]| approvals.iter().filter(|a| !a.by.is(&by)).cloned().collect::<Vec<_>>();
        match &event.what {
            EventKind::Created { .. } => {}
            EventKind::Validated { ok, findings, checks, checks_digest, files_digest, .. } => {
                let (findings, checks) = (findings.clone(), checks.clone());
                let (checks_digest, files_digest) = (checks_digest.clone(), files_digest.clone());
                self.validation = Some(Validation { ok: *ok, findings, checks, checks_digest, files_digest, at });
            }
            EventKind::Approved { expires, .. } => {
                // The same person counts once: who approves again, since the first one lapsed, renews it.
                self.approvals = others(&self.approvals);
                let (at, number) = (at.max(self.latest), self.events + 1);
                self.approvals.push(Approval { by, at, expires: *expires, number });
            }
            EventKind::Attested { name, ok, url, notes, .. } => {
                let (name, ok, at, number) = (name.clone(), *ok, at.max(self.latest), self.events + 1);
                let (url, notes) = (url.clone(), notes.clone());
                self.attestations.push(Attestation { name, ok, url, notes, by, at, number });
            }
            EventKind::Withdrawn { .. } => {
                let left = others(&self.approvals);
                if left.len() == self.approvals.len() {
                    return Err(Illegal::NotApproved(by));
                }
                self.approvals = left;
            }
            EventKind::Rejected { reason, .. } => {
                self.rejection = Some((by, reason.clone()));
                // A no ends the wait, too: what is planned anew is scheduled anew.
                self.scheduled = None;
            }
            EventKind::Scheduled { at, expires, .. } => {
                self.scheduled = Some(Schedule { at: *at, expires: *expires, by, held: Vec::new() });
            }
            EventKind::Unscheduled { .. } if self.scheduled.is_none() => {
                return Err(Illegal::NotScheduled(event.what.word()));
            }
            EventKind::Unscheduled { .. } => self.scheduled = None,
            EventKind::Held { reasons, .. } => match &mut self.scheduled {
                None => return Err(Illegal::NotScheduled(event.what.word())),
                Some(schedule) => schedule.held.clone_from(reasons),
            },
            EventKind::Refreshed { digest, authors, since } => {
                self.since = *since;
                (self.digest, self.planned_by, self.authors) = (digest.clone(), by, authors.clone());
                (self.validation, self.rejection, self.proposed) = (None, None, None);
                self.scheduled = None;
                self.approvals.clear();
                self.attestations.clear();
            }
            EventKind::Proposed { branch, commit, .. } => {
                self.proposed = Some(Proposal { branch: branch.clone(), commit: *commit, by, at });
            }
            EventKind::Executed { required, .. } if self.approvals.len() < *required as usize => {
                return Err(Illegal::Quorum { given: self.approvals.len(), required: *required });
            }
            EventKind::Executed { commit, .. } => {
                self.executed = Some(Execution { commit: *commit, by, at, keys: Vec::new() });
            }
            EventKind::RolledBack { commit, keys, complete, .. } => {
                self.rollbacks.push(Execution { commit: *commit, by, at, keys: keys.clone() });
                self.rolled_back = *complete;
            }
            EventKind::Cancelled { reason } => self.cancelled = Some((by, reason.clone())),
        }
        Ok(())
    }
}
