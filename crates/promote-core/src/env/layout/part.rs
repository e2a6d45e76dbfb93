//! Matching one name against one part of a bound template.

use super::bind::BoundToken;

/// The progress of a match: the logical name and the captures so far.
struct Matching<'a> {
    /// The captures of the segments before.
    known: &'a [(String, String)],
    /// The captures of this segment.
    fresh: Vec<(&'a str, &'a str)>,
    logical: String,
}

/// The logical name, and the values of its captures.
pub(super) type Matched<'a> = (String, Vec<(&'a str, &'a str)>);

/// Matches one name against one part; captures match as little as possible, and the same text at each
/// occurrence.
pub(super) fn match_part<'a>(
    tokens: &'a [BoundToken],
    name: &'a str,
    known: &'a [(String, String)],
) -> Option<Matched<'a>> {
    // Most names are compared with plain text, and most do not match.
    if let [BoundToken::Literal { text, .. }] = tokens
        && text != name
    {
        return None;
    }
    let mut matching = Matching { known, fresh: Vec::new(), logical: String::new() };
    matching.rest(tokens, name).then_some((matching.logical, matching.fresh))
}

impl<'a> Matching<'a> {
    fn rest(&mut self, tokens: &'a [BoundToken], name: &'a str) -> bool {
        let Some((token, rest)) = tokens.split_first() else { return name.is_empty() };
        let ends = || name.char_indices().map(|(at, c)| at + c.len_utf8());
        match token {
            BoundToken::Literal { text, logical } => {
                name.starts_with(text.as_str()) && self.take(rest, name, text.len(), logical)
            }
            BoundToken::Question => ends().next().is_some_and(|end| self.take(rest, name, end, &name[..end])),
            // The last token takes the rest of the name at once.
            BoundToken::Star if rest.is_empty() => self.take(rest, name, name.len(), name),
            BoundToken::Star => std::iter::once(0).chain(ends()).any(|end| self.take(rest, name, end, &name[..end])),
            BoundToken::Capture(capture) => match self.value(capture) {
                Some(value) => name.starts_with(value) && self.take(rest, name, value.len(), value),
                None if rest.is_empty() => !name.is_empty() && self.capture(rest, capture, name, name.len()),
                None => ends().any(|end| self.capture(rest, capture, name, end)),
            },
        }
    }

    fn value(&self, capture: &str) -> Option<&'a str> {
        let fresh = self.fresh.iter().find(|(name, _)| *name == capture).map(|(_, value)| *value);
        fresh.or_else(|| self.known.iter().find(|(name, _)| name == capture).map(|(_, value)| value.as_str()))
    }

    /// The token takes `length` bytes and the following tokens the rest of the name; if they do not match, the state is
    /// restored.
    fn take(&mut self, rest: &'a [BoundToken], name: &'a str, length: usize, spelled: &str) -> bool {
        let before = self.logical.len();
        self.logical.push_str(spelled);
        let taken = self.rest(rest, &name[length..]);
        if !taken {
            self.logical.truncate(before);
        }
        taken
    }

    fn capture(&mut self, rest: &'a [BoundToken], capture: &'a str, name: &'a str, end: usize) -> bool {
        self.fresh.push((capture, &name[..end]));
        let taken = self.take(rest, name, end, &name[..end]);
        if !taken {
            self.fresh.pop();
        }
        taken
    }
}
