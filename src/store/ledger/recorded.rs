//! What a ledger decides about itself: which branch holds `promote.yaml`, and in which version it goes on. A decision counts
//! with the consents that `policy:` of the branch before asks for.

use std::fs;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::header::{self, Header, TIPS_SINCE};
use super::stored_statement::{self, folder_entries};
use crate::store::policy_line::{PolicyLine, Segment};
use crate::store::{Branches, StoreError, policy_at};
use promote_core::policy::FILE;
use promote_core::policy::verify::{
    GivenConsent, LedgerDecision, LedgerStatement, MOVES, PolicyMove, UPGRADES, decision_status,
};
use promote_git::{GitError, Repo, SignatureChecker, Timeouts, trailers};
use promote_model::ObjectId;

/// What a ledger decides about itself.
pub(in crate::store) struct Recorded {
    /// The policy branch, and those before it.
    pub(in crate::store) line: PolicyLine,
    /// Whether the first commit is missing in this clone, so that the last one had to be believed.
    pub(in crate::store) is_cut: bool,
}

/// The policy branch of a ledger.
pub(in crate::store) fn recorded_branch(
    repo: &Repo,
    branches: &Branches,
    ledger: &str,
) -> Result<Option<String>, StoreError> {
    Ok(recorded(repo, branches, ledger)?.map(|recorded| recorded.line.branch().to_owned()))
}

/// What a ledger decides about itself: its first commit, and the moves and upgrades since; `None` if the ledger does not
/// exist yet, or the branch is no ledger.
pub(in crate::store) fn recorded(
    repo: &Repo,
    branches: &Branches,
    ledger: &str,
) -> Result<Option<Recorded>, StoreError> {
    let Some(tip) = branches.tips.get(ledger) else { return Ok(None) };
    // A version that this program does not know is refused, wherever it begins.
    let Some(last) = header::read(repo, *tip, ledger)? else { return Ok(None) };
    match header::root(repo, *tip, ledger) {
        Ok(root) => {
            let Some(header) = header::read(repo, root, ledger)? else { return Ok(None) };
            let line = find(repo, branches, (ledger, *tip, root), header)?;
            Ok(Some(Recorded { line, is_cut: false }))
        }
        Err(StoreError::Git(GitError::MissingObject { lacking: Some(_), .. })) => {
            let line = PolicyLine::of_branch(last.policy_branch, last.version, last.head);
            Ok(Some(Recorded { line, is_cut: true }))
        }
        Err(error) => Err(error),
    }
}

/// The branches that must be known before [`recorded`] can tell the policy branch.
pub(in crate::store) fn named_branches(
    repo: &Repo,
    branches: &Branches,
    ledger: &str,
) -> Result<Vec<String>, StoreError> {
    let Some(tip) = branches.tips.get(ledger) else { return Ok(Vec::new()) };
    let Some(last) = header::read(repo, *tip, ledger)? else { return Ok(Vec::new()) };
    let first = match header::root(repo, *tip, ledger) {
        Ok(root) => header::read(repo, root, ledger)?,
        Err(StoreError::Git(GitError::MissingObject { lacking: Some(_), .. })) => None,
        Err(error) => return Err(error),
    };
    let mut names = named_by_moves(repo, repo.read_commit(*tip)?.tree)?;
    names.push(first.unwrap_or(last).policy_branch);
    Ok(names)
}

/// The names of the branches that moves of the policy branch speak of, whether they count or not.
fn named_by_moves(repo: &Repo, tree: ObjectId) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for number in numbers(repo, tree, MOVES)? {
        let path = format!("{MOVES}/{number}/1.json");
        let Some(entry) = repo.find_path(tree, path.as_bytes())? else { continue };
        let statement = LedgerStatement::read(&repo.read_blob(entry.oid)?);
        if let Some(LedgerDecision::MovePolicy(PolicyMove { from, to, .. })) = statement.map(|read| read.decision) {
            names.extend([from, to]);
        }
    }
    Ok(names)
}

/// The line as the tree of a ledger's tip decides it, where the first commit of the ledger has this header. What was decided
/// is noted in the git directory, so that a long ledger is searched once.
fn find(
    repo: &Repo,
    branches: &Branches,
    (ledger, tip, root): (&str, ObjectId, ObjectId),
    header: Header,
) -> Result<PolicyLine, StoreError> {
    let tree = repo.read_commit(tip)?.tree;
    let mut line = PolicyLine::of_branch(header.policy_branch, header.version, header.head);
    let subtree = |name: &str| Ok::<_, StoreError>(repo.find_path(tree, name.as_bytes())?.map(|entry| entry.oid));
    let (moves, upgrades) = (subtree(MOVES)?, subtree(UPGRADES)?);
    if moves.is_none() && upgrades.is_none() {
        return Ok(line);
    }
    let note = LineOrigin { root, moves, upgrades };
    let path = repo.common_dir().join("promote").join(format!("policy-line-{}", ledger.replace('/', "%")));
    let noted = fs::read(&path).ok().and_then(|text| serde_json::from_slice::<(LineOrigin, PolicyLine)>(&text).ok());
    if let Some((_, line)) = noted.filter(|(of, _)| *of == note) {
        return Ok(line);
    }
    let search =
        DecisionSearch { repo, branches, tip, tree, root, signatures: SignatureChecker::new(Timeouts::default()) };
    let mut all = true;
    for version in numbers(repo, tree, UPGRADES)? {
        all &= search.upgrade(&mut line, version)?;
    }
    for number in numbers(repo, tree, MOVES)? {
        all &= search.go_on(&mut line, number)?;
    }
    if all && let Ok(text) = serde_json::to_vec(&(&note, &line)) {
        // A note that cannot be written costs time only.
        let _ = path.parent().map(fs::create_dir_all);
        let _ = fs::write(path, text);
    }
    Ok(line)
}

/// What a noted line was decided from: nothing else of a ledger matters.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct LineOrigin {
    root: ObjectId,
    moves: Option<ObjectId>,
    upgrades: Option<ObjectId>,
}

/// The numbers of the folders in a folder.
fn numbers(repo: &Repo, tree: ObjectId, folder: &str) -> Result<Vec<usize>, StoreError> {
    let entries = folder_entries(repo, tree, folder)?;
    let mut numbers: Vec<usize> =
        entries.iter().filter_map(|entry| String::from_utf8_lossy(&entry.name).parse().ok()).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// The search for the decisions in a ledger's tree that count.
struct DecisionSearch<'a> {
    repo: &'a Repo,
    branches: &'a Branches,
    tip: ObjectId,
    tree: ObjectId,
    root: ObjectId,
    signatures: SignatureChecker,
}

impl DecisionSearch<'_> {
    /// Upgrades the ledger, if that counts.
    fn upgrade(&self, line: &mut PolicyLine, number: usize) -> Result<bool, StoreError> {
        let folder = format!("{UPGRADES}/{number}");
        let Some(EffectiveDecision { decision, asked, .. }) = self.decided(line, &folder)? else { return Ok(false) };
        let LedgerDecision::Upgrade { version, after } = decision else { return Ok(false) };
        if usize::try_from(version) != Ok(number) || version <= line.version {
            return Ok(false);
        }
        line.version = version;
        line.upgraded_after = Some(after).filter(|_| asked);
        Ok(true)
    }

    /// Adds the segment of a move, if it counts.
    fn go_on(&self, line: &mut PolicyLine, number: usize) -> Result<bool, StoreError> {
        if line.version < TIPS_SINCE {
            return Ok(false);
        }
        let decided = self.decided(line, &format!("{MOVES}/{number}"))?;
        let Some(EffectiveDecision { decision, policy, link, .. }) = decided else { return Ok(false) };
        let LedgerDecision::MovePolicy(PolicyMove { from, to, commit, head }) = decision else { return Ok(false) };
        if from != line.branch() || self.blob(commit)? != self.blob(policy)? {
            return Ok(false);
        }
        line.go_on(number, policy, Segment { branch: to, since: Some(commit), until: None, link: Some(link), head });
        Ok(true)
    }

    /// The decision in a folder that takes effect first. Statements that say something else, or were made under other rules,
    /// do not count with it.
    fn decided(&self, line: &PolicyLine, folder: &str) -> Result<Option<EffectiveDecision>, StoreError> {
        let Ok(statements) = stored_statement::read(self.repo, &self.signatures, (self.tree, folder))? else {
            return Ok(None);
        };
        let root = self.root.to_string();
        let mut given: Vec<(LedgerDecision, Option<ObjectId>, Vec<GivenConsent>)> = Vec::new();
        for stored in statements.into_iter().filter(|stored| stored.statement.ledger == root) {
            let Some(place) = self.place(&format!("{folder}/{}.json", stored.number))? else { continue };
            let (commit, decision) = (stored.statement.policy, stored.statement.decision.clone());
            let Some(rules) = policy_at::at(self.repo, commit)? else { continue };
            if !self.rules(line, commit, place.named)? {
                continue;
            }
            let blob = self.blob(commit)?;
            let at = given.iter().position(|(other, under, _)| (other, under) == (&decision, &blob));
            let at = at.unwrap_or_else(|| {
                given.push((decision.clone(), blob, Vec::new()));
                given.len() - 1
            });
            given[at].2.push(stored.given(place.time));
            if decision_status(&rules, (commit, None), given[at].2.clone()).is_met() {
                let asked = rules.policy_approvals.as_ref().is_some_and(|rule| rule.required > 0);
                return Ok(Some(EffectiveDecision { decision, policy: commit, link: place.link, asked }));
            }
        }
        Ok(None)
    }

    /// Whether the `promote.yaml` of a commit ruled when the ledger had last named this policy: the commit is on the branch
    /// that rules, and not older than that policy. Of a branch that is gone, only what the ledger named is known.
    fn rules(&self, line: &PolicyLine, policy: ObjectId, named: Option<ObjectId>) -> Result<bool, StoreError> {
        let Some(blob) = self.blob(policy)? else { return Ok(false) };
        let named_blob = named.map(|named| self.blob(named)).transpose()?.flatten();
        let same = named_blob == Some(blob);
        let Some(tip) = self.branches.tips.get(line.branch()) else { return Ok(same) };
        let not_older = match named {
            Some(named) => same || self.is_on_line(named, policy)?,
            None => true,
        };
        Ok(not_older && self.is_on_line(policy, *tip)?)
    }

    /// Whether a commit is one of the first parents of another, or that commit itself.
    fn is_on_line(&self, commit: ObjectId, tip: ObjectId) -> Result<bool, StoreError> {
        for parent in self.repo.first_parents(tip) {
            if parent?.id == commit {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The blob of `promote.yaml` in a commit; `None` where it has none, or is missing here.
    fn blob(&self, commit: ObjectId) -> Result<Option<ObjectId>, StoreError> {
        if !self.repo.exists(commit)? {
            return Ok(None);
        }
        let tree = self.repo.read_commit(commit)?.tree;
        Ok(self.repo.find_path(tree, FILE.as_bytes())?.map(|entry| entry.oid))
    }

    /// The commit that added a file, and the state of the ledger before.
    fn place(&self, path: &str) -> Result<Option<LedgerPosition>, StoreError> {
        let (mut link, mut place) = (self.tip, None::<LedgerPosition>);
        for commit in self.repo.first_parents(self.tip) {
            let commit = commit?;
            if place.is_none() && self.repo.find_path(commit.tree, path.as_bytes())?.is_some() {
                link = commit.id;
                continue;
            }
            let time = Timestamp::from_second(commit.committer.seconds).unwrap_or(Timestamp::MIN);
            let place = place.get_or_insert(LedgerPosition { link, time, named: None });
            let found = trailers::parse(&commit.message);
            place.named = trailers::single(&found, "Policy-Commit").and_then(|id| id.parse().ok());
            if place.named.is_some() {
                break;
            }
        }
        Ok(place)
    }
}

/// A decision that takes effect.
struct EffectiveDecision {
    decision: LedgerDecision,
    /// The commit whose policy said who may decide.
    policy: ObjectId,
    /// The ledger commit with which it takes effect.
    link: ObjectId,
    /// Whether that policy asks for consents.
    asked: bool,
}

/// A commit of the ledger, and the state before it.
struct LedgerPosition {
    link: ObjectId,
    /// The time of the commit before.
    time: Timestamp,
    /// The commit whose policy the last event named.
    named: Option<ObjectId>,
}

/// The commit whose policy the last event of a ledger named.
pub(in crate::store) fn last_named(repo: &Repo, tip: ObjectId) -> Result<Option<ObjectId>, StoreError> {
    for commit in repo.first_parents(tip) {
        let found = trailers::parse(&commit?.message);
        if let Some(named) = trailers::single(&found, "Policy-Commit") {
            return Ok(named.parse().ok());
        }
    }
    Ok(None)
}
