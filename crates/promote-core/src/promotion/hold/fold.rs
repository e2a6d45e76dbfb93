//! The fold of the events of a hold.

use jiff::Timestamp;

use super::event::{HoldEvent, HoldKind};
use crate::promotion::Person;
use promote_model::pattern::BadPattern;
use promote_model::{ObjectId, Pattern};

/// A hold.
#[derive(Debug, Clone)]
pub struct Hold {
    /// The number, from the same counter as the numbers of promotions.
    pub number: u32,
    /// The environment.
    pub environment: String,
    /// The patterns of the keys; empty for all keys of the environment.
    pub patterns: Vec<Pattern>,
    /// The reason.
    pub reason: String,
    /// The person who set it.
    pub by: Person,
    /// When it was set.
    pub at: Timestamp,
    /// The time at which it ends by itself.
    pub until: Option<Timestamp>,
    /// Where the branch of the environment was when it was set.
    pub tip: Option<ObjectId>,
    /// How it was lifted.
    pub lifted: Option<Lift>,
}

/// How a hold was lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lift {
    /// The person.
    pub by: Person,
    /// The time.
    pub at: Timestamp,
    /// The reason, if one was given.
    pub reason: Option<String>,
    /// Where the branch of the environment was.
    pub tip: Option<ObjectId>,
}

/// Events of a hold that are not legal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IllegalHold {
    /// The first event is not `hold-set`, or a later one is.
    #[error("unexpected event '{0}': a hold begins with the event 'hold-set', which occurs only once")]
    OutOfPlace(&'static str),
    /// It was set without a reason.
    #[error("a hold needs a reason")]
    NoReason,
    /// It ends before it begins.
    #[error("the hold ends at {until}, but was set at {at}")]
    EndsBefore {
        /// Its end.
        until: Timestamp,
        /// When it was set.
        at: Timestamp,
    },
    /// A pattern of it is not valid.
    #[error(transparent)]
    Pattern(#[from] BadPattern),
    /// It was lifted before.
    #[error("{by} lifted hold {number} at {at}")]
    Lifted {
        /// The number of the hold.
        number: u32,
        /// The person who lifted it.
        by: Person,
        /// When.
        at: Timestamp,
    },
    /// It had ended by itself.
    #[error("hold {number} ended by itself at {until}")]
    Ended {
        /// The number of the hold.
        number: u32,
        /// Its end.
        until: Timestamp,
    },
}

/// Folds the events of a hold, oldest first.
///
/// # Errors
/// At the first event that is not legal.
pub fn fold_hold(number: u32, events: &[HoldEvent]) -> Result<Hold, IllegalHold> {
    let Some((first, later)) = events.split_first() else { return Err(IllegalHold::OutOfPlace("none")) };
    let HoldKind::HoldSet { environment, patterns, reason, until, tip } = &first.what else {
        return Err(IllegalHold::OutOfPlace(first.what.word()));
    };
    if reason.trim().is_empty() {
        return Err(IllegalHold::NoReason);
    }
    if let Some(until) = until.filter(|until| *until <= first.at) {
        return Err(IllegalHold::EndsBefore { until, at: first.at });
    }
    let mut hold = Hold {
        number,
        environment: environment.clone(),
        patterns: patterns.iter().map(|text| Pattern::parse_typed(text)).collect::<Result<_, _>>()?,
        reason: reason.clone(),
        by: first.by.clone(),
        at: first.at,
        until: *until,
        tip: *tip,
        lifted: None,
    };
    for event in later {
        hold.apply(event)?;
    }
    Ok(hold)
}

impl Hold {
    /// Adds a later event.
    ///
    /// # Errors
    /// If it is not legal after the earlier ones.
    pub fn apply(&mut self, event: &HoldEvent) -> Result<(), IllegalHold> {
        let HoldKind::HoldLifted { reason, tip } = &event.what else {
            return Err(IllegalHold::OutOfPlace(event.what.word()));
        };
        let number = self.number;
        if let Some(Lift { by, at, .. }) = &self.lifted {
            return Err(IllegalHold::Lifted { number, by: by.clone(), at: *at });
        }
        if let Some(until) = self.until.filter(|until| *until <= event.at) {
            return Err(IllegalHold::Ended { number, until });
        }
        self.lifted = Some(Lift { by: event.by.clone(), at: event.at, reason: reason.clone(), tip: *tip });
        Ok(())
    }

    /// Whether it is on: by the ledger's time, and by the clock of the person who acts, if that is known. A wrong clock in the
    /// ledger then ends no hold.
    pub fn is_on(&self, now: Timestamp, clock: Option<Timestamp>) -> bool {
        self.lifted.is_none() && self.until.is_none_or(|until| until > now || clock.is_some_and(|clock| until > clock))
    }

    /// The patterns as typed.
    pub fn pattern_texts(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(Pattern::text)
    }
}
