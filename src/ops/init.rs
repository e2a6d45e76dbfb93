//! `init`: the environments of a repository, and a first `promote.yaml` for them.
//!
//! What is committed counts, not the working tree. The file is only written where there is none;
//! it rules once it is committed, so nothing else changes.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::OpError;
use super::context::Context;
use super::follow::{Move, follow};
use crate::store::{Branches, commits};
use promote_core::env::detect::{Detection, find};
use promote_core::policy::FILE;
use promote_core::promotion::message::CommitMessage;
use promote_git::{EntryMode, Expected, RefUpdate, Repo};
use promote_model::{FileMode, ObjectId};

/// What came of it.
#[derive(Debug)]
pub(crate) struct Initialized {
    /// What was found.
    pub(crate) findings: Detection,
    /// How many files were looked at.
    pub(crate) files: usize,
    /// Branches that the proposal names and that only a remote has: the branch, and where it is.
    pub(crate) only_remote: Vec<(String, String)>,
    /// What was done with the proposal.
    pub(crate) outcome: Outcome,
}

/// What was done with the proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was written to this file.
    Written(PathBuf),
    /// It would have been; here is its text.
    WouldWrite(PathBuf, String),
    /// It was committed to this branch.
    Committed(String, ObjectId),
    /// Only its text was asked for.
    Text(String),
    /// Fewer than two environments were found: nothing can be promoted.
    TooFew,
}

/// What is to be done with the proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InitRequest {
    /// Its text, and nothing written.
    Text,
    /// A file in the working tree.
    File,
    /// A commit on the branch that `HEAD` names.
    Commit,
}

/// Looks for environments in the commit that `HEAD` names, and writes or commits `promote.yaml`, or
/// gives its text where only that is wanted.
///
/// # Errors
/// Where there is no commit, a `promote.yaml` already, no working tree to write to, or the file
/// cannot be written.
pub(crate) fn init(context: &Context, wanted: InitRequest) -> Result<Initialized, OpError> {
    let repo = Repo::open(&context.dir)?;
    let Some(commit) = repo.resolve("HEAD")? else {
        let message = "there is no commit yet, and only what is committed counts".to_owned();
        return Err(OpError::Usage { message, hints: vec!["git add . && git commit".to_owned()] });
    };
    let tree = repo.read_commit(commit)?.tree;
    let place = place(&repo, tree, wanted)?;
    let paths = paths(&repo, tree)?;
    let (local, remote) = (Branches::read(&repo)?, repo.remote_branches()?);
    let branches: Vec<&str> = local.tips.keys().chain(remote.keys()).map(String::as_str).collect();
    let findings = find(&paths.iter().map(String::as_str).collect::<Vec<_>>(), &unique(branches));
    let named = findings.environments.iter().filter_map(|e| e.branch.as_ref());
    let only_remote = named.filter(|b| !local.tips.contains_key(*b)).filter_map(|b| remote.get_key_value(b));
    let only_remote = only_remote.map(|(branch, place)| (branch.clone(), place.clone())).collect();
    let outcome = match (findings.proposal(), place) {
        (None, _) => Outcome::TooFew,
        (Some(text), _) if wanted == InitRequest::Text => Outcome::Text(text),
        (Some(text), _) if wanted == InitRequest::Commit && !context.dry_run => {
            commit_to(context, &repo, local.head.as_deref(), commit, &text)?
        }
        (Some(text), None) => Outcome::Text(text),
        (Some(text), Some(path)) if context.dry_run => Outcome::WouldWrite(path, text),
        (Some(text), Some(path)) => {
            write(&path, &text)?;
            Outcome::Written(path)
        }
    };
    Ok(Initialized { findings, files: paths.len(), only_remote, outcome })
}

fn unique(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

/// Where the file goes, if none is there; a commit needs no working tree.
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
        let hints = ["promote init --commit", "see what would be proposed: promote init --print"];
        return Err(OpError::Usage { message, hints: hints.map(str::to_owned).to_vec() });
    }
    Ok(root.map(|_| path))
}

/// One commit on the branch that `HEAD` names, and the file where that branch is checked out.
fn commit_to(
    context: &Context,
    repo: &Repo,
    branch: Option<&str>,
    tip: ObjectId,
    text: &str,
) -> Result<Outcome, OpError> {
    let Some(branch) = branch else {
        let message = "HEAD is detached: there is no branch to commit to".to_owned();
        return Err(OpError::Usage { message, hints: vec!["git switch BRANCH".to_owned()] });
    };
    let _lock = repo.lock_checkouts()?;
    let actor = context.actor(repo, context.now)?;
    let mut batch = context.batch(repo)?;
    let entry = Some((FileMode::Regular, batch.blob(text.as_bytes())?));
    let paths = BTreeMap::from([(FILE.as_bytes().to_vec(), entry)]);
    let tree = batch.splice(Some(repo.read_commit(tip)?.tree), &paths)?;
    let message = CommitMessage { title: format!("Add {FILE}"), body: String::new(), trailers: Vec::new() };
    let new = commits::commit(&mut batch, tree, vec![tip], &actor.signature, &message)?;
    batch.flush()?;
    let name = format!("refs/heads/{branch}");
    repo.transaction(&[RefUpdate { name, old: Expected::Is(tip), new: Some(new) }], "promote init")?;
    let moved = Move { branch: branch.to_owned(), old: tip, new };
    follow(repo, &moved)?;
    Ok(Outcome::Committed(branch.to_owned(), new))
}

fn exists(path: &Path) -> OpError {
    let message = format!("there is a {FILE} already: {}", path.display());
    OpError::Usage { message, hints: vec!["see what would be proposed: promote init --print".to_owned()] }
}

/// All files of a tree. Names that are no text cannot be matched by a template.
fn paths(repo: &Repo, tree: ObjectId) -> Result<Vec<String>, OpError> {
    let mut paths = Vec::new();
    let mut folders: Vec<(String, ObjectId)> = vec![(String::new(), tree)];
    while let Some((folder, tree)) = folders.pop() {
        for entry in repo.read_tree(tree)? {
            let Ok(name) = std::str::from_utf8(&entry.name) else { continue };
            match entry.mode {
                EntryMode::Tree => folders.push((format!("{folder}{name}/"), entry.oid)),
                EntryMode::File(_) => paths.push(format!("{folder}{name}")),
                EntryMode::Submodule => {}
            }
        }
    }
    Ok(paths)
}

/// Writes the file whole or not at all, and never over another one.
fn write(path: &Path, text: &str) -> Result<(), OpError> {
    let failed = |error| OpError::Io { what: "write", path: path.display().to_string(), error };
    let folder = path.parent().unwrap_or(Path::new("."));
    // What the user's umask leaves of it, as for any file that an editor makes.
    let permissions = std::fs::Permissions::from_mode(0o666);
    let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(failed(error.error)),
    }
}

/// The pipeline in chains, each environment named in at least one: `dev -> staging -> production`.
pub(crate) fn chains(findings: &Detection) -> Vec<Vec<&str>> {
    let from: BTreeMap<&str, &[String]> =
        findings.environments.iter().map(|e| (e.name.as_str(), e.from.as_slice())).collect();
    let feeds = |name: &str| findings.environments.iter().any(|e| e.from.iter().any(|f| f == name));
    let mut chains = Vec::new();
    for environment in findings.environments.iter().filter(|e| !feeds(&e.name)) {
        let mut chain = vec![environment.name.as_str()];
        while let Some(source) = chain.last().and_then(|name| from.get(name)).and_then(|from| from.first()) {
            chain.push(source);
        }
        chain.reverse();
        chains.push(chain);
        for other in environment.from.iter().skip(1) {
            chains.push(vec![other.as_str(), environment.name.as_str()]);
        }
    }
    chains
}
