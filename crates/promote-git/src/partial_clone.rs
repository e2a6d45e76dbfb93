//! Partial clones (`git clone --filter=blob:none`): missing objects are fetched from the promisor remote, many at a
//! time if the caller knows what it will read.

use std::sync::{Mutex, PoisonError};

use super::read::has_promisor_packs;
use super::{Repo, Result};
use promote_model::ObjectId;

/// Serialises fetches: readers on several threads often miss the same objects.
static FETCHING: Mutex<()> = Mutex::new(());

impl Repo {
    /// The name of the promisor remote; `None` in a complete clone.
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

    /// Fetches the missing ones of these objects in one call, if this is a partial clone; otherwise does nothing.
    ///
    /// # Errors
    /// If the promisor remote does not provide them.
    pub fn fetch_missing(&self, ids: impl IntoIterator<Item = ObjectId>) -> Result<()> {
        if !self.is_partial_clone() {
            return Ok(());
        }
        let Some(remote) = self.promisor()? else { return Ok(()) };
        let _guard = FETCHING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wanted = String::new();
        for id in ids {
            if !self.exists(id)? {
                wanted.push_str(&format!("{id}\n"));
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        // The options that git itself uses to fetch missing objects (`promisor-remote.c`): exactly the requested
        // objects.
        let options =
            ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
        let more = ["--no-recurse-submodules", "--filter=blob:none", "--stdin", "--", &remote];
        self.git(format!("fetch objects from '{remote}'")).args(options).args(more).stdin(wanted).stdout()?;
        Ok(())
    }

    fn is_partial_clone(&self) -> bool {
        *self.partial_clone.get_or_init(|| has_promisor_packs(self.objects_dir()))
    }
}
