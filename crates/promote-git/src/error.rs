//! What can go wrong with git, each with the operation, the ref or the id, and git's own words.

use std::io;
use std::path::PathBuf;

use super::sign::SignError;
use crate::exec::ExecError;
use promote_model::ObjectId;

/// A call into git failed. "Not found" is no error here but an `Option`, except for objects that must be there.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no repository at or above the directory.
    #[error("{} is not inside a git repository", dir.display())]
    NotARepository {
        /// Where the search began.
        dir: PathBuf,
        /// What git said.
        words: String,
    },
    /// The repository's object ids are SHA-256.
    #[error("{} uses SHA-256 object ids, which this version of promote cannot read; it needs a SHA-1 repository", git_dir.display())]
    Sha256 {
        /// The repository.
        git_dir: PathBuf,
    },
    /// git ended with an error.
    #[error("git could not {operation}: {words}")]
    Failed {
        /// What was asked of it, as the rest of the sentence "git could not".
        operation: String,
        /// What git said.
        words: String,
    },
    /// git could not be run to its end.
    #[error("git could not {operation}")]
    Exec {
        /// What was asked of it.
        operation: String,
        /// Why it did not run.
        #[source]
        source: ExecError,
    },
    /// An object that something else refers to is not in this clone.
    #[error("{}", missing(*id, *lacking))]
    MissingObject {
        /// Its id.
        id: ObjectId,
        /// Where the clone lacks objects on purpose: which.
        lacking: Option<Lacking>,
    },
    /// An object is of another kind than its place asks for.
    #[error("the object {id} is a {found}, not a {expected}")]
    WrongKind {
        /// Its id.
        id: ObjectId,
        /// What was expected.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// An object's bytes are not what its kind asks for.
    #[error("the {kind} {id} is damaged: {reason}")]
    Damaged {
        /// What it should be.
        kind: &'static str,
        /// Its id.
        id: ObjectId,
        /// What is wrong with it.
        reason: String,
    },
    /// The object database could not be read or written.
    #[error("could not {operation} in the object database: {words}")]
    Objects {
        /// What was tried.
        operation: String,
        /// What libgit2 said.
        words: String,
    },
    /// A path that no tree may hold.
    #[error("'{path}' cannot be a path in git: {reason}")]
    BadPath {
        /// The path, made printable.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file stands where a directory is needed, or the other way round.
    #[error("'{path}' cannot be written: {reason}")]
    PathConflict {
        /// The path, made printable.
        path: String,
        /// What stands in the way.
        reason: &'static str,
    },
    /// A file could not be read or written.
    #[error("could not {operation} {}", path.display())]
    Io {
        /// What was tried.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// Something that is to be signed was not.
    #[error(transparent)]
    Sign(#[from] Box<SignError>),
    /// git does not know who the user is.
    #[error("git does not know who you are: {words}")]
    NoIdentity {
        /// What git said.
        words: String,
    },
}

/// What a clone leaves out on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// Older history (`--depth`).
    History,
    /// Files that were not asked for yet (`--filter`).
    Files,
}

fn missing(id: ObjectId, lacking: Option<Lacking>) -> String {
    match lacking {
        Some(Lacking::History) => "this clone is shallow, and this needs history that it does not have".to_owned(),
        Some(Lacking::Files) => "this clone is partial, and this needs files that its remote does not give".to_owned(),
        None => format!("the object {id} is not in this repository"),
    }
}

impl GitError {
    /// What the user can do about it, as commands to run.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoIdentity { .. } => Some(
                "git config --global user.name 'Your Name' && git config --global user.email you@example.com"
                    .to_owned(),
            ),
            Self::MissingObject { lacking, .. } => Some(
                match lacking {
                    Some(Lacking::History) => "git fetch --unshallow",
                    Some(Lacking::Files) => "git fetch --refetch --no-filter",
                    None => "see what else is missing: git fsck",
                }
                .to_owned(),
            ),
            _ => None,
        }
    }
}
