//! A promotion: its request, its plan and digest, its events, and the state that they add up to.

pub mod event;
pub mod message;
pub mod plan;
pub mod record;
pub mod state;
pub mod stored;

pub use event::{Event, Finding, Person, What};
pub use plan::{Digest, Plan, PlanFile};
pub use record::{Promotion, PromotionId, PromotionType, Request};
pub use state::{State, Status, Step};
