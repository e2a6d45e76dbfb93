//! The progress of what takes long.

use std::fmt;
use std::sync::Arc;

/// An observer of the progress of a long operation.
#[derive(Clone, Default)]
pub(crate) struct Watcher(Option<Arc<Callback>>);

/// The callback of an observer.
type Callback = dyn Fn(Progress<'_>) + Send + Sync;

/// What has been done, reported from the threads that do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress<'a> {
    /// This number of checks will run.
    Checks(usize),
    /// This check started.
    Begun(&'a str),
    /// This check ended.
    Ended(&'a str),
    /// The history of this number of files was read, of so many.
    Judged(usize, usize),
    /// All of it ended.
    Over,
}

impl Watcher {
    /// An observer that calls a function.
    pub(crate) fn new(tell: impl Fn(Progress<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// Reports progress.
    pub(crate) fn tell(&self, progress: Progress<'_>) {
        if let Self(Some(tell)) = self {
            tell(progress);
        }
    }
}

/// Tells that all of it ended, also where it ends with an error.
pub(crate) struct UntilOver<'w>(&'w Watcher);

impl Watcher {
    /// Tells at the end of this value that all of it ended.
    pub(crate) fn until_over(&self) -> UntilOver<'_> {
        UntilOver(self)
    }
}

impl Drop for UntilOver<'_> {
    fn drop(&mut self) {
        self.0.tell(Progress::Over);
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Watcher(..)" } else { "Watcher" })
    }
}
