//! `promotion.json`: the request and the plan of a promotion.

use schemars::JsonSchema;

use super::words::{Blob, Commit, Digest, KeyId, Mode, Person, PromotionId, StoredValue, Time, Version};
use crate::schema::format::Format;

/// A promotion: its request and its plan. The file promotion.json in the directory of the promotion.
#[derive(JsonSchema)]
#[schemars(title = "promotion.json", rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Promotion {
    /// The version of the format.
    version: Version,
    /// The id of the promotion.
    id: PromotionId,
    /// The number in the ledger, counted from 1; none in a ledger of version 1.
    #[schemars(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    /// The environment to promote from.
    source_environment: String,
    /// The environment to promote into.
    target_environment: String,
    /// The request that the plan was made for.
    request: Request,
    /// The person who created the promotion.
    created_by: Person,
    /// The time of its creation.
    created_at: Time,
    /// The plan.
    plan: Plan,
}

/// The request for a promotion, with its selectors as given.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    /// How the keys are selected.
    promotion_type: PromotionType,
    /// Ids of keys.
    config_ids: Vec<String>,
    /// Ids of flags.
    flag_ids: Vec<String>,
    /// Patterns of keys.
    key_patterns: Vec<String>,
    /// Values of captures (--only NAME=VALUE).
    only: Vec<String>,
    /// Whether only keys that the source changed are taken (--changed).
    changed: bool,
    /// The revision to compare with (--since).
    since: Option<String>,
    /// Whether keys that exist only in the target are removed (--prune).
    prune: bool,
    /// The reason for the promotion.
    notes: Option<String>,
    /// Whether values are translated although the target's rule does not ask for it (--translate).
    #[schemars(skip_serializing_if = "std::ops::Not::not", default)]
    translate: bool,
    /// Whether the comments behind changed values are taken with them (--with-comments).
    #[schemars(skip_serializing_if = "std::ops::Not::not")]
    with_comments: Option<bool>,
    /// Whether aliases in new keys stay where the target's anchor holds another value (--keep-aliases).
    #[schemars(skip_serializing_if = "std::ops::Not::not")]
    keep_aliases: Option<bool>,
    /// What happens to keys whose promotion would undo a newer value of the target.
    #[schemars(skip_serializing_if = "Option::is_none")]
    undo: Option<UndoChoice>,
    /// Whether keys that later promotions left out are taken, too (--passed-over).
    #[schemars(skip_serializing_if = "std::ops::Not::not")]
    passed_over: Option<bool>,
    /// Why something is undone, where the target denies that.
    #[schemars(skip_serializing_if = "Option::is_none")]
    undo_reason: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum UndoChoice {
    Forward,
    Overwrite,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "UPPERCASE")]
enum PromotionType {
    Full,
    Selective,
    Pattern,
}

/// What the promotion will write.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct Plan {
    /// The digest of the plan.
    digest: Digest,
    /// The commit of the source that the plan was made on.
    source_commit: Commit,
    /// The commit of the target that the plan was made on. It is not part of the digest.
    target_commit: Commit,
    /// The number of the rules of reading and editing that the plan was made by; absent in ledgers of version 1.
    #[schemars(skip_serializing_if = "Option::is_none", range(min = 1))]
    rules: Option<u32>,
    /// The files that the plan changes.
    files: Vec<File>,
    /// The changes.
    changes: Vec<Change>,
}

/// A file that the plan changes.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    /// The name of the file: its path with {env} left in it.
    file: String,
    /// The file in the source; null if the source does not have it.
    source: Option<Source>,
    /// The path in the target.
    target_path: String,
    /// The format of the file.
    format: Format,
    /// The part of the file that is configuration, if not all of it is.
    #[schemars(skip_serializing_if = "Vec::is_empty")]
    keys: Vec<Prefix>,
}

/// The file in the source.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Source {
    /// The path.
    path: String,
    /// The mode.
    mode: Mode,
    /// The blob.
    blob: Blob,
}

/// The prefix of the keys that are configuration.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Prefix {
    /// The prefix with captures in braces.
    shown: String,
    /// The prefix in the source.
    source: String,
    /// The prefix in the target.
    target: String,
}

/// A change of one key.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Change {
    /// The operation.
    op: Op,
    /// What is changed: a key (config), a flag or a whole file.
    kind: Kind,
    /// The name of the file.
    file: String,
    /// The document of the file; null if the file has only one.
    document: Option<String>,
    /// The path of the key; '.' for a whole file.
    key: String,
    /// The id of the key.
    id: KeyId,
    /// The value in the target; null for an added key.
    old: Option<Spelled>,
    /// The value in the source; null for a removed key.
    new: Option<Spelled>,
    /// Whether the key is owned by the target, and takes the source's value only because its file is new.
    own: bool,
    /// The names that were replaced in the source's value, each with the name that replaced it, in their order; absent
    /// where the value is planned as it is in the source.
    #[schemars(skip_serializing_if = "Vec::is_empty", extend("minItems" = 1))]
    translated: Vec<NamePair>,
    /// The newer value of the target that the change takes back.
    #[schemars(skip_serializing_if = "Option::is_none")]
    undoes: Option<Undone>,
    /// The comments behind the value, where the source's is taken with it.
    #[schemars(skip_serializing_if = "Option::is_none")]
    comment: Option<CommentChange>,
    /// The anchor that the new key repeats in the target, with the target's value instead of the source's.
    #[schemars(skip_serializing_if = "Option::is_none")]
    anchor: Option<String>,
}

/// The comments behind a value, with their marks.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CommentChange {
    /// The target's.
    old: String,
    /// The source's.
    new: String,
}

/// A newer value of the target that a change takes back.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Undone {
    /// The commit that wrote it.
    commit: Commit,
    /// What that commit is.
    kind: UndoneKind,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum UndoneKind {
    Edit,
    Promotion,
    Rollback,
}

/// A name of the source, and the name of the target that replaces it.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct NamePair((String, String));

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Op {
    Added,
    Modified,
    Removed,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Kind {
    Config,
    Flag,
    File,
}

/// A value, and how the file spells it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Spelled {
    /// The text in the file.
    text: String,
    /// The value.
    value: StoredValue,
}
