//! Laws over the golden files of all formats: each word of their values in turn is the name of the source.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::value::each_text;
use super::{NamePair, Pairing, Translator};
use crate::env::apply::{AppliedFile, apply};
use crate::env::change::Change;
use crate::env::content::File;
use crate::env::diff::FilePair;
use crate::env::flatten::KeyRules;
use crate::env::keys::Side;
use promote_model::{FileMode, ObjectId, RulesNumber};

/// What replaces the word: no golden file has it.
const NEW: &str = "qx9z";

/// The files `before.*` and `source.*` of all cases.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/edit");
    let mut waiting = vec![root];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name.starts_with("before") || name.starts_with("source") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The words in the values of a file, the first of them.
fn words(pair: &FilePair, rules: &KeyRules) -> Vec<String> {
    let mut words = BTreeSet::new();
    for config in pair.configs(Side::Source, rules) {
        each_text(&config.value, &mut |text| {
            let all = text.split(|c: char| !c.is_alphanumeric());
            words.extend(all.filter(|word| word.len() > 2).map(str::to_owned));
        });
    }
    words.into_iter().filter(|word| word.chars().any(char::is_alphabetic)).take(12).collect()
}

/// The text with the old and the new word alike: some occurrences are in keys and comments, and stay.
fn rest(bytes: &[u8], word: &str) -> String {
    String::from_utf8_lossy(bytes).replace(NEW, word)
}

#[test]
fn what_is_translated_can_be_applied_and_nothing_else_changes() {
    let (mut translated, mut reported) = (0, 0);
    for path in files() {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let entry = (FileMode::Regular, ObjectId::from_bytes([1; 20]));
        let source = File::read(RulesNumber::CURRENT, &name, entry, None, bytes.clone());
        if source.parsed().is_none() {
            continue;
        }
        let pair = FilePair::new(&name, Some(Arc::new(source)), None);
        let mut rules = KeyRules::default();
        rules.lists.keys = vec!["name".to_owned()];
        for word in words(&pair, &rules) {
            let pairs = [NamePair { from: word.clone(), to: NEW.to_owned() }];
            let translator = Translator { pairing: Pairing::of_pairs(&pairs), only: Vec::new(), not: Vec::new() };
            let diff = translator.diff(&pair, pair.diff(&rules, &[]), &rules);
            let wanted: Vec<&Change> = diff.changes.iter().collect();
            reported += diff.untranslated.len();
            let here = wanted.iter().filter(|change| !change.translated.is_empty()).count();
            translated += here;
            if here == 0 {
                continue;
            }
            let about = format!("{} {word}", path.display());
            match apply(&pair, &wanted, true, &rules) {
                Ok(AppliedFile::Bytes(_, after)) => {
                    assert_eq!(rest(&after, &word), rest(&bytes, &word), "{about}");
                }
                other => panic!("{about}: {other:?}"),
            }
        }
    }
    assert!(translated > 800 && reported * 20 < translated, "{translated} translated, {reported} reported");
}
