//! A plan as plain text, for the comments of a text that a person writes about it.

use super::text::changes::{self, FileChanges, Owned};
use super::text::plan::plan;
use super::text::style::Look;
use crate::engine::view::PromotionView;
use crate::ops::pick::PickList;
use promote_core::env::change::Change;

/// Without colours, and with every value whole.
const PLAIN: Look = Look { color: false, width: None, cuts: false, verbose: false };

/// The plan of a promotion.
pub(crate) fn of_plan(view: &PromotionView, target: &str) -> String {
    let mut out = Vec::new();
    let changes = &view.promotion.plan.changes;
    // A vector takes every write.
    let _ = plan(&mut out, PLAIN, target, changes, &view.lines, &view.undone);
    String::from_utf8_lossy(&out).into_owned()
}

/// What a rollback would write, key by key.
pub(crate) fn of_rollback(list: &PickList) -> String {
    let mut out = Vec::new();
    for file in &list.files {
        let changes: Vec<&Change> = file.choices.iter().map(|choice| &choice.change).collect();
        let shown = FileChanges {
            name: &file.name,
            target: &list.target,
            changes,
            lines: file.lines.as_ref(),
            only_there: false,
            same: &[],
            note: &|_| None,
        };
        let _ = changes::file(&mut out, PLAIN, &shown, |_| Owned::TakesSource);
        out.push(b'\n');
    }
    String::from_utf8_lossy(&out).into_owned()
}
