//! Finds words for environments in names.

use std::ops::Range;

pub(super) use super::vocabulary::{Class, holds};
use super::vocabulary::{FILE_WORDS, KNOWN, KnownWord, NEVER, REGIONS};

/// A word for an environment inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The range in the text, including the variant (region, number, stem).
    pub(super) span: Range<usize>,
    /// The purpose.
    pub(super) class: Class,
    /// The canonical name of all its spellings.
    pub(super) canonical: &'static str,
    /// The variant: `eu` of `prod-eu`, `2` of `prod2`, `lab` of `labprod`.
    pub(super) variant: String,
    /// Whether there is no border between stem and word (`labprod`): then it needs company as evidence.
    pub(super) embedded: bool,
}

/// Whether a name between borders is never an environment.
pub(super) fn is_never(name: &str) -> bool {
    let bare = name.trim_matches(['_', '-', '.']).to_ascii_lowercase();
    holds(NEVER, &bare)
}

/// Whether a word of a name says that it is for all environments: `empty-base`.
pub fn is_for_all(name: &str) -> bool {
    is_never(name) || tokens(name).into_iter().any(|token| matches!(&name[token], "base" | "common" | "shared"))
}

/// Whether a name contains the number of a version: `4.12`, `stable-2.8`, `v1`.
pub(super) fn is_version(name: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let dotted = name.match_indices('.').any(|(at, _)| {
        digit(name[..at].chars().next_back()) && name[at + 1..].starts_with(|c: char| c.is_ascii_digit() || c == 'x')
    });
    let bare = name.strip_prefix('v').unwrap_or(name);
    dotted || digit(bare.chars().next()) && bare.chars().all(|c| c.is_ascii_digit())
}

/// Whether it is a name for the files of all environments, which may also be the name of one (`base`, a site).
pub(super) fn is_unmarked(name: &str) -> bool {
    matches!(name, "base" | "default")
}

/// Whether it is a typical file name of a tool.
pub(super) fn is_file_word(text: &str) -> bool {
    holds(FILE_WORDS, &text.to_ascii_lowercase())
}

/// Whether `{env}` can have this value: templates cannot match special characters literally.
pub(super) fn is_spellable(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| "*?{}".contains(c) || c.is_control())
}

/// The parts between `-`, `_`, `.` and blanks.
pub(super) fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '-')]) {
        match (is_border(c), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                out.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    out
}

pub(super) fn is_border(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | ' ')
}

/// All words for environments in `text`.
pub(super) fn words(text: &str) -> Vec<Word> {
    let lower = text.to_ascii_lowercase();
    let tokens = tokens(&lower);
    let mut out = Vec::new();
    let mut next = 0;
    while next < tokens.len() {
        let (word, width) = word_at(&lower, &tokens, next);
        out.extend(word);
        next += width;
    }
    out
}

/// The word that begins with token `i`, and the number of its tokens.
fn word_at(text: &str, tokens: &[Range<usize>], i: usize) -> (Option<Word>, usize) {
    if let Some(two) = tokens.get(i + 1) {
        let pair = text[tokens[i].start..two.end].replace(is_border, "-");
        let bare = pair.trim_end_matches(|c: char| c.is_ascii_digit());
        if let Some(known) = KNOWN.iter().find(|k| k.0 == bare) {
            return (Some(grown(text, tokens, i..i + 2, known, &pair[bare.len()..])), 2);
        }
    }
    let token = &text[tokens[i].clone()];
    // `pre-commit` is no environment.
    if token == "pre"
        && tokens[i + 1..].iter().any(|next| !is_region(&text[next.clone()]) && !is_number(&text[next.clone()]))
    {
        return (None, 1);
    }
    let bare = token.trim_end_matches(|c: char| c.is_ascii_digit());
    if let Some(known) = KNOWN.iter().find(|k| k.0 == bare) {
        return (Some(grown(text, tokens, i..i + 1, known, &token[bare.len()..])), 1);
    }
    let inside = KNOWN.iter().filter(|k| (k.0.len() > 2 || k.0 == "qa") && k.0 != "pre").find_map(|known| {
        let stem = token.strip_suffix(known.0)?;
        let plain = stem.starts_with(|c: char| c.is_ascii_lowercase())
            && stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        (stem.len() > 1 && plain).then_some((known, stem))
    });
    let word = inside.map(|(known, stem)| Word {
        span: tokens[i].clone(),
        class: known.2,
        canonical: known.1,
        variant: stem.to_owned(),
        embedded: true,
    });
    (word, 1)
}

/// The word with the regions and numbers around it: `us-east-1-prod`, `prod-eu`, `dev-2`.
fn grown(text: &str, tokens: &[Range<usize>], at: Range<usize>, known: &KnownWord, digits: &str) -> Word {
    let token = |i: usize| &text[tokens[i].clone()];
    let mut first = at.start;
    for i in (0..at.start).rev() {
        match token(i) {
            t if is_region(t) => first = i,
            t if is_number(t) => {}
            _ => break,
        }
    }
    let mut last = at.end;
    while last < tokens.len() && (is_region(token(last)) || is_number(token(last))) {
        last += 1;
    }
    let around: Vec<&str> = (first..at.start).chain(at.end..last).map(token).chain([digits]).collect();
    let variant = around.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let span = tokens[first].start..tokens[last - 1].end;
    Word { span, class: known.2, canonical: known.1, variant, embedded: false }
}

/// The identity of an environment with this name, and its purpose if a word in it tells.
pub(super) fn named(name: &str) -> ((String, String), Option<Class>) {
    let lower = name.to_lowercase();
    let name = &name.replace('/', "-");
    let all = words(name);
    let told = |word: &&Word| !word.embedded || word.class.is_strong();
    let Some(word) = all.iter().find(|word| !word.embedded).or_else(|| all.iter().find(told)) else {
        return ((lower, String::new()), None);
    };
    let parts = [&name[..word.span.start], word.variant.as_str(), &name[word.span.end..]];
    let parts: Vec<String> =
        parts.iter().map(|p| p.trim_matches(is_border).to_lowercase()).filter(|p| !p.is_empty()).collect();
    ((word.canonical.to_owned(), parts.join("-")), Some(word.class))
}

/// Whether all parts of a name are those of a region, and numbers: `us-east-1`.
pub(super) fn is_region_name(value: &str) -> bool {
    let parts = tokens(value);
    let number = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    parts.first().is_some_and(|t| is_region(&value[t.clone()]))
        && parts.iter().all(|t| is_region(&value[t.clone()]) || number(&value[t.clone()]))
}

/// Whether a token is a part of a region's name: `eu`, `east`, `west1`, `euw1`.
pub(super) fn is_region(token: &str) -> bool {
    holds(REGIONS, token.to_ascii_lowercase().trim_end_matches(|c: char| c.is_ascii_digit()))
}

fn is_number(token: &str) -> bool {
    token.len() <= 3 && !token.is_empty() && token.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &'static str, String)> {
        words(text).into_iter().map(|w| (&text[w.span.clone()], w.canonical, w.variant)).collect()
    }

    #[test]
    fn words_are_found_between_borders() {
        assert_eq!(found("values-staging.yaml"), [("staging", "staging", String::new())]);
        assert_eq!(found("appsettings.Development.json"), [("Development", "dev", String::new())]);
        assert_eq!(found("k8s_pre-prod"), [("pre-prod", "preprod", String::new())]);
        assert_eq!(found("non_prod.env"), [("non_prod", "nonprod", String::new())]);
        assert!(found("values.yaml").is_empty());
        assert!(found("product-livery").is_empty());
    }

    #[test]
    fn regions_and_numbers_are_part_of_the_word() {
        assert_eq!(found("production-us-east-1"), [("production-us-east-1", "prod", "us-east-1".into())]);
        assert_eq!(found("web-eu-west1-prod.yaml"), [("eu-west1-prod", "prod", "eu-west1".into())]);
        assert_eq!(found("prod2"), [("prod2", "prod", "2".into())]);
        assert_eq!(found("values-1-prod"), [("prod", "prod", String::new())]);
        assert_eq!(
            found("sepolia-devnet-2"),
            [("sepolia", "sepolia", String::new()), ("devnet-2", "devnet", "2".into())]
        );
    }

    #[test]
    fn a_stem_without_a_border_is_marked() {
        let word = &words("values-labprod.yaml")[0];
        assert!(word.embedded);
        assert_eq!((word.canonical, word.variant.as_str()), ("prod", "lab"));
        assert!(words("latest").iter().all(|w| w.embedded));
    }
}
