//! The decisions of `promote`, without git: environments and their differences, promotions and their plans, the policy
//! and its gate.

pub mod env;
pub mod policy;
pub mod promotion;
