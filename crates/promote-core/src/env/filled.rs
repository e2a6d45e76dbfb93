//! Empty maps and lists that a change fills. In a plan, `{}` to `{a: 1}` is an added key and a removed empty map, which a
//! rollback brings back; for people it is an addition alone.

use std::collections::HashSet;

use super::change::{Change, Op, UnitKind};
use promote_model::{Step, Value};

/// The changes as people see them: without the empty maps and lists that other changes fill.
pub fn without_filled(changes: &[Change]) -> Vec<&Change> {
    let empties = || changes.iter().filter(|change| is_empty(change));
    if empties().next().is_none() {
        return changes.iter().collect();
    }
    let mut above: HashSet<(&str, Option<&str>, &[Step])> = HashSet::new();
    for added in changes.iter().filter(|change| change.op == Op::Added && change.kind != UnitKind::File) {
        let steps = added.key.steps();
        above.extend((0..steps.len()).map(|at| (added.file.as_str(), added.document.as_deref(), &steps[..at])));
    }
    let filled = |change: &&Change| {
        is_empty(change) && above.contains(&(change.file.as_str(), change.document.as_deref(), change.key.steps()))
    };
    changes.iter().filter(|change| !filled(change)).collect()
}

/// Whether a change removes an empty map or list.
fn is_empty(change: &Change) -> bool {
    let value = change.target.as_ref().map(|spelled| &spelled.value);
    let empty = match value {
        Some(Value::Map(entries)) => entries.is_empty(),
        Some(Value::List(items)) => items.is_empty(),
        _ => false,
    };
    change.op == Op::Removed && empty
}
