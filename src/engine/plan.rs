//! Makes a plan from a request: the differences, those that are selected, and the files they change.

use std::collections::{HashMap, HashSet};

use super::OpError;
use super::compared::Compared;
use super::judged_plan::JudgedPlan;
use super::judgement::Heading;
use super::misses::refuse_misses;
use super::refused_file::RefusedFile;
use super::translation::{UntranslatedKey, selected};
use super::undo::UndoRules;
use super::undone::UndoneKey;
use super::whole_file::{UnsearchableFiles, WholeFile};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::change::{Change, CommentChange};
use promote_core::env::content::Format;
use promote_core::env::diff::{FileDiff, FilePair};
use promote_core::env::keys::Side;
use promote_core::env::names::FileNames;
use promote_core::env::partial_element::{AddedElements, PartialElement};
use promote_core::env::respelled::{Respelled, respelled};
use promote_core::env::secrets::Redactor;
use promote_core::env::select::{FileSelection, Selection, Selector, select};
use promote_core::promotion::plan::{PlanFile, PlanSource};
use promote_core::promotion::{Plan, Request};
use promote_model::ConfigId;
use promote_model::text::enumerate;

/// A plan, and the selected keys that are not part of it.
#[derive(Debug)]
pub(crate) struct Planned {
    /// The plan; it has no changes where nothing differs.
    pub(crate) plan: Plan,
    /// Selected keys that are owned by the target (`keep`).
    pub(crate) own: Vec<Change>,
    /// The number of selected keys that exist only in the target and stay there.
    pub(crate) staying: usize,
    /// The number of selected keys that are equal up to the names of the environments.
    pub(crate) same: usize,
    /// Files that could not be read by key, with the reason.
    pub(crate) unreadable: Vec<(String, String)>,
    /// Files that may hold selected keys, but cannot be searched.
    pub(crate) unsearchable: Vec<WholeFile>,
    /// Keys of the plan that undo newer values of the target.
    pub(crate) undoing: Vec<UndoneKey>,
    /// Selected keys that the request leaves out because of their history.
    pub(crate) left_out: Vec<(Heading, String)>,
    /// The comments behind changed values that differ and stay as they are in the target, with the addresses of the keys.
    pub(crate) comments: Vec<(String, CommentChange)>,
    /// What history says about the changes.
    pub(crate) judged: JudgedPlan,
    /// New keys that the target has in another Unicode normalization.
    pub(crate) respelled: Vec<Respelled>,
    /// New elements of lists that are taken in part.
    pub(crate) partial: Vec<PartialElement>,
    /// The logical names of files with a key that the request names exactly.
    pub(crate) exact: HashSet<String>,
}

impl Planned {
    /// Takes files with all their keys out of the plan.
    pub(crate) fn leave_out(&mut self, files: &HashSet<&str>) {
        let names: HashSet<String> =
            self.plan.changes.iter().filter(|c| files.contains(c.file.as_str())).map(Change::address).collect();
        self.plan.files.retain(|file| !files.contains(file.file.as_str()));
        self.plan.changes.retain(|change| !files.contains(change.file.as_str()));
        self.undoing.retain(|key| !names.contains(&key.address));
        self.comments.retain(|(address, _)| !names.contains(address));
    }
}

/// Plans a request against the current state of two environments.
///
/// # Errors
/// Where the request is wrong, a selector matches nothing, or a key owned by the target would be overwritten.
pub(crate) fn plan(
    store: &Store,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    request: &Request,
) -> Result<Planned, OpError> {
    let Compared { comparison, judged, selection } = Compared::of(store, source, target, request)?;
    let undo = UndoRules::new(store, &judged, request, store.environment(&target.name)?);
    let mut planning = Planning::new(store, (source, target), selection, undo, request);
    for (pair, diff) in comparison.files {
        planning.file(&pair, diff)?;
    }
    let mut planned = planning.finish()?;
    let judgement = |change| Some((change, judged.get(change)?.judgement.clone()));
    planned.judged = planned.plan.changes.iter().filter_map(judgement).collect();
    Ok(planned)
}

/// A plan in progress.
struct Planning<'a> {
    store: &'a Store,
    source: &'a EnvSnapshot,
    target: &'a EnvSnapshot,
    selection: Selection,
    /// Whether each selector matched a difference.
    hits: Vec<bool>,
    /// The addresses of the keys that each id selects.
    named: Vec<Vec<String>>,
    /// Differing lists that are one key each.
    lists: Vec<Change>,
    unsearchable: UnsearchableFiles,
    /// Selected keys that cannot be translated.
    untranslated: Vec<UntranslatedKey>,
    undo: UndoRules<'a>,
    /// Whether the comments behind changed values are taken with them.
    with_comments: bool,
    /// Whether aliases in new keys stay although the target's anchor holds another value.
    keep_aliases: bool,
    planned: Planned,
}

impl<'a> Planning<'a> {
    fn new(
        store: &'a Store,
        (source, target): (&'a EnvSnapshot, &'a EnvSnapshot),
        selection: Selection,
        undo: UndoRules<'a>,
        request: &Request,
    ) -> Self {
        let (source_commit, target_commit) = (source.commit, target.commit);
        let rules = store.rules_of_new_plans();
        let plan = Plan { source_commit, target_commit, rules, files: Vec::new(), changes: Vec::new() };
        Self {
            store,
            source,
            target,
            hits: vec![false; selection.selectors.len()],
            named: vec![Vec::new(); selection.selectors.len()],
            selection,
            lists: Vec::new(),
            unsearchable: UnsearchableFiles::default(),
            untranslated: Vec::new(),
            undo,
            with_comments: request.with_comments,
            keep_aliases: request.keep_aliases,
            planned: Planned {
                plan,
                own: Vec::new(),
                staying: 0,
                same: 0,
                unreadable: Vec::new(),
                unsearchable: Vec::new(),
                undoing: Vec::new(),
                left_out: Vec::new(),
                comments: Vec::new(),
                judged: JudgedPlan::default(),
                respelled: Vec::new(),
                partial: Vec::new(),
                exact: HashSet::new(),
            },
        }
    }

    /// Adds the selected changes of one file.
    fn file(&mut self, pair: &FilePair, diff: FileDiff) -> Result<(), OpError> {
        self.lists.extend(diff.changes.iter().filter(|change| !self.hits.is_empty() && change.is_list()).cloned());
        self.planned.same += selected(&self.selection, &pair.names(), &diff.translated);
        self.undo.note_left_out(&pair.names(), &diff.changes, &self.selection.selectors);
        let respelled = respelled(&diff.changes);
        let added = AddedElements::of(&diff.changes);
        let mut taken = select(&pair.names(), diff.changes, diff.kept, &self.selection);
        if self.keep_aliases {
            taken.changes = self.keeping_aliases(pair, taken.changes);
        }
        self.planned.respelled.extend(respelled.into_iter().filter(|key| key.is_in(&taken.changes)));
        self.undo.decide(&pair.names(), &mut taken.changes, &self.selection.selectors);
        let target = || pair.configs(Side::Target, &self.store.rules);
        self.planned.partial.extend(added.partial(&taken.changes, target));
        self.untranslated.extend(UntranslatedKey::of(&diff.untranslated, &taken.changes));
        self.comments(&pair.names(), diff.comments, &mut taken.changes);
        if !RefusedFile::may_be_left_out(&pair.names(), &taken.changes, &self.selection.selectors) {
            self.planned.exact.insert(pair.file.clone());
        }
        for (selector, named) in self.selection.selectors.iter().zip(&mut self.named) {
            let all = taken.changes.iter().chain(&taken.own);
            named.extend(all.filter(|c| selector.names(c.kind, c.id)).map(Change::address));
        }
        for (hit, here) in self.hits.iter_mut().zip(&taken.hits) {
            *hit |= here;
        }
        let patterns = self.selection.selectors.iter().zip(&taken.hits);
        self.unsearchable.note(pair, patterns.filter_map(|(selector, hit)| Some((selector.pattern()?, *hit))));
        take(self.store, pair, taken, self.source, self.target, &mut self.planned)
    }

    /// The changes with which aliases in new keys stay. A secret always has the source's value: that of the target would
    /// have to be looked up elsewhere.
    fn keeping_aliases(&self, pair: &FilePair, changes: Vec<Change>) -> Vec<Change> {
        let names = pair.names();
        let redactor = Redactor::of(&names, &self.store.rules);
        let is_secret = |c: &Change| c.anchor.is_some() && redactor.covers(c.document.as_deref(), &c.key);
        let kept = pair.keeping_aliases(changes.clone(), &self.store.rules);
        if kept.iter().any(is_secret) { changes } else { kept }
    }

    /// Takes the comments that differ with their values, or notes that they stay. Those of secrets are not looked at.
    fn comments(
        &mut self,
        names: &FileNames<'_>,
        mut differing: HashMap<ConfigId, CommentChange>,
        changes: &mut [Change],
    ) {
        let redactor = Redactor::of(names, &self.store.rules);
        for change in changes.iter_mut() {
            if redactor.covers(change.document.as_deref(), &change.key) {
                continue;
            }
            let Some(comment) = differing.remove(&change.id) else { continue };
            match self.with_comments {
                true => change.comment = Some(comment),
                false => self.planned.comments.push((change.address(), comment)),
            }
        }
    }

    /// Refuses selectors that are ambiguous, match nothing, or name a key owned by the target.
    fn finish(mut self) -> Result<Planned, OpError> {
        let (selectors, source, target) = (&self.selection.selectors, self.source, self.target);
        refuse_ambiguous(selectors, &self.named, source, target)?;
        let missed: Vec<&Selector> =
            selectors.iter().zip(&self.hits).filter(|(_, hit)| !**hit).map(|(s, _)| s).collect();
        if !missed.is_empty() {
            refuse_misses(self.store, source, target, &missed, (&self.lists, &self.unsearchable))?;
        }
        self.planned.unsearchable = self.unsearchable.files;
        let named = |change: &&Change| selectors.iter().any(|s| s.names(change.kind, change.id));
        if let Some(own) = self.planned.own.iter().find(named) {
            return Err(OpError::KeptKey { address: own.address(), target: target.name.clone(), displaced_by: None });
        }
        if let Some(refusal) = UntranslatedKey::refusal(self.untranslated, target) {
            return Err(refusal);
        }
        (self.planned.undoing, self.planned.left_out) = self.undo.finish()?;
        Ok(self.planned)
    }
}

/// Refuses an id, or the beginning of one, that matches several keys.
fn refuse_ambiguous(
    selectors: &[Selector],
    named: &[Vec<String>],
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<(), OpError> {
    let several = selectors.iter().zip(named).find(|(_, named)| named.len() > 1);
    let Some((selector, named)) = several else { return Ok(()) };
    let message = format!("id '{}' is ambiguous: it matches {}", selector.text(), enumerate(named, "and"));
    let ids = format!("use more digits; show the full ids: promote diff {} {} -v", source.name, target.name);
    let keys = "or select the keys by pattern: --key PATTERN".to_owned();
    Err(OpError::Usage { message, hints: vec![ids, keys] })
}

/// Adds the selected changes of one file to the plan.
fn take(
    store: &Store,
    pair: &FilePair,
    taken: FileSelection,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    planned: &mut Planned,
) -> Result<(), OpError> {
    refuse_kept_keys(&taken, target)?;
    // Secrets are masked from here on.
    let [from, to] = [&pair.source, &pair.target].map(|file| file.as_ref().map(|file| file.value.blob));
    let names = pair.names();
    let redactor = Redactor::of(&names, &store.rules);
    planned.own.extend(taken.own.into_iter().map(|change| redactor.change(change, from, to)));
    planned.staying += taken.kept_in_target;
    if taken.changes.is_empty() {
        return Ok(());
    }
    planned.unreadable.extend(pair.unreadable());
    let target_path = match &pair.target {
        Some(file) => file.path.clone(),
        None => new_path(store, pair, source, target)?,
    };
    planned.plan.files.push(PlanFile {
        file: pair.file.clone(),
        source: pair.source.as_ref().map(|file| PlanSource {
            path: file.path.clone(),
            mode: file.value.mode,
            blob: file.value.blob,
        }),
        target_path,
        format: pair.sides().next().map_or(Format::Text, |file| file.format),
        keys: pair.keys.prefixes.clone(),
    });
    planned.plan.changes.extend(taken.changes.into_iter().map(|change| redactor.change(change, from, to)));
    Ok(())
}

/// Refuses changes that would overwrite a key owned by the target.
///
/// # Errors
/// The first such key.
pub(crate) fn refuse_kept_keys(taken: &FileSelection, target: &EnvSnapshot) -> Result<(), OpError> {
    let Some((change, own)) = taken.conflicting.first() else { return Ok(()) };
    let (address, displaced_by) = (own.address(), Some(change.address()));
    Err(OpError::KeptKey { address, target: target.name.clone(), displaced_by })
}

/// The target path of a file that only the source has.
///
/// # Errors
/// Where no template gives one.
pub(crate) fn new_path(
    store: &Store,
    pair: &FilePair,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<String, OpError> {
    let path = pair.source.as_ref().map(|f| f.path.as_str()).unwrap_or_default();
    // The template that matches the source's file also gives the target's path.
    let templates = store.policy.files.iter().filter(|template| source.bindings.path(template, &pair.file) == path);
    let candidates: Vec<String> = templates.map(|template| target.bindings.path(template, &pair.file)).collect();
    // The path must not belong to another environment (`web-pre-prod.yaml`).
    if let Some(found) = candidates.iter().find(|path| target.matcher.names(path).contains(&pair.file)) {
        return Ok(found.clone());
    }
    let mut why = "no template in promote.yaml gives one".to_owned();
    for candidate in &candidates {
        if let Some(owner) = store.other_owner(target, candidate)? {
            why = format!("{candidate} belongs to {owner}");
            break;
        }
    }
    let message = format!("{path} has no path in {}: {why}", target.name);
    Err(OpError::Usage { message, hints: vec![format!("exclude the file under 'files' in promote.yaml: \"!{path}\"")] })
}
