//! The difference between a commit and what its plan or its rollback writes.

use std::sync::Arc;

use crate::engine::OpError;
use crate::engine::apply::file_at;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::Side;
use promote_core::env::lists::ListView;
use promote_core::promotion::plan::PlanFile;
use promote_git::{Commit, PathChange};
use promote_model::ObjectId;
use promote_model::text::visible;

/// What keeps a commit from being proved.
pub(super) enum Difference {
    /// Something that no rules of reading and editing explain.
    Plain(String),
    /// Other keys, or an edit that cannot be made: other rules may explain it.
    Keys(String),
    /// The same keys in other bytes.
    Bytes(String),
}

/// The difference between a commit and the expected tree; of several, the one that the fewest rules explain.
///
/// # Errors
/// Where git cannot be read.
pub(super) fn difference(
    store: &Store,
    entry: &LedgerEntry,
    parent: &Commit,
    expected: ObjectId,
    commit: &Commit,
) -> Result<Option<Difference>, OpError> {
    let compared = Compared { store, entry, parent: parent.tree, expected, commit: commit.tree };
    let (mut keys, mut bytes) = (None, None);
    for change in store.repo.diff_trees(Some(expected), Some(commit.tree))? {
        match compared.file(&change)? {
            plain @ Difference::Plain(_) => return Ok(Some(plain)),
            other @ Difference::Keys(_) => _ = keys.get_or_insert(other),
            same @ Difference::Bytes(_) => bytes = Some(same),
        }
    }
    Ok(keys.or(bytes))
}

/// The trees that are compared.
struct Compared<'a> {
    store: &'a Store,
    entry: &'a LedgerEntry,
    parent: ObjectId,
    expected: ObjectId,
    commit: ObjectId,
}

impl Compared<'_> {
    /// The difference in one file.
    fn file(&self, change: &PathChange) -> Result<Difference, OpError> {
        let plan = &self.entry.promotion.plan;
        let path = String::from_utf8_lossy(&change.path).into_owned();
        let shown = visible(&path);
        let Some(file) = plan.files.iter().find(|file| file.target_path == path) else {
            return Ok(Difference::Plain(format!("the commit also changes {shown}, which is not in the plan")));
        };
        let rules = self.store.rules_of(plan)?;
        let at = |tree: ObjectId| file_at(&self.store.repo, &rules, tree, file);
        let (Some(wanted), Some(found)) = (at(self.expected)?, at(self.commit)?) else {
            let word = match (change.new.is_none(), at(self.parent)?.is_some()) {
                (true, _) => "removes",
                (false, true) => "keeps",
                (false, false) => "adds",
            };
            return Ok(Difference::Keys(format!("the commit {word} {shown}, unlike the plan")));
        };
        if wanted.value.mode != found.value.mode {
            return Ok(Difference::Plain(format!("the commit changes the mode of {shown}, unlike the plan")));
        }
        Ok(match other_key(&rules, self.entry, file, wanted, found) {
            Some(key) => Difference::Keys(format!("{key} in {shown} differs from the plan")),
            None => Difference::Bytes(format!("{shown} has the planned values, but other bytes")),
        })
    }
}

/// The first key that differs between two states of a file of the target.
fn other_key(rules: &KeyRules, entry: &LedgerEntry, file: &PlanFile, wanted: File, found: File) -> Option<String> {
    let changes: Vec<&Change> = entry.promotion.plan.changes.iter().filter(|c| c.file == file.file).collect();
    let read = wanted.parsed().is_some() && found.parsed().is_some();
    let mut pair = FilePair::new(&file.file, Some(Arc::new(found)), Some(Arc::new(wanted)));
    if !read {
        return Some("the file".to_owned());
    }
    pair.naming.admit(changes.iter().filter_map(|c| c.document.as_deref()));
    pair.seen = ListView::of(changes.iter().copied());
    // Keys outside the part selected by `keys:` are compared, too: the plan changes none of them.
    let values = |end: Side| {
        let configs = pair.configs(end, rules).into_iter();
        configs.map(|c| ((c.document, c.key.clone()), c.value)).collect::<Vec<_>>()
    };
    let (now, then) = (values(Side::Source), values(Side::Target));
    let differs = now.iter().find(|config| !then.contains(config));
    let gone = || then.iter().find(|(place, _)| !now.iter().any(|(other, _)| other == place));
    differs.or_else(gone).map(|((_, key), _)| visible(&key.to_string()).into_owned())
}
