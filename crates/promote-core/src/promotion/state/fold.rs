//! The fold of events to a state, and which steps are legal in it.

use jiff::Timestamp;

use super::{Action, Approval, Attestation, Execution, PromotionState, Proposal, Schedule, Status, Validation};
use crate::promotion::event::{Event, EventKind};
use crate::promotion::person::Person;
use crate::promotion::plan::Digest;

/// A step that the state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IllegalStep {
    /// The first event is not `created`, or a later one is.
    #[error("unexpected event '{0}': a promotion begins with the event 'created', which occurs only once")]
    OutOfPlace(&'static str),
    /// The step is not allowed in this status.
    #[error("a promotion that is {status} cannot be {word}")]
    Action {
        /// The status.
        status: Status,
        /// The name of the event.
        word: &'static str,
    },
    /// The event names another plan than the current one.
    #[error("the event '{word}' names plan {found}, but the current plan is {current}")]
    OtherPlan {
        /// The name of the event.
        word: &'static str,
        /// The digest in the event.
        found: Digest,
        /// The digest of the current plan.
        current: Digest,
    },
    /// The event concerns a schedule, but the promotion is not scheduled.
    #[error("the promotion is not scheduled, so it cannot be {0}")]
    NotScheduled(&'static str),
    /// The person has no approval to withdraw.
    #[error("{by} has not approved this plan; approvals so far: {}", names(approved))]
    NotApproved {
        /// The person.
        by: Person,
        /// Those who approved it.
        approved: Vec<Person>,
    },
    /// An execution with fewer approvals than it claims were required.
    #[error("executed with {given} of {required} approvals")]
    Quorum {
        /// The number of approvals.
        given: usize,
        /// The number of required approvals.
        required: u32,
    },
}

/// `Bob <bob@acme.com>, Cem <cem@acme.com>`, or `none`.
fn names(people: &[Person]) -> String {
    let names: Vec<String> = people.iter().map(Person::to_string).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// Folds events, oldest first.
///
/// # Errors
/// At the first event that the state does not allow.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<PromotionState, IllegalStep> {
    let mut events = events.into_iter();
    let Some(first) = events.next() else { return Err(IllegalStep::OutOfPlace("none")) };
    let EventKind::Created { digest, authors, since } = &first.what else {
        return Err(IllegalStep::OutOfPlace(first.what.word()));
    };
    let mut state = PromotionState {
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

impl PromotionState {
    /// The steps that are legal now. The gate checks what the policy requires besides.
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

    /// Applies one event.
    ///
    /// # Errors
    /// If the state does not allow the event; the state is unchanged then.
    pub fn apply(&mut self, event: &Event) -> Result<(), IllegalStep> {
        let word = event.what.word();
        let step = match &event.what {
            EventKind::Created { .. } => return Err(IllegalStep::OutOfPlace(word)),
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
            return Err(IllegalStep::Action { status: self.status(1), word });
        }
        match event.what.digest() {
            Some(found) if *found != self.digest && step != Action::Refresh => {
                Err(IllegalStep::OtherPlan { word, found: found.clone(), current: self.digest.clone() })
            }
            _ => self.take(event),
        }?;
        (self.events, self.latest) = (self.events + 1, self.latest.max(event.at));
        Ok(())
    }

    /// Applies the event's effect; its step is known to be legal.
    fn take(&mut self, event: &Event) -> Result<(), IllegalStep> {
        let (by, at) = (event.by.clone(), event.at);
        match &event.what {
            EventKind::Created { .. } => {}
            EventKind::Validated { ok, findings, checks, checks_digest, files_digest, .. } => {
                let (findings, checks) = (findings.clone(), checks.clone());
                let (checks_digest, files_digest) = (checks_digest.clone(), files_digest.clone());
                self.validation = Some(Validation { ok: *ok, findings, checks, checks_digest, files_digest, at });
            }
            EventKind::Approved { .. } | EventKind::Attested { .. } => self.take_statement(event),
            EventKind::Withdrawn { .. } => return self.withdraw(&event.by),
            EventKind::Rejected { reason, .. } => {
                self.rejection = Some((by, reason.clone()));
                // A rejection also removes the schedule; after a refresh the promotion must be scheduled again.
                self.scheduled = None;
            }
            EventKind::Scheduled { at, expires, .. } => {
                self.scheduled = Some(Schedule { at: *at, expires: *expires, by, held: Vec::new() });
            }
            EventKind::Unscheduled { .. } | EventKind::Held { .. } => return self.take_schedule(&event.what),
            EventKind::Refreshed { digest, authors, since } => self.refresh(digest, by, authors, *since),
            EventKind::Proposed { branch, commit, .. } => {
                self.proposed = Some(Proposal { branch: branch.clone(), commit: *commit, by, at });
            }
            EventKind::Executed { required, .. } if self.approvals.len() < *required as usize => {
                return Err(IllegalStep::Quorum { given: self.approvals.len(), required: *required });
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

    /// Adds an approval or an attestation, never before an earlier event.
    fn take_statement(&mut self, event: &Event) {
        let (by, at, number) = (event.by.clone(), event.at.max(self.latest), self.events + 1);
        match &event.what {
            EventKind::Approved { expires, .. } => {
                // A person counts once: a second approval renews the first.
                self.approvals.retain(|approval| !approval.by.is(&by));
                self.approvals.push(Approval { by, at, expires: *expires, number });
            }
            EventKind::Attested { name, ok, url, notes, .. } => {
                let (name, ok, url, notes) = (name.clone(), *ok, url.clone(), notes.clone());
                self.attestations.push(Attestation { name, ok, url, notes, by, at, number });
            }
            _ => {}
        }
    }

    fn withdraw(&mut self, by: &Person) -> Result<(), IllegalStep> {
        let before = self.approvals.len();
        self.approvals.retain(|approval| !approval.by.is(by));
        if self.approvals.len() == before { Err(self.not_approved(by)) } else { Ok(()) }
    }

    /// The refusal to withdraw an approval that a person has not given.
    pub fn not_approved(&self, by: &Person) -> IllegalStep {
        let approved = self.approvals.iter().map(|approval| approval.by.clone()).collect();
        IllegalStep::NotApproved { by: by.clone(), approved }
    }

    /// Removes the schedule, or records why it was blocked when due.
    fn take_schedule(&mut self, what: &EventKind) -> Result<(), IllegalStep> {
        let Some(schedule) = &mut self.scheduled else { return Err(IllegalStep::NotScheduled(what.word())) };
        match what {
            EventKind::Held { reasons, .. } => schedule.held.clone_from(reasons),
            _ => self.scheduled = None,
        }
        Ok(())
    }

    /// Replaces the plan; nothing said about the old one applies to it.
    fn refresh(&mut self, digest: &Digest, by: Person, authors: &[Person], since: Option<Timestamp>) {
        (self.digest, self.planned_by, self.authors) = (digest.clone(), by, authors.to_vec());
        self.since = since;
        (self.validation, self.rejection, self.proposed) = (None, None, None);
        self.scheduled = None;
        self.approvals.clear();
        self.attestations.clear();
    }
}
