//! `diff`: compares two environments key by key.

mod patch;
mod report;

use std::collections::HashSet;

use crate::engine::OpError;
use crate::engine::changed::changed_since;
use crate::engine::context::Context;
use crate::engine::filters::{parse_only, parse_patterns};
use crate::engine::judgement::Judgements;
use crate::engine::misses::refuse_misses;
use crate::engine::patch_secrets::{refuse_secrets, without_headings};
use crate::engine::translation::UntranslatedKey;
use crate::engine::whole_file::UnsearchableFiles;
use crate::engine::whole_lines::of_pair;
use crate::store::Store;
use crate::store::environment::{Comparison, EnvSnapshot};
use crate::store::joint::{ChangedFile, JudgeRequest};
use promote_core::env::change::Change;
use promote_core::env::diff::{FileDiff, FilePair};
use promote_core::env::keys::Side;
use promote_core::env::respelled::respelled;
use promote_core::env::secrets::Redactor;
use promote_core::env::select::{Selection, Selector};
use promote_git::patch::{PatchFile, patch};
use promote_model::{Key, Pattern};

pub(crate) use crate::store::joint::DEPTH;
use patch::{Patched, patch_file};
pub(crate) use report::{DiffRequest, Difference, FileDifference, ModeDifference};

/// Compares two environments.
///
/// # Errors
/// Where an environment is unknown, a pattern is invalid or matches nothing, or git cannot be read.
pub(crate) fn diff(context: &Context, request: &DiffRequest) -> Result<Difference, OpError> {
    let patterns = parse_patterns(&request.patterns)?;
    let only = parse_only(&context.narrowed(&request.only))?;
    let store = &context.store()?;
    let (source, target) = (&store.side(&request.source, &only)?, &store.side(&request.target, &only)?);
    let comparison = store.compare(source, target, &store.environment(&target.name)?.keep, &patterns)?;
    let judgements = match request.judges() && source.name != target.name {
        true => {
            let judged = JudgeRequest { depth: request.depth, ..JudgeRequest::default() };
            Some(Judgements::of(store, (source, target), asked(&comparison, &patterns), judged)?)
        }
        false => None,
    };
    let changed = match (&request.since, &judgements) {
        (Some(revision), _) => Some(changed_since(store, source, revision, &only)?),
        (None, judgements) if request.changed => {
            let changes = || comparison.files.iter().flat_map(|(_, diff)| &diff.changes);
            Some(judgements.as_ref().map(|judged| judged.waiting(changes())).unwrap_or_default())
        }
        _ => None,
    };
    let mut comparing = Comparing::new(context, store, (source, target), request, patterns, changed);
    comparing.report.judgements = judgements.filter(|_| request.history);
    if let Some(judgements) = comparing.report.judgements.as_mut().filter(|_| request.origins) {
        judgements.tell_all(store)?;
    }
    comparing.report.now = store.now;
    comparing.report.changed = request.changed;
    for (pair, diff) in comparison.files {
        comparing.file(&pair, diff)?;
    }
    comparing.report.translates = store.policy.translator(&source.name, &target.name, false).is_some();
    comparing.refuse_misses()?;
    if request.count {
        for (file, entry) in comparison.left_out.iter().filter_map(|d| Some((&d.file, d.source.as_ref()?))) {
            comparing.opened += store.count_one(&store.alone(&source.matcher, file, entry)?, &comparing.patterns);
        }
        // Keys in files that were not opened are equal.
        let others = store.count_all(source, &comparing.patterns)?.saturating_sub(comparing.opened);
        comparing.report.unchanged = Some(comparing.unchanged + others);
    }
    comparing.finish()
}

/// The files with those differing keys that the patterns match.
fn asked<'c>(comparison: &'c Comparison, patterns: &[Pattern]) -> Vec<ChangedFile<'c>> {
    let selectors: Vec<Selector> = patterns.iter().map(|p| Selector::Pattern(Box::new(p.clone()))).collect();
    let mut all = comparison.changes();
    for (pair, changes) in all.iter_mut().filter(|_| !selectors.is_empty()) {
        let names = pair.names();
        changes.retain(|change| {
            let key = names.spellings(&change.key);
            let picks = |s: &Selector| s.picks(&names, change.kind, change.document.as_deref(), &key, change.id);
            selectors.iter().any(picks)
        });
    }
    all
}

/// A comparison in progress.
struct Comparing<'a> {
    context: &'a Context,
    store: &'a Store,
    source: &'a EnvSnapshot,
    target: &'a EnvSnapshot,
    request: &'a DiffRequest,
    patterns: Vec<Pattern>,
    selection: Selection,
    /// Whether each pattern matched a key.
    hits: Vec<bool>,
    /// Differing lists that are one key each.
    lists: Vec<Change>,
    unsearchable: UnsearchableFiles,
    /// Equal keys in differing files.
    unchanged: usize,
    /// All keys in opened files.
    opened: usize,
    patched: Vec<(FilePair, PatchFile)>,
    report: Difference,
}

impl<'a> Comparing<'a> {
    fn new(
        context: &'a Context,
        store: &'a Store,
        (source, target): (&'a EnvSnapshot, &'a EnvSnapshot),
        request: &'a DiffRequest,
        patterns: Vec<Pattern>,
        changed: Option<HashSet<promote_model::ConfigId>>,
    ) -> Self {
        let selectors = patterns.iter().map(|p| Selector::Pattern(Box::new(p.clone()))).collect();
        let (source_label, target_label) = (source.label.clone(), target.label.clone());
        Self {
            context,
            store,
            source,
            target,
            request,
            hits: vec![false; patterns.len()],
            patterns,
            selection: Selection { selectors, prune: false, changed },
            lists: Vec::new(),
            unsearchable: UnsearchableFiles::default(),
            unchanged: 0,
            opened: 0,
            patched: Vec::new(),
            report: Difference { source: source_label, target: target_label, ..Difference::default() },
        }
    }

    /// Adds the differences of one file to the report.
    fn file(&mut self, pair: &FilePair, mut diff: FileDiff) -> Result<(), OpError> {
        self.lists.extend(diff.changes.iter().filter(|change| !self.patterns.is_empty() && change.is_list()).cloned());
        let names = pair.names();
        let root = names.spellings(&Key::root());
        let whole = |pattern: &Pattern| names.match_config(pattern, None, &root);
        self.unsearchable.note(pair, self.patterns.iter().map(|pattern| (pattern, whole(pattern))));
        if self.request.patch {
            match patch_file(self.store, pair, &diff, &self.selection, self.source, self.target)? {
                Patched::Nothing => {}
                Patched::File(file) => self.patched.push((pair.clone(), file)),
                Patched::Refused(refused) => self.report.refused.push(refused),
            }
        }
        let respelled = respelled(&diff.changes);
        self.retain_selected(pair, &mut diff);
        self.report.respelled.extend(respelled.into_iter().filter(|key| key.is_in(&diff.changes)));
        self.unchanged += count_equal(pair, &diff, &self.patterns, self.store);
        if self.request.count && pair.source.is_some() {
            self.opened += self.store.count_one(pair, &self.patterns);
        }
        self.report.modes.extend(ModeDifference::of(pair));
        if diff.format_only {
            self.report.format_only.push(pair.file.clone());
        }
        if diff.changes.is_empty() && diff.kept.is_empty() && diff.translated.is_empty() {
            return Ok(());
        }
        if !self.context.show_secrets {
            let redactor = Redactor::of(&names, &self.store.rules);
            for change in diff.changes.iter_mut().chain(&mut diff.kept).chain(&mut diff.translated) {
                *change = redactor.change(change.clone(), None, None);
            }
        }
        self.report.files.push(describe(self.context, self.store, pair, diff)?);
        Ok(())
    }

    /// Drops the changes that are not selected, and notes which patterns matched.
    fn retain_selected(&mut self, pair: &FilePair, diff: &mut FileDiff) {
        let names = pair.names();
        let (patterns, hits, changed) = (&self.patterns, &mut self.hits, &self.selection.changed);
        let mut wanted = |change: &Change| {
            let key = names.spellings(&change.key);
            let mut matches = patterns.is_empty();
            for (pattern, hit) in patterns.iter().zip(&mut *hits) {
                if names.match_config(pattern, change.document.as_deref(), &key) {
                    (matches, *hit) = (true, true);
                }
            }
            matches && changed.as_ref().is_none_or(|ids| ids.contains(&change.id))
        };
        diff.changes.retain(&mut wanted);
        diff.kept.retain(&mut wanted);
        diff.translated.retain(&mut wanted);
    }

    /// Refuses patterns that match no key: "no difference" would hide a typing error.
    fn refuse_misses(&self) -> Result<(), OpError> {
        let selectors = self.selection.selectors.iter().zip(&self.hits);
        let missed: Vec<&Selector> = selectors.filter(|(_, hit)| !**hit).map(|(selector, _)| selector).collect();
        if missed.is_empty() {
            return Ok(());
        }
        refuse_misses(self.store, self.source, self.target, &missed, (&self.lists, &self.unsearchable))
    }

    /// The report, with the patch where it was requested.
    fn finish(mut self) -> Result<Difference, OpError> {
        self.report.unsearchable = self.unsearchable.files;
        if self.request.patch {
            if self.patched.is_empty()
                && let Some(first) = self.report.refused.first()
            {
                return Err(first.error.clone().into());
            }
            if !self.context.show_secrets {
                refuse_secrets(self.store, &self.patched)?;
            }
            let files: Vec<PatchFile> = self.patched.into_iter().map(|(_, file)| file).collect();
            let patch = patch(&files)?;
            let masked = !(self.context.show_secrets || self.store.rules.secrets.is_empty());
            self.report.patch = Some(if masked { without_headings(&patch) } else { patch });
        }
        Ok(self.report)
    }
}

/// The number of equal keys in a differing file; with patterns, of those that match.
fn count_equal(pair: &FilePair, diff: &FileDiff, patterns: &[Pattern], store: &Store) -> usize {
    if patterns.is_empty() {
        return diff.unchanged;
    }
    let translated = diff.translated.len();
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
    count + translated + usize::from(whole.is_some_and(|config| matches(None, &config.key)))
}

fn describe(context: &Context, store: &Store, pair: &FilePair, diff: FileDiff) -> Result<FileDifference, OpError> {
    let path = pair.target.as_ref().or(pair.source.as_ref()).map(|f| f.path.clone()).unwrap_or_default();
    let unreadable = pair.unreadable();
    let (lines, hidden) = of_pair(store, pair, context.show_secrets)?;
    let untranslated = UntranslatedKey::of(&diff.untranslated, &diff.changes);
    let (file, new, FileDiff { changes, kept, translated, .. }) = (pair.file.clone(), pair.target.is_none(), diff);
    Ok(FileDifference { file, path, new, changes, kept, translated, untranslated, unreadable, lines, hidden })
}
