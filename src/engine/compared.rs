//! What a request compares: the files that differ, what history says of their keys, and the keys that it may take.

use super::OpError;
use super::changed::changed_since;
use super::filters::{parse_only, parse_patterns};
use super::judgement::Judgements;
use super::selection::selection;
use super::undo::UndoRules;
use crate::store::Store;
use crate::store::environment::{Comparison, EnvSnapshot};
use crate::store::joint::JudgeRequest;
use promote_core::env::select::Selection;
use promote_core::promotion::{PromotionType, Request};
use promote_model::Pattern;

/// The two sides of a request, compared and judged.
pub(crate) struct Compared {
    /// The files that differ.
    pub(crate) comparison: Comparison,
    /// What history says of each differing key.
    pub(crate) judged: Judgements,
    /// The selectors of the request, narrowed to the keys that it may take.
    pub(crate) selection: Selection,
}

impl Compared {
    /// Compares and judges the sides of a request.
    ///
    /// # Errors
    /// Where the request contradicts itself, or git cannot be read.
    pub(crate) fn of(
        store: &Store,
        source: &EnvSnapshot,
        target: &EnvSnapshot,
        request: &Request,
    ) -> Result<Self, OpError> {
        let mut selection = selection(request)?;
        let environment = store.environment(&target.name)?;
        // Files can be skipped unread only if every selector is a pattern.
        let patterns: Vec<Pattern> = match request.promotion_type {
            PromotionType::Pattern => parse_patterns(&request.key_patterns)?,
            _ => Vec::new(),
        };
        let translator = store.policy.translator(&source.name, &target.name, request.translate);
        let comparison = store.compare_by(source, target, &environment.keep, &patterns, translator.as_ref())?;
        let asked = JudgeRequest { translate: request.translate, ..JudgeRequest::default() };
        let judged = Judgements::of(store, (source, target), comparison.changes(), asked)?;
        let undo = UndoRules::new(store, &judged, request, environment);
        selection.changed = undo.narrowed(comparison.files.iter().flat_map(|(_, diff)| &diff.changes));
        if let Some(revision) = &request.since {
            let since = changed_since(store, source, revision, &parse_only(&request.only)?)?;
            selection.changed = Some(match selection.changed {
                Some(forward) => forward.intersection(&since).copied().collect(),
                None => since,
            });
        }
        Ok(Self { comparison, judged, selection })
    }
}
