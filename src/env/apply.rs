//! Changes carried out on one file: from (source, target, what is wanted) to the target's new bytes.
//!
//! Promotion and rollback are the same operation. A promotion carries changes from the source's
//! file; a rollback carries the inverted changes from the target's own file as it was before.
//!
//! ```text
//! whole file        the source's blob, or nothing
//! every difference  the source's blob, byte for byte (only where the caller allows it)
//! new to the target the source's bytes without what is not wanted
//! else              the target's text, edited
//! ```
//!
//! Whatever the way, the result is compared with the target again: the difference must be exactly
//! what was wanted.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::change::{Change, Kind, Op};
use super::content::File;
use super::diff::Pair;
use super::flatten::{Config, Rules, configs};
use super::select::Places;
use crate::format::{self, Edit, EditError, Parsed, Place};
use crate::model::{FileMode, FileValue, Key, ObjectId, Value};

/// What becomes of the target's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is there already.
    Unchanged,
    /// A blob that git holds already.
    Blob(FileMode, ObjectId),
    /// New bytes.
    Bytes(FileMode, Vec<u8>),
    /// It goes.
    Gone,
}

/// Why the changes cannot be carried out on this file. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The source's file is not as the plan has it: the plan belongs to another commit.
    #[error("{file}: the source's file is not there at the commit of the plan")]
    NoSource {
        /// The logical name.
        file: String,
    },
    /// An edit is refused.
    #[error("{file}: {error}")]
    Edit {
        /// The path of the target's file.
        file: String,
        /// Which key, and why.
        error: EditError,
    },
    /// The edited file does not hold exactly what was wanted.
    #[error("{file}: the edited file would differ from the plan at {key}")]
    PostCondition {
        /// The path of the target's file.
        file: String,
        /// The first key that is not as planned.
        key: Key,
    },
}

/// Carries out `wanted` on the target side of `pair`. `whole` allows the source's blob where the
/// wanted changes are every difference there is.
///
/// # Errors
/// Where an edit is refused or the result is not what was wanted.
pub fn apply(pair: &Pair, wanted: &[&Change], whole: bool, rules: &Rules) -> Result<Outcome, ApplyError> {
    let job = Job { pair, wanted, asked: wanted.iter().map(|c| c.place()).collect(), rules };
    if let Some(change) = wanted.iter().find(|c| c.kind == Kind::File) {
        return job.whole_file(change);
    }
    let covers_all = pair.diff(rules, &[]).changes.iter().all(|c| job.asked.contains(&c.place()));
    match (&pair.source, &pair.target) {
        (None, Some(_)) if covers_all => Ok(Outcome::Gone),
        (Some(source), target) if covers_all && (whole || target.is_none()) => {
            // A mode is no config: the target's stays, as it does where its text is edited.
            let mode = target.as_ref().map_or(source.value.mode, |target| target.value.mode);
            Ok(Outcome::Blob(mode, source.value.blob))
        }
        (Some(source), None) => job.shrunk(source),
        (source, Some(target)) => job.edited(source.as_ref().unwrap_or(target), target),
        (None, None) => Err(job.no_source()),
    }
}

struct Job<'a> {
    pair: &'a Pair,
    wanted: &'a [&'a Change],
    /// The places of what is wanted.
    asked: HashSet<(Option<&'a str>, &'a Key)>,
    rules: &'a Rules,
}

impl Job<'_> {
    fn no_source(&self) -> ApplyError {
        ApplyError::NoSource { file: self.pair.file.clone() }
    }

    fn whole_file(&self, change: &Change) -> Result<Outcome, ApplyError> {
        match change.source.as_ref().map(|spelled| &spelled.value) {
            None => Ok(Outcome::Gone),
            Some(Value::File(FileValue { blob, mode, .. })) => Ok(Outcome::Blob(*mode, *blob)),
            Some(_) => Err(self.no_source()),
        }
    }

    /// A file that is new to the target but not wanted as a whole: the source's, without the rest.
    fn shrunk(&self, source: &File) -> Result<Outcome, ApplyError> {
        let parsed = self.parsed(source)?;
        let all = self.pair.configs(source, self.rules);
        let rest = all.iter().filter(|c| !self.asks(c)).cloned().collect();
        let bytes = run(&source.path, parsed, parsed, &removals(parsed, rest, &all))?;
        self.check(None, &bytes, source)?;
        Ok(Outcome::Bytes(source.value.mode, bytes))
    }

    /// The target's text with the changes spliced in.
    fn edited(&self, source: &File, target: &Arc<File>) -> Result<Outcome, ApplyError> {
        let (from, to) = (self.parsed(source)?, self.parsed(target)?);
        let (in_source, in_target) = (self.pair.configs(source, self.rules), self.pair.configs(target, self.rules));
        let torn = self.torn();
        let is_torn =
            |(document, key): (Option<&str>, &Key)| torn.iter().any(|(d, at)| *d == document && at.is_prefix_of(key));
        let (mut edits, mut new_documents) = (Vec::new(), BTreeMap::new());
        let set = self.wanted.iter().filter(|c| c.op != Op::Removed).map(|c| c.place()).filter(|at| !is_torn(*at));
        for (document, key) in set.chain(torn.iter().map(|(document, key)| (*document, key))) {
            let from = index_of(&in_source, document).ok_or_else(|| self.no_source())?;
            match index_of(&in_target, document).or_else(|| only_document(document, to)) {
                Some(at) => edits.push(Edit::Set { at: Place { document: at, key: key.clone() }, from }),
                None => {
                    new_documents.insert(from, document);
                }
            }
        }
        let removed: HashSet<_> = self.wanted.iter().filter(|w| w.op == Op::Removed).map(|w| w.place()).collect();
        let gone = |c: &&Config| removed.contains(&place(c)) && !is_torn(place(c));
        edits.extend(removals(to, in_target.iter().filter(gone).cloned().collect(), &in_target));
        edits.extend(new_documents.keys().map(|from| Edit::AddDocument { from: *from }));
        let mut bytes = run(&target.path, to, from, &edits)?;
        let carried = |c: &Config, new: bool| (new || is_torn(place(c))) && !self.asks(c);
        if in_source.iter().any(|c| carried(c, new_documents.contains_key(&c.index))) {
            let new: HashSet<Option<&str>> = new_documents.into_values().collect();
            bytes = self.trimmed(target, bytes, |c| carried(c, new.contains(&c.document.as_deref())))?;
        }
        self.check(Some(target), &bytes, target)?;
        let same = bytes == to.bytes;
        Ok(if same { Outcome::Unchanged } else { Outcome::Bytes(target.value.mode, bytes) })
    }

    /// The places where the target has a map and what is wanted needs a list, or the other way round:
    /// nothing of it can stay, so the source's is carried over whole.
    fn torn(&self) -> BTreeSet<(Option<&str>, Key)> {
        let places = Places::of(self.wanted.iter().copied().filter(|c| c.op != Op::Removed));
        let removed = self.wanted.iter().filter(|c| c.op == Op::Removed);
        removed.filter_map(|c| Some((c.document.as_deref(), Key::from(places.torn_at(c)?.to_vec())))).collect()
    }

    /// What was carried over whole is cut where it was not wanted.
    fn trimmed(
        &self,
        target: &File,
        bytes: Vec<u8>,
        unwanted: impl Fn(&Config) -> bool,
    ) -> Result<Vec<u8>, ApplyError> {
        let grown = reread(target, bytes);
        let parsed = self.parsed(&grown)?;
        let all = configs(&self.pair.names().files, parsed, &self.pair.naming, self.rules);
        let rest = all.iter().filter(|c| unwanted(c)).cloned().collect();
        run(&target.path, parsed, parsed, &removals(parsed, rest, &all))
    }

    fn asks(&self, config: &Config) -> bool {
        self.asked.contains(&place(config))
    }

    fn parsed<'f>(&self, file: &'f File) -> Result<&'f Parsed, ApplyError> {
        file.parsed().ok_or_else(|| self.no_source())
    }

    /// The post-condition: the difference between before and after is what was wanted, nothing else.
    fn check(&self, before: Option<&Arc<File>>, after: &[u8], like: &File) -> Result<(), ApplyError> {
        let after = Arc::new(reread(like, after.to_vec()));
        let step = Pair {
            file: self.pair.file.clone(),
            source: Some(after),
            target: before.cloned(),
            // The names of documents must be the ones that the plan was made with.
            naming: self.pair.naming.clone(),
        };
        let real = step.diff(self.rules, &[]).changes;
        let wrong = |change: &Change| ApplyError::PostCondition { file: like.path.clone(), key: change.key.clone() };
        let planned: HashMap<_, &Change> = self.wanted.iter().map(|w| (w.place(), *w)).collect();
        let as_planned = |change: &&Change| planned.get(&change.place()).is_some_and(|w| same_effect(w, change));
        if let Some(odd) = real.iter().find(|change| !as_planned(change)) {
            return Err(wrong(odd));
        }
        let done: HashSet<_> = real.iter().map(Change::place).collect();
        self.wanted.iter().find(|w| !done.contains(&w.place())).map_or(Ok(()), |missing| Err(wrong(missing)))
    }
}

fn same_effect(planned: &Change, real: &Change) -> bool {
    let value = |change: &Change| change.source.as_ref().map(|s| s.value.clone());
    planned.op == real.op && value(planned) == value(real)
}

fn place(config: &Config) -> (Option<&str>, &Key) {
    (config.document.as_deref(), &config.key)
}

fn index_of(configs: &[Config], document: Option<&str>) -> Option<usize> {
    configs.iter().find(|c| c.document.as_deref() == document).map(|c| c.index)
}

/// The one document of a file that has none yet, or whose only one holds no config.
fn only_document(document: Option<&str>, to: &Parsed) -> Option<usize> {
    (document.is_none() && to.tree.documents.len() <= 1).then_some(0)
}

/// Edits that cut `gone`; a document of which nothing stays goes as a whole.
fn removals(parsed: &Parsed, gone: Vec<Config>, all: &[Config]) -> Vec<Edit> {
    let documents = parsed.tree.documents.len();
    let count = |configs: &[Config], index: usize| configs.iter().filter(|c| c.index == index).count();
    let emptied: BTreeSet<usize> = (0..documents)
        .filter(|index| documents > 1 && count(&gone, *index) > 0 && count(&gone, *index) == count(all, *index))
        .collect();
    let mut edits: Vec<Edit> = emptied.iter().map(|document| Edit::RemoveDocument { document: *document }).collect();
    let single = gone.into_iter().filter(|c| !emptied.contains(&c.index));
    edits.extend(single.map(|c| Edit::Remove { at: Place { document: c.index, key: c.key } }));
    edits
}

fn run(path: &str, target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Vec<u8>, ApplyError> {
    format::edit(target, source, edits).map_err(|error| ApplyError::Edit { file: path.to_owned(), error })
}

/// The file with other bytes.
fn reread(file: &File, bytes: Vec<u8>) -> File {
    File::read(&file.path, file.value.mode, ObjectId::from_bytes([0; 20]), Some(file.format), bytes)
}
