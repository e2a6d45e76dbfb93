//! Queries that nearly every command sends to git, started in parallel when the repository is opened.
//!
//! Starting a process takes a millisecond or two, which is most of the run time of a small command. Started side by
//! side, all queries take hardly longer than one.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::Result;
use super::run::{self, Call, Started};

/// A query that does not depend on anything the command reads first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrefetchQuery {
    /// The configuration ([`crate::Repo::config`]).
    Config,
    /// The local branches ([`crate::Repo::branches`]).
    Branches,
    /// The user's identity ([`crate::Repo::identity`]).
    Author,
}

/// Queries that were started and not read yet.
#[derive(Debug, Default)]
pub(super) struct Prefetch(Mutex<Vec<(PrefetchQuery, Started)>>);

impl PrefetchQuery {
    /// The git call that answers the query.
    pub(super) fn call(self, dir: &Path) -> Call {
        match self {
            Self::Config => run::git(dir, "read its configuration").args(["config", "--list", "-z"]),
            Self::Branches => {
                let args = ["for-each-ref", "--format=%(objectname) %(refname)", "--", "refs/heads/"];
                run::git(dir, "read refs/heads/").args(args)
            }
            Self::Author => run::git(dir, "read your identity").args(["var", "GIT_AUTHOR_IDENT"]),
        }
    }
}

impl Prefetch {
    /// Starts the queries in `dir`.
    pub(super) fn start(dir: &Path, queries: &[PrefetchQuery]) -> Result<Self> {
        let started = queries.iter().map(|query| Ok((*query, query.call(dir).start()?)));
        Ok(Self(Mutex::new(started.collect::<Result<_>>()?)))
    }

    /// Takes a started query; `None` if it was not started or was taken before.
    pub(super) fn take(&self, query: PrefetchQuery) -> Option<Started> {
        let mut started = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = started.iter().position(|(other, _)| *other == query)?;
        Some(started.swap_remove(at).1)
    }
}
