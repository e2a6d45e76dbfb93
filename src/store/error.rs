//! Errors of reading and writing a repository.

use jiff::Timestamp;

use super::choice::Choice;
use promote_core::policy::Mistake;
use promote_core::promotion::state::IllegalStep;
use promote_git::{GitError, RemoteError};
use promote_model::ObjectId;
use promote_model::text::enumerate;

/// The policy, an environment or the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// A git error.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The authoritative remote could not be reached.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// The remote's policy named new branches each time it was read.
    #[error("promote.yaml at the remote '{remote}' changed each time it was read")]
    PolicyKeepsChanging {
        /// The remote.
        remote: String,
    },
    /// The policy branch has no `promote.yaml`.
    #[error("the branch {branch} has no promote.yaml")]
    NoPolicy {
        /// The policy branch.
        branch: String,
        /// Whether the working tree has an uncommitted one.
        uncommitted: bool,
    },
    /// The policy branch cannot be determined.
    #[error("the policy branch cannot be determined: HEAD is detached and no ledger records it")]
    NoPolicyBranch,
    /// A new ledger would begin beside an old one.
    #[error("promote.yaml names {named} as the ledger, but {existing} is a ledger already")]
    OtherLedger {
        /// The branch that `promote.yaml` names.
        named: String,
        /// The branch that is a ledger.
        existing: String,
    },
    /// The branch that will rule has no `promote.yaml` yet, and what is checked out has.
    #[error("promote.yaml on {branch} decides, but {branch} has none yet: the one on {head} is not merged")]
    UnmergedPolicy {
        /// The branch that will rule.
        branch: String,
        /// The branch or commit that is checked out.
        head: String,
    },
    /// A remote has a ledger already.
    #[error("the remote '{remote}' has a ledger already: {ledger}")]
    SecondLedger {
        /// The remote.
        remote: String,
        /// The ledger.
        ledger: String,
    },
    /// This clone has a ledger that the remote that decides has not.
    #[error("the remote '{remote}' decides and has no ledger, but this clone has one: {ledger}")]
    LedgerOnlyHere {
        /// The remote.
        remote: String,
        /// The ledger.
        ledger: String,
    },
    /// A remote cannot be asked whether it has a ledger.
    #[error("the remote '{remote}' cannot be asked whether it has a ledger already: {why}")]
    LedgerUnknown {
        /// The remote.
        remote: String,
        /// The reason.
        why: String,
    },
    /// A branch is named for a ledger that exists.
    #[error("the ledger exists and is ruled by promote.yaml on {branch}; --policy-branch is for a new ledger")]
    LedgerHasBegun {
        /// The branch that rules.
        branch: String,
    },
    /// Several branches hold a `promote.yaml`, and none of them is a default branch.
    #[error("several branches have a promote.yaml: {}", enumerate(branches, "and"))]
    ManyPolicyBranches {
        /// The branches.
        branches: Vec<String>,
    },
    /// Another branch than the one that the ledger records is configured to rule.
    #[error(
        "the ledger is ruled by promote.yaml on {recorded}, but git config promote.policyBranch names {configured}"
    )]
    OtherPolicyBranch {
        /// The branch that the ledger records.
        recorded: String,
        /// The configured branch.
        configured: String,
    },
    /// The ledger's time is far ahead of this clock.
    #[error("{}", clock_behind(*time, *clock, *event))]
    ClockBehind {
        /// The ledger's time.
        time: Timestamp,
        /// This clock.
        clock: Timestamp,
        /// The event with that time.
        event: ObjectId,
    },
    /// The branch that the ledger names as the one that rules does not exist.
    #[error("the ledger is ruled by promote.yaml on {branch}, and there is no branch {branch}")]
    RulingBranchGone {
        /// The branch.
        branch: String,
        /// The last commit of it that the ledger names.
        named: Option<ObjectId>,
    },
    /// The default branch of the remote is another one than the one that rules.
    #[error(
        "the default branch of the remote '{remote}' is {head}, but the ledger is ruled by promote.yaml on {branch}"
    )]
    OtherHead {
        /// The remote.
        remote: String,
        /// Its default branch.
        head: String,
        /// The branch that rules.
        branch: String,
    },
    /// The policy branch does not exist.
    #[error("the policy branch {0} has no commit")]
    PolicyBranchMissing(String),
    /// `promote.yaml` is invalid.
    #[error("promote.yaml on {branch} has {}", promote_model::text::count(mistakes.len(), "mistake"))]
    BadPolicy {
        /// The branch.
        branch: String,
        /// The mistakes.
        mistakes: Vec<Mistake>,
    },
    /// The environment is not defined in `promote.yaml`.
    #[error("there is no environment '{name}'")]
    UnknownEnvironment {
        /// The name as typed.
        name: String,
        /// The existing names.
        known: Vec<String>,
    },
    /// `--only` names a capture that no template has.
    #[error("no path template captures '{name}'")]
    UnknownCapture {
        /// The name as typed.
        name: String,
        /// The existing names.
        known: Vec<String>,
    },
    /// The environment's branch does not exist.
    #[error("the branch {branch} of environment {name} does not exist")]
    NoBranch {
        /// The environment.
        name: String,
        /// The branch.
        branch: String,
        /// The authoritative remote, if there is one.
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
    /// `--only` excludes all files of these environments.
    #[error("no file of {} has {}", enumerate(names, "or"), enumerate(only, "and"))]
    NothingOnly {
        /// The values that the captures have in these environments.
        known: Vec<String>,
        /// The environments.
        names: Vec<String>,
        /// `name=value`, each.
        only: Vec<String>,
        /// The branch of the first one.
        branch: String,
    },
    /// The revision does not resolve to a commit.
    #[error("'{revision}' in '{typed}' is not a commit")]
    UnknownRevision {
        /// The revision.
        revision: String,
        /// The whole argument.
        typed: String,
        /// Whether this is a shallow clone.
        shallow: bool,
    },
    /// Two templates give one file two logical names.
    #[error("two path templates claim {path}: as {} and as {}", names[0], names[1])]
    TwoNames {
        /// The file.
        path: String,
        /// The logical names.
        names: [String; 2],
    },
    /// Two templates claim the same keys of one file.
    #[error("two entries of 'files' claim the same keys of {path}: {} and {}", templates[0], templates[1])]
    TwoClaims {
        /// The file.
        path: String,
        /// The templates.
        templates: [String; 2],
    },
    /// No key is below the `keys` prefixes of the templates.
    #[error("no key of {} is below {}", enumerate(names, "or"), enumerate(&quoted(prefixes), "or"))]
    NoKeys {
        /// The environments.
        names: Vec<String>,
        /// The key prefixes.
        prefixes: Vec<String>,
    },
    /// Two files have the same logical name.
    #[error("two files have the same logical name {file}: {} and {}", paths[0], paths[1])]
    TwoFiles {
        /// The logical name.
        file: String,
        /// The files.
        paths: [String; 2],
    },
    /// The ledger contains something that promote does not write.
    #[error("{place} in the ledger ({ledger}) cannot be read: {reason}")]
    Ledger {
        /// The ledger's branch.
        ledger: String,
        /// The path in the ledger's tree.
        place: String,
        /// The reason.
        reason: String,
    },
    /// The ledger's branch holds something else.
    #[error("the branch {branch} is not a ledger of promotions: it has no ledger.json")]
    NotALedger {
        /// The branch.
        branch: String,
    },
    /// No promotion has this id.
    #[error("there is no promotion '{0}'")]
    UnknownPromotion(String),
    /// Several promotions have this id prefix.
    #[error("the id prefix '{prefix}' is ambiguous: {} promotions begin with it", choices.len())]
    AmbiguousPromotion {
        /// The prefix as typed.
        prefix: String,
        /// The promotions.
        choices: Vec<Choice>,
    },
    /// `@` names the only open promotion, but no promotion is open, or several are.
    #[error("'@' means the only open promotion, but {} open", if choices.is_empty() { "none is".to_owned() } else { format!("{} are", choices.len()) })]
    NotTheOnlyOne {
        /// The open promotions.
        choices: Vec<Choice>,
    },
    /// `@-` names the promotion that was executed last, and none was.
    #[error("'@-' means the promotion that was executed last, but none was executed")]
    NothingExecuted,
    /// The text is not an id prefix.
    #[error(transparent)]
    BadId(#[from] promote_model::id::BadIdPrefix),
    /// The event is not legal in the state of the promotion.
    #[error(transparent)]
    Illegal(#[from] IllegalStep),
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("'{name}'")).collect()
}

fn clock_behind(time: Timestamp, clock: Timestamp, event: ObjectId) -> String {
    let text = |at: Timestamp| at.strftime("%F %T UTC").to_string();
    let (time, clock) = (text(time), text(clock));
    format!(
        "event {} of the ledger has the time {time}, more than ten minutes ahead of this clock ({clock})",
        event.short()
    )
}
