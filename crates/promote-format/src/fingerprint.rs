//! Fingerprints of values: equal values have the same one, so that equal ones are found without comparing each with each.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Data, Node, Scalar};

/// The fingerprint of a node. The order of entries and elements does not count, and tags do not.
pub(crate) fn of_node(node: &Node) -> u64 {
    match &node.data {
        Data::Scalar(scalar) => of_scalar(scalar),
        Data::Map(entries) => of_map(entries.iter().map(|entry| (entry.name.as_str(), of_node(&entry.value)))),
        Data::List(items) => of_list(items.iter().map(of_node)),
    }
}

/// That of a scalar.
pub(crate) fn of_scalar(scalar: &Scalar) -> u64 {
    match scalar {
        Scalar::Null => hashed(0_u8),
        Scalar::Bool(flag) => hashed((1_u8, flag)),
        Scalar::Plain(text) => hashed((2_u8, text.as_str())),
        Scalar::String(text) => hashed((3_u8, text.as_str())),
    }
}

/// That of a map of these names and fingerprints.
pub(crate) fn of_map<'n>(entries: impl Iterator<Item = (&'n str, u64)>) -> u64 {
    entries.fold(4, |sum, entry| sum.wrapping_add(hashed(entry)))
}

/// That of a list of these.
pub(crate) fn of_list(items: impl Iterator<Item = u64>) -> u64 {
    items.fold(5, |sum, item| sum.wrapping_add(hashed((6_u8, item))))
}

fn hashed(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
