//! How values came, for people.

use super::cells::one_line;
use crate::engine::causes::Cause;
use crate::engine::key_reader::{KeyPlace, Was};
use crate::engine::written_by::WrittenBy;
use promote_core::env::change::UnitKind;
use promote_core::promotion::{Person, PromotionName};
use promote_model::text::{enumerate, visible};

/// Where the history of this clone does not tell.
pub(crate) const UNKNOWN: &str = "older than the history of this clone";

/// How a value came: `promotion 4 from staging by Ann, approved by Eve`.
pub(crate) fn words(cause: &Cause) -> String {
    let by = visible(&cause.by.name);
    let merge = cause.merge.map(|merge| format!(" (merged by {})", merge.short())).unwrap_or_default();
    match &cause.written {
        WrittenBy::Promotion(entry) => {
            let promotion = &entry.promotion;
            let approved = approved(entry.state.approvals.iter().map(|approval| &approval.by));
            format!("promotion {} from {} by {by}{approved}{merge}", promotion.name(), visible(&promotion.source))
        }
        WrittenBy::Rollback(entry, done) => {
            format!("rollback of promotion {} by {by}: {}{merge}", entry.promotion.name(), visible(&done.reason))
        }
        WrittenBy::Edit(claims) => {
            let title = visible(&cause.title);
            format!("edit {} by {by}: {title}{merge}{}", cause.commit.short(), false_claims(claims))
        }
    }
}

/// `, approved by Eve`; empty where nobody approved.
pub(crate) fn approved<'p>(people: impl Iterator<Item = &'p Person>) -> String {
    let names: Vec<String> = people.map(|person| visible(&person.name).into_owned()).collect();
    if names.is_empty() { String::new() } else { format!(", approved by {}", enumerate(&names, "and")) }
}

/// What a message says and the commit does not prove.
pub(crate) fn false_claims(claims: &[PromotionName]) -> String {
    let names: Vec<String> = claims.iter().map(PromotionName::to_string).collect();
    match names.len() {
        0 => String::new(),
        1 => format!(" (names promotion {}, but is not what that wrote)", names[0]),
        _ => format!(" (names promotions {}, but is not what these wrote)", enumerate(&names, "and")),
    }
}

/// What a key was, in one line.
pub(crate) fn value(was: &Was) -> String {
    match was {
        Was::Value(_, shown) => visible(one_line(shown).trim()).into_owned(),
        Was::Absent => "-".to_owned(),
        Was::Unread(reason) => format!("? ({})", visible(reason)),
    }
}

/// The name of a key in its file.
pub(crate) fn label(place: &KeyPlace) -> String {
    match (place.kind, &place.document) {
        (UnitKind::File, _) => "(whole file)".to_owned(),
        (_, Some(document)) => visible(&format!("#{document}:{}", place.key)).into_owned(),
        (_, None) => visible(&place.key.to_string()).into_owned(),
    }
}
