//! Putting entries into the text of `promote.yaml`: comments and layout stay as they are.

use super::suggestion::{SuggestedEntry, Suggestion};
use crate::policy;
use promote_format::{Data, Edit, Format, Node, Parsed, Place, edited, read};
use promote_model::{Key, Step};

/// An entry cannot be put into the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotWrite {
    /// The place, such as `secrets`.
    pub place: String,
    /// The entry.
    pub entry: String,
    /// The reason.
    pub reason: String,
}

/// The text with the entries in it, and those that could not be put there.
pub fn written(text: &[u8], suggestions: &[&Suggestion]) -> (Vec<u8>, Vec<CannotWrite>) {
    let (mut text, mut refused) = (text.to_vec(), Vec::new());
    for suggestion in suggestions {
        match one(&text, suggestion) {
            Ok(new) => text = new,
            Err(reason) => {
                refused.push(CannotWrite { place: suggestion.place(), entry: suggestion.entry.yaml(), reason });
            }
        }
    }
    (text, refused)
}

fn one(text: &[u8], suggestion: &Suggestion) -> Result<Vec<u8>, String> {
    let parse = |text: Vec<u8>| read(Format::Yaml, text).map_err(|error| error.to_string());
    let target = parse(text.to_vec())?;
    let place = list(suggestion);
    let root = target.tree.documents.first().map(|document| &document.root);
    let existing = root.and_then(|root| root.find(&place));
    let element = element(suggestion);
    let (source, key) = match existing.map(|node| &node.data) {
        Some(Data::List(items)) if !items.is_empty() => {
            (source(&place, items, &target, &suggestion.entry), place.child(element))
        }
        // An empty list, or none.
        _ => (source(&place, &[], &target, &suggestion.entry), place),
    };
    let source = parse(source.into_bytes())?;
    let edit = Edit::Set { at: Place { document: 0, key }, from: 0 };
    let result = edited(&target, &source, &[edit]).map_err(|error| error.to_string())?;
    // It must still be a valid policy: a pattern may be there in another spelling.
    match policy::read(&result.bytes) {
        Ok(_) => Ok(result.bytes),
        Err(mistakes) => Err(mistakes.first().map(ToString::to_string).unwrap_or_default()),
    }
}

/// The key of the list.
fn list(suggestion: &Suggestion) -> Key {
    let name = |name: &str| Step::Name(name.to_owned());
    match (&suggestion.environment, &suggestion.entry) {
        (Some(environment), _) => {
            Key::from(vec![name("environments"), name(environment), name(suggestion.field.word())])
        }
        (None, SuggestedEntry::Template(..)) => Key::from(vec![name("files")]),
        (None, _) => Key::from(vec![name(suggestion.field.word())]),
    }
}

/// The step to the new element.
fn element(suggestion: &Suggestion) -> Step {
    let (field, value) = match &suggestion.entry {
        SuggestedEntry::Pattern(pattern) => ("", pattern),
        SuggestedEntry::ListKeys(lists, _) => ("for", lists),
        SuggestedEntry::Template(path, _) => ("path", path),
    };
    Step::Element { field: field.to_owned(), value: value.clone() }
}

/// A document with the list as it will be, below the maps that it is in. A new list comes after the other entries.
fn source(place: &Key, items: &[Node], target: &Parsed, entry: &SuggestedEntry) -> String {
    let (mut out, mut indent) = (String::new(), String::new());
    let mut node = target.tree.documents.first().map(|document| &document.root);
    for step in place.steps() {
        let Step::Name(name) = step else { continue };
        if let (true, Some(Data::Map(entries))) = (items.is_empty(), node.map(|node| &node.data)) {
            for entry in
                entries.iter().filter(|entry| node.and_then(|n| n.child(step)).is_none() && entry.name != *name)
            {
                out.push_str(&format!("{indent}{}: x\n", key(&entry.name)));
            }
        }
        out.push_str(&format!("{indent}{}:\n", key(name)));
        indent.push_str("  ");
        node = node.and_then(|node| node.child(step));
    }
    // Elements of one line are neighbours of the new one; others need not be there.
    let texts = items.iter().map(|item| target.text(item.span()).into_owned()).filter(|text| !text.contains('\n'));
    let texts: Vec<String> = texts.chain([entry.yaml()]).collect();
    // The new element is spelled as in the source, so that it fits a list in brackets.
    let brackets = node.is_some_and(|node| !items.is_empty() && target.text(node.span()).starts_with('['));
    match brackets {
        true => format!("{} [{}]\n", out.trim_end(), texts.join(", ")),
        false => texts.iter().fold(out, |out, text| out + &format!("{indent}- {text}\n")),
    }
}

/// A name as a key of a map.
fn key(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    if plain { name.to_owned() } else { SuggestedEntry::Pattern(name.to_owned()).yaml() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::suggest::SuggestedField;

    const TEXT: &str = "\
# How we promote.
version: 1
files:
  - \"envs/{env}/**\"   # all of them
environments:
  dev: {}
  staging:
    from: [dev]   # after dev
  production: { from: [staging], keep: [\"*.host\"] }
list-keys: [name, { for: rules, by: host }]

# Values that nobody may see.
secrets:
  - \"*password\"   # of databases
";

    fn put(
        text: &str,
        field: SuggestedField,
        environment: Option<&str>,
        entry: SuggestedEntry,
    ) -> Result<String, String> {
        let environment = environment.map(str::to_owned);
        let (evidence, examples) = (String::new(), Vec::new());
        let suggestion = Suggestion { field, environment, rank: 0, unsure: false, entry, evidence, examples };
        one(text.as_bytes(), &suggestion).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    fn pattern(text: &str) -> SuggestedEntry {
        SuggestedEntry::Pattern(text.to_owned())
    }

    /// The lines that differ.
    fn changed(new: &Result<String, String>) -> Vec<String> {
        let new = new.as_ref().unwrap_or_else(|error| panic!("{error}"));
        let old: Vec<&str> = TEXT.lines().collect();
        assert!(old.iter().filter(|line| !new.lines().any(|l| l == **line)).count() < 2, "{new}");
        new.lines().filter(|line| !old.contains(line)).map(str::to_owned).collect()
    }

    #[test]
    fn entries_are_put_into_lists() {
        use SuggestedField::{Flags, Format as Files, Keep, ListKeys, Secrets, Sets};
        let new = put(TEXT, Secrets, None, pattern("*token"));
        assert_eq!(changed(&new), ["  - \"*token\""]);
        assert!(new.unwrap().ends_with("of databases\n  - \"*token\"\n"));
        let new = put(TEXT, Keep, Some("production"), pattern("*.replicas"));
        assert_eq!(changed(&new), ["  production: { from: [staging], keep: [\"*.host\", \"*.replicas\"] }"]);
        let new = put(TEXT, Keep, Some("staging"), pattern("*.replicas"));
        assert_eq!(changed(&new), ["    keep:", "      - \"*.replicas\""]);
        let new = put(TEXT, Keep, Some("dev"), pattern("*.replicas"));
        assert_eq!(changed(&new), ["  dev:", "    keep:", "      - \"*.replicas\""]);
        let new = put(TEXT, Flags, None, pattern("flags.yaml:flags.*"));
        assert_eq!(changed(&new), ["flags:", "  - \"flags.yaml:flags.*\""]);
        let new = put(TEXT, Sets, None, pattern("hosts"));
        assert_eq!(changed(&new), ["sets:", "  - \"hosts\""]);
        let new = put(TEXT, ListKeys, None, SuggestedEntry::ListKeys("*.ports".to_owned(), vec!["port".to_owned()]));
        assert_eq!(changed(&new), ["list-keys: [name, { for: rules, by: host }, { for: \"*.ports\", by: port }]"]);
        let new = put(TEXT, Files, None, SuggestedEntry::Template("tags/{env}/web".to_owned(), Format::Yaml));
        assert_eq!(changed(&new), ["  - { path: \"tags/{env}/web\", format: yaml }"]);
    }

    #[test]
    fn what_cannot_be_put_is_refused() {
        let twice = put(TEXT, SuggestedField::Secrets, None, pattern("*password"));
        assert!(twice.is_err() || twice.as_deref() == Ok(TEXT), "{twice:?}");
        let null = TEXT.replace("dev: {}", "dev:");
        let put_there = put(&null, SuggestedField::Keep, Some("dev"), pattern("a"));
        assert!(put_there.is_ok(), "{put_there:?}");
        let alias = TEXT.replace("secrets:\n  - \"*password\"   # of databases", "flags: &a [x]\nsecrets: *a");
        let refused = put(&alias, SuggestedField::Secrets, None, pattern("*token"));
        assert!(refused.is_err(), "{refused:?}");
    }

    /// In every valid policy, an entry is put where it belongs and changes nothing else, or it is refused.
    #[test]
    fn valid_policies_get_exactly_the_entry() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/policy/valid");
        let (mut written, mut refused) = (0, Vec::new());
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
            let old = policy::read(text.as_bytes()).unwrap();
            for environment in old.environments.iter().map(|e| Some(e.name.clone())).chain([None]) {
                let field = if environment.is_some() { SuggestedField::Keep } else { SuggestedField::Secrets };
                let new = match put(&text, field, environment.as_deref(), pattern("zzz.*")) {
                    Ok(new) => policy::read(new.as_bytes()).unwrap(),
                    Err(reason) => {
                        refused.push(format!("{path:?} {environment:?}: {reason}"));
                        continue;
                    }
                };
                written += 1;
                let changes = policy::compare::compare(&old, &new);
                let [change] = changes.as_slice() else { panic!("{path:?} {environment:?}: {changes:?}") };
                assert_eq!((change.message.as_str(), &change.environment), ("added 'zzz.*'", &environment), "{path:?}");
            }
        }
        assert!(written > 30 && refused.len() < written / 5, "{written} {refused:#?}");
    }
}
