//! The keys of several environments side by side: a row for each key, a cell for each environment.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::OpError;
use super::context::Context;
use super::judgement::{Heading, Judged};
use crate::store::Store;
use crate::store::across::AcrossFile;
use crate::store::environment::EnvSnapshot;
use promote_core::env::across::{Across, Reading};
use promote_core::env::change::{SpelledValue, UnitKind, address};
use promote_core::env::diff::spelling;
use promote_core::env::flatten::Config;
use promote_core::env::names::FileNames;
use promote_core::env::secrets::{NO_BLOB, Redactor};
use promote_model::{ConfigId, IdPrefix, Key, Pattern};

/// The keys of several environments.
#[derive(Debug)]
pub(crate) struct KeyTable {
    /// The environments, in pipeline order.
    pub(crate) environments: Vec<EnvSnapshot>,
    /// The environments that cannot be read, with the reason.
    pub(crate) unread: Vec<(String, String)>,
    /// The files with at least one row, by logical name.
    pub(crate) files: Vec<TableFile>,
}

/// The keys of one file.
#[derive(Debug)]
pub(crate) struct TableFile {
    /// The logical name.
    pub(crate) file: String,
    /// The path that it has, or would have, in each environment.
    pub(crate) paths: Vec<String>,
    /// The paths and reasons where it could not be read by key.
    pub(crate) unreadable: Vec<(String, String)>,
    /// The keys, in the order of the file.
    pub(crate) rows: Vec<TableRow>,
}

/// One key in all environments.
#[derive(Debug)]
pub(crate) struct TableRow {
    /// The unit.
    pub(crate) kind: UnitKind,
    /// The document, in a file with several.
    pub(crate) document: Option<String>,
    /// The key; the root for a whole file.
    pub(crate) key: Key,
    /// The id.
    pub(crate) id: ConfigId,
    /// The cell of each environment.
    pub(crate) cells: Vec<TableCell>,
}

/// A key in one environment.
#[derive(Debug, Clone)]
pub(crate) struct TableCell {
    /// What the environment has.
    pub(crate) holds: Holds,
    /// Whether the environment owns the key (`keep`).
    pub(crate) own: bool,
    /// What history says, for each source from which it is promoted.
    pub(crate) edges: Vec<CellEdge>,
}

/// What an environment has of a key.
#[derive(Debug, Clone)]
pub(crate) enum Holds {
    /// A value.
    Value(CellValue),
    /// Nothing.
    Missing,
    /// Nothing, because `promote.yaml` leaves the file out.
    LeftOut,
    /// Something that cannot be told: its file cannot be read by key.
    Unread,
}

/// A value of a row.
#[derive(Debug, Clone)]
pub(crate) struct CellValue {
    /// For output: secrets are masked.
    pub(crate) shown: Arc<SpelledValue>,
    /// Equal for the cells of a row whose values are equal; secrets, too.
    pub(crate) class: usize,
    /// Whether it was masked.
    pub(crate) is_masked: bool,
}

/// What history says about a cell and the one of its source.
#[derive(Debug, Clone)]
pub(crate) struct CellEdge {
    /// The source.
    pub(crate) source: String,
    /// The column of the source.
    pub(crate) source_column: usize,
    /// How `diff` lists the key.
    pub(crate) heading: Heading,
    /// The judgement; `None` where history says nothing.
    pub(crate) judged: Option<Judged>,
    /// Whether the environment has its value from a commit that no promotion wrote, made after the last promotion from the
    /// source, or after both last agreed.
    pub(crate) is_by_hand: bool,
    /// Whether the values differ; else they are equal up to the names of the environments.
    pub(crate) differs: bool,
}

impl TableRow {
    /// The address of the key.
    pub(crate) fn address(&self, file: &str) -> String {
        address(file, self.document.as_deref(), &self.key, self.kind)
    }
}

impl TableCell {
    /// The value, if there is one.
    pub(crate) fn value(&self) -> Option<&CellValue> {
        if let Holds::Value(value) = &self.holds { Some(value) } else { None }
    }
}

/// Reads rows of keys from the files of environments.
pub(crate) struct TableReader<'a> {
    pub(crate) context: &'a Context,
    pub(crate) store: &'a Store,
    pub(crate) environments: &'a [EnvSnapshot],
    pub(crate) patterns: &'a [Pattern],
    /// The patterns that may be the beginning of an id.
    ids: Vec<Option<IdPrefix>>,
}

/// The rows of one file, and which patterns matched a key of it.
type FileRows = (Option<TableFile>, Vec<bool>);

impl<'a> TableReader<'a> {
    /// A reader of the keys of environments that the patterns match; all keys without patterns.
    pub(crate) fn new(
        (context, store): (&'a Context, &'a Store),
        environments: &'a [EnvSnapshot],
        patterns: &'a [Pattern],
    ) -> Self {
        let ids = patterns.iter().map(|pattern| pattern.text().parse().ok()).collect();
        Self { context, store, environments, patterns, ids }
    }

    /// The rows of files that the patterns match, and which patterns matched.
    ///
    /// # Errors
    /// Where git cannot be read.
    pub(crate) fn read(&self, files: &[AcrossFile]) -> Result<(Vec<TableFile>, Vec<bool>), OpError> {
        let files: Vec<&AcrossFile> = files.iter().filter(|file| file.is_asked_for(self.patterns)).collect();
        self.store.fetch_across(&files)?;
        let read: Vec<FileRows> = match files.len() {
            0..32 => files.iter().map(|file| self.file(file)).collect::<Result<_, _>>()?,
            _ => files.par_iter().with_min_len(8).map(|file| self.file(file)).collect::<Result<_, _>>()?,
        };
        let mut hits = vec![false; self.patterns.len()];
        let mut found = Vec::new();
        for (file, matched) in read {
            hits.iter_mut().zip(matched).for_each(|(hit, matched)| *hit |= matched);
            found.extend(file);
        }
        Ok((found, hits))
    }

    fn file(&self, file: &AcrossFile) -> Result<FileRows, OpError> {
        let across = self.store.read_across(self.environments, file)?;
        let mut hits = vec![false; self.patterns.len()];
        let rows = Rows::of(&across);
        let cells = Cells::new(self, file, &across);
        let mut found = Vec::new();
        for row in rows.0 {
            if self.is_asked_for(&cells, &row, &mut hits) {
                found.push(cells.row(row));
            }
        }
        let unreadable = unreadable(file, &across);
        let silent = self.patterns.is_empty() && !unreadable.is_empty();
        let file = TableFile { file: file.file.clone(), paths: file.paths.clone(), unreadable, rows: found };
        Ok(((!file.rows.is_empty() || silent).then_some(file), hits))
    }

    /// Whether a pattern matches a key by the names that it has in any environment.
    fn is_asked_for(&self, cells: &Cells<'_>, row: &Row<'_>, hits: &mut [bool]) -> bool {
        if self.patterns.is_empty() {
            return true;
        }
        let mut asked = false;
        let names: Vec<&FileNames<'_>> = (0..self.environments.len()).filter_map(|at| cells.names(at)).collect();
        for ((pattern, id), hit) in self.patterns.iter().zip(&self.ids).zip(hits) {
            let Config { document, key, .. } = row.config;
            let called =
                |names: &&FileNames<'_>| names.match_config(pattern, document.as_deref(), &names.spellings(key));
            let has_id = |id: &IdPrefix| id.matches_config(row.config.id());
            if names.iter().any(called) || id.as_ref().is_some_and(has_id) {
                (asked, *hit) = (true, true);
            }
        }
        asked
    }
}

/// Why a file cannot be read by key, for each path.
fn unreadable(file: &AcrossFile, across: &Across) -> Vec<(String, String)> {
    let reason = |(at, path): (usize, &String)| match across.reading(at)? {
        Reading::Whole(_, Some(reason)) | Reading::Unread(reason) => Some((path.clone(), reason.clone())),
        Reading::Whole(_, None) | Reading::Keys(_) => None,
    };
    file.paths.iter().enumerate().filter_map(reason).collect()
}

/// A key of any environment, and where each reading has it.
struct Row<'a> {
    config: &'a Config,
    /// For each reading, its config.
    readings: Vec<Option<&'a Config>>,
}

/// The keys of all readings, in the order of the first that has each.
struct Rows<'a>(Vec<Row<'a>>);

impl<'a> Rows<'a> {
    fn of(across: &'a Across) -> Self {
        let mut places: HashMap<(Option<&str>, &Key), usize> = HashMap::new();
        let mut rows: Vec<Row<'a>> = Vec::new();
        let keyed = |reading: &Reading| matches!(reading, Reading::Keys(keys) if !keys.is_empty());
        let by_key = across.readings.iter().any(keyed);
        for (at, reading) in across.readings.iter().enumerate() {
            let configs = match reading {
                Reading::Keys(keys) => keys.as_slice(),
                Reading::Whole(whole, _) if !by_key => std::slice::from_ref(whole),
                Reading::Whole(..) | Reading::Unread(_) => &[],
            };
            for config in configs {
                let number = *places.entry((config.document.as_deref(), &config.key)).or_insert_with(|| {
                    rows.push(Row { config, readings: vec![None; across.readings.len()] });
                    rows.len() - 1
                });
                rows[number].readings[at] = Some(config);
            }
        }
        Self(rows)
    }
}

/// Makes the cells of one file.
struct Cells<'a> {
    reader: &'a TableReader<'a>,
    file: &'a AcrossFile,
    across: &'a Across,
    /// The names of the file in each environment that has it, where they were asked for.
    names: Vec<OnceCell<Option<FileNames<'a>>>>,
    /// The patterns of the keys that each environment owns.
    keep: Vec<Vec<&'a Pattern>>,
}

impl<'a> Cells<'a> {
    fn new(reader: &'a TableReader<'a>, file: &'a AcrossFile, across: &'a Across) -> Self {
        let keep = |(at, side): (usize, &EnvSnapshot)| {
            let keep = reader.store.policy.environment(&side.name).map(|e| e.keep.as_slice()).unwrap_or_default();
            let names = [file.file.as_str(), file.paths[at].as_str()];
            keep.iter().filter(|pattern| pattern.matches_file(&names)).collect()
        };
        let keep = reader.environments.iter().enumerate().map(keep).collect();
        Self { reader, file, across, names: reader.environments.iter().map(|_| OnceCell::new()).collect(), keep }
    }

    /// The names of the file in an environment; `None` where it lacks the file.
    fn names(&self, at: usize) -> Option<&FileNames<'a>> {
        let names = || self.across.files.get(at)?.as_ref().map(|file| file.names());
        self.names.get(at)?.get_or_init(names).as_ref()
    }

    fn row(&self, row: Row<'_>) -> TableRow {
        let mut shown: HashMap<(usize, bool), CellValue> = HashMap::new();
        let mut classes: Vec<&Config> = Vec::new();
        let mut class = |config| match classes.iter().position(|known: &&Config| is_same(known, config)) {
            Some(known) => known,
            None => {
                classes.push(config);
                classes.len() - 1
            }
        };
        let mut cells = Vec::new();
        for at in 0..self.reader.environments.len() {
            let reading = self.across.of[at];
            let holds = match reading.and_then(|reading| row.readings[reading].map(|config| (reading, config))) {
                Some((reading, config)) => {
                    let masks = self.masks(at);
                    let value =
                        shown.entry((reading, masks)).or_insert_with(|| self.value(at, config, masks, class(config)));
                    Holds::Value(value.clone())
                }
                None => self.lacking(at),
            };
            cells.push(TableCell { holds, own: self.is_own(at, row.config), edges: Vec::new() });
        }
        let Config { kind, document, key, .. } = row.config;
        TableRow { kind: *kind, document: document.clone(), key: key.clone(), id: row.config.id(), cells }
    }

    /// Whether some key of the file is secret in an environment.
    fn masks(&self, at: usize) -> bool {
        let rules = &self.reader.store.rules;
        !self.reader.context.show_secrets
            && !rules.secrets.is_empty()
            && self.names(at).is_some_and(|names| !Redactor::of(names, rules).is_empty())
    }

    fn value(&self, at: usize, config: &Config, masks: bool, class: usize) -> CellValue {
        let file = self.across.files[at].as_ref().and_then(|pair| pair.source.as_deref());
        let text = file.map(|file| spelling(config, file)).unwrap_or_default();
        let plain = SpelledValue { value: config.value.clone(), text };
        let masked = self.names(at).filter(|_| masks).and_then(|names| {
            let redactor = Redactor::of(names, &self.reader.store.rules);
            redactor.value(config.document.as_deref(), &config.key, &config.value, NO_BLOB)
        });
        match masked {
            Some(value) => {
                let shown = Arc::new(SpelledValue { text: value.to_string(), value });
                CellValue { shown, class, is_masked: true }
            }
            None => CellValue { shown: Arc::new(plain), class, is_masked: false },
        }
    }

    /// Why an environment has no value.
    fn lacking(&self, at: usize) -> Holds {
        match self.across.reading(at) {
            Some(Reading::Keys(_)) => Holds::Missing,
            Some(Reading::Whole(..) | Reading::Unread(_)) => Holds::Unread,
            None if self.reader.environments[at].matcher.names(&self.file.paths[at]).is_empty() => Holds::LeftOut,
            None => Holds::Missing,
        }
    }

    fn is_own(&self, at: usize, config: &Config) -> bool {
        let keep = &self.keep[at];
        // Of a file that the environment lacks, the others know the names of the documents.
        let names = || self.names(at).or_else(|| (0..self.names.len()).find_map(|other| self.names(other)));
        !keep.is_empty()
            && names().is_some_and(|names| {
                let key = names.spellings(&config.key);
                keep.iter().any(|pattern| names.match_config(pattern, config.document.as_deref(), &key))
            })
    }
}

/// Whether two values are equal. Whole files are equal if their contents and modes are.
fn is_same(one: &Config, other: &Config) -> bool {
    one.value == other.value
}
