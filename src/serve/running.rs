//! The operations that run, so that they can be ended when the service ends.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::context::Deadline;

/// The deadlines of the operations that run.
#[derive(Clone, Default)]
pub(super) struct Running(Arc<Inner>);

#[derive(Default)]
struct Inner {
    next: AtomicU64,
    deadlines: Mutex<HashMap<u64, (bool, Deadline)>>,
}

/// An operation that runs; dropping it forgets it.
pub(super) struct RunningOne {
    all: Running,
    number: u64,
    deadline: Deadline,
    /// Whether a client that goes away ends it.
    ends: bool,
}

impl Running {
    /// Notes an operation; reads end with their client, decisions go on.
    pub(super) fn add(&self, deadline: &Deadline, writes: bool) -> RunningOne {
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        let mut deadlines = self.0.deadlines.lock().unwrap_or_else(PoisonError::into_inner);
        deadlines.insert(number, (writes, deadline.clone()));
        RunningOne { all: self.clone(), number, deadline: deadline.clone(), ends: !writes }
    }

    /// Ends all reads, and with `decisions` also decisions that do not write yet.
    pub(super) fn cancel(&self, decisions: bool) {
        let deadlines = self.0.deadlines.lock().unwrap_or_else(PoisonError::into_inner);
        deadlines.values().filter(|(writes, _)| decisions || !writes).for_each(|(_, deadline)| deadline.cancel());
    }

    /// Whether a decision runs.
    pub(super) fn decides(&self) -> bool {
        let deadlines = self.0.deadlines.lock().unwrap_or_else(PoisonError::into_inner);
        deadlines.values().any(|(writes, _)| *writes)
    }
}

impl RunningOne {
    /// The operation has ended by itself.
    pub(super) fn ended(mut self) {
        self.ends = false;
    }
}

impl Drop for RunningOne {
    fn drop(&mut self) {
        if self.ends {
            self.deadline.cancel();
        }
        self.all.0.deadlines.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}
