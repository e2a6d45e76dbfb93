//! Translation of a plan: keys that cannot be translated, and whether a plan is translated as the rule says.

use std::collections::HashMap;

use super::OpError;
use super::ambiguous::AmbiguousKey;
use super::apply::FileEdit;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::apply::ApplyError;
use promote_core::env::change::{Change, Op, UnitKind};
use promote_core::env::keys::Side;
use promote_core::env::names::FileNames;
use promote_core::env::select::Selection;
use promote_core::env::translate::{Untranslated, Why};
use promote_core::promotion::Promotion;
use promote_format::EditError;

/// A selected key whose value names the source and cannot be translated.
#[derive(Debug)]
pub(crate) struct UntranslatedKey {
    /// The change.
    pub(crate) change: Change,
    /// The reason.
    pub(crate) why: Why,
}

impl UntranslatedKey {
    /// The keys among the selected changes of a file.
    pub(crate) fn of(untranslated: &[Untranslated], taken: &[Change]) -> Vec<Self> {
        let key = |change: &Change| {
            let one = untranslated.iter().find(|one| one.is_about(change))?;
            Some(Self { change: change.clone(), why: one.why.clone() })
        };
        taken.iter().filter_map(key).collect()
    }

    /// The error about these keys; `None` if there are none.
    pub(crate) fn refusal(keys: Vec<Self>, target: &EnvSnapshot) -> Option<OpError> {
        let mut ambiguous = Vec::new();
        for Self { change, why } in keys {
            match why {
                Why::Ambiguous(ambiguity) => ambiguous.push(AmbiguousKey { address: change.address(), ambiguity }),
                Why::Text { line } => {
                    let reason = "the value names the source, but its text in the file cannot be translated; \
                                  exclude the key with 'translate: { not: [...] }' in promote.yaml";
                    let error = EditError { key: change.key, line, reason: reason.to_owned() };
                    return Some(ApplyError::Edit { file: change.file, error }.into());
                }
            }
        }
        let target = target.name.clone();
        (!ambiguous.is_empty()).then_some(OpError::Ambiguous { target, keys: ambiguous })
    }
}

/// The number of selected keys among those that are equal up to the names of the environments.
pub(crate) fn selected(selection: &Selection, names: &FileNames<'_>, translated: &[Change]) -> usize {
    let picked = |change: &&Change| {
        let (key, document) = (names.spellings(&change.key), change.document.as_deref());
        let mut selectors = selection.selectors.iter();
        let asked = selection.selectors.is_empty()
            || selectors.any(|selector| selector.picks(names, change.kind, document, &key, change.id));
        asked && selection.changed.as_ref().is_none_or(|ids| ids.contains(&change.id))
    };
    translated.iter().filter(picked).count()
}

/// The first change of a plan whose translation is not that of the target's rule; `None` if all are.
pub(crate) fn mismatch(store: &Store, promotion: &Promotion, edits: &[FileEdit<'_>]) -> Option<String> {
    let translator = store.policy.translator(&promotion.source, &promotion.target, promotion.request.translate);
    let Some(translator) = translator else {
        let translated = promotion.plan.changes.iter().find(|change| !change.translated.is_empty())?;
        return Some(format!("{} is translated, but {} does not ask for it", translated.address(), promotion.target));
    };
    edits.iter().find_map(|edit| {
        let names = edit.pair.names();
        let brings = |change: &&&Change| change.op != Op::Removed && change.kind != UnitKind::File;
        let places: HashMap<_, &Change> = edit.changes.iter().filter(brings).map(|c| (c.place(), *c)).collect();
        let configs = edit.pair.configs_where(Side::Source, edit.rules, |found| places.contains_key(&found.place()));
        configs.iter().find_map(|config| {
            let change = places.get(&(config.document.as_deref(), &config.key))?;
            let why = translator.mismatch(&names, edit.rules, change, &config.value)?;
            Some(format!("the translation of {} is not that of {}: {why}", change.address(), promotion.target))
        })
    })
}
