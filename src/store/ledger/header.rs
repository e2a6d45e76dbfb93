//! `ledger.json`: the version of the ledger and the policy branch. The first commit of the ledger decides, and moves and
//! upgrades after it (`recorded`): a later commit that changes the file changes nothing, and `verify` finds it.

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::{Branches, StoreError};
use promote_git::Repo;
use promote_model::ObjectId;

/// The version of a new ledger. Older ones are read and continued in their own version.
pub(crate) const VERSION: u32 = 2;

/// The first version with `tips.json`, and with clock and rules in each event.
pub(crate) const TIPS_SINCE: u32 = 2;

/// Commits of a ledger that are read to find its first one before the result is noted in the git directory.
const NOTED: usize = 64;

/// The content of `ledger.json`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::store) struct Header {
    pub(super) version: u32,
    pub(super) policy_branch: String,
    /// The default branch of the remote, if that is another one on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) head: Option<String>,
}

/// The header in a commit; `None` if it has none.
pub(super) fn read(repo: &Repo, commit: ObjectId, ledger: &str) -> Result<Option<Header>, StoreError> {
    let tree = repo.read_commit(commit)?.tree;
    let Some(entry) = repo.find_path(tree, b"ledger.json")? else { return Ok(None) };
    let malformed = |reason: String| StoreError::Ledger { ledger: ledger.into(), place: "ledger.json".into(), reason };
    let header: Header = serde_json::from_slice(&repo.read_blob(entry.oid)?).map_err(|e| malformed(e.to_string()))?;
    if header.version == 0 || header.version > VERSION {
        return Err(malformed(format!("version {} is not supported; use a newer promote", header.version)));
    }
    Ok(Some(header))
}

/// The first commit of a ledger, along first parents. What was found is noted in the git directory, so that a long ledger
/// is walked once.
pub(super) fn root(repo: &Repo, tip: ObjectId, ledger: &str) -> Result<ObjectId, StoreError> {
    let note = repo.common_dir().join("promote").join(format!("ledger-root-{}", ledger.replace('/', "%")));
    let noted = noted_root(&note);
    let (mut root, mut walked) = (tip, 0);
    for commit in repo.first_parents(tip) {
        let commit = commit?.id;
        if let Some((_, known)) = noted.filter(|(tip, _)| *tip == commit) {
            root = known;
            break;
        }
        (root, walked) = (commit, walked + 1);
    }
    if walked > NOTED {
        // A note that cannot be written costs time only.
        let _ = note.parent().map(fs::create_dir_all);
        let _ = fs::write(note, format!("{tip} {root}\n"));
    }
    Ok(root)
}

/// The tip and the first commit of a ledger, as noted.
fn noted_root(note: &PathBuf) -> Option<(ObjectId, ObjectId)> {
    let text = fs::read_to_string(note).ok()?;
    let (tip, root) = text.trim().split_once(' ')?;
    Some((tip.parse().ok()?, root.parse().ok()?))
}

/// The time of the last event in a ledger; `None` if the ledger does not exist yet. Each event is appended with the
/// time of the event before it or a later one, so the tip has the latest time.
pub(in crate::store) fn time(repo: &Repo, branches: &Branches, ledger: &str) -> Result<Option<Timestamp>, StoreError> {
    let Some(tip) = branches.tips.get(ledger) else { return Ok(None) };
    Ok(Timestamp::from_second(repo.read_commit(*tip)?.committer.seconds).ok())
}
