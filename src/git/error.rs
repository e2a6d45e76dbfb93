//! What can go wrong with git, in words that name the operation, the ref and the id.

use std::path::PathBuf;

use crate::exec::ExecError;
use crate::model::ObjectId;

/// A failed git operation. "Not found" is never an error here but an `Option`.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no repository here.
    #[error("this is not a git repository: {0}")]
    NotARepository(String),
    /// The repository's objects have SHA-256 names.
    #[error("this repository uses {0} object ids; promote reads sha1 repositories only")]
    ObjectFormat(String),
    /// The git program could not be run.
    #[error(transparent)]
    Exec(#[from] ExecError),
    /// The git program said no.
    #[error("cannot {operation}: {words}")]
    Command {
        /// What was tried.
        operation: String,
        /// Git's own words.
        words: String,
    },
    /// An object could not be read.
    #[error("cannot read {what} {id}: {words}")]
    Object {
        /// What it should be.
        what: &'static str,
        /// Its id.
        id: ObjectId,
        /// The reason.
        words: String,
    },
    /// Objects could not be written.
    #[error("cannot write {what}: {words}")]
    Write {
        /// What was written.
        what: &'static str,
        /// The reason.
        words: String,
    },
    /// A path that no tree may hold.
    #[error("'{0}' cannot be a path in a repository")]
    BadPath(String),
    /// The user has no name or mail address.
    #[error("git does not know who you are: {0}")]
    NoIdentity(String),
}

/// Why a transaction moved no ref at all.
#[derive(Debug, thiserror::Error)]
pub enum TransactionError {
    /// Somebody else moved a ref first.
    #[error("{name} was moved by somebody else in the meantime")]
    LostRace {
        /// The ref.
        name: String,
    },
    /// A lock file is in the way.
    #[error("{} is locked: {} exists{}", name, path.display(), age.map(|s| format!(" (since {s} seconds)")).unwrap_or_default())]
    Locked {
        /// The ref.
        name: String,
        /// The lock file.
        path: PathBuf,
        /// Its age in seconds.
        age: Option<u64>,
    },
    /// Git said no, a hook perhaps.
    #[error("git refused to move {names}: {words}")]
    Refused {
        /// The refs.
        names: String,
        /// Git's own words.
        words: String,
    },
    /// Git could not be run.
    #[error(transparent)]
    Git(#[from] GitError),
}
