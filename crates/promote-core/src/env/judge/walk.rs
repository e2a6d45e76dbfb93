//! Judges the differing keys of one file while its history is read, newest state first.

use super::arrivals::Arrivals;
use super::direction::{Direction, Judgement, Unknown};
use super::prints::{Content, Print};
use super::state::{JointState, SideState};
use promote_model::ObjectId;

/// How the history that was read ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With the first commit of the file pair.
    Complete,
    /// At the largest number of states.
    Depth,
    /// At a shallow boundary.
    Shallow,
}

/// With at most this many states in all, a file pair is being set up.
const SET_UP: usize = 3;

/// The judge of one file pair.
#[derive(Debug)]
pub struct Judge {
    keys: Vec<Tracked>,
    last: JointState,
    /// The oldest state so far in which both files exist.
    oldest: Option<JointState>,
    /// The number of states in which both files exist.
    counted: usize,
    /// How many of them differ from the newer one in a key of either side.
    distinct: usize,
    target_seen: bool,
    arrivals: Arrivals,
}

/// A differing key.
#[derive(Debug)]
struct Tracked {
    key: Print,
    source: Option<Print>,
    target: Option<Print>,
    /// Whether a file was created with the key, so that earlier absence says nothing.
    created: bool,
    /// The commit that gave the source its value, the position of the state after it, and its keys then.
    source_since: Option<(ObjectId, usize, Content)>,
    target_since: Option<ObjectId>,
    /// The value at the base, and the commit that ended the agreement, or with which one side left the value that the other
    /// took later.
    base: Option<(Option<Print>, ObjectId)>,
}

impl Judge {
    /// Begins with the present state of a file pair and its differing keys.
    pub fn new(keys: impl IntoIterator<Item = Print>, now: JointState) -> Self {
        let value = |side: &Option<SideState>, key| side.as_ref().and_then(|side| side.prints.get(key));
        let tracked = |key| Tracked {
            key,
            source: value(&now.source, key),
            target: value(&now.target, key),
            created: false,
            source_since: None,
            target_since: None,
            base: None,
        };
        let both = now.source.is_some() && now.target.is_some();
        Self {
            keys: keys.into_iter().map(tracked).collect(),
            oldest: both.then(|| now.clone()),
            counted: usize::from(both),
            distinct: usize::from(both),
            target_seen: now.target.is_some(),
            arrivals: Arrivals::default(),
            last: now,
        }
    }

    /// Whether this many states were looked at. In a file that several environments share, commits that change others alone
    /// do not count; so that a busy file does not cost without end, eight times as many are enough.
    pub fn has_seen(&self, depth: usize) -> bool {
        self.distinct >= depth || self.counted >= depth.saturating_mul(8)
    }

    /// Whether every key has its base.
    pub fn is_decided(&self) -> bool {
        self.keys.iter().all(|key| key.base.is_some() || !key.differs())
    }

    /// Adds the state before the oldest one so far; `by` is the commit between them.
    pub fn older(&mut self, state: JointState, by: ObjectId) {
        let at = self.counted.saturating_sub(1);
        let both = state.source.is_some() && state.target.is_some();
        if both && let Some(newer) = &self.oldest {
            self.arrivals.step(newer, &state, at);
        }
        self.target_seen |= state.target.is_some();
        let new_file = !self.target_seen && state.source.is_none() && self.last.source.is_some() && state.beside;
        for key in self.keys.iter_mut().filter(|key| key.base.is_none() && key.differs()) {
            key.step(&self.last, &state, by, at);
            if both {
                key.look_for_base(&state, by);
            } else if new_file {
                key.base = Some((None, by));
            }
        }
        if both {
            self.counted += 1;
            self.distinct += usize::from(self.oldest.as_ref().is_none_or(|newer| !newer.has_the_keys_of(&state)));
            self.oldest = Some(state.clone());
        }
        self.last = state;
    }

    /// The judgements, in the order of the keys.
    pub fn finish(self, end: End) -> Vec<Judgement> {
        let Self { keys, counted, arrivals, .. } = self;
        keys.into_iter().map(|key| key.judgement(counted, &arrivals, end)).collect()
    }
}

impl Tracked {
    /// Whether the sides differ as these hashes see them. A list that is read in another way does not, and is not judged.
    fn differs(&self) -> bool {
        self.source != self.target
    }

    /// Compares two neighbouring states of each side.
    fn step(&mut self, newer: &JointState, older: &JointState, by: ObjectId, at: usize) {
        let then = |side: &Option<SideState>, key| side.as_ref().and_then(|side| side.prints.get(key));
        if self.source_since.is_none() && then(&older.source, self.key) != self.source {
            let keys = newer.source.as_ref().map(|side| side.prints.content()).unwrap_or_default();
            self.source_since = Some((by, at, keys));
        }
        if self.target_since.is_none() && then(&older.target, self.key) != self.target {
            self.target_since = Some(by);
        }
        let created = |newer: &Option<SideState>, older: &Option<SideState>| {
            older.is_none() && newer.as_ref().is_some_and(|side| side.prints.get(self.key).is_some())
        };
        self.created |= created(&newer.source, &older.source) || created(&newer.target, &older.target);
    }

    fn look_for_base(&mut self, state: &JointState, by: ObjectId) {
        let value = |side: &Option<SideState>| side.as_ref().and_then(|side| side.prints.get(self.key));
        let held = value(&state.source);
        // Keys that came to both sides with values of their own were never one.
        let absence_counts = !self.created && (self.source.is_none() || self.target.is_none());
        if held == value(&state.target) && (held.is_some() || absence_counts) {
            self.base = Some((held, by));
        } else if let Some(followed) = self.followed(held, value(&state.target)) {
            self.base = Some((Some(followed), by));
        }
    }

    /// The value that one side took from the other after the other had moved on: the present value of one, which the other
    /// held in this state, before that side had it. A plan that waits for approvals brings such a value.
    fn followed(&self, source: Option<Print>, target: Option<Print>) -> Option<Print> {
        let from_source = self.target_since.is_some() && source.is_some() && source == self.target;
        let from_target = self.source_since.is_some() && target.is_some() && target == self.source;
        match (from_source, from_target) {
            (true, false) => self.target,
            (false, true) => self.source,
            // Two values that changed places tell nothing.
            _ => None,
        }
    }

    fn judgement(self, counted: usize, arrivals: &Arrivals, end: End) -> Judgement {
        let source_since = self.source_since.map(|(commit, ..)| commit);
        let judged = Judgement { source_since, target_since: self.target_since, ..Judgement::unknown(Unknown::Depth) };
        let Some((held, by)) = self.base else {
            return match end {
                _ if !self.differs() => judged,
                End::Depth => judged,
                End::Shallow => Judgement { unknown: Some(Unknown::Shallow), ..judged },
                End::Complete if counted <= SET_UP => Judgement { unknown: Some(Unknown::SetUp), ..judged },
                End::Complete => {
                    let born_different = self.source.is_some() && self.target.is_some();
                    Judgement { direction: Direction::Unrelated, unknown: None, born_different, ..judged }
                }
            };
        };
        let direction = match (self.source == held, self.target == held) {
            // A key that only the target has cannot be taken from the source.
            (true, _) if self.source.is_none() => Direction::Unrelated,
            (true, _) => Direction::Backward,
            (false, true) => Direction::Forward,
            (false, false) => Direction::Diverged,
        };
        let passed_over = match (direction, self.source_since) {
            (Direction::Forward, Some((_, at, keys))) => arrivals.passed(at, keys),
            _ => 0,
        };
        Judgement { direction, unknown: None, base: Some(by), passed_over, ..judged }
    }
}
