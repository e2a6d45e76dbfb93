//! What a request selects.

use super::OpError;
use super::filters::{parse_only, parse_patterns};
use promote_core::env::select::{Selection, Selector};
use promote_core::promotion::{PromotionType, Request};
use promote_model::BadIdPrefix;

/// The error for the name of a key where an id is expected.
fn not_an_id(text: &str, error: &BadIdPrefix) -> OpError {
    let by_name = format!("select a key by its name: promote create SOURCE TARGET '{text}'");
    OpError::Usage { message: error.to_string(), hints: vec![by_name, "list the ids: promote keys SOURCE".to_owned()] }
}

/// The selection of a request.
///
/// # Errors
/// Where the request contradicts itself, or an id or a pattern is malformed.
pub(crate) fn selection(request: &Request) -> Result<Selection, OpError> {
    let ids = !request.config_ids.is_empty() || !request.flag_ids.is_empty();
    let patterns = !request.key_patterns.is_empty();
    let wrong = match request.promotion_type {
        PromotionType::Full if ids || patterns => Some("a FULL promotion takes all keys; remove the ids and patterns"),
        PromotionType::Selective if !ids => Some("a SELECTIVE promotion needs the id of a key or flag"),
        PromotionType::Pattern if ids => Some("a PATTERN promotion takes patterns only; use SELECTIVE with ids"),
        PromotionType::Pattern if !patterns => Some("a PATTERN promotion needs a pattern: --key PATTERN"),
        _ => None,
    };
    if let Some(message) = wrong {
        return Err(OpError::Usage { message: message.to_owned(), hints: Vec::new() });
    }
    if request.since.is_some() && !request.changed {
        let message = "--since needs --changed".to_owned();
        return Err(OpError::Usage { message, hints: vec!["add --changed".to_owned()] });
    }
    parse_only(&request.only)?;
    let id = |text: &String| text.parse().map_err(|error: BadIdPrefix| not_an_id(text, &error));
    let mut selectors = Vec::new();
    for text in &request.config_ids {
        selectors.push(Selector::Config(id(text)?));
    }
    for text in &request.flag_ids {
        // What is no id is a name.
        selectors.push(text.parse().map_or_else(|_| Selector::FlagName(text.clone()), Selector::Flag));
    }
    selectors.extend(parse_patterns(&request.key_patterns)?.into_iter().map(|p| Selector::Pattern(Box::new(p))));
    Ok(Selection { selectors, prune: request.prune, changed: None })
}
