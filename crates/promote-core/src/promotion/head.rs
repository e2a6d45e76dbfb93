//! The head of a promotion: what can be told of it without its plan, for looking through many.
//!
//! It is read from the same `promotion.json`. The plan is passed over and its digest is not worked out, so whatever
//! acts on a promotion, or shows its plan, must read it whole.

use jiff::Timestamp;
use serde::Deserialize;

use super::id::PromotionId;
use super::plan::Digest;
use super::stored::{StoredError, parse};
use promote_model::ObjectId;

/// A promotion without its plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromotionHead {
    /// Its id.
    pub id: PromotionId,
    /// The source environment.
    pub source: String,
    /// The target environment.
    pub target: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// The source as it was planned on.
    pub source_commit: ObjectId,
    /// The digest that is written beside the plan.
    pub digest: Digest,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    id: PromotionId,
    source_environment: String,
    target_environment: String,
    created_at: Timestamp,
    plan: StoredPlan,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredPlan {
    digest: Digest,
    source_commit: ObjectId,
}

/// Reads the head of `promotion.json`.
///
/// # Errors
/// Where the version is unknown, or a field of the head is missing or malformed.
pub fn read(bytes: &[u8]) -> Result<PromotionHead, StoredError> {
    let stored: Stored = parse(bytes)?;
    Ok(PromotionHead {
        id: stored.id,
        source: stored.source_environment,
        target: stored.target_environment,
        created_at: stored.created_at,
        source_commit: stored.plan.source_commit,
        digest: stored.plan.digest,
    })
}
