//! Files that are promoted as a whole because their name does not determine a format, and that have one.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, FormatFact, base_name};
use super::suggestion::{SuggestedEntry, SuggestedField, Suggestion};
use crate::env::template::Template;
use promote_format::{Data, Format};
use promote_model::text::count;

/// Extensions of files that are no configuration by key, whatever they look like.
const OTHERS: [&str; 26] = [
    "md", "txt", "sh", "bash", "py", "js", "ts", "go", "rs", "rb", "html", "xml", "sql", "tpl", "tmpl", "j2", "tf",
    "lock", "pem", "crt", "key", "csv", "svg", "lua", "css", "rst",
];

/// The format that the content of a file has.
pub(super) fn observe(template: usize, path: &str, logical: &str, bytes: &[u8], facts: &mut Facts) {
    let base = base_name(path);
    let extension = base.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, extension)| extension);
    if extension.is_some_and(|extension| OTHERS.contains(&extension.to_lowercase().as_str())) {
        return;
    }
    let name = extension.map_or_else(|| base.to_owned(), |extension| format!("*.{extension}"));
    facts.formats.push(FormatFact { template, name, place: logical.to_owned(), format: format_of(bytes) });
}

/// The only format that reads these bytes as a map with keys.
fn format_of(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"#!") || bytes.iter().take(8_000).any(|byte| *byte == 0) {
        return None;
    }
    [Format::Json, Format::Yaml, Format::Dotenv].into_iter().find(|format| {
        let Ok(parsed) = promote_format::read(*format, bytes.to_vec()) else { return false };
        let is_map = |entries: &[promote_format::Entry]| {
            let plain = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
            let upper = |name: &str| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
            !entries.is_empty()
                && entries.iter().all(|e| plain(&e.name) && (*format != Format::Dotenv || upper(&e.name)))
        };
        !parsed.tree.documents.is_empty()
            && parsed.tree.documents.iter().all(|d| matches!(&d.root.data, Data::Map(entries) if is_map(entries)))
    })
}

pub(super) fn suggest(facts: &Facts, templates: &[Template], found: &mut Vec<Suggestion>) {
    let folders = folders(facts);
    let mut groups: BTreeMap<(usize, &str), Vec<&FormatFact>> = BTreeMap::new();
    for fact in facts.formats.iter().filter(|fact| !folders.contains_key(folder(&fact.place))) {
        groups.entry((fact.template, &fact.name)).or_default().push(fact);
    }
    for ((template, name), facts) in groups {
        let path = templates.get(template).and_then(|template| narrowed(template, name));
        found.extend(path.zip(same(&facts)).map(|(path, format)| suggestion(path, format, &facts)));
    }
    for (folder, (format, facts)) in folders {
        found.push(suggestion(format!("{folder}/*"), format, &facts));
    }
}

fn suggestion(path: String, format: Format, facts: &[&FormatFact]) -> Suggestion {
    let evidence = format!("{} read as {}, such as {}", count(facts.len(), "file"), format.name(), facts[0].place);
    Suggestion {
        field: SuggestedField::Format,
        environment: None,
        rank: 0,
        unsure: format == Format::Dotenv || facts.len() < 2,
        entry: SuggestedEntry::Template(path, format),
        evidence,
        examples: Vec::new(),
    }
}

/// The format of all these files.
fn same(facts: &[&FormatFact]) -> Option<Format> {
    let format = facts.first()?.format?;
    facts.iter().all(|fact| fact.format == Some(format)).then_some(format)
}

/// Folders with several files without an extension, all of one format, and no others.
fn folders(facts: &Facts) -> BTreeMap<&str, (Format, Vec<&FormatFact>)> {
    let mut folders: BTreeMap<&str, Vec<&FormatFact>> = BTreeMap::new();
    for fact in &facts.formats {
        folders.entry(folder(&fact.place)).or_default().push(fact);
    }
    let others: BTreeSet<&str> = facts.encrypted.iter().map(|fact| folder(&fact.logical)).collect();
    let odd = |folder: &str| folder.is_empty() || folder.contains(['*', '?']) || others.contains(folder);
    let one_format = folders.into_iter().filter_map(|(folder, facts)| {
        let names: BTreeSet<&str> = facts.iter().map(|fact| fact.name.as_str()).collect();
        let plain = names.len() > 1 && names.iter().all(|name| !name.starts_with("*."));
        let format = same(&facts).filter(|_| plain && !odd(folder))?;
        Some((folder, (format, facts)))
    });
    one_format.collect()
}

/// The folder of a file.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The template for files of this name only; `None` if it cannot be narrowed.
fn narrowed(template: &Template, name: &str) -> Option<String> {
    if template.keys.is_some()
        || !template.spelled.is_empty()
        || template.text.contains("**}")
        || name.contains(['{', '}', '?'])
    {
        return None;
    }
    let (above, last) = template.text.rsplit_once('/').map_or(("", template.text.as_str()), |(a, l)| (a, l));
    let join = |last: &str| if above.is_empty() { last.to_owned() } else { format!("{above}/{last}") };
    match last {
        "**" => Some(join(&format!("**/{name}"))),
        "*" => Some(join(name)),
        last if !last.contains(['*', '{']) => Some(template.text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_of_a_text() {
        for (text, format) in [
            ("{\"a\": 1}", Some(Format::Json)),
            ("image: web\ntag: 1.2\n", Some(Format::Yaml)),
            ("DB_HOST=x\nDB_PORT=1\n", Some(Format::Dotenv)),
            ("some words: and more\n", None),
            ("v1.2.3\n", None),
            ("#!/bin/sh\na: b\n", None),
            ("", None),
            ("- a\n- b\n", None),
        ] {
            assert_eq!(format_of(text.as_bytes()), format, "{text}");
        }
    }

    #[test]
    fn templates_are_narrowed_to_the_files() {
        let narrow = |template: &str, name: &str| narrowed(&Template::parse(template).unwrap(), name);
        assert_eq!(narrow("envs/{env}/**", "*.conf").as_deref(), Some("envs/{env}/**/*.conf"));
        assert_eq!(narrow("tags/{env}/*", "web").as_deref(), Some("tags/{env}/web"));
        assert_eq!(narrow("tags/{env}/web", "web").as_deref(), Some("tags/{env}/web"));
        assert_eq!(narrow("tags/{env}-*", "*.x"), None);
        assert_eq!(narrow("**", "*.x").as_deref(), Some("**/*.x"));
    }
}
