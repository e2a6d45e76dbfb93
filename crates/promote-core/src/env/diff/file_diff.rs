//! How one file differs between two environments, key by key.

use std::collections::HashMap;

use super::FilePair;
use crate::env::change::{Change, CommentChange, UnitKind};
use crate::env::content::File;
use crate::env::flatten::KeyRules;
use crate::env::keys::Side;
use crate::env::names::FileNames;
use crate::env::translate::Untranslated;
use promote_model::{ConfigId, Pattern};

/// The differences of one file.
#[derive(Debug, Clone, Default)]
pub struct FileDiff {
    /// The changes, in the source's order; keys that exist only in the target come last.
    pub changes: Vec<Change>,
    /// Differing keys owned by the target (`keep`).
    pub kept: Vec<Change>,
    /// Keys whose target value is the translation of the source's value; they are counted in `unchanged`.
    pub translated: Vec<Change>,
    /// Changes whose values name the source and cannot be translated.
    pub untranslated: Vec<Untranslated>,
    /// The comments that differ behind changed values, by key.
    pub comments: HashMap<ConfigId, CommentChange>,
    /// The number of equal keys.
    pub unchanged: usize,
    /// Whether the bytes differ although no key does.
    pub format_only: bool,
}

impl FilePair {
    /// Compares the two sides. Differing keys that match `keep` are owned by the target and listed separately, except
    /// in a file that is new to the target, which needs some value.
    pub fn diff(&self, rules: &KeyRules, keep: &[Pattern]) -> FileDiff {
        let mut diff = FileDiff::default();
        let (source, target, alike) = self.differing(rules);
        diff.unchanged = alike;
        let names = self.names();
        let keep: Vec<&Pattern> = keep.iter().filter(|p| p.matches_file(&names.files)).collect();
        for mut change in self.compare((source, target), &mut diff.unchanged, &mut diff.comments) {
            change.own = !keep.is_empty() && is_kept(&names, &keep, &change);
            if change.own && self.target.is_some() { diff.kept.push(change) } else { diff.changes.push(change) }
        }
        if self.target.is_some() && !keep.is_empty() {
            let inside = self.own_inside(rules, &keep, &diff.changes);
            diff.kept.extend(inside);
        }
        // With `keys:`, bytes outside of the prefixes may differ; that is not a format-only difference.
        let blobs_differ = match (&self.source, &self.target) {
            (Some(a), Some(b)) if self.keys.is_empty() => (a.value.blob, a.value.mode) != (b.value.blob, b.value.mode),
            _ => false,
        };
        diff.format_only = blobs_differ && diff.changes.is_empty() && diff.kept.is_empty();
        diff
    }

    /// Differing keys owned by the target inside a larger differing unit: a flag, a list that is one key, or a file
    /// that is not parsed on both sides (then the keys of the parsed side, as those of the other are unknown).
    fn own_inside(&self, rules: &KeyRules, keep: &[&Pattern], changes: &[Change]) -> Vec<Change> {
        if !changes.iter().any(Change::is_unit) {
            return Vec::new();
        }
        let fine = KeyRules { flags: Vec::new(), ..rules.clone() };
        let source = self.source.as_deref().and_then(File::parsed);
        let target = self.target.as_deref().and_then(File::parsed);
        let inside = |own: &Change, of: &dyn Fn(&Change) -> bool| match changes.first() {
            Some(change) if change.kind == UnitKind::File => true,
            _ => changes.iter().any(|unit| of(unit) && unit.key != own.key && unit.holds(own)),
        };
        let names = self.names();
        let own = |change: &Change| is_kept(&names, keep, change);
        let (ours, theirs, _) = self.differing_of(source, target, &fine);
        let mut found = self.compare((ours, theirs), &mut 0, &mut HashMap::new());
        found.retain(|change| own(change) && inside(change, &|unit| unit.kind == UnitKind::Flag));
        if changes.iter().any(Change::is_list) {
            let (ours, theirs) =
                (self.all_keys(source, Side::Source, &fine), self.all_keys(target, Side::Target, &fine));
            let mut alone = self.compare((ours, theirs), &mut 0, &mut HashMap::new());
            alone.retain(|change| own(change) && change.target.is_some() && inside(change, &Change::is_list));
            // The identifying values need not be unique in such a list.
            alone.dedup_by(|a, b| a.place() == b.place());
            found.extend(alone);
        }
        found.into_iter().map(|change| Change { own: true, ..change }).collect()
    }
}

fn is_kept(names: &FileNames<'_>, keep: &[&Pattern], change: &Change) -> bool {
    let key = names.spellings(&change.key);
    keep.iter().any(|p| names.match_key(p, change.document.as_deref(), &key))
}
