//! Selects the changes that a rollback reverts.

use std::collections::{HashMap, HashSet};

use super::OpError;
use super::filters::parse_patterns;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_core::promotion::plan::PlanFile;
use promote_model::{BadIdPrefix, IdPrefix, Pattern, Step};

/// The keys of a promotion that a rollback was asked for; all of them if none is selected.
#[derive(Debug, Default)]
pub(crate) struct RollbackKeys {
    patterns: Vec<Pattern>,
    ids: Vec<IdPrefix>,
}

impl RollbackKeys {
    /// Parses patterns and ids as a person typed them.
    ///
    /// # Errors
    /// The first one that is malformed.
    pub(crate) fn parse(patterns: &[String], ids: &[String]) -> Result<Self, OpError> {
        let id = |text: &String| {
            let hints = vec!["show the ids of its keys: promote show ID -v".to_owned()];
            text.parse().map_err(|error: BadIdPrefix| OpError::Usage { message: error.to_string(), hints })
        };
        Ok(Self { patterns: parse_patterns(patterns)?, ids: ids.iter().map(id).collect::<Result<_, _>>()? })
    }

    /// Whether a planned change is selected.
    pub(crate) fn takes(&self, entry: &LedgerEntry, change: &Change) -> bool {
        let all = self.patterns.is_empty() && self.ids.is_empty();
        all || self.ids.iter().any(|id| id.matches_config(change.id))
            || self.patterns.iter().any(|pattern| matches(entry, pattern, change))
    }

    /// The selectors that match no change of a promotion.
    fn missed(&self, entry: &LedgerEntry) -> Vec<String> {
        let any = |matches: &dyn Fn(&Change) -> bool| entry.promotion.plan.changes.iter().any(matches);
        let patterns = self.patterns.iter().filter(|p| !any(&|c| matches(entry, p, c))).map(|p| p.text().to_owned());
        let ids = self.ids.iter().filter(|id| !any(&|c| id.matches_config(c.id))).map(ToString::to_string);
        patterns.chain(ids).collect()
    }
}

/// The changes to revert: those that are selected and not reverted yet.
///
/// # Errors
/// Where a pattern or an id matches no change of the promotion.
pub(crate) fn changes_to_revert(entry: &LedgerEntry, selected: &RollbackKeys) -> Result<Vec<Change>, OpError> {
    let plan = &entry.promotion.plan;
    let missed = selected.missed(entry);
    if !missed.is_empty() {
        let message =
            format!("promotion {} changed no key that matches '{}'", entry.promotion.called(), missed.join("' or '"));
        let hint = format!("show its changes: promote show {}", entry.promotion.called());
        return Err(OpError::Usage { message, hints: vec![hint] });
    }
    let undone: HashSet<&String> = entry.state.rollbacks.iter().flat_map(|r| &r.keys).collect();
    let (mut wanted, mut left): (Vec<&Change>, Vec<&Change>) = plan
        .changes
        .iter()
        .filter(|c| !undone.contains(&c.address()))
        .partition(|change| selected.takes(entry, change));
    // A change and the changes that it displaced are reverted together. Flat files have no such changes.
    let flat: HashSet<&str> = plan.files.iter().filter(|f| f.format.is_flat()).map(|f| f.file.as_str()).collect();
    loop {
        let displacing: Vec<&Change> = wanted.iter().copied().filter(|c| !flat.contains(c.file.as_str())).collect();
        let places = Touching::of(&displacing);
        let (more, rest): (Vec<&Change>, Vec<&Change>) = left.into_iter().partition(|change| places.touches(change));
        if more.is_empty() {
            return Ok(wanted.into_iter().cloned().collect());
        }
        wanted.extend(more);
        left = rest;
    }
}

type At<'a> = (&'a str, Option<&'a str>, &'a [Step]);

/// The places of changes, and the places above them, each with whether it is a list.
struct Touching<'a> {
    places: HashSet<At<'a>>,
    above: HashMap<At<'a>, bool>,
}

impl<'a> Touching<'a> {
    fn of(changes: &[&'a Change]) -> Self {
        let at = |c: &&'a Change| (c.file.as_str(), c.document.as_deref(), c.key.steps());
        let above = changes.iter().map(at).flat_map(|(file, document, steps)| {
            let lists = steps.iter().map(Step::is_of_a_list).enumerate();
            lists.map(move |(length, list)| ((file, document, &steps[..length]), list))
        });
        Self { places: changes.iter().map(at).collect(), above: above.collect() }
    }

    /// Whether a file cannot hold both a change and one of these places.
    ///
    /// The rule is that of [`Key::excludes`](promote_model::Key::excludes), for all places at once.
    fn touches(&self, change: &Change) -> bool {
        let (file, document, steps) = (change.file.as_str(), change.document.as_deref(), change.key.steps());
        let below = |length: usize| self.places.contains(&(file, document, &steps[..length]));
        let kind_differs = |length: usize| {
            let list = self.above.get(&(file, document, &steps[..length]));
            steps.get(length).zip(list).is_some_and(|(step, list)| step.is_of_a_list() != *list)
        };
        self.above.contains_key(&(file, document, steps)) || (0..=steps.len()).any(|at| below(at) || kind_differs(at))
    }
}

/// Whether a pattern matches a planned change.
fn matches(entry: &LedgerEntry, pattern: &Pattern, change: &Change) -> bool {
    let file = entry.promotion.plan.files.iter().find(|f| f.file == change.file);
    let mut names = vec![change.file.as_str()];
    names.extend(file.map(|f| f.target_path.as_str()));
    let keys = file.map(PlanFile::keys).unwrap_or_default();
    pattern.matches_file(&names) && keys.spellings(&change.key).match_key(pattern, change.document.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use promote_core::env::change::{Op, UnitKind};
    use promote_model::ConfigId;

    fn change(file: &str, key: &str) -> Change {
        let id = ConfigId::of(file, None, key);
        let key = key.parse().unwrap();
        let file = file.to_owned();
        Change {
            op: Op::Modified,
            kind: UnitKind::Config,
            file,
            document: None,
            key,
            id,
            source: None,
            target: None,
            own: false,
            translated: Vec::new(),
            undoes: None,
            comment: None,
            anchor: None,
        }
    }

    #[test]
    fn a_change_touches_what_is_above_and_below_it() {
        let planned = change("a.yaml", "query.cache");
        let places = Touching::of(&[&planned]);
        for (file, key, touches) in [
            ("a.yaml", "query.cache", true),
            ("a.yaml", "query", true),
            ("a.yaml", "query.cache.size", true),
            ("a.yaml", "query.timeout", false),
            ("b.yaml", "query.cache", false),
        ] {
            assert_eq!(places.touches(&change(file, key)), touches, "{file}:{key}");
        }
    }

    #[test]
    fn a_list_and_a_map_touch_each_other() {
        let planned = change("a.yaml", "hosts.first");
        let places = Touching::of(&[&planned]);
        assert!(places.touches(&change("a.yaml", "hosts[0]")));
        assert!(!places.touches(&change("a.yaml", "hosts.second")));
    }
}
