//! What history says about the cells of a table: each environment is judged against each source from which it is promoted, as
//! `diff` judges it.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::OpError;
use super::judgement::{Heading, Judged, Judgements, Origins};
use super::key_table::{CellEdge, KeyTable, TableRow};
use super::origin::OriginKind;
use crate::store::environment::{Comparison, EnvSnapshot};
use crate::store::joint::{ChangedFile, JudgeRequest};
use crate::store::ledger::ClosedPromotion;
use crate::store::{Store, StoreError};
use promote_core::env::change::{Change, UnitKind};
use promote_model::{Key, ObjectId, Pattern};

/// What is read of the history of differing keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HistoryReading {
    /// Nothing.
    Nothing,
    /// What decides their directions.
    Directions,
    /// Also the commits that gave all of them their values.
    Origins,
}

/// Compares each cell of a table with those of its sources, and judges each difference.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn judge(
    store: &Store,
    table: &mut KeyTable,
    patterns: &[Pattern],
    reading: HistoryReading,
) -> Result<(), OpError> {
    let history = reading != HistoryReading::Nothing;
    let last_on_edges = if history { store.ledger()?.last_on_edges()? } else { BTreeMap::new() };
    let edges = edges(store, &table.environments);
    // Each edge has a history of its own, and git lists it in a process of its own.
    let read = edges.par_iter().map(|edge| read_edge(store, table, edge, (patterns, reading), &last_on_edges));
    for edge in read.collect::<Result<Vec<_>, OpError>>()?.into_iter().flatten() {
        let mut rows: HashMap<&str, &mut Vec<TableRow>> =
            table.files.iter_mut().map(|file| (file.file.as_str(), &mut file.rows)).collect();
        for (pair, diff) in &edge.comparison.files {
            let Some(rows) = rows.get_mut(pair.file.as_str()) else { continue };
            let mut places: HashMap<Key, Vec<usize>> = HashMap::new();
            for (at, row) in rows.iter().enumerate() {
                places.entry(row.key.clone()).or_default().push(at);
            }
            let changes = diff.changes.iter().map(|change| (change, true));
            for (change, differs) in changes.chain(diff.translated.iter().map(|change| (change, false))) {
                edge.mark(rows, places.get(&change.key), (change, differs));
            }
        }
    }
    Ok(())
}

/// Compares the environments of an edge and judges their keys; `None` where nothing is asked of it.
fn read_edge<'a>(
    store: &Store,
    table: &KeyTable,
    [(at, target), (source_at, source)]: &'a [Column; 2],
    (patterns, reading): (&[Pattern], HistoryReading),
    last_on_edges: &BTreeMap<(String, String), ClosedPromotion>,
) -> Result<Option<Edge<'a>>, OpError> {
    let history = reading != HistoryReading::Nothing;
    let environment = store.environment(&target.name)?;
    if !history && store.policy.translator(&source.name, &target.name, false).is_none() {
        return Ok(None);
    }
    let comparison = match store.compare(source, target, &environment.keep, patterns) {
        Ok(comparison) => comparison,
        // Without files there is nothing to judge.
        Err(StoreError::NoFiles { .. } | StoreError::NothingOnly { .. } | StoreError::NoKeys { .. }) => {
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let mut judgements = match history {
        true => Judgements::of(store, (source, target), asked(&comparison, table), JudgeRequest::default())?,
        false => Judgements::unread(),
    };
    if reading == HistoryReading::Origins {
        judgements.tell_all(store)?;
    }
    let last = last_on_edges.get(&(source.name.to_string(), target.name.to_string()));
    let last = last.and_then(|last| last.state.executed.as_ref()).map(|done| done.commit);
    let by_hand = by_hand(store, &judgements, &comparison, last)?;
    Ok(Some(Edge { at: *at, source: (*source_at, source.name.as_str()), comparison, judgements, by_hand }))
}

/// An environment and its column.
type Column = (usize, EnvSnapshot);

/// The edges of the pipeline between environments of a table: the target and the source.
fn edges(store: &Store, environments: &[EnvSnapshot]) -> Vec<[Column; 2]> {
    let mut edges = Vec::new();
    for (at, target) in environments.iter().enumerate() {
        let from = store.policy.environment(&target.name).map(|e| e.from.as_slice()).unwrap_or_default();
        let sources = from.iter().filter_map(|name| environments.iter().enumerate().find(|(_, s)| s.name == *name));
        edges.extend(sources.map(|(from, source)| [(at, target.clone()), (from, source.clone())]));
    }
    edges
}

/// The files with those differing keys that rows of the table are about.
fn asked<'c>(comparison: &'c Comparison, table: &KeyTable) -> Vec<ChangedFile<'c>> {
    let rows: HashMap<&str, &[TableRow]> =
        table.files.iter().map(|file| (file.file.as_str(), file.rows.as_slice())).collect();
    let mut all = comparison.changes();
    all.retain(|(pair, _)| rows.contains_key(pair.file.as_str()));
    for (pair, changes) in &mut all {
        let rows = rows.get(pair.file.as_str()).copied().unwrap_or_default();
        let keys: HashSet<&Key> = rows.iter().map(|row| &row.key).collect();
        changes.retain(|change| keys.contains(&change.key) || rows.iter().any(|row| is_about(change, row)));
    }
    all
}

/// The commits of direct edits that gave the target a value after the last promotion of an edge.
fn by_hand(
    store: &Store,
    judgements: &Judgements,
    comparison: &Comparison,
    last: Option<ObjectId>,
) -> Result<HashSet<ObjectId>, OpError> {
    let (mut known, mut edits) = (HashSet::new(), HashSet::new());
    let Some(last) = last else { return Ok(edits) };
    if !store.repo.exists(last)? {
        return Ok(edits);
    }
    let mut origins = Origins::new(store);
    for change in comparison.files.iter().flat_map(|(_, diff)| &diff.changes) {
        let Some(since) = judgements.get(change).and_then(|judged| judged.judgement.target_since) else { continue };
        if known.insert(since) && since != last && store.is_in(last, since)? {
            let origin = origins.of(Some(since))?;
            edits.extend(origin.filter(|origin| origin.kind == OriginKind::Edit).map(|origin| origin.commit));
        }
    }
    Ok(edits)
}

/// Whether a commit that no promotion wrote gave the target its value.
fn is_edit(judged: &Judged) -> bool {
    judged.target_since.as_ref().is_some_and(|origin| origin.kind == OriginKind::Edit)
}

/// An edge that is judged.
struct Edge<'a> {
    /// The column of the target.
    at: usize,
    /// The column of the source, and its name.
    source: (usize, &'a str),
    comparison: Comparison,
    judgements: Judgements,
    /// The commits of direct edits since the last promotion.
    by_hand: HashSet<ObjectId>,
}

impl Edge<'_> {
    /// Marks the cells that a difference is about. `same` are the rows with its key; without any, it is about rows above or
    /// below.
    fn mark(&self, rows: &mut [TableRow], same: Option<&Vec<usize>>, (change, differs): (&Change, bool)) {
        let has = |row: &TableRow| row.cells[self.at].value().is_some();
        let about = |row: &&mut TableRow| is_about(change, row) && has(row) == change.target.is_some();
        let (tells, (source_column, source)) = (!self.judgements.tells_nothing, self.source);
        let numbers = same.map_or_else(|| (0..rows.len()).collect(), Clone::clone);
        for number in numbers {
            let Some(row) = rows.get_mut(number).filter(about) else { continue };
            let judged = self.judgements.get(change).filter(|_| differs).cloned();
            let heading = match differs {
                true if tells => self.judgements.heading(change),
                _ => Heading::Unknown,
            };
            let edges = &mut row.cells[self.at].edges;
            let moved = matches!(heading, Heading::Undoes | Heading::Diverged);
            let is_by_hand = judged.as_ref().is_some_and(|judged| {
                let since = judged.judgement.target_since;
                (moved && is_edit(judged)) || since.is_some_and(|since| self.by_hand.contains(&since))
            });
            // Of a row that is a whole list, the first difference tells.
            if !edges.iter().any(|edge| edge.source_column == source_column) {
                let source = source.to_owned();
                edges.push(CellEdge { source, source_column, heading, judged, differs, is_by_hand });
            }
        }
    }
}

/// Whether a difference between two environments is about a row of a table: a list may be one key in the table, and be read
/// by its elements where two environments are compared, or the other way round.
fn is_about(change: &Change, row: &TableRow) -> bool {
    let same_document = match (&change.document, &row.document) {
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => true,
    };
    let below = |row: &TableRow| row.key.is_prefix_of(&change.key) && row.kind != UnitKind::File;
    let above = |row: &TableRow| change.is_list() && change.key.is_prefix_of(&row.key);
    same_document && (row.key == change.key || below(row) || above(row))
}

impl CellEdge {
    /// Whether the source has something newer that waits.
    pub(crate) fn is_forward(&self) -> bool {
        self.differs && self.heading == Heading::Forward
    }

    /// Whether the environment has something that promoting would undo.
    pub(crate) fn is_backward(&self) -> bool {
        self.differs && self.heading == Heading::Undoes
    }

    /// Whether both changed it.
    pub(crate) fn is_diverged(&self) -> bool {
        self.differs && self.heading == Heading::Diverged
    }
}
