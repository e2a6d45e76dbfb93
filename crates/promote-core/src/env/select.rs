//! Which of the differences a promotion takes.

use std::collections::{HashMap, HashSet};

use super::change::{Change, Op, UnitKind};
use super::keys::KeySpellings;
use super::names::FileNames;
use promote_model::{ConfigId, IdPrefix, Pattern, Step, Value};

/// What picks configs.
#[derive(Debug, Clone)]
pub enum Selector {
    /// One config, by the beginning of its id.
    Config(IdPrefix),
    /// One flag, by the beginning of its id.
    Flag(IdPrefix),
    /// Every config that a pattern matches.
    Pattern(Box<Pattern>),
}

impl Selector {
    /// Whether this picks the config. An id picks a removal, too; a pattern does so only with `prune`.
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
            Self::Pattern(pattern) => names.match_config(pattern, document, key),
        }
    }

    /// As the user gave it.
    pub fn text(&self) -> String {
        match self {
            Self::Config(prefix) | Self::Flag(prefix) => prefix.to_string(),
            Self::Pattern(pattern) => pattern.text().to_owned(),
        }
    }

    /// The pattern, where it is one.
    pub fn pattern(&self) -> Option<&Pattern> {
        if let Self::Pattern(pattern) = self { Some(pattern) } else { None }
    }

    /// Whether this asks for a flag by an id that `id` begins with, whatever kind of config that is.
    pub fn is_flag_id_of(&self, id: ConfigId) -> bool {
        matches!(self, Self::Flag(prefix) if prefix.matches_config(id))
    }

    /// Whether this names the config by its id.
    pub fn names(&self, kind: UnitKind, id: ConfigId) -> bool {
        match self {
            Self::Config(prefix) => prefix.matches_config(id),
            Self::Flag(prefix) => kind == UnitKind::Flag && prefix.matches_config(id),
            Self::Pattern(_) => false,
        }
    }

    fn is_id(&self) -> bool {
        !matches!(self, Self::Pattern(_))
    }
}

/// What a promotion takes.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// What picks configs; the union counts. Empty: everything (FULL).
    pub selectors: Vec<Selector>,
    /// Whether what exists only in the target is removed.
    pub prune: bool,
    /// Where given, only these: what the source changed since some earlier state.
    pub changed: Option<HashSet<ConfigId>>,
}

/// What a selection took from one file, or why it cannot.
#[derive(Debug, Clone, Default)]
pub struct FileSelection {
    /// The changes of the plan, in the order of the diff.
    pub changes: Vec<Change>,
    /// Picked, but the target's own: left out.
    pub own: Vec<Change>,
    /// Own keys of the target that a picked change would remove, with that change.
    pub in_the_way: Vec<(Change, Change)>,
    /// How many were picked but exist only in the target: they stay.
    pub staying: usize,
    /// By selector: whether it picked something here.
    pub hits: Vec<bool>,
}

/// Takes from one file's differences. `names` are the ways to name the file.
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
    // `resources: {}` in the source says nothing about what the target has there: that stays.
    let full = TargetOnly::of(changes.iter().chain(&kept));
    for ((change, picked), removes) in changes.iter().zip(&mut picked).zip(&removes) {
        *picked &= *removes || !full.would_empty(change);
    }
    full.empty(&changes, &mut picked);
    // A scalar cannot stay beside the map that replaces it, nor the other way round: what a picked
    // change displaces belongs to the plan.
    let picks = || changes.iter().zip(&picked).filter(|(c, picked)| **picked && c.op == Op::Added).map(|(c, _)| c);
    let added = if names.flat { AddedPlaces::default() } else { AddedPlaces::of(picks()) };
    taken.in_the_way = kept
        .iter()
        .filter(|own| added.displace(own))
        .filter_map(|own| Some((picks().find(|c| c.overlaps(own))?.clone(), own.clone())))
        .collect();
    // Nor can an own key stay inside of a flag or a file that is taken whole.
    let units = || changes.iter().zip(&picked).filter(|(c, picked)| **picked && c.is_unit()).map(|(c, _)| c);
    let held = kept.iter().filter_map(|own| Some((units().find(|unit| unit.holds(own))?.clone(), own.clone())));
    taken.in_the_way.extend(held);
    let wanted: Vec<bool> = changes.iter().zip(&picked).map(|(c, picked)| *picked || added.displace(c)).collect();
    let stays = |((c, asked), wanted): &((&Change, bool), &bool)| *asked && !**wanted && c.op == Op::Removed;
    taken.staying = changes.iter().zip(asked).zip(&wanted).filter(stays).count();
    taken.changes = changes.into_iter().zip(wanted).filter_map(|(change, wanted)| wanted.then_some(change)).collect();
    taken
}

/// The places of added configs, and all that lies above them: whether that is a list.
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

    /// Whether what only the target has cannot stay beside what is added.
    fn displace(&self, other: &Change) -> bool {
        let (document, steps) = (other.document.as_deref(), other.key.steps());
        let below = || (0..=steps.len()).any(|length| self.added.contains(&(document, &steps[..length])));
        let displaced = || self.above.contains_key(&(document, steps)) || below() || self.torn_at(other).is_some();
        other.op == Op::Removed && displaced()
    }

    /// Where a change and what is added part because one has a map there and the other a list.
    pub(super) fn torn_at<'c>(&self, other: &'c Change) -> Option<&'c [Step]> {
        let (document, steps) = (other.document.as_deref(), other.key.steps());
        let torn = |at: &usize| {
            let added = self.above.get(&(document, &steps[..*at]));
            added.is_some_and(|list| *list != steps[*at].is_of_a_list())
        };
        (0..steps.len()).find(torn).map(|at| &steps[..at])
    }
}

/// Maps and lists of which the target has entries that the source has not, and how many.
struct TargetOnly<'a>(HashMap<Above<'a>, usize>);

/// What lies above a change, and whether that is a map.
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

    /// Whether a change only puts something empty in the place of one of these.
    fn would_empty(&self, change: &Change) -> bool {
        let left = |named| self.0.contains_key(&(change.document.as_deref(), change.key.steps(), named));
        match change.source.as_ref().map(|spelled| &spelled.value) {
            _ if change.op != Op::Added || change.kind == UnitKind::File => false,
            Some(Value::Null) => left(true) || left(false),
            Some(Value::Map(entries)) => says_nothing(entries, change) && left(true),
            Some(Value::List(items)) => items.is_empty() && left(false),
            _ => false,
        }
    }

    /// Picks what is empty in the source where all goes that the target has there: it stays as `[]` or `{}`.
    fn empty(mut self, changes: &'a [Change], picked: &mut [bool]) {
        let voids: Vec<usize> =
            (0..changes.len()).filter(|at| !picked[*at] && self.would_empty(&changes[*at])).collect();
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

/// Whether a map is empty, or an element of a list with nothing but what identifies it.
fn says_nothing(entries: &[(String, Value)], change: &Change) -> bool {
    match (entries, change.key.last()) {
        ([], _) => true,
        ([(name, _)], Some(Step::Element { field, .. })) => name == field,
        _ => false,
    }
}

/// What a selection says of one config.
struct Pick {
    /// Its selectors pick it.
    picked: bool,
    /// It may take away what only the target has: by `--prune`, or because its id is named.
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
        if selector.picks(names, change.kind, document, &key, change.id) {
            *hit = true;
            picked = true;
            by_id |= selector.is_id();
        }
    }
    let new = selection.changed.as_ref().is_none_or(|ids| ids.contains(&change.id));
    Pick { picked: picked && new, removes: selection.prune || by_id }
}
