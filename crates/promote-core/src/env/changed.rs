//! The key ids that changed between two states of an environment; `--changed` selects these.
//!
//! An id depends on the file in the *other* environment of a promotion: documents have names if that file has several,
//! a file is one unit if that file cannot be parsed, and so is a list whose elements are not identified there. None of
//! this is known here, so a change counts under each possible id.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::change::Change;
use super::content::File;
use super::diff::FilePair;
use super::flatten::{Config, KeyRules};
use super::keys::Side;
use super::lists::{ListRules, ListWay, kind_fields};
use promote_model::{ConfigId, Step};

/// The ids that differ in one file; `pair` is the file now and then.
pub fn changed_ids(pair: &FilePair, rules: &KeyRules) -> HashSet<ConfigId> {
    let mut ids = HashSet::new();
    let views = [pair.clone(), FilePair { naming: pair.naming.carried(), ..pair.clone() }];
    for view in &views {
        let changes = view.diff(rules, &[]).changes;
        ids.extend(changes.iter().map(|change| change.id));
        if changes.iter().any(is_about_a_list) {
            ids.extend(other_lists(view, rules));
        }
    }
    if ids.is_empty() && bytes(&pair.source) == bytes(&pair.target) {
        return ids;
    }
    ids.insert(ConfigId::of(&pair.file, None, "."));
    // If one state cannot be parsed, or the number of documents differs, every key counts as changed.
    let documents = |file: &Arc<File>| file.parsed().map(|parsed| parsed.tree.documents.len());
    if let (Some(now), Some(then)) = (&pair.source, &pair.target)
        && documents(now) != documents(then)
    {
        let alone = FilePair::new(&pair.file, Some(now.clone()), None).with_keys(pair.keys.clone());
        for view in [FilePair { naming: alone.naming.carried(), ..alone.clone() }, alone] {
            ids.extend(view.configs(Side::Source, rules).iter().map(|config| config.id()));
        }
    }
    ids
}

fn is_about_a_list(change: &Change) -> bool {
    change.is_list() || change.key.steps().iter().any(Step::is_of_a_list)
}

/// The ids that differ if lists are read in other ways: as one key, by each field alone, or by position. A list that differs as
/// a whole counts as changed with all its keys.
fn other_lists(pair: &FilePair, rules: &KeyRules) -> Vec<ConfigId> {
    let lists = &rules.lists;
    let own = lists.keys.iter().chain(lists.by_path.iter().flat_map(|list| &list.fields)).map(String::as_str);
    let fields: BTreeSet<&str> = own.chain(kind_fields()).collect();
    let by_one = fields.into_iter().map(|field| Some(ListWay::Field(field.to_owned())));
    let ways = [None, Some(ListWay::Whole), Some(ListWay::Positions)].into_iter().chain(by_one);
    let mut ids = Vec::new();
    for only in ways {
        let rules = KeyRules { lists: ListRules { only, ..lists.clone() }, ..rules.clone() };
        let changes = pair.diff(&rules, &[]).changes;
        ids.extend(changes.iter().map(|change| change.id));
        let alone = FilePair { target: None, ..pair.clone() };
        let now = alone.configs(Side::Source, &rules);
        let inside = |config: &Config| {
            let holds = |c: &Change| c.is_list() && c.document == config.document && c.key.is_prefix_of(&config.key);
            changes.iter().any(holds)
        };
        ids.extend(now.iter().filter(|config| inside(config)).map(Config::id));
    }
    ids
}

fn bytes(file: &Option<Arc<File>>) -> Option<(promote_model::ObjectId, promote_model::FileMode)> {
    file.as_ref().map(|file| (file.value.blob, file.value.mode))
}

#[cfg(test)]
mod tests {
    use super::*;
    use promote_model::{FileMode, ObjectId, RulesNumber};

    fn file(text: &str) -> Option<Arc<File>> {
        let blob = ObjectId::from_bytes([text.bytes().fold(0, u8::wrapping_add); 20]);
        Some(Arc::new(File::read(
            RulesNumber::CURRENT,
            "e/a.yaml",
            (FileMode::Regular, blob),
            None,
            text.as_bytes().to_vec(),
        )))
    }

    /// Whether the one difference between `now` and the target changed since `then`.
    fn is_new(then: &str, now: &str, target: &str) -> bool {
        let rules = KeyRules::default();
        let ids = changed_ids(&FilePair::new("{env}/a.yaml", file(now), file(then)), &rules);
        let mut changes = FilePair::new("{env}/a.yaml", file(now), file(target)).diff(&rules, &[]).changes;
        changes.retain(|change| change.source.is_some());
        assert_eq!(changes.len(), 1, "{changes:?}");
        ids.contains(&changes[0].id)
    }

    #[test]
    fn a_change_counts_under_each_possible_id() {
        let (one, two) = ("kind: A\nmetadata: {name: x}\nv: 1\n", "kind: A\nmetadata: {name: x}\nv: 2\n");
        let more = "---\nkind: B\nmetadata: {name: y}\n";
        assert!(is_new(one, two, one));
        assert!(is_new(one, two, &format!("{one}{more}")));
        assert!(is_new(&format!("{one}{more}"), two, one));
        assert!(is_new(one, two, "{{ template }}"));
        assert!(is_new("{{ template }}", two, one));
        assert!(is_new(two, "{{ template }}", two));
        assert!(!is_new(two, two, one));
        assert!(!is_new(&format!("{two}w: 1\n"), &format!("{two}w: 2\n"), &format!("{one}w: 2\n")));
    }
}
