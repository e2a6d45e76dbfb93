//! The shape of a place with environments: a path with `{env}` in it, and the environments there.

use std::collections::BTreeMap;

use super::NameLocation;
use super::evidence::Evidence;
use super::words::Class;

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    Text(String),
    Env,
    Capture(String),
    /// Any text, without a name: `*`.
    Any,
}

/// A segment of a path template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    One(Vec<Piece>),
    /// Any number of segments, with a name.
    Deep(String),
    /// Any number of segments without a name; at the end, all files below.
    Rest,
}

/// The identity of an environment across spellings: the canonical word, and the variant (a region, a number, a
/// stem).
pub(super) type Identity = (String, String);

/// The spelling of an environment in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) identity: Identity,
    /// The purpose; `None` for an uncommon name.
    pub(super) class: Option<Class>,
    /// Whether the word is evidence by itself; `latest` only ends with `test`.
    pub(super) sure: bool,
    /// Why it is taken for an environment.
    pub(super) evidence: Evidence,
    pub(super) files: usize,
    pub(super) example: String,
}

/// A path template under construction, with the environments it was derived from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TemplateDraft {
    pub(super) parts: Vec<Part>,
    pub(super) place: NameLocation,
    /// By spelling.
    pub(super) labels: BTreeMap<String, Label>,
}

impl Part {
    pub(super) fn text(text: &str) -> Self {
        Self::One(vec![Piece::Text(text.to_owned())])
    }

    /// The literal text, if the segment has nothing else.
    pub(super) fn literal(&self) -> Option<&str> {
        match self {
            Self::One(pieces) => match pieces.as_slice() {
                [Piece::Text(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn has_env(&self) -> bool {
        matches!(self, Self::One(pieces) if pieces.contains(&Piece::Env))
    }

    fn has_capture(&self) -> bool {
        match self {
            Self::One(pieces) => pieces.iter().any(|p| matches!(p, Piece::Capture(_))),
            Self::Deep(_) => true,
            Self::Rest => false,
        }
    }
}

impl TemplateDraft {
    /// The template's text. Special characters become `?`, which matches any character.
    pub(super) fn template(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(part_text).collect();
        parts.join("/")
    }

    pub(super) fn files(&self) -> usize {
        self.labels.values().map(|label| label.files).sum()
    }

    /// The directory of one environment of a slot, whose other segments are literal.
    pub(super) fn directory(&self, spelled: &str) -> String {
        let part = |part: &Part| match part {
            Part::One(pieces) => {
                pieces.iter().map(|p| if let Piece::Text(t) = p { t.as_str() } else { spelled }).collect()
            }
            Part::Deep(_) | Part::Rest => String::new(),
        };
        let names: Vec<String> = self.parts[..=self.env_at()].iter().map(part).collect();
        names.join("/")
    }

    /// The index of the first segment with `{env}`.
    pub(super) fn env_at(&self) -> usize {
        self.parts.iter().position(Part::has_env).unwrap_or_default()
    }

    pub(super) fn is_general(&self) -> bool {
        self.parts.iter().any(Part::has_capture)
    }

    /// Whether both spell their common environments alike.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        self.labels.iter().all(|(spelled, label)| {
            other.labels.iter().all(|(theirs, l)| l.identity != label.identity || theirs == spelled)
        })
    }

    /// Adds the environments of another draft.
    pub(super) fn absorb(&mut self, other: &Self) {
        for (spelled, label) in &other.labels {
            match self.labels.get_mut(spelled) {
                Some(own) => own.files += label.files,
                None => {
                    self.labels.insert(spelled.clone(), label.clone());
                }
            }
        }
    }

    /// Whether this template matches the files of `other`, which has no captures.
    pub(super) fn covers(&self, other: &Self) -> bool {
        covers(&self.parts, &other.parts)
    }
}

/// Merges drafts of the same place, which two searches may have found.
pub(super) fn unified(drafts: Vec<TemplateDraft>) -> Vec<TemplateDraft> {
    let mut places: BTreeMap<(NameLocation, Vec<Part>), TemplateDraft> = BTreeMap::new();
    for draft in drafts {
        match places.get_mut(&(draft.place, draft.parts.clone())) {
            Some(known) => known.absorb(&draft),
            None => {
                places.insert((draft.place, draft.parts.clone()), draft);
            }
        }
    }
    places.into_values().collect()
}

fn covers(parts: &[Part], concrete: &[Part]) -> bool {
    match (parts.split_first(), concrete.split_first()) {
        (None, None) => true,
        (Some((Part::Deep(_), rest)), _) => (0..=concrete.len()).any(|n| covers(rest, &concrete[n..])),
        (Some((Part::Rest, rest)), Some((Part::Rest, others))) => covers(rest, others),
        (Some((Part::One(pieces), rest)), Some((Part::One(theirs), others))) => {
            (pieces == theirs || piece_match(pieces, &flat(theirs))) && covers(rest, others)
        }
        _ => false,
    }
}

/// The character that replaces `{env}` in a flattened segment; no path contains it.
const ENV: char = '\0';
/// The character that replaces `*` in a flattened segment; no path contains it.
const ANY: char = '\u{1}';

fn flat(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Any => ANY.to_string(),
        Piece::Env | Piece::Capture(_) => ENV.to_string(),
    };
    pieces.iter().map(text).collect()
}

fn piece_match(pieces: &[Piece], text: &str) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
    match piece {
        Piece::Text(literal) => text.strip_prefix(literal.as_str()).is_some_and(|t| piece_match(rest, t)),
        Piece::Env => text.strip_prefix(ENV).is_some_and(|t| piece_match(rest, t)),
        Piece::Any => text == ANY.to_string(),
        Piece::Capture(_) => {
            let ends = text.char_indices().take_while(|(_, c)| *c != ENV).map(|(at, c)| at + c.len_utf8());
            ends.into_iter().any(|end| piece_match(rest, &text[end..]))
        }
    }
}

fn part_text(part: &Part) -> String {
    match part {
        Part::Rest => "**".to_owned(),
        Part::Deep(name) => format!("{{{name}**}}"),
        Part::One(pieces) => pieces.iter().map(piece_text).collect(),
    }
}

fn piece_text(piece: &Piece) -> String {
    match piece {
        Piece::Env => "{env}".to_owned(),
        Piece::Any => "*".to_owned(),
        Piece::Capture(name) => format!("{{{name}}}"),
        Piece::Text(text) => text.replace(['*', '{', '}'], "?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(parts: Vec<Part>) -> TemplateDraft {
        TemplateDraft { parts, place: NameLocation::FileName, labels: BTreeMap::new() }
    }

    #[test]
    fn a_general_shape_covers_its_sources() {
        let env = |before: &str| Part::One(vec![Piece::Text(before.into()), Piece::Env, Piece::Text(".yaml".into())]);
        let general = Part::One(vec![
            Piece::Capture("service".into()),
            Piece::Text("-".into()),
            Piece::Env,
            Piece::Text(".yaml".into()),
        ]);
        let capture = Part::One(vec![Piece::Capture("app".into())]);
        let wide = draft(vec![Part::text("apps"), capture, general]);
        assert_eq!(wide.template(), "apps/{app}/{service}-{env}.yaml");
        assert!(wide.covers(&draft(vec![Part::text("apps"), Part::text("web"), env("x-")])));
        assert!(!wide.covers(&draft(vec![Part::text("apps"), Part::text("web"), env("x")])));
        assert!(!wide.covers(&draft(vec![Part::text("libs"), Part::text("web"), env("x-")])));
        let deep = draft(vec![Part::Deep("path".into()), env("x-")]);
        assert!(deep.covers(&draft(vec![Part::text("a"), Part::text("b"), env("x-")])));
    }

    #[test]
    fn special_characters_become_wildcards() {
        assert_eq!(draft(vec![Part::text("a{b}*"), Part::Rest]).template(), "a?b??/**");
    }
}
