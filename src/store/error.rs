//! What can go wrong between the pure layers and git.

use promote_core::policy::Mistake;
use promote_core::promotion::state::IllegalStep;
use promote_git::{GitError, RemoteError};
use promote_model::text::enumerate;

/// A failure to read or write what a repository holds.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// Git's own failure.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The remote that decides could not be asked.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// The remote's policy spoke of other branches each time that it was read.
    #[error("promote.yaml at the remote '{remote}' changed each time that it was read")]
    Restless {
        /// The remote.
        remote: String,
    },
    /// The policy branch has no `promote.yaml`.
    #[error("there is no promote.yaml on {branch}")]
    NoPolicy {
        /// The branch that was looked at.
        branch: String,
        /// Whether one lies in the working tree, not committed.
        uncommitted: bool,
    },
    /// No branch can be named that holds the policy.
    #[error("it is unclear which branch holds promote.yaml: HEAD is detached and no ledger says")]
    NoPolicyBranch,
    /// The policy branch is not there.
    #[error("the policy branch {0} has no commit")]
    PolicyBranchMissing(String),
    /// `promote.yaml` is wrong.
    #[error("promote.yaml on {branch} has {}", promote_model::text::count(mistakes.len(), "mistake"))]
    BadPolicy {
        /// The branch.
        branch: String,
        /// What is wrong.
        mistakes: Vec<Mistake>,
    },
    /// The environment is not in `promote.yaml`.
    #[error("there is no environment '{name}'")]
    UnknownEnvironment {
        /// The name as typed.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// `--only` names a capture that no template has.
    #[error("no path template captures '{name}'")]
    UnknownCapture {
        /// The name as typed.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// The environment's branch is not there.
    #[error("environment {name} lives on branch {branch}, which does not exist")]
    NoBranch {
        /// The environment.
        name: String,
        /// Its branch.
        branch: String,
        /// The remote that decides, which does not have it.
        remote: Option<String>,
    },
    /// No path template matches a file of these environments.
    #[error("no file of {} matches {}", enumerate(names, "or"), enumerate(&quoted(templates), "or"))]
    NoFiles {
        /// The environments.
        names: Vec<String>,
        /// The templates.
        templates: Vec<String>,
        /// The branch of the first one.
        branch: String,
    },
    /// What narrows the files takes none of these environments.
    #[error("no file of {} has {}", enumerate(names, "or"), enumerate(only, "and"))]
    NothingOnly {
        /// The environments.
        names: Vec<String>,
        /// `name=value`, each.
        only: Vec<String>,
        /// The branch of the first one.
        branch: String,
    },
    /// The revision names no commit.
    #[error("'{revision}' names no commit (in '{typed}')")]
    UnknownRevision {
        /// The revision.
        revision: String,
        /// The whole word.
        typed: String,
        /// Whether this clone lacks older history.
        shallow: bool,
    },
    /// Two templates take one file under two names.
    #[error("two path templates claim {path}: as {} and as {}", names[0], names[1])]
    TwoNames {
        /// The file.
        path: String,
        /// Its two logical names.
        names: [String; 2],
    },
    /// Two templates take the same keys of one file.
    #[error("two entries of 'files' claim the same keys of {path}: {} and {}", templates[0], templates[1])]
    TwoClaims {
        /// The file.
        path: String,
        /// The two templates.
        templates: [String; 2],
    },
    /// No key lies where the templates say.
    #[error("no key of {} lies below {}", enumerate(names, "or"), enumerate(&quoted(prefixes), "or"))]
    NoKeys {
        /// The environments.
        names: Vec<String>,
        /// The key prefixes.
        prefixes: Vec<String>,
    },
    /// Two files have one logical name.
    #[error("two files are the same configuration {file}: {} and {}", paths[0], paths[1])]
    TwoFiles {
        /// The logical name.
        file: String,
        /// The files.
        paths: [String; 2],
    },
    /// The ledger holds something that this program would never write.
    #[error("{place} in the ledger ({ledger}) cannot be read: {reason}")]
    Ledger {
        /// The ledger's branch.
        ledger: String,
        /// The path in its tree.
        place: String,
        /// Why.
        reason: String,
    },
    /// The branch that is to be the ledger holds something else.
    #[error("the branch {branch} is not a ledger of promotions: it has no ledger.json")]
    NotALedger {
        /// The branch.
        branch: String,
    },
    /// No promotion has this id.
    #[error("there is no promotion '{0}'")]
    UnknownPromotion(String),
    /// Several promotions have ids that begin like this.
    #[error("'{prefix}' is not unique: {} promotions begin with it", ids.len())]
    AmbiguousPromotion {
        /// As typed.
        prefix: String,
        /// The ids.
        ids: Vec<String>,
    },
    /// `@` stands for the only open promotion, and there is none, or more than one.
    #[error("'@' stands for the only open promotion, but {} open", if ids.is_empty() { "none is".to_owned() } else { format!("{} are", ids.len()) })]
    NotTheOnlyOne {
        /// The open ones.
        ids: Vec<String>,
    },
    /// The text is no id.
    #[error(transparent)]
    BadId(#[from] promote_model::id::BadIdPrefix),
    /// The event is not legal in the promotion's state.
    #[error(transparent)]
    Illegal(#[from] IllegalStep),
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("'{name}'")).collect()
}
