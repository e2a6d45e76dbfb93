//! The head of a promotion: everything but its plan, for listing many.
//!
//! It is read from the same `promotion.json`. The plan is skipped and its digest is not checked, so code that acts on
//! a promotion or shows its plan must read the promotion in full.

use jiff::Timestamp;
use serde::Deserialize;

use super::id::PromotionId;
use super::plan::Digest;
use super::stored::{StoredError, parse};
use promote_model::ObjectId;

/// A promotion without its plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromotionHead {
    /// The id.
    pub id: PromotionId,
    /// The source environment.
    pub source: String,
    /// The target environment.
    pub target: String,
    /// The creation time.
    pub created_at: Timestamp,
    /// The source commit of the plan.
    pub source_commit: ObjectId,
    /// The digest stored beside the plan.
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
/// If the version is unknown, or a field of the head is missing or malformed.
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
