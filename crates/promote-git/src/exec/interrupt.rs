//! Somebody who wants this program to end while others work for it: these are ended first, and what was laid out for them
//! is taken away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody does. Whoever listens to signals sets it.
#[derive(Debug, Clone)]
pub struct Interrupt {
    came: Arc<AtomicBool>,
    free: Arc<AtomicBool>,
}

/// As long as it lives, an interrupt is kept until somebody asks for it.
#[derive(Debug)]
pub struct Held<'a>(&'a Interrupt);

impl Default for Interrupt {
    fn default() -> Self {
        Self { came: Arc::default(), free: Arc::new(AtomicBool::new(true)) }
    }
}

impl Interrupt {
    /// From now on it is kept.
    pub fn hold(&self) -> Held<'_> {
        self.free.store(false, Ordering::SeqCst);
        Held(self)
    }

    /// Whether it came.
    pub fn came(&self) -> bool {
        self.came.load(Ordering::SeqCst)
    }

    /// What is set where it comes.
    pub fn comes(&self) -> Arc<AtomicBool> {
        self.came.clone()
    }

    /// What is set as long as nobody keeps it, and it may end this program as ever.
    pub fn is_free(&self) -> Arc<AtomicBool> {
        self.free.clone()
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.free.store(true, Ordering::SeqCst);
    }
}
