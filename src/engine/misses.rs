//! Selectors that match no difference: refuses those that match no key at all, and says why.

use std::collections::{BTreeSet, HashSet};

use super::OpError;
use super::error::Guesses;
use super::whole_file::{UnsearchableFiles, WholeFile, asks_for};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::change::{Change, address};
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::Config;
use promote_core::env::keys::Side;
use promote_core::env::named::has_word;
use promote_core::env::select::Selector;
use promote_model::text::nearest;
use promote_model::{Key, Pattern};

/// The most keys that are compared with a mistyped one.
const MOST_KEYS: usize = 20_000;

/// Refuses selectors that match no key at all; selectors whose keys are equal on both sides pass. `lists` are differing
/// lists that are one key each: their elements cannot be selected.
///
/// # Errors
/// The selectors that match no key of either side, with the files that they name and that move as a whole; or that
/// match only elements of such a list.
pub(crate) fn refuse_misses(
    store: &Store,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    missed: &[&Selector],
    (lists, unsearchable): (&[Change], &UnsearchableFiles),
) -> Result<(), OpError> {
    let left = missed.iter().map(|selector| (*selector, None)).collect();
    let mut search = Search {
        store,
        source,
        target,
        lists,
        unsearchable,
        left,
        whole: Vec::new(),
        keys: BTreeSet::new(),
        files: BTreeSet::new(),
        colons: BTreeSet::new(),
    };
    for side in [source, target] {
        for (logical, entry) in store.files(side)? {
            if search.left.is_empty() {
                return Ok(());
            }
            search.file(&logical, &store.alone(&side.matcher, &logical, &entry)?)?;
        }
    }
    search.finish()
}

/// A search for the keys of selectors, on both sides.
struct Search<'a> {
    store: &'a Store,
    source: &'a EnvSnapshot,
    target: &'a EnvSnapshot,
    lists: &'a [Change],
    unsearchable: &'a UnsearchableFiles,
    /// The selectors without a match so far, with the error for those that matched an element of a list.
    left: Vec<(&'a Selector, Option<OpError>)>,
    /// Files that selectors name and that move as a whole.
    whole: Vec<WholeFile>,
    /// The keys of the source that were read.
    keys: BTreeSet<String>,
    /// The names of files that selectors without a match end like, or are in.
    files: BTreeSet<String>,
    /// The selectors that match a key if their colon belongs to it.
    colons: BTreeSet<String>,
}

impl Search<'_> {
    /// Searches one file of one side.
    fn file(&mut self, logical: &str, pair: &FilePair) -> Result<(), OpError> {
        let names = pair.names();
        if self.left.iter().any(|(selector, _)| asks_for(selector, &names.files)) {
            self.whole.extend(WholeFile::of(pair));
        }
        self.hidden(pair)?;
        let texts =
            self.left.iter().filter_map(|(selector, _)| selector.pattern()).filter(|pattern| !pattern.names_file());
        let called = |text: &str| names.files.iter().any(|name| is_part_of_path(text, name));
        self.files.extend(texts.map(Pattern::text).filter(|text| called(text)).map(str::to_owned));
        let other = pair.source.as_ref().and_then(|file| self.unsearchable.other_half(file, logical));
        let patterns = self.left.iter().filter_map(|(selector, _)| selector.pattern());
        let with_colon = patterns.filter(|pattern| pattern.names_file()).map(|pattern| format!("*:{}", pattern.text()));
        let with_colon: Vec<Pattern> = with_colon.filter_map(|text| Pattern::parse(&text).ok()).collect();
        for config in pair.configs(Side::Source, &self.store.rules) {
            let (key, id, document) = (names.spellings(&config.key), config.id(), config.document.as_deref());
            let picks = |selector: &Selector| selector.picks(&names, config.kind, document, &key, id);
            // Keys of one side do not count where the other side of the file cannot be read by key.
            if let Some(other) = other {
                let asked = self.left.iter().any(|(selector, _)| picks(selector));
                self.whole.extend(asked.then(|| other.clone()));
                continue;
            }
            if self.keys.len() < MOST_KEYS {
                self.keys.insert(config.key.to_string());
            }
            let list = self.lists.iter().find(|l| l.file == logical && is_part(&config, l));
            let (source, target) = (self.source, self.target);
            self.left.retain_mut(|(selector, part)| {
                let picks = picks(selector);
                if let Some(list) = list.filter(|_| picks) {
                    part.get_or_insert_with(|| part_of(&config.key, list, source, target));
                }
                !picks || list.is_some()
            });
            for pattern in with_colon.iter().filter(|pattern| names.match_config(pattern, document, &key)) {
                self.colons.insert(pattern.key_text().to_owned());
            }
            if let Some((Selector::Flag(id), _)) = self.left.iter().find(|(s, _)| s.is_flag_id_of(id)) {
                let place = address(logical, document, &config.key, config.kind);
                return Err(not_a_flag(&id.to_string(), &place));
            }
        }
        Ok(())
    }

    /// Notes a file that is not read by key, if it has the last name of a selected key somewhere: the key may be in it.
    fn hidden(&mut self, pair: &FilePair) -> Result<(), OpError> {
        for file in pair.sides().filter(|file| file.unreadable().is_some()) {
            let bytes = self.store.repo.read_blob(file.value.blob)?;
            let text = String::from_utf8_lossy(&bytes);
            let named = |pattern: &Pattern| {
                let name = pattern.key_text().rsplit(['.', '*', '?', '{', '}']).next().unwrap_or_default();
                !pattern.names_file() && !name.is_empty() && has_word(&text.to_lowercase(), &name.to_lowercase())
            };
            if self.left.iter().filter_map(|(selector, _)| selector.pattern()).any(named) {
                self.whole.extend(WholeFile::of(pair).filter(|whole| whole.path == file.path));
            }
        }
        Ok(())
    }

    /// The error for the selectors that are left.
    fn finish(mut self) -> Result<(), OpError> {
        if let Some(part) = self.left.iter_mut().find_map(|(_, part)| part.take()) {
            return Err(part);
        }
        let selectors = self.left.iter().map(|(s, _)| s.text()).collect::<Vec<_>>();
        if selectors.is_empty() {
            return Ok(());
        }
        let mut seen = HashSet::new();
        self.whole.retain(|file| seen.insert(file.path.clone()));
        let (from, target) = (self.source.name.clone(), self.target.name.clone());
        let patterns = self.left.iter().filter_map(|(selector, _)| selector.pattern()).map(Pattern::key_text);
        let exact = patterns.filter(|text| !text.contains(['*', '?', '{']));
        let known = || self.keys.iter().map(String::as_str);
        // A key that is there, but in a file that moves as a whole, is not mistyped.
        let keys =
            exact.filter_map(|text| nearest(text, known()).filter(|near| *near != text).map(str::to_owned)).collect();
        let files = self.files.into_iter().collect();
        let colons = self.colons.into_iter().collect();
        let guesses = Box::new(Guesses { keys, files, colons });
        Err(OpError::NoMatch { selectors, from, target, whole: self.whole, guesses })
    }
}

/// Whether a text without wildcards is a part of a path: some of its folders and its name, or the beginning of its name.
fn is_part_of_path(text: &str, path: &str) -> bool {
    let text = text.trim_matches('/');
    let (path, needle) = (format!("/{path}"), format!("/{text}"));
    let after = path.rfind(&needle).map(|at| &path[at + needle.len()..]);
    text.len() > 2 && after.is_some_and(|after| after.is_empty() || after.starts_with(['/', '.', '-']))
}

/// Whether a key of one side is part of a list that is one key when both sides are compared. The name of its document
/// depends on the other side, too.
fn is_part(config: &Config, list: &Change) -> bool {
    let same = config.document.is_none() || list.document.is_none() || config.document == list.document;
    same && list.key != config.key && list.key.is_prefix_of(&config.key)
}

fn part_of(key: &Key, list: &Change, source: &EnvSnapshot, target: &EnvSnapshot) -> OpError {
    let message = format!(
        "{key} is part of the list {}, which is one key: its elements cannot be matched between {} and {}",
        list.address(),
        source.name,
        target.name
    );
    let hints = vec![format!("select the whole list: --key '{}'", list.address())];
    OpError::Usage { message, hints }
}

fn not_a_flag(id: &str, address: &str) -> OpError {
    let hint = format!("select the key by its id: --config {id}; flags are declared under 'flags' in promote.yaml");
    OpError::Usage { message: format!("id '{id}' belongs to {address}, which is not a flag"), hints: vec![hint] }
}
