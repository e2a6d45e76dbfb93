//! A time limit of an operation as a whole: reading stops when it is over, and writing once begun goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// When an operation ends without a result; never by default. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Deadline(Option<Arc<State>>);

#[derive(Debug)]
struct State {
    at: Instant,
    cancelled: AtomicBool,
    held: AtomicBool,
}

impl Deadline {
    /// A deadline this long from now.
    pub fn after(limit: Duration) -> Self {
        let at = Instant::now() + limit;
        Self(Some(Arc::new(State { at, cancelled: AtomicBool::new(false), held: AtomicBool::new(false) })))
    }

    /// Ends the operation now, unless it is writing.
    pub fn cancel(&self) {
        if let Some(state) = &self.0 {
            state.cancelled.store(true, Ordering::SeqCst);
        }
    }

    /// Whether both are the deadline of one operation.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.as_ref().zip(other.0.as_ref()).is_some_and(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// Whether the operation has to end.
    pub fn is_over(&self) -> bool {
        let Some(state) = &self.0 else { return false };
        !state.held.load(Ordering::Relaxed) && (state.cancelled.load(Ordering::Relaxed) || Instant::now() >= state.at)
    }

    /// Lets the operation go on whatever the time is, since it writes now; `false` lets it end again.
    pub fn hold(&self, held: bool) {
        if let Some(state) = &self.0 {
            state.held.store(held, Ordering::SeqCst);
        }
    }

    /// The time that is left; `None` without a limit.
    pub fn left(&self) -> Option<Duration> {
        self.0.as_ref().map(|state| state.at.saturating_duration_since(Instant::now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_ends_reading_and_not_writing() {
        assert!(!Deadline::default().is_over());
        let (over, later) = (Deadline::after(Duration::ZERO), Deadline::after(Duration::from_secs(60)));
        assert!(over.is_over() && !later.is_over());
        later.clone().cancel();
        assert!(later.is_over());
        later.hold(true);
        assert!(!later.is_over());
        later.hold(false);
        assert!(later.is_over() && later.left().is_some());
    }
}
