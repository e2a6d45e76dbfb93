//! Hints for errors of the store: policy, environments, ledger.

use super::remote_hints::{git_hints, remote_hints};
use crate::store::StoreError;
use promote_core::promotion::state::IllegalStep;
use promote_model::text::{enumerate, nearest};

pub(super) fn store_hints(error: &StoreError) -> Vec<String> {
    let one = |hint: &str| vec![hint.to_owned()];
    let set_branch = "git config promote.policyBranch BRANCH";
    match error {
        StoreError::NoPolicy { uncommitted: true, .. } => {
            one("promote.yaml takes effect once committed: git add :/promote.yaml && git commit")
        }
        StoreError::NoPolicy { branch, .. } => vec![
            "find the environments and write promote.yaml: promote init".to_owned(),
            format!("if promote.yaml is on another branch than {branch}: {set_branch}"),
        ],
        StoreError::NoPolicyBranch => vec![format!("name the branch that holds promote.yaml: {set_branch}")],
        StoreError::OtherLedger { named, existing } => vec![
            format!("go on with it: write 'ledger: {existing}' into promote.yaml"),
            format!("or rename the branch, here and at its remotes: git branch -m {existing} {named}"),
        ],
        StoreError::ManyPolicyBranches { .. } => vec![
            "name the one that rules with the first promotion: promote create SOURCE TARGET --policy-branch BRANCH"
                .to_owned(),
            format!("only to read: {set_branch}"),
        ],
        StoreError::UnmergedPolicy { branch, head } => vec![
            format!("merge {head} into {branch} first; commands that only read work before"),
            "or let another branch rule from the beginning: --policy-branch BRANCH".to_owned(),
        ],
        StoreError::SecondLedger { remote, ledger } => vec![
            format!("go on with it: write 'remote: {remote}' into promote.yaml, and commit that"),
            format!("or fetch it into this clone: git fetch {remote} {ledger}:{ledger}"),
            "or begin another one here, beside it: --new-ledger".to_owned(),
        ],
        StoreError::LedgerOnlyHere { remote, ledger } => vec![
            format!("give it to the remote: git push {remote} {ledger}"),
            "or begin another one there: --new-ledger".to_owned(),
        ],
        StoreError::LedgerUnknown { remote, .. } => vec![
            format!("check the connection: git ls-remote {remote}"),
            "if no remote has a ledger, begin one: --new-ledger".to_owned(),
        ],
        StoreError::LedgerHasBegun { branch } => vec![
            format!("leave the option out, and decide by {branch}"),
            "read promote.yaml from another branch: promote ledger policy-branch BRANCH --reason TEXT".to_owned(),
        ],
        StoreError::ClockBehind { event, .. } => vec![
            "check the clock of this machine: date -u".to_owned(),
            format!("if this clock is right, dispute the time: promote ledger dispute {event} --reason TEXT"),
        ],
        StoreError::OtherPolicyBranch { .. } => {
            one("decide by the branch that the ledger records: git config --unset promote.policyBranch")
        }
        StoreError::RulingBranchGone { branch, named } => {
            let back = named.map(|named| format!("bring the branch back: git branch {branch} {named}"));
            let moved = "or read promote.yaml from another branch: promote ledger policy-branch BRANCH --reason TEXT";
            back.into_iter().chain([moved.to_owned()]).collect()
        }
        StoreError::OtherHead { remote, head, branch } => vec![
            format!("read promote.yaml from {head} instead: promote ledger policy-branch {head} --reason TEXT"),
            format!("or stay with {branch}, and say so: promote ledger policy-branch {branch} --reason TEXT"),
            format!("show the default branch: git ls-remote --symref {remote} HEAD"),
        ],
        StoreError::PolicyBranchMissing(_) => {
            vec![format!("make a first commit, or name another branch: {set_branch}")]
        }
        StoreError::UnknownEnvironment { name, known } => unknown_environment(name, known),
        StoreError::UnknownCapture { name, known } => {
            suggestions(name, known, &format!("the templates in promote.yaml capture {}", enumerate(known, "and")))
        }
        StoreError::NoBranch { branch, remote, .. } => vec![no_branch(branch, remote.as_deref())],
        StoreError::UnknownRevision { shallow: true, .. } => {
            one("if the commit is missing because this clone is shallow: git fetch --unshallow")
        }
        StoreError::NoFiles { branch, .. } => {
            vec![format!("correct 'files' in promote.yaml; list the paths: git ls-tree -r --name-only {branch}")]
        }
        StoreError::NothingOnly { branch, only, known, .. } => {
            let near = only.iter().filter_map(|only| only.split_once('=').map(|(_, value)| value));
            let near = near.filter_map(|value| nearest(value, known.iter().map(String::as_str)));
            let near: Vec<String> = near.map(|near| format!("did you mean {near}?")).collect();
            let list = match known.len() {
                0 => format!("list the paths: git ls-tree -r --name-only {branch}"),
                1..=12 => format!("the values are {}", enumerate(known, "and")),
                many => format!("the values are {} and {} more", known[..10].join(", "), many - 10),
            };
            near.into_iter().chain([list]).collect()
        }
        StoreError::TwoNames { .. } => one("narrow one of the templates in promote.yaml, or exclude the file with '!'"),
        StoreError::TwoClaims { .. } => {
            one("give each of the two entries 'keys' that do not overlap, or narrow one of the path templates")
        }
        StoreError::NoKeys { .. } => one("correct 'keys' in promote.yaml; show the file: git show BRANCH:FILE"),
        StoreError::TwoFiles { .. } => {
            one("use a capture for the part of the path that differs, so that each file has its own logical name")
        }
        StoreError::UnknownPromotion(_) => one("list all promotions: promote list --all"),
        StoreError::AmbiguousPromotion { .. } => one("use more digits of the id"),
        StoreError::NotTheOnlyOne { choices } if choices.is_empty() => vec![
            "create a promotion: promote create SOURCE TARGET".to_owned(),
            "name a closed promotion by its id: promote list --all".to_owned(),
        ],
        StoreError::NotTheOnlyOne { .. } => one("name one promotion by its number"),
        StoreError::NothingExecuted => one("list all promotions: promote list --all"),
        StoreError::Ledger { ledger, .. } => {
            vec![format!("show the commits of the ledger branch: git log --stat {ledger}")]
        }
        StoreError::NotALedger { branch } => vec![
            "use another branch for the ledger: 'ledger: NAME' in promote.yaml".to_owned(),
            format!("show the commits of the branch: git log --stat {branch}"),
        ],
        StoreError::Git(error) => git_hints(error),
        StoreError::Remote(error) => remote_hints(error),
        StoreError::PolicyKeepsChanging { .. } => one("run the same command again"),
        StoreError::BadId(_) => one("list all promotions: promote list --all"),
        StoreError::Illegal(IllegalStep::NotApproved { .. }) => one("each person takes back their own approval alone"),
        StoreError::BadPolicy { .. } | StoreError::UnknownRevision { .. } | StoreError::Illegal(_) => Vec::new(),
    }
}

fn unknown_environment(name: &str, known: &[String]) -> Vec<String> {
    let list = format!("the environments in promote.yaml are {}", enumerate(known, "and"));
    // Only commands that read accept `@REV`; they remove it before they look the name up.
    if name.contains('@') {
        return vec!["name the environment without '@REV': only the current state can be promoted".to_owned(), list];
    }
    suggestions(name, known, &list)
}

/// The nearest known name, and the list of all.
fn suggestions(name: &str, known: &[String], list: &str) -> Vec<String> {
    let near = nearest(name, known.iter().map(String::as_str)).map(|near| format!("did you mean {near}?"));
    near.into_iter().chain([list.to_owned()]).collect()
}

fn no_branch(branch: &str, remote: Option<&str>) -> String {
    match remote {
        None => format!("fetch the branch if a remote has it: git fetch origin {branch}:{branch}"),
        Some(remote) => format!("create the branch at the remote: git push {remote} COMMIT:refs/heads/{branch}"),
    }
}
