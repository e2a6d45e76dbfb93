//! The paths that two bound templates both match, and which of the two spells more of them.
//!
//! Both templates are followed at once, character by character. The values of captures that occur several times are not
//! compared, so there may be fewer such paths than found here.

use std::collections::{HashMap, HashSet, VecDeque};

use super::bind::{BoundTemplate, BoundToken};
use super::spelled::Level;

/// A template as a sequence of units over a whole path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// A character of a name.
    Char(char),
    /// Any character of a name.
    Any,
    /// Any number of characters of a name.
    Run,
    Slash,
    /// Any number of names, each with a slash.
    Folders,
    /// One or more names, up to the end.
    Below,
}

/// The next unit, and whether `Folders` or `Below` is inside a name.
type At = (usize, bool);

/// One step over a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Spelled(char),
    Wild,
    Slash,
}

/// The progress of both templates, with whether each has spelled a character that the other one has not.
type Both = (At, At, [bool; 2]);

/// The character in place of one that no template spells.
const ANY: char = 'x';

/// The maximum number of places that are looked at; templates that need more are very long.
const MAX_PLACES: usize = 100_000;

/// Whether `ours` spells more than `theirs` of every path that both match; false if this takes too long to find out.
pub(super) fn always_more(ours: &BoundTemplate, theirs: &BoundTemplate) -> bool {
    let (a, b) = (units(ours), units(theirs));
    let mut seen = HashSet::new();
    let mut open = vec![((0, false), (0, false), [false; 2])];
    while let Some(both) = open.pop() {
        if seen.len() > MAX_PLACES || (ends(&a, both.0) && ends(&b, both.1) && both.2 != [true, false]) {
            return false;
        }
        if seen.insert(both) {
            open.extend(moves(&a, &b, both).into_iter().map(|(_, next)| next));
        }
    }
    true
}

/// The shortest path that both match and of which both spell the same characters.
pub(super) fn alike(ours: &BoundTemplate, theirs: &BoundTemplate) -> Option<String> {
    let (a, b) = (units(ours), units(theirs));
    let start = ((0, false), (0, false), [false; 2]);
    let mut from: HashMap<Both, Option<(Both, Option<char>)>> = HashMap::from([(start, None)]);
    let mut open = VecDeque::from([start]);
    while let Some(both) = open.pop_front() {
        if from.len() > MAX_PLACES {
            return None;
        }
        if ends(&a, both.0) && ends(&b, both.1) {
            return Some(spell(&from, both));
        }
        for (c, next) in moves(&a, &b, both).into_iter().filter(|(_, next)| next.2 == [false; 2]) {
            from.entry(next).or_insert_with(|| {
                open.push_back(next);
                Some((both, c))
            });
        }
    }
    None
}

/// The path that leads to a place.
fn spell(from: &HashMap<Both, Option<(Both, Option<char>)>>, end: Both) -> String {
    let (mut path, mut at): (Vec<char>, Both) = (Vec::new(), end);
    while let Some(Some((before, c))) = from.get(&at) {
        path.extend(c);
        at = *before;
    }
    path.into_iter().rev().collect()
}

/// Whether there may be a path that both match; a quick test of the names at both ends of the templates.
pub(super) fn may_meet(ours: &BoundTemplate, theirs: &BoundTemplate) -> bool {
    let (a, b) = (ours.levels(), theirs.levels());
    let many = |levels: &[Level<'_>]| levels.iter().any(|level| matches!(level, Level::Many));
    if !many(&a) && !many(&b) && a.len() != b.len() {
        return false;
    }
    let pairs = || a.iter().zip(&b).map_while(names);
    let last = || a.iter().rev().zip(b.iter().rev()).map_while(names);
    pairs().chain(last()).all(|(a, b)| names_meet(a, b))
}

type Tokens<'t> = &'t [BoundToken];

fn names<'t>((a, b): (&Level<'t>, &Level<'t>)) -> Option<(Tokens<'t>, Tokens<'t>)> {
    match (a, b) {
        (Level::One(a), Level::One(b)) => Some((a, b)),
        _ => None,
    }
}

fn names_meet(a: Tokens<'_>, b: Tokens<'_>) -> bool {
    let text =
        |token: &BoundToken| if let BoundToken::Literal { text, .. } = token { Some(text.clone()) } else { None };
    let first = |tokens: Tokens<'_>| tokens.iter().map_while(text).collect::<String>();
    let backwards = |text: String| text.chars().rev().collect::<String>();
    let last = |tokens: Tokens<'_>| tokens.iter().rev().map_while(text).map(backwards).collect::<String>();
    let meet = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
    let literal = |tokens: Tokens<'_>| tokens.iter().all(|token| text(token).is_some());
    if literal(a) && literal(b) {
        return first(a) == first(b);
    }
    meet(&first(a), &first(b)) && meet(&last(a), &last(b))
}

fn units(template: &BoundTemplate) -> Vec<Unit> {
    let levels = template.levels();
    let mut units = Vec::new();
    for (index, level) in levels.iter().enumerate() {
        if index > 0 && units.last() != Some(&Unit::Folders) {
            units.push(Unit::Slash);
        }
        match level {
            Level::Many if index + 1 == levels.len() => units.push(Unit::Below),
            Level::Many => units.push(Unit::Folders),
            Level::One(tokens) => units_of_name(tokens, &mut units),
        }
    }
    units
}

fn units_of_name(tokens: Tokens<'_>, units: &mut Vec<Unit>) {
    // A name is never empty.
    if tokens.iter().all(|token| matches!(token, BoundToken::Star)) {
        units.push(Unit::Any);
    }
    for token in tokens {
        match token {
            BoundToken::Literal { text, .. } => units.extend(text.chars().map(Unit::Char)),
            BoundToken::Question => units.push(Unit::Any),
            BoundToken::Star => units.push(Unit::Run),
            BoundToken::Capture(_) => units.extend([Unit::Any, Unit::Run]),
        }
    }
}

fn ends(units: &[Unit], at: At) -> bool {
    at.0 == units.len() || (at.0 + 1 == units.len() && units[at.0] == Unit::Below && at.1)
}

/// The steps over one character, and the place after each.
fn steps(units: &[Unit], (at, inside): At) -> Vec<(Step, At)> {
    match units.get(at) {
        None => Vec::new(),
        Some(Unit::Char(c)) => vec![(Step::Spelled(*c), (at + 1, false))],
        Some(Unit::Any) => vec![(Step::Wild, (at + 1, false))],
        Some(Unit::Run) => vec![(Step::Wild, (at, false))],
        Some(Unit::Slash) => vec![(Step::Slash, (at + 1, false))],
        Some(Unit::Folders | Unit::Below) if inside => vec![(Step::Wild, (at, true)), (Step::Slash, (at, false))],
        Some(Unit::Folders | Unit::Below) => vec![(Step::Wild, (at, true))],
    }
}

/// The place after a unit that matches nothing.
fn skipped(units: &[Unit], (at, inside): At) -> Option<At> {
    let skips = matches!(units.get(at), Some(Unit::Run)) || (matches!(units.get(at), Some(Unit::Folders)) && !inside);
    skips.then_some((at + 1, false))
}

/// The moves of both templates over one character, or of one of them over nothing.
fn moves(a: &[Unit], b: &[Unit], (ours, theirs, more): Both) -> Vec<(Option<char>, Both)> {
    let mut found = Vec::new();
    found.extend(skipped(a, ours).map(|next| (None, (next, theirs, more))));
    found.extend(skipped(b, theirs).map(|next| (None, (ours, next, more))));
    let theirs = steps(b, theirs);
    for (step, ours) in steps(a, ours) {
        for (other, theirs) in &theirs {
            let (c, more) = match (step, *other) {
                (Step::Slash, Step::Slash) => ('/', more),
                (Step::Wild, Step::Wild) => (ANY, more),
                (Step::Spelled(c), Step::Spelled(d)) if c == d => (c, more),
                (Step::Spelled(c), Step::Wild) => (c, [true, more[1]]),
                (Step::Wild, Step::Spelled(c)) => (c, [more[0], true]),
                _ => continue,
            };
            found.push((Some(c), (ours, *theirs, more)));
        }
    }
    found
}
