//! Where a value of an environment came from.

use jiff::Timestamp;

use promote_core::promotion::{Person, PromotionName};
use promote_model::ObjectId;

/// Where a value came from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The commit.
    pub(crate) commit: ObjectId,
    /// Its subject.
    pub(crate) title: String,
    /// Its author.
    pub(crate) by: Person,
    /// The committer's time.
    pub(crate) at: Timestamp,
    /// What the commit was.
    pub(crate) kind: OriginKind,
}

/// What gave a side its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OriginKind {
    /// A commit that no promotion wrote.
    Edit,
    /// A promotion.
    Promotion(PromotionName),
    /// The rollback of a promotion, with its reason.
    Rollback(PromotionName, String),
}
