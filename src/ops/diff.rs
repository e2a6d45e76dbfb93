//! `diff`: how two environments differ, key by key.

use std::collections::HashSet;

use super::OpError;
use super::carry::Job;
use super::changed::changed_ids;
use super::compare::{parse_only, parse_patterns};
use super::context::Context;
use super::planning::{new_path, own_keys_stay, refuse_misses};
use super::unmasked::{shows_no_secret, without_headings};
use super::whole::{UnsearchableFiles, WholeFile};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::apply::AppliedFile;
use promote_core::env::change::Change;
use promote_core::env::content::Format;
use promote_core::env::diff::{FileDiff, FilePair};
use promote_core::env::keys::Side;
use promote_core::env::secrets::Redactor;
use promote_core::env::select::{Selection, Selector, select};
use promote_core::promotion::plan::{ChangeCounts, PlanFile};
use promote_core::promotion::{PromotionType, Request};
use promote_git::patch::{PatchFile, patch};
use promote_model::{FileMode, Key, Pattern};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct DiffRequest {
    /// The source, with a revision perhaps.
    pub(crate) source: String,
    /// The target, with a revision perhaps.
    pub(crate) target: String,
    /// Only configs that one of these matches.
    pub(crate) patterns: Vec<String>,
    /// `--only NAME=VALUE`.
    pub(crate) only: Vec<String>,
    /// Only what the source changed.
    pub(crate) changed: bool,
    /// Since when.
    pub(crate) since: Option<String>,
    /// Whether equal configs are counted.
    pub(crate) count: bool,
    /// Whether a patch is made of it.
    pub(crate) patch: bool,
}

/// The answer.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// The source as typed.
    pub(crate) source: String,
    /// The target as typed.
    pub(crate) target: String,
    /// The files with something to show, by logical name.
    pub(crate) files: Vec<FileDifference>,
    /// How many configs are equal, where that was asked.
    pub(crate) unchanged: Option<usize>,
    /// Files that may hold what was asked for, and cannot be looked into.
    pub(crate) unlooked: Vec<WholeFile>,
    /// Files that are read by key on both sides, and of which one side alone is executable.
    pub(crate) modes: Vec<Modes>,
    /// Files whose bytes differ though no config does.
    pub(crate) format_only: Vec<String>,
    /// What `git apply` would take to bring the target there, where that was asked.
    pub(crate) patch: Option<Vec<u8>>,
}

/// A file whose modes differ. A mode is no config: what is promoted by key leaves it as it is.
#[derive(Debug)]
pub(crate) struct Modes {
    /// The logical name.
    pub(crate) file: String,
    /// The source's.
    pub(crate) source: FileMode,
    /// The target's.
    pub(crate) target: FileMode,
    /// Whether nothing else differs.
    pub(crate) alone: bool,
}

impl Modes {
    fn of(pair: &FilePair) -> Option<Self> {
        let (source, target) = (&pair.source.as_ref()?.value, &pair.target.as_ref()?.value);
        let (file, alone) = (pair.file.clone(), source.blob == target.blob);
        let differ = pair.is_keyed() && source.mode != target.mode;
        differ.then_some(Self { file, source: source.mode, target: target.mode, alone })
    }
}

/// One file.
#[derive(Debug)]
pub(crate) struct FileDifference {
    /// The logical name.
    pub(crate) file: String,
    /// The target's path, or the source's where the target has none.
    pub(crate) path: String,
    /// What differs.
    pub(crate) changes: Vec<Change>,
    /// What differs and is the target's own.
    pub(crate) kept: Vec<Change>,
    /// Why it is one config, where it should have been read by key: path and reason.
    pub(crate) unreadable: Vec<(String, String)>,
    /// Whole files that are text, on both sides: their lines.
    pub(crate) lines: Option<(String, String)>,
    /// Whether these are not shown, since there may be secrets in them.
    pub(crate) hidden: bool,
}

impl Difference {
    /// All changes.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &Change> {
        self.files.iter().flat_map(|f| &f.changes)
    }

    /// How many there are of each kind.
    pub(crate) fn counts(&self) -> ChangeCounts {
        ChangeCounts::of(self.changes())
    }

    /// How many differing configs are the target's own.
    pub(crate) fn kept(&self) -> usize {
        self.files.iter().map(|f| f.kept.len()).sum()
    }
}

/// Compares two environments.
///
/// # Errors
/// Where one is unknown, a pattern is none, or git cannot be read.
pub(crate) fn diff(context: &Context, question: &DiffRequest) -> Result<Difference, OpError> {
    let patterns = parse_patterns(&question.patterns)?;
    let only = parse_only(&question.only)?;
    let store = context.store()?;
    let (source, target) = (store.side(&question.source, &only)?, store.side(&question.target, &only)?);
    let changed =
        if question.changed { Some(changed_ids(&store, &source, &target, &request(question))?) } else { None };
    let keep = &store.environment(&target.name)?.keep;
    let comparison = store.compare(&source, &target, keep, &patterns)?;
    let mut answer = Difference { source: source.label.clone(), target: target.label.clone(), ..Difference::default() };
    let (mut unchanged, mut opened) = (0, 0);
    let mut patched = Vec::new();
    let mut hits = vec![false; patterns.len()];
    let selectors = patterns.iter().map(|p| Selector::Pattern(Box::new(p.clone()))).collect();
    let selection = Selection { selectors, prune: false, changed };
    let mut lists = Vec::new();
    let mut unlooked = UnsearchableFiles::default();
    for (pair, mut diff) in comparison.files {
        lists.extend(diff.changes.iter().filter(|change| !patterns.is_empty() && change.is_list()).cloned());
        let names = pair.names();
        let root = names.spellings(&Key::root());
        let whole = |pattern: &Pattern| names.match_config(pattern, None, &root);
        unlooked.note(&pair, patterns.iter().map(|pattern| (pattern, whole(pattern))));
        if question.patch {
            let file = patch_file(&store, &pair, &diff, &selection, &source, &target)?;
            patched.extend(file.map(|file| (pair.clone(), file)));
        }
        let mut wanted = |change: &Change| {
            let key = names.spellings(&change.key);
            let mut matches = patterns.is_empty();
            for (pattern, hit) in patterns.iter().zip(&mut hits) {
                if names.match_config(pattern, change.document.as_deref(), &key) {
                    (matches, *hit) = (true, true);
                }
            }
            matches && selection.changed.as_ref().is_none_or(|ids| ids.contains(&change.id))
        };
        diff.changes.retain(&mut wanted);
        diff.kept.retain(&mut wanted);
        unchanged += count_equal(&pair, &diff, &patterns, &store);
        if question.count && pair.source.is_some() {
            opened += store.count_one(&pair, &patterns);
        }
        answer.modes.extend(Modes::of(&pair));
        if diff.format_only {
            answer.format_only.push(pair.file.clone());
        }
        if !diff.changes.is_empty() || !diff.kept.is_empty() {
            if !context.show_secrets {
                let veil = Redactor::of(&names, &store.rules);
                for change in diff.changes.iter_mut().chain(&mut diff.kept) {
                    *change = veil.change(change.clone(), None, None);
                }
            }
            answer.files.push(describe(context, &store, &pair, diff)?);
        }
    }
    // A pattern that names nothing is a typing error, and "no difference" would hide it.
    let missed = patterns.iter().zip(&hits).filter(|(_, hit)| !**hit);
    let missed: Vec<Selector> = missed.map(|(pattern, _)| Selector::Pattern(Box::new(pattern.clone()))).collect();
    if !missed.is_empty() {
        refuse_misses(&store, &source, &target, &missed.iter().collect::<Vec<_>>(), (&lists, &unlooked))?;
    }
    answer.unlooked = unlooked.files;
    if question.count {
        for (file, entry) in comparison.left_out.iter().filter_map(|d| Some((&d.file, d.source.as_ref()?))) {
            opened += store.count_one(&store.alone(&source.matcher, file, entry)?, &patterns);
        }
        // What does not differ is everything else.
        let others = store.count_all(&source, &patterns)?.saturating_sub(opened);
        answer.unchanged = Some(unchanged + others);
    }
    if question.patch {
        if !context.show_secrets {
            shows_no_secret(&store, &patched)?;
        }
        let files: Vec<PatchFile> = patched.into_iter().map(|(_, file)| file).collect();
        let patch = patch(&files)?;
        let masked = !(context.show_secrets || store.rules.secrets.is_empty());
        answer.patch = Some(if masked { without_headings(&patch) } else { patch });
    }
    Ok(answer)
}

fn request(question: &DiffRequest) -> Request {
    Request {
        promotion_type: PromotionType::Full,
        config_ids: Vec::new(),
        flag_ids: Vec::new(),
        key_patterns: Vec::new(),
        only: question.only.clone(),
        changed: true,
        since: question.since.clone(),
        prune: false,
        notes: None,
    }
}

/// How many configs of a differing file are equal; with patterns, of those that match.
fn count_equal(pair: &FilePair, diff: &FileDiff, patterns: &[Pattern], store: &Store) -> usize {
    if patterns.is_empty() {
        return diff.unchanged;
    }
    let all = FilePair { file: pair.file.clone(), ..pair.clone() };
    let names = all.names();
    let differs = all.diff(&store.rules, &[]).changes;
    let differs: HashSet<_> = differs.iter().map(Change::place).collect();
    let matches = |document: Option<&str>, key: &Key| {
        let texts = names.spellings(key);
        patterns.iter().any(|p| names.match_config(p, document, &texts)) && !differs.contains(&(document, key))
    };
    let mut count = 0;
    let whole = all.for_each(Side::Source, &store.rules, &mut |found| {
        count += usize::from(matches(found.document, found.key));
    });
    count + usize::from(whole.is_some_and(|config| matches(None, &config.key)))
}

fn describe(context: &Context, store: &Store, pair: &FilePair, diff: FileDiff) -> Result<FileDifference, OpError> {
    let path = pair.target.as_ref().or(pair.source.as_ref()).map(|f| f.path.clone()).unwrap_or_default();
    let unreadable = pair.unreadable();
    // In what is not read by key nobody can tell which lines a pattern names.
    let names = pair.names();
    let hidden = !context.show_secrets && !Redactor::of(&names, &store.rules).is_empty();
    let lines = if pair.is_keyed() || !pair.keys.is_empty() { None } else { whole_lines(store, pair)? };
    let (hidden, lines) = (hidden && lines.is_some(), lines.filter(|_| !hidden));
    let (file, FileDiff { changes, kept, .. }) = (pair.file.clone(), diff);
    Ok(FileDifference { file, path, changes, kept, unreadable, lines, hidden })
}

/// The text of both sides of a whole file, where it is text and not large.
fn whole_lines(store: &Store, pair: &FilePair) -> Result<Option<(String, String)>, OpError> {
    const LARGEST: u64 = 256 << 10;
    let mut texts = Vec::new();
    for side in [&pair.target, &pair.source] {
        let Some(file) = side else {
            texts.push(String::new());
            continue;
        };
        if file.value.size > LARGEST {
            return Ok(None);
        }
        match String::from_utf8(store.repo.read_blob(file.value.blob)?) {
            Ok(text) if !text.contains('\0') => texts.push(text),
            _ => return Ok(None),
        }
    }
    let new = texts.pop().unwrap_or_default();
    Ok(texts.pop().map(|old| (old, new)))
}

/// One file of the patch: what promoting all that is shown would write. What only the target has
/// stays where it can, as in a promotion without `--prune`.
fn patch_file(
    store: &Store,
    pair: &FilePair,
    diff: &FileDiff,
    selection: &Selection,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<Option<PatchFile>, OpError> {
    let taken = select(&pair.names(), diff.changes.clone(), diff.kept.clone(), selection);
    own_keys_stay(&taken, target)?;
    if taken.changes.is_empty() {
        return Ok(None);
    }
    let changes = taken.changes.iter().collect();
    let path = match &pair.target {
        Some(file) => file.path.clone(),
        None => new_path(store, pair, source, target)?,
    };
    let (name, keys) = (pair.file.clone(), pair.keys.prefixes.clone());
    let file = PlanFile { file: name, source: None, target_path: path.clone(), format: Format::Text, keys };
    let job = Job { file: &file, told: Vec::new(), changes, pair: pair.clone() };
    let old = match &pair.target {
        Some(file) => Some((file.value.mode, store.repo.read_blob(file.value.blob)?)),
        None => None,
    };
    let new = match job.apply(true, &store.rules)? {
        AppliedFile::Unchanged => return Ok(None),
        AppliedFile::Gone => None,
        AppliedFile::Blob(mode, blob) => Some((mode, store.repo.read_blob(blob)?)),
        AppliedFile::Bytes(mode, bytes) => Some((mode, bytes)),
    };
    Ok(Some(PatchFile { path, old, new }))
}
