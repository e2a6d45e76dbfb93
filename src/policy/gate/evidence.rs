//! What stands behind the approvals of a promotion besides the ledger's word.

/// What was found out about each approval's statement before the gate was asked: the gate itself reads nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {}
