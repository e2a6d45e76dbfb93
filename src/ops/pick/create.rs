//! The keys that a request may promote.

use std::collections::HashSet;

use super::{Choice, Naming, PickFile, PickList, Standing};
use crate::engine::OpError;
use crate::engine::compared::Compared;
use crate::engine::context::Context;
use crate::engine::draft::{Request, sides};
use crate::engine::exact_key::{BaseNames, shared_in};
use crate::engine::judgement::{Heading, Judgements};
use crate::engine::misses::refuse_misses;
use crate::engine::whole_file::UnsearchableFiles;
use crate::engine::whole_lines::of_pair;
use crate::store::Store;
use promote_core::env::change::{Change, Op};
use promote_core::env::diff::{FileDiff, FilePair};
use promote_core::env::filled::without_filled;
use promote_core::env::secrets::Redactor;
use promote_core::env::select::{Selection, Selector, select};
use promote_model::{ConfigId, Pattern};

/// The keys that differ and that the request selects. Those that wait are picked to begin with, and with `--prune` those to
/// remove. Keys owned by the target are left out.
///
/// # Errors
/// As for `create`, where the pipeline has no such edge, or the request is wrong or selects nothing.
pub(crate) fn keys_to_promote(
    context: &Context,
    source: &str,
    target: &str,
    request: &Request,
) -> Result<PickList, OpError> {
    let request = &Request { only: context.narrowed(&request.only), ..request.clone() };
    let store = &context.store()?;
    let (from, to) = sides(store, source, target, request)?;
    let Compared { comparison, judged, selection } = Compared::of(store, &from, &to, request)?;
    // A removal is listed, and so it must be selected; only --prune picks it to begin with.
    let all = Selection { prune: true, ..selection };
    let mut listing = Listing::new(store, &judged, &all, request.prune);
    for (pair, diff) in comparison.files {
        listing.file(&pair, diff)?;
    }
    let missed: Vec<&Selector> =
        all.selectors.iter().zip(&listing.hits).filter(|(_, hit)| !**hit).map(|(s, _)| s).collect();
    if !missed.is_empty() {
        refuse_misses(store, &from, &to, &missed, (&listing.lists, &listing.unsearchable))?;
    }
    let files = listing.finish();
    Ok(PickList { source: from.name, target: to.name, files, depth: judged.depth, now: store.now })
}

/// The list in progress.
struct Listing<'a> {
    store: &'a Store,
    judged: &'a Judgements,
    selection: &'a Selection,
    /// Whether removals are picked to begin with.
    prune: bool,
    /// Whether each selector matched a difference.
    hits: Vec<bool>,
    /// Differing lists that are one key each.
    lists: Vec<Change>,
    unsearchable: UnsearchableFiles,
    bases: BaseNames,
    files: Vec<PickFile>,
}

impl<'a> Listing<'a> {
    fn new(store: &'a Store, judged: &'a Judgements, selection: &'a Selection, prune: bool) -> Self {
        Self {
            store,
            judged,
            selection,
            prune,
            hits: vec![false; selection.selectors.len()],
            lists: Vec::new(),
            unsearchable: UnsearchableFiles::default(),
            bases: BaseNames::default(),
            files: Vec::new(),
        }
    }

    /// Lists the selected keys of one file.
    fn file(&mut self, pair: &FilePair, diff: FileDiff) -> Result<(), OpError> {
        let names = pair.names();
        self.lists.extend(diff.changes.iter().filter(|change| !self.hits.is_empty() && change.is_list()).cloned());
        self.bases.add(&pair.file, &names.files);
        let shared: Vec<bool> = shared_in(&diff.changes);
        let shared: HashSet<ConfigId> =
            diff.changes.iter().zip(shared).filter(|(_, shared)| *shared).map(|(change, _)| change.id).collect();
        let taken = select(&names, diff.changes, diff.kept, self.selection);
        for (hit, here) in self.hits.iter_mut().zip(&taken.hits) {
            *hit |= here;
        }
        let patterns = self.selection.selectors.iter().zip(&taken.hits);
        let patterns = patterns.filter_map(|(selector, hit)| Some((selector.pattern()?, *hit)));
        self.unsearchable.note(pair, patterns.collect::<Vec<(&Pattern, bool)>>());
        let redactor = Redactor::of(&names, &self.store.rules);
        let choices: Vec<Choice> = without_filled(&taken.changes)
            .into_iter()
            .map(|c| self.choice(c, &redactor, shared.contains(&c.id)))
            .collect();
        if choices.is_empty() {
            return Ok(());
        }
        let (lines, hidden) = of_pair(self.store, pair, false)?;
        self.files.push(PickFile {
            name: pair.file.clone(),
            lines,
            hidden,
            unreadable: pair.unreadable().into_iter().next().map(|(_, reason)| reason),
            choices,
            names: names.files.iter().map(|name| (*name).to_owned()).collect(),
            keys: pair.keys.clone(),
        });
        Ok(())
    }

    fn choice(&self, change: &Change, redactor: &Redactor<'_>, is_shared: bool) -> Choice {
        let removes = change.op == Op::Removed;
        let heading = self.judged.heading(change);
        let standing = match self.judged.tells_nothing && !removes {
            true => Standing::Untold,
            false => Standing::Judged(heading, self.judged.get(change).cloned()),
        };
        let on = matches!(standing, Standing::Judged(Heading::Forward, _)) || removes && self.prune;
        let by = if is_shared || removes { Naming::Id } else { Naming::Address };
        Choice { change: redactor.change(change.clone(), None, None), standing, on, by }
    }

    /// The files; a key whose address matches a key of another file is named by its id.
    fn finish(self) -> Vec<PickFile> {
        let mut files = self.files;
        for file in files.iter_mut().filter(|file| self.bases.is_shared(&file.name)) {
            file.choices.iter_mut().for_each(|choice| choice.by = Naming::Id);
        }
        files
    }
}
