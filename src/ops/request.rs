//! The request of `create` as JSON: the body of the public contract.

use schemars::JsonSchema;
use serde::Deserialize;

use super::create::{PromotionType, Request};
use promote_core::promotion::UndoChoice;

/// The request of a promotion.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Body {
    /// The environment to promote from.
    pub(crate) source_environment: String,
    /// The environment to promote into.
    pub(crate) target_environment: String,
    /// How keys are selected; otherwise inferred from the selectors.
    #[serde(default)]
    #[schemars(with = "Option<Type>")]
    pub(crate) promotion_type: Option<PromotionType>,
    /// The ids of keys.
    #[serde(default)]
    pub(crate) config_ids: Vec<String>,
    /// The ids or names of flags.
    #[serde(default)]
    pub(crate) flag_ids: Vec<String>,
    /// Patterns of keys.
    #[serde(default)]
    pub(crate) key_patterns: Vec<String>,
    /// Only files with these capture values: `app=web`.
    #[serde(default)]
    pub(crate) only: Vec<String>,
    /// Only keys that the source changed since both held one value.
    #[serde(default)]
    pub(crate) changed: bool,
    /// With `changed`: since this git revision instead.
    #[serde(default)]
    pub(crate) since: Option<String>,
    /// Whether keys that exist only in the target are removed.
    #[serde(default)]
    pub(crate) prune: bool,
    /// Whether the names of the source in values are replaced by those of the target.
    #[serde(default)]
    pub(crate) translate: bool,
    /// Whether the comments behind changed values are taken, too.
    #[serde(default)]
    pub(crate) with_comments: bool,
    /// Whether aliases in new keys stay aliases, with the target's values.
    #[serde(default)]
    pub(crate) keep_aliases: bool,
    /// The reason for the promotion.
    #[serde(default)]
    pub(crate) notes: Option<String>,
    /// What happens to keys whose promotion would undo a newer value: `forward` or `overwrite`.
    #[serde(default)]
    #[schemars(with = "Option<Undo>")]
    pub(crate) undo: Option<UndoChoice>,
    /// With `changed`: also keys that later promotions left out.
    #[serde(default)]
    pub(crate) passed_over: bool,
    /// Why something is undone, where the target asks for it.
    #[serde(default)]
    pub(crate) undo_reason: Option<String>,
}

/// How keys are selected, as the schema says it.
#[derive(JsonSchema)]
#[schemars(rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "only its schema is used")]
enum Type {
    Full,
    Selective,
    Pattern,
}

/// What happens to newer values, as the schema says it.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum Undo {
    Forward,
    Overwrite,
}

impl Body {
    /// The request, with the type that its selectors imply.
    pub(crate) fn request(self) -> Request {
        Request {
            promotion_type: self.promotion_type.unwrap_or_else(|| infer(&self)),
            config_ids: self.config_ids,
            flag_ids: self.flag_ids,
            key_patterns: self.key_patterns,
            only: self.only,
            changed: self.changed,
            since: self.since,
            prune: self.prune,
            translate: self.translate,
            with_comments: self.with_comments,
            keep_aliases: self.keep_aliases,
            notes: self.notes.filter(|notes| !notes.trim().is_empty()),
            undo: self.undo,
            passed_over: self.passed_over,
            undo_reason: self.undo_reason.filter(|reason| !reason.trim().is_empty()),
        }
    }
}

fn infer(body: &Body) -> PromotionType {
    match (body.config_ids.is_empty() && body.flag_ids.is_empty(), body.key_patterns.is_empty()) {
        (true, true) => PromotionType::Full,
        (true, false) => PromotionType::Pattern,
        (false, _) => PromotionType::Selective,
    }
}
