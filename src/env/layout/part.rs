//! One name against one part of a bound template.

use super::bind::BoundToken;

pub(super) type Matched = (String, Vec<(String, String)>);

/// Matches one name against one part; captures take as little as they can, and the same text
/// wherever they stand again.
pub(super) fn match_part(tokens: &[BoundToken], name: &str, captures: &[(String, String)]) -> Option<Matched> {
    let Some((token, rest)) = tokens.split_first() else {
        return name.is_empty().then(|| (String::new(), captures.to_vec()));
    };
    let taken = |length: usize, spelled: &str, captures: &[(String, String)]| {
        let (logical, captures) = match_part(rest, &name[length..], captures)?;
        Some((format!("{spelled}{logical}"), captures))
    };
    let ends = || name.char_indices().map(|(at, c)| at + c.len_utf8());
    match token {
        BoundToken::Literal { text, logical } => {
            name.starts_with(text.as_str()).then(|| taken(text.len(), logical, captures)).flatten()
        }
        BoundToken::Question => ends().next().and_then(|end| taken(end, &name[..end], captures)),
        BoundToken::Star => std::iter::once(0).chain(ends()).find_map(|end| taken(end, &name[..end], captures)),
        BoundToken::Capture(capture) => match captures.iter().find(|(n, _)| n == capture) {
            Some((_, value)) => name.starts_with(value.as_str()).then(|| taken(value.len(), value, captures)).flatten(),
            None => ends().find_map(|end| {
                let mut with = captures.to_vec();
                with.push((capture.clone(), name[..end].to_owned()));
                taken(end, &name[..end], &with)
            }),
        },
    }
}
