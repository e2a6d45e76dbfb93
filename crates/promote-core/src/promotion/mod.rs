//! A promotion: its request, its plan and digest, its events, and the state they fold to.

pub mod event;
pub mod head;
pub mod hold;
pub(crate) mod id;
mod key_names;
pub mod ledger_path;
pub(crate) mod mail;
pub mod message;
pub(crate) mod person;
pub mod plan;
mod punycode;
pub(crate) mod record;
pub mod state;
pub(crate) mod statement;
pub mod stored;
#[cfg(test)]
pub(crate) mod tests;
pub mod tips;
pub mod value;

pub use event::{CheckFinding, Event, EventKind, RequestKey};
pub use head::PromotionHead;
pub use hold::{Hold, HoldEvent, HoldKind};
pub use id::PromotionId;
pub use key_names::key_names;
pub use mail::is_mail;
pub use person::Person;
pub use plan::{Digest, Plan, PlanFile};
pub use record::{Number, Promotion, PromotionName, PromotionType, Request, UndoChoice};
pub use state::{Action, PromotionState, Status};
pub use statement::Statement;
