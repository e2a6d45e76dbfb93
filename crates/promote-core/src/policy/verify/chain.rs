//! The state of the ledger between two commits.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::promotion::hold::fold_hold;
use crate::promotion::state::fold;
use crate::promotion::stored::StoredError;
use crate::promotion::{Digest, Event, Hold, HoldEvent, Promotion, PromotionId, PromotionState, stored};
use promote_model::ObjectId;

/// The state of the ledger after the commits read so far.
#[derive(Debug, Default)]
pub struct LedgerChain {
    /// The first commit.
    pub root: Option<ObjectId>,
    /// The latest time of an event so far; a clock cannot set it back.
    pub time: Option<Timestamp>,
    pub(super) known: HashMap<PromotionId, KnownPromotion>,
    pub(super) holds: HashMap<u32, KnownHold>,
    /// The number of the last promotion or hold; 0 for none.
    pub(super) number: u32,
    /// The ledger commits of events whose time is disputed: the ledger's time goes on without them.
    disputed: HashSet<ObjectId>,
}

/// A promotion after the commits read so far.
#[derive(Debug, Clone)]
pub struct KnownPromotion {
    /// The promotion with its current plan, and the plan's digest.
    pub(super) promotion: Arc<Promotion>,
    pub(super) digest: Digest,
    pub(super) lines: Vec<u8>,
    pub(super) count: usize,
    pub(super) state: PromotionState,
}

/// A hold after the commits read so far.
#[derive(Debug, Clone)]
pub struct KnownHold {
    pub(super) hold: Hold,
    pub(super) lines: Vec<u8>,
}

impl KnownHold {
    /// Reads the events of a hold; `None` if they are not those of one.
    pub fn read(number: u32, lines: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(lines).ok()?;
        let events: Vec<HoldEvent> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>().ok()?;
        Some(Self { hold: fold_hold(number, &events).ok()?, lines: lines.to_vec() })
    }
}

impl KnownPromotion {
    /// Reads the files of a promotion's folder.
    ///
    /// # Errors
    /// If they cannot be parsed.
    pub fn read(promotion: &[u8], events: &[u8]) -> Result<Self, StoredError> {
        let (promotion, digest) = stored::read_with_digest(promotion)?;
        let malformed = |reason: String| StoredError::Malformed(reason);
        let text = std::str::from_utf8(events).map_err(|e| malformed(e.to_string()))?;
        let parsed: Result<Vec<Event>, _> = text.lines().map(serde_json::from_str).collect();
        let parsed = parsed.map_err(|e| malformed(e.to_string()))?;
        let state = fold(&parsed).map_err(|e| malformed(e.to_string()))?;
        Ok(Self { promotion: Arc::new(promotion), digest, lines: events.to_vec(), count: parsed.len(), state })
    }
}

/// An event and the promotion it belongs to.
#[derive(Debug)]
pub struct LinkStep {
    /// The promotion.
    pub id: PromotionId,
    /// The promotion with the plan in force after the event.
    pub promotion: Arc<Promotion>,
    /// The event.
    pub event: Event,
    /// The state before it; `None` for the first event.
    pub before: Option<PromotionState>,
    /// The ledger's time after the event.
    pub time: Timestamp,
}

impl LedgerChain {
    /// The state at a later commit of the ledger.
    pub fn resumed(root: Option<ObjectId>, time: Option<Timestamp>) -> Self {
        Self { root, time, ..Self::default() }
    }

    /// The state after a promotion or a hold with this number, the last one.
    pub fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// The state without the times of disputed events.
    pub fn without(self, disputed: HashSet<ObjectId>) -> Self {
        Self { disputed, ..self }
    }

    /// Whether the time of an event is disputed.
    pub fn is_disputed(&self, link: ObjectId) -> bool {
        self.disputed.contains(&link)
    }

    /// Whether a promotion was read already.
    pub fn knows(&self, id: PromotionId) -> bool {
        self.known.contains_key(&id)
    }

    /// Whether a hold was read already.
    pub fn knows_hold(&self, number: u32) -> bool {
        self.holds.contains_key(&number)
    }

    /// Adds a hold from before the first commit that is read.
    pub fn learn_hold(&mut self, number: u32, known: KnownHold) {
        self.holds.insert(number, known);
    }

    /// Adds a promotion from before the first commit that is read.
    pub fn learn(&mut self, id: PromotionId, known: KnownPromotion) {
        self.known.insert(id, known);
    }
}
