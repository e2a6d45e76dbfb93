//! The commits of an environment's branch, checked against the ledger's records.

use std::collections::{HashMap, HashSet};

use super::{FindingCode, VerifyFinding};
use crate::policy::DirectEdits;
use crate::promotion::{Digest, Person, PromotionId};
use promote_model::ObjectId;
use promote_model::text::{enumerate, visible};

/// The kind of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitKind {
    /// A promotion.
    Promotion,
    /// A rollback.
    Rollback,
}

/// The comparison of a commit with its expected changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommitProof {
    /// Identical.
    Exact,
    /// The values are as expected, but the bytes differ.
    OtherBytes(String),
    /// Different values.
    Other(String),
    /// Something differs that the rules of the plan may explain, but they are older than those that the program holds.
    OlderRules(String),
    /// The rules of the plan are newer than those that the program holds.
    NewerRules(String),
}

/// A commit on a branch, as recorded in the ledger.
#[derive(Debug, Clone)]
pub struct RecordedCommit {
    /// The promotion.
    pub id: PromotionId,
    /// The digest of its plan.
    pub digest: Digest,
    /// Promotion or rollback.
    pub kind: CommitKind,
    /// The commit.
    pub commit: ObjectId,
    /// The environment.
    pub environment: String,
    /// The environment's branch at that time.
    pub branch: String,
    /// The person who recorded it.
    pub by: Person,
    /// The commit of the ledger that recorded it.
    pub link: ObjectId,
    /// The comparison with the plan; `None` if the commit cannot be read.
    pub proof: Option<CommitProof>,
    /// The hold during which it came, as a sentence, if that was lifted before it was recorded.
    pub on_hold: Option<String>,
}

/// A promotion that a commit names in its message, or that a commit that it merges names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailerClaim {
    /// The promotion id, as written.
    pub id: String,
    /// The digests of plans in the same message.
    pub digests: Vec<String>,
    /// Promotion or rollback.
    pub kind: CommitKind,
}

/// The ledger's knowledge of a promotion that is claimed by an unrecorded commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedRecord {
    /// Unknown to the ledger.
    Unknown,
    /// Recorded with another commit, or not executed.
    Elsewhere(Option<ObjectId>),
    /// Recorded with another commit, which is on no branch any more: this one does the same in its place, after a rebase.
    InPlaceOf(PromotionId, ObjectId),
    /// Open, and the commit is exactly what it would write; only the record is missing.
    Waiting(PromotionId),
    /// The same, but `promote.yaml` has no environment with the name of its target any more: it cannot be recorded.
    Departed(PromotionId, String),
    /// Open, but may not be executed, or the commit differs.
    Refused(PromotionId, String),
}

/// A commit on the first-parent history of a branch.
#[derive(Debug, Clone)]
pub struct TargetCommit {
    /// The commit id.
    pub id: ObjectId,
    /// Its author.
    pub author: Person,
    /// The number of parents.
    pub parents: usize,
    /// The promotions that it names.
    pub claims: Vec<TrailerClaim>,
    /// What the ledger knows of them, if the commit is not recorded: what proves the commit, else the first.
    pub expected: Option<ExpectedRecord>,
    /// Whether the branch began with this commit in its history, before it was an environment's.
    pub inherited: bool,
    /// The environments with `from` whose files it changes, and the paths.
    pub touched: Vec<(String, Vec<String>, DirectEdits)>,
}

impl TargetCommit {
    /// The recorded commit in whose place this one is, after a rebase.
    pub fn replaces(&self) -> Option<ObjectId> {
        match self.expected {
            Some(ExpectedRecord::InPlaceOf(_, recorded)) => Some(recorded),
            _ => None,
        }
    }
}

/// Verifies a branch. `commits` are the commits in question, `whole` is the branch's whole first-parent history.
pub fn verify_target(
    branch: &str,
    commits: &[TargetCommit],
    whole: &HashSet<ObjectId>,
    done: &[RecordedCommit],
    looked_at: impl Fn(&RecordedCommit) -> bool,
) -> Vec<VerifyFinding> {
    let mut by_commit: HashMap<ObjectId, Vec<&RecordedCommit>> = HashMap::new();
    for done in done {
        by_commit.entry(done.commit).or_default().push(done);
    }
    let mut found = Vec::new();
    for commit in commits {
        match by_commit.get(&commit.id) {
            Some(records) => {
                found.extend(records.iter().flat_map(|done| recorded(branch, commit, done, records.len())))
            }
            None => found.extend(unrecorded(commit)),
        }
    }
    let replaced: HashSet<ObjectId> = commits.iter().filter_map(TargetCommit::replaces).collect();
    let gone = |done: &&RecordedCommit| {
        done.branch == branch && !whole.contains(&done.commit) && !replaced.contains(&done.commit) && looked_at(done)
    };
    for done in done.iter().filter(gone) {
        let (verb, _) = words(done.kind);
        let message = format!(
            "promotion {} is recorded as {verb} by {}, which is not on the first-parent history of {}",
            done.id,
            done.commit.short(),
            visible(branch)
        );
        found.push(about(done, FindingCode::MissingCommit, done.link, message));
    }
    found
}

fn words(kind: CommitKind) -> (&'static str, &'static str) {
    match kind {
        CommitKind::Promotion => ("executed", "plan"),
        CommitKind::Rollback => ("rolled back", "rollback"),
    }
}

fn about(done: &RecordedCommit, code: FindingCode, commit: ObjectId, message: impl Into<String>) -> VerifyFinding {
    VerifyFinding::new(code, commit, message).by(&done.by).of(done.id).in_environment(&done.environment)
}

/// Checks a commit that the ledger records.
fn recorded(branch: &str, commit: &TargetCommit, done: &RecordedCommit, records: usize) -> Vec<VerifyFinding> {
    let mut found = Vec::new();
    let mut wrong = |code, message: String| found.push(about(done, code, commit.id, message));
    let (verb, _) = words(done.kind);
    if records > 1 {
        wrong(FindingCode::SecondCommit, format!("the ledger records this commit for {records} promotions"));
    }
    if done.branch != branch && !commit.inherited {
        let message = format!("promotion {} belongs on {}, but this commit is on {}", done.id, done.branch, branch);
        wrong(FindingCode::WrongTarget, message);
    }
    let ours = commit.claims.iter().find(|claim| claim.id == done.id.to_string() && claim.kind == done.kind);
    match (ours, commit.claims.first()) {
        (Some(claim), _) => {
            let digest = done.digest.to_string();
            if done.kind == CommitKind::Promotion && !claim.digests.contains(&digest) {
                wrong(FindingCode::Trailers, "the trailer Plan-Digest is not that of the executed plan".to_owned());
            }
        }
        // A merge of a proposal has its own message.
        (None, None) if commit.parents < 2 => {
            let message =
                format!("promotion {} is recorded as {verb} by this commit, but it has no such trailer", done.id);
            wrong(FindingCode::Trailers, message);
        }
        (None, Some(claim)) if commit.parents < 2 => {
            let named = visible(&claim.id);
            let message =
                format!("promotion {} is recorded as {verb} by this commit, but its trailers name {named}", done.id);
            wrong(FindingCode::Trailers, message);
        }
        _ => {}
    }
    if let Some(message) = &done.on_hold {
        wrong(FindingCode::Refused("on-hold"), message.clone());
    }
    match (&done.proof, done.kind) {
        (Some(CommitProof::Exact), _) => {}
        (None, _) => wrong(FindingCode::NotThePlan, "the changes of the commit cannot be read".to_owned()),
        (Some(CommitProof::OtherBytes(what)), _) => wrong(FindingCode::OtherBytes, what.clone()),
        (Some(CommitProof::OlderRules(what)), _) => wrong(FindingCode::OlderRules, what.clone()),
        (Some(CommitProof::NewerRules(what)), _) => wrong(FindingCode::NewerRules, what.clone()),
        (Some(CommitProof::Other(what)), CommitKind::Promotion) => wrong(FindingCode::NotThePlan, what.clone()),
        (Some(CommitProof::Other(what)), CommitKind::Rollback) => wrong(FindingCode::NotTheRollback, what.clone()),
    }
    found
}

/// Checks a commit that the ledger does not record.
fn unrecorded(commit: &TargetCommit) -> Vec<VerifyFinding> {
    let environment = commit.touched.first().map(|(name, ..)| name.clone());
    let wrong = |code, message: String| {
        let finding = VerifyFinding::new(code, commit.id, message).by(&commit.author);
        VerifyFinding { environment: environment.clone(), ..finding }
    };
    let claimed = commit.claims.first().map(|claim| visible(&claim.id).into_owned()).unwrap_or_default();
    let kind = commit.claims.first().map_or(CommitKind::Promotion, |claim| claim.kind);
    match &commit.expected {
        None => direct(commit),
        Some(ExpectedRecord::Unknown) => {
            vec![wrong(
                FindingCode::UnknownPromotion,
                format!("the commit names promotion {claimed}, which is not in the ledger"),
            )]
        }
        Some(ExpectedRecord::Elsewhere(Some(other))) => {
            let (verb, _) = words(kind);
            let message = format!("promotion {claimed} was {verb} by {}, not by this commit", other.short());
            vec![wrong(FindingCode::SecondCommit, message)]
        }
        Some(ExpectedRecord::Elsewhere(None)) => {
            let (verb, _) = words(kind);
            let message = format!("the commit names promotion {claimed}, which is not recorded as {verb}");
            vec![wrong(FindingCode::NotRecorded, message)]
        }
        Some(ExpectedRecord::InPlaceOf(..)) => Vec::new(),
        Some(ExpectedRecord::Waiting(id)) => {
            let message = format!("the commit is that of promotion {id}, but is not recorded in the ledger yet");
            let finding = wrong(FindingCode::Unrecorded, message).of(*id).hint(format!("promote execute {id}"));
            vec![finding.notice()]
        }
        Some(ExpectedRecord::Departed(id, target)) => {
            let message = format!(
                "the commit is that of promotion {id}, but is not recorded in the ledger, and promote.yaml has no environment \
                 {target} any more"
            );
            let hint = format!("give an environment the name {target} again to record it; nothing else is missing");
            vec![wrong(FindingCode::Unrecorded, message).of(*id).hint(hint).notice()]
        }
        Some(ExpectedRecord::Refused(id, why)) => {
            let message = format!("the commit names promotion {id}, which was never executed: {why}");
            vec![wrong(FindingCode::NotRecorded, message).of(*id)]
        }
    }
}

/// The maximum number of files named in a message.
const NAMED: usize = 3;

/// The findings for a change without a promotion.
fn direct(commit: &TargetCommit) -> Vec<VerifyFinding> {
    let finding = |(name, paths, rule): &(String, Vec<String>, DirectEdits)| {
        let mut shown: Vec<String> = paths.iter().take(NAMED).map(|path| visible(path).into_owned()).collect();
        if paths.len() > NAMED {
            shown.push(format!("{} more", paths.len() - NAMED));
        }
        let message = format!("the commit changes {} of {name} without a promotion", enumerate(&shown, "and"));
        let finding =
            VerifyFinding::new(FindingCode::DirectEdit, commit.id, message).by(&commit.author).in_environment(name);
        match rule {
            DirectEdits::Allow => None,
            DirectEdits::Warn => Some(finding.notice()),
            DirectEdits::Deny => Some(finding),
        }
    };
    commit.touched.iter().filter_map(finding).collect()
}
