//! Keys whose promotion would undo a newer value of their target.

use std::sync::Arc;

use super::origin::{Origin, OriginKind};

/// A key whose promotion would undo something.
#[derive(Debug, Clone)]
pub(crate) struct UndoneKey {
    /// The address of the key.
    pub(crate) address: String,
    /// Where the target's value came from; `None` where the history of this clone does not tell.
    pub(crate) origin: Option<Arc<Origin>>,
}

/// Why keys are not planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UndoRefusal {
    /// The selection did not name them exactly.
    Wide,
    /// They were rolled back, and the source has not changed them since.
    RolledBack,
    /// The history of this clone is cut off, so that it does not tell whether something would be undone.
    Cut,
    /// The target denies it.
    Denied,
}

impl UndoneKey {
    /// `values.yaml:image.tag: undoes 7511585 'Hotfix 1.9.1' of Ben <ben@acme.com>, 2026-11-28`
    pub(crate) fn message(&self) -> String {
        let Some(origin) = &self.origin else { return self.address.clone() };
        let (by, on) = (&origin.by, origin.at.strftime("%F"));
        match &origin.kind {
            OriginKind::Rollback(name, reason) => {
                format!("{}: promotion {name} was rolled back by {by} on {on}: '{reason}'", self.address)
            }
            OriginKind::Edit | OriginKind::Promotion(_) => {
                format!("{}: undoes {} '{}' of {by}, {on}", self.address, origin.commit.short(), origin.title)
            }
        }
    }
}
