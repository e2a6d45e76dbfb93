//! What nearly every command asks git, asked all at once.
//!
//! A program takes a millisecond or two to start, which is most of the time of a small command; started side by side,
//! the questions take hardly longer than one of them.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::run::{self, Call, Started};
use super::{Repo, Result};
use crate::exec::Output;

/// A question whose answer does not depend on what the command finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrefetchQuery {
    /// The configuration ([`Repo::config`]).
    Config,
    /// The local branches ([`Repo::branches`]).
    Branches,
    /// Who acts ([`Repo::author`]).
    Author,
}

/// Questions that are asked and not answered yet.
#[derive(Debug, Default)]
pub(super) struct Ahead(Mutex<Vec<(PrefetchQuery, Started)>>);

impl PrefetchQuery {
    fn call(self, dir: &Path) -> Call {
        match self {
            Self::Config => run::git(dir, "read its configuration").args(["config", "--list", "-z"]),
            Self::Branches => {
                let args = ["for-each-ref", "--format=%(objectname) %(refname)", "--", "refs/heads/"];
                run::git(dir, "read refs/heads/").args(args)
            }
            Self::Author => run::git(dir, "tell who you are").args(["var", "GIT_AUTHOR_IDENT"]),
        }
    }
}

impl Ahead {
    pub(super) fn ask(dir: &Path, questions: &[PrefetchQuery]) -> Result<Self> {
        let asked = questions.iter().map(|question| Ok((*question, question.call(dir).start()?)));
        Ok(Self(Mutex::new(asked.collect::<Result<_>>()?)))
    }

    fn take(&self, question: PrefetchQuery) -> Option<Started> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = asked.iter().position(|(other, _)| *other == question)?;
        Some(asked.swap_remove(at).1)
    }
}

impl Repo {
    /// The answer to a question: to the one that was asked when the repository was opened, the first time.
    pub(super) fn answer(&self, question: PrefetchQuery) -> Result<Output> {
        match self.ahead.take(question) {
            Some(started) => started.wait(),
            None => question.call(self.dir()).run(),
        }
    }
}
