//! The hints of every error: commands that can be run as printed.

use super::blockers::{blocker_hint, override_hint};
use super::op_error::OpError;
use super::push::{BranchRole, PushContext};
use super::signatures::signing_hint;
use crate::engine::whole_file::WholeFile;
use crate::store::StoreError;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::{Action, PromotionId};
use promote_git::{GitError, PushError, Refusal, RemoteError, Stale};
use promote_model::text::{enumerate, nearest};

impl OpError {
    /// The hints, one line each.
    pub(crate) fn hints(&self) -> Vec<String> {
        match self {
            Self::Usage { hints, .. } => hints.clone(),
            Self::NoMatch { selectors, from, whole, .. } => no_match_hints(selectors, from, whole),
            Self::NoBase { from, target } => {
                vec![format!(
                    "compare with an older revision of the source: promote diff {from} {target} --changed --since REV"
                )]
            }
            Self::KeptKey { target, .. } => {
                vec![format!("remove the key from environments.{target}.keep in promote.yaml, or do not select it")]
            }
            Self::Blocked { id, blockers } => {
                let hints = blockers.iter().filter_map(|b| blocker_hint(b, *id));
                // A freeze and a closed window have the same next opening.
                let mut hints: Vec<String> = hints.chain(override_hint(blockers, *id)).collect();
                hints.dedup();
                hints
            }
            Self::RollbackBlocked { id, blockers } => rollback_hints(*id, blockers),
            Self::ScheduleBlocked { id, blockers, .. } => {
                let mut hints: Vec<String> = blockers.iter().filter_map(|b| blocker_hint(b, Some(*id))).collect();
                hints.dedup();
                hints
            }
            Self::IllegalStep { id, steps, .. } => match steps.as_slice() {
                [] => vec!["create a new promotion: promote create SOURCE TARGET".to_owned()],
                steps => vec![next_step(steps, *id)],
            },
            Self::AlreadyWritten { id, .. } => vec![format!("record the execution: promote execute {id}")],
            Self::Attestor(refused) => signing_hint(&refused.by, &refused.why).into_iter().collect(),
            Self::BadSchema { branch, .. } => vec![format!("correct the schema and commit it on {branch}")],
            Self::PolicyApprover(refused) => {
                let others = || format!("ask another person to run: promote approve --policy {}", refused.commit);
                vec![signing_hint(&refused.by, &refused.why).unwrap_or_else(others)]
            }
            Self::Approver(refused) => refused.next.iter().cloned().collect(),
            Self::DigestMismatch { id, .. } => vec![format!("show the current plan: promote show {id}")],
            Self::PolicyChanged { id, .. } => vec![format!("re-plan with the current policy: promote refresh {id}")],
            Self::Stale { id, .. } => vec![format!("re-plan against the current target: promote refresh {id}")],
            Self::RollbackConflict { id, .. } => {
                vec![format!("roll back the remaining keys: promote rollback {id} --key PATTERN --reason TEXT")]
            }
            Self::LostRace(_) => vec!["run the same command again".to_owned()],
            Self::Push { error, context } => push_hints(error, context),
            Self::Follow(refusal) => refusal.hint().into_iter().collect(),
            Self::Transaction(error) => error.hint().into_iter().collect(),
            Self::CommitMissing { id, .. } => vec![format!("show the promotion: promote show {id}")],
            Self::Git(error) | Self::Store(StoreError::Git(error)) => git_hints(error),
            Self::Store(error) => store_hints(error),
            Self::Apply(_) | Self::Pattern(_) | Self::Interrupted | Self::Io { .. } => Vec::new(),
        }
    }
}

/// The next step of a promotion.
fn next_step(steps: &[Action], id: PromotionId) -> String {
    match () {
        () if steps.contains(&Action::Rollback) => format!("roll it back: promote rollback {id} --reason TEXT"),
        () if steps.contains(&Action::Execute) => format!("show what blocks the promotion: promote show {id}"),
        () if steps.contains(&Action::Validate) => format!("promote validate {id}"),
        () => format!("promote refresh {id}"),
    }
}

fn no_match_hints(selectors: &[String], source: &str, whole: &[WholeFile]) -> Vec<String> {
    let mut hints = Vec::new();
    if let Some(file) = whole.first() {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        hints.push(format!("select the whole file: '{name}:*'"));
    }
    for text in selectors {
        let looks_like_file = text.contains('/') || [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
        let name = text.rsplit('/').next().unwrap_or(text);
        if text.contains(':') {
            continue;
        }
        if looks_like_file && name.contains('.') {
            hints.push(format!("select a whole file: '{text}:*'"));
        } else if looks_like_file {
            hints.push(format!("select everything in a folder: '{}/**:*'", text.trim_end_matches('/')));
        }
    }
    hints.push(format!("list the keys: promote configs {source}"));
    hints
}

fn git_hints(error: &GitError) -> Vec<String> {
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

fn store_hints(error: &StoreError) -> Vec<String> {
    match error {
        StoreError::NoPolicy { uncommitted: true, .. } => {
            vec!["promote.yaml takes effect once committed: git add promote.yaml && git commit".into()]
        }
        StoreError::NoPolicy { branch, .. } => vec![
            "find the environments and write promote.yaml: promote init".to_owned(),
            format!("if promote.yaml is on another branch than {branch}: git config promote.policyBranch BRANCH"),
        ],
        StoreError::NoPolicyBranch => {
            vec!["name the branch that holds promote.yaml: git config promote.policyBranch BRANCH".to_owned()]
        }
        StoreError::PolicyBranchMissing(_) => {
            vec!["make a first commit, or name another branch: git config promote.policyBranch BRANCH".into()]
        }
        StoreError::UnknownEnvironment { name, known } => {
            let list = format!("the environments in promote.yaml are {}", enumerate(known, "and"));
            // Only commands that read accept `@REV`; they remove it before they look the name up.
            if name.contains('@') {
                return vec![
                    "name the environment without '@REV': only the current state can be promoted".to_owned(),
                    list,
                ];
            }
            let near = nearest(name, known.iter().map(String::as_str));
            near.map(|near| format!("did you mean {near}?")).into_iter().chain([list]).collect()
        }
        StoreError::UnknownCapture { name, known } => {
            let near = nearest(name, known.iter().map(String::as_str));
            let list = format!("the templates in promote.yaml capture {}", enumerate(known, "and"));
            near.map(|near| format!("did you mean {near}?")).into_iter().chain([list]).collect()
        }
        StoreError::NoBranch { branch, remote: None, .. } => {
            vec![format!("fetch the branch if a remote has it: git fetch origin {branch}:{branch}")]
        }
        StoreError::NoBranch { branch, remote: Some(remote), .. } => {
            vec![format!("create the branch at the remote: git push {remote} COMMIT:refs/heads/{branch}")]
        }
        StoreError::UnknownRevision { shallow: true, .. } => {
            vec!["fetch the full history of this shallow clone: git fetch --unshallow".to_owned()]
        }
        StoreError::NoFiles { branch, .. } => {
            vec![format!("correct 'files' in promote.yaml; list the paths: git ls-tree -r --name-only {branch}")]
        }
        StoreError::NothingOnly { branch, .. } => {
            vec![format!(
                "use a part of a path, or a pattern, as the value; list the paths: git ls-tree -r --name-only {branch}"
            )]
        }
        StoreError::TwoNames { .. } => {
            vec!["narrow one of the templates in promote.yaml, or exclude the file with '!'".to_owned()]
        }
        StoreError::TwoClaims { .. } => {
            vec!["give each environment 'keys' in promote.yaml that do not overlap".to_owned()]
        }
        StoreError::NoKeys { names, .. } => {
            let name = names.first().map_or("ENVIRONMENT", String::as_str);
            vec![format!("correct 'keys' in promote.yaml; list the keys they select: promote configs {name}")]
        }
        StoreError::TwoFiles { .. } => {
            vec![
                "use a capture for the part of the path that differs, so that each file has its own logical name"
                    .to_owned(),
            ]
        }
        StoreError::UnknownPromotion(_) => vec!["list all promotions: promote list --all".to_owned()],
        StoreError::AmbiguousPromotion { .. } => vec!["use more digits of the id".to_owned()],
        StoreError::NotTheOnlyOne { ids } if ids.is_empty() => {
            vec![
                "create a promotion: promote create SOURCE TARGET".to_owned(),
                "name a closed promotion by its id: promote list --all".to_owned(),
            ]
        }
        StoreError::NotTheOnlyOne { .. } => vec!["name one promotion by the beginning of its id".to_owned()],
        StoreError::Ledger { ledger, .. } => {
            vec![format!("show the commits of the ledger branch: git log --stat {ledger}")]
        }
        StoreError::NotALedger { branch } => vec![
            "use another branch for the ledger: 'ledger: NAME' in promote.yaml".to_owned(),
            format!("show the commits of the branch: git log --stat {branch}"),
        ],
        StoreError::Git(error) => git_hints(error),
        StoreError::Remote(error) => remote_hints(error),
        StoreError::Restless { .. } => vec!["run the same command again".to_owned()],
        StoreError::BadPolicy { .. }
        | StoreError::UnknownRevision { .. }
        | StoreError::BadId(_)
        | StoreError::Illegal(_) => Vec::new(),
    }
}

fn remote_hints(error: &RemoteError) -> Vec<String> {
    let read = "read the last fetched state with --offline".to_owned();
    let offline =
        matches!(error, RemoteError::Unreachable { .. } | RemoteError::Shut { .. } | RemoteError::TimedOut { .. })
            .then_some(read);
    error.hint().into_iter().chain(offline).collect()
}

fn push_hints(error: &PushError, context: &PushContext) -> Vec<String> {
    match error {
        PushError::LostRace { .. } => vec!["run the same command again".to_owned()],
        PushError::Refused { kind: Refusal::Locked, words, .. } => vec![lock_hint(words)],
        PushError::Refused { kind, remote, name, .. } => refusal_hints(*kind, remote, name, context),
        PushError::NotAtomic { .. } => {
            vec!["use a server that supports atomic pushes (git 2.4 or later, over ssh, https or git)".to_owned()]
        }
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
fn lock_hint(words: &str) -> String {
    match Stale::in_words(words).filter(|stale| stale.age.is_some()) {
        Some(stale) => stale.hint(),
        None => "ask the administrator of the server to remove the lock that a killed git left there".to_owned(),
    }
}

/// Other ways than to push to the branch.
fn other_ways(kind: Refusal, remote: &str, branch: &str, context: &PushContext) -> Vec<String> {
    let only = if kind == Refusal::Protected { "" } else { "if the branch accepts merge requests only: " };
    match (context, context.id) {
        (PushContext { branch: BranchRole::Ledger, .. }, _) => vec![format!(
            "allow all users of promote to push to {branch}, the ledger; protect it against force pushes and deletion only"
        )],
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
        (_, Some(id)) => vec![format!("{only}promote execute {id} --branch")],
        (_, None) => Vec::new(),
    }
}

fn short(id: PromotionId) -> String {
    id.to_string().chars().take(13).collect()
}

/// A rollback cannot be scheduled, so the hint names only the people who may override.
fn rollback_hints(id: PromotionId, blockers: &[Blocker]) -> Vec<String> {
    let overriders = blockers.iter().find_map(|blocker| match blocker {
        Blocker::Frozen { overriders, .. } | Blocker::Closed { overriders, .. } => Some(overriders.as_slice()),
        _ => None,
    });
    let may = overriders.filter(|may| !may.is_empty()).map(|may| enumerate(may, "or"));
    may.map(|may| format!("{may} may override: promote rollback {id} --override --reason TEXT")).into_iter().collect()
}
