//! `init`: detects the environments of a repository and writes a first `promote.yaml`.
//!
//! It reads committed files, not the working tree. It never overwrites a `promote.yaml`; the new one takes effect once
//! committed.

mod formats;
mod history;
mod inside;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::suggest::offer;
use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::held::HeldFiles;
use crate::engine::left_behind::{Locked, lock_and_finish};
use crate::store::{Branches, commits};
use promote_core::env::detect::{Detection, find, find_with};
use promote_core::policy::coverage::Coverage;
use promote_core::policy::settle::{Settled, settle};
use promote_core::policy::{FILE, read};
use promote_core::promotion::message::CommitMessage;
use promote_git::{EntryMode, Expected, RefUpdate, Repo};
use promote_model::{FileMode, ObjectId};

/// The report of `init`.
#[derive(Debug)]
pub(crate) struct Initialized {
    /// The detected environments.
    pub(crate) findings: Detection,
    /// The number of files examined.
    pub(crate) files: usize,
    /// What the proposal takes of the configuration files.
    pub(crate) coverage: Coverage,
    /// Templates that were left out, because the proposal would not load with them.
    pub(crate) conflicting: Vec<String>,
    /// The number of commits that were looked at for the order of environments.
    pub(crate) commits: usize,
    /// Branches in the proposal that only a remote has, and no remote decides: the branch and its remote-tracking ref.
    pub(crate) only_remote: Vec<(String, String)>,
    /// The text of the proposed `promote.yaml`; `None` where fewer than two environments were found.
    pub(crate) proposal: Option<String>,
    /// The result for the proposal.
    pub(crate) result: ProposalResult,
}

/// The result for the proposed `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProposalResult {
    /// Written to this file.
    Written(PathBuf),
    /// A dry run: the file and the text that would be written.
    WouldWrite(PathBuf, String),
    /// Committed to this branch.
    Committed(String, ObjectId),
    /// The text, for `--print`.
    Text(String),
    /// Fewer than two environments were found, so nothing can be promoted.
    TooFew,
}

/// Where the proposal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InitRequest {
    /// Only the text; nothing is written.
    Text,
    /// A file in the working tree.
    File,
    /// A commit on the branch that `HEAD` names.
    Commit,
}

/// Detects the environments in the commit at `HEAD`, and writes, commits or returns a `promote.yaml`.
///
/// # Errors
/// Where there is no commit, a `promote.yaml` exists, there is no working tree to write to, or the file cannot be written.
pub(crate) fn init(context: &Context, wanted: InitRequest) -> Result<Initialized, OpError> {
    let repo = Repo::open(&context.dir)?;
    let Some(commit) = repo.resolve("HEAD")? else {
        let message = "the repository has no commit yet; promote reads only committed files".to_owned();
        return Err(OpError::Usage {
            message,
            hints: vec!["commit the files first: git add -A && git commit".to_owned()],
        });
    };
    let tree = repo.read_commit(commit)?.tree;
    let place = place(&repo, tree, wanted)?;
    let files = files(&repo, tree)?;
    let (local, remote) = (Branches::read(&repo)?, repo.remote_branches()?);
    let branches: Vec<&str> = local.tips.keys().chain(remote.keys()).map(String::as_str).collect();
    let settled = proposed(&repo, commit, &files, &unique(branches))?;
    let (findings, commits) = (settled.found, settled.commits);
    let named = findings.environments.iter().filter_map(|e| e.branch.as_ref()).filter(|_| findings.remote.is_none());
    let only_remote = named.filter(|b| !local.tips.contains_key(*b)).filter_map(|b| remote.get_key_value(b));
    let only_remote = only_remote.map(|(branch, place)| (branch.clone(), place.clone())).collect();
    let proposal = findings.proposal().map(|text| offer(context, &text));
    let result = match (proposal.clone(), place) {
        (None, _) => ProposalResult::TooFew,
        (Some(text), _) if wanted == InitRequest::Text => ProposalResult::Text(text),
        (Some(text), _) if wanted == InitRequest::Commit && !context.dry_run => {
            commit_to(context, &repo, local.head.as_deref(), commit, &text)?
        }
        (Some(text), None) => ProposalResult::Text(text),
        (Some(text), Some(path)) if context.dry_run => ProposalResult::WouldWrite(path, text),
        (Some(text), Some(path)) => {
            write(&path, &text)?;
            ProposalResult::Written(path)
        }
    };
    let (coverage, conflicting) = (settled.coverage, settled.conflicting);
    Ok(Initialized { findings, files: files.len(), coverage, conflicting, commits, only_remote, proposal, result })
}

/// What is proposed.
struct Proposed {
    found: Detection,
    coverage: Coverage,
    conflicting: Vec<String>,
    commits: usize,
}

/// The proposal for a commit: detected, tried, ordered by history, with the formats that names do not tell and the only
/// remote.
fn proposed(
    repo: &Repo,
    commit: ObjectId,
    files: &[(String, ObjectId)],
    branches: &[&str],
) -> Result<Proposed, OpError> {
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let mut settled = settle(find(&paths, branches), &paths);
    let maps = inside::find(repo, &settled.found, &settled.trial, files);
    if !maps.is_empty() {
        settled = settle(find_with(&paths, branches, &maps), &paths);
    }
    let Settled { mut found, coverage, conflicting, layout, trial } = settled;
    let commits =
        layout.as_ref().map_or(0, |layout| history::order(repo, commit, &mut found, (layout, &trial), &paths));
    let loads = |found: &Detection| found.proposal().is_none_or(|text| read(text.as_bytes()).is_ok());
    found.formats = formats::find(repo, &found, &trial, files);
    if !loads(&found) {
        found.formats.clear();
    }
    if let [only] = repo.remotes()?.as_slice() {
        found.remote = Some(only.clone());
    }
    if !loads(&found) {
        found.remote = None;
    }
    Ok(Proposed { found, coverage, conflicting, commits })
}

fn unique(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

/// The path of the new file, which must not exist; `None` where nothing is written to a working tree.
fn place(repo: &Repo, tree: ObjectId, wanted: InitRequest) -> Result<Option<PathBuf>, OpError> {
    if wanted == InitRequest::Text {
        return Ok(None);
    }
    let root = repo.work_tree().map(Path::to_owned);
    let path = root.as_deref().unwrap_or(Path::new("")).join(FILE);
    if repo.find_path(tree, FILE.as_bytes())?.is_some() || (root.is_some() && path.symlink_metadata().is_ok()) {
        return Err(exists(&path));
    }
    if root.is_none() && wanted == InitRequest::File {
        let message = format!("a bare repository has no working tree to write {FILE} to");
        let hints = ["commit it instead: promote init --commit", "preview it: promote init --print"];
        return Err(OpError::Usage { message, hints: hints.map(str::to_owned).to_vec() });
    }
    Ok(root.map(|_| path))
}

/// Commits the file to the current branch, and updates its checkouts.
fn commit_to(
    context: &Context,
    repo: &Repo,
    branch: Option<&str>,
    tip: ObjectId,
    text: &str,
) -> Result<ProposalResult, OpError> {
    let Some(branch) = branch else {
        let message = "cannot commit: HEAD is detached".to_owned();
        return Err(OpError::Usage { message, hints: vec!["switch to a branch: git switch BRANCH".to_owned()] });
    };
    let Locked { lock: _lock, left, .. } = lock_and_finish(context)?;
    left.map_or(Ok(()), Err)?;
    let actor = context.actor(repo, context.now)?;
    let mut batch = context.batch(repo)?;
    let entry = Some((FileMode::Regular, batch.blob(text.as_bytes())?));
    let paths = BTreeMap::from([(FILE.as_bytes().to_vec(), entry)]);
    let tree = batch.splice(Some(repo.read_commit(tip)?.tree), &paths)?;
    let message = CommitMessage { title: format!("Add {FILE}"), body: String::new(), trailers: Vec::new() };
    let new = commits::commit(&mut batch, tree, vec![tip], &actor.signature, &message)?;
    batch.flush()?;
    let name = format!("refs/heads/{branch}");
    let mut held = HeldFiles::new(&context.interrupt, new);
    for checkout in repo.checkouts(&name)? {
        held.push(repo.hold(&checkout, Some(tip), new)?);
    }
    repo.transaction(&[RefUpdate { name, old: Expected::Is(tip), new: Some(new) }], "promote init")?;
    held.follow(repo, None)?;
    Ok(ProposalResult::Committed(branch.to_owned(), new))
}

fn exists(path: &Path) -> OpError {
    let message = format!("{FILE} already exists: {}", path.display());
    OpError::Usage { message, hints: vec!["preview a new proposal: promote init --print".to_owned()] }
}

/// All files of a tree by path, without names that are not UTF-8: no template matches those.
fn files(repo: &Repo, tree: ObjectId) -> Result<Vec<(String, ObjectId)>, OpError> {
    let mut files = Vec::new();
    let mut folders: Vec<(String, ObjectId)> = vec![(String::new(), tree)];
    while let Some((folder, tree)) = folders.pop() {
        for entry in repo.read_tree(tree)? {
            let Ok(name) = std::str::from_utf8(&entry.name) else { continue };
            match entry.mode {
                EntryMode::Tree => folders.push((format!("{folder}{name}/"), entry.oid)),
                EntryMode::File(_) => files.push((format!("{folder}{name}"), entry.oid)),
                EntryMode::Submodule => {}
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes the file atomically, and never over another one.
fn write(path: &Path, text: &str) -> Result<(), OpError> {
    let failed = |error| OpError::Io { what: "write", path: path.display().to_string(), error };
    let folder = path.parent().unwrap_or(Path::new("."));
    // The user's umask applies, as for any file that an editor creates.
    let permissions = std::fs::Permissions::from_mode(0o666);
    let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(failed(error.error)),
    }
}

/// The pipeline as chains that show each step at least once: `dev -> staging -> production`. The last source of an
/// environment continues a chain, since that is the one that is longest away from the beginning.
pub(crate) fn chains(findings: &Detection) -> Vec<Vec<&str>> {
    let from: BTreeMap<&str, &[String]> =
        findings.environments.iter().map(|e| (e.name.as_str(), e.from.as_slice())).collect();
    let feeds = |name: &str| findings.environments.iter().any(|e| e.from.iter().any(|f| f == name));
    let mut chains = Vec::new();
    let mut shown: BTreeSet<(&str, &str)> = BTreeSet::new();
    for environment in findings.environments.iter().filter(|e| !feeds(&e.name)) {
        let mut chain = vec![environment.name.as_str()];
        while let Some(source) = chain.last().and_then(|name| from.get(name)).and_then(|from| from.last()) {
            chain.push(source);
        }
        chain.reverse();
        shown.extend(chain.windows(2).map(|step| (step[0], step[1])));
        chains.push(chain);
    }
    for environment in &findings.environments {
        let steps = environment.from.iter().map(|source| (source.as_str(), environment.name.as_str()));
        for (source, target) in steps.filter(|step| !shown.contains(step)) {
            chains.push(vec![source, target]);
        }
    }
    chains
}
