//! Applying changes to one file: from the source, the target and the wanted changes to the target's new bytes.
//!
//! Promotion and rollback are the same operation. A promotion applies changes from the source's file; a rollback
//! applies the inverted changes from the target's own file as it was before.
//!
//! ```text
//! whole file        the source's blob, or nothing
//! every difference  the source's blob, byte for byte (only if the caller allows it)
//! new to the target the source's bytes without the unwanted keys
//! else              the target's text, edited
//! ```
//!
//! If the template has `keys:`, the source is first rewritten with the target's key prefixes (`local`), and differences
//! outside of these prefixes count as unwanted.
//!
//! In each case the result is compared with the target again: the difference must be exactly
//! the wanted changes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::change::{Change, Op, UnitKind};
use super::content::File;
use super::diff::FilePair;
use super::documents::document_names;
use super::flatten::{Config, ConfigRef, KeyRules};
use super::keys::Side;
use super::later_comments::{Other, kept_file};
use super::lists::ListView;
use super::open_document::OpenDocument;
use super::select::AddedPlaces;
use promote_format::{Edit, EditError, Parsed, Place, comment_behind};
use promote_model::{FileMode, FileValue, Key, ObjectId, Value};

/// The new content of the target's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppliedFile {
    /// No change is needed.
    Unchanged,
    /// A blob that exists in the repository.
    Blob(FileMode, ObjectId),
    /// New bytes.
    Bytes(FileMode, Vec<u8>),
    /// The file is deleted.
    Gone,
}

/// Why the changes cannot be applied to this file. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The source's file is missing: the plan was made from another commit.
    #[error("{file}: the source has no such file at the plan's commit")]
    NoSource {
        /// The logical name.
        file: String,
    },
    /// The format refused an edit.
    #[error("{file}: {error}")]
    Edit {
        /// The path of the target's file.
        file: String,
        /// The key and the reason.
        error: EditError,
    },
    /// A new key that repeats an anchor would not get the planned value.
    #[error(
        "{file}: {key} would not get the planned value: the anchor '{anchor}' holds another one now (promote refresh)"
    )]
    OtherAnchor {
        /// The path of the target's file.
        file: String,
        /// The key.
        key: Key,
        /// The anchor.
        anchor: String,
    },
    /// The edited file does not contain exactly the wanted changes.
    #[error("{file}: the edited file differs from the plan at {key}")]
    PostCondition {
        /// The path of the target's file.
        file: String,
        /// The first key that differs from the plan.
        key: Key,
    },
}

/// Applies `wanted` to the target's file of `pair`. `whole` allows the source's blob if the wanted changes are all
/// differences.
///
/// # Errors
/// If an edit is refused, or the result is not exactly the wanted changes.
pub fn apply(pair: &FilePair, wanted: &[&Change], whole: bool, rules: &KeyRules) -> Result<AppliedFile, ApplyError> {
    let translated = pair.translated(wanted, rules)?;
    let whole = whole && pair.keys.is_empty() && translated.is_none();
    let copied = !pair.keys.is_empty() || translated.is_some();
    let pair = translated.as_ref().unwrap_or(pair);
    let pair = &FilePair { seen: ListView::of(wanted.iter().copied()), ..pair.local() };
    let aliases = wanted.iter().any(|change| change.anchor.is_some());
    let job = ApplyJob { pair, wanted, asked: wanted.iter().map(|c| c.place()).collect(), copied, aliases, rules };
    if let Some(change) = wanted.iter().find(|c| c.kind == UnitKind::File) {
        return job.whole_file(change);
    }
    // The source's file is copied only if the plan has its values.
    let planned: HashMap<_, &Change> = wanted.iter().map(|c| (c.place(), *c)).collect();
    let is_planned = |c: &Change| planned.get(&c.place()).is_some_and(|planned| planned.has_new_value_of(c));
    let covers_all = pair.diff(rules, &[]).changes.iter().all(is_planned);
    match (&pair.source, &pair.target) {
        (None, Some(_)) if covers_all => Ok(AppliedFile::Gone),
        (Some(source), target) if covers_all && (whole || target.is_none() || pair.holds_nothing(source)) => {
            // The mode is not a key: the target keeps its own, as it does when its text is edited.
            let mode = target.as_ref().map_or(source.value.mode, |target| target.value.mode);
            job.all_of(source, mode)
        }
        (Some(source), None) => job.without_unwanted(source),
        (source, Some(target)) => job.edited(source.as_ref().unwrap_or(target), target),
        (None, None) => Err(job.no_source()),
    }
}

/// The target's file of `pair` with these changes, in which aliases in new keys stay, so that the keys may have other
/// values than planned; `None` where such an edit is not possible.
pub(super) fn with_aliases(pair: &FilePair, wanted: &[&Change], rules: &KeyRules) -> Option<File> {
    let pair = &FilePair { seen: ListView::of(wanted.iter().copied()), ..pair.clone() };
    let asked = wanted.iter().map(|c| c.place()).collect();
    let job = ApplyJob { pair, wanted, asked, copied: false, aliases: true, rules };
    let (source, target) = (pair.source.as_ref()?, pair.target.as_ref()?);
    let result = job.edited_text(source, target).ok()?;
    Some(target.holding(result))
}

impl FilePair {
    /// Whether the file has no document: no edit can produce that from a file with keys.
    fn holds_nothing(&self, file: &File) -> bool {
        self.keys.is_empty() && file.parsed().is_some_and(|parsed| parsed.tree.documents.is_empty())
    }
}

pub(super) struct ApplyJob<'a> {
    pub(super) pair: &'a FilePair,
    pub(super) wanted: &'a [&'a Change],
    /// The places of the wanted changes.
    asked: HashSet<(Option<&'a str>, &'a Key)>,
    /// Whether the source's file is rewritten for the target, so that git has no blob of these bytes.
    copied: bool,
    /// Whether aliases stay where the target's anchor holds another value.
    aliases: bool,
    pub(super) rules: &'a KeyRules,
}

impl ApplyJob<'_> {
    fn no_source(&self) -> ApplyError {
        ApplyError::NoSource { file: self.pair.file.clone() }
    }

    fn whole_file(&self, change: &Change) -> Result<AppliedFile, ApplyError> {
        match change.source.as_ref().map(|spelled| &spelled.value) {
            None => Ok(AppliedFile::Gone),
            Some(Value::File(FileValue { blob, mode, .. })) => Ok(AppliedFile::Blob(*mode, *blob)),
            Some(_) => Err(self.no_source()),
        }
    }

    /// The source's file, byte for byte: that of the repository, or a copy that was rewritten for the target.
    fn all_of(&self, source: &File, mode: FileMode) -> Result<AppliedFile, ApplyError> {
        if !self.copied {
            return Ok(AppliedFile::Blob(mode, source.value.blob));
        }
        let bytes = self.parsed(source)?.bytes.clone();
        self.check(None, reread(source, bytes.clone(), self.rules), source)?;
        Ok(AppliedFile::Bytes(mode, bytes))
    }

    /// The file is new to the target but only partly wanted: the source's file without the other keys.
    fn without_unwanted(&self, source: &File) -> Result<AppliedFile, ApplyError> {
        let parsed = self.parsed(source)?;
        let mut all = DocumentCounts::default();
        let rest =
            self.pair.configs_where(Side::Source, self.rules, |found| all.count(found) && !self.asks(found.place()));
        let result = run(&source.path, parsed, parsed, &removals(parsed, rest, &all, 0))?;
        let bytes = self.check(None, source.holding(result), source)?;
        Ok(AppliedFile::Bytes(source.value.mode, bytes))
    }

    /// The target's text, edited.
    fn edited(&self, source: &File, target: &Arc<File>) -> Result<AppliedFile, ApplyError> {
        let to = self.parsed(target)?;
        let result = self.edited_text(source, target)?;
        let lost_identity = self.lost_identity(target, &result);
        let bytes = self
            .check(Some(target), target.holding(result), target)
            .map_err(|error| lost_identity.unwrap_or_else(|| self.blaming_an_anchor(error)))?;
        let same = bytes == to.bytes;
        Ok(if same { AppliedFile::Unchanged } else { AppliedFile::Bytes(target.value.mode, bytes) })
    }

    /// The error about a key, or about the anchor that gives it its value.
    fn blaming_an_anchor(&self, error: ApplyError) -> ApplyError {
        let ApplyError::PostCondition { file, key } = error else { return error };
        match self.wanted.iter().find(|c| c.key == key).and_then(|c| c.anchor.clone()) {
            Some(anchor) => ApplyError::OtherAnchor { file, key, anchor },
            None => ApplyError::PostCondition { file, key },
        }
    }

    /// The same, not compared with the plan yet.
    fn edited_text(&self, source: &File, target: &Arc<File>) -> Result<Parsed, ApplyError> {
        let (from, to) = (self.parsed(source)?, self.parsed(target)?);
        self.refuse_root_removal(target, to)?;
        self.refuse_moved_elements(target, to)?;
        let conflicts = self.conflicts();
        let in_conflict = |(document, key): (Option<&str>, &Key)| {
            conflicts.iter().any(|(d, at)| *d == document && at.is_prefix_of(key))
        };
        self.refuse_replacing_others(target, to)?;
        let removed: HashSet<_> = self.wanted.iter().filter(|w| w.op == Op::Removed).map(|w| w.place()).collect();
        let mut in_target = DocumentCounts::default();
        let gone = self.pair.configs_where(Side::Target, self.rules, |found| {
            in_target.count(found) && removed.contains(&found.place()) && !in_conflict(found.place())
        });
        let mut in_source = DocumentCounts::default();
        self.pair.for_each(Side::Source, self.rules, &mut |found| _ = in_source.count(found));
        let (mut edits, mut new_documents, mut open) = (Vec::new(), BTreeMap::new(), OpenDocument::of(to));
        let repeated = self.pair.behind_kept_aliases(self.wanted, self.rules);
        let set = self.wanted.iter().filter(|c| c.op != Op::Removed && c.anchor.is_none()).map(|c| c.place());
        let set = set.chain(repeated.iter().map(|(document, key)| (document.as_deref(), key)));
        let set = set.filter(|at| !in_conflict(*at));
        for (document, key) in set.chain(conflicts.iter().map(|(document, key)| (*document, key))) {
            let from = in_source.index_of(document).ok_or_else(|| self.no_source())?;
            let at = in_target.index_of(document).or_else(|| only_document(document, to));
            match at.or_else(|| open.as_mut()?.take(document)) {
                Some(at) => edits.push(Edit::Set { at: Place { document: at, key: self.real(key) }, from }),
                None => {
                    new_documents.insert(from, document);
                }
            }
        }
        edits.extend(removals(to, gone, &in_target, new_documents.len()));
        edits.extend(new_documents.keys().map(|from| Edit::AddDocument { from: *from }));
        let mut result = match self.aliases {
            true => promote_format::keeping_aliases(to, from, &edits)
                .map_err(|error| ApplyError::Edit { file: target.path.clone(), error })?,
            false => run(&target.path, to, from, &edits)?,
        };
        let carried =
            |found: &ConfigRef<'_>, new: bool| (new || in_conflict(found.place())) && !self.asks(found.place());
        if !(conflicts.is_empty() && new_documents.is_empty()) {
            let mut more = false;
            self.pair.for_each(Side::Source, self.rules, &mut |found| {
                more |= carried(found, new_documents.contains_key(&found.index));
            });
            if more {
                let new: HashSet<Option<&str>> = new_documents.into_values().collect();
                result = self
                    .without_unwanted_copies(target, result, |found| carried(found, new.contains(&found.document)))?;
            }
        }
        let result = self.with_comments(from, result)?;
        Ok(self.with_later_comments((from, to), result))
    }

    /// The places where the target has a map and the wanted change needs a list, or vice versa: nothing there can be
    /// kept, so the source's value is copied in full.
    fn conflicts(&self) -> BTreeSet<(Option<&str>, Key)> {
        let places = AddedPlaces::of(self.wanted.iter().copied().filter(|c| c.op != Op::Removed));
        let removed = self.wanted.iter().filter(|c| c.op == Op::Removed);
        removed
            .filter_map(|c| Some((c.document.as_deref(), Key::from(places.map_list_conflict(c)?.to_vec()))))
            .collect()
    }

    /// Removes the unwanted keys from a value that was copied in full.
    fn without_unwanted_copies(
        &self,
        target: &File,
        grown: Parsed,
        unwanted: impl Fn(&ConfigRef<'_>) -> bool,
    ) -> Result<Parsed, ApplyError> {
        let (mut all, mut rest) = (DocumentCounts::default(), Vec::new());
        self.pair.each_of(&grown, Side::Target, None, self.rules, &mut |found| {
            if all.count(found) && unwanted(found) {
                rest.push(found.config());
            }
        });
        run(&target.path, &grown, &grown, &removals(&grown, rest, &all, 0))
    }

    /// The edited file with the comment lines that stay although the key below them is removed.
    fn with_later_comments(&self, (from, to): (&Parsed, &Parsed), result: Parsed) -> Parsed {
        if !self.wanted.iter().any(|change| change.op == Op::Removed) {
            return result;
        }
        let before = self.pair.source.as_deref().and_then(File::parsed);
        let other = match &self.pair.promoted {
            Some(promoted) => Other::Rollback(before, promoted.parsed()),
            None => Other::Source(from),
        };
        kept_file(&result, to, &other).unwrap_or(result)
    }

    /// The edited file with the comments that the changes take. A comment that is not the planned one any more stays.
    fn with_comments(&self, from: &Parsed, result: Parsed) -> Result<Parsed, ApplyError> {
        let wanted = self.wanted.iter().filter_map(|change| Some((*change, change.comment.as_ref()?)));
        let mut comments = Vec::new();
        for (change, comment) in wanted {
            let behind = |file: &Parsed, end: Side| {
                let names = document_names(&file.tree, &self.pair.naming);
                let at = change.document.as_ref().map_or(Some(0), |own| names.iter().position(|name| name == own))?;
                let key = self.pair.keys.real(&change.key, end).unwrap_or_else(|| change.key.clone());
                comment_behind(file, file.tree.documents.get(at)?.root.find(&key)?.span())
            };
            let text = |file: &Parsed, range: Range<usize>| file.text(range).into_owned();
            // The comment is the source's, whatever the plan says.
            if behind(from, Side::Source).map(|range| text(from, range)).as_ref() != Some(&comment.new) {
                return Err(ApplyError::PostCondition { file: self.pair.file.clone(), key: change.key.clone() });
            }
            let old = behind(&result, Side::Target).filter(|range| text(&result, range.clone()) == comment.old);
            comments.extend(old.map(|range| (range, comment.new.clone())));
        }
        if comments.is_empty() {
            return Ok(result);
        }
        let wrong = |_| ApplyError::PostCondition { file: self.pair.file.clone(), key: Key::root() };
        promote_format::with_comments(&result, comments).map_err(wrong)
    }

    /// The key in the target's file.
    pub(super) fn real(&self, key: &Key) -> Key {
        self.pair.keys.real(key, Side::Target).unwrap_or_else(|| key.clone())
    }

    pub(super) fn asks(&self, place: (Option<&str>, &Key)) -> bool {
        self.asked.contains(&place)
    }

    fn parsed<'f>(&self, file: &'f File) -> Result<&'f Parsed, ApplyError> {
        file.parsed().ok_or_else(|| self.no_source())
    }
}

/// The number of keys per document, and the index of each document by name.
#[derive(Default)]
struct DocumentCounts {
    by_index: BTreeMap<usize, usize>,
    by_name: BTreeMap<Option<String>, usize>,
}

impl DocumentCounts {
    /// Counts a key; always returns true.
    fn count(&mut self, found: &ConfigRef<'_>) -> bool {
        let count = self.by_index.entry(found.index).or_default();
        *count += 1;
        if *count == 1 {
            self.by_name.entry(found.document.map(str::to_owned)).or_insert(found.index);
        }
        true
    }

    fn index_of(&self, document: Option<&str>) -> Option<usize> {
        self.by_name.get(&document.map(str::to_owned)).copied()
    }
}

/// The only document of a file that has no documents yet, or only one without keys.
fn only_document(document: Option<&str>, to: &Parsed) -> Option<usize> {
    (document.is_none() && to.tree.documents.len() <= 1).then_some(0)
}

/// The edits that remove `gone`. A document without any key left is removed, unless it is the last one;
/// `coming` is the number of documents that are added.
fn removals(parsed: &Parsed, gone: Vec<Config>, all: &DocumentCounts, coming: usize) -> Vec<Edit> {
    let documents = parsed.tree.documents.len();
    let count = |index: &usize| gone.iter().filter(|c| c.index == *index).count();
    let emptied: BTreeSet<usize> = (0..documents)
        .filter(|index| documents + coming > 1 && count(index) > 0 && Some(&count(index)) == all.by_index.get(index))
        .collect();
    let mut edits: Vec<Edit> = emptied.iter().map(|document| Edit::RemoveDocument { document: *document }).collect();
    let single = gone.into_iter().filter(|c| !emptied.contains(&c.index));
    edits.extend(single.map(|c| Edit::Remove { at: Place { document: c.index, key: c.real.unwrap_or(c.key) } }));
    edits
}

fn run(path: &str, target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Parsed, ApplyError> {
    promote_format::edited(target, source, edits).map_err(|error| ApplyError::Edit { file: path.to_owned(), error })
}

/// The file with other bytes.
fn reread(file: &File, bytes: Vec<u8>, rules: &KeyRules) -> File {
    let entry = (file.value.mode, ObjectId::from_bytes([0; 20]));
    File::read(rules.number, &file.path, entry, Some(file.format), bytes)
}
