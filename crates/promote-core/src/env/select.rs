//! Selecting the changes of a promotion.

use std::collections::{HashMap, HashSet};

use super::change::{Change, Op, UnitKind};
use super::keys::KeySpellings;
use super::names::FileNames;
use promote_model::{ConfigId, IdPrefix, Key, Pattern, Step, Value};

/// A way to select keys.
#[derive(Debug, Clone)]
pub enum Selector {
    /// One key, by a prefix of its id.
    Config(IdPrefix),
    /// One flag, by a prefix of its id.
    Flag(IdPrefix),
    /// One flag, by its name: its key, or the last part of it.
    FlagName(String),
    /// Every key that a pattern matches.
    Pattern(Box<Pattern>),
}

impl Selector {
    /// Whether this selects the key. An id also selects a removal; a pattern does so only with `prune`.
    pub fn picks(
        &self,
        names: &FileNames<'_>,
        kind: UnitKind,
        document: Option<&str>,
        key: &KeySpellings,
        id: ConfigId,
    ) -> bool {
        match self {
            Self::Config(prefix) => prefix.matches_config(id),
            Self::Flag(prefix) => kind == UnitKind::Flag && prefix.matches_config(id),
            Self::FlagName(name) => kind == UnitKind::Flag && key.is_called(name),
            Self::Pattern(pattern) => names.match_config(pattern, document, key),
        }
    }

    /// The text as given by the user.
    pub fn text(&self) -> String {
        match self {
            Self::Config(prefix) | Self::Flag(prefix) => prefix.to_string(),
            Self::FlagName(name) => name.clone(),
            Self::Pattern(pattern) => pattern.text().to_owned(),
        }
    }

    /// The pattern, if it is one.
    pub fn pattern(&self) -> Option<&Pattern> {
        if let Self::Pattern(pattern) = self { Some(pattern) } else { None }
    }

    /// Whether this selects a flag by a prefix of `id`, whatever the kind of that key.
    pub fn is_flag_id_of(&self, id: ConfigId) -> bool {
        matches!(self, Self::Flag(prefix) if prefix.matches_config(id))
    }

    /// Whether this selects the key by its id.
    pub fn names(&self, kind: UnitKind, id: ConfigId) -> bool {
        match self {
            Self::Config(prefix) => prefix.matches_config(id),
            Self::Flag(prefix) => kind == UnitKind::Flag && prefix.matches_config(id),
            Self::FlagName(_) | Self::Pattern(_) => false,
        }
    }

    /// Whether this names exactly the key of a change: by its id, or by its name without a wildcard.
    pub fn is_exactly(&self, names: &FileNames<'_>, change: &Change) -> bool {
        match self {
            Self::Config(_) | Self::Flag(_) => self.names(change.kind, change.id),
            Self::FlagName(name) => change.kind == UnitKind::Flag && names.spellings(&change.key).is_called(name),
            Self::Pattern(pattern) => {
                let key = names.spellings(&change.key);
                pattern.is_literal() && names.match_key_itself(pattern, change.document.as_deref(), &key)
            }
        }
    }

    /// Whether this is the id of a list in which the change is about an element by its position: where one environment alone is
    /// listed, such a list is one key.
    fn is_list_above(&self, change: &Change) -> bool {
        let Self::Config(prefix) = self else { return false };
        let steps = change.key.steps();
        let lists = (0..steps.len()).filter(|at| matches!(steps[*at], Step::Index(_)));
        let id = |at: usize| {
            let list = Key::from(steps[..at].to_vec());
            ConfigId::of(&change.file, change.document.as_deref(), &list.to_string())
        };
        lists.map(id).any(|id| prefix.matches_config(id))
    }

    fn is_id(&self) -> bool {
        matches!(self, Self::Config(_) | Self::Flag(_))
    }
}

/// The selection of a promotion.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The selectors; a key is selected if one of them matches. Empty: everything (FULL).
    pub selectors: Vec<Selector>,
    /// Whether keys that exist only in the target are removed.
    pub prune: bool,
    /// The ids to narrow to: keys changed in the source since an earlier state.
    pub changed: Option<HashSet<ConfigId>>,
}

/// The selected changes of one file, and the keys in conflict with them.
#[derive(Debug, Clone, Default)]
pub struct FileSelection {
    /// The changes of the plan, in the order of the diff.
    pub changes: Vec<Change>,
    /// Selected, but owned by the target (keep): left out.
    pub own: Vec<Change>,
    /// Keys owned by the target (keep) that a selected change would remove, with that change.
    pub conflicting: Vec<(Change, Change)>,
    /// The number of selected keys that exist only in the target and are kept.
    pub kept_in_target: usize,
    /// For each selector, whether it matched a key of this file.
    pub hits: Vec<bool>,
}

/// Selects from the differences of one file. `names` are the names of the file.
pub fn select(names: &FileNames<'_>, changes: Vec<Change>, kept: Vec<Change>, selection: &Selection) -> FileSelection {
    let mut taken = FileSelection { hits: vec![false; selection.selectors.len()], ..FileSelection::default() };
    let mut picked = Vec::with_capacity(changes.len());
    let mut removes = Vec::with_capacity(changes.len());
    let mut asked = Vec::with_capacity(changes.len());
    for change in &changes {
        let pick = pick(names, change, selection, &mut taken.hits);
        picked.push(pick.takes(change));
        removes.push(pick.removes);
        asked.push(pick.picked);
    }
    for change in &kept {
        if pick(names, change, selection, &mut taken.hits).takes(change) {
            taken.own.push(change.clone());
        }
    }
    // `resources: {}` in the source does not remove the entries that the target has there.
    let full = TargetOnly::of(changes.iter().chain(&kept));
    for ((change, picked), removes) in changes.iter().zip(&mut picked).zip(&removes) {
        *picked &= *removes || !full.only_empties(change);
    }
    full.empty(&changes, &mut picked);
    // A scalar cannot be kept beside the map that replaces it, nor vice versa: removals that an added key
    // requires belong to the plan.
    let picks = || changes.iter().zip(&picked).filter(|(c, picked)| **picked && c.op == Op::Added).map(|(c, _)| c);
    let added = if names.flat { AddedPlaces::default() } else { AddedPlaces::of(picks()) };
    taken.conflicting = kept
        .iter()
        .filter(|own| added.displace(own))
        .filter_map(|own| Some((picks().find(|c| c.overlaps(own))?.clone(), own.clone())))
        .collect();
    // A key owned by the target cannot be kept inside a flag or file that is promoted as a whole.
    let units = || changes.iter().zip(&picked).filter(|(c, picked)| **picked && c.is_unit()).map(|(c, _)| c);
    let held = kept.iter().filter_map(|own| Some((units().find(|unit| unit.holds(own))?.clone(), own.clone())));
    taken.conflicting.extend(held);
    let wanted: Vec<bool> = changes.iter().zip(&picked).map(|(c, picked)| *picked || added.displace(c)).collect();
    let stays = |((c, asked), wanted): &((&Change, bool), &bool)| *asked && !**wanted && c.op == Op::Removed;
    taken.kept_in_target = changes.iter().zip(asked).zip(&wanted).filter(stays).count();
    taken.changes = changes.into_iter().zip(wanted).filter_map(|(change, wanted)| wanted.then_some(change)).collect();
    taken
}

/// The places of added keys, and of everything above them with whether it is a list.
#[derive(Default)]
pub(super) struct AddedPlaces<'a> {
    added: HashSet<(Option<&'a str>, &'a [Step])>,
    above: HashMap<(Option<&'a str>, &'a [Step]), bool>,
}

impl<'a> AddedPlaces<'a> {
    pub(super) fn of(changes: impl Iterator<Item = &'a Change>) -> Self {
        let mut places = Self::default();
        for change in changes {
            let (document, steps) = (change.document.as_deref(), change.key.steps());
            places.added.insert((document, steps));
            let above = steps.iter().enumerate();
            places.above.extend(above.map(|(at, step)| ((document, &steps[..at]), step.is_of_a_list())));
        }
        places
    }

    /// Whether a key that exists only in the target cannot be kept beside the added keys.
    fn displace(&self, other: &Change) -> bool {
        let (document, steps) = (other.document.as_deref(), other.key.steps());
        let below = || (0..=steps.len()).any(|length| self.added.contains(&(document, &steps[..length])));
        let displaced =
            || self.above.contains_key(&(document, steps)) || below() || self.map_list_conflict(other).is_some();
        other.op == Op::Removed && displaced()
    }

    /// The place where a change and an added key disagree about map or list.
    pub(super) fn map_list_conflict<'c>(&self, other: &'c Change) -> Option<&'c [Step]> {
        let (document, steps) = (other.document.as_deref(), other.key.steps());
        let conflicts = |at: &usize| {
            let added = self.above.get(&(document, &steps[..*at]));
            added.is_some_and(|list| *list != steps[*at].is_of_a_list())
        };
        (0..steps.len()).find(conflicts).map(|at| &steps[..at])
    }
}

/// Maps and lists with entries that exist only in the target, and the number of these.
struct TargetOnly<'a>(HashMap<Above<'a>, usize>);

/// A place above a change, and whether it is a map.
type Above<'a> = (Option<&'a str>, &'a [Step], bool);

fn above(change: &Change) -> impl Iterator<Item = Above<'_>> {
    let (document, steps) = (change.document.as_deref(), change.key.steps());
    steps.iter().enumerate().map(move |(at, step)| (document, &steps[..at], !step.is_of_a_list()))
}

impl<'a> TargetOnly<'a> {
    fn of(changes: impl Iterator<Item = &'a Change>) -> Self {
        let mut counts = HashMap::new();
        for place in changes.filter(|c| c.op == Op::Removed).flat_map(above) {
            *counts.entry(place).or_default() += 1;
        }
        Self(counts)
    }

    /// Whether a change would only replace one of these with an empty value.
    fn only_empties(&self, change: &Change) -> bool {
        let left = |named| self.0.contains_key(&(change.document.as_deref(), change.key.steps(), named));
        match change.source.as_ref().map(|spelled| &spelled.value) {
            _ if change.op != Op::Added || change.kind == UnitKind::File => false,
            Some(Value::Null) => left(true) || left(false),
            Some(Value::Map(entries)) => is_bare(entries, change) && left(true),
            Some(Value::List(items)) => items.is_empty() && left(false),
            _ => false,
        }
    }

    /// Selects the empty map or list of the source if all entries of the target are removed: it remains as `[]` or
    /// `{}`.
    fn empty(mut self, changes: &'a [Change], picked: &mut [bool]) {
        let voids: Vec<usize> =
            (0..changes.len()).filter(|at| !picked[*at] && self.only_empties(&changes[*at])).collect();
        if voids.is_empty() {
            return;
        }
        let gone = changes.iter().zip(&*picked).filter(|(c, picked)| **picked && c.op == Op::Removed);
        for (document, steps, named) in gone.flat_map(|(change, _)| above(change)) {
            if let Some(count) = self.0.get_mut(&(document, steps, named)) {
                *count -= 1;
            }
        }
        for at in voids {
            let (document, steps) = (changes[at].document.as_deref(), changes[at].key.steps());
            picked[at] =
                [true, false].iter().all(|named| self.0.get(&(document, steps, *named)).is_none_or(|left| *left == 0));
        }
    }
}

/// Whether a map is empty, or an element with only its identifying field.
fn is_bare(entries: &[(String, Value)], change: &Change) -> bool {
    match (entries, change.key.last()) {
        ([], _) => true,
        ([(name, _)], Some(Step::Element { field, .. })) => name == field,
        _ => false,
    }
}

/// The result of a selection for one key.
struct Pick {
    /// A selector matches the key.
    picked: bool,
    /// The key may be removed from the target: by `--prune`, or because it is selected by id.
    removes: bool,
}

impl Pick {
    fn takes(&self, change: &Change) -> bool {
        self.picked && (self.removes || change.op != Op::Removed)
    }
}

fn pick(names: &FileNames<'_>, change: &Change, selection: &Selection, hits: &mut [bool]) -> Pick {
    let key = names.spellings(&change.key);
    let document = change.document.as_deref();
    let mut by_id = false;
    let mut picked = selection.selectors.is_empty();
    for (selector, hit) in selection.selectors.iter().zip(hits) {
        if selector.picks(names, change.kind, document, &key, change.id) || selector.is_list_above(change) {
            *hit = true;
            picked = true;
            by_id |= selector.is_id();
        }
    }
    let new = selection.changed.as_ref().is_none_or(|ids| ids.contains(&change.id));
    Pick { picked: picked && new, removes: selection.prune || by_id }
}
