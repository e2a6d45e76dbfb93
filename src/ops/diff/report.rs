//! The arguments and the report of `diff`.

use promote_core::env::change::Change;
use promote_core::env::diff::FilePair;
use promote_core::env::filled::without_filled;
use promote_core::env::respelled::Respelled;
use promote_core::env::translate::Why;
use promote_core::promotion::plan::ChangeCounts;
use promote_model::FileMode;

use jiff::Timestamp;

use crate::engine::ambiguous::forms;
use crate::engine::judgement::{Heading, Judgements};
use crate::engine::refused_file::RefusedFile;
use crate::engine::translation::UntranslatedKey;
use crate::engine::whole_file::WholeFile;

/// The arguments of `diff`.
#[derive(Debug, Clone, Default)]
pub(crate) struct DiffRequest {
    /// The source, optionally with `@REV`.
    pub(crate) source: String,
    /// The target, optionally with `@REV`.
    pub(crate) target: String,
    /// Patterns of the keys to compare; all keys without patterns.
    pub(crate) patterns: Vec<String>,
    /// `--only NAME=VALUE`.
    pub(crate) only: Vec<String>,
    /// `--changed`
    pub(crate) changed: bool,
    /// `--since REV`
    pub(crate) since: Option<String>,
    /// Whether each key is judged by its history in the output.
    pub(crate) history: bool,
    /// The number of states of a file that are looked at.
    pub(crate) depth: usize,
    /// Whether equal keys are counted.
    pub(crate) count: bool,
    /// Whether the commits that gave each key its values are told.
    pub(crate) origins: bool,
    /// Whether a patch is made.
    pub(crate) patch: bool,
}

impl DiffRequest {
    /// Whether the history of the keys is read.
    pub(super) fn judges(&self) -> bool {
        self.history || self.changed && self.since.is_none()
    }
}

/// The report of `diff`.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// The source as typed.
    pub(crate) source: String,
    /// The target as typed.
    pub(crate) target: String,
    /// The files with differing keys, by logical name.
    pub(crate) files: Vec<FileDifference>,
    /// What the history of each key says; `None` where it was not asked for.
    pub(crate) judgements: Option<Judgements>,
    /// Whether only what waits was asked for (`--changed`).
    pub(crate) changed: bool,
    /// The time of the comparison.
    pub(crate) now: Timestamp,
    /// The number of equal keys, where it was requested.
    pub(crate) unchanged: Option<usize>,
    /// Whether values are translated from the source into the target.
    pub(crate) translates: bool,
    /// Files that may hold selected keys, but cannot be searched.
    pub(crate) unsearchable: Vec<WholeFile>,
    /// Files read by key on both sides with differing modes.
    pub(crate) modes: Vec<ModeDifference>,
    /// Keys that differ only in Unicode normalization: listed as added and removed.
    pub(crate) respelled: Vec<Respelled>,
    /// Files whose bytes differ, but not their keys.
    pub(crate) format_only: Vec<String>,
    /// The files that the patch leaves out because they cannot be edited.
    pub(crate) refused: Vec<RefusedFile>,
    /// The patch for `git apply` that gives the target the source's values, where it was requested.
    pub(crate) patch: Option<Vec<u8>>,
}

/// A file whose modes differ. Promotion by key never changes a mode.
#[derive(Debug)]
pub(crate) struct ModeDifference {
    /// The logical name.
    pub(crate) file: String,
    /// The source's mode.
    pub(crate) source: FileMode,
    /// The target's mode.
    pub(crate) target: FileMode,
    /// Whether nothing else differs.
    pub(crate) alone: bool,
}

impl ModeDifference {
    pub(super) fn of(pair: &FilePair) -> Option<Self> {
        let (source, target) = (&pair.source.as_ref()?.value, &pair.target.as_ref()?.value);
        let (file, alone) = (pair.file.clone(), source.blob == target.blob);
        let differ = pair.is_keyed() && source.mode != target.mode;
        differ.then_some(Self { file, source: source.mode, target: target.mode, alone })
    }
}

/// The differences in one file.
#[derive(Debug)]
pub(crate) struct FileDifference {
    /// The logical name.
    pub(crate) file: String,
    /// The target's path, or the source's where the target has none.
    pub(crate) path: String,
    /// Whether the target has no such file.
    pub(crate) new: bool,
    /// The differing keys.
    pub(crate) changes: Vec<Change>,
    /// Differing keys that are owned by the target (`keep`).
    pub(crate) kept: Vec<Change>,
    /// Keys that are equal up to the names of the environments.
    pub(crate) translated: Vec<Change>,
    /// Differing keys that name the source and cannot be translated.
    pub(crate) untranslated: Vec<UntranslatedKey>,
    /// The paths and reasons where a side could not be read by key.
    pub(crate) unreadable: Vec<(String, String)>,
    /// For a text file that moves as a whole: the old and the new text.
    pub(crate) lines: Option<(String, String)>,
    /// Whether these texts are hidden, because they may contain secrets.
    pub(crate) hidden: bool,
}

impl FileDifference {
    /// The number of changes of each kind, as people see them.
    pub(crate) fn counts(&self) -> ChangeCounts {
        ChangeCounts::of(without_filled(&self.changes))
    }
}

impl Difference {
    /// The changes of all files.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &Change> {
        self.files.iter().flat_map(|f| &f.changes)
    }

    /// The number of changes of each kind, as people see them.
    pub(crate) fn counts(&self) -> ChangeCounts {
        self.files.iter().map(FileDifference::counts).sum()
    }

    /// The keys that are equal up to the names of the environments.
    pub(crate) fn translated(&self) -> impl Iterator<Item = &Change> {
        self.files.iter().flat_map(|f| &f.translated)
    }

    /// The keys whose translation is ambiguous, by address, and their names.
    pub(crate) fn ambiguous(&self) -> impl Iterator<Item = (String, String)> {
        self.files.iter().flat_map(|f| &f.untranslated).filter_map(|key| match &key.why {
            Why::Ambiguous(ambiguity) => Some((key.change.address(), forms(ambiguity))),
            Why::Text { .. } => None,
        })
    }

    /// The keys that differ only in Unicode normalization, by address, and a sentence about their spellings.
    pub(crate) fn respelled(&self) -> impl Iterator<Item = (String, String)> {
        self.respelled.iter().map(|key| key.words(&self.source, &self.target))
    }

    /// How a change is listed; `None` where history says nothing about any key, so that all are listed alike.
    pub(crate) fn heading(&self, change: &Change) -> Option<Heading> {
        let judgements = self.judgements.as_ref().filter(|judgements| !judgements.tells_nothing)?;
        Some(judgements.heading(change))
    }

    /// The number of differing keys that are owned by the target.
    pub(crate) fn kept(&self) -> usize {
        self.files.iter().map(|f| f.kept.len()).sum()
    }
}
