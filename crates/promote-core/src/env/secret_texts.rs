//! The texts by which a command's output may reveal the secrets of a file: the value itself, its JSON form, its
//! spelling in the file, and each line of these.

use std::collections::BTreeSet;

use super::content::File;
use super::diff::FilePair;
use super::flatten::KeyRules;
use super::keys::Side;
use super::secrets::{NO_BLOB, Redactor, masked_values};
use promote_format::{Data, Node, Parsed};
use promote_model::Value;

/// Shorter texts, in bytes, are not masked: they would occur anywhere by chance.
const SHORTEST: usize = 4;

/// Adds the texts of a parsed file.
pub fn of_file(pair: &FilePair, redactor: &Redactor<'_>, rules: &KeyRules, texts: &mut BTreeSet<String>) {
    let Some(parsed) = pair.source.as_deref().and_then(File::parsed) else { return };
    pair.for_each(Side::Source, rules, &mut |found| {
        let value = found.node.value();
        if let Some(shown) = redactor.value(found.document, found.key, &value, NO_BLOB) {
            masked_values(&shown, &value).into_iter().for_each(|value| note(value, texts));
            spelled(&shown, found.node, parsed, texts);
        }
    });
}

/// The spelling of masked values in the file: with quotes, escapes or line breaks.
fn spelled(shown: &Value, node: &Node, parsed: &Parsed, texts: &mut BTreeSet<String>) {
    match (shown, &node.data) {
        (Value::Secret(_), _) => {
            let bytes = parsed.bytes.get(node.span()).unwrap_or_default();
            // Bytes that are not UTF-8 are replaced in findings.
            for text in [parsed.text(node.span()), String::from_utf8_lossy(bytes)] {
                add(text.trim().trim_matches(['"', '\'']), texts);
            }
        }
        (Value::List(shown), Data::List(items)) => {
            shown.iter().zip(items).for_each(|(shown, node)| spelled(shown, node, parsed, texts));
        }
        (Value::Map(shown), Data::Map(entries)) => {
            for (name, shown) in shown {
                let entry = entries.iter().find(|entry| entry.name == *name);
                entry.into_iter().for_each(|entry| spelled(shown, &entry.value, parsed, texts));
            }
        }
        (Value::Tagged(_, shown), _) => spelled(shown, node, parsed, texts),
        _ => {}
    }
}

fn note(value: &Value, texts: &mut BTreeSet<String>) {
    let (Value::String(text) | Value::Token(text)) = value else { return };
    add(text, texts);
    // The JSON form.
    let json = serde_json::Value::from(text.as_str()).to_string();
    add(json.trim_matches('"'), texts);
}

/// Adds a text and each of its lines: programs indent output.
pub fn add(text: &str, texts: &mut BTreeSet<String>) {
    let pieces = std::iter::once(text).chain(text.lines().map(str::trim));
    texts.extend(pieces.filter(|piece| piece.len() >= SHORTEST).map(str::to_owned));
}
