//! Counts in words, the same in every output for people.

use promote_core::promotion::plan::ChangeCounts;
use promote_model::text::{count, visible};

/// `2 added, 1 modified`; empty where there is nothing.
pub(crate) fn counts(counts: ChangeCounts) -> String {
    let parts = [(counts.added, "added"), (counts.modified, "modified"), (counts.removed, "removed")];
    parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
}

/// The counts of a difference: `2 added, 1 modified, 1 only in production`; empty where there is nothing.
pub(crate) fn differing(all: ChangeCounts, target: &str) -> String {
    let only = if all.removed == 0 { String::new() } else { only_in(all.removed, target) };
    [waiting(all), only].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What could be promoted of a difference: `2 added, 1 modified`.
pub(crate) fn waiting(all: ChangeCounts) -> String {
    counts(ChangeCounts { removed: 0, ..all })
}

/// The same in words, also where nothing waits: `equal`, or `nothing waits`.
pub(crate) fn waits(all: ChangeCounts) -> String {
    match (all.total(), waiting(all)) {
        (0, _) => "equal".to_owned(),
        (_, none) if none.is_empty() => "nothing waits".to_owned(),
        (_, some) => some,
    }
}

/// `1 only in production`
pub(crate) fn only_in(number: usize, target: &str) -> String {
    format!("{number} only in {}", visible(target))
}

/// `2 keys are the same up to the environment's name`
pub(crate) fn equal(number: usize) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb} the same up to the environment's name", count(number, "key"))
}

/// `2 keys that differ only where environments own them (keep)`
pub(crate) fn owned_by_them(number: usize) -> String {
    let (verb, them) = if number == 1 { ("differs", "it") } else { ("differ", "them") };
    format!("{} that {verb} only where environments own {them} (keep)", count(number, "key"))
}

/// `2 keys owned by production (keep)`
pub(crate) fn owned(number: usize, target: &str) -> String {
    format!("{} owned by {target} (keep)", count(number, "key"))
}
