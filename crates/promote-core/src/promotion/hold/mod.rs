//! Holds: while a hold is on, nothing is promoted to its keys of an environment. The events of a hold are in a folder of
//! their own in the ledger: `holds/NUMBER/events.jsonl`.
//!
//! ```text
//! event    hold-set, hold-lifted
//! fold     the events of one hold, oldest first, to the hold
//! covers   which changes of a plan a hold blocks
//! ```

mod covers;
mod event;
mod fold;
#[cfg(test)]
mod tests;

pub use event::{HoldEvent, HoldKind};
pub use fold::{Hold, IllegalHold, Lift, fold_hold};
