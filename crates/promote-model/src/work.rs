//! How much this process has done: objects read, files parsed, processes started. Unlike times these numbers are exact, so
//! that a test can tell when a change makes them grow.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

/// Objects read from the object database of a repository.
pub static OBJECTS: Counter = Counter::new();

/// Files parsed as one of the formats that are read by key.
pub static PARSES: Counter = Counter::new();

/// Processes started.
pub static PROCESSES: Counter = Counter::new();

impl Counter {
    const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Adds one.
    pub fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The number so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
