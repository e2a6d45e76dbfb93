//! Writing objects so that they survive a power cut before a ref points to them.
//!
//! A few objects become loose files, many become one pack: flushing a thousand files takes minutes, and a pack per
//! promotion would slow down every later read.
//!
//! Every file is written under a name that `git gc` removes (`tmp_…`), flushed and renamed; then the directory is
//! flushed. libgit2's own writers flush only with an option that git2 does not offer, and need a `Repository`.

mod fsync;
mod loose;
mod pack;

use std::path::Path;

use super::Result;
use super::objects::MemoryObject;
use promote_model::ObjectId;

/// The largest number of objects written as loose files. git's limit for fetched objects is 100, without flushing each.
const MAX_LOOSE: usize = 32;

/// Writes and flushes objects into the object directory; none is visible before it is complete.
pub(super) fn write(objects_dir: &Path, objects: &[(ObjectId, MemoryObject)]) -> Result<()> {
    match objects.len() {
        0 => Ok(()),
        1..=MAX_LOOSE => loose::write(objects_dir, objects),
        _ => pack::write(objects_dir, objects),
    }
}
