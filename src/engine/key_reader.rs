//! Reads keys of one file in each of its states, as the present reads them.

use std::collections::HashMap;
use std::sync::Arc;

use super::OpError;
use super::context::Context;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::change::{Change, SpelledValue, UnitKind, address, is_filled_list};
use promote_core::env::content::File;
use promote_core::env::diff::{FilePair, spelling};
use promote_core::env::flatten::{Config, KeyRules};
use promote_core::env::judge::Print;
use promote_core::env::keys::{KeyPrefixes, Side};
use promote_core::env::lists::ListView;
use promote_core::env::secrets::{NO_BLOB, Redactor};
use promote_format::Format;
use promote_model::{ConfigId, FileMode, Key, ObjectId, Value};

/// A key of a file.
#[derive(Debug, Clone)]
pub(crate) struct KeyPlace {
    /// The unit.
    pub(crate) kind: UnitKind,
    /// The document, in a file with several.
    pub(crate) document: Option<String>,
    /// The key; the root for a whole file.
    pub(crate) key: Key,
    /// The id.
    pub(crate) id: ConfigId,
    /// Whether it is a list that is one key.
    pub(crate) is_list: bool,
}

impl KeyPlace {
    /// The place of a key.
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            kind: config.kind,
            document: config.document.clone(),
            key: config.key.clone(),
            id: config.id(),
            is_list: config.kind == UnitKind::Config && is_filled_list(&config.value),
        }
    }

    /// The place of a changed key.
    pub(crate) fn of_change(change: &Change) -> Self {
        let values = [&change.source, &change.target].into_iter().flatten();
        Self {
            kind: change.kind,
            document: change.document.clone(),
            key: change.key.clone(),
            id: change.id,
            is_list: change.kind == UnitKind::Config && values.into_iter().any(|value| is_filled_list(&value.value)),
        }
    }

    /// The address of the key in a file.
    pub(crate) fn address(&self, file: &str) -> String {
        address(file, self.document.as_deref(), &self.key, self.kind)
    }
}

/// What a file has of a key in one state.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Was {
    /// A value: its hash, and the value for output, in which secrets are masked.
    Value(Print, SpelledValue),
    /// Nothing.
    Absent,
    /// Something that cannot be told, for this reason.
    Unread(String),
}

impl Was {
    /// The value for output.
    pub(crate) fn shown(&self) -> Option<&SpelledValue> {
        if let Self::Value(_, shown) = self { Some(shown) } else { None }
    }

    /// Whether both are the same, whatever the spelling.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(ours, _), Self::Value(theirs, _)) => ours == theirs,
            (Self::Absent, Self::Absent) | (Self::Unread(_), Self::Unread(_)) => true,
            _ => false,
        }
    }
}

/// A file at one commit.
pub(crate) type Entry = Option<(FileMode, ObjectId)>;

/// Reads the keys of a file of an environment.
pub(crate) struct KeyReader<'a> {
    context: &'a Context,
    store: &'a Store,
    rules: &'a KeyRules,
    /// The logical name.
    pub(crate) file: String,
    keys: KeyPrefixes,
    format: Option<Format>,
    lists: ListView,
    /// The keys to read.
    pub(crate) places: Vec<KeyPlace>,
    known: HashMap<(Entry, String), Arc<Vec<Was>>>,
}

impl<'a> KeyReader<'a> {
    /// A reader of keys of the file with this path in an environment.
    pub(crate) fn new(
        (context, store): (&'a Context, &'a Store),
        (side, path): (&EnvSnapshot, &str),
        file: &str,
        places: Vec<KeyPlace>,
    ) -> Self {
        let accepted = side.matcher.accepted(path).into_iter().find(|(logical, _)| logical == file);
        let (format, claims) = accepted.map(|(_, accepted)| (accepted.format, accepted.claims)).unwrap_or_default();
        Self {
            context,
            store,
            rules: &store.rules,
            file: file.to_owned(),
            keys: side.matcher.keys(&side.matcher, &claims),
            format,
            lists: ListView::of_keys(places.iter().map(|place| (place.document.as_deref(), &place.key, place.is_list))),
            places,
            known: HashMap::new(),
        }
    }

    /// The keys in one state of the file, in the order of the places.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn read(&mut self, path: &str, entry: Entry) -> Result<Arc<Vec<Was>>, OpError> {
        let state = (entry, path.to_owned());
        if let Some(known) = self.known.get(&state) {
            return Ok(known.clone());
        }
        let read = Arc::new(match entry {
            None => vec![Was::Absent; self.places.len()],
            Some((mode, blob)) => self.file_at(path, mode, blob)?,
        });
        self.known.insert(state, read.clone());
        Ok(read)
    }

    fn file_at(&self, path: &str, mode: FileMode, blob: ObjectId) -> Result<Vec<Was>, OpError> {
        let bytes = self.store.repo.read_blob(blob)?;
        let file = Arc::new(File::read(self.rules.number, path, (mode, blob), self.format, bytes));
        let mut pair = FilePair::new(&self.file, Some(file.clone()), None).with_keys(self.keys.clone());
        pair.naming.admit(self.places.iter().filter_map(|place| place.document.as_deref()));
        pair.seen = self.lists.clone();
        let by_place: HashMap<(Option<&str>, &Key), usize> =
            self.places.iter().enumerate().map(|(at, p)| ((p.document.as_deref(), &p.key), at)).collect();
        let unread = pair.unreadable_reason(&file);
        let nothing = |place: &KeyPlace| match (place.kind, file.parsed(), &unread) {
            (UnitKind::File, ..) => self.value(&pair, &file, &Config::whole(&self.file, file.value.clone())),
            (_, None, reason) => Was::Unread(reason.clone().unwrap_or_else(|| "its format has no keys".to_owned())),
            (_, Some(_), _) => Was::Absent,
        };
        let mut read: Vec<Was> = self.places.iter().map(nothing).collect();
        let asked = pair.configs_where(Side::Source, self.rules, |found| by_place.contains_key(&found.place()));
        for config in &asked {
            let at = by_place.get(&(config.document.as_deref(), &config.key));
            if let Some(at) = at.filter(|at| self.places[**at].kind == config.kind) {
                read[*at] = self.value(&pair, &file, config);
            }
        }
        Ok(read)
    }

    fn value(&self, pair: &FilePair, file: &File, config: &Config) -> Was {
        let text = spelling(config, file);
        let print = match &config.value {
            // A file with other line ends is another file.
            Value::File(whole) => Print::of_value(&Value::File(promote_model::FileValue { size: 0, ..whole.clone() })),
            value => Print::of_value(value),
        };
        let plain = SpelledValue { value: config.value.clone(), text };
        if self.context.show_secrets {
            return Was::Value(print, plain);
        }
        let names = pair.names();
        let redactor = Redactor::of(&names, self.rules);
        Was::Value(print, redactor.spelled(config.document.as_deref(), &config.key, &plain, NO_BLOB))
    }
}
