//! Bringing the files and the index of a working tree to the commit that its branch has moved to.

use std::fs;

use super::super::error::GitError;
use super::super::run;
use super::super::stale::Stale;
use super::super::{Repo, Result};
use super::check::Todo;
use super::disk::io_error;
use super::index::git_at;
use super::{Checkout, FollowRefusal, path_of, torn};
use crate::exec::Output;
use promote_model::ObjectId;

/// What git calls a tree without entries; it knows it also where it is not stored.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

impl Repo {
    /// Brings the files and the index from commit `old` to `new`, which is on disk; checks first, and refuses rather
    /// than lose anything. Can be repeated after a kill. Whether there was anything to do.
    pub fn follow(&self, at: &Checkout, old: Option<ObjectId>, new: ObjectId) -> Result<bool, FollowRefusal> {
        let todo = self.plan_follow(at, old, new)?;
        if todo.is_empty() {
            torn::end(at)?;
            return Ok(false);
        }
        for path in &todo.torn {
            let file = at.path.join(path_of(path));
            fs::remove_file(&file).map_err(io_error("remove", &file))?;
        }
        torn::begin(at, new)?;
        if !todo.restage.is_empty() {
            restage(at, &todo)?;
        }
        let old = old.map_or_else(|| EMPTY_TREE.to_owned(), |id| id.to_string());
        merge(at, &old, &new.to_string())?;
        if !todo.disk_behind.is_empty() {
            let input: Vec<u8> = todo.disk_behind.iter().flat_map(|path| [path.as_slice(), b"\0"].concat()).collect();
            git_at(at, "write files").args(["checkout-index", "-f", "-u", "-z", "--stdin"]).stdin(input).stdout()?;
        }
        torn::end(at)?;
        Ok(true)
    }
}

/// Tells the index what the disk holds already, and lets it note down that it does.
fn restage(at: &Checkout, todo: &Todo) -> Result<()> {
    let mut input = Vec::new();
    for (path, side) in &todo.restage {
        let Some((mode, id)) = side else { continue };
        input.extend(format!("{:o} {id}\t", mode.bits()).into_bytes());
        input.extend_from_slice(path);
        input.push(0);
    }
    let call = git_at(at, "update the index").args(["update-index", "-z", "--index-info"]);
    call.stdin(input).stdout()?;
    refresh(at)
}

fn merge(at: &Checkout, old: &str, new: &str) -> Result<(), FollowRefusal> {
    let call = || git_at(at, "update the files").args(["read-tree", "-m", "-u", old, new]).run();
    let mut output = call()?;
    // A file that was only touched, or copied with its repository, is not known to be unchanged until it was looked at.
    if !output.success() && run::words(&output.stderr).contains("not uptodate") {
        refresh(at)?;
        output = call()?;
    }
    if output.success() { Ok(()) } else { Err(refusal(at, &output)) }
}

fn refusal(at: &Checkout, output: &Output) -> FollowRefusal {
    let lock = at.git_dir.join("index.lock");
    if run::words(&output.stderr).contains("index.lock': File exists") {
        return FollowRefusal::Locked(Stale::at(lock));
    }
    run::failed(format!("update the files in {}", at.path.display()), output).into()
}

/// Compares times and sizes anew; the status only says whether there are local changes, which others may have.
fn refresh(at: &Checkout) -> Result<(), GitError> {
    git_at(at, "look at the files").args(["update-index", "-q", "--refresh"]).run().map(|_| ())
}
