//! What to do next, for every error: commands that can be typed as they stand.

use super::{Branch, OpError, Pushed, blocker_hint, override_hint, signing_hint};
use crate::engine::whole_file::WholeFile;
use crate::store::StoreError;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::{Action, PromotionId};
use promote_git::{GitError, PushError, Refusal, RemoteError, StaleLock};
use promote_model::text::{enumerate, nearest};

impl OpError {
    /// What to do next, one line each.
    pub(crate) fn hints(&self) -> Vec<String> {
        match self {
            Self::Usage { hints, .. } => hints.clone(),
            Self::NoMatch { selectors, from, whole, .. } => no_match_hints(selectors, from, whole),
            Self::NoBase { from, target } => {
                vec![format!("name a state to compare with: promote diff {from} {target} --changed --since REV")]
            }
            Self::OwnKey { target, .. } => {
                vec![format!("take the key out of {target}'s 'keep' in promote.yaml, or leave it out of the promotion")]
            }
            Self::Blocked { id, blockers } => {
                let hints = blockers.iter().filter_map(|b| blocker_hint(b, *id));
                // A freeze and a window that is closed open at the same time.
                let mut hints: Vec<String> = hints.chain(override_hint(blockers, *id)).collect();
                hints.dedup();
                hints
            }
            Self::NoRollback { id, blockers } => rollback_hints(*id, blockers),
            Self::NotThen { id, blockers, .. } => {
                let mut hints: Vec<String> = blockers.iter().filter_map(|b| blocker_hint(b, Some(*id))).collect();
                hints.dedup();
                hints
            }
            Self::IllegalStep { id, steps, .. } => match steps.as_slice() {
                [] => vec!["it has ended; create another: promote create SOURCE TARGET".to_owned()],
                steps => vec![next_step(steps, *id)],
            },
            Self::Landed { id, .. } => vec![format!("record it: promote execute {id}")],
            Self::NoAttestor(refused) => signing_hint(&refused.by, &refused.why).into_iter().collect(),
            Self::BadSchema { branch, .. } => vec![format!("put it right, and have it committed on {branch}")],
            Self::NoPolicyApprover(refused) => {
                let others = || format!("somebody else must run: promote approve --policy {}", refused.commit);
                vec![signing_hint(&refused.by, &refused.why).unwrap_or_else(others)]
            }
            Self::NoApprover(refused) => refused.next.iter().cloned().collect(),
            Self::OtherDigest { id, .. } => vec![format!("see what is planned now: promote show {id}")],
            Self::PolicyChanged { id, .. } => vec![format!("plan it anew by today's rules: promote refresh {id}")],
            Self::Stale { id, .. } => vec![format!("plan it anew on what is there now: promote refresh {id}")],
            Self::RollbackConflict { id, .. } => {
                vec![format!(
                    "take back what else stands as promoted, if anything does: promote rollback {id} --key PATTERN --reason TEXT"
                )]
            }
            Self::LostRace(_) => vec!["run the same command again".to_owned()],
            Self::Push { error, pushed } => push_hints(error, pushed),
            Self::Follow(refusal) => refusal.hint().into_iter().collect(),
            Self::Transaction(error) => error.hint().into_iter().collect(),
            Self::Missing { id, .. } => vec![format!("see what happened: promote show {id}")],
            Self::Git(error) | Self::Store(StoreError::Git(error)) => git_hints(error),
            Self::Store(error) => store_hints(error),
            Self::Apply(_) | Self::Pattern(_) | Self::Interrupted | Self::Io { .. } => Vec::new(),
        }
    }
}

/// The step that takes a promotion on from where it is.
fn next_step(steps: &[Action], id: PromotionId) -> String {
    match () {
        () if steps.contains(&Action::Rollback) => format!("it can be taken back: promote rollback {id} --reason TEXT"),
        () if steps.contains(&Action::Execute) => format!("see what it waits for: promote show {id}"),
        () if steps.contains(&Action::Validate) => format!("promote validate {id}"),
        () => format!("promote refresh {id}"),
    }
}

fn no_match_hints(selectors: &[String], source: &str, whole: &[WholeFile]) -> Vec<String> {
    let mut hints = Vec::new();
    if let Some(file) = whole.first() {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        hints.push(format!("take it as a whole: '{name}:*'"));
    }
    for text in selectors {
        let looks_like_file = text.contains('/') || [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
        let name = text.rsplit('/').next().unwrap_or(text);
        if text.contains(':') {
            continue;
        }
        if looks_like_file && name.contains('.') {
            hints.push(format!("a whole file is '{text}:*'"));
        } else if looks_like_file {
            hints.push(format!("everything in a folder is '{}/**:*'", text.trim_end_matches('/')));
        }
    }
    hints.push(format!("see the keys that there are: promote configs {source}"));
    hints
}

fn git_hints(error: &GitError) -> Vec<String> {
    if let GitError::Sign(error) = error {
        return error.hints();
    }
    let elsewhere = "run it inside a clone of your configuration repository, or name one with -C DIR";
    let outside = matches!(error, GitError::NotARepository { .. }).then(|| elsewhere.to_owned());
    let in_the_way =
        "leave it out of the promotion, or have what stands there removed, too (--prune, where it is configuration)";
    let conflict = matches!(error, GitError::PathConflict { .. }).then(|| in_the_way.to_owned());
    outside.into_iter().chain(conflict).chain(error.hint()).collect()
}

fn store_hints(error: &StoreError) -> Vec<String> {
    match error {
        StoreError::NoPolicy { uncommitted: true, .. } => {
            vec!["the one in your working tree rules once it is committed: git add promote.yaml && git commit".into()]
        }
        StoreError::NoPolicy { branch, .. } => vec![
            "find the environments of this repository and write one: promote init".to_owned(),
            format!("if it lives on another branch than {branch}: git config promote.policyBranch BRANCH"),
        ],
        StoreError::NoPolicyBranch => vec!["git config promote.policyBranch BRANCH".to_owned()],
        StoreError::PolicyBranchMissing(_) => {
            vec!["commit something first, or: git config promote.policyBranch BRANCH".into()]
        }
        StoreError::UnknownEnvironment { name, known } => {
            let list = format!("promote.yaml has {}", enumerate(known, "and"));
            // Only what is read may be an older state; whoever reads splits it off before.
            if name.contains('@') {
                return vec!["what is promoted is the environment as it stands, without '@REV'".to_owned(), list];
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
            vec![format!("if a remote has it: git fetch origin {branch}:{branch}")]
        }
        StoreError::NoBranch { branch, remote: Some(remote), .. } => {
            vec![format!("begin it there: git push {remote} COMMIT:refs/heads/{branch}")]
        }
        StoreError::UnknownRevision { shallow: true, .. } => {
            vec!["this clone is shallow; where that is why: git fetch --unshallow".to_owned()]
        }
        StoreError::NoFiles { branch, .. } => {
            vec![format!("correct 'files' in promote.yaml; the paths are: git ls-tree -r --name-only {branch}")]
        }
        StoreError::NothingOnly { branch, .. } => {
            vec![format!(
                "a value is a part of a path, or a pattern for some; the paths are: git ls-tree -r --name-only {branch}"
            )]
        }
        StoreError::TwoNames { .. } => {
            vec!["make one of the templates in promote.yaml narrower, or leave the file out with '!'".to_owned()]
        }
        StoreError::TwoClaims { .. } => {
            vec![
                "give each of them 'keys' of its own in promote.yaml, below which no key of the other can lie"
                    .to_owned(),
            ]
        }
        StoreError::NoKeys { names, .. } => {
            let name = names.first().map_or("ENVIRONMENT", String::as_str);
            vec![format!("correct 'keys' in promote.yaml; what they give is: promote configs {name}")]
        }
        StoreError::TwoFiles { .. } => {
            vec!["each file needs a logical name of its own: name what differs in a capture".to_owned()]
        }
        StoreError::UnknownPromotion(_) => vec!["see all of them: promote list --all".to_owned()],
        StoreError::AmbiguousPromotion { .. } => vec!["type more digits".to_owned()],
        StoreError::NotTheOnlyOne { ids } if ids.is_empty() => {
            vec![
                "create one: promote create SOURCE TARGET".to_owned(),
                "what has ended goes by its id: promote list --all".to_owned(),
            ]
        }
        StoreError::NotTheOnlyOne { .. } => vec!["name one by the beginning of its id".to_owned()],
        StoreError::Ledger { ledger, .. } => vec![format!("see who wrote it: git log --stat {ledger}")],
        StoreError::NotALedger { branch } => vec![
            "keep the records on a branch of another name: 'ledger: NAME' in promote.yaml".to_owned(),
            format!("see what it holds: git log --stat {branch}"),
        ],
        StoreError::Git(error) => git_hints(error),
        StoreError::Remote(error) => remote_hints(error),
        StoreError::PolicyKeepsChanging { .. } => vec!["run the same command again".to_owned()],
        StoreError::BadPolicy { .. }
        | StoreError::UnknownRevision { .. }
        | StoreError::BadId(_)
        | StoreError::Illegal(_) => Vec::new(),
    }
}

fn remote_hints(error: &RemoteError) -> Vec<String> {
    let read = "what was fetched last can be read with --offline".to_owned();
    let offline = matches!(
        error,
        RemoteError::Unreachable { .. } | RemoteError::AccessDenied { .. } | RemoteError::TimedOut { .. }
    )
    .then_some(read);
    error.hint().into_iter().chain(offline).collect()
}

fn push_hints(error: &PushError, pushed: &Pushed) -> Vec<String> {
    match error {
        PushError::LostRace { .. } => vec!["run the same command again".to_owned()],
        PushError::Refused { kind: Refusal::Locked, message, .. } => vec![lock_hint(message)],
        PushError::Refused { kind, remote, name, .. } => refusal_hints(*kind, remote, name, pushed),
        PushError::NotAtomic { .. } => {
            vec!["use a server that takes atomic pushes (git 2.4 or later, over ssh, https or git)".to_owned()]
        }
        PushError::Remote(error) => {
            let unsure = matches!(error, RemoteError::Unreachable { .. } | RemoteError::TimedOut { .. });
            let again = "it may have done it all the same: the same command, run again, finds out".to_owned();
            error.hint().into_iter().chain(unsure.then_some(again)).collect()
        }
    }
}

fn refusal_hints(kind: Refusal, remote: &str, name: &str, pushed: &Pushed) -> Vec<String> {
    let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
    let one = |hint: String| vec![hint];
    match kind {
        Refusal::Protected | Refusal::Hook | Refusal::Locked | Refusal::Other => around(kind, remote, branch, pushed),
        Refusal::Permission => one(format!(
            "who may push to {branch} is decided at the remote: ask for write access, or let somebody run it who has it"
        )),
        Refusal::Size => {
            one("leave out what is large: promote create with --key or --config, one file at a time".to_owned())
        }
        Refusal::Storage => one("whoever runs the server must give it room, or let it write to its folders".to_owned()),
        Refusal::CheckedOut => {
            one("the remote should be a bare repository; there: git config core.bare true".to_owned())
        }
    }
}

/// A lock at the remote, which may be on this machine.
fn lock_hint(words: &str) -> String {
    match StaleLock::in_message(words).filter(|lock| lock.age.is_some()) {
        Some(stale) => stale.hint(),
        None => "a git that was killed at the remote left a lock; whoever runs the server must remove it".to_owned(),
    }
}

/// Where there is another way than to push to that branch.
fn around(kind: Refusal, remote: &str, branch: &str, pushed: &Pushed) -> Vec<String> {
    let only = if kind == Refusal::Protected { "" } else { "where the branch takes merge requests only: " };
    match (pushed, pushed.id) {
        (Pushed { about: Branch::Ledger, .. }, _) => vec![format!(
            "everybody who decides must be let push to the ledger; protect {branch} against force pushes and deletion only"
        )],
        (Pushed { about: Branch::Proposal, .. }, Some(id)) => {
            vec![format!("give it a name that may be pushed: promote execute {id} --branch=NAME")]
        }
        (Pushed { rollback: Some(commit), .. }, Some(id)) => vec![
            format!("for a merge request: git push {remote} {commit}:refs/heads/rollback/{}", short(id)),
            format!("once that is merged, as one commit: promote rollback {id} --reason TEXT"),
        ],
        (_, Some(id)) => vec![format!("{only}promote execute {id} --branch")],
        (_, None) => Vec::new(),
    }
}

fn short(id: PromotionId) -> String {
    id.to_string().chars().take(13).collect()
}

/// A rollback cannot be scheduled: those who may override it are all there is to do but wait.
fn rollback_hints(id: PromotionId, blockers: &[Blocker]) -> Vec<String> {
    let overriders = blockers.iter().find_map(|blocker| match blocker {
        Blocker::Frozen { overriders, .. } | Blocker::Closed { overriders, .. } => Some(overriders.as_slice()),
        _ => None,
    });
    let may = overriders.filter(|may| !may.is_empty()).map(|may| enumerate(may, "or"));
    may.map(|may| format!("{may} may run: promote rollback {id} --override --reason TEXT")).into_iter().collect()
}
