//! Keys that the two sides spell with different code points for the same text: `é` as one character in one file, and as
//! `e` with a combining accent in the other. They look the same, but no format and no program takes them for one key.

use std::collections::{BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization as _;

use super::change::{Change, Op};
use promote_model::{Key, Step};

/// A key of the source and one of the target that differ only in Unicode normalization.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Respelled {
    /// The logical name of the file.
    pub file: String,
    /// The document, in a file with several.
    pub document: Option<String>,
    /// The key in the source, up to the last step that is spelled differently.
    pub source: Key,
    /// The key in the target.
    pub target: Key,
}

impl Respelled {
    /// The address of the source's key, and a sentence about both spellings. The environments are named as they are given.
    pub fn words(&self, source: &str, target: &str) -> (String, String) {
        let document = self.document.as_ref().map(|document| format!(" ({document})")).unwrap_or_default();
        let (ours, theirs) = (escaped(&self.source.to_string()), escaped(&self.target.to_string()));
        let words = format!(
            "{ours} in {source} and {theirs} in {target} differ only in Unicode normalization; they are two keys"
        );
        (format!("{}{document} {}", self.file, self.source), words)
    }

    /// Whether one of the two keys, or a key below it, is among some changes of its file.
    pub fn is_in(&self, changes: &[Change]) -> bool {
        changes.iter().any(|change| self.source.is_prefix_of(&change.key) || self.target.is_prefix_of(&change.key))
    }
}

/// The added and removed keys of one file that differ only in Unicode normalization (UAX #15). For several keys below one
/// that is spelled differently, it is listed once.
pub fn respelled(changes: &[Change]) -> Vec<Respelled> {
    let of = |op: Op| changes.iter().filter(move |change| change.op == op && !is_ascii(&change.key));
    let composed = |change: &Change| (change.document.clone(), normalized(&change.key));
    let removed: HashMap<_, &Change> = of(Op::Removed).map(|change| (composed(change), change)).collect();
    let pairs = of(Op::Added).filter_map(|added| {
        let removed = removed.get(&composed(added))?;
        let (source, target) = (added.key.steps(), removed.key.steps());
        let last = source.iter().zip(target).rposition(|(source, target)| source != target)?;
        let part = |steps: &[Step]| Key::from(steps[..=last].to_vec());
        let (file, document) = (added.file.clone(), added.document.clone());
        Some(Respelled { file, document, source: part(source), target: part(target) })
    });
    pairs.collect::<BTreeSet<_>>().into_iter().collect()
}

fn is_ascii(key: &Key) -> bool {
    key.steps().iter().all(|step| match step {
        Step::Name(name) | Step::Bound(name) => name.is_ascii(),
        Step::Element { field, value } => field.is_ascii() && value.is_ascii(),
        Step::Index(_) => true,
    })
}

fn normalized(key: &Key) -> Vec<Step> {
    let nfc = |text: &str| text.nfc().collect::<String>();
    let step = |step: &Step| match step {
        Step::Name(name) => Step::Name(nfc(name)),
        Step::Bound(name) => Step::Bound(nfc(name)),
        Step::Element { field, value } => Step::Element { field: nfc(field), value: nfc(value) },
        Step::Index(index) => Step::Index(*index),
    };
    key.steps().iter().map(step).collect()
}

/// A text with its characters outside ASCII as escapes, so that different spellings look different: `caf\u{e9}`.
pub fn escaped(text: &str) -> String {
    let escape = |c: char| if c.is_ascii() { c.to_string() } else { c.escape_unicode().to_string() };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::change::UnitKind;
    use promote_model::ConfigId;

    fn change(op: Op, key: &str) -> Change {
        let key: Key = key.parse().unwrap();
        let id = ConfigId::of("a.yaml", None, &key.to_string());
        let (file, kind) = ("a.yaml".to_owned(), UnitKind::Config);
        Change {
            op,
            kind,
            file,
            document: None,
            key,
            id,
            source: None,
            target: None,
            own: false,
            translated: Vec::new(),
            undoes: None,
            comment: None,
            anchor: None,
        }
    }

    #[test]
    fn keys_in_another_normal_form_are_found_once() {
        let changes = [
            change(Op::Added, "menu.caf\u{e9}.price"),
            change(Op::Added, "menu.caf\u{e9}.size"),
            change(Op::Removed, "menu.cafe\u{301}.price"),
            change(Op::Removed, "menu.cafe\u{301}.size"),
            change(Op::Added, "a"),
            change(Op::Removed, "b\u{e9}"),
        ];
        let found = respelled(&changes);
        assert_eq!(found.len(), 1);
        assert_eq!(escaped(&found[0].source.to_string()), "menu.caf\\u{e9}");
        assert_eq!(escaped(&found[0].target.to_string()), "menu.cafe\\u{301}");
    }
}
