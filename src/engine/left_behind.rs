//! Files that a killed command, a full disk or a local change left behind their branch: finished by the next command
//! that writes, and named by `status`.

use std::path::PathBuf;

use super::OpError;
use super::context::Context;
use super::landed::Landed;
use crate::store::Store;
use promote_git::{CheckoutLock, Finished, FollowRefusal, Repo, Unfinished};

/// A working tree whose files were left behind.
#[derive(Debug)]
pub(crate) struct LeftBehind {
    /// The root of the working tree.
    pub(crate) path: PathBuf,
    /// The commit that the files are to follow, and its branch.
    pub(crate) landed: Landed,
    /// Whether the branch has moved; otherwise only a lock was left.
    pub(crate) moved: bool,
    /// The lock of the index.
    pub(crate) lock: PathBuf,
}

impl LeftBehind {
    /// What was left, and the command that finishes it.
    pub(crate) fn sentence(&self) -> String {
        let (path, Landed { branch, commit, .. }) = (self.path.display(), &self.landed);
        if !self.moved {
            return format!(
                "An interrupted command left {}; the next promote command that writes removes it.",
                self.lock.display()
            );
        }
        let finish = self.landed.command().map_or_else(
            || "the next promote command that writes finishes the update".to_owned(),
            |command| format!("finish the update: {command}"),
        );
        format!("The files of {branch} in {path} are behind {commit}; {finish}")
    }
}

/// What was left behind, for a command that only reads.
///
/// # Errors
/// Where the working trees or refs cannot be read.
pub(crate) fn left_behind(repo: &Repo) -> Result<Vec<LeftBehind>, OpError> {
    let all = repo.unfinished_updates()?;
    // A running command has not left anything yet.
    if all.is_empty() || repo.checkouts_are_locked() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for left in all {
        let moved = repo.has_landed(&left)?;
        if moved || left.locked {
            let landed = Landed::of(repo, left.branch(), left.new);
            found.push(LeftBehind { path: left.path().to_owned(), landed, moved, lock: left.lock_file() });
        }
    }
    Ok(found)
}

/// Waits until no other command writes checked-out files, and finishes what was left behind; also the reason if files are
/// still behind. A dry run does neither.
///
/// # Errors
/// Where the repository cannot be read, or another command runs for too long.
pub(crate) fn lock_and_finish(context: &Context) -> Result<Locked, OpError> {
    if context.dry_run {
        return Ok(Locked::default());
    }
    let repo = Store::repo_to_act(&context.dir)?;
    let lock = repo.lock_checkouts()?;
    let nothing_left = repo.unfinished_updates()?.is_empty();
    let left = finish_updates(context, &repo, None).err();
    let repo = Some(repo).filter(|_| nothing_left && !lock.had_to_wait());
    Ok(Locked { lock: Some(lock), left, repo })
}

/// The lock of a clone's working trees.
#[derive(Debug, Default)]
pub(crate) struct Locked {
    /// The lock; `None` in a dry run.
    pub(crate) lock: Option<CheckoutLock>,
    /// Why files are still behind.
    pub(crate) left: Option<OpError>,
    /// The repository, if nothing in it can have changed while the lock was taken but by commands that take no lock: what
    /// these move, a transaction finds.
    pub(crate) repo: Option<Repo>,
}

/// Finishes what was left behind; with a branch, only its working trees. The caller holds the lock of the clone.
///
/// # Errors
/// [`OpError::FilesBehind`] for the first working tree that cannot be updated; the others are.
pub(crate) fn finish_updates(context: &Context, repo: &Repo, branch: Option<&str>) -> Result<(), OpError> {
    let mut failed = None;
    for left in repo.unfinished_updates()? {
        if branch.is_some_and(|branch| left.branch() != format!("refs/heads/{branch}")) {
            continue;
        }
        match repo.finish(&left) {
            Ok(done) => remark(context, repo, &left, done),
            Err(error) => failed = failed.or_else(|| Some(files_behind(context, repo, &left, error))),
        }
    }
    failed.map_or(Ok(()), Err)
}

fn remark(context: &Context, repo: &Repo, left: &Unfinished, done: Finished) {
    let path = left.path().display();
    match done {
        Finished::Updated => {
            let landed = Landed::of(repo, left.branch(), left.new);
            let (branch, commit) = (&landed.branch, landed.commit.short());
            context.remarks.add(format!(
                "the files in {path} were updated to {commit} of {branch}: an interrupted command had left them behind"
            ));
        }
        Finished::Released if left.locked => {
            let lock = left.lock_file();
            context.remarks.add(format!("removed {}, which an interrupted command had left", lock.display()));
        }
        Finished::Released => {}
    }
}

fn files_behind(context: &Context, repo: &Repo, left: &Unfinished, error: FollowRefusal) -> OpError {
    let landed = match context.last_known() {
        Some(store) => Landed::named(&store, left.branch(), left.new),
        None => Landed::of(repo, left.branch(), left.new),
    };
    let landed = Box::new(landed);
    OpError::FilesBehind { landed, checkout: left.path().to_owned(), error: Box::new(error) }
}
