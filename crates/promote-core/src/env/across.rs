//! One file in several environments, read alike in all of them, so that a key has one name in each.
//!
//! ```text
//! documents   are named as soon as one environment has several
//! lists       that one environment reads as one key are one key in all; so are those whose elements
//!             have other names in another environment
//! a file without any key anywhere, and one that cannot be read by key, is one unit
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::{UnitKind, is_filled_list};
use super::content::File;
use super::diff::FilePair;
use super::flatten::{Config, KeyRules};
use super::keys::Side;
use super::lists::ListView;
use promote_model::{Key, Pattern, Step};

/// What a file holds in one environment.
#[derive(Debug, Clone)]
pub enum Reading {
    /// Its keys, in the order of the file.
    Keys(Vec<Config>),
    /// The whole file, with the reason where its format has keys.
    Whole(Config, Option<String>),
    /// Nothing: only a part of the file is configuration, and the file cannot be read by key.
    Unread(String),
}

/// What a file holds in several environments. Environments with the same content share a reading.
#[derive(Debug)]
pub struct Across {
    /// The file of each environment, as the source of a pair without a target.
    pub files: Vec<Option<FilePair>>,
    /// The readings.
    pub readings: Vec<Reading>,
    /// The reading of each environment; `None` where it lacks the file.
    pub of: Vec<Option<usize>>,
}

impl Across {
    /// Reads a file of several environments, each as the source of a pair without a target.
    pub fn read(mut files: Vec<Option<FilePair>>, rules: &KeyRules) -> Self {
        name_documents(&mut files);
        let of = shared(&files, rules);
        let firsts: Vec<usize> = first_of_each(&of);
        let mut readings: Vec<Reading> =
            firsts.iter().filter_map(|at| Some(read(files[*at].as_ref()?, rules))).collect();
        let apart = lists_apart(&readings);
        if !apart.is_empty() {
            let seen = ListView::whole(apart);
            for (at, reading) in firsts.iter().zip(&mut readings) {
                if let Some(file) = &mut files[*at] {
                    file.seen = seen.clone();
                    *reading = read(file, rules);
                }
            }
        }
        if !readings.iter().any(|reading| matches!(reading, Reading::Keys(keys) if !keys.is_empty())) {
            for (at, reading) in firsts.iter().zip(&mut readings) {
                let whole = files[*at].as_ref().and_then(|file| file.for_each(Side::Source, rules, &mut |_| {}));
                if let (Reading::Keys(_), Some(whole)) = (&*reading, whole) {
                    *reading = Reading::Whole(whole, None);
                }
            }
        }
        Self { files, readings, of }
    }

    /// The reading of an environment; `None` where it lacks the file.
    pub fn reading(&self, environment: usize) -> Option<&Reading> {
        self.readings.get((*self.of.get(environment)?)?)
    }
}

/// Names documents alike in all environments.
fn name_documents(files: &mut [Option<FilePair>]) {
    let mut naming = super::documents::DocumentNaming::default();
    files.iter().flatten().for_each(|file| naming.join(&file.naming));
    files.iter_mut().flatten().for_each(|file| file.naming = naming.clone());
}

/// For each environment, the number of its reading: one for each content that the rules see alike.
fn shared(files: &[Option<FilePair>], rules: &KeyRules) -> Vec<Option<usize>> {
    let mut known: Vec<(&Arc<File>, Vec<bool>)> = Vec::new();
    let mut numbers = Vec::new();
    for pair in files {
        let Some((pair, file)) = pair.as_ref().and_then(|pair| Some((pair, pair.source.as_ref()?))) else {
            numbers.push(None);
            continue;
        };
        let seen = matching(pair, rules);
        // A part of the file may be another one in each environment.
        let same = |(other, theirs): &(&Arc<File>, Vec<bool>)| Arc::ptr_eq(other, file) && *theirs == seen;
        let number = known.iter().position(same).filter(|_| pair.keys.is_empty()).unwrap_or(known.len());
        if number == known.len() {
            known.push((file, seen));
        }
        numbers.push(Some(number));
    }
    numbers
}

/// Which patterns of the rules may match keys of a file: a pattern may name a path.
fn matching(pair: &FilePair, rules: &KeyRules) -> Vec<bool> {
    let lists = rules.lists.by_path.iter().map(|list| &list.lists);
    let all = rules.flags.iter().chain(lists).chain(&rules.lists.sets).chain(&rules.secrets);
    let all: Vec<&Pattern> = all.filter(|pattern| pattern.names_file()).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let names = pair.names();
    all.iter().map(|pattern| pattern.matches_file(&names.files)).collect()
}

fn first_of_each(of: &[Option<usize>]) -> Vec<usize> {
    let mut firsts = Vec::new();
    for (at, number) in of.iter().enumerate() {
        if *number == Some(firsts.len()) {
            firsts.push(at);
        }
    }
    firsts
}

fn read(file: &FilePair, rules: &KeyRules) -> Reading {
    let Some(source) = file.source.as_deref() else { return Reading::Keys(Vec::new()) };
    if let Some(parsed) = source.parsed() {
        let mut keys = Vec::new();
        file.each_of(parsed, Side::Source, None, rules, &mut |found| keys.push(found.config()));
        return Reading::Keys(keys);
    }
    let reason = file.unreadable_reason(source);
    match file.for_each(Side::Source, rules, &mut |_| {}) {
        Some(whole) => Reading::Whole(whole, reason),
        None => Reading::Unread(reason.unwrap_or_default()),
    }
}

/// The place of a list: its document and its key.
type ListPlace = (Option<String>, Key);

/// The lists that are not read alike.
fn lists_apart(readings: &[Reading]) -> BTreeSet<ListPlace> {
    let (mut whole, mut fields): (BTreeSet<ListPlace>, BTreeMap<ListPlace, BTreeSet<&str>>) = Default::default();
    let keys = readings.iter().filter_map(|reading| if let Reading::Keys(keys) = reading { Some(keys) } else { None });
    for config in keys.flatten() {
        if config.kind == UnitKind::Config && is_filled_list(&config.value) {
            whole.insert((config.document.clone(), config.key.clone()));
        }
        for (at, step) in config.key.steps().iter().enumerate() {
            if let Step::Element { field, .. } = step {
                let list = (config.document.clone(), Key::from(config.key.steps()[..at].to_vec()));
                fields.entry(list).or_default().insert(field);
            }
        }
    }
    let apart = fields.into_iter().filter(|(list, fields)| fields.len() > 1 || whole.contains(list));
    apart.map(|(list, _)| list).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::keys::KeyPrefixes;
    use promote_model::{FileMode, ObjectId, RulesNumber};

    fn file(text: &str) -> Option<FilePair> {
        let mut id = [0; 20];
        text.bytes().enumerate().for_each(|(at, byte)| id[at % 20] ^= byte);
        let blob = (FileMode::Regular, ObjectId::from_bytes(id));
        let file = File::read(RulesNumber::CURRENT, "a.yaml", blob, None, text.as_bytes().to_vec());
        Some(FilePair::new("a.yaml", Some(Arc::new(file)), None).with_keys(KeyPrefixes::default()))
    }

    fn rules() -> KeyRules {
        let mut rules = KeyRules { number: RulesNumber::CURRENT, ..KeyRules::default() };
        rules.lists.keys = vec!["name".to_owned(), "id".to_owned()];
        rules
    }

    fn keys(files: Vec<Option<FilePair>>) -> Vec<String> {
        let across = Across::read(files, &rules());
        let shown = |at: usize| match across.reading(at) {
            None => "-".to_owned(),
            Some(Reading::Unread(_)) => "?".to_owned(),
            Some(Reading::Whole(..)) => "(file)".to_owned(),
            Some(Reading::Keys(keys)) => {
                let key = |config: &Config| match &config.document {
                    Some(document) => format!("#{document}:{}", config.key),
                    None => config.key.to_string(),
                };
                keys.iter().map(key).collect::<Vec<_>>().join(" ")
            }
        };
        (0..across.of.len()).map(shown).collect()
    }

    #[test]
    fn a_list_has_one_reading_in_all_environments() {
        let named = || file("l:\n  - name: a\n    v: 1\n");
        assert_eq!(keys(vec![named(), file("l:\n  - name: b\n    v: 2\n")]), ["l[name=a].v", "l[name=b].v"]);
        assert_eq!(keys(vec![named(), file("l: [1, 2]\n")]), ["l", "l"]);
        assert_eq!(keys(vec![named(), file("l:\n  - id: a\n    v: 1\n"), None]), ["l", "l", "-"]);
    }

    #[test]
    fn documents_are_named_where_one_environment_has_several() {
        let one = "kind: A\nmetadata: {name: x}\n";
        let two = format!("{one}---\nv: 1\n");
        let named = "#A/x:kind #A/x:metadata.name";
        assert_eq!(keys(vec![file(one), file(&two)]), [named, &format!("{named} #1:v")]);
        assert_eq!(keys(vec![file(one), file(one)]), ["kind metadata.name"; 2]);
    }

    #[test]
    fn a_file_without_keys_is_one_unit_only_where_no_environment_has_keys() {
        assert_eq!(keys(vec![file("# words\n"), file("a: 1\n")]), ["", "a"]);
        assert_eq!(keys(vec![file("# words\n"), file("{}\n")]), ["(file)"; 2]);
        assert_eq!(keys(vec![file("{{ x }}: 1\n  y: [\n"), file("a: 1\n")]), ["(file)", "a"]);
    }

    #[test]
    fn the_same_content_is_read_once() {
        let (one, other) = (file("a: 1\n"), file("a: 2\n"));
        let across = Across::read(vec![one.clone(), other, one, None], &rules());
        assert_eq!((across.of, across.readings.len()), (vec![Some(0), Some(1), Some(0), None], 2));
    }
}
