//! Keys of formats whose files are one flat map of dotted names (`.properties`).
//!
//! Users write `query.timeout` and `query.*` whatever the format, so keys of these files have several steps, as
//! in YAML. The file itself has no map `query`, and `query=on` may appear next to `query.timeout=30s`: the tree
//! has one entry per line, under its full name. This module converts between the two. A name is split at every
//! dot, so each name is one key and each key of names is one name.

use promote_model::{Key, Step};

/// The key of an entry with this name.
pub fn split(name: &str) -> Key {
    Key::from(name.split('.').map(|part| Step::Name(part.to_owned())).collect::<Vec<_>>())
}

/// The key of an entry in the tree. A key with other steps than names is returned unchanged.
pub fn joined(key: &Key) -> Key {
    let name = |step: &Step| match step {
        Step::Name(name) => Some(name.clone()),
        _ => None,
    };
    match key.steps().iter().map(name).collect::<Option<Vec<_>>>() {
        Some(names) if !names.is_empty() => Key::from(vec![Step::Name(names.join("."))]),
        _ => key.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_correspond_one_to_one() {
        for name in ["a", "a.b", "a..b", ".a.", "", "a b.c"] {
            assert_eq!(joined(&split(name)), Key::from(vec![Step::Name(name.to_owned())]));
            assert_eq!(split(name).to_string().parse::<Key>().unwrap(), split(name));
        }
        assert_eq!(split("query.timeout").to_string(), "query.timeout");
        assert_eq!(joined(&Key::root()), Key::root());
    }
}
