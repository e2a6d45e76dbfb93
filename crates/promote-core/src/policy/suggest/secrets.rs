//! Keys that look like secrets, by name and value. Values are never part of the evidence.

use std::collections::BTreeMap;

use super::facts::{Facts, Named, SecretFact, base_name, place};
use super::suggestion::{SuggestedEntry, SuggestedField, Suggestion};
use crate::env::diff::FilePair;
use crate::env::flatten::KeyRules;
use crate::env::lookalikes::text_looks_like;
use crate::env::secrets::Redactor;
use promote_format::{Data, Scalar};
use promote_model::Step;
use promote_model::text::count;

/// How sure the end of a name makes its value a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TailKind {
    /// Any text is one.
    AnyText,
    /// A text that looks random is one.
    Random,
    /// The word has other meanings, too.
    Word,
}

/// Names at the end of which a value is a secret, in words.
const TAILS: [(&[&str], TailKind); 12] = [
    (&["password"], TailKind::AnyText),
    (&["passwd"], TailKind::AnyText),
    (&["passphrase"], TailKind::AnyText),
    (&["private", "key"], TailKind::Random),
    (&["client", "secret"], TailKind::Random),
    (&["secret", "access", "key"], TailKind::Random),
    (&["secret", "key"], TailKind::Random),
    (&["api", "key"], TailKind::Random),
    (&["access", "key"], TailKind::Random),
    (&["encryption", "key"], TailKind::Random),
    (&["token"], TailKind::Word),
    (&["secret"], TailKind::Word),
];

/// Text that stands for a value that is somewhere else, or still to come.
const PLACEHOLDERS: [&str; 12] =
    ["${", "{{", "$(", "%(", "<", "ENC[", "ref+", "vault:", "changeme", "change-me", "todo", "placeholder"];

/// The keys of a file that look like secrets and that `secrets` does not cover.
pub(super) fn observe(pair: &FilePair, (rules, inside): (&KeyRules, &KeyRules), facts: &mut Facts) {
    let names = pair.names();
    let redactor = Redactor::of(&names, rules);
    pair.for_each_inside(inside, &mut |found| {
        let Data::Scalar(Scalar::String(text)) = &found.node.data else { return };
        let (Some(Step::Name(name)), Some(named)) = (found.key.last(), Named::of(found.key)) else { return };
        if is_placeholder(text) || redactor.covers(found.document, found.key) {
            return;
        }
        let place = || place(&pair.file, found.key);
        if let Some(looks_like) = text_looks_like(text) {
            let pattern = tail(name).map_or_else(|| named.pattern(), |(tail, _)| format!("*{tail}"));
            let place = place();
            facts.secrets.push(SecretFact { pattern, place, looks_like: Some(looks_like), sure: true });
        } else if let Some((tail, kind)) = tail(name) {
            let random = is_random(text);
            if random || kind == TailKind::AnyText && !text.contains(char::is_whitespace) {
                let (pattern, place) = (format!("*{tail}"), place());
                // A token, or a secret, may be a name as well.
                facts.secrets.push(SecretFact { pattern, place, looks_like: None, sure: kind != TailKind::Word });
            }
        }
    });
}

/// The end of a name that makes its value a secret, as written, and how sure that is.
fn tail(name: &str) -> Option<(&str, TailKind)> {
    let words = words(name);
    TAILS.iter().find_map(|(tail, kind)| {
        let from = words.len().checked_sub(tail.len());
        let same = |from: &usize| words[*from..].iter().zip(*tail).all(|((_, word), wanted)| word == wanted);
        // `apikey` is one word.
        let joined = words.last().filter(|(_, word)| tail.len() > 1 && *word == tail.concat());
        let at = from.filter(same).map(|from| words[from].0).or_else(|| joined.map(|(at, _)| *at))?;
        Some((&name[at..], *kind))
    })
}

/// The words of a name in lower case, each with its place: `dbPassword`, `DB_PASSWORD` and `db-password` have two.
fn words(name: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let (mut open, mut lower) = (false, false);
    for (at, c) in name.char_indices() {
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        if !open || lower && c.is_uppercase() {
            words.push((at, String::new()));
        }
        if let Some((_, word)) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        (open, lower) = (true, c.is_lowercase() || c.is_numeric());
    }
    words
}

fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.is_empty() || PLACEHOLDERS.iter().any(|mark| lower.contains(&mark.to_lowercase()))
}

/// Whether a text looks random: long, of letters and digits, without words.
fn is_random(text: &str) -> bool {
    let kind = |test: fn(&char) -> bool| text.chars().any(|c| test(&c));
    let charset = text.chars().all(|c| c.is_ascii_alphanumeric() || "+/=_-".contains(c));
    text.len() >= 16
        && !text.starts_with("0x")
        && charset
        && kind(char::is_ascii_digit)
        && kind(|c| c.is_ascii_alphabetic())
        && !text.split(['-', '_']).any(|word| word.len() > 3 && word.chars().all(|c| c.is_ascii_lowercase()))
}

pub(super) fn suggest(facts: &Facts, found: &mut Vec<Suggestion>) {
    let mut patterns: BTreeMap<&str, Vec<&SecretFact>> = BTreeMap::new();
    for fact in &facts.secrets {
        patterns.entry(&fact.pattern).or_default().push(fact);
    }
    for (pattern, facts) in patterns {
        let example = facts.iter().find(|fact| fact.looks_like.is_some()).unwrap_or(&facts[0]);
        let keys = count(facts.len(), "key");
        let evidence = match example.looks_like {
            Some(what) => format!("the value of {} looks like {what}", example.place),
            None => format!("{keys} with such a name and a value in plain text, such as {}", example.place),
        };
        found.push(Suggestion {
            field: SuggestedField::Secrets,
            environment: None,
            rank: 0,
            unsure: !facts.iter().any(|fact| fact.sure),
            entry: SuggestedEntry::Pattern(pattern.to_owned()),
            evidence,
            examples: Vec::new(),
        });
    }
    encrypted(facts, found);
}

/// Encrypted files belong to their environment: their text differs in each, whatever they hold.
fn encrypted(facts: &Facts, found: &mut Vec<Suggestion>) {
    let files = || facts.encrypted.iter().filter(|fact| fact.reason.is_some());
    let whole = |logical: &str| {
        let base = base_name(logical);
        let all = facts.encrypted.iter().filter(|fact| base_name(&fact.logical) == base).all(|f| f.reason.is_some());
        format!("{}:*", if all { base } else { logical })
    };
    let mut keep: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    let mut secrets: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for fact in files() {
        let pattern = whole(&fact.logical);
        if !fact.kept {
            keep.entry((fact.environment.clone(), pattern.clone())).or_default().push(&fact.logical);
        }
        if !fact.secret {
            secrets.entry(pattern).or_default().push(&fact.logical);
        }
    }
    let evidence = |files: &[&str]| {
        let (such, number) = (files[0], count(files.len(), "encrypted file"));
        format!("{number}, such as {such}: the text differs in each environment, whatever it holds")
    };
    for ((environment, pattern), files) in keep {
        found.push(Suggestion {
            field: SuggestedField::Keep,
            environment: Some(environment),
            rank: 3,
            unsure: false,
            entry: SuggestedEntry::Pattern(pattern),
            evidence: evidence(&files),
            examples: Vec::new(),
        });
    }
    for (pattern, files) in secrets {
        let evidence = format!(
            "{}, such as {}: hides the values if they are ever decrypted",
            count(files.len(), "encrypted file"),
            files[0]
        );
        found.push(Suggestion {
            field: SuggestedField::Secrets,
            environment: None,
            rank: 0,
            unsure: true,
            entry: SuggestedEntry::Pattern(pattern),
            evidence,
            examples: Vec::new(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for (name, end) in [
            ("password", "password"),
            ("dbPassword", "Password"),
            ("DB_PASSWORD", "PASSWORD"),
            ("spring.datasource.password", "password"),
            ("apiKey", "apiKey"),
            ("STRIPE_API_KEY", "API_KEY"),
            ("apikey", "apikey"),
            ("authToken", "Token"),
            ("client-secret", "client-secret"),
        ] {
            assert_eq!(tail(name).map(|(tail, _)| tail), Some(end), "{name}");
        }
        for name in
            ["passwordSecretName", "secretName", "secretKeyRef", "tokenTtl", "existingSecretPath", "key", "monkey"]
        {
            assert_eq!(tail(name), None, "{name}");
        }
    }

    #[test]
    fn random_texts() {
        for text in ["dGhpcyBpcyBhIHNlY3JldA1", "0123456789abcdef0123456789abcdef"] {
            assert!(is_random(text), "{text}");
        }
        for text in [
            "web-api-credentials-2",
            "0x0123456789abcdef0123",
            "short1",
            "https://example.com/a1b2c3d4e5",
            "thisisalongwordofletters",
        ] {
            assert!(!is_random(text), "{text}");
        }
        for text in ["${DB_PASSWORD}", "{{ x }}", "CHANGEME", "<set me>"] {
            assert!(is_placeholder(text), "{text}");
        }
    }
}
