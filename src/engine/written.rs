//! What a new plan writes: its edits are carried out in memory, so that a plan that cannot be written is never recorded.

use std::collections::HashSet;

use super::OpError;
use super::apply::{FileEdit, TreeEdits, add_outcome, file_edits};
use super::plan::Planned;
use super::refused_file::RefusedFile;
use super::secrets::UnmaskedPlan;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::apply::AppliedFile;
use promote_core::env::written_out::{WrittenOut, written_out};
use promote_git::Batch;
use promote_model::Key;
use promote_model::text::enumerate;

/// The outcome of a new plan's edits.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The files that the plan leaves out because they cannot be edited.
    pub(crate) refused: Vec<RefusedFile>,
    /// The paths of edited files with keys that no longer repeat an anchor.
    written_out: Vec<(String, WrittenOut)>,
    /// The logical names of the files that become copies of the source's.
    copied: HashSet<String>,
}

impl Written {
    /// Carries out the edits of a plan. Files that may be left out and cannot be edited are taken out of the plan. `whole`
    /// permits copies of whole files.
    ///
    /// # Errors
    /// Where an edit is refused that was asked for by name, or all edits are; where git cannot be read.
    pub(crate) fn of(store: &Store, planned: &mut Planned, to: &EnvSnapshot, whole: bool) -> Result<Self, OpError> {
        let mut written = Self::default();
        if planned.plan.changes.is_empty() {
            return Ok(written);
        }
        let mut batch = store.repo.batch();
        let mut paths = TreeEdits::new();
        let opened = UnmaskedPlan::plan(store, &planned.plan)?;
        let edits = file_edits(&store.repo, &planned.plan, &opened, to.commit)?;
        for edit in &edits {
            match edit.apply(whole) {
                Ok(outcome) => written.one(edit, outcome, (&mut batch, &mut paths))?,
                Err(error) if planned.exact.contains(&edit.file.file) => return Err(error.into()),
                Err(error) => written.refused.push(RefusedFile {
                    file: edit.file.file.clone(),
                    path: edit.file.target_path.clone(),
                    keys: edit.changes.len(),
                    error,
                }),
            }
        }
        let all = written.refused.len() == edits.len();
        if let Some(first) = written.refused.first().filter(|_| all) {
            return Err(first.error.clone().into());
        }
        // The new tree must be possible, too.
        batch.splice(Some(to.tree), &paths)?;
        planned.leave_out(&written.refused.iter().map(|refused| refused.file.as_str()).collect());
        // A copied file brings its comments.
        planned.comments.retain(|(address, _)| !written.copied.iter().any(|file| is_of_file(address, file)));
        Ok(written)
    }

    fn one(
        &mut self,
        edit: &FileEdit<'_>,
        outcome: AppliedFile,
        (batch, paths): (&mut Batch<'_>, &mut TreeEdits),
    ) -> Result<(), OpError> {
        match &outcome {
            AppliedFile::Bytes(_, bytes) => {
                let out = written_out(&edit.pair, &edit.changes, bytes, edit.rules);
                self.written_out.push((edit.file.target_path.clone(), out));
            }
            AppliedFile::Blob(..) => drop(self.copied.insert(edit.file.file.clone())),
            AppliedFile::Unchanged | AppliedFile::Gone => {}
        }
        add_outcome(batch, paths, edit, outcome)
    }

    /// One sentence for each anchor that keys no longer repeat.
    pub(crate) fn written_out_messages(&self, source: &str, target: &str) -> Vec<String> {
        let of_file = |(path, out): &(String, WrittenOut)| {
            let new = out.new.iter().map(|(anchor, keys)| {
                let why = format!("the anchor '{anchor}' does not hold the same in {target}");
                format!("{path}: {} written out with the values of {source}: {why}", named(keys))
            });
            let kept = out.kept.iter().map(|(anchor, keys)| {
                format!(
                    "{path}: {} written out with the old value: the anchor '{anchor}' gets another one",
                    named(keys)
                )
            });
            new.chain(kept).collect::<Vec<String>>()
        };
        self.written_out.iter().flat_map(of_file).collect()
    }
}

/// Whether an address names a key of a file.
fn is_of_file(address: &str, file: &str) -> bool {
    address.strip_prefix(file).is_some_and(|rest| rest.starts_with([':', '#']))
}

/// `a.b is`, `a, b and c are`, `a, b, c and 4 more are`
fn named(keys: &[Key]) -> String {
    let named: Vec<String> = keys.iter().take(NAMED).map(Key::to_string).collect();
    let named = match keys.len().saturating_sub(NAMED) {
        0 => enumerate(&named, "and"),
        more => format!("{} and {more} more", named.join(", ")),
    };
    format!("{named} {}", if keys.len() == 1 { "is" } else { "are" })
}

/// The number of keys that a message names; the rest is counted.
const NAMED: usize = 3;
