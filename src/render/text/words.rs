//! Counts in words, the same in every output for people.

use promote_core::promotion::plan::ChangeCounts;
use promote_model::text::count;

/// `2 added, 1 modified`; empty where there is nothing.
pub(crate) fn counts(counts: ChangeCounts) -> String {
    let parts = [(counts.added, "added"), (counts.modified, "modified"), (counts.removed, "removed")];
    parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
}

/// `2 keys owned by production (keep)`
pub(crate) fn owned(number: usize, target: &str) -> String {
    format!("{} owned by {target} (keep)", count(number, "key"))
}
