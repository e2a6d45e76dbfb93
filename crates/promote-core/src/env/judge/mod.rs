//! What a difference means: which side moved away from what both sides last held.
//!
//! ```text
//! the states of a file pair, newest first      source  a b b b     target  x x y b
//! the base: the newest state with one value                                      ^
//! the source still holds it: backward          the target moved on, and promoting would undo that
//! ```
//!
//! One side may take a value that the other held, after the other has moved on: that value is the base, and that side is behind.
//!
//! A state is the pair of files after a commit that touched either. Only states in which both files exist count. Values are
//! compared, never spellings.

mod arrivals;
mod direction;
mod prints;
mod state;
#[cfg(test)]
mod tests;
mod walk;

pub use direction::{Direction, Judgement, Unknown};
pub use prints::{FilePrints, Print};
pub use state::{JointState, SideState};
pub use walk::{End, Judge};

/// The number of these rules. Judgements that were remembered under another number are made again.
pub const RULES: u8 = 3;
