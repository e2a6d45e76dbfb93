//! What the history of a key says.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Person, Time};
use crate::engine::{judgement, origin};
use promote_core::env::judge;

/// What the history of both sides says about a key that differs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Judged {
    #[serde(flatten)]
    direct: Direct,
    /// Where the source's value came from; null where that is older than what was read.
    source_since: Option<Origin>,
    /// Where the target's value came from.
    target_since: Option<Origin>,
}

/// Which way a difference goes, as far as the history of this clone tells.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Direct {
    /// Which side changed the key since both last held one value.
    direction: Direction,
    /// Why the direction is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<Unknown>,
    /// True where both sides came with a value of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    born_different: bool,
    /// How often since the source changed the key other keys of the file came to agree without it.
    passed_over: u32,
    /// The commit that ended the agreement of both sides; null where they never agreed in the history that was read.
    base: Option<String>,
}

/// The direction of a difference.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Direction {
    /// The source changed the key.
    Forward,
    /// The target changed it: promoting it undoes that.
    Backward,
    /// Both changed it.
    Diverged,
    /// They never held one value.
    Unrelated,
    /// The history that was read does not tell.
    Unknown,
}

/// Why a direction is unknown.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Unknown {
    /// The file has at most three states in both environments: it is being set up.
    SetUp,
    /// The sides last agreed before the states that were read.
    Depth,
    /// The history ends at a shallow boundary.
    Shallow,
}

/// Where a value came from.
#[derive(Debug, Serialize, JsonSchema)]
struct Origin {
    /// The commit.
    commit: String,
    /// The first line of its message.
    subject: String,
    /// Its author.
    author: Person,
    /// The time of the commit.
    at: Time,
    /// What the commit is.
    kind: OriginKind,
    /// The id of the promotion that wrote it or was rolled back by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    promotion: Option<String>,
    /// The reason of the rollback.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// What gave a side its value.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum OriginKind {
    /// A commit that no promotion wrote.
    Edit,
    /// A promotion.
    Promotion,
    /// The rollback of a promotion.
    Rollback,
}

impl From<&judge::Judgement> for Direct {
    fn from(judgement: &judge::Judgement) -> Self {
        Self {
            direction: match judgement.direction {
                judge::Direction::Forward => Direction::Forward,
                judge::Direction::Backward => Direction::Backward,
                judge::Direction::Diverged => Direction::Diverged,
                judge::Direction::Unrelated => Direction::Unrelated,
                judge::Direction::Unknown => Direction::Unknown,
            },
            unknown: judgement.unknown.map(|why| match why {
                judge::Unknown::SetUp => Unknown::SetUp,
                judge::Unknown::Depth => Unknown::Depth,
                judge::Unknown::Shallow => Unknown::Shallow,
            }),
            born_different: judgement.born_different,
            passed_over: judgement.passed_over,
            base: judgement.base.map(|commit| commit.to_string()),
        }
    }
}

impl From<&judgement::Judged> for Judged {
    fn from(judged: &judgement::Judged) -> Self {
        Self {
            direct: (&judged.judgement).into(),
            source_since: judged.source_since.as_deref().map(Origin::from),
            target_since: judged.target_since.as_deref().map(Origin::from),
        }
    }
}

impl From<&origin::Origin> for Origin {
    fn from(origin: &origin::Origin) -> Self {
        let (kind, promotion, reason) = match &origin.kind {
            origin::OriginKind::Edit => (OriginKind::Edit, None, None),
            origin::OriginKind::Promotion(name) => (OriginKind::Promotion, Some(name.id.to_string()), None),
            origin::OriginKind::Rollback(name, reason) => {
                (OriginKind::Rollback, Some(name.id.to_string()), Some(reason.clone()))
            }
        };
        Self {
            commit: origin.commit.to_string(),
            subject: origin.title.clone(),
            author: (&origin.by).into(),
            at: origin.at.into(),
            kind,
            promotion,
            reason,
        }
    }
}
