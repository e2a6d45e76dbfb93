//! Numbers in place of ids, in texts for people. Errors carry the id of a promotion, which is unique everywhere; people know
//! it by its number.

use uuid::Uuid;

use super::context::Context;
use crate::store::{RemoteAccess, Store};
use promote_core::promotion::PromotionId;

/// The length of an id as text.
const LENGTH: usize = 36;

/// The text with each promotion's id replaced by its number. An id that is a part of something else, such as the name of a
/// branch, stays; so does everything where the ledger cannot be read.
pub(crate) fn with_numbers(context: &Context, text: &str) -> String {
    let found = ids(text);
    if found.is_empty() {
        return text.to_owned();
    }
    // The last fetched state has every promotion that this command has found.
    let access = RemoteAccess { offline: true, ..context.reach.clone() };
    let Ok(store) = Store::open(&context.dir, &access, context.now) else { return text.to_owned() };
    let number = |id: Uuid| store.ledger().ok()?.promotion(PromotionId(id)).ok()??.promotion.number;
    let mut out = text.to_owned();
    for (at, id) in found.into_iter().rev() {
        if let Some(number) = number(id) {
            out.replace_range(at..at + LENGTH, &number.to_string());
        }
    }
    out
}

/// The ids in a text that stand for themselves, with their places.
fn ids(text: &str) -> Vec<(usize, Uuid)> {
    let starts =
        text.char_indices().filter(|(at, _)| text[..*at].chars().next_back().is_none_or(|c| " '\n".contains(c)));
    let read = |(at, _): (usize, char)| {
        let id: Uuid = text.get(at..at + LENGTH)?.parse().ok()?;
        let after = text[at + LENGTH..].chars().next();
        after.is_none_or(|c| !c.is_alphanumeric() && c != '/' && c != '-').then_some((at, id))
    };
    starts.filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_part_of_a_name_stays() {
        let id = "019cadc6-ae08-7b18-a752-b3e59b9d65eb";
        let places = |text: &str| ids(text).into_iter().map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(places(&format!("promotion {id} is open: promote show {id}")), [10, 69]);
        assert_eq!(places(&format!("'{id}'")), [1]);
        for text in [format!("promote/{id}"), format!("{id}/x"), "no id".to_owned(), format!("é{id}")] {
            assert_eq!(places(&text), [0; 0], "{text}");
        }
    }
}
