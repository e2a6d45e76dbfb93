//! What an environment changed between two of its states, by id: what `--changed` narrows to.
//!
//! An id holds what a config is called beside *another* environment: the documents of a file have
//! names where that one has several, and a file is one config where that one cannot be read by key.
//! Neither can be known here, so a change counts under each of its names.

use std::collections::HashSet;
use std::sync::Arc;

use super::content::File;
use super::diff::Pair;
use super::flatten::Rules;
use super::keys::End;
use crate::model::ConfigId;

/// The ids of what differs in one file; `pair` is the file now and then.
pub fn changed_ids(pair: &Pair, rules: &Rules) -> HashSet<ConfigId> {
    let mut ids = HashSet::new();
    let views = [pair.clone(), Pair { naming: pair.naming.carried(), ..pair.clone() }];
    for view in &views {
        ids.extend(view.diff(rules, &[]).changes.iter().map(|change| change.id));
    }
    if ids.is_empty() && bytes(&pair.source) == bytes(&pair.target) {
        return ids;
    }
    ids.insert(ConfigId::of(&pair.file, None, "."));
    // Where the two states cannot be told apart by key, or hold other numbers of documents, all of it is new.
    let documents = |file: &Arc<File>| file.parsed().map(|parsed| parsed.tree.documents.len());
    if let (Some(now), Some(then)) = (&pair.source, &pair.target)
        && documents(now) != documents(then)
    {
        let alone = Pair::new(&pair.file, Some(now.clone()), None).within(pair.keys.clone());
        for view in [Pair { naming: alone.naming.carried(), ..alone.clone() }, alone] {
            ids.extend(view.configs(End::Source, rules).iter().map(|config| config.id()));
        }
    }
    ids
}

fn bytes(file: &Option<Arc<File>>) -> Option<(crate::model::ObjectId, crate::model::FileMode)> {
    file.as_ref().map(|file| (file.value.blob, file.value.mode))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileMode, ObjectId};

    fn file(text: &str) -> Option<Arc<File>> {
        let blob = ObjectId::from_bytes([text.bytes().fold(0, u8::wrapping_add); 20]);
        Some(Arc::new(File::read("e/a.yaml", FileMode::Regular, blob, None, text.as_bytes().to_vec())))
    }

    /// Whether the one difference between `now` and the target is among what changed since `then`.
    fn is_new(then: &str, now: &str, target: &str) -> bool {
        let rules = Rules::default();
        let ids = changed_ids(&Pair::new("{env}/a.yaml", file(now), file(then)), &rules);
        let mut changes = Pair::new("{env}/a.yaml", file(now), file(target)).diff(&rules, &[]).changes;
        changes.retain(|change| change.source.is_some());
        assert_eq!(changes.len(), 1, "{changes:?}");
        ids.contains(&changes[0].id)
    }

    #[test]
    fn a_change_counts_whatever_the_target_makes_of_its_name() {
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
