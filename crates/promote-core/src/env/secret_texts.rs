//! The texts in which secrets of a file may stand in what a program writes that was shown it: as they are, as JSON spells
//! them, and as the file does, each of their lines for itself, too.

use std::collections::BTreeSet;

use super::content::File;
use super::diff::FilePair;
use super::flatten::KeyRules;
use super::keys::Side;
use super::secrets::{NO_BLOB, Redactor, masked_values};
use promote_format::{Data, Node, Parsed};
use promote_model::Value;

/// A shorter text is no secret, in bytes: it would stand anywhere by chance.
const SHORTEST: usize = 4;

/// Those of a file that is read by key.
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

/// How the file spells what is hidden of a value: with quotes, escapes or breaks of lines in it.
fn spelled(shown: &Value, node: &Node, parsed: &Parsed, texts: &mut BTreeSet<String>) {
    match (shown, &node.data) {
        (Value::Secret(_), _) => {
            let bytes = parsed.bytes.get(node.span()).unwrap_or_default();
            // What is no UTF-8 reaches the finding as what stands for it.
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
    let (Value::String(text) | Value::Number(text)) = value else { return };
    add(text, texts);
    // As JSON spells it.
    let json = serde_json::Value::from(text.as_str()).to_string();
    add(json.trim_matches('"'), texts);
}

/// A text, and each of its lines: programs indent.
pub fn add(text: &str, texts: &mut BTreeSet<String>) {
    let pieces = std::iter::once(text).chain(text.lines().map(str::trim));
    texts.extend(pieces.filter(|piece| piece.len() >= SHORTEST).map(str::to_owned));
}
