//! Interrupts (`SIGINT`, `SIGTERM`) while child processes run: the children are killed and temporary files removed
//! before this program ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::deadline::Deadline;

/// Whether the user has interrupted this program; set by the signal handler.
#[derive(Debug, Clone)]
pub struct Interrupt {
    requested: Arc<AtomicBool>,
    default_action: Arc<AtomicBool>,
    deadline: Deadline,
}

/// While this guard is alive, an interrupt is recorded instead of ending the program.
#[derive(Debug)]
pub struct InterruptGuard(Arc<AtomicBool>);

impl Default for Interrupt {
    fn default() -> Self {
        Self {
            requested: Arc::default(),
            default_action: Arc::new(AtomicBool::new(true)),
            deadline: Deadline::default(),
        }
    }
}

impl Interrupt {
    /// Records interrupts from now on, instead of ending the program.
    pub fn defer(&self) -> InterruptGuard {
        self.default_action.store(false, Ordering::SeqCst);
        InterruptGuard(self.default_action.clone())
    }

    /// The same, which also ends at a deadline.
    #[must_use]
    pub fn until(self, deadline: Deadline) -> Self {
        Self { deadline, ..self }
    }

    /// The deadline.
    pub fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// Whether an interrupt was recorded, or the deadline is over.
    pub fn is_requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst) || self.deadline.is_over()
    }

    /// The flag for the signal handler to set.
    pub fn request_flag(&self) -> Arc<AtomicBool> {
        self.requested.clone()
    }

    /// The flag that is set while a signal has its default action.
    pub fn default_action_flag(&self) -> Arc<AtomicBool> {
        self.default_action.clone()
    }
}

impl Drop for InterruptGuard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
