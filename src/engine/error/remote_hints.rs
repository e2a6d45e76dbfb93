//! Hints for errors of git and of the remote.

use super::push::{BranchRole, PushContext};
use promote_core::promotion::PromotionName;
use promote_git::{GitError, PushError, Refusal, RemoteError, StaleLock};

pub(super) fn git_hints(error: &GitError) -> Vec<String> {
    if let GitError::Sign(error) = error {
        return error.hints();
    }
    let elsewhere = "run the command inside a clone of your configuration repository, or name one with -C DIR";
    let outside = matches!(error, GitError::NotARepository { .. }).then(|| elsewhere.to_owned());
    let in_the_way =
        "leave the file out of the promotion, or remove the conflicting path, too (--prune removes configuration)";
    let conflict = matches!(error, GitError::PathConflict { .. }).then(|| in_the_way.to_owned());
    outside.into_iter().chain(conflict).chain(error.hint()).collect()
}

pub(super) fn remote_hints(error: &RemoteError) -> Vec<String> {
    let read = "commands that only read can use the last fetched state: add --offline".to_owned();
    let offline = matches!(
        error,
        RemoteError::Unreachable { .. } | RemoteError::AccessDenied { .. } | RemoteError::TimedOut { .. }
    )
    .then_some(read);
    error.hint().into_iter().chain(offline).collect()
}

pub(super) fn push_hints(error: &PushError, context: &PushContext) -> Vec<String> {
    match error {
        PushError::LostRace { .. } => vec!["run the same command again".to_owned()],
        PushError::Refused { kind: Refusal::Locked, message, .. } => vec![lock_hint(message)],
        PushError::Refused { kind, remote, name, .. } => refusal_hints(*kind, remote, name, context),
        PushError::NotAtomic { .. } => {
            vec!["use a server that supports atomic pushes (git 2.4 or later, over ssh, https or git)".to_owned()]
        }
        PushError::NoPushOptions { .. } => vec![
            "open requests with the program of the host: write 'request: { open: true }' into promote.yaml".to_owned(),
            "allow push options at the server: git config receive.advertisePushOptions true".to_owned(),
        ],
        PushError::Remote(error) => {
            let unsure = matches!(error, RemoteError::Unreachable { .. } | RemoteError::TimedOut { .. });
            let again = "run the same command again: the remote may have accepted the push".to_owned();
            error.hint().into_iter().chain(unsure.then_some(again)).collect()
        }
    }
}

fn refusal_hints(kind: Refusal, remote: &str, name: &str, context: &PushContext) -> Vec<String> {
    let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
    let one = |hint: String| vec![hint];
    match kind {
        Refusal::Protected | Refusal::Hook | Refusal::Locked | Refusal::Other => {
            other_ways(kind, remote, branch, context)
        }
        Refusal::Permission => {
            one(format!("ask for write access to {branch}, or ask a person with write access to run the command"))
        }
        Refusal::Size => {
            one("promote fewer or smaller files at a time: promote create SOURCE TARGET --key PATTERN".to_owned())
        }
        Refusal::Storage => {
            one("ask the administrator of the server to free space and check write permissions".to_owned())
        }
        Refusal::CheckedOut => {
            one("make the remote a bare repository; run there: git config core.bare true".to_owned())
        }
    }
}

/// The hint for a lock at the remote, which may be on this machine.
fn lock_hint(message: &str) -> String {
    match StaleLock::in_message(message).filter(|stale| stale.age.is_some()) {
        Some(stale) => stale.hint(),
        None => "ask the administrator of the server to remove the lock that a killed git left there".to_owned(),
    }
}

/// Other ways than to push to the branch.
fn other_ways(kind: Refusal, remote: &str, branch: &str, context: &PushContext) -> Vec<String> {
    let only = if kind == Refusal::Protected { "" } else { "if the branch accepts merge requests only, " };
    match (context, context.id) {
        (PushContext { branch: BranchRole::Ledger, .. }, _) => vec![format!(
            "allow all users of promote to push to the ledger branch {branch}; protect that branch against force pushes and deletion only"
        )],
        // Gerrit says itself what the change lacks.
        (PushContext { branch: BranchRole::Review, .. }, _) => Vec::new(),
        (PushContext { branch: BranchRole::Proposal, .. }, Some(id)) => {
            vec![format!("use a branch name that may be pushed: promote execute {id} --branch=NAME")]
        }
        (PushContext { rollback: Some(commit), .. }, Some(id)) => vec![
            format!(
                "push the rollback for a merge request: git push {remote} {commit}:refs/heads/rollback/{}",
                short(id)
            ),
            format!("once it is merged as one commit: promote rollback {id} --reason TEXT"),
        ],
        (_, Some(id)) => vec![format!("{only}propose it for a merge request: promote execute {id} --branch")],
        (_, None) => Vec::new(),
    }
}

fn short(id: PromotionName) -> String {
    id.id.to_string().chars().take(13).collect()
}
