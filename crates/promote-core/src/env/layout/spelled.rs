//! The characters of a path that a bound template spells out, by its own text or by the environment's values.

use std::collections::BTreeMap;

use super::bind::{BoundSegment, BoundTemplate, BoundToken};

/// What a bound template has at one level of a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Level<'t> {
    /// Any number of names: `**` or `{name**}`.
    Many,
    /// One name.
    One(&'t [BoundToken]),
}

/// A set of characters of a path: bit `n` is the byte `n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelled(Vec<u64>);

/// The largest sets of characters that a template can spell in a path.
pub(super) type Spellings = Vec<Spelled>;

/// The maximum number of spellings. A template with more of them (`**/*a*/**` in a path of many `a`) owns nothing that
/// another environment matches, too.
const MAX_SPELLINGS: usize = 32;

impl BoundTemplate {
    /// The levels of the template. A binding with slashes has several.
    pub(super) fn levels(&self) -> Vec<Level<'_>> {
        let mut levels = Vec::new();
        for segment in &self.segments {
            match segment {
                BoundSegment::Many(_) => levels.push(Level::Many),
                BoundSegment::One(parts) => levels.extend(parts.iter().map(|part| Level::One(part))),
            }
        }
        levels
    }

    /// The text that the template spells, without slashes.
    pub(super) fn literal_text(&self) -> String {
        let tokens =
            self.levels().into_iter().filter_map(|level| if let Level::One(part) = level { Some(part) } else { None });
        let text = |token: &BoundToken| {
            if let BoundToken::Literal { text, .. } = token { text.clone() } else { String::new() }
        };
        tokens.flatten().map(text).collect()
    }

    /// The largest sets of characters that the template can spell in a path that it matches; `None` if there are too
    /// many.
    pub(super) fn spellings(&self, path: &str) -> Option<Spellings> {
        let levels = self.levels();
        let end = levels.len();
        // By level: the spellings of the names so far.
        let mut at: Vec<Spellings> = vec![Vec::new(); end + 1];
        at[0].push(Spelled(vec![0; path.len().div_ceil(64)]));
        skip(&levels, &mut at)?;
        let mut start = 0;
        for name in path.split('/') {
            let mut next: Vec<Spellings> = vec![Vec::new(); end + 1];
            for (index, level) in levels.iter().enumerate().filter(|(index, _)| !at[*index].is_empty()) {
                match level {
                    Level::Many => {
                        extend(&mut next[index], &at[index])?;
                        if index + 1 == end {
                            extend(&mut next[end], &at[index])?;
                        }
                    }
                    Level::One(tokens) => extend(&mut next[index + 1], &in_name(tokens, name, start, &at[index])?)?,
                }
            }
            skip(&levels, &mut next)?;
            at = next;
            start += name.len() + 1;
        }
        at.pop()
    }
}

impl Spelled {
    /// Whether this contains every character of the other.
    fn covers(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(ours, theirs)| theirs & !ours == 0)
    }

    fn and(&self, start: usize, length: usize) -> Self {
        let mut more = self.clone();
        (start..start + length).for_each(|byte| more.0[byte / 64] |= 1 << (byte % 64));
        more
    }
}

/// Whether each of their spellings is a part of one of ours, which has more characters.
pub(super) fn beats(ours: &[&Spelled], theirs: &[&Spelled]) -> bool {
    theirs.iter().all(|theirs| ours.iter().any(|ours| ours.covers(theirs) && ours != theirs))
}

/// A `**` may match nothing, except at the end.
fn skip(levels: &[Level<'_>], at: &mut [Spellings]) -> Option<()> {
    for index in 0..levels.len().saturating_sub(1) {
        if let Level::Many = levels[index] {
            let here = at[index].clone();
            extend(&mut at[index + 1], &here)?;
        }
    }
    Some(())
}

/// The spellings after one name; empty if the tokens do not match it. The values of captures are not compared: the
/// matcher has done so.
fn in_name(tokens: &[BoundToken], name: &str, start: usize, before: &Spellings) -> Option<Spellings> {
    let mut at = BTreeMap::from([(0, before.clone())]);
    let ends = |from: usize| name[from..].char_indices().map(move |(at, c)| from + at + c.len_utf8());
    for token in tokens {
        let mut next: BTreeMap<usize, Spellings> = BTreeMap::new();
        for (from, spellings) in at {
            let mut reach = |to: usize, spellings: &Spellings| extend(next.entry(to).or_default(), spellings);
            match token {
                BoundToken::Literal { text, .. } if name[from..].starts_with(text.as_str()) => {
                    let more = spellings.iter().map(|s| s.and(start + from, text.len())).collect();
                    reach(from + text.len(), &more)?;
                }
                BoundToken::Literal { .. } => {}
                BoundToken::Question => ends(from).take(1).try_for_each(|to| reach(to, &spellings))?,
                BoundToken::Capture(_) => ends(from).try_for_each(|to| reach(to, &spellings))?,
                BoundToken::Star => std::iter::once(from).chain(ends(from)).try_for_each(|to| reach(to, &spellings))?,
            }
        }
        at = next;
    }
    Some(at.remove(&name.len()).unwrap_or_default())
}

/// Adds spellings; one that is a part of another is left out, since whatever follows is the same for both.
fn extend(into: &mut Spellings, more: &Spellings) -> Option<()> {
    for spelled in more {
        if !into.iter().any(|known| known.covers(spelled)) {
            into.retain(|known| !spelled.covers(known));
            into.push(spelled.clone());
        }
    }
    (into.len() <= MAX_SPELLINGS).then_some(())
}
