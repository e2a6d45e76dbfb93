//! Errors of git calls, with the operation, the ref or object id, and git's message.

use std::io;
use std::path::PathBuf;

use super::sign::SignError;
use crate::exec::ExecError;
use promote_model::ObjectId;

/// A git operation failed. A missing ref or path is not an error but `None`; a missing object is.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The directory is not inside a repository.
    #[error("{} is not inside a git repository", dir.display())]
    NotARepository {
        /// The directory.
        dir: PathBuf,
        /// git's message.
        message: String,
    },
    /// The repository's object ids are SHA-256.
    #[error("{} uses SHA-256 object ids, which this version of promote cannot read; it needs a SHA-1 repository", git_dir.display())]
    Sha256 {
        /// The git directory.
        git_dir: PathBuf,
    },
    /// git ended with an error.
    #[error("git could not {operation}: {message}")]
    Failed {
        /// The operation, completing the sentence "git could not …".
        operation: String,
        /// git's message.
        message: String,
    },
    /// git could not be run.
    #[error("git could not {operation}")]
    Exec {
        /// The operation.
        operation: String,
        /// The cause.
        #[source]
        source: ExecError,
    },
    /// An object is missing in this clone.
    #[error("{}", missing(*id, *lacking))]
    MissingObject {
        /// The object id.
        id: ObjectId,
        /// The kind of incomplete clone, if it is one.
        lacking: Option<IncompleteClone>,
    },
    /// An object has the wrong kind.
    #[error("the object {id} is a {found}, not a {expected}")]
    WrongKind {
        /// The object id.
        id: ObjectId,
        /// The expected kind.
        expected: &'static str,
        /// The actual kind.
        found: &'static str,
    },
    /// An object is malformed.
    #[error("the {kind} {id} is damaged: {reason}")]
    Damaged {
        /// The kind.
        kind: &'static str,
        /// The object id.
        id: ObjectId,
        /// The reason.
        reason: String,
    },
    /// The object database could not be read or written.
    #[error("could not {operation} in the object database: {message}")]
    Objects {
        /// The operation.
        operation: String,
        /// libgit2's message.
        message: String,
    },
    /// The time limit of the operation is over.
    #[error("the operation took too long and was ended; nothing was written")]
    Late,
    /// A path is not valid in a tree.
    #[error("'{path}' is not a valid path in git: {reason}")]
    BadPath {
        /// The path, escaped for printing.
        path: String,
        /// The reason.
        reason: &'static str,
    },
    /// A file is where a directory is needed, or the other way round.
    #[error("'{path}' cannot be written: {reason}")]
    PathConflict {
        /// The path, escaped for printing.
        path: String,
        /// The reason.
        reason: &'static str,
    },
    /// A file could not be read or written.
    #[error("could not {operation} {}", path.display())]
    Io {
        /// The operation.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// The system error.
        #[source]
        source: io::Error,
    },
    /// Signing failed.
    #[error(transparent)]
    Sign(#[from] Box<SignError>),
    /// git has no identity for the user.
    #[error("git has no user name and email address for you: {message}")]
    NoIdentity {
        /// git's message.
        message: String,
    },
}

impl From<GitError> for SignError {
    fn from(error: GitError) -> Self {
        Self::Configuration(Box::new(error))
    }
}

/// Kinds of clones without all objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncompleteClone {
    /// A shallow clone (`--depth`), without older history.
    Shallow,
    /// A partial clone (`--filter`), without some objects.
    Partial,
}

fn missing(id: ObjectId, lacking: Option<IncompleteClone>) -> String {
    match lacking {
        Some(IncompleteClone::Shallow) => "this clone is shallow and lacks the required history".to_owned(),
        Some(IncompleteClone::Partial) => {
            "this clone is partial, and its remote does not provide a required file".to_owned()
        }
        None => format!("the object {id} is not in this repository"),
    }
}

impl GitError {
    /// A hint for the user, as a command to run.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoIdentity { .. } => Some(
                "git config --global user.name 'Your Name' && git config --global user.email you@example.com"
                    .to_owned(),
            ),
            Self::MissingObject { lacking, .. } => Some(
                match lacking {
                    Some(IncompleteClone::Shallow) => "fetch the missing history: git fetch --unshallow",
                    Some(IncompleteClone::Partial) => "fetch the missing files: git fetch --refetch --no-filter",
                    None => "check the repository: git fsck",
                }
                .to_owned(),
            ),
            _ => None,
        }
    }
}
