//! Clones that lack objects on purpose. One made with `--filter=blob:none` has a remote that promised the rest; what is
//! read is fetched from there, many at a time where it is known what will be read.

use std::sync::{Mutex, PoisonError};

use super::{Repo, Result};
use promote_model::ObjectId;

/// One fetch at a time: readers on several threads often miss the same objects.
static FETCHING: Mutex<()> = Mutex::new(());

impl Repo {
    /// The remote that promised what this clone lacks; `None` in a clone that is whole.
    fn promisor(&self) -> Result<Option<String>> {
        if let Some(name) = self.config("extensions.partialClone")? {
            return Ok(Some(name));
        }
        for name in self.remotes()? {
            if self.config(&format!("remote.{name}.promisor"))?.as_deref() == Some("true") {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// Fetches those of these objects that a partial clone does not have yet, in one call. Nothing in any other clone.
    ///
    /// # Errors
    /// Where the remote that promised them does not give them.
    pub fn bring(&self, ids: impl IntoIterator<Item = ObjectId>) -> Result<()> {
        if self.is_whole() {
            return Ok(());
        }
        let Some(remote) = self.promisor()? else { return Ok(()) };
        let _one = FETCHING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wanted = String::new();
        for id in ids {
            if !self.exists(id)? {
                wanted.push_str(&format!("{id}\n"));
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        // As git itself does when it misses an object (`promisor-remote.c`): what is asked for, and nothing besides.
        let options =
            ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
        let more = ["--no-recurse-submodules", "--filter=blob:none", "--stdin", "--", &remote];
        self.git(format!("fetch objects from '{remote}'")).args(options).args(more).stdin(wanted).stdout()?;
        Ok(())
    }

    /// Whether nothing is missing on purpose, as far as git's own files tell: packs that came with a promise have a mark.
    fn is_whole(&self) -> bool {
        *self.whole.get_or_init(|| {
            let Ok(packs) = std::fs::read_dir(self.objects_dir().join("pack")) else { return true };
            !packs.flatten().any(|entry| entry.path().extension().is_some_and(|e| e == "promisor"))
        })
    }
}
