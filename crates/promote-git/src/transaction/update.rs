//! One ref to move, and the value it is expected to have.

use promote_model::ObjectId;

/// The expected value of a ref.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The ref does not exist.
    Absent,
    /// The ref points to this object.
    Is(ObjectId),
}

/// One ref to move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefUpdate {
    /// The full name of the ref.
    pub name: String,
    /// The expected value.
    pub old: Expected,
    /// The new value; `None` deletes the ref. If it equals `old`, the ref is only checked.
    pub new: Option<ObjectId>,
}

impl RefUpdate {
    /// Whether the ref gets another value, rather than being checked only.
    pub fn moves(&self) -> bool {
        self.new.map_or(Expected::Absent, Expected::Is) != self.old
    }

    /// The command for `git update-ref --stdin -z`.
    pub(super) fn command(&self) -> String {
        const ZERO: &str = "0000000000000000000000000000000000000000";
        let name = &self.name;
        match (self.old, self.new) {
            (Expected::Absent, Some(new)) => format!("create {name}\0{new}\0"),
            (Expected::Absent, None) => format!("verify {name}\0{ZERO}\0"),
            (Expected::Is(old), Some(new)) if old == new => format!("verify {name}\0{old}\0"),
            (Expected::Is(old), Some(new)) => format!("update {name}\0{new}\0{old}\0"),
            (Expected::Is(old), None) => format!("delete {name}\0{old}\0"),
        }
    }
}
