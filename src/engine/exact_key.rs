//! How a command line names exactly one of the keys that differ: by its address, or, where that would select another key, too,
//! by its id.

use std::collections::{HashMap, HashSet};

use promote_core::env::change::{Change, UnitKind};
use promote_core::env::names::FileNames;
use promote_core::env::select::Selector;
use promote_model::text::visible;
use promote_model::{ConfigId, Pattern, Step};

/// The selector of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExactKey {
    /// A pattern that matches this key alone.
    Pattern(String),
    /// The key's id.
    Id(ConfigId),
}

impl ExactKey {
    /// Names the key of a change. `is_shared` says that its address selects another key as well.
    pub(crate) fn of(names: &FileNames<'_>, change: &Change, is_shared: bool) -> Self {
        let address = change.address();
        // In a shell, an escaped character would be another one.
        let plain = !is_shared && change.kind != UnitKind::File && visible(&address) == address;
        let names_one = [Some(change.file.as_str()), change.document.as_deref()].into_iter().flatten().all(is_plain);
        let alone = |pattern: &Pattern| {
            let selector = Selector::Pattern(Box::new(pattern.clone()));
            let key = names.spellings(&change.key);
            selector.is_exactly(names, change)
                && selector.picks(names, change.kind, change.document.as_deref(), &key, change.id)
        };
        match Pattern::parse_typed(&address) {
            Ok(pattern) if plain && names_one && alone(&pattern) => Self::Pattern(address),
            _ => Self::Id(change.id),
        }
    }
}

/// Whether the name of a file or a document has no wildcard as a pattern. One word in braces is no wildcard.
fn is_plain(name: &str) -> bool {
    !(name.contains(['*', '?', '"', '\\']) || name.contains('{') && name.contains(','))
}

/// For each change of a file, whether its address selects another change of the file as well: one below it, as in a file of
/// properties, or one with the same name in quotes.
pub(crate) fn shared_in(changes: &[Change]) -> Vec<bool> {
    let mut above: HashSet<(Option<&str>, &[Step])> = HashSet::new();
    let mut alike: HashMap<(Option<&str>, String), usize> = HashMap::new();
    let plain = |change: &Change| change.key.to_string().replace('"', "");
    for change in changes {
        let (document, steps) = (change.document.as_deref(), change.key.steps());
        above.extend((0..steps.len()).map(|length| (document, &steps[..length])));
        *alike.entry((document, plain(change))).or_default() += 1;
    }
    let shared = |change: &Change| {
        let document = change.document.as_deref();
        above.contains(&(document, change.key.steps())) || alike.get(&(document, plain(change))) != Some(&1)
    };
    changes.iter().map(shared).collect()
}

/// The names of files by their last part: a file part without a folder matches every file with that name.
#[derive(Debug, Default)]
pub(crate) struct BaseNames(HashMap<String, HashSet<String>>);

impl BaseNames {
    /// Adds a file by its logical name and its paths.
    pub(crate) fn add(&mut self, file: &str, names: &[&str]) {
        for name in names {
            let base = name.rsplit('/').next().unwrap_or(name).to_owned();
            self.0.entry(base).or_default().insert(file.to_owned());
        }
    }

    /// Whether an address in this file matches keys of another file as well.
    pub(crate) fn is_shared(&self, file: &str) -> bool {
        !file.contains('/') && self.0.get(file).is_some_and(|files| files.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use promote_core::env::change::Op;
    use promote_core::env::keys::KeyPrefixes;

    fn change(file: &str, key: &str) -> Change {
        let id = ConfigId::of(file, None, key);
        let (file, key) = (file.to_owned(), key.parse().unwrap());
        Change {
            op: Op::Modified,
            kind: UnitKind::Config,
            file,
            document: None,
            key,
            id,
            source: None,
            target: None,
            own: false,
            translated: Vec::new(),
            undoes: None,
            comment: None,
            anchor: None,
        }
    }

    fn named(file: &str, key: &str) -> Option<String> {
        let (change, keys) = (change(file, key), KeyPrefixes::default());
        match ExactKey::of(&FileNames::unread(vec![file], &keys), &change, false) {
            ExactKey::Pattern(pattern) => Some(pattern),
            ExactKey::Id(id) => {
                assert_eq!(id, change.id);
                None
            }
        }
    }

    #[test]
    fn an_address_names_a_key_where_it_is_literal() {
        for (file, key) in [
            ("envs/{env}/a.yaml", "query.timeout"),
            ("a.yaml", "spec.containers[name=web].image"),
            ("a.yaml", "annotations.\"app.io/name\""),
            ("a b.yaml", "ports[0]"),
        ] {
            assert_eq!(named(file, key), Some(format!("{file}:{key}")));
        }
        for (file, key) in
            [("a.yaml", "hosts.\"*.acme.com\""), ("a*.yaml", "x"), ("{a,b}.yaml", "x"), ("a\u{1b}.yaml", "x")]
        {
            assert_eq!(named(file, key), None, "{file}:{key}");
        }
    }

    #[test]
    fn a_key_above_another_one_is_shared() {
        let changes = ["query", "query.timeout", "\"query.timeout\"", "log"].map(|key| change("a.properties", key));
        assert_eq!(shared_in(&changes), [true, true, true, false]);
    }

    #[test]
    fn a_file_without_a_folder_shares_its_name() {
        let mut names = BaseNames::default();
        names.add("values.yaml", &["values.yaml"]);
        assert!(!names.is_shared("values.yaml"));
        names.add("apps/values.yaml", &["apps/values.yaml"]);
        assert!(names.is_shared("values.yaml") && !names.is_shared("apps/values.yaml"));
    }
}
