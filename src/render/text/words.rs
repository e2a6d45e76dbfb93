//! Counts in words, the same in every output for people.

use promote_core::env::change::{Change, Kind};
use promote_core::promotion::plan::Counts;
use promote_model::text::count;

/// `2 added, 1 modified`; empty where there is nothing.
pub(crate) fn counts(counts: Counts) -> String {
    let parts = [(counts.added, "added"), (counts.modified, "modified"), (counts.removed, "removed")];
    parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
}

/// `2 keys, 1 flag`
pub(crate) fn units(changes: &[Change]) -> String {
    let kinds = [(Kind::Config, "key"), (Kind::Flag, "flag"), (Kind::File, "file")];
    let parts = kinds.iter().map(|(kind, noun)| (changes.iter().filter(|change| change.kind == *kind).count(), noun));
    parts.filter(|(n, _)| *n > 0).map(|(n, noun)| count(n, noun)).collect::<Vec<_>>().join(", ")
}

/// `2 keys owned by production (keep)`
pub(crate) fn owned(number: usize, target: &str) -> String {
    format!("{} owned by {target} (keep)", count(number, "key"))
}
