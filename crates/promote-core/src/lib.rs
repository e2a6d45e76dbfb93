//! What `promote` decides, without git: what environments hold and how they differ, promotions and their plans, the
//! policy and its gate.

pub mod env;
pub mod policy;
pub mod promotion;
